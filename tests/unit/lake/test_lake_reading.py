import datetime
import decimal
from pathlib import Path

import duckdb
import polars
import pyarrow as pa
import pyarrow.dataset as pads
import pytest

from pipeline.lake.commit import commit_run
from pipeline.lake.compact import compact_lake
from pipeline.lake.layout import Lake
from pipeline.lake.reading import committed_files, has_run, list_runs, open_dataset
from pipeline.lake.staging import stage_rows
from tests.unit.lake import lake_scenario as scenario
from transforms.records import Fact
from transforms.tables import TABLES, to_arrow

DAY = scenario.DAY


def days(lake: Lake, since: datetime.date | None, until: datetime.date | None, with_null: bool) -> list[int | None]:
    files = committed_files(lake, "stories", since, until, with_null)
    return sorted({file.partition.day if file.partition else 0 for file in files})


@pytest.mark.parametrize(
    ("since", "until", "with_null", "found"),
    [
        (None, None, True, [0, 1, 2, 3]),
        (None, None, False, [1, 2, 3]),
        (2, None, False, [2, 3]),
        (None, 2, True, [0, 1, 2]),
        (2, 2, False, [2]),
        (4, None, False, []),
    ],
)
def test_only_the_partitions_wanted(
    lake: Lake, since: int | None, until: int | None, with_null: bool, found: list[int]
) -> None:
    scenario.nightly(lake, 0)
    assert days(lake, since and DAY.replace(day=since), until and DAY.replace(day=until), with_null) == found


def test_a_lake_without_commits_has_all_tables_and_no_rows(lake: Lake) -> None:
    assert list_runs(lake).num_rows == 0
    assert not has_run(lake, "r1")
    for name, table in TABLES.items():
        assert committed_files(lake, name) == []
        assert open_dataset(lake, name).to_table().schema.equals(table.schema)


def test_what_is_not_committed_is_not_seen(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    stage_rows(lake, "r9", "stories", "0", to_arrow("stories", [scenario.story("s99", [9], DAY)], run_id="r9"))
    lake.store.write_bytes(f"stories/published_date={DAY}/part-r9-1.parquet", b"in place, not in the log")
    assert len(scenario.content(lake, "stories")) == 5


def test_a_partition_filter_reads_only_its_files(lake: Lake) -> None:
    scenario.nightly(lake, 0)
    dataset = open_dataset(lake, "articles")
    wanted = pads.field("published_date") == pa.scalar(DAY, pa.date32())
    assert {Path(f.path).parent.name for f in dataset.get_fragments(wanted)} == {"published_date=2024-03-01"}
    assert dataset.to_table(filter=pads.field("published_date").is_null())["article_id"].to_pylist() == ["a3"]


def put_facts(lake: Lake) -> None:
    amount = decimal.Decimal("147000000000.123456789")
    facts = [
        Fact(
            "money",
            0,
            4,
            "ä 'x'",
            "A sentence.",
            "r",
            "1",
            amount,
            unit="USD",
            period_start=DAY,
            fact_id=f"f{n}",
            article_id=f"a{n}",
        )
        for n in range(4)
    ]
    parts = [
        part
        for n, fact in enumerate(facts)
        for part in stage_rows(
            lake, "facts", "facts", str(n), to_arrow("facts", [fact], run_id="facts", published_date=scenario.day_of(n))
        )
    ]
    commit_run(lake, scenario.run_row("facts"), parts)


def all_readers(lake: Lake, table: str) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a table as three readers see them, each in its own way of reading a lake."""
    names = TABLES[table].schema.names
    partition = TABLES[table].partition
    glob = f"{lake.uri}/{table}/*=*/**/*.parquet" if partition else f"{lake.uri}/{table}/*.parquet"
    hive = f", hive_partitioning=true, hive_types={{'{partition}': DATE}}" if partition else ""
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    columns = ", ".join(f'"{name}"' for name in names)
    plain = connection.sql(f"SELECT {columns} FROM read_parquet('{glob}', union_by_name=true{hive})").fetchall()
    delta = polars.scan_delta(lake.table_uri(table)).select(names).collect().to_arrow()
    ours = open_dataset(lake, table).to_table()
    return {
        "duckdb": sorted(plain, key=repr),
        "polars": sorted((tuple(row.values()) for row in delta.to_pylist()), key=repr),
        "pyarrow": sorted((tuple(row.values()) for row in ours.to_pylist()), key=repr),
    }


@pytest.mark.parametrize("compacted", [False, True])
def test_duckdb_polars_and_pyarrow_give_the_same_rows(lake: Lake, compacted: bool) -> None:
    for night in range(2):
        scenario.nightly(lake, night)
    put_facts(lake)
    if compacted:
        compact_lake(lake)
    for table in ("articles", "sightings", "facts", "rejects", "stories", "source_state", "runs"):
        rows = all_readers(lake, table)
        assert rows["pyarrow"]
        assert [list(map(_comparable, row)) for row in rows["duckdb"]] == [
            list(map(_comparable, row)) for row in rows["pyarrow"]
        ]
        assert rows["polars"] == rows["pyarrow"]


def _comparable(value: object) -> object:
    """Moments of DuckDB carry another object for UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC)
    if isinstance(value, dict):
        return {name: _comparable(item) for name, item in value.items()}
    return [_comparable(item) for item in value] if isinstance(value, list) else value


def test_runs_are_listed_with_the_newest_last(lake: Lake) -> None:
    for number, ended in enumerate((30, 10, 20)):
        commit_run(lake, scenario.run_row(f"r{number}")._replace(ended_at=ended), [])
    assert list_runs(lake)["run_id"].to_pylist() == ["r1", "r2", "r0"]

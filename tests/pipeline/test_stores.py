"""Whole runs on an object store, and what other readers see of a lake."""

import datetime
import os
import shutil
from pathlib import Path

import duckdb
import polars
import pyarrow.dataset as pads
import pytest

from tests.pipeline.lakes import assert_sound, content, rows, run
from transforms.tables import TABLES

SAMPLE = Path(__file__).parents[2] / "seeds" / "sample"
EVIDENCE = ("articles", "facts", "stories", "story_facts", "links", "rejects", "sightings")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    path = tmp_path_factory.mktemp("stores") / "lake"
    run(path, SAMPLE)
    return path


@pytest.mark.parametrize("table", [*EVIDENCE, "signatures"])
def test_duckdb_polars_and_pyarrow_read_the_same_rows(lake, table):
    key = list(TABLES[table].key)
    expected = sorted(tuple(row[name] for name in key) for row in rows(lake, table))
    partition = TABLES[table].partition
    plain = f"SELECT {', '.join(key)} FROM read_parquet('{lake}/{table}/*=*/**/*.parquet', union_by_name=true)"
    assert sorted(duckdb.sql(plain).fetchall()) == expected
    delta = polars.scan_delta(f"{lake}/{table}").select(key).collect()
    assert sorted(delta.rows()) == expected
    files = pads.dataset(f"{lake}/{table}", schema=TABLES[table].schema, partitioning="hive", exclude_invalid_files=True)
    found = files.to_table(columns=[*key, partition])
    assert sorted(tuple(row[name] for name in key) for row in found.to_pylist()) == expected
    days = {row[partition] for row in found.to_pylist()}
    assert all(day is None or isinstance(day, datetime.date) for day in days)


def test_every_column_reads_back_with_the_type_of_the_schema(lake):
    for table, one in TABLES.items():
        frame = polars.scan_delta(f"{lake}/{table}").collect()
        assert set(frame.columns) == set(one.schema.names), table


@pytest.mark.slow
def test_a_lake_on_s3_takes_runs_reruns_and_passes_its_check(lake, bucket):
    address = f"{bucket}/news/lake"
    first = run(address, SAMPLE)
    for table in EVIDENCE:
        assert content(address, table) == content(lake, table), table
    again = run(address, SAMPLE)
    assert again.counters["skipped"] == first.counters["documents"]
    reread = run(address, SAMPLE, reread=True)
    assert reread.counters.get("articles", 0) == 0
    assert_sound(address)


@pytest.mark.slow
def test_articles_on_s3_are_read_like_local_ones(lake, bucket, tmp_path):
    import boto3

    name = bucket.removeprefix("s3://")
    client = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
    for file in sorted(SAMPLE.iterdir()):
        client.upload_file(str(file), name, f"in/sub/{file.name}")
    run(tmp_path / "lake", f"{bucket}/in")
    ids = {row["article_id"] for row in rows(tmp_path / "lake", "articles")}
    assert ids == {row["article_id"] for row in rows(lake, "articles")}
    again = run(tmp_path / "lake", f"{bucket}/in")
    assert again.counters["skipped"] == len(list(SAMPLE.iterdir()))
    one = run(tmp_path / "one", f"{bucket}/in/sub/*.warc.gz")
    assert one.counters["documents"] == 1
    assert_sound(tmp_path / "lake")


def test_a_file_that_changed_is_read_again_and_gives_a_revision(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    page = SAMPLE / "01-harbour-gazette.html"
    shutil.copy2(page, folder)
    run(tmp_path / "lake", folder)
    (copy,) = folder.iterdir()
    body = rows(tmp_path / "lake", "articles")[0]["article_body"].split("\n\n")[-1]
    text = copy.read_text(encoding="utf-8")
    assert body[:40] in text
    copy.write_text(text.replace(body[:40], f"{body[:20]} newly added words {body[20:40]}"), encoding="utf-8")
    run(tmp_path / "lake", folder)
    articles = rows(tmp_path / "lake", "articles")
    assert sorted(row["revision"] for row in articles) == [0, 1]
    assert len({row["article_id"] for row in articles}) == 1
    (story,) = rows(tmp_path / "lake", "stories")
    assert story["copy_count"] == 1
    assert "newly added words" in story["article_body"]
    facts = rows(tmp_path / "lake", "facts")
    assert len({row["fact_id"] for row in facts}) == len(facts)
    assert_sound(tmp_path / "lake")

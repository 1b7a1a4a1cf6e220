"""Whole runs for tests, and what a lake holds apart from run ids, times and the ids of stories."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.ingest import IngestResult, ingest
from pipeline.lake.layout import open_lake
from pipeline.lake.reading import open_dataset
from pipeline.lake.verify import verify_lake
from pipeline.options import load_settings

SEEDS = Path(__file__).parents[3] / "shared" / "data" / "seeds"
"""The five real articles, beside the project where it is developed; they are not part of it."""

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"the five collected articles are not at {SEEDS}")

COMMAND = ("pipeline.cli_commands", "pipeline.ingest")
"""What `wirelake ingest` imports when it starts, for `tests.killable`."""

_VARIES = {"run_id", "retrieved_at", "run_date", "last_polled_at"}
"""Columns that differ from run to run by their nature."""


def run(lake: Path | str, *inputs: Path | str, **options: Any) -> IngestResult:
    """One run with the default settings; `sets` are assignments as of `--set`."""
    settings = load_settings(None, options.pop("sets", ()))
    return ingest(settings, [str(one) for one in inputs], str(lake), **options)


def rows(lake: Path | str, table: str, *columns: str) -> list[dict[str, Any]]:
    """The committed rows of a table."""
    data: pa.Table = open_dataset(open_lake(str(lake)), table).to_table(columns=list(columns) or None)
    listed: list[dict[str, Any]] = data.to_pylist()
    return listed


def content(lake: Path | str, table: str) -> list[str]:
    """The rows of a table as sorted texts, without what varies from run to run; a story is named by its members."""
    members = {story["story_id"]: sorted(copy["article_id"] for copy in story["copies"]) for story in rows(lake, "stories")}
    found = []
    for row in rows(lake, table):
        kept = {name: value for name, value in row.items() if name not in _VARIES}
        if "story_id" in kept:
            kept["story_id"] = members[kept["story_id"]]
            kept.pop("merged_from", None)
            kept.pop("story_fact_id", None)
        found.append(json.dumps(kept, default=str, sort_keys=True))
    return sorted(found)


def assert_sound(lake: Path | str) -> None:
    """The lake passes its own check, and each run accounts for each of its records."""
    report = verify_lake(open_lake(str(lake)))
    assert report.problems == []
    for one in rows(lake, "runs"):
        counted = json.loads(one["counters"])
        assert counted.get("records", 0) == counted.get("sightings", 0) + counted.get("rejects", 0)
        new = [row for row in rows(lake, "sightings") if row["run_id"] == one["run_id"] and row["new"]]
        assert len(new) == counted.get("articles", 0)

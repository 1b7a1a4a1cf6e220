"""What streams and batch runs are compared on: generated articles, as messages and as a file, and the lakes made of them."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.dedup_generator import generate, rows
from benchmarks.dedup_quality import pairwise_f1
from pipeline.ingest import ingest
from pipeline.lake.layout import open_lake
from pipeline.lake.reading import committed_files
from pipeline.lake.verify import verify_lake
from pipeline.options import load_settings
from tests.engines.kafka import Message
from tests.pipeline.lakes import rows as table_rows

SEED = 11
SLOWEST = 8
"""Articles a second that a stream reads at least, on two cores that other work may share."""
_OF_THE_WAY = {"run_id", "retrieved_at", "source_uri", "source_format"}
"""Columns that tell how an article came, not what it says."""


def make_articles(number: int, seed: int = SEED) -> list[dict[str, Any]]:
    """About so many articles, originals and copies, in the order of their publication."""
    corpus, _ = rows(generate(number, seed))
    return sorted(corpus, key=lambda row: (row["published"], row["id"]))


def messages(articles: Iterable[dict[str, Any]]) -> list[Message]:
    """The articles as a topic has them: the address as key, the article as JSON."""
    return [(article["url"], json.dumps(article).encode()) for article in articles]


def batch_lake(folder: Path, articles: Iterable[dict[str, Any]], beam_args: Iterable[str] = ()) -> Path:
    """A lake that one batch run made of the articles."""
    source = folder / "articles.jsonl"
    source.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    ingest(load_settings(), [str(source)], str(folder / "lake"), beam_args=list(beam_args))
    return folder / "lake"


def said(lake: Path, table: str) -> list[str]:
    """The rows of a table without how they came."""
    found = ({name: value for name, value in row.items() if name not in _OF_THE_WAY} for row in table_rows(lake, table))
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in found)


def clusters(lake: Path) -> dict[str, str]:
    """Story by article."""
    return {copy["article_id"]: story["story_id"] for story in table_rows(lake, "stories") for copy in story["copies"]}


def parted(lake: Path) -> set[frozenset[str]]:
    """The articles of each story, whatever its id."""
    return {frozenset(copy["article_id"] for copy in story["copies"]) for story in table_rows(lake, "stories")}


def number_of(lake: Path, table: str = "articles") -> int:
    """How many committed rows a table has; 0 while there is no lake."""
    return sum(file.rows for file in committed_files(open_lake(str(lake)), table)) if (lake / "_wirelake.json").exists() else 0


def wait_for_articles(lake: Path, number: int, process: Any, seconds: float = 400) -> None:
    """Wait until a lake has so many articles, as long as the stream lives: `seconds`, and more for thousands of them."""
    seconds = max(seconds, number / SLOWEST)
    end = time.monotonic() + seconds
    while (found := number_of(lake)) < number:
        assert process.code is None, f"the stream ended with {process.code}:\n{process.tail()}"
        assert time.monotonic() < end, f"{found} of {number} articles after {seconds:g} s:\n{process.tail()}"
        time.sleep(1)


def assert_same_lake(stream: Path, batch: Path) -> None:
    """The stream's lake says what the batch run's says, nearly in its stories, and exactly after the next nightly run."""
    assert_nearly_same_lake(stream, batch)
    next_night(stream)
    assert_nearly_same_lake(stream, batch)
    assert parted(stream) == parted(batch)


def assert_nearly_same_lake(stream: Path, batch: Path) -> None:
    """The stream's lake is sound and says what the batch run's says: articles, facts, and stories but for a few pairs.

    Of fewer than 1,000 articles one that belongs to a story or not is a whole per cent of the pairs, and what a text is worth
    is not known yet when the first windows are compared: there 0.97 is asked for.
    """
    agreement = agreement_of(stream, batch)
    assert agreement >= (0.99 if len(clusters(batch)) >= 1000 else 0.97), f"stories agree with F1 {agreement:.4f}"


def next_night(lake: Path) -> None:
    """A batch run that finds nothing to read but compares the articles of the stream's windows once more."""
    nothing = lake.with_name("nothing")
    nothing.mkdir()
    assert "renewed" in ingest(load_settings(), [str(nothing)], str(lake), settle=0).counters


def agreement_of(stream: Path, batch: Path) -> float:
    """How far the stories of two lakes agree, pairwise F1; both are sound and have the same articles and facts."""
    assert verify_lake(open_lake(str(stream))).problems == []
    for table in ("articles", "facts"):
        assert said(stream, table) == said(batch, table), table
    ours, theirs = clusters(stream), clusters(batch)
    assert ours.keys() == theirs.keys()
    return pairwise_f1(list(theirs), theirs, ours)

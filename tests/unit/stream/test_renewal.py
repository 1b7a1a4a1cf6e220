"""The first batch run after windows of a stream compares their articles once more: stories are then those of one batch run."""

import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from pipeline.lake.compact import compact_lake
from pipeline.lake.verify import verify_lake
from pipeline.runs import windows_to_renew
from pipeline.stream.history import History, pair_of
from pipeline.stream.runs import run_name
from tests.engines.articles import next_night, parted
from tests.pipeline.lakes import content, rows, run
from tests.unit.stream.windows import DAY, NOW, SECOND, Feeder, articles
from transforms.records import CopyLink
from transforms.renewal import RunLink, link_of, renewed_links
from transforms.similarity.verify import METHOD, WITHDRAWN

WINDOW, NIGHT = "wire-1", "night-1"


def row(probability: float, judged_before: int | None = None, run_id: str = WINDOW, method: str = METHOD) -> RunLink:
    return RunLink("b", "a", probability, 0.9, 80, method, "1", None, judged_before, run_id)


def found(probability: float) -> CopyLink:
    return link_of(row(probability))


@pytest.mark.parametrize(
    ("case", "links", "stored", "expected"),
    [
        ("a new pair", [found(0.9)], [], [(0.9, None)]),
        ("what the window found is found", [found(0.9)], [row(0.9)], []),
        ("found otherwise", [found(0.8)], [row(0.9), row(0.95, 1)], [(0.8, 2)]),
        ("not found again", [], [row(0.9)], [(0.0, 1)]),
        ("not found, and withdrawn before", [], [row(0.9), row(0.0, 1, method=WITHDRAWN)], [(0.0, 2)]),
        ("not found again, and known before the window", [], [row(0.7, None, NIGHT), row(0.9, 1)], [(0.7, 2)]),
        ("not found, and no window's", [], [row(0.7, None, NIGHT)], []),
        ("found with a new text of one of the two", [found(0.8)], [row(0.7, 1, NIGHT)], [(0.8, 2)]),
        ("found, and a batch run's said the same", [found(0.7)], [row(0.7, None, NIGHT), row(0.9, 1)], [(0.7, 2)]),
    ],
)
def test_the_rows_that_a_pair_needs(
    case: str, links: list[CopyLink], stored: list[RunLink], expected: list[tuple[float, int]]
) -> None:
    made = renewed_links(links, stored, {WINDOW})
    assert [(one.probability, one.judged_before) for one in made] == expected
    assert all((one.method == WITHDRAWN) == (one.probability == 0.0) for one in made)


def evidence(lake: Path) -> set[tuple[Any, ...]]:
    """What the links of a lake say, the last of each pair."""
    by_pair: dict[tuple[str, str], list[CopyLink]] = defaultdict(list)
    for one in rows(lake, "links"):
        link = CopyLink(**{name: one[name] for name in CopyLink._fields})
        by_pair[pair_of(link)].append(link)
    last = (max(links, key=lambda link: link.judged_before or 0) for links in by_pair.values())
    return {link._replace(judged_before=None) for link in last if link.method != WITHDRAWN}


def write(path: Path, some: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in some), encoding="utf-8")
    return path


def shuffled_windows(feeder: Feeder, some: list[dict[str, Any]], size: int) -> None:
    order = random.Random(1).sample(some, len(some))
    for number in range(0, len(order), size):
        feeder.committer.commit(feeder.read(order[number : number + size], number))


def assert_as_one_batch_run(lake: Path, batch: Path) -> None:
    assert parted(lake) == parted(batch)
    assert evidence(lake) == evidence(batch)
    for table in ("stories", "story_facts"):
        assert content(lake, table) == content(batch, table)


def test_after_a_night_with_nothing_new_links_stories_and_facts_are_those_of_one_batch_run(
    feeder: Feeder, tmp_path: Path
) -> None:
    some = articles(24, seed=4)
    run(tmp_path / "batch", write(tmp_path / "articles.jsonl", some))
    shuffled_windows(feeder, some, 5)
    next_night(feeder.path)
    assert_as_one_batch_run(feeder.path, tmp_path / "batch")
    assert verify_lake(feeder.lake).problems == []


@pytest.mark.slow
def test_a_night_renews_the_windows_since_the_last_and_the_stream_goes_on_from_there(feeder: Feeder, tmp_path: Path) -> None:
    some = articles(300, seed=5)
    run(tmp_path / "batch", write(tmp_path / "articles.jsonl", some))
    shuffled_windows(feeder, some[:280], 20)
    result = run(feeder.path, write(tmp_path / "night.jsonl", some[260:]))
    assert (result.counters["renewed"], result.counters["articles"]) == (280, len(some) - 280)
    assert_as_one_batch_run(feeder.path, tmp_path / "batch")
    more = articles(330, seed=6)[-20:]
    feeder.committer.commit(feeder.read(more, 1000))
    compact_lake(feeder.lake)
    result = run(feeder.path, write(tmp_path / "next.jsonl", some[:1]))
    assert (result.counters["renewed"], result.counters.get("articles", 0)) == (len(more), 0)
    links = rows(feeder.path, "links")
    assert "renewed" not in run(feeder.path, tmp_path / "next.jsonl").counters
    assert rows(feeder.path, "links") == links
    assert verify_lake(feeder.lake).problems == []


@pytest.mark.slow
def test_windows_between_two_nights_are_renewed_as_if_the_second_had_brought_their_articles(
    feeder: Feeder, tmp_path: Path
) -> None:
    some = articles(200, seed=7)
    first, second = write(tmp_path / "first.jsonl", some[:100]), write(tmp_path / "second.jsonl", some[100:])
    for night in (first, second):
        run(tmp_path / "batch", night)
    run(feeder.path, first)
    shuffled_windows(feeder, some[100:], 15)
    run(feeder.path, first)
    assert_as_one_batch_run(feeder.path, tmp_path / "batch")


def test_only_windows_since_the_last_batch_run_are_renewed(feeder: Feeder, tmp_path: Path) -> None:
    some = articles(4)
    now = 2**51  # long after these runs
    feeder.committer.commit(feeder.read(some[:1], 0))
    feeder.committer.commit(feeder.read(some[:1], 1))  # it brings a sighting and no article
    names = tuple(run_name("test", NOW + number * SECOND) for number in (1, 2, 3))
    assert windows_to_renew(feeder.lake, now, 100_000) == set(names[:2])
    assert windows_to_renew(feeder.lake, now, 10) == set()
    run(feeder.path, write(tmp_path / "night.jsonl", some[1:2]))
    assert windows_to_renew(feeder.lake, now, 100_000) == set()
    compact_lake(feeder.lake)
    feeder.committer.commit(feeder.read(some[2:3], 2))
    assert windows_to_renew(feeder.lake, now, 100_000) == set(names[2:])


def test_a_stream_forgets_withdrawn_links_and_outdoes_them_when_the_pair_is_found_again(feeder: Feeder) -> None:
    history = History(feeder.lake, DAY, 10)
    for one in (link_of(row(0.9)), link_of(row(0.0, 1, method=WITHDRAWN))):
        history._take_link(one)
    assert history.due_links(10) == []
    assert history.evidence_on(found(0.8)) == link_of(row(0.0, 1, method=WITHDRAWN))

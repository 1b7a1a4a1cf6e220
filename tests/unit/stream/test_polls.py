"""Rounds of feeds: which feeds are asked when, and which rounds of a window count."""

from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from pipeline.lake.reading import stored_states
from pipeline.stream.commit import Window
from pipeline.stream.polls import sift_polls
from tests.newsroom import Entry, Story, rss
from tests.pipeline.lakes import assert_sound, rows
from tests.sites import Answer, running_site
from tests.unit.fetching.nights import SETTINGS
from tests.unit.stream.windows import NOW, SECOND, Feeder
from transforms.chain import make_reject, process_document
from transforms.fetching.decisions import Poll, next_state, with_pending
from transforms.fetching.errors import FetchError
from transforms.limits import Limits
from transforms.polling import POLLED, REJECTS, FeedPlan
from transforms.pool import PoolSettings
from transforms.process import Outcome
from transforms.records import Document, DueFeed, Feed, FeedEntry, Micros, PolledFeed, SourceState
from transforms.rounds import LOOK, Rounds, _PollRound, by_host
from transforms.wiring import typed

FEED = Feed("http://post.example/news", pages="never")
QUARTER = 900.0


def state_at(moment: Micros, before: SourceState | None = None, poll: Poll | None = None) -> SourceState:
    return next_state(FEED, before, poll or Poll(200), moment)


def after(seconds: float) -> Micros:
    return NOW + round(seconds * SECOND)


@pytest.mark.parametrize(
    ("state", "seconds", "asked"),
    [
        (None, 0, True),
        (state_at(NOW), 60, False),
        (state_at(NOW), QUARTER - LOOK, False),
        (state_at(NOW), QUARTER - 1, True),  # the look that is nearest to its time
        (state_at(NOW, poll=Poll(wait=3600)), QUARTER, False),
        (state_at(NOW, poll=Poll(wait=3600)), 3600, True),
        (with_pending(state_at(NOW), [FeedEntry(FEED.url, ("l1",), "http://post.example/1")]), 60, True),
        (with_pending(state_at(NOW), [FeedEntry(FEED.url, ("l1",), "http://post.example/1", tries=1)]), 60, False),
        (with_pending(state_at(NOW), [FeedEntry(FEED.url, ("l1",), "http://post.example/1", not_before=after(90))]), 60, False),
    ],
)
def test_a_feed_is_asked_when_it_is_due_or_has_pages_left(state: SourceState | None, seconds: float, asked: bool) -> None:
    due = Rounds([FEED], QUARTER).due({FEED.url: state} if state else {}, after(seconds))
    assert [one.feed for one in due] == [FEED] * asked


def test_a_round_that_is_not_committed_is_waited_for() -> None:
    rounds = Rounds([FEED], 10.0)
    assert len(rounds.due({}, NOW)) == 1
    assert rounds.due({}, after(20)) == []
    assert len(rounds.due({FEED.url: state_at(NOW)}, after(30))) == 1
    assert rounds.due({FEED.url: state_at(NOW)}, after(40)) == []
    assert len(rounds.due({FEED.url: state_at(NOW)}, after(4000))) == 1  # its window was lost


def test_feeds_of_a_host_are_asked_together() -> None:
    feeds = [Feed("http://a.example/1"), Feed("http://b.example/1"), Feed("http://a.example/2"), Feed("no address")]
    found = by_host(Rounds(feeds, QUARTER).due({}, NOW))
    assert [[one.feed.url for one in some] for some in found] == [
        ["no address"],
        ["http://a.example/1", "http://a.example/2"],
        ["http://b.example/1"],
    ]


def test_a_round_counts_if_the_lake_remembers_what_it_went_on_from() -> None:
    first = PolledFeed(state_at(NOW), None)
    again = PolledFeed(state_at(after(5)), None)  # began before the first was committed
    second = PolledFeed(state_at(after(9), first.state), first.state)
    sifted = sift_polls([second, again, first, first], {})
    assert sifted.kept == [first, second]
    assert sifted.overtaken == {(FEED.url, after(5))}
    assert sift_polls([first, again], {FEED.url: first.state}).kept == []


def round_of(at: Micros, before: SourceState | None, *numbers: int) -> Window:
    """A round that finds entries, as a window."""
    body = rss([Entry(Story(number), f"http://post.example/{number}", full=True) for number in numbers])
    document = Document(FEED.url, at, "feed", body.encode(), url=FEED.url, feed=FEED, records=tuple(range(len(numbers))))
    result = process_document(document, Limits())
    assert len(result.processed) == len(numbers)
    outcome = Outcome(document._replace(content=None), False)
    tokens = tuple(f"l{number}" for number in numbers)
    polled = PolledFeed(state_at(at, before, Poll(200, tokens=tokens)), before)
    return Window(at, at + SECOND, result.processed, result.rejects, [outcome], [polled])


def test_entries_are_stored_once_whatever_an_engine_does_twice(feeder: Feeder) -> None:
    """A window that comes again, and a round that began before the last one was committed."""
    error = FetchError("fetch_failed", "no answer")
    unfetched = make_reject(error, "read", "http://post.example/9", b"", NOW, Limits())
    first = round_of(NOW, None, 1, 2)._replace(rejects=[unfetched])
    counts = feeder.committer.commit(first)
    assert (counts["records"], counts["articles"], counts["rejects"]) == (3, 2, 1)
    stored = stored_states(feeder.lake, "feed")[FEED.url]
    assert feeder.new_committer().commit(first) == {}
    assert feeder.committer.commit(round_of(after(5), None, 1, 2, 3)) == {}
    third = feeder.committer.commit(round_of(after(9), stored, 3))
    assert (third["records"], third["articles"]) == (1, 1)
    assert feeder.committer.commit(round_of(after(12), stored_states(feeder.lake, "feed")[FEED.url]))["records"] == 0
    assert len(rows(feeder.path, "sightings")) == 3
    assert set(stored_states(feeder.lake, "feed")[FEED.url].seen_entry_ids) == {"l1", "l2", "l3"}
    assert_sound(feeder.path)


def test_a_list_that_cannot_be_read_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.cli import main

    options = ["--source", "feeds", "--feeds", str(tmp_path / "feeds.yaml"), "--lake", str(tmp_path / "lake")]
    assert main(["stream", *options, "--", "--runner=PrismRunner", "--prism_location=/nowhere"]) == 2
    assert "the list of feeds cannot be read" in capsys.readouterr().err


def test_rounds_of_one_bundle_keep_their_times(feeder: Feeder) -> None:
    """An engine may hand over several at once."""
    with running_site() as site:
        site["/news"] = Answer(rss([Entry(Story(1), site.url("/1"), full=True)]), content_type="application/rss+xml")
        feed = Feed(site.url("/news"), pages="never")
        plan = FeedPlan("list", (feed,), SETTINGS, feeder.lake)
        rounds = [(NOW, [DueFeed(feed, None)]), (after(60), [DueFeed(feed, state_at(NOW)._replace(source_uri=feed.url))])]
        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            poll = beam.ParDo(_PollRound(plan, Limits(), PoolSettings(1), 0)).with_outputs(POLLED, REJECTS, main="documents")
            given = pipeline | beam.Create(rounds, reshuffle=False) | poll
            read = typed(given["documents"], Document) | "Read" >> beam.Map(lambda one: one.retrieved_at)
            asked = typed(given[POLLED], PolledFeed) | "Asked" >> beam.Map(lambda one: one.state.last_polled_at)
            assert_that(read, equal_to([NOW, after(60)]), "read")
            assert_that(asked, equal_to([NOW, after(60)]), "asked")

"""PollFeeds and TrackFeeds: feeds are asked and pages fetched; what is remembered of each feed goes into the same commit."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam
from apache_beam.utils.windowed_value import WindowedValue

from pipeline.lake.faults import crash_point
from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms import counters
from transforms.chain import make_reject
from transforms.errors import RejectError
from transforms.fetching.addresses import web_address
from transforms.fetching.decisions import MAX_TRIES, after_try, is_due, is_ended, pending_of, with_pending
from transforms.fetching.known import KnownLinks, recent
from transforms.fetching.poller import Answered, Event, Failed, Poller, RawStore
from transforms.fetching.settings import FetchSettings
from transforms.limits import Limits
from transforms.pool import PoolSettings, shared_pool
from transforms.process import Outcome
from transforms.records import Document, DueFeed, Feed, Micros, PolledFeed, Reject, SourceState
from transforms.wiring import count, typed

POLLED = "polled"
REJECTS = "rejects"


@dataclass(frozen=True)
class FeedPlan:
    """What a run polls, and how: plain values, so that workers build the rest anew."""

    name: str  # of the list
    feeds: tuple[Feed, ...]
    settings: FetchSettings
    lake: Lake
    articles: tuple[CommittedFile, ...] = ()  # what the lake held when the run began: its links are not fetched again
    sightings: tuple[CommittedFile, ...] = ()
    raw: Callable[[], RawStore] | None = None  # makes the store of fetched bytes of one bundle (`--keep-raw`)


@beam.typehints.with_input_types(tuple[str, Iterable[DueFeed]])
@dataclass
class AskFeeds(beam.DoFn):  # type: ignore[misc]
    """Starts all feeds of a bundle and emits what comes as it comes, so that pages are parsed while others are fetched."""

    plan: FeedPlan
    limits: Limits
    pool: PoolSettings
    now: Micros
    poller: Poller | None = field(default=None, init=False)

    def start_bundle(self) -> None:
        day = datetime.datetime.fromtimestamp(self.now / 1e6, datetime.UTC).date()
        links = KnownLinks(self.plan.lake, recent(self.plan.articles, day), recent(self.plan.sightings, day))
        self.poller = Poller(self.plan.settings, self.limits, shared_pool(self.pool), links, self.now)
        self._raw = self.plan.raw() if self.plan.raw else None

    def process(
        self, element: Any, window: Any = beam.DoFn.WindowParam, timestamp: Any = beam.DoFn.TimestampParam
    ) -> Iterator[Any]:
        assert self.poller is not None
        self._place = (timestamp, (window,))
        for feed, state in element[1]:
            if is_due(state, self.now):
                self.poller.start(feed, state)
            else:
                count(counters.FEEDS_ENDED if is_ended(state) else counters.FEEDS_NOT_DUE)
        yield from self._emit(False)

    def finish_bundle(self) -> Iterator[Any]:
        assert self.poller is not None
        yield from self._emit(True)
        count(counters.REQUESTS, self.poller.fetcher.requests)
        count(counters.MICROS_FETCH_WAIT, round(self.poller.waited * 1e6))
        self._stop()
        if self._raw is not None:
            self._raw.close()

    def teardown(self) -> None:
        self._stop()

    def _stop(self) -> None:
        if self.poller is not None:
            self.poller.stop()
            self.poller = None

    def _emit(self, to_the_end: bool) -> Iterator[Any]:
        assert self.poller is not None
        try:
            for event in self.poller.events(to_the_end):
                yield from self._outputs(event)
        except BaseException:  # also when a later step fails: nothing keeps running
            self._stop()
            raise

    def _outputs(self, event: Event) -> Iterator[Any]:
        if isinstance(event, Answered):
            count(counters.FETCHED_BYTES, len(event.fetched.body))
            if self._raw is not None:
                self._raw.add(event.fetched, self.now, event.document)
            if event.document is not None:
                count(counters.PAGES, event.document.entry is not None)
                yield self._valued(event.document)
        elif isinstance(event, Failed):
            count(counters.RECORDS)
            count(counters.FEEDS_FAILED, event.is_feed)
            count(counters.REJECT_REASON + event.error.reason)
            reject = make_reject(event.error, "read", event.source_uri, b"", self.now, self.limits)
            yield beam.pvalue.TaggedOutput(REJECTS, self._valued(reject))
        else:
            crash_point("poll.after_chain")
            count(counters.FEEDS)
            count(counters.FEEDS_UNCHANGED, event.state.failures == 0 and event.new + event.known + event.left == 0)
            count(counters.ENTRIES_NEW, event.new)
            count(counters.ENTRIES_KNOWN, event.known)
            count(counters.PAGES_PUT_OFF, len(event.state.pending or ()) + event.left)
            yield beam.pvalue.TaggedOutput(POLLED, self._valued(PolledFeed(event.state, event.before)))

    def _valued(self, value: Any) -> WindowedValue:
        return WindowedValue(value, *self._place)


def due_feed(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[DueFeed]:
    """One listed feed with what is remembered of it; a feed that is listed twice is asked once."""
    found = element[1]
    states = list(found["states"])
    for feed in list(found["feeds"])[:1]:
        yield DueFeed(feed, states[0] if states else None)


def host_of(due: DueFeed) -> str:
    """The host of a feed: all feeds of one host are asked by one worker, which keeps the pace."""
    try:
        return web_address(due.feed.url).host
    except RejectError:
        return ""  # refused where it is asked for


@dataclass
class PollFeeds(beam.PTransform):  # type: ignore[misc]
    """Asks the feeds that are due, fetches the pages of their new entries.

    Takes a PCollection of SourceState. Gives (Documents, Rejects, PolledFeeds). Documents hold their bytes: what takes them
    must be fused to this step, as a ParDo is. A Document is a page, or a feed of which some records are meant. Bounded.
    """

    plan: FeedPlan
    now: Micros
    limits: Limits = field(default_factory=Limits)
    pool: PoolSettings = field(default_factory=PoolSettings)

    def expand(self, states: "beam.PCollection[SourceState]") -> Any:
        feeds = states.pipeline | "Feeds" >> beam.Create(list(self.plan.feeds), reshuffle=False).with_output_types(Feed)
        polled = (
            {
                "feeds": feeds | "KeyFeeds" >> beam.Map(lambda feed: (feed.url, feed)).with_output_types(tuple[str, Feed]),
                "states": states
                | "KeyStates" >> beam.Map(lambda state: (state.source_uri, state)).with_output_types(tuple[str, SourceState]),
            }
            | "MeetStates" >> beam.CoGroupByKey()
            | "DueFeeds" >> beam.FlatMap(due_feed).with_output_types(DueFeed)
            | "KeyHosts" >> beam.Map(lambda due: (host_of(due), due)).with_output_types(tuple[str, DueFeed])
            | "GroupHosts" >> beam.GroupByKey()
            | "Poll"
            >> beam.ParDo(AskFeeds(self.plan, self.limits, self.pool, self.now)).with_outputs(POLLED, REJECTS, main="documents")
        )
        return typed(polled["documents"], Document), typed(polled[REJECTS], Reject), typed(polled[POLLED], PolledFeed)


def feed_state(polled: PolledFeed, outcomes: Iterable[Outcome], now: Micros) -> SourceState:
    """What is remembered of a feed when its documents went through the chain.

    Args:
        polled: as polling left it.
        outcomes: documents of the feed that may work at the next try: a page is fetched again; if it is the feed itself, all
            of it is taken again as if this run had not been, a few times.
        now: the time of the run.
    """
    state, before = polled
    retried = list(outcomes)
    if any(outcome.document.entry is None for outcome in retried):
        failures = (before.failures if before else 0) + 1
        if failures < MAX_TRIES:
            blank = before or state._replace(etag=None, last_modified=None, body_sha256=None, seen_entry_ids=(), pending=())
            return blank._replace(last_polled_at=now, failures=failures)
    again = (after_try(outcome.document.entry, now) for outcome in retried if outcome.document.entry is not None)
    return with_pending(state, (*pending_of(state), *(entry for entry in again if entry is not None)))


@dataclass
class TrackFeeds(beam.PTransform):  # type: ignore[misc]
    """States of the feeds that a run polled.

    Takes (PolledFeed, Outcome of all documents); gives SourceStates. Needs a window in which all documents of a feed meet.
    """

    now: Micros

    def expand(self, inputs: Any) -> Any:
        polled, outcomes = inputs
        return (
            {
                "polled": polled | "KeyPolled" >> beam.Map(lambda one: (one.state.source_uri, one)),
                "outcomes": outcomes | "RetriedOfFeeds" >> beam.FlatMap(_retried),
            }
            | "MeetOutcomes" >> beam.CoGroupByKey()
            | "FeedStates" >> beam.FlatMap(_feed_states, self.now).with_output_types(SourceState)
        )


def _retried(outcome: Outcome) -> Iterator[tuple[str, Outcome]]:
    if outcome.retryable and outcome.document.feed is not None:
        yield outcome.document.feed.url, outcome


def _feed_states(element: tuple[str, dict[str, Iterable[Any]]], now: Micros) -> Iterator[SourceState]:
    for polled in element[1]["polled"]:
        yield feed_state(polled, element[1]["outcomes"], now)

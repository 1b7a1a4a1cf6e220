"""PollRounds: feeds asked again and again, for as long as a stream lives.

A round goes on from what the lake remembers of a feed, and nothing else. What it finds and what is to be remembered then are
elements of one moment, so that one window commits both (`pipeline.stream.polls` decides what counts if a feed was asked twice).
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import apache_beam as beam

from pipeline.lake.layout import LakeError
from pipeline.lake.reading import committed_files, stored_states
from transforms.fetching.decisions import FEED, is_due, pending_of
from transforms.limits import Limits
from transforms.polling import POLLED, REJECTS, AskFeeds, FeedPlan, host_of
from transforms.pool import PoolSettings
from transforms.records import Document, DueFeed, Feed, Micros, PolledFeed, Reject, SourceState
from transforms.watching import Ticks
from transforms.wiring import typed

LOOK: Final = 60.0
"""Seconds between two looks at what is due, at most. No host takes more of a round either: its window waits for it, and so do
all others. What is left of it comes with the next look."""
_LOST: Final = 1800.0
"""Seconds after which a round that was not committed will not be: twice as long as a window is tried again."""


class _Asked(NamedTuple):
    """A round of a feed that may not be committed yet."""

    before: Micros | None  # when the lake said that the feed was asked last
    at: Micros


@dataclass
class Rounds:
    """Which feeds are asked when: every so often, and sooner if pages of theirs were put off.

    A feed is not asked while its last round waits to be committed: it would find the same again.
    """

    feeds: Sequence[Feed]
    seconds: float  # from one round of a feed to the next
    _asked: dict[str, _Asked] = field(default_factory=dict)

    @property
    def look(self) -> float:
        """Seconds from one look to the next."""
        return min(self.seconds, LOOK)

    def due(self, states: Mapping[str, SourceState], now: Micros) -> list[DueFeed]:
        """The feeds to be asked at `now`, each once.

        Args:
            states: what the lake remembers, by the feed's address as listed.
            now: the time of the round.
        """
        found = []
        for feed in self.feeds:
            state = states.get(feed.url)
            last = state.last_polled_at if state else None
            asked = self._asked.get(feed.url)
            if asked is not None and asked.before == last and now - asked.at < _LOST * 1e6:
                continue
            if is_due(state, now) and (last is None or self._is_turn(state, last, now)):
                self._asked[feed.url] = _Asked(last, now)
                found.append(DueFeed(feed, state))
        return found

    def _is_turn(self, state: SourceState | None, last: Micros, now: Micros) -> bool:
        if now - last >= (self.seconds - self.look / 2) * 1e6:
            return True
        return any(entry.tries == 0 and entry.not_before <= now for entry in pending_of(state))


def by_host(due: Iterable[DueFeed]) -> list[list[DueFeed]]:
    """The feeds of each host together: one worker keeps its pace."""
    hosts: dict[str, list[DueFeed]] = defaultdict(list)
    for one in due:
        hosts[host_of(one)].append(one)
    return [some for _, some in sorted(hosts.items())]


Round = tuple[Micros, Iterable[DueFeed]]
"""What is asked of one host, and when."""


@beam.typehints.with_input_types(Micros)
@beam.typehints.with_output_types(Round)
@dataclass
class _FindDue(beam.DoFn):  # type: ignore[misc]
    plan: FeedPlan
    seconds: float

    def setup(self) -> None:
        self._rounds = Rounds(self.plan.feeds, self.seconds)

    def process(self, now: Micros) -> Iterator[Round]:
        try:
            states = stored_states(self.plan.lake, FEED)
        except (LakeError, OSError) as error:
            logging.getLogger(__name__).warning("%s: %s; feeds are asked later", self.plan.lake.uri, error)
            return
        for some in by_host(self._rounds.due(states, now)):
            yield now, some


@beam.typehints.with_input_types(Round)
@dataclass
class _PollRound(AskFeeds):
    """As in a batch run, with the time of the round as the time of the run."""

    def start_bundle(self) -> None:
        self.now = 0

    def process(
        self, element: Round, window: Any = beam.DoFn.WindowParam, timestamp: Any = beam.DoFn.TimestampParam
    ) -> Iterator[Any]:
        now, _ = element
        if now != self.now:
            yield from self.finish_bundle()
            self.now = now
            articles, sightings = (tuple(committed_files(self.plan.lake, table)) for table in ("articles", "sightings"))
            self.plan = replace(self.plan, articles=articles, sightings=sightings)
            super().start_bundle()
        yield from super().process(element, window, timestamp)

    def finish_bundle(self) -> Iterator[Any]:
        if self.poller is not None:
            yield from super().finish_bundle()


@dataclass
class PollRounds(beam.PTransform):  # type: ignore[misc]
    """Asks feeds every so often, fetches the pages of their new entries.

    Takes the pipeline's root. Gives (Documents, Rejects, PolledFeeds), unbounded, all of one round at its time. Documents hold
    their bytes: what takes them must be fused to this step, as a ParDo is.
    """

    plan: FeedPlan
    seconds: float
    limits: Limits = field(default_factory=Limits)
    pool: PoolSettings = field(default_factory=PoolSettings)

    def expand(self, root: Any) -> Any:
        settings = self.plan.settings
        plan = replace(self.plan, settings=settings._replace(host_seconds=min(settings.host_seconds, LOOK)))
        poll = beam.ParDo(_PollRound(plan, self.limits, self.pool, 0))
        polled = (
            root
            | "Ticks" >> Ticks(Rounds(plan.feeds, self.seconds).look)
            | "FindDue" >> beam.ParDo(_FindDue(plan, self.seconds))
            | "SpreadHosts" >> beam.Reshuffle()
            | "PollRound" >> poll.with_outputs(POLLED, REJECTS, main="documents")
        )
        return typed(polled["documents"], Document), typed(polled[REJECTS], Reject), typed(polled[POLLED], PolledFeed)

"""Rounds of feeds in the windows of a stream: which of them count, and what is remembered of their feeds.

A round goes on from what the lake remembered of its feed when it began. If that is what the lake remembers still, the round
counts: its articles and the feed's new state are committed together. Any other was overtaken, or is in the lake already: it is
left out whole, and what was new in it is found again by the next one. So a feed's entries are stored once, whatever an engine
does twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transforms import counters
from transforms.polling import feed_state
from transforms.process import Outcome
from transforms.records import Document, Micros, PolledFeed, Reject, SourceState

Asked = tuple[str, Micros | None]
"""A feed's address as listed, and when it was asked."""


class Sifted(NamedTuple):
    """The rounds of a window."""

    kept: list[PolledFeed]
    overtaken: frozenset[Asked]

    def left_out(self, documents: Iterable[Document]) -> set[str]:
        """The addresses of documents that came with rounds that do not count, and with no other."""
        of_feeds = [(asked_for(one) in self.overtaken, one.source_uri) for one in documents if one.feed is not None]
        return {uri for gone, uri in of_feeds if gone} - {uri for gone, uri in of_feeds if not gone}

    def is_of_overtaken(self, reject: Reject) -> bool:
        """Whether no round of that moment counts: a page that could not be had does not tell its feed."""
        moment = reject.retrieved_at
        return any(at == moment for _, at in self.overtaken) and all(one.state.last_polled_at != moment for one in self.kept)


def asked_for(document: Document) -> Asked | None:
    """The round that a document came with; None for what is of no feed."""
    return None if document.feed is None else (document.feed.url, document.retrieved_at)


def sift_polls(polled: Iterable[PolledFeed], stored: Mapping[str, SourceState]) -> Sifted:
    """Tell the rounds that count from those that do not.

    Args:
        polled: the rounds of a window, in any order.
        stored: what the lake remembers of feeds, by their addresses.
    """
    last = {url: state.last_polled_at for url, state in stored.items()}
    kept: list[PolledFeed] = []
    overtaken = set()
    for one in sorted(polled, key=lambda one: (one.state.source_uri, one.state.last_polled_at or 0)):
        url, at = one.state.source_uri, one.state.last_polled_at
        if last.get(url) == (one.before.last_polled_at if one.before else None):
            kept.append(one)
            last[url] = at
        elif kept and kept[-1].state.source_uri == url and kept[-1].state.last_polled_at == at:
            continue  # the same round twice
        else:
            overtaken.add((url, at))
    return Sifted(kept, frozenset(overtaken))


def feed_states(kept: Sequence[PolledFeed], outcomes: Iterable[Outcome], now: Micros) -> list[SourceState]:
    """What is remembered of feeds when their documents went through the chain; `now` is the time of the commit."""
    retried: dict[Asked | None, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.retryable:
            retried.setdefault(asked_for(outcome.document), []).append(outcome)
    states = {}
    for one in kept:
        asked = one.state.source_uri, one.state.last_polled_at
        states[one.state.source_uri] = feed_state(one, retried.get(asked, ()), one.state.last_polled_at or now)
    return list(states.values())


def feed_counts(kept: Sequence[PolledFeed]) -> dict[str, int]:
    """How many feeds a window asked and how many of these failed; nothing where it asked none."""
    failed = sum(one.state.failures > (one.before.failures if one.before else 0) for one in kept)
    return {counters.FEEDS: len(kept), counters.FEEDS_FAILED: failed} if kept else {}

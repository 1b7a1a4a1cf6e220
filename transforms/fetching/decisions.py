"""What polling decides, as pure functions: which feeds are asked, which entries are new, and what is remembered of a feed."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from transforms.errors import RejectError
from transforms.fetching.entries import LINK, TEXT, FoundEntry
from transforms.fetching.errors import FetchError
from transforms.fetching.fetcher import backoff
from transforms.records import Feed, FeedEntry, Micros, SourceState

FEED: Final = "feed"
GONE: Final = 410
"""The status that ends a feed: it is not asked again (RFC 9110, 15.5.11)."""

MAX_TRIES: Final = 3
"""Runs in which a page that could not be had is asked for."""

_KEPT_TOKENS: Final = 1_500  # of entries that are no longer in the feed
_FIRST_BACKOFF: Final = 900.0  # seconds until a feed that failed once is asked again
_LONGEST_BACKOFF: Final = 57_600.0  # with its spread still less than from one night to the next
_SECOND: Final = 1_000_000


class Choice(NamedTuple):
    """What of a feed's entries is to be taken."""

    pages: tuple[FeedEntry, ...]  # to be fetched
    records: tuple[int, ...]  # to be stored as the feed has them
    refused: tuple[FoundEntry, ...]  # to be fetched, if their links were web addresses
    known: int  # entries that were taken before
    left: int  # new ones beyond what one run takes
    tokens: tuple[str, ...]  # of all entries but those in `pages` and those left


class Poll(NamedTuple):
    """How asking for a feed ended."""

    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    body_sha256: str | None = None  # None: not all of the body was taken, it must come again
    tokens: tuple[str, ...] = ()  # of entries that were dealt with
    pending: tuple[FeedEntry, ...] = ()  # pages that a later run fetches
    error: RejectError | None = None
    wait: float | None = None  # seconds for which the run had to put it off


def address_of(feed: Feed, state: SourceState | None) -> str:
    """Where a feed is asked for: where its permanent redirects led, else as listed."""
    return (state.moved_to if state else None) or feed.url


def is_ended(state: SourceState | None) -> bool:
    """Whether the publisher said that the feed is gone for good."""
    return state is not None and state.last_status == GONE


def is_due(state: SourceState | None, now: Micros) -> bool:
    """Whether a feed is asked in a run at `now`."""
    return state is None or (not is_ended(state) and (state.next_poll_at or 0) <= now)


def conditions(state: SourceState | None) -> Mapping[str, str]:
    """The headers that ask for a feed only if it changed since its last body was taken whole (RFC 9110, 13.1)."""
    if state is None or state.body_sha256 is None:
        return {}
    known = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in known.items() if value}


def pending_of(state: SourceState | None) -> tuple[FeedEntry, ...]:
    """The entries whose pages earlier runs left to be fetched."""
    found = []
    for text in (state.pending if state else None) or ():
        values = json.loads(text)
        found.append(FeedEntry(**{**values, "tokens": tuple(values["tokens"]), "author": tuple(values["author"])}))
    return tuple(found)


def with_pending(state: SourceState, entries: Iterable[FeedEntry]) -> SourceState:
    """The state with these entries as those whose pages are still to be fetched."""
    return state._replace(pending=tuple(json.dumps(entry._asdict(), ensure_ascii=False) for entry in entries))


def choose(
    found: Iterable[FoundEntry],
    feed: Feed,
    seen: Collection[str],
    is_known: Callable[[str], bool],
    most: int,
) -> Choice:
    """Which entries are new, and what is to be done with them.

    An entry was seen if its id, its link or its long text was. One that was seen is taken again if its text is another now;
    new ids, links or dates of the same text are nothing new.

    Args:
        found: the entries, in the feed's order.
        feed: its line in the list: whether pages are wanted.
        seen: tokens of entries that were taken before, or wait to be.
        is_known: whether the lake holds what this link leads to, or another feed of this run has it.
        most: entries that are taken in one run.
    """
    pages: list[FeedEntry] = []
    records: list[int] = []
    refused: list[FoundEntry] = []
    tokens: list[str] = []
    known = left = 0
    taken: set[str] = set()
    for one in found:
        entry = one.entry
        link = next((token for token in entry.tokens if token[0] == LINK), None)
        if not _is_wanted(entry, link, seen, is_known) or link in taken:
            known += 1
        elif len(pages) + len(records) >= most:
            left += 1
            continue
        elif feed.pages == "never" or (feed.pages == "auto" and not one.is_summary):
            records.append(one.record)
        elif entry.link:
            pages.append(entry)
            taken.add(link or "")
            continue
        elif one.refused_link:
            refused.append(one)
        else:
            records.append(one.record)
        taken.add(link or "")
        tokens += entry.tokens
    return Choice(tuple(pages), tuple(records), tuple(refused), known, left, tuple(tokens))


def _is_wanted(entry: FeedEntry, link: str | None, seen: Collection[str], is_known: Callable[[str], bool]) -> bool:
    text = entry.tokens[-1]
    names = [token for token in entry.tokens if token[0] != TEXT] or [text]
    if any(name in seen for name in names):
        return text not in seen
    return not (link and entry.link and is_known(entry.link))


def next_state(feed: Feed, before: SourceState | None, poll: Poll, now: Micros) -> SourceState:
    """What is remembered of a feed after it was asked.

    Args:
        feed: its line in the list.
        before: what was remembered; None: nothing.
        poll: how asking ended.
        now: the time of the run.
    """
    state = before or SourceState(feed.url, FEED, None, None, None, None, None, None, 0, None, ())
    seen = _merged(poll.tokens, state.seen_entry_ids)
    state = with_pending(state._replace(last_polled_at=now, seen_entry_ids=seen), poll.pending)
    if poll.wait is not None:
        return state._replace(next_poll_at=now + round(poll.wait * _SECOND))
    if poll.error is not None:
        return _failed(state, poll.error, poll.status, now)
    state = state._replace(last_status=poll.status, failures=0, next_poll_at=None, moved_to=poll.moved_to or state.moved_to)
    if poll.status == 304:
        return state
    return state._replace(etag=poll.etag, last_modified=poll.last_modified, body_sha256=poll.body_sha256)


def _failed(state: SourceState, error: RejectError, status: int | None, now: Micros) -> SourceState:
    failures = state.failures + 1
    status = error.status if isinstance(error, FetchError) else status
    wait = backoff(state.source_uri, failures, _FIRST_BACKOFF, _LONGEST_BACKOFF)
    if isinstance(error, FetchError):
        wait = max(wait, error.retry_after or 0.0)
    next_poll = None if status == GONE else now + round(wait * _SECOND)
    return state._replace(last_status=status, failures=failures, next_poll_at=next_poll, moved_to=None)


def _merged(new: Sequence[str], old: Sequence[str]) -> tuple[str, ...]:
    """Tokens of the feed as it is, then older ones up to a bound, the newest first."""
    present = dict.fromkeys(new)
    older = [token for token in old if token not in present]
    return (*present, *older[:_KEPT_TOKENS])


def after_try(entry: FeedEntry, now: Micros, wait: float = 0.0, failed: bool = True) -> FeedEntry | None:
    """What is kept of an entry whose page could not be had: the entry for a later run, or None if that is no use.

    Args:
        entry: the entry.
        now: the time of the run.
        wait: seconds before which it need not be tried again.
        failed: it was tried, not only put off.
    """
    tries = entry.tries + failed
    return None if tries >= MAX_TRIES else entry._replace(tries=tries, not_before=now + round(wait * _SECOND))

"""Polling as decisions: what is asked, what is new, what is remembered. Feeds are texts, the network is not there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import RejectError
from transforms.fetching.decisions import (
    MAX_TRIES,
    Choice,
    Poll,
    address_of,
    after_try,
    choose,
    conditions,
    is_due,
    next_state,
    pending_of,
)
from transforms.fetching.entries import read_entries
from transforms.fetching.errors import FetchError
from transforms.limits import Limits
from transforms.records import Feed, FeedEntry

FEED = Feed("https://news.example/feed.xml")
NOW = 1_700_000_000_000_000
LONG = " ".join(f"word{number}" for number in range(60))


def item(number: int, **fields: str) -> dict[str, str]:
    """One item of a JSON Feed, different from all others."""
    return {
        "id": f"guid-{number}",
        "url": f"https://news.example/{number}.html",
        "title": f"Headline {number}",
        "summary": f"Summary of story {number}, which is short.",
        "date_published": "2024-03-06T08:00:00Z",
        **fields,
    }


def without(one: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in one.items() if name not in names}


def read(items: list[dict[str, str]]) -> tuple:
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items})
    return read_entries(body.encode(), FEED.url, "application/feed+json", FEED, Limits()).entries


def taken(items: list[dict[str, str]], seen: tuple[str, ...] = (), feed: Feed = FEED, **options: object) -> Choice:
    known = options.get("known", ())
    return choose(read(items), feed, set(seen), lambda link: link in known, int(str(options.get("most", 500))))


def all_tokens(items: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(token for one in read(items) for token in one.entry.tokens)


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        (item(1), item(1), False),
        (item(1), item(2), True),
        (item(1), item(1, id="other"), False),  # all ids are new: the link is known
        (item(1), item(1, url="https://news.example/1.html?utm_source=rss"), False),
        (item(1), item(1, url="https://news.example/moved/1.html"), False),  # the id is known, and nothing else changed
        (item(1), item(1, date_published="2024-03-09T08:00:00Z"), False),
        (item(1), item(1, title="HEADLINE  1!"), False),  # case, spaces and signs
        (item(1), item(1, summary="Now the story says more."), True),
        (item(1), item(1, title="Another headline"), True),
        (item(1), item(1, id="other", url="https://news.example/9.html"), True),  # the same few words, another entry
        (item(1, content_text=LONG), item(1, content_text=LONG, id="other", url="https://news.example/9.html"), False),
        (item(1, content_text=LONG), item(2, content_text=LONG + " and one more"), True),
        (without(item(1), "id", "url"), without(item(1), "id", "url"), False),
        (without(item(1), "id", "url"), without(item(2), "id", "url"), True),
        (without(item(1), "id"), without(item(1), "id"), False),
        (without(item(1), "url"), without(item(1), "url"), False),
    ],
)
def test_an_entry_is_new_by_id_link_or_long_text_and_taken_again_when_its_text_changes(before, now, wanted):
    choice = taken([now], all_tokens([before]))
    assert bool(choice.pages or choice.records) is wanted
    assert choice.known == (not wanted)


@pytest.mark.parametrize(
    ("entry", "policy", "goes"),
    [
        (item(1), "auto", "pages"),
        (item(1, content_text=LONG), "auto", "records"),
        (item(1, content_text=LONG), "always", "pages"),
        (item(1), "never", "records"),
        (without(item(1), "url"), "auto", "records"),
        (item(1, url="javascript:alert(1)"), "auto", "refused"),
        (item(1, url="file:///etc/passwd"), "always", "refused"),
        (item(1, url="file:///etc/passwd", content_text=LONG), "auto", "records"),
        (item(1, url="http://169.254.169.254/"), "auto", "pages"),  # refused where the connection would be opened
    ],
)
def test_the_page_is_fetched_where_the_feed_holds_a_summary_or_the_list_says_so(entry, policy, goes):
    choice = taken([entry], feed=FEED._replace(pages=policy))
    found = {name: len(getattr(choice, name)) for name in ("pages", "records", "refused")}
    assert found == {"pages": 0, "records": 0, "refused": 0} | {goes: 1}


def test_a_link_that_the_lake_knows_is_not_fetched_again_unless_its_entry_changed():
    known = ("https://news.example/1.html",)
    assert taken([item(1), item(2)], known=known).known == 1
    assert len(taken([item(1, title="Changed")], all_tokens([item(1)]), known=known).pages) == 1


def test_a_link_that_stands_twice_in_a_feed_is_fetched_once():
    choice = taken([item(1), item(2, url=item(1)["url"] + "#comments")])
    assert (len(choice.pages), choice.known) == (1, 1)


def test_an_id_that_all_entries_have_names_none_of_them():
    night = [item(number, id="same") for number in range(3)]
    assert len(taken(night).pages) == 3
    assert len(taken([*night, item(9, id="same")], all_tokens(night)).pages) == 1


def test_what_one_run_does_not_take_is_new_to_the_next():
    night = [item(number) for number in range(5)]
    first = taken(night, most=3)
    assert (len(first.pages), first.left) == (3, 2)
    done = tuple(token for entry in first.pages for token in entry.tokens) + first.tokens
    assert len(taken(night, done, most=3).pages) == 2


@given(st.lists(st.integers(0, 20), unique=True, max_size=12), st.randoms())
def test_entries_that_were_taken_are_never_new_in_whatever_order_they_come(numbers, random):
    night = [item(number) for number in numbers]
    choice = taken(night)
    seen = tuple(token for entry in choice.pages for token in entry.tokens) + choice.tokens
    random.shuffle(night)
    again = taken([item(number["id"] and int(number["title"].split()[1]), id="x" + number["id"]) for number in night], seen)
    assert (again.pages, again.records) == ((), ())
    assert again.known == len(night)


def test_a_feed_that_answers_is_remembered_with_its_validators():
    poll = Poll(200, '"v1"', "Wed, 06 Mar 2024 08:00:00 GMT", "https://news.example/new.xml", "ab", ("i1", "l1"))
    state = next_state(FEED, None, poll, NOW)
    assert (state.source_uri, state.kind, state.failures, state.seen_entry_ids) == (FEED.url, "feed", 0, ("i1", "l1"))
    assert conditions(state) == {"If-None-Match": '"v1"', "If-Modified-Since": "Wed, 06 Mar 2024 08:00:00 GMT"}
    assert address_of(FEED, state) == "https://news.example/new.xml"
    assert is_due(state, NOW)
    unchanged = next_state(FEED, state, Poll(304), NOW + 1)
    assert unchanged == state._replace(last_polled_at=NOW + 1, last_status=304)


def test_a_body_that_was_not_taken_whole_is_asked_for_again():
    assert conditions(next_state(FEED, None, Poll(200, '"v1"', body_sha256=None), NOW)) == {}


def test_a_feed_that_fails_is_asked_less_and_less_often_and_never_less_than_nightly():
    state, waits = None, []
    for _ in range(12):
        state = next_state(FEED, state, Poll(error=FetchError("fetch_failed", "no", 503)), NOW)
        waits.append((state.next_poll_at - NOW) / 1e6)
        assert not is_due(state, NOW)
    assert state.failures == 12
    assert 600 < waits[0] < 1_200
    assert waits[0] < waits[2] < waits[4]
    assert max(waits) < 20 * 3600
    well = next_state(FEED, state, Poll(200, tokens=("i1",)), NOW)
    assert (well.failures, well.next_poll_at) == (0, None)


@pytest.mark.parametrize(("asked", "wait"), [(86_400.0 * 2, 86_400.0 * 2), (5.0, 600.0)])
def test_a_feed_is_not_asked_before_its_server_wants_it(asked, wait):
    state = next_state(FEED, None, Poll(error=FetchError("fetch_failed", "no", 429, asked)), NOW)
    assert (state.next_poll_at - NOW) / 1e6 >= wait


def test_a_failure_keeps_what_was_seen_and_forgets_where_the_feed_moved():
    state = next_state(FEED, None, Poll(200, '"v1"', None, "https://gone.example/", "ab", ("i1",)), NOW)
    failed = next_state(FEED, state, Poll(error=RejectError("bad_feed", "no feed"), status=200), NOW)
    assert (failed.seen_entry_ids, failed.etag, failed.body_sha256) == (("i1",), '"v1"', "ab")
    assert address_of(FEED, failed) == FEED.url


def test_a_feed_that_is_gone_is_not_asked_again():
    state = next_state(FEED, None, Poll(error=FetchError("http_status", "HTTP status 410", 410)), NOW)
    assert not is_due(state, NOW + 10**15)


def test_a_feed_that_was_put_off_has_not_failed():
    state = next_state(FEED, None, Poll(wait=90.0), NOW)
    assert (state.failures, state.next_poll_at) == (0, NOW + 90_000_000)


def test_pending_pages_are_kept_as_they_are():
    entry = FeedEntry(FEED.url, ("i1", "l1"), "https://news.example/ü", "today", None, ("A. Writer",), "en", 1, 5)
    state = next_state(FEED, None, Poll(200, pending=(entry,)), NOW)
    assert pending_of(state) == (entry,)
    assert pending_of(next_state(FEED, state, Poll(304), NOW)) == ()


def test_a_page_is_tried_in_a_few_runs_and_being_put_off_is_no_try():
    entry = FeedEntry(FEED.url, ("i1",), "https://news.example/1")
    assert after_try(entry, NOW, 60, failed=False) == entry._replace(not_before=NOW + 60_000_000)
    for tries in range(1, MAX_TRIES):
        entry = after_try(entry, NOW)
        assert entry.tries == tries
    assert after_try(entry, NOW) is None


def test_what_is_remembered_is_bounded():
    state = None
    for night in range(40):
        tokens = tuple(f"i{night}-{number}" for number in range(100))
        state = next_state(FEED, state, Poll(200, tokens=tokens), NOW)
    assert len(state.seen_entry_ids) == 100 + 1_500
    assert state.seen_entry_ids[0] == "i39-0"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><html><body><p>Not here</p></body></html>", "bad_feed"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0", "unknown_format"),
        (b"just words", "bad_feed"),
        (b'{"no": "feed"}', "bad_feed"),
        (b"<rss>" + b"<a>" * 500, "too_deep"),
    ],
)
def test_what_is_no_feed_says_so(body, reason):
    with pytest.raises(RejectError) as caught:
        read_entries(body, FEED.url, "application/rss+xml", FEED, Limits())
    assert caught.value.reason == reason

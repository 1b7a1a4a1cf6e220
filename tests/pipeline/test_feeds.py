"""Whole runs over feeds of a site on loopback: what is stored, what is asked for, and what is never connected to."""

import socket
import time
from pathlib import Path

import pytest
import yaml

from tests.newsroom import Entry, Story, atom, json_feed, page, rss
from tests.pipeline.lakes import assert_sound, rows, run
from tests.sites import Answer, Site, only_to
from tests.unit.fetching.nights import publish, validated

SETS = (
    "fetch.allow_addresses=[127.0.0.1]", "fetch.pace_seconds=0.0", "fetch.tries=1", "fetch.seconds=3.0",
    "fetch.max_bytes=1_000_000", "workers.processes=1", "fetch.contact=desk@lake.example",
)  # fmt: skip


@pytest.fixture
def lake(tmp_path):
    return tmp_path / "lake"


def night(lake: Path, site: Site, *feeds: str | dict, sets: tuple[str, ...] = (), **options):
    """One run over feeds of the site, by their paths; its result, and how often each path was asked for."""
    listed = [{"url": site.url(feed)} if isinstance(feed, str) else {**feed, "url": site.url(feed["url"])} for feed in feeds]
    path = lake.parent / "feeds.yaml"
    path.write_text(yaml.safe_dump({"feeds": listed}))
    site.forget()
    result = run(lake, feeds=str(path), sets=(*SETS, *sets), **options)
    assert_sound(lake)
    return result, site.counts()


def stored(lake: Path) -> dict[str, list[int]]:
    """The revisions of each article, by its headline."""
    found: dict[str, list[int]] = {}
    for row in rows(lake, "articles", "headline", "revision"):
        found.setdefault(row["headline"], []).append(row["revision"])
    return {name: sorted(revisions) for name, revisions in found.items()}


def test_two_nights_with_new_changed_and_redated_entries(site, lake):
    first = publish(site, 1, 2, 3)
    others = publish(site, 11, 12)
    ids, dates = publish(site, 21, 22), publish(site, 31, 32)
    site["/news"] = validated(rss(first))
    site["/more"] = validated(atom(others), "application/atom+xml")
    site["/ids"] = validated(json_feed(ids), "application/json")
    site["/dates"] = validated(rss(dates))
    feeds = ("/news", "/more", "/ids", "/dates", "/news")  # one is listed twice
    result, asked = night(lake, site, *feeds)
    every = {f"/{number}.html": 1 for number in (1, 2, 3, 11, 12, 21, 22, 31, 32)}
    assert asked == {"/news": 1, "/more": 1, "/ids": 1, "/dates": 1, "/robots.txt": 1} | every
    assert len(rows(lake, "articles")) == 9

    changed = publish(site, 2, version=1)[0]
    site["/news"] = validated(rss([*publish(site, 4), first[0], changed, first[2]]))
    site["/ids"] = validated(json_feed([entry._replace(guid=f"other-{entry.guid}") for entry in ids]), "application/json")
    site["/dates"] = validated(rss([entry._replace(day=9) for entry in dates]))
    result, asked = night(lake, site, *feeds)
    assert asked == {"/news": 1, "/more": 1, "/ids": 1, "/dates": 1, "/robots.txt": 1, "/4.html": 1, "/2.html": 1}
    assert result.counters["articles"] == 2
    ids_of_2 = {row["article_id"] for row in rows(lake, "articles") if row["url"] == site.url("/2.html")}
    assert len(ids_of_2) == 1
    assert [row["revision"] for row in rows(lake, "articles") if row["url"] == site.url("/2.html")] in ([0, 1], [1, 0])
    assert len(rows(lake, "articles")) == 11
    stories = [row for row in rows(lake, "stories") if row["url"] == site.url("/2.html")]
    assert [row["headline"] for row in stories] == [Story(2, 1).title]

    result, asked = night(lake, site, *feeds)  # a third with nothing new: one conditional request a feed
    assert asked == {"/news": 1, "/more": 1, "/ids": 1, "/dates": 1}
    assert result.counters["feeds_unchanged"] == 4
    assert "records" not in result.counters


HOSTILE_LINKS = {
    "file:///etc/passwd": "refused_address",
    "javascript:alert(1)": "refused_address",
    "http://169.254.169.254/latest/meta-data/": "refused_address",
    "http://[::1]/": "refused_address",
    "http://[::ffff:10.0.0.1]/x": "refused_address",
    "http://10.0.0.7:9200/_search": "refused_address",
    "http://2130706434/": "refused_address",
    "http://rebind.example/": "refused_address",
    "http://0/": "refused_address",
    "ftp://files.example/a.html": "refused_address",
}


def test_links_to_where_nothing_must_be_asked_are_rejects_and_no_socket_is_opened(site, lake, monkeypatch):
    entries = [Entry(Story(number), link, f"id-{number}") for number, link in enumerate(HOSTILE_LINKS)]
    site["/feed"] = Answer(rss([*entries, *publish(site, 50)]))
    site["/moved"] = Answer(status=301, headers={"Location": "http://169.254.169.254/feed"})
    looked_up = []
    real = socket.getaddrinfo

    def rebinding(host, *arguments, **options):
        if host == "rebind.example":
            looked_up.append(host)
            return real("169.254.169.254" if len(looked_up) == 1 else "127.0.0.1", *arguments, **options)
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with only_to(monkeypatch, ("127.0.0.1", site.port)) as tried:
        night(lake, site, "/feed", "/moved")
    assert tried == []
    assert len(looked_up) == 1
    assert list(stored(lake)) == [Story(50).title]
    reasons = [row["reason"] for row in rows(lake, "rejects")]
    assert reasons == ["refused_address"] * (len(HOSTILE_LINKS) + 1)
    assert site.counts() == {"/feed": 1, "/moved": 1, "/robots.txt": 1, "/50.html": 1}
    _, asked = night(lake, site, "/feed")
    assert asked == {"/feed": 1}


def test_feeds_and_files_are_read_in_one_run(site, lake, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(page(Story(9)))
    site["/feed"] = Answer(rss(publish(site, 1)))
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text(yaml.safe_dump({"feeds": [site.url("/feed")]}))
    run(lake, tmp_path / "in", feeds=str(feeds), sets=SETS)
    assert sorted(stored(lake)) == sorted([Story(1).title, Story(9).title])
    assert {row["kind"] for row in rows(lake, "source_state")} == {"feed", "file"}
    assert rows(lake, "runs")[0]["inputs"] == [str(tmp_path / "in"), str(feeds)]


def test_reread_takes_everything_again_and_stores_nothing_twice(site, lake):
    site["/feed"] = validated(rss(publish(site, 1, 2)))
    night(lake, site, "/feed")
    _, asked = night(lake, site, "/feed", reread=True)
    assert asked == {"/feed": 1, "/robots.txt": 1, "/1.html": 1, "/2.html": 1}
    assert len(rows(lake, "articles")) == 2


def test_pages_are_parsed_while_others_are_fetched_and_few_wait_in_memory(site, lake, monkeypatch):
    monkeypatch.setattr("transforms.fetching.poller.ROOM", 1)  # byte: nothing is asked for while an answer waits
    site["/feed"] = Answer(rss(publish(site, *range(1, 9))))
    told = []
    night(lake, site, "/feed", sets=("workers.in_flight=1",), listener=lambda progress: told.append(time.monotonic()))
    assert len(told) == 8
    pages = sorted(one.at for one in site.asked if one.path.endswith(".html"))
    assert told[0] < pages[-1]  # else the bytes of all pages were kept between two steps


def test_a_night_in_which_every_feed_fails_is_told_apart(site, lake):
    site["/feed"] = Answer(status=500)
    result, _ = night(lake, site, "/feed")
    assert result.exit_code == 3
    assert result.messages == ["1 of 1 feeds that were asked failed; they are asked again later"]

"""Feeds of a site on loopback, read by a stream: what is new is stored within a round, and once."""

from pathlib import Path

import pytest
import yaml

from tests.engines.articles import number_of, wait_for_articles
from tests.engines.conftest import Stream
from tests.engines.process import wait_until
from tests.engines.test_streams import end
from tests.newsroom import atom, rss
from tests.pipeline.lakes import assert_sound, rows
from tests.sites import Site, running_site
from tests.unit.fetching.nights import publish, validated

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]

SETS = ("fetch.allow_addresses=[127.0.0.1]", "fetch.pace_seconds=0.0", "fetch.contact=desk@lake.example", "workers.processes=1")


def feed_options(site: Site, lake: Path) -> list[str]:
    listed = lake.parent / "feeds.yaml"
    listed.write_text(yaml.safe_dump({"feeds": [{"url": site.url("/news")}, {"url": site.url("/more")}]}), encoding="utf-8")
    options = ["--source", "feeds", "--feeds", str(listed), "--every", "2s", "--window", "2s", "--lake", str(lake)]
    return [*options, *(part for one in SETS for part in ("--set", one))]


def test_feeds_are_asked_round_after_round(prism: list[str], start_stream: Stream, tmp_path: Path) -> None:
    """New and changed entries, across a restart; each page is fetched and each entry stored once."""
    lake = tmp_path / "lake"
    with running_site() as site:
        news = publish(site, 1, 2, 3)
        site["/news"] = validated(rss(news))
        site["/more"] = validated(atom(publish(site, 11)), "application/atom+xml")
        first = start_stream(*feed_options(site, lake), beam=prism)
        wait_for_articles(lake, 4, first, 120)
        news = [*publish(site, 4), *news]
        site["/news"] = validated(rss(news))
        wait_for_articles(lake, 5, first, 60)
        end(first)
        changed = publish(site, 2, version=1)
        site["/news"] = validated(rss([*publish(site, 5), *changed, *(one for one in news if one.link != changed[0].link)]))
        second = start_stream(*feed_options(site, lake), beam=prism)
        wait_for_articles(lake, 7, second, 120)
        runs = number_of(lake, "runs")
        wait_until(lambda: number_of(lake, "runs") >= runs + 2, 60, "two more rounds are committed")
        end(second)
        asked = site.counts()
    assert {path: number for path, number in asked.items() if path.endswith(".html")} == {
        f"/{number}.html": 2 if number == 2 else 1 for number in (1, 2, 3, 4, 5, 11)
    }
    assert_sound(lake)
    assert number_of(lake, "sightings") == 7
    assert rows(lake, "rejects") == []
    states = {row["source_uri"]: row for row in rows(lake, "source_state")}
    assert states.keys() == {site.url("/news"), site.url("/more")}
    assert all(row["failures"] == 0 and not row["pending"] for row in states.values())

"""`--keep-raw`: all that a run fetched can be read again, and leaves with a takedown."""

from pathlib import Path

import pytest
import yaml

from pipeline.forget import expire, forget
from pipeline.lake.layout import open_lake
from pipeline.lake.verify import verify_lake
from tests.newsroom import Entry, Story, page, rss
from tests.pipeline.lakes import rows, run
from tests.sites import Answer, Site
from transforms.errors import UserError

SETS = (
    "fetch.allow_addresses=[127.0.0.1]", "fetch.pace_seconds=0.0", "fetch.tries=1", "fetch.seconds=3.0",
    "workers.processes=1", "fetch.contact=desk@lake.example",
)  # fmt: skip
KEPT = (
    "article_id", "revision", "url", "headline", "article_body", "author", "publisher", "publisher_country", "date_published",
    "date_published_source", "in_language", "source_organization", "is_summary",
)  # fmt: skip


def publish(site: Site) -> None:
    """A feed with a summary whose page is fetched, a whole text, and a summary whose page is not there."""
    site["/1.html"] = Answer(page(Story(1)))
    linked = Entry(Story(1), site.url("/1.html"), "id-1")
    site["/feed"] = Answer(rss([linked, Entry(Story(2), site.url("/2.html"), "id-2", full=True)]), content_type="text/html")


def night(lake: Path, site: Site, **options):
    """One run over the feed that keeps what it fetches."""
    feeds = lake.parent / "feeds.yaml"
    feeds.write_text(yaml.safe_dump({"feeds": [{"url": site.url("/feed"), "publisher": "Ostwick Post", "country": "NO"}]}))
    sets = (*SETS, *options.pop("sets", ()))
    return run(lake, feeds=str(feeds), sets=sets, keep_raw=True, **options)


def stored(lake: Path) -> list[dict]:
    return sorted(rows(lake, "articles", *KEPT), key=lambda row: row["article_id"])


def test_what_was_fetched_reads_again_as_it_did(site, tmp_path):
    publish(site)
    lake, again = tmp_path / "lake", tmp_path / "again"
    night(lake, site)
    (day,) = (lake / "_raw").iterdir()
    assert [path.name.split("-")[0] for path in day.iterdir()] == [rows(lake, "runs")[0]["run_id"]]
    assert len(stored(lake)) == 2
    night(lake, site)  # nothing new: the feed came once more, and nothing of it counts
    site.forget()
    counted = run(again, lake / "_raw").counters
    assert (counted["articles"], counted.get("rejects", 0), site.counts()) == (2, 0, {})
    assert stored(again) == stored(lake)


def test_a_takedown_and_an_expiry_reach_what_was_fetched(site, tmp_path):
    publish(site)
    lake = tmp_path / "lake"
    night(lake, site)
    opened = open_lake(str(lake))
    (article,) = [row for row in rows(lake, "articles") if row["source_format"] == "html"]
    removed = forget(opened, [article["article_id"]], dry_run=True)
    assert (removed.raw_records, removed.raw_files) == (2, 0)  # the page, and the feed that lists it
    assert forget(opened, [article["article_id"]]) == removed
    assert not list((lake / "_raw").rglob("*.warc.gz"))
    night(lake, site)
    assert [row["reason"] for row in rows(lake, "rejects")] == []  # its entry is known: it is not fetched again
    kept = list((lake / "_raw").rglob("*.warc.gz"))
    assert len(kept) == 1
    tomorrow = rows(lake, "runs")[0]["started_at"].date().replace(year=2999)
    assert expire(opened, tomorrow).raw_files == 1
    assert not kept[0].exists()
    assert verify_lake(opened).problems == []


def test_a_run_that_fails_keeps_nothing(site, tmp_path):
    publish(site)
    site["/1.html"] = Answer("<html><body></body></html>")
    lake = tmp_path / "lake"
    with pytest.raises(UserError, match="max_reject_rate"):
        night(lake, site, sets=("run.max_reject_rate=0.0",))
    assert not list(lake.rglob("*.warc.gz"))

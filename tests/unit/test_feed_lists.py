"""Lists of feeds, and the commands that try, find, import and export them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipeline.cli import main
from pipeline.feeds import load_feeds, read_opml, to_opml, to_yaml
from tests.newsroom import Entry, Story, atom, page, rss
from tests.sites import Answer, Site, running_site
from transforms.errors import UserError
from transforms.records import Feed

SEEDS = Path(__file__).parents[2] / "seeds" / "feeds.yaml"
FEEDS = (
    Feed("https://news.example/rss", "The Ostwick Post", "GB", "en-GB", "AFP", "never", 2.5),
    Feed("https://bücher.example/feed?a=1&b=2", "Bücher & mehr"),
    Feed("https://third.example/"),
)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as one:
        yield one


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_list_comes_back_as_it_was_written(tmp_path):
    assert load_feeds(write(tmp_path / "feeds.yaml", to_yaml(FEEDS))) == FEEDS


def test_opml_keeps_addresses_and_names(tmp_path):
    feeds, left_out = read_opml(write(tmp_path / "feeds.opml", to_opml(FEEDS)))
    assert feeds == tuple(Feed(feed.url, feed.publisher or feed.url) for feed in FEEDS)
    assert left_out == []


OPML = """<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<opml version="1.0"><head><title>Mine &e;</title></head><body>
<outline text="Papers"><outline title="Post" xmlUrl="https://post.example/feed" htmlUrl="https://post.example/"/>
<outline text="Post again" xmlUrl="https://post.example/feed"/></outline>
<outline text="bad" type="rss" xmlUrl="file:///etc/passwd"/><outline text="worse" xmlUrl="javascript:alert(1)"/>
<outline text="Others" type="include" url="https://lists.example/all.opml"/><outline text="No address"/>
</body></opml>"""


def test_opml_as_it_is_found_gives_web_addresses_once_and_says_what_it_left_out(tmp_path):
    feeds, left_out = read_opml(write(tmp_path / "mine.opml", OPML))
    assert feeds == (Feed("https://post.example/feed", "Post"),)
    assert len(left_out) == 3
    assert all("\n" not in line for line in left_out)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected `feeds:`"),
        ("feeds: []\n", "expected `feeds:`"),
        ("- https://a.example/\n", "expected `feeds:`"),
        ("feeds:\n- url: https://a.example/\n  publsher: A\n", "feed 1: unknown key publsher; did you mean publisher?"),
        ("feeds:\n- https://a.example/\n- publisher: A\n", "feed 2: it has no url"),
        ("feeds:\n- url: file:///etc/passwd\n", "feed 1: url is 'file:///etc/passwd'"),
        ("feeds:\n- url: https://a.example/\n  pages: sometimes\n", "pages is 'sometimes'"),
        ("feeds:\n- url: https://a.example/\n  country: England\n", "country is 'England'"),
        ("feeds:\n- url: https://a.example/\n  pace: -1\n", "pace is -1"),
        ("feeds:\n- url: https://a.example/\n  country: NO\n", "country is False"),  # YAML's famous Norway
        ("feeds:\n- 7\n", "feed 1 is no mapping"),
        ("feeds: [\n", "no YAML in line 2"),
        ("<opml version='2.0'/>", "wirelake feeds import"),
        ("<?xml version='1.0'?>\n<OPML/>", "wirelake feeds import"),
    ],
)
def test_a_wrong_list_is_one_line_that_says_what(tmp_path, text, says):
    path = write(tmp_path / "feeds.yaml", text)
    with pytest.raises(UserError) as caught:
        load_feeds(path)
    assert caught.value.code == 2
    assert str(caught.value).startswith(path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_list_that_comes_with_the_program_can_be_read():
    feeds = load_feeds(str(SEEDS))
    assert len(feeds) >= 15
    assert len({feed.url for feed in feeds}) == len(feeds)


def run(capsys, *args: str) -> tuple[int, str, str]:
    code = main(args)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


SETS = ("--set", "fetch.allow_addresses=[127.0.0.1]", "--set", "fetch.pace_seconds=0.0", "--set", "workers.processes=1")


def test_check_says_of_each_feed_what_a_run_would_take(site, tmp_path, capsys):
    site["/a"] = Answer(rss([Entry(Story(1), site.url("/1")), Entry(Story(2), site.url("/2"), day=8, full=True)]))
    site["/b"] = Answer(status=301, headers={"Location": "/a2"})
    site["/a2"] = Answer(atom([Entry(Story(3), site.url("/private/3"))]))
    site["/robots.txt"] = Answer("User-agent: *\nDisallow: /private/\n")
    site["/c"] = Answer(page(Story(4)))
    listed = write(tmp_path / "feeds.yaml", yaml.safe_dump({"feeds": [site.url(path) for path in ("/a", "/b", "/c", "/d")]}))
    code, out, err = run(capsys, "feeds", "check", listed, "--format", "json", *SETS)
    found = {row["url"].removeprefix(site.url("")): row for row in json.loads(out)}
    assert (code, err) == (1, "")
    assert found["/a"] == {
        "url": site.url("/a"), "status": "ok", "title": "The Ostwick Post", "entries": 2, "newest": "2024-03-08T07:30:00Z",
        "pages": 1, "stored": 1, "moved_to": None, "redirects": 0, "message": None,
    }  # fmt: skip
    assert (found["/b"]["moved_to"], found["/b"]["pages"]) == (site.url("/a2"), 0)
    assert found["/b"]["message"] == "1 pages must not be fetched"
    assert (found["/c"]["status"], found["/d"]["status"]) == ("bad_feed", "http_status")
    assert site.counts() == {"/a": 1, "/b": 1, "/a2": 1, "/c": 1, "/d": 1, "/robots.txt": 1}  # no page is fetched

    code, out, err = run(capsys, "feeds", "check", listed, *SETS)
    lines = out.splitlines()
    assert lines[0].split() == ["feed", "status", "entries", "newest", "pages", "stored", "note"]
    assert lines[1].split() == [site.url("/a").removeprefix("http://"), "ok", "2", "2024-03-08", "07:30", "1", "1"]
    assert lines[-1] == "2 of 4 feeds can be read; a first run would fetch 1 pages."


def test_discover_finds_the_feeds_that_a_page_names(site, capsys):
    head = '<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="alternate" type="text/html" href="/de">'
    site["/"] = Answer(page(Story(1), head))
    site["/rss"] = Answer(rss([Entry(Story(1), site.url("/1"))]))
    code, out, _ = run(capsys, "feeds", "discover", site.url("/"), "--format", "json", *SETS)
    assert [(row["url"], row["status"], row["entries"]) for row in json.loads(out)] == [(site.url("/rss"), "ok", 1)]
    assert code == 0
    code, out, _ = run(capsys, "feeds", "discover", site.url("/rss"), "--format", "json", *SETS)
    assert [row["url"] for row in json.loads(out)] == [site.url("/rss")]
    site["/none"] = Answer(page(Story(1)))
    code, out, err = run(capsys, "feeds", "discover", site.url("/none"), *SETS)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(("url", "says"), [("http://127.0.0.1:9/", "loopback"), ("ftp://x.example/", "not http or https")])
def test_discover_of_what_must_not_be_fetched_is_one_line(capsys, url, says):
    code, out, err = run(capsys, "feeds", "discover", url)
    assert (code, out) == (1, "")
    assert says in err
    assert err.count("\n") == 1


def test_import_and_export_write_new_files_only(tmp_path, capsys):
    opml, listed = write(tmp_path / "mine.opml", to_opml(FEEDS)), str(tmp_path / "feeds.yaml")
    code, out, _ = run(capsys, "feeds", "import", opml, "--output", listed)
    assert (code, out) == (0, f"{listed}: 3 feeds. Next: wirelake feeds check {listed}\n")
    assert run(capsys, "feeds", "import", opml, "--output", listed)[0] == 2
    code, out, _ = run(capsys, "feeds", "export", listed)
    assert (code, read_opml(write(tmp_path / "again.opml", out))[0][0].url) == (0, FEEDS[0].url)
    assert run(capsys, "feeds", "export", str(tmp_path / "absent.yaml"))[0] == 2
    assert run(capsys, "feeds", "import", write(tmp_path / "empty.opml", "<opml/>"))[0] == 2

"""Everything in the README runs: its shell examples in their order, then its Python example.

Its feeds are those of a site on loopback. The stream needs an engine: tests/engines/test_readme_stream.py.
"""

import sys
from pathlib import Path

import pytest

from tests.newsroom import rss
from tests.readme import ROOT, blocks, commands, link_project, run, section
from tests.sites import Answer, Site
from tests.unit.fetching.nights import publish

FEEDS = blocks("sh", section("Feeds")).splitlines()
STREAM = blocks("sh", section("Streaming")).splitlines()
ON_LOOPBACK = "--set 'fetch.allow_addresses=[127.0.0.1]' --set fetch.pace_seconds=0"

pytestmark = pytest.mark.slow


def printed(place: Path, lines: list[str]) -> dict[str, str]:
    found = {command: run(command, place) for command in lines}
    assert all(out.strip() for out in found.values())
    return found


def test_the_examples_run_from_top_to_bottom(tmp_path: Path) -> None:
    link_project(tmp_path)
    ingest = next(line for line in (ROOT / "Makefile").read_text().splitlines() if "/wirelake ingest" in line)
    lines = [line for line in blocks("sh").splitlines() if line not in (*FEEDS, *STREAM)]
    first = ingest.strip().lstrip("@").replace("$(VENV)/bin/", "").replace("$(LAKE)", "out/lake")
    told = printed(tmp_path, [first, *commands("\n".join(lines))])
    assert len(told) > 5
    assert "the lake is sound" in told["wirelake lake verify --lake out/lake"]
    (tmp_path / "example.py").write_text(blocks("python"), encoding="utf-8")
    run(f"{sys.executable} example.py", tmp_path)


def test_the_feeds_of_a_reader_become_a_nightly_lake(tmp_path: Path, site: Site) -> None:
    site["/feed"] = Answer(rss(publish(site, 1, 2)), content_type="application/rss+xml")
    outline = f'<outline type="rss" text="Ostwick Post" xmlUrl="{site.url("/feed")}"/>'
    (tmp_path / "subscriptions.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>', encoding="utf-8")
    imported, *others = commands("\n".join(FEEDS))
    run(imported, tmp_path)  # it writes feeds.yaml and has nothing to print
    assert others[-1].startswith("wirelake watch ")
    others[-1] += " --rounds 1"
    told = printed(tmp_path, [f"{one} {ON_LOOPBACK}" if "fetch.contact" in one else one for one in others])
    checked, _, asked, watched = told.values()
    assert "2 pages" in checked
    assert "Ostwick Post" in asked
    assert '"feeds_unchanged": 1' in watched

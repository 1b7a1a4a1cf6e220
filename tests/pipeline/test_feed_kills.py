"""A night over feeds that is killed anywhere, then run again, ends like one that was not: no entry is lost, none doubled."""

import re
import shutil
import signal

import pytest
import yaml

from pipeline.lake.faults import CRASH_POINTS, VARIABLE
from tests import killable
from tests.newsroom import Entry, Story, atom, json_feed, rss
from tests.pipeline.lakes import COMMAND, assert_sound, content, run
from tests.sites import running_site
from tests.unit.fetching.nights import publish, validated

POINTS = [
    "poll.before_feed", "poll.before_feed:3", "poll.after_feed:2", "poll.after_page", "poll.after_page:4", "poll.after_chain",
    "poll.after_chain:3", "stage.after_write:3", "decision.before_write", "decision.after_write", "move.after:2",
    "delta.after_commit:3", "replaced.after_delete", "runs.before_commit", "staging.before_remove",
]  # fmt: skip
TABLES = ("articles", "facts", "stories", "story_facts", "links", "signatures", "rejects", "sightings", "source_state")
SETS = ("fetch.allow_addresses=[127.0.0.1]", "fetch.pace_seconds=0.0", "fetch.tries=1", "workers.processes=1")


def held(lake) -> dict[str, list[str]]:
    """What a lake holds; how a feed answered last is left out: 304 to the second run, if the first was committed."""
    found = {table: content(lake, table) for table in TABLES}
    found["source_state"] = [re.sub(r'"last_status": \d+', "", row) for row in found["source_state"]]
    return found


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A site, its list of feeds, a lake after a first night, and what a lake holds after a second that nobody kills."""
    folder = tmp_path_factory.mktemp("feeds")
    with running_site() as site:
        urls = [site.url(f"/{name}") for name in ("news", "more", "whole")]
        (folder / "feeds.yaml").write_text(yaml.safe_dump({"feeds": urls}))
        site["/news"] = validated(rss(publish(site, 1, 2)))
        site["/more"] = validated(atom(publish(site, 11)))
        site["/whole"] = validated(json_feed([Entry(Story(21), site.url("/21.html"), full=True)]))
        run(folder / "half", feeds=str(folder / "feeds.yaml"), sets=SETS)
        site["/news"] = validated(rss([*publish(site, 3, 4), *publish(site, 2, version=1), *publish(site, 1)]))
        site["/more"] = validated(atom(publish(site, 11, 12, 13)))
        whole = [Entry(Story(number), site.url(f"/{number}.html"), full=True) for number in (21, 22)]
        site["/whole"] = validated(json_feed(whole))
        shutil.copytree(folder / "half", folder / "clean")
        run(folder / "clean", feeds=str(folder / "feeds.yaml"), sets=SETS)
        yield folder, held(folder / "clean")


def points():
    """All points; those but one are slow."""
    return [pytest.param(point, marks=() if point == "poll.after_page:4" else pytest.mark.slow) for point in POINTS]


@pytest.mark.parametrize("point", points())
def test_killed_and_run_again_is_like_one_clean_night(world, tmp_path, point):
    folder, clean = world
    lake = tmp_path / "lake"
    shutil.copytree(folder / "half", lake)
    sets = [part for one in SETS for part in ("--set", one)]
    arguments = ("ingest", "--feeds", str(folder / "feeds.yaml"), "--lake", str(lake), "-q", *sets)
    killed = killable.call("pipeline.cli:main", *arguments, environment={VARIABLE: point}, preload=COMMAND)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    run(lake, feeds=str(folder / "feeds.yaml"), sets=SETS)
    found = held(lake)
    for table in TABLES:
        assert found[table] == clean[table], table
    assert_sound(lake)
    assert len(clean["articles"]) == 10  # 1, 2 in two versions, 3, 4; 11, 12, 13; 21, 22


def test_the_points_of_this_test_exist():
    assert {point.partition(":")[0] for point in POINTS} <= set(CRASH_POINTS)
    assert {point for point in CRASH_POINTS if point.startswith("poll.")} <= {point.partition(":")[0] for point in POINTS}
    assert len(POINTS) >= 10

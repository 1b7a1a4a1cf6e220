"""All hostile inputs at once among 500 good pages: every good page is stored, each bad input has its end, none takes too much.

Time is not taken by the clock. What bounds it: no worker process is killed under the default limits, so that no limit of
seconds is waited for, and the chain takes no more processor time for the whole hostile set than a run over the 500 pages
does: with it they need twice the time at most.
"""

import json
import os
import time
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.pages import make_page
from tests.pipeline.lakes import assert_sound, rows, run
from tests.unit.parsing.hostile_inputs import CASES, WORDS, gzip_bomb, page, prose
from transforms.chain import process_document, process_found
from transforms.limits import Limits
from transforms.records import Document

pytestmark = pytest.mark.slow

GOOD = 500
SHARE = 100  # of them, those that are timed
BESIDE = 4.0
"""Processor seconds of a run over the pages that are not the chain's, at least: 4.3 go by until the first one is read."""
KILLS = {"timeout", "out_of_memory", "worker_died"}
DUPLICATES = 40


def duplicate_ids() -> bytes:
    """Records of one id and different texts, and of one text and different ids."""
    records = [{"id": "same", "title": f"Quay {n}", "text": f"{WORDS} Crane {n}."} for n in range(DUPLICATES // 2)]
    records += [{"id": f"../../etc/{n}", "title": "Quay", "text": WORDS} for n in range(DUPLICATES // 2)]
    return "\n".join(map(json.dumps, records)).encode()


def write_hostile(folder: Path, outside: Path) -> dict[str, frozenset[str]]:
    """The hostile files; by path, what each of their records may end as."""
    folder.mkdir()
    expected = {}

    def put(name: str, data: bytes, *ends: str) -> None:
        (folder / name).write_bytes(data)
        expected[str(folder / name)] = frozenset(ends)

    for number, case in enumerate(CASES):
        put(f"{number:03d}-{case.file}", case.build(), *case.expected)
    put("bomb.html.gz", gzip_bomb(10 << 10), "too_large")
    put("bomb.warc.gz", gzip_bomb(10 << 10), "too_large", "bad_warc")
    put("ids.jsonl", duplicate_ids(), "article")
    for name in (
        "x..%2f..%2fetc%2fpasswd.html",
        "a....html",
        "a\nb\t'\"; --.html",
        "*?[x].html",
        "%00.html",
        "~.html",
    ):
        put(name, page(prose()), "article")
    (folder / os.fsdecode(b"bad\xff\xfe.html")).write_bytes(page(prose()))
    os.mkfifo(folder / "pipe.html")
    os.symlink("/dev/zero", folder / "zero.html")
    os.symlink(folder / "loop-b.html", folder / "loop-a.html")
    os.symlink(folder / "loop-a.html", folder / "loop-b.html")
    os.symlink(outside, folder / "escape.html")
    os.symlink(folder, folder / "self")
    os.symlink("/dev", folder / "devices")
    for name, reason in (
        ("bad\\xff\\xfe.html", "unreadable"),
        ("pipe.html", "special_file"),
        ("zero.html", "outside_input"),
        ("loop-a.html", "outside_input"),
        ("loop-b.html", "outside_input"),
        ("escape.html", "outside_input"),
        ("self", "outside_input"),
        ("devices", "outside_input"),
    ):
        expected[str(folder / name)] = frozenset({reason})
    return expected


def others() -> float:
    """How many times longer than its processor time work takes here now, since others use the machine; 1 on an idle one."""
    began, began_cpu = time.perf_counter(), time.process_time()
    for number in range(20):
        seconds("good.html", make_page(number).encode())
    return max(1.0, (time.perf_counter() - began) / (time.process_time() - began_cpu))


def test_five_hundred_good_pages_are_stored_beside_all_hostile_inputs(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    (inputs / "good").mkdir(parents=True)
    for number in range(GOOD):
        (inputs / "good" / f"{number}.html").write_text(make_page(number), encoding="utf-8")
    secret = tmp_path / "secret.html"
    secret.write_bytes(page(prose()))
    expected = write_hostile(inputs / "hostile", secret)

    run(tmp_path / "lake", inputs, sets=[f"limits.seconds={Limits().seconds * others():.0f}"])  # the default on an idle machine

    assert_sound(tmp_path / "lake")
    ends = defaultdict(list)
    for sighting in rows(tmp_path / "lake", "sightings", "source_uri"):
        ends[sighting["source_uri"].partition("#")[0]].append("article")
    for reject in rows(tmp_path / "lake", "rejects", "source_uri", "reason"):
        ends[reject["source_uri"].partition("#")[0]].append(reject["reason"])
    good = {path: ends.pop(path, []) for path in map(str, (inputs / "good").iterdir())}
    assert {path for path, found in good.items() if found != ["article"]} == set()
    assert len(good) == GOOD
    wrong = {
        path: (sorted(set(ends[path])), sorted(reasons)) for path, reasons in expected.items() if not set(ends[path]) <= reasons
    }
    assert wrong == {}
    assert [path for path in expected if not ends[path]] == []
    assert set(ends) == set(expected)
    assert ends[str(inputs / "hostile" / "ids.jsonl")] == ["article"] * DUPLICATES
    assert not KILLS & {end for found in ends.values() for end in found}


def seconds(name: str, data: bytes) -> float:
    """Processor seconds of the whole chain over a document, in this process."""
    limits = Limits()
    began = time.process_time()
    rest = process_document(Document(f"/in/{name}", 0, content=data), limits).rest
    for at in range(0, len(rest), 25):
        process_found(rest[at : at + 25], limits)
    return time.process_time() - began


def test_the_hostile_set_takes_no_more_processor_time_than_a_run_over_the_good_pages() -> None:
    for name, data in (
        ("warm.html", page(prose())),
        ("warm.xml", b"<rss><channel><item><title>T</title></item></channel></rss>"),
    ):
        seconds(name, data)  # loads the tables
    good = GOOD / SHARE * sum(seconds("good.html", make_page(number).encode()) for number in range(SHARE))
    hostile = sum(seconds(case.file, case.build()) for case in CASES) + seconds("bomb.html.gz", gzip_bomb(10 << 10))
    assert hostile <= good + BESIDE, f"{hostile:.1f} s for the hostile set, {good:.1f} s for {GOOD} pages"

"""Entries a second of two nights over feeds on loopback: the first brings all of their pages, the second brings nothing new.

`make bench` runs it. A server in a process of its own hands out feeds of summaries and their pages (of `benchmarks.pages`) on
as many ports as there are sites, so that the pace of one host (set to 0 here) is not what is measured.
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from html import escape
from pathlib import Path
from typing import Any

import yaml

from benchmarks.pages import story_of, write_pages
from benchmarks.throughput import Measured, measure
from transforms import counters

SITES = 50
DISTINCT_PAGES = 4000
"""Pages on disk at most; each address adds a sentence of its own to one of them: no two addresses have the same body."""


def feed_of(number: int, entries: int, port: int) -> bytes:
    """An RSS feed of summaries."""
    items = []
    for page in range(number * entries, (number + 1) * entries):
        link = f"http://127.0.0.1:{port}/page/{page}"
        title = f"{escape(story_of(page).headline)} ({page})"
        items.append(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><description>Page {page}.</description></item>"
        )
    return f"<rss version='2.0'><channel><title>Feed {number}</title>{''.join(items)}</channel></rss>".encode()


async def serve(entries: int, pages: Path) -> None:
    """Serve until the process is ended; the first line of standard output lists the ports."""
    from aiohttp import web

    asked: dict[str, int] = {"feed": 0, "not_modified": 0, "page": 0, "robots": 0}
    files = sorted(pages.iterdir())

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        kind, _, name = request.path[1:].partition("/")
        if kind == "counts":
            return web.json_response(asked)
        if kind == "feed":
            known = request.headers.get("If-None-Match") == f'"{name}"'
            asked["not_modified" if known else "feed"] += 1
            headers = {"ETag": f'"{name}"'}
            if known:
                return web.Response(status=304, headers=headers)
            port = request.url.port or 80
            return web.Response(body=feed_of(int(name), entries, port), headers=headers, content_type="application/rss+xml")
        if kind == "page":
            asked["page"] += 1
            number = int(name)
            body = files[number % len(files)].read_text(encoding="utf-8")
            ending = f"<p>This report is number {number} of the {number % 97} that the desk of {number % 89} towns filed.</p>"
            at = body.rindex("</article>")
            return web.Response(text=body[:at] + ending + body[at:], content_type="text/html")
        asked["robots"] += 1
        return web.Response(status=404)

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    ports = []
    for _ in range(SITES):
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        ports.append(listener.getsockname()[1])
        await web.SockSite(runner, listener).start()
    print(json.dumps(ports), flush=True)
    await asyncio.Event().wait()


def night(folder: Path, processes: int) -> tuple[Measured, dict[str, int]]:
    """One run, and its counters."""
    lake, command = str(folder / "lake"), [sys.executable, "-m", "pipeline.cli"]
    settings = [
        f"workers.processes={processes}", "fetch.allow_addresses=[127.0.0.1]", "fetch.pace_seconds=0.0", "fetch.per_host=8",
    ]  # fmt: skip
    sets = [part for one in settings for part in ("--set", one)]
    measured = measure([*command, "ingest", "--feeds", str(folder / "feeds.yaml"), "--lake", lake, "--quiet", *sets])
    query = [
        *command,
        "query",
        "SELECT counters FROM runs ORDER BY started_at DESC LIMIT 1",
        "--lake",
        lake,
        "--format",
        "json",
    ]
    rows = json.loads(subprocess.run(query, capture_output=True, check=True).stdout)
    return measured, json.loads(rows[0]["counters"])


def report(name: str, measured: Measured, counted: dict[str, int], asked: dict[str, Any]) -> None:
    """Print what one night took."""
    entries, waited = counted.get(counters.ENTRIES_NEW, 0), counted.get(counters.MICROS_FETCH_WAIT, 0) / 1e6
    print(
        f"{name}: {measured.seconds:.1f} s, {measured.cpu_seconds:.1f} s CPU, {entries:,} new entries, "
        f"{entries / measured.seconds:.1f} entries/s, {waited / measured.seconds:.0%} of the time waiting for the network, "
        f"{measured.peak_mb:.0f} MB at most; requests: {asked}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--out", type=Path, default=Path("out/bench/feeds"))
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(given.entries, given.serve))
        return
    shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True)
    count = min(DISTINCT_PAGES, given.feeds * given.entries)
    pages = write_pages(given.out.parent / f"pages-{count}", count)
    command = [sys.executable, "-m", "benchmarks.feeds", "--serve", str(pages), "--entries", str(given.entries)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            ports = json.loads(server.stdout.readline())
            urls = [f"http://127.0.0.1:{ports[number % SITES]}/feed/{number}" for number in range(given.feeds)]
            (given.out / "feeds.yaml").write_text(yaml.safe_dump({"feeds": urls}))
            times = []
            for name in ("first night", "second night"):
                measured, counted = night(given.out, given.processes)
                with urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/counts") as answer:
                    report(name, measured, counted, json.load(answer))
                times.append(measured)
        finally:
            server.terminate()
    share = times[1].seconds / times[0].seconds
    print(
        f"the second night took {share:.1%} of the first's time, {times[1].cpu_seconds / times[0].cpu_seconds:.1%} of its CPU"
    )


if __name__ == "__main__":
    main()

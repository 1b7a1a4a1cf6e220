"""One self-contained HTML page: template, style, scripts and data in one file that loads nothing.

What an article says is hostile. The template escapes it; the data for tables is JSON in which no tag can begin, and the scripts
set texts as text only. The page's own policy allows no other script than these, by their hashes, and no connection at all.
"""

import base64
import datetime
import functools
import hashlib
import importlib.metadata
import os
from pathlib import Path
from typing import Any, Final

import jinja2

from pipeline.report import budget
from pipeline.report.charts import STATUSES, charts
from pipeline.report.gather import Gathered
from pipeline.report.stand_out import MIN_RUNS
from transforms import counters as names

SCRIPTS: Final = ("base.js", "charts.js", "stories.js", "copies.js", "facts.js", "start.js")
"""In the order in which they are needed; together they are one script."""

_SNIPPET: Final = "window.vegaEmbed=vegaEmbed;"
_HERE: Final = Path(__file__).parent


def render(gathered: Gathered, written: datetime.datetime) -> str:
    """The page.

    Args:
        gathered: what it shows.
        written: the moment that it names as its own.
    """
    scripts = [own_script(), *([chart_library()] if gathered.runs else [])]  # tables work before charts are read
    return _environment().get_template("report.html.j2").render(
        g=gathered,
        written=int(written.timestamp() * 1000),
        version=importlib.metadata.version("wirelake"),
        min_runs=MIN_RUNS,
        statuses=STATUSES,
        style=(_HERE / "assets" / "report.css").read_text(encoding="utf-8"),
        data=budget.compact(page_data(gathered)),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
    )  # fmt: skip


def page_data(gathered: Gathered) -> dict[str, Any]:
    """What the scripts read: rows of tables, the copies of stories, charts and their rows."""
    return {
        "names": gathered.names,
        "stories": gathered.stories,
        "details": gathered.details,
        "facts": gathered.facts,
        "frames": gathered.frames,
        "runs": [
            [run.run_id, run.started, outcome, number]
            for run in gathered.runs
            for outcome, number in (
                ("new articles", run.count(names.ARTICLES)),
                ("already there", run.count(names.SIGHTINGS) - run.count(names.ARTICLES)),
                ("rejects", run.count(names.REJECTS)),
            )
        ],
        "stages": gathered.stages,
        "statuses": {name: words for name, (words, _, _) in STATUSES.items()},
        "charts": charts(),
    }


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_HERE / "templates")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters |= {"clip": budget.clip, "iso": _iso, "minute": lambda millis: _iso(millis)[:16].replace("T", " ")}
    return environment


def _iso(millis: int) -> str:
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=millis)
    return moment.isoformat(timespec="seconds") + "Z"


def own_script() -> str:
    """The page's own scripts as one, in a scope of its own."""
    parts = [(_HERE / "assets" / name).read_text(encoding="utf-8") for name in SCRIPTS]
    return '(() => {\n"use strict";\n' + "\n".join(parts) + "\n})();"


@functools.cache
def chart_library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script.

    vl-convert puts it together in two to four seconds of CPU; it is kept in the user's cache folder, by the version of the
    packager, where that can be written.
    """
    import vl_convert

    version = importlib.metadata.version("vl-convert-python")
    name = hashlib.sha256(f"{version}\n{_SNIPPET}".encode()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wirelake" / f"charts-{name}.js"
    try:
        return cache.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        script: str = vl_convert.javascript_bundle(_SNIPPET).replace("</script", "<\\/script").replace("<!--", "<\\!--")
        script = script.replace("\r\n", "\n")  # an HTML parser does the same, and the policy's hash is of what it reads
    _keep(cache, script)
    return script


def _keep(path: Path, text: str) -> None:
    """Write a file whole or not at all; that it cannot be kept costs time only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, text)
    except OSError:
        return


def write_whole(path: Path, text: str) -> int:
    """Write a text so that a reader sees the old file or the new one, never half of it; the bytes written.

    Raises:
        OSError: if it cannot be written; nothing is left of it then.
    """
    data = text.encode("utf-8", "replace")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_bytes(data)
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return len(data)


def _hash(script: str) -> str:
    """A script's name in a Content-Security-Policy (CSP Level 3, 6.7.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"

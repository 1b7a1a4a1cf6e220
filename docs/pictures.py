"""Makes the pictures of the README from seeds/sample: `make pictures`. They are then as true as the sample and the program.

The report is opened in headless Chromium (`apt-get install chromium`); the terminal is drawn by rich.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from pipeline.summary import print_summary

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
RUN_ID = "20240310T060000.000000Z"
MOST_BYTES = 300_000
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def main() -> int:
    """Ingest the sample in a folder of its own, then draw the terminal and the report."""
    browser = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
    if browser is None:
        print("pictures: no Chromium is found; apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        os.symlink(ROOT / "seeds", "seeds")
        counters = ingest()
        draw_terminal(counters, DOCS / "terminal.svg")
        draw_report(Path(folder, "out", "report.html"), browser)
        os.chdir(ROOT)
    for path in sorted(DOCS.glob("*.png")) + sorted(DOCS.glob("*.svg")):
        size = path.stat().st_size
        print(f"{path.relative_to(ROOT)}: {size:,} bytes")
        if size > MOST_BYTES:
            print(f"pictures: {path.name} is larger than {MOST_BYTES:,} bytes", file=sys.stderr)
            return 1
    return 0


def ingest() -> dict[str, int]:
    """The run that `make run` does, and its counters."""
    command = [sys.executable, "-m", "pipeline.cli", "ingest", "seeds/sample", "--lake", "out/lake", "--run-id", RUN_ID]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--report", "out/report.html", "--format", "json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    counters: dict[str, int] = json.loads(done.stdout.splitlines()[-1])["counters"]
    return counters


def draw_terminal(counters: dict[str, int], out: Path) -> None:
    """What a terminal shows at the end of the run, as SVG without the fonts that rich would have fetched."""
    sys.argv[0] = shutil.which("wirelake", path=str(Path(sys.executable).parent)) or "wirelake"
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    console = Console(record=True, width=116, file=io.StringIO(), force_terminal=True, highlight=False, markup=False)
    console.print(Text("$ make run", "bold"))
    print_summary("out/lake", RUN_ID, counters, console)
    size = Path("out/report.html").stat().st_size
    console.print(Text(f"Report: out/report.html ({size / 1e6:.1f} MB, opens in a browser)"))
    template = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    template = template.replace("Fira Code", "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas")
    svg = console.export_svg(title="wirelake", code_format=template, unique_id="wirelake")
    out.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


def draw_report(page: Path, browser: str) -> None:
    """The head of the report, and a story beside what figures say over time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=list(CHROMIUM))
        tab = opened.new_page(viewport={"width": 1180, "height": 1010}, color_scheme="light", reduced_motion="reduce")
        tab.goto(page.as_uri())
        tab.locator("html[data-ready=charts]").wait_for(state="attached")
        tab.screenshot(path=DOCS / "report.png")
        tab.add_style_tag(content=".top { position: static !important } .diff { padding: 0 .6rem .6rem }")
        tab.locator("#story-list button").first.click()
        tab.locator(".opened .chart svg").wait_for()
        tab.locator(".diff select").nth(1).select_option("3")
        tab.locator(".diff").screenshot(path=DOCS / "report-story.png")
        tab.locator(".frame").screenshot(path=DOCS / "report-figures.png")
        opened.close()


if __name__ == "__main__":
    sys.exit(main())

"""The report in a browser: it opens from a file, loads nothing, can be searched and compared, and hostile texts do nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.report.write import write_report
from tests.unit.report.lakes import HOSTILE, rich_lake

pytestmark = pytest.mark.engine

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make test-engines sets it up")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
VIEWS = [(width, scheme) for width in (400, 1600) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if BROWSER is None:
        pytest.skip("no browser is found: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    rich_lake(folder / "lake")
    write_report(str(folder / "lake"), str(folder / "report.html"))
    return folder / "report.html"


class Opened:
    """A page with what it asked for and complained of."""

    def __init__(self, browser: Any, path: Path, width: int = 1280, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.goto(path.as_uri())
        self.page.locator("html[data-ready=charts]").wait_for(state="attached")

    def count(self, selector: str) -> int:
        return int(self.page.locator(selector).count())

    def wait_for(self, selector: str, number: int) -> None:
        """Wait until so many elements are there: a search begins when typing rests."""
        sync_api.expect(self.page.locator(selector)).to_have_count(number)


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[Opened]:
    one = Opened(browser, report)
    yield one
    one.context.close()


def open_trade(opened: Opened) -> None:
    opened.page.get_by_role("button", name="Headline of trade-a").click()
    opened.page.locator(".diff").wait_for()


def test_it_opens_from_a_file_and_loads_nothing(opened: Opened, report: Path) -> None:
    open_trade(opened)
    assert opened.requests == [report.as_uri()]
    assert opened.said == []


def test_charts_have_their_points(opened: Opened) -> None:
    assert opened.count("#stages-chart svg .mark-rect path") == 10  # five bars, and what is usual on each
    assert opened.count("#runs-chart svg .mark-rect path") >= 10  # five runs, articles and rejects
    assert opened.count("#frame-chart svg .mark-symbol path") == 5
    assert opened.count("#frame-chart svg .mark-line path") == 1
    assert "China" in opened.page.locator("#frame option").first.inner_text()
    open_trade(opened)
    opened.page.locator(".opened .chart svg .mark-symbol path").first.wait_for()


def test_stories_are_found_by_all_the_words_of_a_search(opened: Opened) -> None:
    page = opened.page
    page.fill("#story-search", "harbour TRADE-A")
    opened.wait_for("#story-list > li", 1)
    assert page.locator("#story-count").inner_text() == "1 story of 64"
    page.fill("#story-search", "no such words")
    opened.wait_for("#story-list > li", 0)
    assert "No story" in page.locator("#story-count").inner_text()


def test_any_two_copies_stand_side_by_side(opened: Opened) -> None:
    page = opened.page
    open_trade(opened)
    assert (opened.count(".row.moved"), opened.count(".row.same"), opened.count(".row.cut-away")) == (1, 1, 1)
    page.select_option(".diff select >> nth=1", "2")
    assert (opened.count(".row.changed"), opened.count(".row.cut-away"), opened.count(".row.added")) == (2, 1, 1)
    assert "$240" in page.locator(".row.changed del").first.inner_text()
    assert "$204" in page.locator(".row.changed ins").first.inner_text()
    assert opened.count(".row.changed .figure.differs") == 2
    page.select_option(".diff select >> nth=0", "2")
    page.select_option(".diff select >> nth=1", "0")
    assert (opened.count(".row.added"), opened.count(".row.cut-away")) == (1, 1)  # turned round
    assert page.locator(".row.changed ins").first.inner_text().startswith("$240")


def test_figures_are_filtered(opened: Opened) -> None:
    page = opened.page
    rows = "#fact-table tbody tr"
    assert opened.count(rows) == 5
    page.check("#fact-conflicts")
    assert opened.count(rows) == 2
    page.get_by_role("button", name="Clear").click()
    opened.wait_for(rows, 5)
    page.fill("#fact-to", "2021")
    opened.wait_for(rows, 1)
    page.fill("#fact-to", "")
    page.select_option("#fact-reporter", "RU")
    opened.wait_for(rows, 1)
    assert page.locator(f"{rows} a").get_attribute("href") == "https://paper.example/y2021"
    page.locator(rows).get_by_role("button", name="story").click()
    assert "y2021" in page.evaluate("document.activeElement.textContent")


def test_hostile_texts_do_nothing_and_are_shown(opened: Opened) -> None:
    page = opened.page
    page.fill("#story-search", "onerror")
    opened.wait_for("#story-list > li", 1)
    page.locator("#story-list button").click()
    page.locator("#rejects summary", has_text="bad_json").click()
    assert page.evaluate("window.hacked") is None
    shown = HOSTILE.strip()
    assert shown in page.locator("#story-list h3").first.text_content()
    assert shown in page.locator("#rejects pre", has_text="hacked").text_content()
    assert opened.count("img") == 0
    assert page.evaluate("[...document.links].filter(link => !/^(https?:|file:)/.test(link.protocol)).length") == 0
    assert opened.said == []


def test_texts_from_right_to_left_are_set_so(opened: Opened) -> None:
    headline = opened.page.locator("#story-list h3 button", has_text="الميناء")
    assert headline.evaluate("node => getComputedStyle(node).direction") == "rtl"


@pytest.mark.parametrize(("locale", "number", "date"), [("de-DE", "25 %", "05.03.2024"), ("en-US", "25%", "Mar 5, 2024")])
def test_numbers_and_dates_are_the_readers(browser: Any, report: Path, locale: str, number: str, date: str) -> None:
    one = Opened(browser, report, locale=locale)
    assert number in " ".join(one.page.locator(".key").inner_text().split())
    assert date in one.page.locator(".sub").inner_text()
    one.context.close()


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_it_can_be_read_at_any_width_in_both_themes(browser: Any, report: Path, width: int, scheme: str) -> None:
    one = Opened(browser, report, width, color_scheme=scheme)
    open_trade(one)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(one.page)
    assert found.violations_count == 0, found.generate_report()
    one.context.close()


def test_it_is_worked_by_keyboard(opened: Opened) -> None:
    page = opened.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    button = page.get_by_role("button", name="Headline of trade-a")
    button.focus()
    page.keyboard.press("Enter")
    page.locator(".diff").wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert opened.count(".diff") == 0
    theme = page.get_by_role("button", name="Theme: auto")
    theme.focus()
    page.keyboard.press("Space")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


def test_it_prints_in_light_colours_without_its_tools(browser: Any, report: Path) -> None:
    one = Opened(browser, report, color_scheme="dark")
    one.page.emulate_media(media="print")
    assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not one.page.locator("#story-tools").is_visible()
    assert one.page.locator("#fact-table tbody tr").first.is_visible()
    assert len(one.page.pdf()) > 10_000
    one.context.close()


def test_a_viewer_without_scripts_still_shows_the_run_and_the_rejects(browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    text = page.locator("main").inner_text()
    assert "What stands out" in text
    assert "Silent Post is silent" in text
    assert "no_text" in text
    context.close()

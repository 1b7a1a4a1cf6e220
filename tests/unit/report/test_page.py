"""The page: what hostile or odd lakes make of it, what it weighs, and the commands that write it."""

import datetime
import html.parser
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.lake.layout import Lake, open_lake
from pipeline.output import plain
from pipeline.report import budget
from pipeline.report.budget import clip, compact
from pipeline.report.charts import charts
from pipeline.report.gather import gather
from pipeline.report.page import SCRIPTS, page_data, render
from pipeline.report.write import write_report
from tests.unit.report.lakes import HOSTILE, NOON, Night, article, commit, ordinary, rich_lake, story
from transforms.records import SourceState

GOLDEN = Path(__file__).parents[2] / "golden" / "report" / "data.json"
WRITTEN = datetime.datetime(2024, 3, 6, tzinfo=datetime.UTC)
ASSETS = Path(budget.__file__).parent / "assets"


class Tags(html.parser.HTMLParser):
    """The tags of a page, and the text of its data element."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id") == "data"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        self.data += data if self._inside else ""


@pytest.fixture(scope="module", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        if "XDG_CACHE_HOME" not in os.environ:
            patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    return rich_lake(tmp_path_factory.mktemp("page") / "lake")


def made(path: Path, *nights: Night) -> Lake:
    lake = open_lake(str(path / "lake"), create=True)
    for number, night in enumerate(nights):
        commit(lake, number, night)
    return lake


def page_of(lake: Lake) -> str:
    return render(gather(lake), WRITTEN)


def text_of(page: str) -> str:
    body = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def test_the_data_of_the_page_is_that_of_the_golden_file(lake: Lake) -> None:
    data = page_data(gather(lake))
    del data["charts"]
    found = json.loads(json.dumps(plain(data)))
    assert found == json.loads(GOLDEN.read_text(encoding="utf-8")), (
        "what the page shows has changed: if that is meant, write the golden file anew"
    )


def test_hostile_texts_leave_no_tag_and_no_way_out_of_the_data(lake: Lake) -> None:
    page = page_of(lake)
    parsed = Tags(page)
    scripts = [attributes for tag, attributes in parsed.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "data"}, {}, {}]
    assert not [tag for tag, _ in parsed.tags if tag in ("img", "iframe", "object", "embed", "link", "base")]
    assert not [attributes for _, attributes in parsed.tags if any(name.startswith("on") for name in attributes)]
    assert not [attributes for _, attributes in parsed.tags if (attributes.get("href") or "#")[:1] != "#"]
    assert json.loads(parsed.data)["stories"]["rows"]
    assert any(HOSTILE.strip() in row[1] for row in json.loads(parsed.data)["stories"]["rows"])


def test_the_page_allows_no_connection_and_only_its_own_scripts(lake: Lake) -> None:
    policy = next(attributes["content"] for tag, attributes in Tags(page_of(lake)).tags if "http-equiv" in attributes) or ""
    assert "default-src 'none'" in policy
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/=]{44}'", policy)) == 2
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_set_texts_as_text_only(name: str) -> None:
    script = (ASSETS / name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc", script)
    assert "</" not in script


def test_an_empty_lake_says_so(tmp_path: Path) -> None:
    page = page_of(made(tmp_path))
    assert "An empty lake: no run has been committed yet." in text_of(page)
    assert len(page) < 100_000  # no chart, no library for charts


def test_a_lake_without_facts_says_so(tmp_path: Path) -> None:
    text = text_of(page_of(made(tmp_path, ordinary(0))))
    assert "No facts were found in these runs" in text


def test_one_article(tmp_path: Path) -> None:
    only = article("only")
    page = page_of(made(tmp_path, Night([only], (), [story([only])[0]])))
    assert "1 run" in text_of(page)
    assert "none has copies" in text_of(page)
    assert "Nothing new was refused." in text_of(page)


def test_a_run_that_skipped_everything(tmp_path: Path) -> None:
    lake = made(tmp_path, ordinary(0))
    commit(lake, 1, Night(), skipped=12)
    text = text_of(page_of(lake))
    assert "12 inputs skipped, unchanged" in text


def test_ten_thousand_copies_of_one_story(tmp_path: Path) -> None:
    copies = [
        article(f"viral-{at}", f"The same story in the words of paper {at % 50}.", publisher=f"Paper {at % 700}",
                date_published=NOON + at * 1_000_000)
        for at in range(10_000)
    ]  # fmt: skip
    gathered = gather(made(tmp_path, Night(copies, (), [story(copies)[0]])))
    [opened] = gathered.details
    assert (opened["copy_count"], len(opened["copies"]), len(opened["times"])) == (10_000, 30, 600)
    assert len(render(gathered, WRITTEN).encode()) < 1_500_000


def test_missing_dates_and_headlines(tmp_path: Path) -> None:
    bare = article("bare", date_published=None, headline=None, publisher=None, url=None, in_language=None)
    gathered = gather(made(tmp_path, Night([bare], (), [story([bare])[0]])))
    [row] = gathered.stories["rows"]
    assert row[1:9] == ["", -1, 1, [], 0, None, None, None]
    assert "not known" in text_of(render(gathered, WRITTEN))


def test_a_headline_of_100_000_characters_is_cut(lake: Lake) -> None:
    headlines = [row[1] for row in gather(lake).stories["rows"]]
    long = next(headline for headline in headlines if headline.startswith("Very long"))
    assert len(long) <= 220
    assert long.endswith("…")


def test_arabic_and_chinese_stay_as_they_are(lake: Lake) -> None:
    headlines = [row[1] for row in gather(lake).stories["rows"]]
    assert {"الميناء يفتح في الربيع", "海港将于春季开放"} <= set(headlines)


def test_a_page_keeps_under_five_megabytes_whatever_the_lake_holds() -> None:
    whole = budget.STORIES + budget.DETAILS + budget.FACTS + budget.FRAMES + budget.REJECTS
    library, markup_of_rejects, all_else = 900_000, budget.REJECTS, 250_000
    assert whole + library + markup_of_rejects + all_else < 5_000_000


@pytest.mark.parametrize("text", [HOSTILE, "<!--", "]]>", "&lt;", "a\u2028b", '"\\', "\ud800"])
def test_json_for_a_script_element_is_the_same_value(text: str) -> None:
    assert json.loads(compact({"text": text})) == {"text": text}
    assert not re.search("[<>&\u2028\u2029]", compact(text))


def test_a_text_is_cut_to_one_line() -> None:
    assert clip("x" * 1_000_000, 10) == "x" * 9 + "…"
    assert clip("\n a \t b ", 10) == "a b"


def test_charts_have_no_data_of_their_own() -> None:
    assert set(charts()) == {"runs", "stages", "timeline", "frame"}
    assert '"values"' not in json.dumps(charts())


def test_a_feed_that_fails_stands_out_from_the_first_run_on(tmp_path: Path) -> None:
    feeds = [
        SourceState(f"https://{name}.example/feed", "feed", None, None, None, None, NOON, status, failures, None, [])
        for name, status, failures in (("good", 200, 0), ("shaky", 503, 2), ("gone", 410, 5), ("dead", None, 3))
    ]
    page = text_of(page_of(made(tmp_path, ordinary(0)._replace(states=feeds))))
    assert "https://gone.example/feed failed 5 times in a row; the last answer was 410." in page
    assert "https://dead.example/feed failed 3 times in a row; the last try had no answer." in page
    assert "shaky.example/feed failed" not in page


def test_since_keeps_to_the_runs_of_that_day_and_later(lake: Lake) -> None:
    gathered = gather(lake, datetime.date(2024, 3, 5))
    assert [run.run_id for run in gathered.runs] == ["night-004"]
    assert gathered.totals["records"] == 36
    assert gathered.earlier == 4  # what is usual is known from earlier runs too
    nothing = gather(lake, datetime.date(2024, 3, 9))
    assert nothing.runs == []
    assert "No run since 2024-03-09; the newest was on 2024-03-05 12:00." in text_of(render(nothing, WRITTEN))


def test_the_command_writes_the_page_and_says_what_is_in_it(
    lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "page.html"
    assert main(["report", "--lake", lake.uri, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert re.fullmatch(rf"{re.escape(str(out))}: \d\.\d MB, 66 articles in 64 stories, 5 facts, 22 rejects\n", printed)
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in out.parent.iterdir()] == ["page.html"]
    assert main(["report", "--lake", lake.uri, "--out", str(out), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["stories"], told["stories_in_page"], told["bytes"]) == (64, 64, out.stat().st_size)


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["--since", "yesterday"], 2, "--since yesterday: no day; write it as 2024-03-01"),
        (["--out", "/"], 2, "/: a folder; give the name of a file"),
        (["--out", "/proc/none/page.html"], 1, "/proc/none/page.html: the report cannot be written"),
    ],
)
def test_what_is_wrong_is_one_line(
    lake: Lake, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, line: str
) -> None:
    assert main(["report", "--lake", lake.uri, *arguments]) == code
    printed = capsys.readouterr()
    assert printed.err.startswith(f"wirelake: {line}")
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_a_page_that_was_there_stays_when_a_new_one_fails(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "page.html"
    out.write_text("before")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["report", "--lake", lake.uri, "--out", str(out)]) == 1
    assert out.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_standard_output_takes_the_page(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    written = write_report(lake.uri, "-")
    assert len(capsys.readouterr().out.encode()) == written.bytes

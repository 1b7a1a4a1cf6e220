"""The report of a month: seconds, memory and bytes for a lake of 50,000 articles, and how soon its page works in Chromium.

`make bench` runs it. The lake is made directly, by the functions with which a run writes: 30 runs, stories of one to sixty
copies that cut and move paragraphs, four figures a story. The page is opened from a file; without Chromium and Playwright that
is left out.
"""

import argparse
import datetime
import hashlib
import json
import random
import shutil
import statistics
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.news_texts import Prose
from benchmarks.throughput import measure
from pipeline.lake.commit import commit_run
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.staging import stage_rows
from pipeline.lake.writer import writing
from transforms.records import Article, Copy, Fact, Reject, Sighting, Story, StoryFact
from transforms.tables import Run, to_arrow

NIGHTS: Final = 30
DAY: Final = 86_400_000_000
START: Final = 1_709_272_800_000_000  # 2024-03-01T06:00:00Z
COUNTRIES: Final = ("CN", "RU", "DE", "FR", "US", "BR", "IN", "JP", "NO", "CL", "KE", "PT")
PUBLISHERS: Final = [f"Paper {number}" for number in range(400)]
SIZES: Final = (1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 6, 9, 14, 60)
FIGURES: Final = 4
OPENINGS: Final = 5
AIM_SECONDS, AIM_MB, AIM_BYTES, AIM_USABLE = 20.0, 1000.0, 5_000_000, 2.0
CHROMIUM: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


class Told(NamedTuple):
    """One story with its copies and what they state."""

    story: Story
    articles: list[Article]
    facts: list[Fact]
    story_facts: list[StoryFact]


def _id(*parts: object) -> str:
    return hashlib.md5("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def make_story(prose: Prose, night: int, number: int) -> Told:
    """One story of a night: the original, copies that cut and move its paragraphs, and the figures that each still has."""
    r = random.Random(night * 100_000 + number)
    day = datetime.date(2024, 3, 1) + datetime.timedelta(days=night)
    year, reporter, partner = r.randint(2005, 2023), *r.sample(COUNTRIES, 2)
    values = [r.randint(10, 9_000) for _ in range(FIGURES)]
    sentences = [f"Trade of {reporter} and {partner} came to ${value} million in {year}, the office said." for value in values]
    paragraphs = [*prose.story(r.randint(120, 400)), *sentences]
    began = START + night * DAY - r.randint(0, DAY)
    articles, facts = [], []
    for at in range(r.choice(SIZES)):
        kept = list(paragraphs) if at == 0 else [one for one in paragraphs if r.random() > 0.3] or paragraphs[:1]
        if at and r.random() < 0.3:
            r.shuffle(kept)
        body = "\n\n".join(kept)
        article = _article(_id(night, number, at), body, prose.name(), r.choice(PUBLISHERS), began + at * 600_000_000, day)
        articles.append(article)
        facts += [
            _fact(article, f"${value} million", sentence, value, reporter, partner, year)
            for value, sentence in zip(values, sentences, strict=True)
            if sentence in body
        ]
    return Told(_story(articles, day), articles, facts, _story_facts(articles, facts, day))


def _article(name: str, body: str, title: str, publisher: str, published: int, day: datetime.date) -> Article:
    values: dict[str, Any] = dict.fromkeys(Article._fields)
    values |= {"article_id": name, "revision": 0, "url": f"https://example.org/{name}", "article_body": body, "author": []}
    values |= {
        "headline": f"{title} and {publisher} on what comes next for the harbour",
        "keywords": [],
        "publisher": publisher,
    }
    values |= {"date_published": published, "date_published_precision": "second", "in_language": "en", "part": 0}
    values |= {"word_count": body.count(" "), "body_sha256": hashlib.sha256(body.encode()).hexdigest(), "is_summary": False}
    values |= {"source_organization": "AFP", "source_organization_evidence": "byline", "source_uri": f"/in/{name}.html"}
    return Article(**{**values, "source_format": "html", "retrieved_at": published, "published_date": day})


def _fact(article: Article, exact: str, sentence: str, value: int, reporter: str, partner: str, year: int) -> Fact:
    start = article.article_body.index(sentence) + sentence.index(exact)
    return Fact(
        "money", start, start + len(exact), exact, sentence, "bench", "1", value=Decimal(value * 10**6), bound="eq", unit="USD",
        flow="trade", reporter=reporter, partner=partner, period_start=datetime.date(year, 1, 1),
        period_end=datetime.date(year, 12, 31), fact_id=_id(article.article_id, start), article_id=article.article_id,
    )  # fmt: skip


def _story(articles: list[Article], day: datetime.date) -> Story:
    first = articles[0]
    copies = [
        Copy(one.article_id, one.url, one.publisher, one.date_published, "original" if one is first else "copy", 0.99)
        for one in articles
    ]
    publishers = sorted({one.publisher for one in articles if one.publisher})
    last = articles[-1].date_published
    return Story(
        _id("story", first.article_id), first.article_id, first.headline, first.url, first.publisher, first.date_published,
        "en", first.article_body, "AFP", len(articles), publishers, copies, first.date_published, last, [], day,
    )  # fmt: skip


def _story_facts(articles: list[Article], facts: list[Fact], day: datetime.date) -> list[StoryFact]:
    by_exact: dict[str, list[Fact]] = {}
    for fact in facts:
        by_exact.setdefault(fact.exact, []).append(fact)
    story_id = _id("story", articles[0].article_id)
    rows = []
    for exact, stated in by_exact.items():
        values: dict[str, Any] = dict.fromkeys(StoryFact._fields)
        values |= {name: getattr(stated[0], name) for name in StoryFact._fields if name in Fact._fields}
        values |= {"story_id": story_id, "story_fact_id": _id(story_id, exact), "attributed_to": [], "agreement": len(stated)}
        values |= {"copy_count": len(articles), "article_ids": [one.article_id for one in stated], "published_date": day}
        rows.append(StoryFact(**{**values, "inferred_article_ids": [], "conflict": len(by_exact) > 1 and len(articles) > 20}))
    return rows


def make_lake(path: Path, articles: int) -> Lake:
    """A lake of so many articles, made anew, one commit a night."""
    shutil.rmtree(path, ignore_errors=True)
    lake = open_lake(str(path), create=True)
    prose = Prose(seed=9)
    for night in range(NIGHTS):
        told: list[Told] = []
        left = articles // NIGHTS
        while left > 0:
            told.append(make_story(prose, night, len(told)))
            left -= len(told[-1].articles)
        _commit(lake, night, told)
    return lake


def _commit(lake: Lake, night: int, told: list[Told]) -> None:
    run_id, began = f"night-{night:02d}", START + night * DAY
    day = datetime.datetime.fromtimestamp(began / 1e6, datetime.UTC).date()
    articles = [article for one in told for article in one.articles]
    facts = [fact for one in told for fact in one.facts]
    refused = [
        Reject(_id("reject", night, at), "parse", "no_text", "no article text was found", None, f"/in/{night}-{at}.html",
               b"<html><body>menu</body></html>" * 20, "0" * 64, False, began)
        for at in range(len(articles) // 50)
    ]  # fmt: skip
    counted = {
        "records": len(articles) + len(refused), "articles": len(articles), "sightings": len(articles),
        "rejects": len(refused), "reject_no_text": len(refused), "facts": len(facts), "stories": len(told),
        "micros_read": 200 * len(articles), "micros_parse": 14_000 * len(articles), "micros_normalise": 5_000 * len(articles),
        "micros_sign": 2_000 * len(articles), "micros_facts": 5_700 * len(articles),
    }  # fmt: skip
    sightings = [Sighting(one.article_id, 0, one.source_uri, None, began, True) for one in articles]
    rows: list[tuple[str, list[Any], dict[str, Any]]] = [
        ("articles", articles, {}),
        ("facts", facts, {"published_date": day}),
        ("stories", [one.story for one in told], {}),
        ("story_facts", [row for one in told for row in one.story_facts], {}),
        ("sightings", sightings, {"run_date": day}),
        ("rejects", refused, {"run_date": day}),
    ]
    with writing(lake, run_id):
        parts = [
            part
            for table, records, columns in rows
            for part in stage_rows(lake, run_id, table, "0", to_arrow(table, records, run_id=run_id, **columns))
        ]
        run = Run(
            run_id, None, None, began, began + 3_600_000_000, "done", "bench", "0" * 64, "FnApiRunner", ("/in",), "{}",
            json.dumps(counted),
        )  # fmt: skip
        commit_run(lake, run, parts)


def usable(page: Path, browser: str) -> Iterator[tuple[float, float]]:
    """Seconds from opening the page to when its tables work, and to when its charts stand, several times."""
    from playwright.sync_api import sync_playwright

    told = "performance.getEntriesByName('{}')[0].startTime"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=list(CHROMIUM))
        for _ in range(OPENINGS):
            tab = opened.new_page()
            tab.goto(page.resolve().as_uri())
            tab.locator("html[data-ready=charts]").wait_for(state="attached")
            yield tab.evaluate(told.format("tables")) / 1000, tab.evaluate(told.format("charts")) / 1000
            tab.close()
        opened.close()


def _print_page(page: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        print("no Chromium is found (apt-get install chromium): how soon the page can be used was not measured")
        return
    try:
        seconds = list(usable(page, browser))
    except ImportError:
        print("playwright is not installed: how soon the page can be used was not measured")
        return
    tables, charts = (statistics.median(column) for column in zip(*seconds, strict=True))
    print(f"page in Chromium: tables work after {tables:.2f} s (at most {AIM_USABLE:g}), charts stand after {charts:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    parser.add_argument("--keep", action="store_true", help="take the lake that is there")
    given = parser.parse_args()
    lake, page = given.out / f"report-lake-{given.articles}", given.out / "report.html"
    if not (given.keep and lake.exists()):
        print(f"making a lake of {given.articles:,} articles", flush=True)
        make_lake(lake, given.articles)
    command = [sys.executable, "-m", "pipeline.cli", "report", "--lake", str(lake), "--out", str(page)]
    took = measure(command)
    print(
        f"report of {given.articles:,} articles: {took.seconds:.1f} s, {took.cpu_seconds:.1f} s of CPU (at most "
        f"{AIM_SECONDS:g}), {took.peak_mb:.0f} MB (at most {AIM_MB:g}), page {page.stat().st_size:,} bytes "
        f"(at most {AIM_BYTES:,})"
    )
    _print_page(page)


if __name__ == "__main__":
    main()

"""Lakes for tests of the report, written through the lake's own functions: small rows in, committed tables out."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.lake.commit import commit_run
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.staging import StagedPart, stage_rows
from pipeline.lake.writer import writing
from transforms.extraction.reconcile import Member, reconcile
from transforms.records import Article, Copy, Fact, Reject, Sighting, SourceState, Story, StoryFact
from transforms.tables import Run, to_arrow

DAY = 86_400_000_000
NOON = 1_709_294_400_000_000  # 2024-03-01T12:00:00Z
HOSTILE = "</script><!--<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\u2028"


class Night(NamedTuple):
    """What one run brings."""

    articles: Sequence[Article] = ()
    facts: Sequence[Fact] = ()
    stories: Sequence[Story] = ()
    story_facts: Sequence[StoryFact] = ()
    rejects: Sequence[Reject] = ()
    seen: Sequence[Article] = ()  # articles that were there already
    states: Sequence[SourceState] = ()


def article(name: str, body: str = "A short text.", **fields: Any) -> Article:
    """An article; its id is the hash of its name, its date the first of March at noon if no other is given."""
    values: dict[str, Any] = dict.fromkeys(Article._fields)
    digest = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    values |= {"article_id": article_id(name), "revision": 0, "article_body": body, "author": [], "keywords": [], "part": 0}
    values |= {"body_sha256": digest, "word_count": len(body.split()), "is_summary": False, "retrieved_at": NOON}
    values |= {"headline": f"Headline of {name}", "publisher": "Paper", "in_language": "en", "source_format": "html"}
    values |= {"source_uri": f"/in/{name}.html", "url": f"https://paper.example/{name}", "date_published": NOON}
    values |= {"date_published_precision": "second", **fields}
    when = values["date_published"]
    day = None if when is None else datetime.datetime.fromtimestamp(when / 1e6, datetime.UTC).date()
    return Article(**{"published_date": day, **values})


def article_id(name: str) -> str:
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


def money(of: Article, exact: str, value: int, start: str, end: str, **columns: Any) -> Fact:
    """A sum that an article states."""
    return figure(of, exact, "money", value, unit="USD", period_start=_day(start), period_end=_day(end), **columns)


def figure(of: Article, exact: str, kind: str, value: Any, **columns: Any) -> Fact:
    """A figure where an article states it."""
    at = of.article_body.index(exact)
    return Fact(
        kind, at, at + len(exact), exact, sentence=next(p for p in of.article_body.split("\n\n") if exact in p), rule="test",
        rule_version="1", value=Decimal(value), bound="eq", fact_id=article_id(f"{of.article_id}{at}{kind}"),
        article_id=of.article_id, revision=of.revision, **columns,
    )  # fmt: skip


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def story(articles: Sequence[Article], facts: Sequence[Fact] = ()) -> tuple[Story, list[StoryFact]]:
    """The story of these articles, the first of them the original, and what reconciliation makes of their facts."""
    first = articles[0]
    roles = ["original", *["copy"] * (len(articles) - 1)]
    copies = [
        Copy(one.article_id, one.url, one.publisher, one.date_published, role, 0.99)
        for one, role in zip(articles, roles, strict=True)
    ]
    dated = [one.date_published for one in articles if one.date_published is not None]
    made = Story(
        article_id("story" + first.article_id), first.article_id, first.headline, first.url, first.publisher,
        first.date_published, first.in_language, first.article_body, first.source_organization, len(articles),
        sorted({one.publisher for one in articles if one.publisher}), copies, min(dated, default=None),
        max(dated, default=None), [], first.published_date,
    )  # fmt: skip
    members = [
        Member(one.article_id, rank, one.published_date, one.article_body, one.in_language or "en", None,
               [fact for fact in facts if fact.article_id == one.article_id])
        for rank, one in enumerate(articles)
    ]  # fmt: skip
    return made, reconcile(made.story_id, made.published_date, members)


def reject(name: str, reason: str = "no_text", payload: bytes = b"<html>", **fields: Any) -> Reject:
    values = {"reject_id": article_id(name), "stage": "parse", "reason": reason, "message": f"{name} was refused"}
    values |= {"exception_type": None, "source_uri": f"/in/{name}.html", "payload": payload, "payload_sha256": "0" * 64}
    return Reject(**{**values, "retryable": False, "retrieved_at": NOON, **fields})


def commit(lake: Lake, number: int, night: Night, **counters: int) -> None:
    """Commit one night as run `night-<number>`, a day after the one before."""
    run_id = f"night-{number:03d}"
    began = NOON + number * DAY
    day = datetime.datetime.fromtimestamp(began / 1e6, datetime.UTC).date()
    records = len(night.articles) + len(night.seen) + len(night.rejects)
    counted = {
        "records": records, "articles": len(night.articles), "sightings": records - len(night.rejects),
        "rejects": len(night.rejects), "facts": len(night.facts), "stories": len(night.stories),
        "micros_parse": 20_000 * records,
        "micros_read": 900 * records, "micros_normalise": 6_000 * records, "micros_sign": 2_000 * records,
        "micros_facts": 5_000 * records,
    }  # fmt: skip
    for one in night.rejects:
        counted[f"reject_{one.reason}"] = counted.get(f"reject_{one.reason}", 0) + 1
    counted |= counters
    sightings = [
        Sighting(one.article_id, one.revision, one.source_uri, None, began, new)
        for some, new in ((night.articles, True), (night.seen, False))
        for one in some
    ]
    days = {one.article_id: one.published_date for one in (*night.articles, *night.seen)}
    with writing(lake, run_id):
        parts: list[StagedPart] = []

        def put(table: str, rows: Sequence[Any], shard: str = "0", **columns: Any) -> None:
            parts.extend(stage_rows(lake, run_id, table, shard, to_arrow(table, rows, run_id=run_id, **columns)))

        put("sightings", sightings, run_date=day)
        put("rejects", night.rejects, run_date=day)
        for table in ("articles", "stories", "story_facts"):
            put(table, getattr(night, table))
        put("source_state", night.states)
        for published in {days[fact.article_id] for fact in night.facts}:
            rows = [fact for fact in night.facts if days[fact.article_id] == published]
            put("facts", rows, published_date=published)
        ids = [one.story_id for one in night.stories]
        replaced = {"stories": ids, "story_facts": ids, "source_state": [one.source_uri for one in night.states]}
        run = Run(
            run_id, None, None, began, began + 90_000_000, "done", "0.1.0", "0" * 64, "FnApiRunner", ("/in",), "{}",
            json.dumps(counted),
        )  # fmt: skip
        commit_run(lake, run, parts, replaced)


# ------------------------------------------------------------------ a lake with something of everything

TRADE = "Trade between China and Russia reached {} last year, customs data showed."
TALKS = "Officials met in the harbour town on Monday to talk about tariffs and ships."
BRIDGE = "A new bridge over the river is to open in spring, the ministry said."


def trade_story() -> tuple[list[Article], list[Fact], Story, list[StoryFact]]:
    """Three copies of one agency story: one moves and cuts paragraphs, one gives another figure."""
    agency = {"source_organization": "AFP", "source_organization_evidence": "byline"}
    one = article("trade-a", "\n\n".join([TRADE.format("$240 billion"), TALKS, BRIDGE]), publisher="Harbour Post", **agency)
    two = article(
        "trade-b", "\n\n".join([BRIDGE, TRADE.format("$240 billion")]), publisher="Delta Mail",
        date_published=NOON + 3_600_000_000, date_published_precision="day",
    )  # fmt: skip
    three = article(
        "trade-c", "\n\n".join([TRADE.format("$204 billion"), TALKS.replace("Monday", "Tuesday"), "A paragraph of its own."]),
        publisher="Coast Weekly", date_published=None, url="javascript:window.hacked=1", **agency,
    )  # fmt: skip
    about = {"flow": "trade", "reporter": "CN", "partner": "RU"}
    facts = [
        money(one, "$240 billion", 240_000_000_000, "2023-01-01", "2023-12-31", **about),
        money(two, "$240 billion", 240_000_000_000, "2023-01-01", "2023-12-31", **about),
        money(three, "$204 billion", 204_000_000_000, "2023-01-01", "2023-12-31", **about),
    ]
    made, rows = story([one, two, three], facts)
    return [one, two, three], facts, made, rows


def year_story(name: str, exact: str, value: int, year: int, reporter: str, partner: str) -> Night:
    """One article that gives the trade of one year."""
    one = article(name, TRADE.format(exact), publisher=f"Paper of {year}")
    span = f"{year}-01-01", f"{year}-12-31"
    facts = [money(one, exact, value, *span, flow="trade", reporter=reporter, partner=partner)]
    made, rows = story([one], facts)
    return Night([one], facts, [made], rows)


def together(*nights: Night) -> Night:
    return Night(*([row for night in nights for row in night[at]] for at in range(len(Night._fields))))


def ordinary(number: int, publishers: Sequence[str] = ("Daily Tide", "Inland News", "Silent Post"), words: int = 60) -> Night:
    """A night as it usually is: four articles of each publisher and one reject."""
    articles = [
        article(f"n{number}-{publisher}-{at}", f"{publisher} {at} {number} " + "word " * words, publisher=publisher)
        for publisher in publishers
        for at in range(4)
    ]
    return Night(articles, (), [story([one])[0] for one in articles], (), [reject(f"bad-{number}")])


def rich_lake(path: Path) -> Lake:
    """Five nights; on the last a publisher is silent, half of the pages are refused, and the rest is short."""
    lake = open_lake(str(path), create=True)
    for number in range(4):
        commit(lake, number, ordinary(number))
    articles, facts, made, rows = trade_story()
    arabic = article("arabic", "قالت الوزارة إن الميناء سيفتح في الربيع.", headline="الميناء يفتح في الربيع", in_language="ar")
    chinese = article(
        "chinese", "海港将于春季开放，官员说。", headline="海港将于春季开放", in_language="zh", publisher="海港日报"
    )
    hostile = article(
        "hostile", HOSTILE, headline=HOSTILE, publisher=HOSTILE, url="javascript:window.hacked=1", in_language="x><b>"
    )
    long = article("long", "A short text.", headline="Very long " * 10_000, date_published=None)
    others = [arabic, chinese, hostile, long]
    last = together(
        Night(articles, facts, [made], rows),
        year_story("y2021", "$147 billion", 147_000_000_000, 2021, "RU", "CN"),
        year_story("y2022", "$190 billion", 190_000_000_000, 2022, "CN", "RU"),
        year_story("y2022-other", "$160 billion", 160_000_000_000, 2022, "CN", "RU"),
        Night(others, (), [story([one])[0] for one in others]),
        ordinary(4, ("Daily Tide", "Inland News"), words=3),
        Night(rejects=[reject(f"refused-{at}") for at in range(15)]),
        Night(rejects=[reject("evil", "bad_json", HOSTILE.encode(), message=HOSTILE, source_uri=f"/in/{HOSTILE}#1")]),
        Night(rejects=[reject("zip", "bad_compression", b"\x1f\x8b\x08\x00\xff\xfe")]),
    )
    commit(lake, 4, last)
    return lake

"""A small lake whose facts older rules have read."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pipeline.lake.commit import commit_run
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.reading import open_dataset
from pipeline.lake.staging import StagedPart, stage_rows
from pipeline.lake.writer import writing
from pipeline.rebuild import rebuild_facts
from transforms.assembly import assemble_story, latest_member
from transforms.chain import packed_facts, read_facts
from transforms.packing import pack_article, unpack_story_facts
from transforms.pool import PoolSettings
from transforms.records import Article, Fact, FactSet, Membership, Sighting, SourceState
from transforms.tables import Run, to_arrow

OLD = "0"
FactsOf = Callable[[Article], list[Fact]]
MICROS = 1_700_000_000_000_000
DAYS = [date(2024, 3, 1), date(2024, 3, 2), None]
_LEAD = "Exports of the islands rose 5 percent to $3 billion in 2023, the ministry said on Friday."
BODIES = {
    "ports": f"{_LEAD}\n\nIt sold 40 tonnes of wool.",
    "copy": f"{_LEAD}\n\nNobody was hurt.",
    "undated": _LEAD,
    "silent": "Nobody in the village knows who painted the door.",
    "revised": "The mill paid 12 million euros for the land.",
    "new_to_rules": "The harbour handled 900 tonnes of fish last year.",
}
"""Bodies by article id; `silent` has no facts, `new_to_rules` had none by the older rules."""

STORIES = {"s-ports": ["ports", "copy", "undated"], "s-silent": ["silent"], "s-revised": ["revised"], "s-new": ["new_to_rules"]}
_DAY = {"ports": 0, "copy": 1, "undated": 2, "silent": 0, "revised": 1, "new_to_rules": 1}


def articles() -> list[Article]:
    """All revisions: `revised` has two, of two days."""
    made = [_article(name, 0, BODIES[name], DAYS[_DAY[name]]) for name in BODIES]
    return [*made, _article("revised", 1, BODIES["revised"].replace("12", "14"), DAYS[0])]


def _article(name: str, revision: int, body: str, day: date | None) -> Article:
    moment = int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) * 1_000_000 if day else None
    fields: dict[str, object] = dict.fromkeys(Article._fields)
    fields |= {
        "article_id": name,
        "revision": revision,
        "article_body": body,
        "published_date": day,
        "author": [],
        "keywords": [],
    }
    fields |= {"date_published": moment, "date_published_precision": "day" if day else None, "word_count": len(body.split())}
    fields |= {"body_sha256": f"{name}-{revision}", "is_summary": False, "source_uri": f"/in/{name}-{revision}.txt", "part": 0}
    return Article(**fields | {"source_format": "text", "retrieved_at": MICROS})  # type: ignore[arg-type]


def present_facts(article: Article) -> list[Fact]:
    return read_facts(article).facts


def older_facts(article: Article) -> list[Fact]:
    """What worse rules made of it: half of the facts, each with a wrong value."""
    facts = [] if article.article_id == "new_to_rules" else present_facts(article)
    return [fact._replace(rule_version=OLD, value=Decimal(1), fact_id=f"old-{fact.fact_id}") for fact in facts[::2]]


def make_lake(path: str, facts_of: FactsOf, rule_version: str | None) -> Lake:
    """Two runs, each with two stories, with facts by the rules given."""
    lake = open_lake(path, create=True)
    for number, names in enumerate((["s-ports", "s-silent"], ["s-revised", "s-new"])):
        stories = {name: STORIES[name] for name in names}
        members = {name for some in stories.values() for name in some}
        add_run(
            lake, f"night-{number}", [one for one in articles() if one.article_id in members], stories, facts_of, rule_version
        )
    return lake


def late_copy(lake: Lake) -> None:
    """What a stream may do at any moment: a copy joins the story `s-ports`."""
    stored = [one for one in articles() if one.article_id in STORIES["s-ports"]]
    stories = {"s-ports": [*STORIES["s-ports"], "late"]}
    add_run(lake, "stream", [_article("late", 0, _LEAD, DAYS[1])], stories, present_facts, None, stored)


def add_run(
    lake: Lake,
    run_id: str,
    new: Sequence[Article],
    stories: Mapping[str, Sequence[str]],
    facts_of: FactsOf,
    rule_version: str | None,
    stored: Sequence[Article] = (),
) -> None:
    """Commit articles with their facts, and stories of these and of stored articles."""
    with writing(lake, run_id, exclusive=False):
        parts: list[StagedPart] = []
        members = [*new, *stored]
        facts = [fact for one in members for fact in facts_of(one)]

        def put(table: str, rows: Sequence[object], shard: str = "0", **extra: object) -> None:
            parts.extend(stage_rows(lake, run_id, table, shard, to_arrow(table, rows, run_id=run_id, **extra)))

        put("articles", new)
        seen = [Sighting(one.article_id, one.revision, one.source_uri, None, MICROS, True) for one in new]
        put("sightings", seen, run_date=date(2024, 3, 3))
        for number, one in enumerate(new):
            put("facts", facts_of(one), str(number), published_date=one.published_date)
        for story_id, names in stories.items():
            memberships = [Membership(story_id, name, []) for name in names]
            story, packed = assemble_story(
                latest_member(one, map(pack_article, _of(one, members)), (), _of(one, facts)) for one in memberships
            )
            put("stories", [story], story_id)
            put("story_facts", unpack_story_facts([packed]), story_id, published_date=story.published_date)
        states = [SourceState(one.source_uri, "file", 1, MICROS, None, None, None, None, 0, None, []) for one in new]
        put("source_state", states)
        row = Run(run_id, None, None, MICROS, MICROS, "done", "0", "0" * 64, "test", ("/in",), "{}", "{}", rule_version)
        replaced = {
            "stories": list(stories),
            "story_facts": list(stories),
            "source_state": [state.source_uri for state in states],
        }
        commit_run(lake, row, parts, replaced)


def _of(membership: Membership, records: Iterable[Any]) -> list[Any]:
    return [one for one in records if one.article_id == membership.article_id]


def content(lake: Lake, table: str) -> list[dict[str, object]]:
    """The committed rows of a table in one order, without what tells that they were read again."""
    rows = open_dataset(lake, table).to_table().to_pylist()
    left_out = {"table_versions", "rule_version"} if table == "runs" else set()
    kept = [row for row in rows if row.get("kind") != "facts"]
    return sorted(({name: row[name] for name in row if name not in left_out} for row in kept), key=repr)


def hangs_on_wool(article: Article) -> FactSet:
    """`packed_facts` of rules that do not end on one text."""
    if "wool" in article.article_body:
        time.sleep(60)
    return packed_facts(article)


POOL = PoolSettings(processes=2)


def program(arguments: Sequence[str]) -> int:
    """A rebuild as a process that tests can kill: `LAKE`."""
    rebuild_facts(open_lake(arguments[0]), POOL)
    return 0

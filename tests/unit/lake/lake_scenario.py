"""A small made-up run of several nights, written through the lake's own functions."""

import datetime
from collections.abc import Sequence

import pyarrow as pa

from pipeline.lake.commit import Committed, commit_run
from pipeline.lake.compact import compact_lake
from pipeline.lake.layout import Lake, open_lake
from pipeline.lake.staging import StagedPart, stage_rows
from pipeline.lake.writer import writing
from transforms.records import Article, Copy, Reject, Sighting, SourceState, Story
from transforms.tables import Run, to_arrow

DAY = datetime.date(2024, 3, 1)
MICROS = 1_700_000_000_000_000


def day_of(article: int) -> datetime.date | None:
    """Each fourth article has no date."""
    return None if article % 4 == 3 else DAY + datetime.timedelta(days=article % 3)


def sightings(articles: Sequence[int]) -> list[Sighting]:
    return [Sighting(f"a{n}", 0, f"/in/{n}.txt", None, MICROS + n, True) for n in articles]


def articles(numbers: Sequence[int]) -> list[Article]:
    made = []
    for n in numbers:
        fields: dict[str, object] = dict.fromkeys(Article._fields)
        fields |= {"article_id": f"a{n}", "revision": 0, "article_body": f"Body {n}", "author": ["A. Writer"], "keywords": []}
        fields |= {"word_count": 2, "body_sha256": f"{n:064d}", "is_summary": False, "source_uri": f"/in/{n}.txt", "part": 0}
        fields |= {"source_format": "text", "retrieved_at": MICROS + n, "published_date": day_of(n)}
        made.append(Article(**fields))  # type: ignore[arg-type]
    return made


def story(name: str, articles: Sequence[int], day: datetime.date | None) -> Story:
    copies = [Copy(f"a{n}", None, f"paper{n}", MICROS + n, "copy", 0.9) for n in articles]
    return Story(
        name, f"a{articles[0]}", f"Headline of {name}", None, "paper", MICROS, "en", "Body of " + name, None, len(copies),
        [c.publisher or "" for c in copies], copies, MICROS, MICROS, [], day,
    )  # fmt: skip


def states(articles: Sequence[int], status: int) -> list[SourceState]:
    return [SourceState(f"/in/{n}.txt", "file", 100 + n, MICROS, None, None, None, status, 0, None, []) for n in articles]


def rejects(night: int) -> list[Reject]:
    return [Reject(f"r{night}", "parse", "no_text", "nothing", None, f"/in/bad{night}", b"", "0" * 64, False, MICROS)]


def run_row(run_id: str, counters: str = "{}") -> Run:
    return Run(run_id, None, None, MICROS, MICROS, "done", "0", "0" * 64, "test", ("/in",), "{}", counters)


def nightly(lake: Lake, night: int) -> Committed:
    """One night: five new articles; the stories of the night before gain an article, and the undated ones a date."""
    run_id = f"night-{night:03d}"
    new = list(range(5 * night, 5 * night + 5))
    with writing(lake, run_id):
        parts: list[StagedPart] = []

        def put(table: str, rows: list[object], **extra: object) -> None:
            parts.extend(stage_rows(lake, run_id, table, "0", to_arrow(table, rows, run_id=run_id, **extra)))

        put("sightings", list(sightings(new)), run_date=DAY + datetime.timedelta(days=night % 2))
        put("articles", list(articles(new)))
        put("rejects", list(rejects(night)), run_date=DAY)
        stories = [story(f"s{n}", [n], day_of(n)) for n in new]
        if night:
            stories += [story(f"s{n}", [n, n + 5], day_of(n) or DAY) for n in range(5 * night - 5, 5 * night)]
        put("stories", list(stories))
        seen = states(range(max(0, 5 * night - 2), 5 * night + 5), night)
        put("source_state", list(seen))
        counters = '{"records": 6, "sightings": 5, "articles": 5, "rejects": 1}'
        replaced = {"stories": [s.story_id for s in stories], "source_state": [s.source_uri for s in seen]}
        return commit_run(lake, run_row(run_id, counters), parts, replaced)


def content(lake: Lake, table: str) -> list[dict[str, object]]:
    """The committed rows of a table in one order; versions of logs are left out."""
    from pipeline.lake.reading import open_dataset

    rows: pa.Table = open_dataset(lake, table).to_table()
    if table == "runs":
        rows = rows.drop_columns(["table_versions"])
    return sorted(rows.to_pylist(), key=repr)


def program(arguments: Sequence[str]) -> int:
    """One night as a process that tests can kill: `LAKE NIGHT [compact]`."""
    lake = open_lake(arguments[0], create=True)
    nightly(lake, int(arguments[1]))
    if len(arguments) > 2:
        compact_lake(lake, min_files=2)
    return 0

"""Scores the parsing of web pages beside plain trafilatura in the same run: text, title, authors, date, language, speed.

    python -m benchmarks.extraction_quality PAGES [--expected FILE] [--limit N]

PAGES is a folder of pages (`.html`, `.html.gz`; sub-folders included). What is expected comes from one JSON file for all pages
(`--expected`, or `ground-truth.json` in PAGES or above it: an object by page name, as the article-extraction-benchmark of
Zyte has it), or from `<page>.json` beside each page: an object, or a list whose first element counts. Keys are those of the
`articles` table or of schema.org: article_body or articleBody (a text or a list of paragraphs), headline or title, author or
authors, date_published or datePublished or date, in_language or language, url; and contains and omits, lists of what a text
must hold and must not, where its whole is not at hand. Only what is there is scored.

Body F1 is that of the article-extraction-benchmark: shingles of four words as multisets, precision and recall averaged over
pages, F1 of the averages. Passages of contains and omits are counted over all pages, as in trafilatura's own evaluation:
wanted ones that a text holds are hits, unwanted ones false alarms. A title is right if it is the same but for white space and
quotation marks; authors are scored by F1 over names, averaged over pages; a date by its day, and by the minute where the
expected one has a time.
"""

import argparse
import datetime
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import trafilatura

from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.html import parse_html
from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext
from transforms.text.dates import parse_date

_KEYS = {
    "body": ("article_body", "articleBody", "text", "body"),
    "title": ("headline", "title"),
    "authors": ("author", "authors"),
    "date": ("date_published", "datePublished", "publishing_date", "date"),
    "language": ("in_language", "inLanguage", "language"),
    "contains": ("contains",),
    "omits": ("omits",),
}
_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "«": '"', "»": '"', "–": "-", "—": "-"})


class Page(NamedTuple):
    """One page with what is expected of it."""

    name: str
    data: bytes
    url: str | None
    expected: dict[str, Any]  # by the names of _KEYS


class Extract(NamedTuple):
    """What an extractor made of a page."""

    body: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None  # ISO 8601
    language: str | None = None


def _expectation(row: Any) -> tuple[dict[str, Any], str | None]:
    """The expected values of a page, and its address."""
    row = row[0] if isinstance(row, list) else row
    found = {}
    for name, keys in _KEYS.items():
        key = next((key for key in keys if key in row), None)
        if key is not None:
            found[name] = row[key]
    body, authors = found.get("body"), found.get("authors")
    if isinstance(body, list):
        found["body"] = "\n\n".join(body)
    if row.get("date_published_precision") == "day":
        found["date"] = found["date"][:10]
    if isinstance(authors, str):
        found["authors"] = re.split(r"[;,]\s*", authors)
    return found, row.get("url")


def read_pages(folder: Path, expected: Path | None, limit: int | None) -> Iterator[Page]:
    """The pages of a folder that something is expected of."""
    candidates = [expected] if expected else [folder / "ground-truth.json", folder.parent / "ground-truth.json"]
    shared_file = next((path for path in candidates if path is not None and path.exists()), None)
    shared = json.loads(shared_file.read_text(encoding="utf-8")) if shared_file else {}
    count = 0
    for path in sorted(folder.rglob("*.htm*")):
        name = path.name.split(".htm")[0]
        own = path.with_name(f"{name}.json")
        row = shared.get(name) or (json.loads(own.read_text(encoding="utf-8")) if own.exists() else None)
        if row is None or "reject" in (row[0] if isinstance(row, list) else row):
            continue
        values, url = _expectation(row)
        data = path.read_bytes()
        yield Page(name, gzip.decompress(data) if path.suffix == ".gz" else data, url, values)
        count += 1
        if limit and count >= limit:
            return


def _own(page: Page) -> Extract:
    """What wirelake makes of a page: parsed and normalised."""
    context = ParseContext(page.name, Limits(), url=page.url)
    try:
        article = normalise(parse_html(page.data, context)[0], context)
    except RejectError:
        return Extract()
    date = None
    if article.date_published is not None:
        moment = datetime.datetime.fromtimestamp(article.date_published / 1e6, datetime.UTC)
        if article.date_published_precision == "day":
            date = moment.date().isoformat()
        elif article.date_published_offset is None:
            date = moment.replace(tzinfo=None).isoformat()
        else:
            date = moment.astimezone(datetime.timezone(datetime.timedelta(minutes=article.date_published_offset))).isoformat()
    return Extract(article.article_body, article.headline, tuple(article.author), date, article.in_language)


def _trafilatura(page: Page) -> Extract:
    """What the full mode of trafilatura makes of it, with its metadata."""
    found = trafilatura.bare_extraction(page.data, url=page.url, with_metadata=True, include_comments=False)
    if found is None:
        return Extract()
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    return Extract(found.text or "", found.title, authors, found.date, found.language)


def _fold(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(_QUOTES).split()).casefold()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if len(words) < 4:
        return Counter([tuple(words)]) if words else Counter()
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def body_scores(found: str, expected: str) -> tuple[float | None, float | None]:
    """Precision and recall of a text; None where there is nothing to divide by."""
    have, want = _shingles(found), _shingles(expected)
    hits = sum((have & want).values())
    return (hits / sum(have.values()) if have else None, hits / sum(want.values()) if want else None)


def passage_counts(found: str, contains: list[str], omits: list[str]) -> tuple[int, int, int]:
    """Passages that a text should hold and does, should and does not, should not and does; white space and quotes apart."""
    text = _fold(found)
    hits = sum(_fold(passage) in text for passage in contains)
    return hits, len(contains) - hits, sum(_fold(passage) in text for passage in omits)


def author_score(found: tuple[str, ...], expected: list[str]) -> float:
    """F1 over names, whatever their case."""
    have, want = {_fold(name) for name in found}, {_fold(name) for name in expected}
    if not have and not want:
        return 1.0
    return 2 * len(have & want) / (len(have) + len(want))


def date_scores(found: str | None, expected: str) -> tuple[bool, bool | None]:
    """Whether the day is right, and the minute, or None where the expected date has none."""
    want, have = parse_date(expected), parse_date(found or "")
    if want is None:
        return found is None, None
    if have is None:
        return False, (None if want.precision == "day" else False)
    if want.precision == "day":
        return have.local_day == want.local_day, None
    same = have.precision != "day" and (have.micros // 60_000_000 == want.micros // 60_000_000)
    if not same and have.precision != "day" and (have.offset is None or want.offset is None):
        local = [date.micros // 60_000_000 + (date.offset or 0) for date in (have, want)]
        same = local[0] == local[1]
    # the expected moment may be in another zone than the page's
    days = [{date.local_day, datetime.datetime.fromtimestamp(date.micros / 1e6, datetime.UTC).date()} for date in (have, want)]
    return bool(days[0] & days[1]), same


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def score(pages: list[Page], extracts: list[Extract]) -> dict[str, float | None]:
    """All measures over pages, each over those that have the expected value."""
    rows: dict[str, list[float]] = {
        name: [] for name in ("precision", "recall", "title", "authors", "day", "minute", "language")
    }
    hits, missed, wrong = 0, 0, 0
    for page, found in zip(pages, extracts, strict=True):
        expected = page.expected
        counts = passage_counts(found.body, expected.get("contains") or [], expected.get("omits") or [])
        hits, missed, wrong = hits + counts[0], missed + counts[1], wrong + counts[2]
        if expected.get("body"):
            precision, recall = body_scores(found.body, expected["body"])
            rows["precision"] += [] if precision is None else [precision]
            rows["recall"] += [] if recall is None else [recall]
        if expected.get("title"):
            rows["title"].append(_fold(found.title) == _fold(expected["title"]))
        if expected.get("authors") is not None:
            rows["authors"].append(author_score(found.authors, expected["authors"]))
        if expected.get("date"):
            day, minute = date_scores(found.date, expected["date"])
            rows["day"].append(day)
            rows["minute"] += [] if minute is None else [minute]
        if expected.get("language"):
            rows["language"].append((found.language or "").split("-")[0] == expected["language"].split("-")[0].lower())
    means = {name: _mean(values) for name, values in rows.items()}
    precision, recall = means.pop("precision"), means.pop("recall")
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    passages = 2 * hits / (2 * hits + missed + wrong) if hits else None
    return {"body F1": f1, "body precision": precision, "body recall": recall, "passages F1": passages, **means}


def run(pages: list[Page], extractor: Callable[[Page], Extract]) -> tuple[list[Extract], float]:
    """What an extractor makes of pages, and how many it does in a second of processor time."""
    for page in pages[:5]:
        extractor(page)  # loads its tables
    began = time.process_time()
    extracts = [extractor(page) for page in pages]
    return extracts, len(pages) / (time.process_time() - began)


def main(arguments: list[str] | None = None) -> int:
    """Print one row an extractor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--expected", type=Path)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args(arguments)
    if not options.pages.is_dir():
        print(f"{options.pages}: no such folder", file=sys.stderr)
        return 2
    pages = list(read_pages(options.pages, options.expected, options.limit))
    if not pages:
        print(f"{options.pages}: no page with something expected of it", file=sys.stderr)
        return 1
    print(f"{len(pages)} pages")
    for name, extractor in (("wirelake", _own), ("trafilatura", _trafilatura)):
        extracts, speed = run(pages, extractor)
        measures = score(pages, extracts)
        shown = "  ".join(f"{key} {value:.3f}" for key, value in measures.items() if value is not None)
        print(f"{name:12} {shown}  pages/CPU-s {speed:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

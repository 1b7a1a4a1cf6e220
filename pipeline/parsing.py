"""`wirelake parse`: what would be stored of a file, and what was taken out of it, without a lake and without Beam."""

import datetime
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from pipeline.output import Format, plain, write_rows
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.listing import read_local
from transforms.parsing.compression import plain_bytes
from transforms.parsing.containers import pieces
from transforms.parsing.document import parse_piece
from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext
from transforms.parsing.sniff import HEAD_BYTES, sniff
from transforms.records import Article

_SHOWN = (
    "alternative_headline", "description", "url", "publisher", "publisher_country", "author", "source_organization",
    "source_organization_evidence", "dateline", "date_published", "date_published_precision", "date_published_source",
    "date_modified", "in_language", "article_section", "keywords", "copyright_notice", "is_summary", "word_count",
)  # fmt: skip


class Outcome(NamedTuple):
    """What one record gave: an article with the pieces of text that were dropped from it, or an error."""

    source_uri: str
    article: Article | None = None
    dropped: Sequence[tuple[str, str]] = ()
    error: RejectError | None = None


def outcomes(path: str, limits: Limits, retrieved_at: int) -> Iterator[Outcome]:
    """The articles and rejects of one local file, in its order."""
    uri = os.path.abspath(path)
    try:
        data = plain_bytes(read_local(uri, limits.max_bytes), limits)
        found = pieces(sniff(uri, data[:HEAD_BYTES]), data, limits)
    except RejectError as error:
        yield Outcome(uri, error=error)
        return
    for piece in found:
        context = ParseContext(uri, limits, piece.content_type, piece.url, retrieved_at=piece.retrieved_at or retrieved_at)
        record_uri = uri if piece.record is None else f"{uri}#{piece.record}"
        try:
            articles = parse_piece(piece, context)
        except RejectError as error:
            yield Outcome(record_uri, error=error)
            continue
        for parsed in articles:
            try:
                article = normalise(parsed, context)
            except RejectError as error:
                yield Outcome(uri if parsed.record is None else f"{uri}#{parsed.record}", error=error)
            else:
                yield Outcome(article.source_uri, article, parsed.dropped)


def parse_files(paths: Iterable[str], as_json: bool, why: bool, out: IO[str], err: IO[str]) -> int:
    """Print the articles of some files to `out` and rejects to `err`; 1 if nothing gave an article, else 0."""
    now = int(datetime.datetime.now(datetime.UTC).timestamp() * 1e6)
    found = [outcome for path in paths for outcome in outcomes(path, Limits(), now)]
    parsed = [outcome for outcome in found if outcome.article is not None]
    if as_json:
        names = [*Article._fields, "dropped"] if why else list(Article._fields)
        write_rows(names, (_row(outcome, why) for outcome in parsed), Format.JSON, out)
    else:
        for outcome in parsed:
            _print_article(outcome, why, out)
    for outcome in found:
        if outcome.error is not None:
            print(f"wirelake: {outcome.source_uri}: {outcome.error}", file=err)
    return 0 if parsed else 1


def _row(outcome: Outcome, why: bool) -> list[Any]:
    assert outcome.article is not None
    row = [_readable(name, value) for name, value in outcome.article._asdict().items()]
    return [*row, [{"rule": rule, "text": text} for rule, text in outcome.dropped]] if why else row


def _print_article(outcome: Outcome, why: bool, out: IO[str]) -> None:
    """One article as text: headline, what is known of it, body, and what was dropped."""
    article = outcome.article
    assert article is not None
    print(f"# {article.headline or '(no headline)'}\n", file=out)
    print(f"{'source_uri':28} {article.source_uri}", file=out)
    for name in _SHOWN:
        value = _readable(name, getattr(article, name))
        if value not in (None, "", [], False):
            print(f"{name:28} {', '.join(value) if isinstance(value, list) else value}", file=out)
    print(f"\n{article.article_body}\n", file=out)
    if why:
        for rule, text in outcome.dropped:
            print(f"dropped by {rule}: {' '.join(text.split())}", file=out)
        print(file=out)


def _readable(name: str, value: Any) -> Any:
    """A field as a person or JSON has it: moments in ISO 8601 rather than microseconds."""
    if name in ("date_published", "date_modified", "retrieved_at") and value is not None:
        return plain(datetime.datetime.fromtimestamp(value / 1e6, datetime.UTC))
    return list(value) if isinstance(value, tuple) else value

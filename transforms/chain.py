"""The per-record chain, run in one call in a worker process: read, parse, normalise, sign, extract facts.

Pure code over all formats; it imports no Beam. What an input can cause ends in `ChainResult.rejects`; a bug is raised.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from transforms import counters
from transforms.errors import RETRYABLE, RejectError
from transforms.extraction.extract import Extraction, extract_all
from transforms.limits import Limits
from transforms.listing import local_path, read_local
from transforms.packing import pack_article, pack_facts, pack_signature
from transforms.parsing.compression import plain_bytes
from transforms.parsing.containers import Piece, pieces
from transforms.parsing.document import parse_piece
from transforms.parsing.led import check_page, led_article, led_context, led_document
from transforms.parsing.normalise import normalise
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.parsing.sniff import HEAD_BYTES, sniff
from transforms.records import Article, Document, Fact, FactSet, Micros, Processed, Reject, Sighting, Signature
from transforms.similarity.signing import sign, without_words

ARTICLES_A_CALL = 25  # a document with more hands the rest back, so that the limit of time stays one of a few articles

T = TypeVar("T")


class Found(NamedTuple):
    """An article that a parser found, with what was known around it: what is left of the chain needs no more."""

    parsed: ParsedArticle
    context: ParseContext


@dataclass
class ChainResult:
    """What one call made: each record of the input is in exactly one of the three lists."""

    processed: list[Processed] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rest: list[Found] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        """Count `number` more of `name` (a name of `transforms.counters`)."""
        self.counts[name] = self.counts.get(name, 0) + number

    def timed(self, stage: str, function: Callable[[], T]) -> T:
        """Run one link of the chain and count its microseconds, whether it fails or not."""
        began = time.perf_counter_ns()
        try:
            return function()
        finally:
            self.add(counters.STAGE_MICROS[stage], (time.perf_counter_ns() - began) // 1000)


def make_reject(
    error: RejectError, stage: str, source_uri: str, payload: bytes, retrieved_at: Micros, limits: Limits
) -> Reject:
    """The row of `rejects` for an error. Its id comes from source, payload and reason: the same bad input gives the same id."""
    payload = error.payload if error.payload is not None else payload
    digest = hashlib.sha256(payload).hexdigest()
    identity = "\n".join((source_uri, digest, error.reason))
    cause = error.__cause__
    return Reject(
        reject_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        stage=stage,
        reason=error.reason,
        message=" ".join(error.message.split())[:500].encode("utf-8", "replace").decode(),
        exception_type=type(cause).__name__ if cause is not None else None,
        source_uri=source_uri,
        payload=payload[: limits.payload_bytes],
        payload_sha256=digest,
        retryable=error.reason in RETRYABLE,
        retrieved_at=retrieved_at,
    )


def process_document(document: Document, limits: Limits) -> ChainResult:
    """The whole chain over one document that is not split first: a file, or bytes at hand."""
    result = ChainResult()
    data = b""
    try:
        data = result.timed("read", lambda: _read(document, limits))
        kind = document.kind or sniff(document.source_uri, data[:HEAD_BYTES], document.content_type)
        if document.entry is not None:
            check_page(kind)
    except RejectError as error:
        payload = data or (document.content or b"")
        result.rejects.append(make_reject(error, "read", document.source_uri, payload, document.retrieved_at, limits))
        return result
    _parse(document, kind, pieces(kind, data, limits), limits, result)
    return result


def process_pieces(document: Document, kind: str, some: Sequence[Piece], limits: Limits) -> ChainResult:
    """The chain over records that were already cut out of their container."""
    result = ChainResult()
    _parse(document, kind, some, limits, result)
    return result


def process_found(some: Sequence[Found], limits: Limits) -> ChainResult:
    """The rest of the chain over articles that a parser found in an earlier call."""
    result = ChainResult()
    for found in some:
        _finish(found, limits, result)
    return result


def _read(document: Document, limits: Limits) -> bytes:
    data = document.content
    if data is None:
        data = read_local(local_path(document.path or document.source_uri), limits.max_bytes)
    elif len(data) > limits.max_bytes:
        raise RejectError("too_large", f"more than limits.max_bytes, which is {limits.max_bytes:,}")
    if not data.strip():
        raise RejectError("empty", "no bytes, or only white space")
    return plain_bytes(data, limits)


def _parse(document: Document, kind: str, some: Iterable[Piece], limits: Limits, result: ChainResult) -> None:
    """Parse pieces and finish the first articles; the others go to `rest`."""
    finished = 0
    whole = document
    for piece in some:
        document = led_document(whole, piece.led)
        source_uri = document.source_uri if piece.record is None else f"{document.source_uri}#{piece.record}"
        context = ParseContext(
            source_uri=document.source_uri,
            limits=limits,
            content_type=piece.content_type or document.content_type,
            url=piece.url or document.url,
            retrieved_at=piece.retrieved_at or document.retrieved_at,
        )
        context = led_context(context, document)
        try:
            articles = result.timed("parse", lambda piece=piece, context=context: parse_piece(piece, context))  # type: ignore[misc]
        except RejectError as error:
            result.rejects.append(make_reject(error, "parse", source_uri, piece.data or b"", context.retrieved_at, limits))
            continue
        if not articles and kind == "feed":
            result.add(counters.EMPTY_FEEDS)
        if document.records is not None:
            first = piece.record or 0 if kind == "warc" else 0
            articles = [parsed for parsed in articles if (parsed.record or 0) - first in document.records]
        if piece.kind == "feed":
            context = context._replace(url=None)  # a feed's address is not that of an entry without one
        for parsed in articles:
            found = Found(led_article(parsed, document), context)
            if finished < ARTICLES_A_CALL:
                _finish(found, limits, result)
                finished += 1
            else:
                result.rest.append(found)


def read_facts(article: Article) -> Extraction:
    """The facts of an article's body, as of its revision."""
    return extract_all(
        article.article_body,
        article.published_date,
        article.in_language or "en",
        article.publisher_country,
        article.article_id,
        article.revision,
    )


def packed_facts(article: Article) -> FactSet:
    """`read_facts`, packed for the way back from a worker process."""
    return pack_facts(article, read_facts(article).facts)


def _finish(found: Found, limits: Limits, result: ChainResult) -> None:
    """Normalise, sign and read the facts of one article."""
    parsed, context = found
    try:
        article = result.timed("normalise", lambda: normalise(parsed, context))
    except RejectError as error:
        source_uri = context.source_uri if parsed.record is None else f"{context.source_uri}#{parsed.record}"
        payload = parsed.body.encode("utf-8", "replace")
        result.rejects.append(make_reject(error, "normalise", source_uri, payload, context.retrieved_at, limits))
        return
    signature = result.timed("sign", lambda: sign(article))
    extraction = result.timed("facts", lambda: read_facts(article))
    if extraction.unfit:
        result.add(counters.FACTS_UNFIT, extraction.unfit)
    if extraction.no_grammar:
        result.add(counters.FACTS_NO_GRAMMAR)
    result.processed.append(processed(article, extraction.facts, signature))


def processed(article: Article, facts: Sequence[Fact], signature: Signature) -> Processed:
    """What the chain gives of an article, with its facts and signature."""
    sighting = Sighting(article.article_id, 0, article.source_uri, article.source_id, article.retrieved_at, False)
    return Processed(
        pack_article(article), pack_facts(article, facts), pack_signature(signature), without_words(signature), sighting
    )

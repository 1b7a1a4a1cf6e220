"""The entries of a feed as polling sees them: by what each is known again, and where its page is. Runs in a worker process."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import xxhash

from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.compression import plain_bytes
from transforms.parsing.containers import pieces
from transforms.parsing.document import parse_piece
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.parsing.sniff import HEAD_BYTES, sniff
from transforms.records import Feed, FeedEntry
from transforms.text.dates import parse_date
from transforms.text.urls import canonical_url, identity_key

ID, LINK, TEXT, LONG_TEXT = "i", "l", "t", "T"
"""What a token is of; a LONG_TEXT is of so many words that two entries do not share it by chance."""

_LONG_WORDS: Final = 25
_WORD: Final = re.compile(r"\w+")


class FoundEntry(NamedTuple):
    """One entry of a feed."""

    entry: FeedEntry
    record: int  # its place in the feed, from 0
    is_summary: bool  # the feed does not hold its whole text
    refused_link: str | None  # what it names as its page, where that is no web address
    published: int | None  # microseconds UTC


class FoundFeed(NamedTuple):
    """A feed that was read."""

    title: str | None
    entries: tuple[FoundEntry, ...]


def _token(kind: str, text: str) -> str:
    return kind + xxhash.xxh3_64_hexdigest(text.encode("utf-8", "surrogatepass"))[:12]


def link_key(link: str) -> str:
    """What all spellings of the address of one page share."""
    return identity_key(canonical_url(link) or link)


def tokens_of(parsed: ParsedArticle) -> tuple[str, ...]:
    """By what an entry is known again: its id, its link, and its text without dates, punctuation and markup.

    Returns:
        short hashes, each with the letter of what it is of.
    """
    words = _WORD.findall(f"{parsed.headline or ''} {parsed.body}".casefold())
    named = [_token(ID, parsed.source_id)] if parsed.source_id else []
    if parsed.url:
        named.append(_token(LINK, link_key(parsed.url)))
    return (*named, _token(LONG_TEXT if len(words) >= _LONG_WORDS else TEXT, " ".join(words)))


def read_entries(data: bytes, url: str, content_type: str | None, feed: Feed, limits: Limits) -> FoundFeed:
    """The entries of a feed's body.

    Args:
        data: the body of the response.
        url: where it came from, after redirects: the base of relative links.
        content_type: of the response.
        feed: its line in the list.
        limits: of the record.

    Raises:
        RejectError: bad_feed for a page or anything else that is no feed; what its bytes cause.
    """
    if not data.strip():
        raise RejectError("empty", "no bytes, or only white space", data)
    data = plain_bytes(data, limits)
    kind = sniff(url, data[:HEAD_BYTES], content_type)
    if kind not in ("feed", "json"):
        raise RejectError("bad_feed", f"this is {kind}, not a feed", data)
    context = ParseContext(url, limits, content_type, url, declared_language=feed.language)
    articles: list[ParsedArticle] = []
    for piece in pieces("feed", data, limits):
        if piece.error is not None and piece.error[0] == "too_many_records":
            break  # those within the limit are kept
        articles += parse_piece(piece, context)
    return FoundFeed(articles[0].publisher if articles else None, _found(articles, feed))


def _found(articles: Sequence[ParsedArticle], feed: Feed) -> tuple[FoundEntry, ...]:
    tokens = [tokens_of(article) for article in articles]
    counts = Counter(token for some in tokens for token in some if token[0] == ID)
    found = []
    for article, some in zip(articles, tokens, strict=True):
        own = tuple(token for token in some if counts[token] < 2)  # an id that several entries have names none of them
        published = parse_date(article.date_published) if article.date_published else None
        entry = FeedEntry(
            feed_uri=feed.url,
            tokens=own,
            link=article.url,
            published=article.date_published,
            modified=article.date_modified,
            author=tuple(article.authors),
            language=article.language,
        )
        moment = published.micros if published else None
        found.append(FoundEntry(entry, article.record or 0, article.is_summary, article.refused_link, moment))
    return tuple(found)

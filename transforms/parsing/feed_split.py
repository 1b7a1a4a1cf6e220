"""Feeds cut into parts of a few hundred entries: a parser's time grows faster than a feed does, and limits are a record's."""

import json
import re
from collections.abc import Iterator
from typing import Final

from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.encoding import decode
from transforms.parsing.json_reading import load_json
from transforms.parsing.pieces import Piece

ENTRIES_A_PIECE: Final = 200
_ENTRY: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)((?:[\w-]+:)?(?:item|entry))(?=[\s>/])", re.DOTALL
)
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_MAX_PROLOG: Final = 200_000


def _entry_spans(text: str) -> list[tuple[int, int]]:
    """Where entries that are not within one another begin and end."""
    spans: list[tuple[int, int]] = []
    start, name = -1, ""
    for match in _ENTRY.finditer(text):
        if not match[2]:
            continue
        if not match[1]:
            if start >= 0:  # the one before was not closed
                spans.append((start, match.start()))
            start, name = match.start(), match[2]
        elif start >= 0 and match[2] == name:
            end = text.find(">", match.end()) + 1
            spans.append((start, end or len(text)))
            start = -1
    if start >= 0:
        spans.append((start, len(text)))
    return spans


def _too_many(count: int, limits: Limits, number: int) -> Piece:
    """The one reject for all entries beyond the limit."""
    message = f"a feed of {count} entries; the first {limits.max_entries} were kept (limits.max_entries)"
    return Piece("feed", None, number, error=("too_many_records", message))


def _json_feed_pieces(text: str, limits: Limits) -> Iterator[Piece]:
    """Parts of a JSON Feed."""
    feed = load_json(text, limits.max_depth)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not items:
        yield Piece("feed", text.encode("utf-8", "replace"), 0)
        return
    for first in range(0, min(len(items), limits.max_entries), ENTRIES_A_PIECE):
        last = min(first + ENTRIES_A_PIECE, limits.max_entries)
        yield Piece("feed", json.dumps({**feed, "items": items[first:last]}).encode(), first)
    if len(items) > limits.max_entries:
        yield _too_many(len(items), limits, limits.max_entries)


def without_doctype(text: str) -> str:
    """XML without its document type: no entity is declared, so none is expanded or fetched (CWE-776, CWE-611)."""
    head = text[:_MAX_PROLOG]
    if "<!DOCTYPE" not in head.upper() and "<!ENTITY" not in head.upper():
        return text
    match = _DOCTYPE.search(head)
    if match is None:
        raise RejectError("bad_feed", "a document type of more than any feed has, or one that is cut")
    return text[: match.start()] + text[match.end() :]


def feed_pieces(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Parts of a feed in UTF-8, each a feed with its head and some of its entries, numbered by the first of them.

    Raises:
        RejectError: bad_encoding, bad_feed, bad_json, too_deep.
    """
    text = decode(data, kind="feed")
    if text.lstrip(" \t\r\n\ufeff")[:1] == "{":
        yield from _json_feed_pieces(text, limits)
        return
    text = without_doctype(_DECLARATION.sub("", text))
    spans = _entry_spans(text)
    if len(spans) <= ENTRIES_A_PIECE:
        yield Piece("feed", text.encode("utf-8", "replace"), 0)
        return
    head, tail = text[: spans[0][0]], text[spans[-1][1] :]
    for first in range(0, min(len(spans), limits.max_entries), ENTRIES_A_PIECE):
        last = min(first + ENTRIES_A_PIECE, limits.max_entries, len(spans))
        part = text[spans[first][0] : spans[last - 1][1]]
        yield Piece("feed", f"{head}{part}{tail}".encode("utf-8", "replace"), first)
    if len(spans) > limits.max_entries:
        yield _too_many(len(spans), limits, limits.max_entries)

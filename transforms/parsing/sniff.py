"""Which format a document is in: by its name where the content does not contradict it, by content otherwise."""

import re
import zlib
from typing import Final

from transforms.errors import RejectError
from transforms.parsing.compression import is_gzip

KINDS: Final = ("text", "html", "feed", "json", "jsonl", "warc")
HEAD_BYTES: Final = 4_096
"""How much of a document `sniff` needs to see."""

_BY_SUFFIX: Final = {
    "txt": "text",
    "text": "text",
    "md": "text",
    "eml": "text",
    "asc": "text",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "xht": "html",
    "shtml": "html",
    "rss": "feed",
    "atom": "feed",
    "rdf": "feed",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "warc": "warc",
}
_BY_CONTENT_TYPE: Final = (
    ("application/rss+xml", "feed"),
    ("application/atom+xml", "feed"),
    ("application/rdf+xml", "feed"),
    ("application/feed+json", "feed"),
    ("application/x-ndjson", "jsonl"),
    ("application/json", "json"),
    ("application/warc", "warc"),
    ("text/html", "html"),
    ("application/xhtml+xml", "html"),
    ("text/plain", "text"),
)
_BINARY: Final = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"PK\x05\x06", b"\x7fELF", b"MZ",
    b"\xd0\xcf\x11\xe0", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd", b"OggS", b"ID3", b"wOFF",
    b"wOF2", b"\x00\x00\x01\x00", b"PAR1", b"SQLite format 3", b"II*\x00", b"MM\x00*", b"\xca\xfe\xba\xbe", b"fLaC",
    b"%!PS", b"{\\rtf",
)  # fmt: skip
_CONTROL: Final = re.compile(r"[\x01-\x07\x0e-\x19\x1c-\x1f]")
_XML_PROLOG: Final = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*", re.IGNORECASE | re.DOTALL)
_FEED_ROOT: Final = re.compile(r"<(?:\w+:)?(?:rss|rdf|feed|channel)[\s>/:]", re.IGNORECASE)
_FEED_DOCTYPE: Final = re.compile(r"<!doctype\s+(?:\w+:)?(?:rss|rdf|feed|channel)\b", re.IGNORECASE)  # cut, or with entities
_HTML_TAG: Final = re.compile(
    r"<(?:html|head|body|title|meta|link|script|style|div|p|h[1-6]|article|main|section|header|table|span|a|br|ul|ol|center|b|i"
    r"|font|img|nav|form|blockquote|strong|em|base|noscript|iframe|svg|hr)[\s>/]",
    re.IGNORECASE,
)
_HTML_DOCTYPE: Final = re.compile(r"\s*<!doctype\s+html", re.IGNORECASE)
_HTML_ROOT: Final = re.compile(r"<html[\s>/]", re.IGNORECASE)
_JSON_START: Final = re.compile(r"\s*(?:\{\s*(?:\"|\}|$)|\[\s*(?:[\[{\"\]]|-?\d|true|false|null|$))")
_JSON_LINES: Final = re.compile(r"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
_JSON_FEED: Final = re.compile(r"\"version\"\s*:\s*\"https?:(?:\\?/){2}jsonfeed\.org")


def _as_text(head: bytes) -> str | None:
    """The head of a document for looking at markup, or None for what is no text."""
    if head.startswith(b"WARC/"):
        return head.decode("latin-1")  # its records may be of anything
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    if head.startswith(_BINARY):
        return None
    zeros = head.count(0)
    if zeros:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if max(even, odd) > 10 * min(even, odd) and max(even, odd) > 0.015 * len(head):
            return head[: len(head) // 2 * 2].decode("utf-16-le" if odd > even else "utf-16-be", "replace")
        if zeros > max(2, len(head) // 100):
            return None
    text = head.decode("utf-8-sig", "replace")
    controls = len(_CONTROL.findall(text))
    return None if controls > max(2, len(text) // 50) else text


def _by_content(text: str) -> str | None:
    """The format that the first characters tell, or None."""
    if text.lstrip().startswith("WARC/"):
        return "warc"
    if _JSON_START.match(text):
        if _JSON_FEED.search(text):
            return "feed"
        return "jsonl" if _JSON_LINES.match(text) else "json"
    prolog = _XML_PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if _FEED_ROOT.match(text, start) or _FEED_DOCTYPE.match(text, start):
        return "feed"
    if _HTML_DOCTYPE.match(text) or _HTML_TAG.match(text, start):
        return "html"
    if text[start : start + 1] == "<" and _HTML_ROOT.search(text):
        return "html"
    return None


def _head_of_gzip(head: bytes) -> bytes:
    """What the first bytes of a gzip file decompress to, as far as they are whole."""
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _by_name(name: str) -> str | None:
    """The format that the end of a name, path or URL tells, `.gz` apart."""
    stem = re.split(r"[?#]", name)[0].lower() if "://" in name else name.lower()
    suffixes = [part for part in stem.replace("\\", "/").rsplit("/", 1)[-1].split(".")[1:] if part not in ("gz", "gzip")]
    return _BY_SUFFIX.get(suffixes[-1]) if suffixes else None


def sniff(name: str, head: bytes, content_type: str | None = None) -> str:
    """The format of a document.

    Args:
        name: its file name, path or URL; `.gz` at the end does not count.
        head: its first bytes (HEAD_BYTES of them suffice), as stored: gzip is looked into.
        content_type: of the HTTP response; counts where neither content nor name tells.

    Returns:
        one of KINDS.

    Raises:
        RejectError: empty, or unknown_format for binaries, for XML that is no feed, and for what tells nothing.
    """
    named = _by_name(name)
    packed = is_gzip(head)
    for _ in range(2):
        head = _head_of_gzip(head) if is_gzip(head) else head[: 2 * HEAD_BYTES]
    if packed and (is_gzip(head) or not head.strip(b"\0")):
        return named or "text"  # broken, a bomb or nested too deep: decompression will say which
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise RejectError("empty", "no bytes, or only white space")
    text = _as_text(head)
    if text is None:
        raise RejectError("unknown_format", f"{_short(name)} holds no text: it begins with {head[:8].hex(' ')}", head[:200])
    seen = _by_content(text)
    if seen is not None:
        # a text may begin with a tag or a brace: only whole pages and records overrule its name
        if named == "text" and seen == "html" and not (_HTML_DOCTYPE.match(text) or _HTML_ROOT.search(text[:1_000])):
            return "text"
        return "jsonl" if (named, seen) == ("jsonl", "json") else seen
    if named in ("json", "jsonl", "warc", "feed", "text"):
        return named
    if text.lstrip().startswith("<") and not (named == "html" or _HTML_TAG.search(text)):
        raise RejectError("unknown_format", f"{_short(name)} is XML and neither a feed nor a page", head[:200])
    if named == "html" or _HTML_TAG.search(text):
        return "html" if _HTML_TAG.search(text) else "text"
    for prefix, kind in _BY_CONTENT_TYPE:
        if content_type and content_type.strip().lower().startswith(prefix):
            return kind
    return "text"


def _short(name: str) -> str:
    """A name for a message."""
    return name if len(name) <= 80 else "…" + name[-79:]

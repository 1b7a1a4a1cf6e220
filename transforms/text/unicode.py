"""Characters: Unicode NFC, no control characters, plain white space, escapes undone; quotes and dashes stay as typed.

`clean` is what every stored text goes through; cleaning twice changes nothing. `fold` is for comparing only.
"""

import html
import re
import unicodedata
from typing import Final

# invisible: soft hyphen, zero-width space, word joiner, byte order mark, marks of direction (joiners stay: Persian, emoji)
_INVISIBLE: Final = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
_CONTROL: Final = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_INVISIBLE}]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACE: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES: Final = re.compile(" {2,}")
_EDGE_SPACE: Final = re.compile(r" ?\n ?")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
# a backslash before a character that Markdown and LaTeX escape; letters and digits are not among them
_ESCAPED: Final = re.compile(r"\\+(?=[$&#_%*\[\](){}~`<>+.!|\"'^-])")
_ESCAPED_CODE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_AMPERSAND: Final = re.compile(r"&(?:amp;|#38;|#[xX]26;)+")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SINGLE_QUOTES: Final = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"
_DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_FOLDED: Final = {
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_DASHES, "-"),
    "\u2026": "...",
}
_NO_LETTER: Final = re.compile(r"[\W_]+")
_TO_FOLD: Final = re.compile(f"[{_SINGLE_QUOTES}{_DOUBLE_QUOTES}{_DASHES}\u2026]")


def _entity(match: re.Match[str]) -> str:
    """What a character reference stands for, unless it could be part of another one: then a second pass would differ."""
    text = html.unescape(match[0])
    return match[0] if text == match[0] or any(c in "&#;\\" or (c.isascii() and c.isalnum()) for c in text) else text


def _code(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isprintable() and not char.isascii() else match[0]


def unescape(text: str) -> str:
    r"""Undo escapes that leaked into a text: `\$`, `\u2019`, `&amp;`, `&#8217;`."""
    if "\\" in text:
        text = _ESCAPED.sub("", _ESCAPED_CODE.sub(_code, text))
    if "&" in text and ";" in text:
        text = _ENTITY.sub(_entity, _AMPERSAND.sub("&", text))
    return text


def _is_plain(text: str) -> bool:
    """Whether there is nothing but letters, marks, spaces and line feeds: no control, invisible or odd space (a fast no)."""
    return text.replace("\n", "").isprintable()


def _pass(text: str) -> str:
    if not _is_plain(text):
        text = _CONTROL.sub("", _LINE_BREAK.sub("\n", _SURROGATE.sub("\ufffd", text)))
    text = unescape(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not _is_plain(text):
        text = _ODD_SPACE.sub(" ", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _EDGE_SPACE.sub("\n", text)
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip()


_PASSES: Final = 4  # what an escape uncovers may itself be an escape; hostile text is left after these


def clean(text: str) -> str:
    """A text in NFC without control characters, escapes and odd white space.

    Lines stay lines, at most one blank line between them; lone surrogates become U+FFFD; quotes and dashes stay as typed.
    """
    for _ in range(_PASSES):
        cleaned = _pass(text)
        if cleaned == text:
            break
        text = cleaned
    return text


def clean_line(text: str | None) -> str | None:
    """A cleaned text on one line, or None where nothing is left."""
    if not text:
        return None
    return " ".join(clean(text).split()) or None


def fold(text: str) -> str:
    """A text for comparing: case folded, quotes and dashes as in ASCII, white space single."""
    if not text.isascii() or "`" in text:
        text = _TO_FOLD.sub(lambda match: _FOLDED[match[0]], text)
    return " ".join(text.casefold().split())


def compact(text: str | None) -> str:
    """Letters and digits of a text only, without case: for comparing titles and names."""
    return _NO_LETTER.sub("", text.casefold()) if text else ""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables of words in the code."""
    return frozenset(text.split())

"""From the text of a page to a bounded lxml tree, and from a tree or fragment to plain paragraphs.

The checks come before heavy work: libxml2 is quadratic in the attributes of one tag, and the extraction slower than linear in
the number of elements, so that floods are refused by counts that cost one pass over the text.
"""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape as html_unescape
from typing import Any, Final

from lxml import etree, html

from transforms.errors import RejectError

_MAX_TAGS: Final = 120_000  # a long live blog has 20,000
_MAX_ATTRIBUTES: Final = 2_000  # of one tag
_LONG_TAG: Final = 20_000  # characters without `>`: worth looking for a flood of attributes
_MAX_ENGINE_DEPTH: Final = 2_000  # where libxml2 stops of itself

# references to C0 controls, surrogates and non-characters: libxml2 turns some into controls that lxml then refuses
_CONTROL_REFERENCE: Final = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|5529[6-9]|55[3-9]\d\d|5[67]\d{3}|6553[45])"
    rb"|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[efEF]))(?![0-9a-fA-F]);?"
)
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_DATA_URI: Final = re.compile(rb"\bdata:[\w.+/-]{1,80}(?:;[\w=.-]{1,40}){0,3};base64,[A-Za-z0-9+/=%]{256,}")
_PAGE_END: Final = re.compile(rb"</[hH][tT][mM][lL]\s*>")
# lxml.html asks a Python function for the class of each element that is looked at: a twentieth of the time of a page
_ONE_CLASS: Final = etree.ElementDefaultClassLookup(element=html.HtmlElement)
_ATTRIBUTE: Final = re.compile(rb"\s[^\s=>\"']+")

_SKIPPED: Final = frozenset(
    {
        "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
        "video", "figure", "figcaption", "picture", "form", "button", "select", "textarea", "input", "nav", "head",
        "title", "map", "dialog",
    }
)  # fmt: skip
BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "ol", "p", "pre",
        "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "hl2", "block",
    }
)  # fmt: skip
_TEI_BLOCKS: Final = BLOCKS | {"head", "item", "list", "row", "quote", "code"}
_TEI_SKIPPED: Final = _SKIPPED - {"head", "title"}


@cache
def _too_deep(depth: int) -> etree.XPath:
    """An expression that finds an element more than `depth` levels down, evaluated in C."""
    return etree.XPath(f"boolean({'/*' * (min(depth, _MAX_ENGINE_DEPTH) + 1)})")


def clean_source(text: str) -> bytes:
    """A page in UTF-8 without control characters, references to them, and embedded files."""
    data = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    if not text.isascii():
        data = data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")  # U+FFFE and U+FFFF
    if b"&#" in data:
        data = _CONTROL_REFERENCE.sub(b"", data)
    return _DATA_URI.sub(b"data:,", data) if b";base64," in data else data


def _check_floods(data: bytes) -> None:
    """Refuse what makes parsers slow, by counts.

    Raises:
        RejectError: too_large.
    """
    tags = data.count(b"<")
    if tags > _MAX_TAGS:
        raise RejectError("too_large", f"a page of {tags} tags; at most {_MAX_TAGS} are read")
    window = 0
    while window < len(data):
        end = data.find(b">", window, window + _LONG_TAG)
        if end < 0:  # a window without the end of a tag: what surrounds it is one long tag, or long text
            start, end = data.rfind(b"<", 0, window + _LONG_TAG), data.find(b">", window)
            end = len(data) if end < 0 else end
            tag = data[max(start, 0) : end]
            open_ = start >= 0 and tag[1:2].isalpha() and b">" not in tag  # else it was closed: the text of a script
            attributes = sum(1 for _ in _ATTRIBUTE.finditer(tag)) if open_ else 0
            if attributes > _MAX_ATTRIBUTES:
                raise RejectError("too_large", f"a tag of {attributes} attributes; at most {_MAX_ATTRIBUTES} are read")
            window = end
        window += _LONG_TAG


def parse_tree(text: str, max_depth: int) -> html.HtmlElement:
    """The tree of a page or a fragment. External entities, scripts and the network play no part in HTML parsing.

    Args:
        text: the page as decoded.
        max_depth: levels of nesting allowed (limits.max_depth).

    Raises:
        RejectError: bad_html, too_deep, too_large.
    """
    data = _PAGE_END.sub(b"", clean_source(text))  # libxml2 begins another tree after one that comes too early
    _check_floods(data)
    parser = html.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        tree = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise RejectError("bad_html", f"no HTML that can be read: {error}") from error
    if _too_deep(max_depth)(tree):
        raise RejectError("too_deep", f"elements nested more than {max_depth} deep (limits.max_depth)")
    return tree


def _local(tag: Any) -> str:
    """An element's name without namespace; comments and instructions have none."""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def paragraphs(tree: Any, tei: bool = False) -> Iterator[str]:
    """Paragraphs of text in a tree in order: headings, list items and table rows are paragraphs of their own.

    Scripts, figures, forms and embedded media are left out. Two line breaks part paragraphs, one is a space.

    Args:
        tree: of HTML; its tail is not part of it.
        tei: the tree has trafilatura's names (`head` is a heading, `item`, `row`, `cell`, `lb`) and may have HTML's too.
    """
    buffer: list[str] = []
    blocks, skipped = (_TEI_BLOCKS, _TEI_SKIPPED) if tei else (BLOCKS, _SKIPPED)

    def flush() -> Iterator[str]:
        for part in re.split(r"\n[ \t\r\f\v\xa0]*\n\s*", "".join(buffer)):
            if words := " ".join(part.split()):
                yield words
        buffer.clear()

    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        name = _local(element.tag)
        if event == "start":
            if not name or name in skipped:
                walker.skip_subtree()
                continue
            if name in blocks:
                yield from flush()
            elif name in ("br", "lb"):
                buffer.append("\n")
            elif name in ("td", "th", "cell") and "".join(buffer).strip():
                buffer.append(" | ")
            if element.text:
                buffer.append(" ".join(element.text.split("\n")) if name != "pre" else element.text)
        else:
            if name in blocks:
                yield from flush()
            if element.tail and element is not tree:
                buffer.append(" ".join(element.tail.split("\n")))
    yield from flush()


_MARKUP: Final = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote|figure|img|table|section|article|body|html|hr"
    r"|pre|u|small|sup"
    r"|sub|font|center|iframe|script|cite|time)(?:\s[^<>]*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def has_markup(text: str) -> bool:
    """Whether a text field holds HTML tags."""
    return bool(_MARKUP.search(text))


def fragment_text(markup: str, max_depth: int) -> str:
    """The text of a fragment of HTML: paragraphs parted by a blank line.

    Raises:
        RejectError: bad_html, too_deep, too_large.
    """
    if not markup.strip():
        return ""
    return "\n\n".join(paragraphs(parse_tree(f"<div>{markup}</div>", max_depth)))


def inline_text(markup: str, max_depth: int) -> str:
    """The text of a title, name or label that may hold tags and references, on one line."""
    if "<" in markup and has_markup(markup):
        return " ".join(fragment_text(markup, max_depth).split())
    if "&" in markup and _REFERENCE.search(markup):
        markup = html_unescape(clean_source(markup).decode())
        if "<" in markup and has_markup(markup):
            return " ".join(fragment_text(markup, max_depth).split())
    return " ".join(markup.split())

"""The text of a page's article: trafilatura's main text, its fast mode first, as paragraphs."""

import logging
from typing import Final

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from transforms.errors import RejectError
from transforms.parsing.html_tree import fragment_text, has_markup, paragraphs
from transforms.parsing.titles import fold

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it logs of odd pages ends as rejects here

_SHORT: Final = 1_500  # characters; below, the full mode with its fallbacks finds more on many pages
# elements without text: trafilatura copies the tree several times
_DROPPED: Final = ("style", "svg", "iframe", "canvas", "object", "embed", "link", "source", "track", "img")


def _options(fast: bool) -> Extractor:
    """Settings of trafilatura: no comments, no metadata of its own, no memory of earlier pages."""
    return Extractor(output_format="python", fast=fast, comments=False, tables=True, dedup=False, with_metadata=False)


def _extract(tree: HtmlElement, fast: bool) -> list[str]:
    """Paragraphs of the main text, none if there is none."""
    try:
        document = bare_extraction(tree, options=_options(fast))
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError):
        return []  # a fault of the library on an odd tree: the page has no text for it
    return list(paragraphs(document.body, tei=True)) if document is not None else []


def lighten(tree: HtmlElement) -> None:
    """Take out of a page, in place, what holds no text."""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    for element in [element for element in tree.iter("script") if "ld+json" not in (element.get("type") or "")]:
        element.drop_tree()


def _without_title(texts: list[str], headline: str | None) -> list[str]:
    """Paragraphs without the headline at their head."""
    wanted = fold(headline)
    start = 0
    while wanted and start < min(3, len(texts)) and fold(texts[start]) == wanted:
        start += 1
    return texts[start:]


def read_body(tree: HtmlElement, headline: str | None, marked_body: str | None, max_depth: int) -> str:
    """The main text of a page: paragraphs parted by a blank line, headings and list items among them.

    Args:
        tree: the page, lightened; it is not changed.
        headline: does not belong to the text.
        marked_body: the text in JSON-LD; taken where the page itself holds less than half of it.
        max_depth: levels of nesting allowed in `marked_body`.
    """
    texts = _extract(tree, fast=True)
    if sum(map(len, texts)) < _SHORT:
        fuller = _extract(tree, fast=False)
        texts = fuller or texts
    body = "\n\n".join(_without_title(texts, headline))
    if marked_body and len(marked_body) > 2 * len(body) + 200:
        try:
            marked = fragment_text(marked_body, max_depth) if has_markup(marked_body) else marked_body.replace("\r", "").strip()
        except RejectError:
            return body
        body = marked if "\n\n" in marked else marked.replace("\n", "\n\n")
    return body

"""The text of a page's article: trafilatura's main text, its fast mode first, as paragraphs."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from transforms.errors import RejectError
from transforms.parsing.html_metadata import PageMetadata
from transforms.parsing.html_tree import fragment_text, has_markup, paragraphs
from transforms.text.boilerplate import is_sentence_end
from transforms.text.byline import is_name
from transforms.text.dates import parse_date
from transforms.text.unicode import compact

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it logs of odd pages ends as rejects here

_SHORT: Final = 1_500  # characters; below, the full mode with its fallbacks finds more on many pages
# elements without text: trafilatura copies the tree several times
_DROPPED: Final = ("style", "svg", "iframe", "canvas", "object", "embed", "source", "track", "img")
# what trafilatura takes out of a page in any case, after several searches of all of it
_ASIDE: Final = ("aside", "footer", "template", "fencedframe")
_COMMENTS: Final = re.compile(
    r"(?<!\S)(?:(?:reader-?|user-?|post-?|article-?)?comments?"
    r"(?:-?(?:wrapper|list|section|area|thread|container|block|box|form))?"
    r"|disqus\w*|disqus_thread|fb-comments|respond)(?!\S)",
    re.IGNORECASE,
)
_SUBTITLE_WORDS: Final = 12
_LEAD: Final = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|intro|introduction|standfirst|teaser-text|vorspann|entradilla|bajada|copete|chapo|chapeau|ingress|"
    r"sapo|sommario|description|summary)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LEAD_LEVELS: Final = 4
_LEAD_ELEMENTS: Final = 8
_LEAD_WORDS: Final = (11, 120)  # spaces
_SAME_START: Final = 60  # letters
_NAME_SPACES: Final = 3
_HEAD_LINES: Final = 4  # paragraphs at the top that may repeat title, subtitle, byline and date
_HEAD_LINE: Final = 100  # characters of a line with byline and date


@cache
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


@contextmanager
def _set_aside(tree: HtmlElement) -> Iterator[None]:
    """A page without the content of `_ASIDE`; it is put back at the end."""
    replaced = []
    for tag in _ASIDE:
        for element in list(tree.iter(tag)):
            parent = element.getparent()
            if parent is not None and len(element):
                stand_in = element.makeelement(tag)
                stand_in.tail = element.tail
                parent.replace(element, stand_in)
                replaced.append((element, stand_in))
    try:
        yield
    finally:
        for element, stand_in in reversed(replaced):  # the last first: some lie in others
            stand_in.getparent().replace(stand_in, element)


def lighten(tree: HtmlElement) -> None:
    """Take out of a page, in place, what holds no text, captions, and its readers' comments."""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    doomed = [element for element in tree.iter("script") if "ld+json" not in (element.get("type") or "").lower()]
    doomed += [element for element in tree.iter("em") if (element.get("class") or "").endswith(("desc", "caption"))]
    for tag in ("article", "section", "main"):
        for element in list(tree.iter(tag)):
            if len(element.findall("br")) > 1 and element.find(".//p") is None:
                element.tag = "div"  # paragraphs parted by line breaks are kept apart in these only
    for element in tree.iter("div", "section", "article", "ul", "ol", "aside"):
        for labels in (element.get("class"), element.get("id")):
            suspect = labels and ("omment" in labels or "isqus" in labels or "respond" in labels)
            if suspect and _COMMENTS.search(labels) and element.find(".//h1") is None:
                doomed.append(element)
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def _is_head_line(text: str, headings: Sequence[str], authors: Sequence[str]) -> bool:
    """Whether a paragraph at the top repeats a title, or holds no more than authors and date."""
    folded = compact(text)
    if any(folded == heading or (heading.endswith(folded) and len(folded) > 0.6 * len(heading)) for heading in headings):
        return True
    if len(text) > _HEAD_LINE or not any(author in text for author in authors):
        return False
    for author in authors:
        text = text.replace(author, " ")
    return parse_date(text) is not None or len(compact(text)) <= len("writtenby")


def _without_head(texts: list[str], headings: Sequence[str], authors: Sequence[str]) -> list[str]:
    """Paragraphs without those at the top that repeat title, subtitle, byline and date."""
    folded = [compact(heading) for heading in headings if heading]
    top = [text for text in texts[:_HEAD_LINES] if not _is_head_line(text, folded, authors)]
    return top + texts[_HEAD_LINES:]


def _lead(tree: HtmlElement) -> str | None:
    """A lead that stands by itself below the headline, whole sentences of a dozen words; extraction takes some for a teaser."""
    node = next(tree.iter("h1"), None)
    for _ in range(_LEAD_LEVELS):
        if node is None or node.tag in ("body", "html"):
            return None
        for element in islice(node.itersiblings(), _LEAD_ELEMENTS):
            if _LEAD.search(f"{element.get('class') or ''} {element.get('itemprop') or ''}"):
                text = " ".join(element.text_content().split())
                if text.count(" ") >= _LEAD_WORDS[0] and text.count(" ") <= _LEAD_WORDS[1] and is_sentence_end(text):
                    return text
        node = node.getparent()
    return None


def _without_site(texts: list[str], site: str | None) -> list[str]:
    """Paragraphs without the name of the site at their ends, and what of its header or footer lies beyond it."""
    name = compact(site)
    if not name:
        return texts
    for index in range(max(1, len(texts) - _HEAD_LINES), len(texts)):
        if compact(texts[index]) == name:
            texts = texts[:index]
            break
    return texts[1:] if len(texts) > 1 and compact(texts[0]) == name else texts


def split_signature(body: str, authors: list[str]) -> tuple[str, list[str]]:
    """A body without the author's name as its last paragraph, and the authors, by that name if none are known."""
    rest, _, last = body.rpartition("\n\n")
    if rest.count("\n\n") < 1 or last.count(" ") > _NAME_SPACES:
        return body, authors
    if any(compact(last) == compact(author) for author in authors):
        return rest, authors
    if not authors and " " in last and is_name(last) and not is_name(rest.rpartition("\n\n")[2]):
        return rest, [last]
    return body, authors


def _marked_text(marked: str, max_depth: int) -> str:
    """The text of JSON-LD's `articleBody` as paragraphs; empty if it cannot be read."""
    try:
        text = fragment_text(marked, max_depth) if has_markup(marked) else marked.replace("\r", "").strip()
    except RejectError:
        return ""
    return text if "\n\n" in text else text.replace("\n", "\n\n")


def _prefer_marked(body: str, marked: str) -> bool:
    """Whether JSON-LD's text is the better one: the page holds less than half of it, or the same without its paragraphs."""
    if len(marked) > 2 * len(body) + 200:
        return True
    return (
        marked.count("\n\n") > body.count("\n\n") + 1
        and compact(marked)[:200] == compact(body)[:200]
        and len(marked) > 0.9 * len(body)
    )


def read_body(tree: HtmlElement, metadata: PageMetadata, max_depth: int) -> str:
    """The main text of a page: paragraphs parted by a blank line, headings and list items among them.

    Args:
        tree: the page, lightened; it is not changed.
        metadata: its headlines, authors and date do not belong to the text; its `article_body` may be the better text.
        max_depth: levels of nesting allowed in `article_body`.
    """
    with _set_aside(tree):
        texts = _extract(tree, fast=True)
    if sum(map(len, texts)) < _SHORT:
        texts = _extract(tree, fast=False) or texts
    headings = [metadata.headline or ""]
    if metadata.alternative_headline and not is_sentence_end(metadata.alternative_headline):  # else it is a lead
        headings.append(metadata.alternative_headline)
    if metadata.description and metadata.description.count(" ") < _SUBTITLE_WORDS and metadata.description[-1] not in ".!?…":
        headings.append(metadata.description)
    texts = _without_site(_without_head(texts, headings, metadata.authors), metadata.publisher)
    lead = _lead(tree) if texts else None
    if lead and not any(compact(lead)[:_SAME_START] in compact(text) for text in texts):
        texts.insert(0, lead)
    body = "\n\n".join(texts)
    if metadata.article_body and (marked := _marked_text(metadata.article_body, max_depth)) and _prefer_marked(body, marked):
        return marked
    return body

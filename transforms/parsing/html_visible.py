"""What a reader sees of an article's authors and date, for pages that do not say it to machines."""

import re
from collections.abc import Iterable
from copy import deepcopy
from itertools import dropwhile, islice
from typing import Final

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement

from transforms.parsing.json_reading import sound_text
from transforms.text.byline import is_name, parse_bare_byline, parse_byline
from transforms.text.dates import before_update

_BYLINE_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|article-?author|writer|creator|contributors?|journalist|reporter|autor(?:e|en|es|zy)?)",
    re.I,
)
_NOT_BYLINE_CLASS: Final = re.compile(
    r"bio|avatar|image|photo|card-|related|comment|social|follow|about|more-from|description|thumb", re.I
)
_DATE_CLASS: Final = re.compile(r"date|time|publish|posted|stamp|datum|fecha|data-pub|entry-meta|byline|dateline", re.I)
_LINE_TAGS: Final = ("p", "div", "span", "address", "li", "i", "em", "small", "font", "b", "strong", "dd", "td")
_INNER_BYLINE: Final = re.compile(r"(?:记者|記者|作者|撰文)\s*[:：/]\s*([\u3400-\u9fff·]{2,8})(?![\u3400-\u9fff])")
_SCRIPT_DATE: Final = re.compile(  # as the data of many systems name it; the quotation marks of JSON within a text are escaped
    r"\b(?:date_?published|published_?(?:at|on|date|time)|publish_?(?:date|time)|publication_?date|pub_?date|first_?published)"
    r"\\?[\"']?\s*[:=]\s*\\?[\"'](\d{4}-\d\d-\d\d[\d:.+TZ -]{0,24})\\?[\"']",
    re.IGNORECASE,
)
_DATED: Final = re.compile(r"[\W_]*\d.*", re.DOTALL)  # `Jane Doe, 01.12.2021`
_MAX_LABEL: Final = 200
_MOMENT_ATTRIBUTES: Final = (
    "datetime", "content", "data-datetime", "data-date-time", "data-date", "data-time", "data-timestamp", "data-published",
    "data-publish-date",
)  # fmt: skip
_NEAR_LINES: Final = 30
_MAX_SEARCHED: Final = 300_000  # bytes; htmldate goes over all of a page with some thirty expressions
_SHORT_LINE: Final = 80
_LATEST: Final = "2099-12-31"  # htmldate's own limit is today, and the same bytes must give the same article on any day


def one_line(text: str | None) -> str | None:
    """A text of a page on one line, None where nothing is left."""
    return " ".join(sound_text(text).split()) or None if text else None


def _moment_of(element: HtmlElement) -> str | None:
    """The date that an element holds for machines, else its text."""
    for name in _MOMENT_ATTRIBUTES:
        if value := element.get(name):
            return str(value)
    text = (element.get("title") if element.tag == "abbr" else None) or one_line(element.text_content())
    return before_update(text) if text else None


def _is_dated(element: HtmlElement) -> bool:
    """Whether an element says that it is the article's date: by its name, or by its class and a short text with digits."""
    labels = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag == "time":
        return "modif" not in labels.lower() and "modif" not in (element.get("itemprop") or "").lower()
    if len(element) > 5 or not _DATE_CLASS.search(labels):
        return False
    text = _moment_of(element)
    return text is not None and len(text) < _SHORT_LINE and any(char.isdigit() for char in text)


def visible_dates(tree: HtmlElement) -> Iterable[tuple[str | None, str]]:
    """Dates of microdata, then of elements that say date: those below the headline, then those above it, the nearest first."""
    above: list[str | None] = []
    below: list[str | None] = []
    passed = False
    for element in tree.iter("h1", "time", "span", "div", "p", "abbr", "meta", "li", "small"):
        passed = passed or element.tag == "h1"
        if (element.get("itemprop") or "").lower() == "datepublished":
            yield _moment_of(element), "meta"
        elif element.tag != "meta" and _is_dated(element):
            (below if passed else above).append(_moment_of(element))
        if len(above) + len(below) > _NEAR_LINES:
            break
    for text in (*below, *reversed(above)):
        yield text, "text"


def dates_near_heading(tree: HtmlElement) -> Iterable[tuple[str | None, str]]:
    """Short lines that are dates, among the first after the headline."""
    heading = next(tree.iter("h1"), None)
    if heading is None:
        return
    lines = (text for text in etree.XPath("following::text()")(heading) if text.strip())
    for text in islice(lines, _NEAR_LINES):
        if len(text) < _SHORT_LINE:
            yield text, "text"


def date_in_scripts(source: str) -> str | None:
    """The first date that the data in a page's scripts call that of publication."""
    match = _SCRIPT_DATE.search(source)
    return match[1] if match else None


def found_date(tree: HtmlElement, url: str | None) -> str | None:
    """A day found anywhere in the page, by htmldate; None if it finds none, and for a page that is too large to search."""
    if sum(len(element.text or "") for element in tree.iter("script")) > _MAX_SEARCHED:
        tree = deepcopy(tree)
        etree.strip_elements(tree, "script", with_tail=False)
    if len(etree.tostring(tree, encoding="utf-8")) > _MAX_SEARCHED:
        return None
    try:
        found = find_date(tree, original_date=True, extensive_search=True, url=url, max_date=_LATEST)
    except (ValueError, TypeError, AttributeError, OverflowError, KeyError, IndexError):
        return None
    # the first of January is what it makes of a lone year
    return str(found) if found and not str(found).endswith("-01-01") else None


def visible_authors(tree: HtmlElement) -> list[str]:
    """Names in elements that mark an author, or whose class says byline; the first that hold any count."""
    for element in tree.iter("a", "h4", "h5", "ul", "cite", *_LINE_TAGS):
        rel, prop = (element.get("rel") or "").lower(), (element.get("itemprop") or "").lower()
        labels = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''}"
        marked = "author" in rel.split() or "author" in prop.split()
        if not marked and not (_BYLINE_CLASS.search(labels) and not _NOT_BYLINE_CLASS.search(labels)):
            continue
        inner = element.find(".//*[@itemprop='name']") if marked else None
        text = one_line(" ".join((element if inner is None else inner).itertext()))
        if not text or len(text) > _MAX_LABEL:
            continue
        for line in (text, _DATED.sub("", text)):
            byline = parse_byline(line) or parse_bare_byline(line)
            if byline and byline.authors:
                return byline.authors
        if marked and is_name(text):  # one word: a pen name
            return [text]
    return []


def authors_near_heading(tree: HtmlElement) -> list[str]:
    """Names in a short line below the headline that says it is a byline (`Von Greta Ahlers`, `记者：罗晓川`)."""
    lines = dropwhile(lambda element: element.tag != "h1", tree.iter("h1", *_LINE_TAGS))
    for element in islice(lines, 1, _NEAR_LINES):
        text = " ".join(element.text_content().split())
        if len(text) > _SHORT_LINE:
            continue
        if (byline := parse_byline(text)) and byline.authors:
            return byline.authors
        if match := _INNER_BYLINE.search(text):
            return [match[1]]
    return []

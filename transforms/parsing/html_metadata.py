"""What a page says about its article: JSON-LD and meta tags first, then microdata and what a reader sees."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from transforms.parsing import json_ld
from transforms.parsing.authors import clean_authors
from transforms.parsing.html_visible import (
    authors_near_heading,
    date_in_scripts,
    dates_near_heading,
    found_date,
    one_line,
    visible_authors,
    visible_dates,
)
from transforms.parsing.titles import choose_title, named_in_title
from transforms.text.dates import PublicationDate, parse_date
from transforms.text.unicode import compact
from transforms.text.urls import url_date

_TITLE_METAS: Final = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "hdl",
    "title",
)
_AUTHOR_METAS: Final = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "citation_author", "cxenseparse:author", "rbauthors", "article:author_name", "authors", "creator",
    "twitter:data1",
)  # fmt: skip
_PUBLISHED_METAS: Final = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "rnews:datepublished", "datepublished",
    "date_published", "publish-date", "publish_date", "publishdate", "publication_date", "pubdate", "pub_date",
    "published_time", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "citation_publication_date", "citation_date", "article.published", "article_date_original",
    "originalpublicationdate", "ptime", "displaydate", "date", "bt:pubdate", "artikel:published", "release_date",
    "og:pubdate", "og:release_date", "timestamp", "live_blog:published_time",
)  # fmt: skip
_MODIFIED_METAS: Final = (
    "article:modified_time", "og:updated_time", "article:updated_time", "og:modified_time", "datemodified", "lastmod",
    "dcterms.modified", "last-modified", "revised", "utime", "moddate", "dc.date.modified", "modified_time",
)  # fmt: skip
_DESCRIPTION_METAS: Final = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
_SITE_METAS: Final = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "dc.publisher",
    "publisher",
    "cre",
    "rbpubname",
)
_SECTION_METAS: Final = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:recs:category",
    "category",
)
_KEYWORD_METAS: Final = ("news_keywords", "article:tag", "og:article:tag", "keywords", "parsely-tags", "sailthru.tags")
_RIGHTS_METAS: Final = ("dcterms.rights", "dc.rights", "copyright", "rights", "dcterms.rightsholder")
_LANGUAGE_METAS: Final = ("content-language", "og:locale", "dc.language", "dcterms.language", "language", "inlanguage")

_TIER: Final = {
    "free": True,
    "metered": True,
    "locked": False,
    "premium": False,
    "paid": False,
    "subscriber": False,
    "plus": False,
}
_LANGUAGE_TAG: Final = re.compile(r"^[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}$")
_MAX_META: Final = 2_000


class PageMetadata(NamedTuple):
    """What a page says about its article. Texts are as the page writes them."""

    headline: str | None
    alternative_headline: str | None
    description: str | None
    authors: list[str]
    publisher: str | None
    canonical_url: str | None
    date_published: str | None
    date_published_source: str | None
    date_modified: str | None
    language: str | None
    section: str | None
    keywords: list[str]
    is_accessible_for_free: bool | None
    copyright_notice: str | None
    credit_text: str | None
    source_organization: str | None
    article_body: str | None  # of JSON-LD
    is_marked_article: bool  # JSON-LD or Open Graph says that the page is an article
    page_title: str | None  # as the browser shows it


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    """Contents of meta tags by lower-case name, of whatever attribute names them."""
    found: dict[str, list[str]] = {}
    for count, element in enumerate(tree.iter("meta")):
        if count > _MAX_META:
            break
        content = one_line(element.get("content"))
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _scripts(tree: HtmlElement) -> list[str]:
    return [
        element.text for element in tree.iter("script") if element.text and "ld+json" in (element.get("type") or "").lower()
    ]


def _canonical(tree: HtmlElement, metas: dict[str, list[str]], url: str | None) -> str | None:
    """The page's own address: the canonical link, Open Graph's, made absolute."""
    links = [element.get("href") for element in tree.iter("link") if "canonical" in (element.get("rel") or "").lower().split()]
    for candidate in (*links, _first(metas, ("og:url", "twitter:url", "parsely-link", "dc.identifier"))):
        if not candidate:
            continue
        try:
            address: str = urljoin(url or "", candidate.strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and (parts.path not in ("", "/") or parts.query):
            return address
    return None


def _host(address: str | None) -> str | None:
    """The host of an address, None where there is none."""
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def _sites(metas: dict[str, list[str]], node: json_ld.Node, address: str | None) -> list[str]:
    """Names of the site: as it gives them, and its domain's label."""
    names = [_first(metas, (name,)) for name in _SITE_METAS]
    names.append(json_ld.text_of(node.get("publisher")))
    names.append((_first(metas, ("twitter:site",)) or "").lstrip("@") or None)
    if host := (_host(address) or "").removeprefix("www."):
        names += [host, host.split(".")[0] if host.count(".") == 1 else host.rpartition(".")[0].rpartition(".")[2]]
    return [name for name in names if name]


def _leads_home(element: HtmlElement) -> bool:
    """Whether an element is a link to the site's front page, as a site's name at the top of its pages is."""
    link = element.find(".//a[@href]")
    if link is None:
        link = next(element.iterancestors("a"), None)
    try:
        parts = urlsplit((link.get("href") or "#").strip()) if link is not None else None
    except ValueError:
        return False
    return parts is not None and parts.path in ("/", "") and not parts.query and bool(parts.netloc or parts.path)


def _headings(tree: HtmlElement) -> list[str]:
    """Texts of the first headings of the first rank, but for the site's name that leads to its front page."""
    texts = []
    for element in tree.iter("h1"):
        if not _leads_home(element) and (text := one_line(" ".join(element.itertext()))):
            texts.append(text)
        if len(texts) >= 5:
            break
    return texts


def _date_rank(date: PublicationDate) -> tuple[bool, bool]:
    """How much a date says: a time of day, a zone."""
    return date.precision != "day", date.offset is not None


def _best_date(candidates: Iterable[tuple[str | None, str]]) -> tuple[str | None, str | None]:
    """The first date that can be read, with its source; a later one of about the same day goes before it if it says more."""
    best: tuple[str, str, PublicationDate] | None = None
    for text, source in candidates:
        date: PublicationDate | None = parse_date(text) if text else None
        if not text or date is None:
            continue
        fuller = best is not None and _date_rank(date) > _date_rank(best[2]) and date.local_day == best[2].local_day
        if best is None or fuller:
            best = (text, source, date)
    return (best[0], best[1]) if best else (None, None)


def _authors(
    tree: HtmlElement, metas: dict[str, list[str]], node: json_ld.Node, nodes: list[json_ld.Node], house: str | None
) -> list[str]:
    """Persons: of JSON-LD, else of meta tags, else as a reader sees them."""
    index = {str(item["@id"]): item for item in nodes if "@id" in item and "name" in item}
    for name in ("author", "creator"):
        if authors := clean_authors(json_ld.people_of(node.get(name), index), house):
            return authors
    for name in _AUTHOR_METAS:
        if name in metas and (authors := clean_authors(metas[name], house)):
            return authors
    return clean_authors(visible_authors(tree) or authors_near_heading(tree), house)


def _language(tree: HtmlElement, metas: dict[str, list[str]], node: json_ld.Node) -> str | None:
    """The language declared, as a tag."""
    root = tree.getroottree().getroot()
    for candidate in (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        json_ld.text_of(node.get("inLanguage")),
        _first(metas, _LANGUAGE_METAS),
    ):
        if candidate and _LANGUAGE_TAG.match(candidate.strip()):
            return candidate.strip().replace("_", "-")
    return None


def _is_free(metas: dict[str, list[str]], nodes: list[json_ld.Node], node: json_ld.Node) -> bool | None:
    """Whether the article may be read without paying, as the page says."""
    for item in (node, *nodes):
        value = item.get("isAccessibleForFree")
        if isinstance(value, str):
            value = {"true": True, "false": False}.get(value.strip().lower().rpartition("/")[2])
        if isinstance(value, bool):
            return value
    tier = _first(metas, ("article:content_tier", "og:article:content_tier", "content_tier"))
    return _TIER.get(tier.lower()) if tier else None


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))[:50]


def read_metadata(tree: HtmlElement, url: str | None, source: str = "") -> PageMetadata:
    """The metadata of a page.

    Args:
        tree: the whole page; it is not changed.
        url: where it was fetched from; None if unknown.
        source: the page's text with its scripts, searched for a date where nothing else tells one.
    """
    metas = _metas(tree)
    nodes = json_ld.read_nodes(_scripts(tree))
    canonical = _canonical(tree, metas, url)
    element = tree.find(".//title")
    page_title = one_line(element.text_content()) if element is not None else None
    shown = _first(metas, ("og:title",)) or page_title
    node = json_ld.article_node(nodes, canonical or url, shown)
    sites = _sites(metas, node, canonical or url)
    headings = _headings(tree)
    headline = json_ld.text_of(node.get("headline")) or json_ld.text_of(node.get("name"))
    names = {compact(site) for site in sites}
    headings = [text for text in headings if compact(text) not in names]
    heading = next((text for text in headings if compact(text) == compact(headline)), headings[0] if headings else None)
    title = choose_title([headline, _first(metas, ("og:title",)), heading, _first(metas, _TITLE_METAS[1:]), page_title], sites)
    publisher = (
        _first(metas, ("og:site_name",))
        or json_ld.text_of(node.get("publisher"))
        or _first(metas, _SITE_METAS[1:])
        or named_in_title(page_title, title, _host(canonical or url))
    )

    dates: list[tuple[str | None, str]] = [(json_ld.text_of(node.get("datePublished")), "json-ld")]
    dates += [(metas[name][0], "meta") for name in _PUBLISHED_METAS if name in metas]
    published, told_by = _best_date(dates)
    if published is None:
        published, told_by = _best_date(visible_dates(tree))
    modified = json_ld.text_of(node.get("dateModified")) or _first(metas, _MODIFIED_METAS)
    if published is None:
        published, told_by = _best_date([(date_in_scripts(source), "meta")])
    if published is None and (day := url_date(canonical or url or "")):  # says more of publication than a date of change does
        published, told_by = day.local_day.isoformat(), "url"
    if published is None:
        published, told_by = _best_date([(modified, "meta"), (json_ld.text_of(node.get("dateCreated")), "json-ld")])
    if published is None:
        published, told_by = _best_date(dates_near_heading(tree))
    if published is None:
        published, told_by = _best_date([(found_date(tree, canonical or url), "text")])

    keywords = [word for name in _KEYWORD_METAS for text in metas.get(name, ()) for word in text.split(",")]
    return PageMetadata(
        headline=title,
        alternative_headline=json_ld.text_of(node.get("alternativeHeadline")),
        description=json_ld.text_of(node.get("description")) or _first(metas, _DESCRIPTION_METAS),
        authors=_authors(tree, metas, node, nodes, publisher),
        publisher=publisher,
        canonical_url=canonical,
        date_published=published,
        date_published_source=told_by,
        date_modified=modified,
        language=_language(tree, metas, node),
        section=_first(metas, _SECTION_METAS) or json_ld.text_of(node.get("articleSection")),
        keywords=_unique(json_ld.texts_of(node.get("keywords")) or keywords),
        is_accessible_for_free=_is_free(metas, nodes, node),
        copyright_notice=json_ld.text_of(node.get("copyrightNotice")) or _first(metas, _RIGHTS_METAS),
        credit_text=json_ld.text_of(node.get("creditText")),
        source_organization=json_ld.text_of(node.get("sourceOrganization")),
        article_body=node.get("articleBody") if isinstance(node.get("articleBody"), str) else None,
        is_marked_article=bool(json_ld.types_of(node) & json_ld.ARTICLE_TYPES)
        or (_first(metas, ("og:type",)) or "").lower() == "article",
        page_title=page_title,
    )

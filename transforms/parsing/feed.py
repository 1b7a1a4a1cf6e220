"""RSS, RDF and Atom through feedparser, and JSON Feed 1.1 (jsonfeed.org): entries to articles."""

import io
import re
import xml.sax
from typing import Any, Final
from urllib.parse import urljoin

import feedparser

from transforms.errors import RejectError
from transforms.parsing.authors import clean_authors
from transforms.parsing.encoding import decode
from transforms.parsing.feed_split import without_doctype
from transforms.parsing.html_tree import fragment_text, has_markup, inline_text
from transforms.parsing.json_reading import load_json, sound_text
from transforms.parsing.parsed import ParseContext, ParsedArticle

_FEED_TAG: Final = re.compile(r"<(?:[\w-]+:)?(?:rss|rdf|feed|channel)[\s>/:]", re.IGNORECASE)
_TAG_DEPTH: Final = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<(/?)[A-Za-z_][^<>]*?(/?)>", re.DOTALL)
_DATE_KEYS: Final = ("published", "issued", "created", "date")
_SCHEME: Final = re.compile(r"^https?://", re.IGNORECASE)
_SUMMARY_SHARE: Final = 1.3  # content that is hardly longer than a short summary repeats it
_SUMMARY_CHARS: Final = 600
_ARTICLE_CHARS: Final = 800  # a description of four paragraphs and more than this is no summary
_MORE: Final = re.compile(
    r"(?:\s|^)[(\[]?(?:\[?(?:…|\.\.\.)\]?\s*)?(?:read (?:more|on|the full (?:story|article))|continue reading|more…|full story|"
    r"lire la suite|en savoir plus|weiterlesen|mehr(?: lesen| dazu)?|leer más|sigue leyendo|leia mais|continua a leggere|"
    r"leggi tutto|lees (?:meer|verder)|läs mer|les mer|læs mere|czytaj (?:więcej|dalej)|"
    r"читать (?:далее|дальше|полностью)|続きを読む|阅读全文|اقرأ المزيد)"
    r"\b[^\n.!?]{0,120}[)\]»>→….]*\s*$",
    re.IGNORECASE,
)
_APPEARED: Final = re.compile(
    r"(?:\n\n|^)(?:the post|the article|l'article|der beitrag|la entrada) .{1,300} (?:appeared first on|est apparu en premier"
    r"|erschien zuerst auf|se publicó primero en|first appeared on) .{1,200}$",
    re.IGNORECASE | re.DOTALL,
)


def _check_depth(text: str, max_depth: int) -> None:
    """Refuse XML nested too deep before a parser recurses over it.

    Raises:
        RejectError: too_deep.
    """
    depth = 0
    for match in _TAG_DEPTH.finditer(text):
        if match[1] is None or match[2]:
            continue
        depth += -1 if match[1] else 1
        if depth > max_depth:
            raise RejectError("too_deep", f"elements nested more than {max_depth} deep (limits.max_depth)")


def _text_of(detail: Any, max_depth: int) -> str:
    """Paragraphs of a content or summary value. feedparser says whether it is HTML; many feeds that say plain are not."""
    value = sound_text(str(detail.get("value") or ""))
    plain = detail.get("type") == "text/plain" and not has_markup(value)
    text = value.strip() if plain else fragment_text(value, max_depth)
    return _MORE.sub("", _APPEARED.sub("", text)).strip() or text


def _bodies(entry: Any, max_depth: int) -> tuple[str, str]:
    """The full text and the summary of an entry, either of them empty if there is none."""
    contents = [_text_of(detail, max_depth) for detail in entry.get("content") or []]
    full = max(contents, key=len, default="")
    detail = entry.get("summary_detail") or {"value": "" if full else entry.get("summary") or ""}  # else a copy of the content
    summary = _text_of(detail, max_depth)
    if not full and summary.count("\n\n") >= 3 and len(summary) > _ARTICLE_CHARS:
        return summary, ""  # the description holds the whole article, as many RSS feeds do
    if full and len(full) < _SUMMARY_CHARS and len(full) <= _SUMMARY_SHARE * len(summary):
        return "", max(full, summary, key=len)
    return full, summary


def _authors(entry: Any) -> list[str]:
    """Names of an entry's authors, of whatever element holds them."""
    whole = str(entry.get("author") or "")
    if "@" in whole:  # feedparser cuts an address apart where its domain is longer than it knows
        return clean_authors([sound_text(whole)])
    names = [str(person.get("name") or "") for person in entry.get("authors") or [] if person]
    names = [name for name in names if name] or [whole]
    return clean_authors([sound_text(name) for name in names])


def _link(entry: Any, base: str | None) -> str | None:
    """The address of an entry's page: its alternate link, else an id that is a permanent link."""
    links = [link for link in entry.get("links") or [] if link.get("rel", "alternate") == "alternate"]
    pages = [link for link in links if "html" in (link.get("type") or "html")]
    candidates = [entry.get("feedburner_origlink"), *(link.get("href") for link in pages), entry.get("link")]
    if entry.get("guidislink", False) or _SCHEME.match(str(entry.get("id") or "")):
        candidates.append(entry.get("id"))
    for candidate in candidates:
        if candidate:
            try:
                url = urljoin(base or "", str(candidate).strip())
            except ValueError:
                continue
            if _SCHEME.match(url):
                return url
    return None


def _refused_link(entry: Any) -> str | None:
    """The link of an entry that has no web address."""
    links = [
        str(link.get("href") or "").strip() for link in entry.get("links") or [] if link.get("rel", "alternate") == "alternate"
    ]
    return next((link for link in links if link), None)


def _date(entry: Any) -> str | None:
    """The date of publication as written."""
    for key in _DATE_KEYS:
        if value := entry.get(key):
            return str(value).strip() or None
    return None


def _article(entry: Any, feed: Any, context: ParseContext, base: str | None) -> ParsedArticle:
    """One entry as an article. Without any text its title stands for the summary."""
    depth = context.limits.max_depth
    full, summary = _bodies(entry, depth)
    title = inline_text(sound_text(str(entry.get("title") or "")), depth) or None
    modified = str(entry.get("updated") or "").strip() or None
    published = _date(entry) or modified
    url = _link(entry, base)
    source = entry.get("source") or {}
    publisher = source.get("title") or feed.get("title") or context.feed_title
    language = (entry.get("title_detail") or {}).get("language") or feed.get("language") or context.declared_language
    return ParsedArticle(
        body=full or summary or title or "",
        headline=title,
        description=" ".join(summary.split()) if full and summary else None,
        authors=_authors(entry),
        publisher=context.publisher or (inline_text(sound_text(str(publisher)), depth) if publisher else None),
        publisher_country=context.publisher_country,
        url=url,
        date_published=published,
        date_published_source="feed" if published else None,
        date_modified=modified if modified != published else None,
        language=str(language) if language else None,
        copyright_notice=str(entry.get("rights") or feed.get("rights") or "").strip() or None,
        credit_text=str((entry.get("media_credit") or [{}])[0].get("content") or "").strip() or None,
        section=None,
        keywords=[word for tag in entry.get("tags") or [] if (word := " ".join(str(tag.get("term") or "").split()))],
        is_summary=not full,
        source_id=str(entry.get("id") or "").strip() or None,
        refused_link=_refused_link(entry) if url is None else None,
    )


def _parse_xml(text: str, context: ParseContext) -> list[ParsedArticle]:
    """Articles of an RSS, RDF or Atom feed.

    Raises:
        RejectError: bad_feed, too_deep.
    """
    if not _FEED_TAG.search(text):
        raise RejectError("bad_feed", "not a feed: it holds neither rss, RDF nor feed")
    _check_depth(text, context.limits.max_depth)
    base = context.url or (context.source_uri if _SCHEME.match(context.source_uri) else None)
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", **({"content-location": base} if base else {})},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        AssertionError,
        LookupError,
        xml.sax.SAXException,
    ) as error:
        raise RejectError("bad_feed", f"broken beyond what feedparser mends: {error}") from error
    if not parsed.get("version") and not parsed.entries:
        cause = parsed.get("bozo_exception")
        raise RejectError("bad_feed", f"not a feed, or broken beyond what feedparser mends: {cause or 'no version'}")
    feed = parsed.feed
    home = feed.get("link") if _SCHEME.match(str(feed.get("link") or "")) else None
    articles = []
    for number, entry in enumerate(parsed.entries):
        article = _article(entry, feed, context, base or home)
        article.record = number
        articles.append(article)
    return articles


def _names(value: Any) -> list[str]:
    """Names of a JSON Feed's author or authors."""
    people = value if isinstance(value, list) else [value]
    return clean_authors(
        [person["name"] for person in people if isinstance(person, dict) and isinstance(person.get("name"), str)]
    )


def _json_article(item: dict[str, Any], feed: dict[str, Any], context: ParseContext) -> ParsedArticle:
    """One item of a JSON Feed as an article."""
    depth = context.limits.max_depth

    def text(key: str, source: dict[str, Any] = item) -> str:
        value = source.get(key)
        return sound_text(value).strip() if isinstance(value, str) else ""

    full = fragment_text(text("content_html"), depth) or text("content_text")
    summary, title = text("summary"), inline_text(text("title"), depth)
    published, modified = text("date_published"), text("date_modified")
    url = text("url") or text("external_url") or None
    is_web = url is not None and _SCHEME.match(url) is not None
    tags = item.get("tags")
    identity = item.get("id")
    return ParsedArticle(
        body=full or summary or title,
        headline=title or None,
        description=summary if full and summary else None,
        authors=_names(item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author")),
        publisher=context.publisher or text("title", feed) or context.feed_title,
        publisher_country=context.publisher_country,
        url=url if is_web else None,
        date_published=published or modified or None,
        date_published_source="feed" if published or modified else None,
        date_modified=modified if published and modified else None,
        language=text("language") or text("language", feed) or context.declared_language,
        keywords=[tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else [],
        is_summary=not full,
        source_id=str(identity) if isinstance(identity, str | int) else None,
        refused_link=None if is_web else url,
    )


def _parse_json_feed(text: str, context: ParseContext) -> list[ParsedArticle]:
    """Articles of a JSON Feed.

    Raises:
        RejectError: bad_feed, bad_json, too_deep.
    """
    feed = load_json(text, context.limits.max_depth)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise RejectError("bad_feed", "not a JSON Feed: it has no list of items")
    articles = []
    for number, item in enumerate(items):
        article = _json_article(item if isinstance(item, dict) else {}, feed, context)
        article.record = number
        articles.append(article)
    return articles


def parse_feed(data: bytes, context: ParseContext) -> list[ParsedArticle]:
    """The articles of a feed, one an entry, marked `is_summary` where the feed has no full text.

    Args:
        data: the feed, not more of it than `feed_split.feed_pieces` gives at a time.
        context: `url` is the base of relative links.

    Returns:
        articles in the feed's order, `record` counting from 0; none for an empty feed.

    Raises:
        RejectError: bad_feed, bad_encoding, bad_json, too_deep, too_large.
    """
    text = decode(data, context.content_type, "feed")
    if text.lstrip(" \t\r\n\ufeff")[:1] == "{":
        return _parse_json_feed(text, context)
    return _parse_xml(without_doctype(text), context)

"""Pages and entries that a feed led to: what the feed and its list say of them counts where they do not say it themselves."""

import json

from transforms.errors import RejectError
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.records import Document, Feed, FeedEntry
from transforms.text.urls import publisher_of

_PAGES = ("html", "text")


def led_context(context: ParseContext, document: Document) -> ParseContext:
    """The context of a document with what the list says of its feed, and the feed of its language."""
    feed, entry = document.feed, document.entry
    if feed is None:
        return context
    return context._replace(
        publisher=feed.publisher,
        publisher_country=feed.country,
        declared_language=feed.language or (entry.language if entry else None),
    )


def led_text(document: Document | None) -> str:
    """What a feed said of a document, on one line of ASCII: it is kept with what was fetched. None: nothing of it was taken."""
    if document is None:
        return json.dumps({"records": []})
    said = {
        "feed": document.feed and document.feed._asdict(),
        "entry": document.entry and document.entry._replace(tokens=[])._asdict(),
        "records": None if document.records is None else list(document.records),
    }
    return json.dumps(said, separators=(",", ":"))


def led_document(document: Document, text: str | None) -> Document:
    """The document with what `led_text` kept; as it is where there is nothing, or nothing that can be read."""
    try:
        said = json.loads(text or "{}")
        feed, entry, records = (said.get(name) for name in ("feed", "entry", "records"))
        return document._replace(
            feed=Feed(**feed) if feed else document.feed,
            entry=FeedEntry(**entry) if entry else document.entry,
            records=[int(record) for record in records] if records is not None else document.records,
        )
    except (ValueError, TypeError, AttributeError):
        return document


def check_page(kind: str) -> None:
    """Refuse what an entry's link leads to, unless it is a page.

    Raises:
        RejectError: not_an_article.
    """
    if kind not in _PAGES:
        raise RejectError("not_an_article", f"the entry's link leads to {kind}, not to a page")


def led_article(parsed: ParsedArticle, document: Document) -> ParsedArticle:
    """An article that a feed led to, completed in place."""
    feed, entry = document.feed, document.entry
    if entry is not None:
        _complete(parsed, entry)
        if not _same_site(parsed.canonical_url, parsed.url):
            parsed.canonical_url = None  # a page cannot take the place of another publisher's article
    if feed is not None and feed.agency and parsed.source_organization is None:
        parsed.source_organization, parsed.source_organization_evidence = feed.agency, "credit"
    return parsed


def _complete(parsed: ParsedArticle, entry: FeedEntry) -> None:
    """Date and authors of the entry, for a page that has none."""
    if parsed.date_published is None and entry.published:
        parsed.date_published, parsed.date_published_source = entry.published, "feed"
    if parsed.date_modified is None:
        parsed.date_modified = entry.modified
    if not parsed.authors:
        parsed.authors.extend(entry.author)


def _same_site(one: str | None, other: str | None) -> bool:
    """Whether two addresses are of one publisher."""
    if one is None or other is None:
        return True
    return publisher_of(one) == publisher_of(other)

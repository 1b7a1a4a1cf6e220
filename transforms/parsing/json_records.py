"""JSON records to articles: one object an article, under the usual names of fields, schema.org's, or IPTC ninjs."""

from datetime import UTC, datetime
from typing import Any, Final

from transforms.errors import RejectError
from transforms.parsing.authors import clean_authors
from transforms.parsing.encoding import decode
from transforms.parsing.html_tree import fragment_text, has_markup, inline_text
from transforms.parsing.json_reading import load_json, sound_text
from transforms.parsing.ninjs import flatten_ninjs, is_ninjs
from transforms.parsing.parsed import ParseContext, ParsedArticle

_BODY: Final = (
    "article_body",
    "articleBody",
    "body",
    "text",
    "content",
    "full_text",
    "fulltext",
    "body_text",
    "maintext",
    "main_text",
)
_TITLE: Final = ("headline", "title", "name")
_SUMMARY: Final = ("description", "summary", "abstract", "standfirst", "teaser", "excerpt", "lead")
_URL: Final = ("url", "link", "canonical_url", "permalink", "source_url", "uri", "mainEntityOfPage", "@id")
_PUBLISHED: Final = (
    "date_published", "datePublished", "published", "published_at", "publishedAt", "publish_date", "pub_date", "pubDate",
    "published_date", "publication_date", "date", "date_publish", "timestamp", "created_at", "dateCreated",
)  # fmt: skip
_MODIFIED: Final = ("date_modified", "dateModified", "modified", "updated", "updated_at", "updatedAt", "date_modify")
_AUTHORS: Final = ("authors", "author", "byline", "creator", "by")
_PUBLISHER: Final = ("publisher", "source", "site_name", "source_name", "outlet", "domain", "source_domain")
_LANGUAGE: Final = ("in_language", "inLanguage", "language", "lang")
_ID: Final = ("id", "guid", "identifier", "_id", "uuid", "source_id")
_AGENCY: Final = ("agency", "source_organization", "sourceOrganization", "news_agency")
_SUBTITLE: Final = ("alternative_headline", "alternativeHeadline", "subtitle")
_COPYRIGHT: Final = ("copyright_notice", "copyrightNotice", "copyrightnotice", "copyright")
_MAX_SECONDS: Final = 253_402_300_799  # 9999-12-31; larger numbers are milliseconds


def _first(obj: dict[str, Any], names: tuple[str, ...]) -> Any:
    """The first field present that is not null or empty."""
    for name in names:
        value = obj.get(name)
        if value is not None and value != "" and value != [] and value != {}:
            return value
    return None


def _bad(what: str, value: Any) -> RejectError:
    """The reject for a field of the wrong type."""
    return RejectError("bad_field", f"{what} is {type(value).__name__}, not text")


def _text(value: Any, what: str) -> str | None:
    """A text field; an object stands for its name or value, a list for its first element.

    Raises:
        RejectError: bad_field.
    """
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = _first(value, ("name", "title", "value", "@value", "@id", "url", "literal"))
    if value is None:
        return None
    if not isinstance(value, str):
        raise _bad(what, value)
    return sound_text(value).strip() or None


def _body_text(value: Any, what: str, max_depth: int) -> str:
    """A body as paragraphs: HTML is cleaned, a list is one of paragraphs, line ends part them where no blank line does.

    Raises:
        RejectError: bad_field, too_deep, too_large.
    """
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "\n\n".join(value)
    if not isinstance(value, str):
        raise _bad(what, value)
    text = sound_text(value).replace("\r\n", "\n").replace("\r", "\n")
    if has_markup(text):
        return fragment_text(text, max_depth)
    text = text.strip()
    return text if "\n\n" in text else text.replace("\n", "\n\n")


def _moment(value: Any) -> str | None:
    """A date as written; seconds or milliseconds since 1970 become ISO 8601.

    Raises:
        RejectError: bad_field.
    """
    if isinstance(value, dict):
        value = _first(value, ("$date", "value", "@value", "iso", "date"))
    if value is None or isinstance(value, str):
        return sound_text(value).strip() or None if value else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad("the date", value)
    seconds = value / 1000 if abs(value) > _MAX_SECONDS / 10 else value
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _names(value: Any) -> list[str]:
    """Names of people: a string, a list of strings, an object with a name, or a list of those.

    Raises:
        RejectError: bad_field.
    """
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = _first(item, ("name", "full_name", "literal", "value", "title"))
            if item is None:
                continue
        if item is None:
            continue
        if not isinstance(item, str):
            raise _bad("an author", item)
        names.append(sound_text(item))
    return clean_authors(names)


def _keywords(value: Any) -> list[str]:
    """Keywords: a list of texts or named objects, or one text parted by commas. What is neither is left out."""
    if isinstance(value, str):
        value = value.split(",")
    words = []
    for item in value if isinstance(value, list) else []:
        word = _first(item, ("name", "value", "literal", "term")) if isinstance(item, dict) else item
        if isinstance(word, str) and word.strip():
            words.append(" ".join(sound_text(word).split()))
    return words


def _flag(value: Any) -> bool | None:
    """A boolean, also as schema.org's text."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower().rpartition("/")[2])
    return value if isinstance(value, bool) else None


def parse_json_record(obj: Any, context: ParseContext, record: int | None = None) -> ParsedArticle:
    """One JSON object as one article; it is never split as a digest.

    Args:
        obj: the value as read by `json_reading.load_json`.
        context: of the document.
        record: its number in the container.

    Raises:
        RejectError: not_an_object, bad_field, no_text (neither a body nor a summary), not_an_article (a picture or a video).
    """
    if not isinstance(obj, dict):
        raise RejectError("not_an_object", f"a JSON record that is {type(obj).__name__}, not an object")
    if is_ninjs(obj):
        obj = flatten_ninjs(obj)
    depth = context.limits.max_depth
    raw_body, raw_summary = _first(obj, _BODY), _first(obj, _SUMMARY)
    body = _body_text(raw_body, "the body", depth) if raw_body is not None else ""
    summary = _body_text(raw_summary, "the summary", depth) if raw_summary is not None else ""
    if not body and not summary:
        raise RejectError("no_text", f"no text in a record with the fields {', '.join(list(obj)[:12]) or '(none)'}"[:400])
    title = _text(_first(obj, _TITLE), "the title")
    identity = _first(obj, _ID)
    published = _moment(_first(obj, _PUBLISHED))
    agency, country = _text(_first(obj, _AGENCY), "the agency"), _text(obj.get("publisher_country"), "the publisher's country")
    url = _text(_first(obj, _URL), "the URL")
    return ParsedArticle(
        body=body or summary,
        headline=inline_text(title, depth) or None if title else None,
        alternative_headline=_text(
            _first(obj, ("alternative_headline", "alternativeHeadline", "subtitle")), "the second headline"
        ),
        description=" ".join(summary.split()) if body and summary else None,
        authors=_names(_first(obj, _AUTHORS)),
        publisher=_text(_first(obj, _PUBLISHER), "the publisher") or context.publisher,
        publisher_country=country.upper() if country else context.publisher_country,
        url=url,
        date_published=published,
        date_published_source="meta" if published else None,
        date_modified=_moment(_first(obj, _MODIFIED)),
        language=_text(_first(obj, _LANGUAGE), "the language") or context.declared_language,
        source_organization=agency,
        source_organization_evidence="credit" if agency else None,
        credit_text=_text(_first(obj, ("credit_text", "creditText", "credit")), "the credit"),
        dateline=_text(obj.get("dateline"), "the dateline"),
        copyright_notice=_text(
            _first(obj, ("copyright_notice", "copyrightNotice", "copyrightnotice", "copyright")), "the copyright"
        ),
        section=_text(_first(obj, ("article_section", "articleSection", "section", "category")), "the section"),
        keywords=_keywords(_first(obj, ("keywords", "tags"))),
        is_summary=not body or _flag(obj.get("is_summary")) is True,
        is_accessible_for_free=_flag(_first(obj, ("is_accessible_for_free", "isAccessibleForFree"))),
        source_id=str(identity) if isinstance(identity, str | int) and not isinstance(identity, bool) else None,
        record=record,
    )


def parse_json(data: bytes, context: ParseContext) -> list[ParsedArticle]:
    """The articles of a JSON text: of one object, or of a list of them.

    A list fails with its first bad record: `containers.pieces` cuts it up so that each fails for itself.

    Raises:
        RejectError: bad_encoding, bad_json, too_deep, and those of `parse_json_record`.
    """
    value = load_json(decode(data, context.content_type, "json"), context.limits.max_depth)
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [parse_json_record(item, context, number) for number, item in enumerate(value)]
    return [parse_json_record(value, context)]

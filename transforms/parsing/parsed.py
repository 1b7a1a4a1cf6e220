"""What a format's parser hands to `transforms.parsing.normalise`: one article as found, before anything is normalised."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from transforms.errors import RejectError
from transforms.limits import Limits

_MAX_TEXT: Final = 3_000_000  # characters: several books; many steps look at all of a text


class ParseContext(NamedTuple):
    """What is known of the input from outside its bytes."""

    source_uri: str  # as opened: absolute path or URL
    limits: Limits = Limits()
    content_type: str | None = None  # of an HTTP response
    url: str | None = None  # where the bytes were fetched from, if that is known
    feed_title: str | None = None
    declared_language: str | None = None  # of the feed or the list it came from
    publisher: str | None = None
    publisher_country: str | None = None  # ISO 3166-1 alpha-2
    retrieved_at: int = 0  # microseconds UTC


@dataclass
class ParsedArticle:
    """One article as a parser found it. Texts may still hold escapes, odd spaces and boilerplate."""

    body: str = ""  # paragraphs parted by a blank line
    headline: str | None = None
    alternative_headline: str | None = None
    description: str | None = None
    authors: list[str] = field(default_factory=list)
    publisher: str | None = None
    publisher_country: str | None = None
    url: str | None = None
    canonical_url: str | None = None  # as the page names it
    date_published: str | None = None  # as written; normalise reads it
    date_published_source: str | None = None  # json-ld, meta, feed, text, url, filename
    date_modified: str | None = None
    language: str | None = None  # as declared
    source_organization: str | None = None  # the agency
    source_organization_evidence: str | None = None  # byline, dateline, signature, credit
    credit_text: str | None = None
    dateline: str | None = None
    copyright_notice: str | None = None
    section: str | None = None
    keywords: list[str] = field(default_factory=list)
    is_summary: bool = False
    is_accessible_for_free: bool | None = None
    source_id: str | None = None
    source_format: str = ""
    record: int | None = None  # number of the record in its container
    part: int = 0  # 0.. in a digest
    cleaned: bool = False  # the parser took boilerplate, byline and dateline out already
    dropped: list[tuple[str, str]] = field(default_factory=list)  # (rule, text) of what was taken out, for `parse --why`
    refused_link: str | None = None  # what a feed's entry names as its page where that is no web address


def check_length(length: int, what: str) -> None:
    """Refuse more text than any article has.

    Args:
        length: characters of text, markup apart.
        what: names the text, with its article: `a page`.

    Raises:
        RejectError: too_large.
    """
    if length > _MAX_TEXT:
        raise RejectError("too_large", f"{what} of {length} characters of text; at most {_MAX_TEXT} are read")

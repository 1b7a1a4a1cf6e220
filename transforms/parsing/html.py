"""A web page to its article: one parse of the page for metadata and text."""

from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from transforms.errors import RejectError
from transforms.parsing.encoding import decode
from transforms.parsing.html_body import lighten, read_body, split_signature
from transforms.parsing.html_kind import refuse_non_article
from transforms.parsing.html_metadata import read_metadata
from transforms.parsing.html_tree import parse_tree
from transforms.parsing.parsed import ParseContext, ParsedArticle, check_length

_SCHEMES: Final = ("http://", "https://")
_IMAGES: Final = etree.XPath("count(//img)")


def _text_length(tree: HtmlElement) -> int:
    """Characters of a page's text, its scripts apart."""
    return len(tree.text_content()) - sum(len(element.text or "") for element in tree.iter("script"))


def parse_html(data: bytes, context: ParseContext) -> list[ParsedArticle]:
    """The article of a page.

    Args:
        data: the page as fetched.
        context: `url` and `content_type` of the response; `declared_language` and `publisher` of the list that led here.

    Returns:
        one article.

    Raises:
        RejectError: bad_encoding, bad_html, too_deep, too_large; no_text; not_an_article with what was seen.
    """
    depth = context.limits.max_depth
    url = context.url or (context.source_uri if context.source_uri.startswith(_SCHEMES) else None)
    source = decode(data, context.content_type, "html")
    tree = parse_tree(source, depth)
    images = int(_IMAGES(tree))
    lighten(tree)
    check_length(_text_length(tree), "a page")
    metadata = read_metadata(tree, url, source)
    body = read_body(tree, metadata, depth)
    refuse_non_article(tree, metadata, body, url, images)
    body, authors = split_signature(body, metadata.authors)
    if not body.strip():
        raise RejectError("no_text", "a page in which no article text was found")
    return [
        ParsedArticle(
            body=body,
            headline=metadata.headline,
            alternative_headline=metadata.alternative_headline,
            description=metadata.description,
            authors=authors,
            publisher=context.publisher or metadata.publisher,
            publisher_country=context.publisher_country,
            url=url,
            canonical_url=metadata.canonical_url,
            date_published=metadata.date_published,
            date_published_source=metadata.date_published_source,
            date_modified=metadata.date_modified,
            language=metadata.language or context.declared_language,
            source_organization=metadata.source_organization,
            source_organization_evidence="credit" if metadata.source_organization else None,
            credit_text=metadata.credit_text,
            copyright_notice=metadata.copyright_notice,
            section=metadata.section,
            keywords=metadata.keywords,
            is_accessible_for_free=metadata.is_accessible_for_free,
        )
    ]

"""One piece of a document to its articles, by the parser of its format."""

from transforms.errors import RejectError
from transforms.parsing.feed import parse_feed
from transforms.parsing.html import parse_html
from transforms.parsing.json_records import parse_json
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.parsing.pieces import Piece


def _parse(piece: Piece, data: bytes, context: ParseContext) -> list[ParsedArticle]:
    """The articles of a piece's bytes, by format."""
    if piece.kind in ("html", "warc"):
        return parse_html(data, context)
    if piece.kind == "feed":
        return parse_feed(data, context)
    if piece.kind in ("json", "jsonl"):
        return parse_json(data, context)
    from transforms.parsing.text import parse_text

    return parse_text(data, context)


def parse_piece(piece: Piece, context: ParseContext) -> list[ParsedArticle]:
    """The articles of one piece, numbered and marked with its format.

    Args:
        piece: a record of `containers.pieces`.
        context: of the document; the piece's own URL, media type and time go before it.

    Returns:
        articles in order; none for a feed without entries.

    Raises:
        RejectError: the piece's own error, or what its bytes cause.
    """
    if piece.error is not None:
        raise RejectError(piece.error[0], piece.error[1], piece.data)
    data = piece.data or b""
    context = context._replace(
        url=piece.url or context.url,
        content_type=piece.content_type or context.content_type,
        retrieved_at=piece.retrieved_at or context.retrieved_at,
    )
    try:
        articles = _parse(piece, data, context)
    except RecursionError as error:
        raise RejectError("too_deep", "nested deeper than the parser can follow") from error
    for index, article in enumerate(articles):
        article.source_format = piece.kind
        if piece.record is not None:
            article.record = piece.record + (article.record if article.record is not None else 0)
        elif piece.kind == "feed":
            article.record = index
    return articles

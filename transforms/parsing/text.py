"""Plain text: the fields of an article found wherever they stand, and a body without them and without furniture."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from transforms.errors import RejectError
from transforms.parsing.body import Judged, clean_body
from transforms.parsing.digest import is_prose, split_digest, unpaired_quote
from transforms.parsing.encoding import decode
from transforms.parsing.lines import Line, published_and_modified, survey
from transforms.parsing.parsed import ParseContext, ParsedArticle, check_length
from transforms.parsing.standfirst import is_standfirst
from transforms.text.boilerplate import is_sentence_end
from transforms.text.byline import parse_bare_byline, split_authors
from transforms.text.dateline import split_dateline
from transforms.text.headline import names_site
from transforms.text.paragraphs import to_blocks, without_check_marks
from transforms.text.unicode import clean, fold

_ZONE: Final = 9  # lines below the headline in which bylines, dates and a standfirst stand before the body
_MAX_STANDFIRST: Final = 60  # words
_MAIL_PREFIX: Final = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv|rif|i)\s*:\s*)+", re.IGNORECASE)
_PULLED_WORDS: Final = 20  # of a first paragraph that is no headline, even without quotation marks
_MAX_HEADLINE: Final = 40  # words
_SENTENCE_HEADLINE: Final = 16  # words of a headline that ends in a full stop


def parse_text(data: bytes, context: ParseContext) -> list[ParsedArticle]:
    """Parse a plain text.

    Args:
        data: its bytes, in any encoding that `decode` tells.
        context: what is known of it from outside.

    Returns:
        one article, or each article of a digest with its `part`; `cleaned` is set; `dropped` says what was taken out and why.

    Raises:
        RejectError: `empty` for white space, `bad_encoding` for bytes that are no text, `no_text` for nothing but furniture,
            `too_large`.
    """
    decoded = decode(data, context.content_type, "text")
    check_length(len(decoded), "a file")
    text = clean(decoded)
    if not text:
        raise RejectError("empty", "only white space")
    blocks = [block for line in to_blocks(text) if (block := without_check_marks(line))]
    header, parts = split_digest(survey(blocks))
    articles = [article for part in parts if (article := _article(part, len(parts) > 1)).body]
    if not articles:
        raise RejectError("no_text", f"no paragraph of text in {len(blocks)} lines")
    digest_date, _ = published_and_modified(header)
    for part, article in enumerate(articles):
        article.part = part
        if digest_date and article.date_published is None:
            article.date_published, article.date_published_source = digest_date, "text"
    articles[0].dropped[:0] = [("digest_title", line.text) for line in header]
    return articles


def _article(lines: list[Line], in_digest: bool) -> ParsedArticle:
    """One article from its lines."""
    article = ParsedArticle(source_format="text", cleaned=True)
    lines = _without_pull_quote(lines, article)
    headline = _take_headline(lines, article)
    _drop_repeated_headline(lines, article)
    head_end = _head_end(lines, headline)
    _take_bare_bylines(lines, headline, head_end)
    _take_standfirst(lines, headline, head_end, article)
    _take_fields(lines, article)
    _take_dates(lines, article, head_end)
    _take_url(lines, article)
    _take_bylines(lines, article, head_end)
    if in_digest:
        _unwrap_quotes(lines)
    _take_body(lines, article, head_end)
    return article


def _drop(article: ParsedArticle, line: Line, rule: str) -> None:
    article.dropped.append((rule, line.text))
    line.kind = "taken"


def _without_pull_quote(lines: list[Line], article: ParsedArticle) -> list[Line]:
    """Without a first paragraph that stands in the text again: a quotation pulled out to the top."""
    first = next((index for index, line in enumerate(lines) if line.kind == "text"), None)
    if first is not None:
        text = lines[first].text
        quoted = text[0] in '"“«„' or text.count(" ") >= _PULLED_WORDS
        if quoted and text.count(" ") >= 5 and is_sentence_end(text) and any(line.text == text for line in lines[first + 2 :]):
            _drop(article, lines[first], "pull_quote")
    return lines


def _take_headline(lines: list[Line], article: ParsedArticle) -> int:
    """The index of the headline's line, or -1 for a text without one. A short line above it is the section."""
    for index, line in enumerate(lines):
        if line.kind == "field" and line.rule == "headline":
            article.headline = _MAIL_PREFIX.sub("", line.value)
            return index
        if line.kind == "text":
            following = list(islice((other for other in lines[index + 1 :] if other.kind == "text"), 2))
            if _is_section(line, following):
                article.section = line.text.strip(" :|")
                _drop(article, line, "section")
                continue
            if not _is_headline(line.text, bool(following)):
                return -1
            article.headline = line.text
            line.kind = "taken"
            return index
    return -1


def _drop_repeated_headline(lines: Sequence[Line], article: ParsedArticle) -> None:
    head = fold(article.headline or "")
    for line in lines:
        if line.kind == "text" and len(line.text) <= 2 * len(head) and fold(line.text) == head:
            _drop(article, line, "repeated_headline")


def _is_section(line: Line, following: Sequence[Line]) -> bool:
    """Whether a line of one or two words stands above the real headline."""
    text = line.text
    if (
        text.count(" ") > 1
        or len(text) > 24
        or not text.isascii()
        or len(following) < 2
        or not text.replace(" ", "").strip(":|&").isalpha()
    ):
        return False
    words = following[0].text.count(" ") + 1
    return 4 <= words <= 25 and not is_sentence_end(following[0].text)


def _is_headline(text: str, has_more: bool) -> bool:
    words = text.count(" ") + 1
    if not has_more or words > _MAX_HEADLINE or len(text) > 300 or (is_sentence_end(text) and split_dateline(text) is not None):
        return False
    return text[-1] not in ".。।" or words <= _SENTENCE_HEADLINE


def _head_end(lines: Sequence[Line], headline: int) -> int:
    """The index after the last byline, date or address near the top: what is above it is no body."""
    end = headline + 1
    seen_words = 0
    for index in range(headline + 1, min(headline + 1 + _ZONE, len(lines))):
        line = lines[index]
        if line.kind in ("byline", "date", "url", "url_label", "field") or (line.kind == "credit" and seen_words == 0):
            end = index + 1
        elif line.kind == "text":
            seen_words += line.text.count(" ") + 1
            if seen_words > _MAX_STANDFIRST or (end > headline + 1 and is_prose(line.text)):
                break
    return end


def _take_bare_bylines(lines: Sequence[Line], headline: int, head_end: int) -> None:
    """Names and roles without `By`, in the head and beside another of its lines."""
    for index in range(headline + 1, min(head_end + 1, len(lines))):
        line = lines[index]
        if line.kind != "text":
            continue
        beside = [lines[at].kind for at in (index - 1, index + 1) if headline < at < len(lines)]
        if (
            any(kind in ("date", "byline", "credit") for kind in beside)
            and (byline := parse_bare_byline(line.text)) is not None
        ):
            line.kind, line.byline = "byline", byline


def _take_standfirst(lines: Sequence[Line], headline: int, head_end: int, article: ParsedArticle) -> None:
    """The paragraph between headline and byline; else a first paragraph that `is_standfirst` tells from the lead."""
    if headline < 0:
        return
    above = [line for line in lines[headline + 1 : head_end] if line.kind == "text"]
    body = [line for line in lines[head_end:] if line.kind == "text"]
    words = sum(line.text.count(" ") + 1 for line in above)
    if above and words <= _MAX_STANDFIRST and body:
        article.description = " ".join(line.text for line in above)
        for line in above:
            _drop(article, line, "standfirst")
        return
    body = [*above, *body]
    if len(body) >= 3 and is_standfirst(article.headline or "", [line.text for line in body[:4]]):
        article.description = body[0].text
        _drop(article, body[0], "standfirst")


def _take_fields(lines: Sequence[Line], article: ParsedArticle) -> None:
    """Labelled fields (mail headers, exports), and the name of the paper."""
    for line in lines:
        if line.kind == "outlet":
            article.publisher = article.publisher or line.text
            article.dropped.append(("outlet", line.text))
        if line.kind != "field":
            continue
        if line.rule == "author":
            article.authors.extend(name for name in split_authors(line.value) if name not in article.authors)
            if line.byline is None and line.credit is None:
                line.byline = parse_bare_byline(line.value)
        elif line.rule == "keywords":
            article.keywords = [word.strip() for word in re.split(r"[,;|]", line.value) if word.strip()]
        elif line.rule in ("description", "publisher", "section", "language"):
            setattr(article, line.rule, getattr(article, line.rule) or line.value)
        elif line.rule == "copyright":
            article.copyright_notice = line.value


def _take_dates(lines: Sequence[Line], article: ParsedArticle, head_end: int) -> None:
    """Date lines at the top and at the bottom; several in the middle are a timeline's and stay."""
    dated = [(index, line) for index, line in enumerate(lines) if line.dates]
    prose = [index for index, line in enumerate(lines) if line.kind == "text"]
    last = prose[-1] if prose else len(lines)
    middle = [line for index, line in dated if head_end <= index < last and line.kind == "date"]
    if len(middle) >= 3:
        for line in middle:
            line.kind, line.dates = "text", []
    ordered = [line for index, line in dated if index < head_end] + [line for index, line in dated if index >= head_end]
    article.date_published, article.date_modified = published_and_modified([line for line in ordered if line.dates])
    if article.date_published:
        article.date_published_source = "text"
    for line in ordered:
        if line.kind == "date":
            if line.place and names_site(line.place):
                article.publisher = article.publisher or line.place
            elif line.place and line.byline is None:
                article.dateline = article.dateline or line.text
            article.dropped.append(("date", line.text))


def _take_url(lines: Sequence[Line], article: ParsedArticle) -> None:
    """The article's own address: labelled as such, else the first at the top, else the last."""
    found: list[tuple[int, str]] = []
    label = False
    first_text = next((index for index, line in enumerate(lines) if line.kind == "text"), len(lines))
    for index, line in enumerate(lines):
        if line.kind == "url_label":
            label = True
            continue
        if line.kind == "url":
            rank = 0 if label or line.rule == "labelled" else 3 if line.rule else 1 if index < first_text else 2
            found.append((rank, line.value))
            article.dropped.append(("url", line.text))
        label = False
    if found:
        rank, url = (
            min(found, key=lambda one: one[0]) if min(found)[0] < 2 else [one for one in found if one[0] == min(found)[0]][-1]
        )
        article.url = ("https://" + url if url.lower().startswith("www.") else url) if rank < 3 else None


def _take_bylines(lines: Sequence[Line], article: ParsedArticle, head_end: int) -> None:
    """Authors and the agency of bylines; those in the head count first, those further down only where the head has none."""
    named = [line for line in lines if line.byline is not None]
    head = [line for line in lines[:head_end] if line.byline is not None]
    for line in head or named:
        if line.byline is None:
            continue
        article.authors.extend(name for name in line.byline.authors if name not in article.authors)
        if line.byline.agency and article.source_organization is None:
            article.source_organization, article.source_organization_evidence = line.byline.agency, "byline"
            mixed = line.kind == "byline" and bool(line.byline.authors)
            article.credit_text = article.credit_text or (line.text if mixed else None)
    article.dropped.extend(("byline", line.text) for line in named if line.kind == "byline")


def _unwrap_quotes(lines: Sequence[Line]) -> None:
    """Take off the quotation marks around a whole article that a digest quotes."""
    texts = [line for line in lines if line.kind == "text"]
    if not texts:
        return
    first, last = texts[0], texts[-1]
    opens, closes = unpaired_quote(first.text, at_end=False), unpaired_quote(last.text, at_end=True)
    if closes and (opens or not any(unpaired_quote(line.text, at_end=False) for line in texts)):
        last.text = last.text[:-1].rstrip()
    if opens and closes:
        first.text = first.text[1:].lstrip()


def _take_body(lines: Sequence[Line], article: ParsedArticle, head_end: int) -> None:
    """The body from what is left, without furniture, credits, dateline and signature."""
    rest = [
        Judged(line.text, line.rule if line.kind in ("furniture", "end") else None, line.credit)
        for line in lines
        if line.kind in ("text", "furniture", "credit", "end")
    ]
    top = sum(1 for line in lines[:head_end] if line.kind in ("text", "furniture", "credit", "end"))
    clean_body(rest, article, top)

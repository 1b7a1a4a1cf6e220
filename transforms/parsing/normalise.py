"""From a parsed article of any format to the record that is stored: one place for every rule that formats share."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

import xxhash

from transforms.errors import RejectError
from transforms.parsing.body import attribute, clean_body, judge
from transforms.parsing.parsed import ParseContext, ParsedArticle, check_length
from transforms.records import Article
from transforms.text.agency import find_agency, parse_credit
from transforms.text.boilerplate import classify
from transforms.text.byline import parse_bare_byline, parse_byline, split_authors
from transforms.text.dates import PublicationDate, is_absurd, parse_date
from transforms.text.headline import clean_headline, split_site_name
from transforms.text.language import detect_language
from transforms.text.paragraphs import to_blocks, without_check_marks
from transforms.text.unicode import clean, clean_line, fold
from transforms.text.urls import (
    Publisher,
    canonical_url,
    filename_date,
    identity_key,
    publisher_named,
    publisher_of,
    url_date,
    url_year,
)

_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W_]+(?:['’.-][^\W_]+)*")
_MONTH_FIRST: Final = frozenset({"US", "PH"})  # countries that write month before day
_NO_YEAR: Final = re.compile(r"XXXX-(\d\d)-(\d\d)")


def count_words(text: str) -> int:
    """Words of a text; each character of Chinese, Japanese and Thai counts as one."""
    return len(_WORD.findall(text))


def normalise(parsed: ParsedArticle, context: ParseContext) -> Article:
    """Make the stored record of a parsed article.

    Args:
        parsed: as its parser found it; it is not changed, but its `dropped` list grows by what is taken out here.
        context: what is known of the input from outside.

    Returns:
        the article, revision 0. Normalising what came out again changes nothing.

    Raises:
        RejectError: `no_text` for a body without the least number of words, `too_large`.
    """
    check_length(len(parsed.body), "an article")
    work = _body(parsed)
    words = count_words(work.body)
    if words < max(1, context.limits.min_words):
        raise RejectError("no_text", f"{words} words of text, at least {max(1, context.limits.min_words)} are needed")
    url = _url(parsed, context)
    publisher = _publisher(parsed, context, url)
    headline, site = _headline(parsed, publisher, url)
    if publisher is None and site is not None:
        publisher = publisher_named(site) or Publisher(site, None, False)
    authors = _authors(parsed, work, publisher)
    published, source = _published(parsed, work, context, url, publisher)
    modified = _moment(parsed.date_modified, context, publisher)
    language = detect_language(work.body, parsed.language or context.declared_language)
    source_uri = context.source_uri if parsed.record is None else f"{context.source_uri}#{parsed.record}"
    return Article(
        article_id=_identity(url, publisher, headline, work.body, parsed.part),
        revision=0,
        url=url,
        headline=headline,
        alternative_headline=_other(parsed.alternative_headline, headline),
        description=_other(parsed.description, headline),
        article_body=work.body,
        author=authors,
        publisher=publisher.name if publisher else None,
        publisher_country=publisher.country if publisher else None,
        source_organization=work.source_organization,
        source_organization_evidence=work.source_organization_evidence,
        credit_text=clean_line(work.credit_text),
        dateline=clean_line(work.dateline),
        date_published=published.micros if published else None,
        date_published_offset=published.offset if published else None,
        date_published_precision=published.precision if published else None,
        date_published_source=source,
        date_modified=modified.micros if modified else None,
        in_language=language.code,
        language_confidence=language.confidence,
        word_count=words,
        body_sha256=hashlib.sha256(work.body.encode("utf-8")).hexdigest(),
        is_summary=parsed.is_summary,
        is_accessible_for_free=parsed.is_accessible_for_free,
        article_section=clean_line(parsed.section),
        keywords=_keywords(parsed.keywords),
        copyright_notice=clean_line(work.copyright_notice),
        source_uri=source_uri,
        source_id=clean_line(parsed.source_id),
        source_format=parsed.source_format,
        part=parsed.part,
        retrieved_at=context.retrieved_at,
        published_date=published.local_day if published else None,
    )


def _body(parsed: ParsedArticle) -> ParsedArticle:
    """A copy with a clean body and with what the body tells of dateline, agency and credit."""
    work = ParsedArticle(
        date_published=parsed.date_published,
        date_published_source=parsed.date_published_source,
        source_organization=_known_agency(parsed.source_organization),
        source_organization_evidence=parsed.source_organization_evidence,
        credit_text=parsed.credit_text,
        dateline=parsed.dateline,
        copyright_notice=parsed.copyright_notice,
        dropped=parsed.dropped,
    )
    text = clean(parsed.body)
    if parsed.cleaned:
        work.body = text
        return work
    paragraphs = [block for line in to_blocks(text) if (block := without_check_marks(line))]
    clean_body(judge(_without_head(paragraphs, parsed, work)), work)
    if not work.body and paragraphs:  # all of it looked like furniture: better kept than lost
        work.body = "\n\n".join(paragraphs)
    return work


def _known_agency(name: str | None) -> str | None:
    return (find_agency(name) or clean_line(name)) if name else None


def _without_head(paragraphs: list[str], parsed: ParsedArticle, work: ParsedArticle) -> list[str]:
    """Paragraphs without those that only repeat headline, byline or date at the top of the text."""
    head = fold(clean_line(parsed.headline) or "")
    taken: list[int] = []
    for index, paragraph in enumerate(paragraphs[:4]):
        byline = parse_byline(paragraph) if paragraph.count(" ") < 24 else None
        if head and fold(paragraph) == head:
            rule = "repeated_headline"
        elif byline is not None:
            rule = "byline"
            attribute(work, byline.agency, "byline")
            if not parsed.authors:
                parsed.authors.extend(byline.authors)
        elif len(paragraph) <= 80 and parse_date(paragraph) is not None:
            rule = "date"
            if work.date_published is None:
                work.date_published, work.date_published_source = paragraph, "text"
        elif classify(paragraph):
            continue  # furniture, which is taken out later, may stand among them
        else:
            break
        work.dropped.append((rule, paragraph))
        taken.append(index)
    rest = [paragraph for index, paragraph in enumerate(paragraphs) if index not in taken]
    return rest or paragraphs


def _url(parsed: ParsedArticle, context: ParseContext) -> str | None:
    for candidate in (parsed.canonical_url, parsed.url, context.url):
        if candidate and (url := canonical_url(candidate)):
            return url
    return None


def _publisher(parsed: ParsedArticle, context: ParseContext, url: str | None) -> Publisher | None:
    """By the known host of the address, else as the page or the context names it, else the host itself."""
    by_url = publisher_of(url) if url else None
    if by_url is not None and by_url.known:
        return by_url
    for name, country in ((parsed.publisher, parsed.publisher_country), (context.publisher, context.publisher_country)):
        text = clean_line(name)
        if text:
            known = publisher_named(text)
            if known is not None:
                return known
            return Publisher(text, country or (by_url.country if by_url else None), False)
    if by_url is not None and context.publisher_country and not by_url.country:
        return by_url._replace(country=context.publisher_country)
    return by_url


def _headline(parsed: ParsedArticle, publisher: Publisher | None, url: str | None) -> tuple[str | None, str | None]:
    title = clean_line(parsed.headline)
    if title is None:
        return None, None
    host = urlsplit(url).hostname if url else None
    title, site = split_site_name(title, publisher.name if publisher else None, host)
    return clean_headline(title), site


def _other(text: str | None, headline: str | None) -> str | None:
    """A text that is not merely the headline again."""
    line = clean_line(text)
    return None if line is None or (headline is not None and fold(line) == fold(headline)) else line


def _authors(parsed: ParsedArticle, work: ParsedArticle, publisher: Publisher | None) -> list[str]:
    """Persons only; an agency among the authors is evidence by byline."""
    people: list[str] = []
    for entry in parsed.authors:
        text = clean_line(entry)
        if not text:
            continue
        agency = find_agency(text)
        byline = None if agency else parse_byline(text) or parse_bare_byline(text)
        agency = agency or (byline.agency if byline else None)
        if agency and not (publisher and find_agency(publisher.name) == agency and work.source_organization):
            attribute(work, agency, "byline")
        people.extend(name for name in split_authors(text) if name not in people)
    if work.credit_text is not None and work.source_organization is None and (credit := parse_credit(work.credit_text)):
        attribute(work, credit.agency, "credit")
    return people


def _published(
    parsed: ParsedArticle, work: ParsedArticle, context: ParseContext, url: str | None, publisher: Publisher | None
) -> tuple[PublicationDate | None, str | None]:
    """The date of publication and its source: as the parser found it, else from the address, else from the file's name."""
    written = work.date_published
    if written and (yearless := _NO_YEAR.fullmatch(written)):
        year = url_year(url) if url else None
        by_url = url_date(url) if url else None
        year = year or (by_url.local_day.year if by_url else None)
        written = f"{year}-{yearless[1]}-{yearless[2]}" if year else None
    moment = _moment(written, context, publisher)
    if moment is not None:
        return moment, work.date_published_source or "text"
    for found, source in ((url_date(url) if url else None, "url"), (_by_filename(parsed, context), "filename")):
        if found is not None and not is_absurd(found, context.retrieved_at):
            return found, source
    return None, None


def _by_filename(parsed: ParsedArticle, context: ParseContext) -> PublicationDate | None:
    """The day in the name of a file that is one article; a container's name and an address's tell of something else."""
    no_file = context.source_uri.startswith(("http://", "https://", "kafka://"))
    if parsed.record is not None or context.feed_title is not None or no_file:
        return None
    return filename_date(context.source_uri.rsplit("/", 1)[-1])


def _moment(written: str | None, context: ParseContext, publisher: Publisher | None) -> PublicationDate | None:
    if not written:
        return None
    country = publisher.country if publisher else context.publisher_country
    found = parse_date(clean_line(written) or "", country in _MONTH_FIRST)
    return None if found is None or is_absurd(found, context.retrieved_at) else found


def _keywords(words: list[str]) -> list[str]:
    return list(dict.fromkeys(line for word in words if (line := clean_line(word))))


def article_id_of_url(url: str, part: int = 0) -> str:
    """The id of the article at a canonical address (and of which part, in a digest): 32 hexadecimal digits."""
    return _hashed("url", identity_key(url), *((str(part),) if part else ()))


def _identity(url: str | None, publisher: Publisher | None, headline: str | None, body: str, part: int) -> str:
    """By the canonical address (and the part of a digest), else by publisher, headline and body."""
    if url:
        return article_id_of_url(url, part)
    return _hashed("text", publisher.name if publisher else "", headline or "", body)


def _hashed(*key: str) -> str:
    return xxhash.xxh3_128_hexdigest("\0".join(key).encode("utf-8"))

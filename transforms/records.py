"""The records that travel through the pipeline and the rows of the tables, all of them immutable NamedTuples.

This module imports nothing of Beam, so that worker processes stay small; `transforms.coders` registers a RowCoder for each.
Rules that the coders set: `Optional[X]` and not `X | None`, `Sequence[X]` for lists, no postponed annotations; a new field
is optional and goes last. Moments are integers: microseconds since 1970-01-01T00:00:00Z. Names are the snake_case of
schema.org's NewsArticle, TIMEX3 (ISO-TimeML), SDMX, ISO 4217, ISO 3166-1 and UCUM.
"""

import datetime
import decimal
from collections.abc import Sequence
from typing import NamedTuple, Optional

Micros = int
"""Microseconds since 1970-01-01T00:00:00Z."""


class Feed(NamedTuple):
    """One feed of a list: where it is, and what its publisher does not say in it."""

    url: str
    publisher: Optional[str] = None
    country: Optional[str] = None  # ISO 3166-1 alpha-2
    language: Optional[str] = None  # BCP 47
    agency: Optional[str] = None  # whose texts all of it are
    pages: str = "auto"  # auto: fetch the page of an entry that has only a summary; always; never
    pace: Optional[float] = None  # seconds between requests to one host; None: as set


class FeedEntry(NamedTuple):
    """One entry of a feed: by what it is known again, and what it says of its page."""

    feed_uri: str
    tokens: Sequence[str]  # `transforms.fetching.entries.tokens_of`
    link: Optional[str]
    published: Optional[str] = None  # as written
    modified: Optional[str] = None
    author: Sequence[str] = ()
    language: Optional[str] = None  # as declared
    tries: int = 0  # runs in which its page could not be had
    not_before: Micros = 0  # when it may be tried again


class Document(NamedTuple):
    """One input to be read: a file, a range of records of a container file, or bytes that came over a topic."""

    source_uri: str  # as opened: absolute path or URL, not percent-encoded
    retrieved_at: Micros
    kind: str = ""  # text, html, feed, json, jsonl, warc; empty: by name, then by content
    content: Optional[bytes] = None  # None: a local file, read in the worker process
    offset: int = 0  # first byte of a range of a container
    length: int = -1  # bytes of the range; -1: to the end
    first_record: int = 0  # number of the first record in the range
    size: int = -1  # of the whole file, in bytes; -1: unknown
    mtime: Optional[Micros] = None
    etag: Optional[str] = None
    path: Optional[str] = None  # where the bytes are, when that is not source_uri (standard input, spooled)
    url: Optional[str] = None  # address of the content, where neither it nor source_uri says so (a message's key)
    preceding: Optional[int] = None  # of a message: the offset that its reader dealt with before
    content_type: Optional[str] = None  # of an HTTP response
    feed: Optional[Feed] = None  # the feed that it is, or that led to it
    entry: Optional[FeedEntry] = None  # the entry that led to it; None: it is the feed itself
    records: Optional[Sequence[int]] = None  # only these records of it are meant; None: all


class Article(NamedTuple):
    """One article as one publisher ran it, cleaned."""

    article_id: str
    revision: int  # 0, 1, ...: the same identity with another body
    url: Optional[str]  # canonical
    headline: Optional[str]
    alternative_headline: Optional[str]
    description: Optional[str]  # the standfirst
    article_body: str  # paragraphs parted by a blank line
    author: Sequence[str]
    publisher: Optional[str]
    publisher_country: Optional[str]  # ISO 3166-1 alpha-2
    source_organization: Optional[str]  # the agency: AFP, Reuters, ...
    source_organization_evidence: Optional[str]  # byline, dateline, signature, credit
    credit_text: Optional[str]
    dateline: Optional[str]
    date_published: Optional[Micros]
    date_published_offset: Optional[int]  # minutes from UTC; None if unknown
    date_published_precision: Optional[str]  # second, minute, day
    date_published_source: Optional[str]  # json-ld, meta, feed, text, url, filename
    date_modified: Optional[Micros]
    in_language: Optional[str]  # BCP 47
    language_confidence: Optional[float]
    word_count: int
    body_sha256: str
    is_summary: bool  # only the feed's summary was to be had
    is_accessible_for_free: Optional[bool]
    article_section: Optional[str]
    keywords: Sequence[str]
    copyright_notice: Optional[str]
    source_uri: str  # `#n` for a record of a container
    source_id: Optional[str]  # the input's own id: feed GUID, JSON id
    source_format: str  # text, html, feed, json, jsonl, warc
    part: int  # 0.. in a digest
    retrieved_at: Micros
    published_date: Optional[datetime.date]  # the publisher's local day; the partition


class Fact(NamedTuple):
    """One figure or date as an article states it: one row of the `facts` table (the columns are those of facts.md)."""

    kind: str  # money, quantity, percent, date
    start: int  # code points in the text
    end: int
    exact: str  # text[start:end]
    sentence: str
    rule: str
    rule_version: str
    value: Optional[decimal.Decimal] = None
    value_max: Optional[decimal.Decimal] = None
    bound: Optional[str] = None  # eq, gt, ge, lt, le, approx
    unit: Optional[str] = None  # ISO 4217, UCUM, 1, %, [pp]
    unit_text: Optional[str] = None
    direction: Optional[str] = None  # up, down, flat
    change_kind: Optional[str] = None  # by, to, from
    baseline_start: Optional[datetime.date] = None
    baseline_end: Optional[datetime.date] = None
    flow: Optional[str] = None  # import, export, trade, balance
    reporter: Optional[str] = None  # ISO 3166-1 alpha-2, EU, EA
    partner: Optional[str] = None
    commodity: Optional[str] = None
    measure: Optional[str] = None
    period_start: Optional[datetime.date] = None
    period_end: Optional[datetime.date] = None
    timex_type: Optional[str] = None  # DATE, TIME, DURATION, SET
    timex_value: Optional[str] = None
    timex_mod: Optional[str] = None
    converts: Optional[str] = None  # fact_id
    qualifies: Optional[str] = None  # fact_id
    attributed_to: Optional[str] = None
    fact_id: str = ""
    article_id: str = ""
    revision: int = 0


class Signature(NamedTuple):
    """What dedup needs of an article, packed: see `transforms.similarity.signing`."""

    article_id: str
    revision: int
    publisher: Optional[str]
    source_organization: Optional[str]
    in_language: Optional[str]
    date_published: Optional[Micros]
    date_published_precision: Optional[str]
    retrieved_at: Micros
    body_sha256: str
    word_count: int
    fingerprints: bytes  # little-endian uint64, sorted, unique
    words: bytes  # little-endian uint32, the hashed normalised words in order
    flags: bytes  # one byte a word: quoted, number, name, lead
    signature_version: str
    published_date: Optional[datetime.date]
    source_organization_evidence: Optional[str] = None


class CopyLink(NamedTuple):
    """Evidence that one article is a copy of another: one row of the `links` table."""

    article_id: str
    is_based_on: str  # the other article's id
    probability: float
    containment: float  # weighted share of the shorter text's shingles that the other holds
    shared_words: int
    method: str
    signature_version: str
    published_date: Optional[datetime.date]  # of article_id
    judged_before: Optional[int] = None  # how often the pair was; of a pair's rows the one with the most counts. None: never


class LinkSet(NamedTuple):
    """Links of many pairs on their way through a shuffle (`transforms.packing`)."""

    link_count: int
    packed: bytes


class Copy(NamedTuple):
    """One member of a story."""

    article_id: str
    url: Optional[str]
    publisher: Optional[str]
    date_published: Optional[Micros]
    role: str  # original, copy, version
    probability: float  # that it is a copy of another member, by the texts alone


class Story(NamedTuple):
    """One story: all its copies as one row."""

    story_id: str
    article_id: str  # the canonical article
    headline: Optional[str]
    url: Optional[str]
    publisher: Optional[str]
    date_published: Optional[Micros]
    in_language: Optional[str]
    article_body: str
    source_organization: Optional[str]
    copy_count: int  # the canonical article included
    publishers: Sequence[str]
    copies: Sequence[Copy]  # the canonical article included
    first_published: Optional[Micros]
    last_published: Optional[Micros]
    merged_from: Sequence[str]
    published_date: Optional[datetime.date]


class StoryFact(NamedTuple):
    """One fact of a story, reconciled over its copies."""

    story_id: str
    story_fact_id: str
    kind: str
    exact: str  # as the first copy in the story's order states it
    sentence: str
    value: Optional[decimal.Decimal]
    value_max: Optional[decimal.Decimal]
    bound: Optional[str]
    unit: Optional[str]
    unit_text: Optional[str]
    direction: Optional[str]
    change_kind: Optional[str]
    baseline_start: Optional[datetime.date]
    baseline_end: Optional[datetime.date]
    flow: Optional[str]
    reporter: Optional[str]
    partner: Optional[str]
    commodity: Optional[str]
    measure: Optional[str]
    period_start: Optional[datetime.date]
    period_end: Optional[datetime.date]
    timex_type: Optional[str]
    timex_value: Optional[str]
    timex_mod: Optional[str]
    attributed_to: Sequence[str]
    agreement: int  # copies that state it
    copy_count: int
    article_ids: Sequence[str]
    inferred_article_ids: Sequence[str]  # those whose own date was missing
    conflict: bool
    published_date: Optional[datetime.date]  # of the story


class Reject(NamedTuple):
    """One input, or part of one, that gave no article."""

    reject_id: str
    stage: str  # read, parse, normalise, sign, facts
    reason: str  # of transforms.errors.REASONS
    message: str
    exception_type: Optional[str]
    source_uri: str
    payload: bytes  # the first 64 KiB
    payload_sha256: str
    retryable: bool
    retrieved_at: Micros


class Sighting(NamedTuple):
    """One input record that gave an article, also when the article was already there."""

    article_id: str
    revision: int
    source_uri: str
    source_id: Optional[str]
    retrieved_at: Micros
    new: bool


class SourceState(NamedTuple):
    """What is known of a feed, of an input file, of a partition whose facts were read again, or of a takedown."""

    source_uri: str
    kind: str  # feed, file, facts, forgotten
    size: Optional[int]
    mtime: Optional[Micros]
    etag: Optional[str]
    last_modified: Optional[str]
    last_polled_at: Optional[Micros]
    last_status: Optional[int]
    failures: int
    next_poll_at: Optional[Micros]
    seen_entry_ids: Sequence[str]
    moved_to: Optional[str] = None  # where permanent redirects of a feed lead
    body_sha256: Optional[str] = None  # of a feed's last body, if all of it was taken
    pending: Optional[Sequence[str]] = None  # entries whose pages are still to be fetched, each a FeedEntry in JSON


class FactSet(NamedTuple):
    """The facts of one article revision on their way through a shuffle (`transforms.packing`)."""

    article_id: str
    revision: int
    published_date: Optional[datetime.date]
    fact_count: int
    packed: bytes


class PackedArticle(NamedTuple):
    """One article on its way through a shuffle (`transforms.packing`): a third of its size, and one object to keep."""

    article_id: str
    revision: int
    published_date: Optional[datetime.date]
    packed: bytes


class PackedSignature(NamedTuple):
    """One row of `signatures` on its way through a shuffle (`transforms.packing`)."""

    article_id: str
    revision: int
    published_date: Optional[datetime.date]
    packed: bytes


class Processed(NamedTuple):
    """What the per-record chain makes of one article. All but the last two are packed."""

    article: PackedArticle
    facts: FactSet
    signature: PackedSignature
    light: Signature  # without words and flags: what finding candidates needs
    sighting: Sighting  # as of revision 0, not new


class Membership(NamedTuple):
    """One article's place in a story, as clustering found it."""

    story_id: str
    article_id: str
    merged_from: Sequence[str]  # stories that the story took in; the same on all its members


class StoryMember(NamedTuple):
    """One article of a story with all that assembling the story needs."""

    membership: Membership
    article: PackedArticle  # its latest revision
    facts: FactSet  # those of that revision
    signature: Optional[PackedSignature] = None  # that of that revision, where it is at hand


class StoryFactSet(NamedTuple):
    """The facts of one story on their way through a shuffle (`transforms.packing`)."""

    story_id: str
    published_date: Optional[datetime.date]
    fact_count: int
    packed: bytes


class PackedStory(NamedTuple):
    """One row of `stories` on its way through a shuffle (`transforms.packing`)."""

    story_id: str
    published_date: Optional[datetime.date]
    packed: bytes


class DueFeed(NamedTuple):
    """A listed feed with what is remembered of it."""

    feed: Feed
    state: Optional[SourceState]


class PolledFeed(NamedTuple):
    """A feed that was asked: what is remembered of it now, and what was before."""

    state: SourceState
    before: Optional[SourceState]

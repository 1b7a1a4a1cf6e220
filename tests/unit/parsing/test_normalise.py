"""Normalising articles of any format: dates and their sources, addresses, publishers, agencies, identity, laws."""

import datetime
import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.errors import RejectError
from transforms.parsing.normalise import count_words, normalise
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.records import Article

BODY = "The council of Orm said on Tuesday that the bridge would open in spring.\n\nIt costs 14 million crowns."
DAY = datetime.date(2022, 6, 15)
NOON_2024 = 1_709_640_000_000_000


def stored(context: ParseContext | None = None, **fields: Any) -> Article:
    values: dict[str, Any] = {"body": BODY, "headline": "Bridge opens late", "source_format": "json"} | fields
    return normalise(ParsedArticle(**values), context or ParseContext(source_uri="/in/a.json"))


DATES = [
    ({"date_published": "2022-06-15T10:30:00Z", "date_published_source": "json-ld"}, "json-ld", "second"),
    (
        {"date_published": "15 June 2022", "date_published_source": "text", "url": "https://example.org/2022/06/16/x"},
        "text",
        "day",
    ),
    (
        {"date_published": "0001-01-01", "date_published_source": "meta", "url": "https://example.org/2022/06/15/x"},
        "url",
        "day",
    ),
    ({"url": "https://example.org/2022/06/15/x"}, "url", "day"),
    ({"date_published": "XXXX-06-15", "date_published_source": "text", "url": "https://example.org/2022/x"}, "text", "day"),
]


@pytest.mark.parametrize(("fields", "source", "precision"), DATES)
def test_the_date_comes_from_the_best_source(fields: dict[str, Any], source: str, precision: str) -> None:
    article = stored(**fields)
    assert article.published_date == DAY
    assert (article.date_published_source, article.date_published_precision) == (source, precision)


def test_a_file_name_is_the_last_source_of_a_date() -> None:
    article = stored(ParseContext(source_uri="/in/2022-06-15-bridge.txt"))
    assert (article.published_date, article.date_published_source) == (DAY, "filename")
    assert stored(ParseContext(source_uri="/in/000_dc36aca051bd0ce3.txt")).published_date is None


@pytest.mark.parametrize("source_uri", ["https://example.org/2022-06-15.html", "/in/crawl-20220615.warc.gz"])
def test_the_name_of_a_container_or_an_address_is_no_date_of_an_article(source_uri: str) -> None:
    article = stored(ParseContext(source_uri=source_uri), record=3, source_format="warc")
    assert article.date_published is None
    assert article.source_uri == f"{source_uri}#3"


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00Z", "9999-12-31", "2099-01-01", "yesterday", "XXXX-06-15", "", None])
def test_absurd_and_partial_dates_are_null(written: str | None) -> None:
    article = stored(ParseContext(source_uri="/in/a.json", retrieved_at=NOON_2024), date_published=written)
    assert (article.date_published, article.published_date, article.date_published_source) == (None, None, None)


def test_the_partition_is_the_publishers_local_day() -> None:
    article = stored(date_published="2022-06-15T23:30:00-05:00", date_published_source="meta")
    assert article.published_date == DAY
    assert article.date_published_offset == -300


def test_american_publishers_write_the_month_first() -> None:
    fields = {"date_published": "06/07/2022", "date_published_source": "text"}
    assert stored(url="https://www.nytimes.com/x", **fields).published_date == datetime.date(2022, 6, 7)
    assert stored(url="https://www.theguardian.com/x", **fields).published_date == datetime.date(2022, 7, 6)


def test_the_publisher_is_the_known_host_then_the_page_then_the_host() -> None:
    assert stored(url="https://www.straitstimes.com/x", publisher="ST Online").publisher == "The Straits Times"
    assert stored(url="https://www.quince.example/x", publisher="Quince Bay Herald").publisher == "Quince Bay Herald"
    assert stored(url="https://www.quince.example/x").publisher == "quince.example"
    assert stored(ParseContext(source_uri="/in/a", publisher="Feed Name", publisher_country="NO")).publisher_country == "NO"
    assert stored().publisher is None


def test_a_site_name_in_the_title_is_cut_and_names_the_publisher() -> None:
    article = stored(headline="Bridge opens late – Harbour Times")
    assert (article.headline, article.publisher) == ("Bridge opens late", "Harbour Times")


def test_an_agency_among_authors_is_an_attribution_and_no_author() -> None:
    article = stored(authors=["AFP", "By Ada Brook and Tom Vale"])
    assert article.author == ["Ada Brook", "Tom Vale"]
    assert (article.source_organization, article.source_organization_evidence) == ("AFP", "byline")


def test_a_body_that_was_not_cleaned_loses_furniture_dateline_and_signature() -> None:
    body = f"ORM (AFP) – {BODY}\n\nREAD MORE\n\nA story of another day and place\n\nAFP\n\n© 2022 Orm Courier"
    article = stored(body=body)
    assert article.article_body == BODY
    assert (article.dateline, article.source_organization, article.copyright_notice) == ("ORM", "AFP", "© 2022 Orm Courier")


def test_a_body_begins_without_headline_byline_and_date() -> None:
    article = stored(body=f"Bridge opens late\n\nBy Ada Brook\n\nJune 15, 2022\n\n{BODY}")
    assert article.article_body == BODY
    assert article.author == ["Ada Brook"]
    assert article.published_date == DAY


def test_texts_are_cleaned_of_escapes_and_controls() -> None:
    article = stored(body="It costs \\$14 million,\u00a0the council\u2019s clerk said.\x07", headline="Bridge &amp; ferry")
    assert article.article_body == "It costs $14 million, the council’s clerk said."
    assert article.headline == "Bridge & ferry"
    assert article.body_sha256 == hashlib.sha256(article.article_body.encode()).hexdigest()


def test_a_record_without_words_is_rejected() -> None:
    for body in ("", " \n ", "…", "***"):
        with pytest.raises(RejectError) as raised:
            stored(body=body)
        assert raised.value.reason == "no_text"


def test_identity_is_the_canonical_address_else_publisher_headline_and_body() -> None:
    first = stored(url="https://www.example.org/a?utm_source=x")
    assert first.article_id == stored(url="http://example.org/a/", body="Another body of it.", headline="Other").article_id
    assert first.article_id != stored(url="https://example.org/b").article_id
    assert stored().article_id == stored().article_id
    assert stored().article_id != stored(body=BODY + " More of it.").article_id
    assert len(first.article_id) == 32


def test_parts_of_a_digest_with_one_address_are_different_articles() -> None:
    assert stored(url="https://example.org/a", part=0).article_id != stored(url="https://example.org/a", part=1).article_id


def test_the_language_is_detected_and_a_declared_one_helps() -> None:
    assert stored().in_language == "en"
    assert stored(body="Oui, non.", language="fr-FR").in_language == "fr"


@pytest.mark.parametrize(("text", "count"), [("It's a well-known fact.", 4), ("大桥开通", 4), ("1,400 people", 3), ("", 0)])
def test_words_are_counted_in_any_script(text: str, count: int) -> None:
    assert count_words(text) == count


TEXT = st.text(max_size=120)


@settings(max_examples=100)
@given(TEXT, TEXT, TEXT, TEXT, st.booleans())
def test_normalising_twice_changes_nothing_and_raises_rejects_only(
    body: str, headline: str, url: str, date: str, cleaned: bool
) -> None:
    context = ParseContext(source_uri="/in/a.txt")
    parsed = ParsedArticle(
        body=f"{BODY}\n\n{body}",
        headline=headline,
        url=f"https://example.org/{url}",
        date_published=date,
        authors=[headline],
        cleaned=cleaned,
    )
    try:
        once = normalise(parsed, context)
    except RejectError:
        return
    again = ParsedArticle(
        body=once.article_body,
        headline=once.headline,
        url=once.url,
        authors=list(once.author),
        publisher=once.publisher,
        source_organization=once.source_organization,
        source_organization_evidence=once.source_organization_evidence,
        credit_text=once.credit_text,
        dateline=once.dateline,
        copyright_notice=once.copyright_notice,
        cleaned=True,
    )
    twice = normalise(again, context)
    for field in (
        "headline",
        "url",
        "article_body",
        "author",
        "publisher",
        "in_language",
        "word_count",
        "body_sha256",
        "article_id",
    ):
        assert getattr(twice, field) == getattr(once, field), field


@given(st.text(max_size=200))
def test_any_body_is_an_article_or_a_reject(body: str) -> None:
    reason = "no_text"
    try:
        stored(body=body)
    except RejectError as error:
        reason = error.reason
    assert reason == "no_text"

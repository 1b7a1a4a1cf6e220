"""Addresses: canonical form, dates in paths, publishers by host."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.urls import (
    canonical_url,
    filename_date,
    host_country,
    identity_key,
    publisher_named,
    publisher_of,
    url_date,
    url_year,
)

CANONICAL = [
    ("HTTPS://WWW.Example.ORG:443/A/b?utm_source=x&id=7&fbclid=z#top", "https://www.example.org/A/b?id=7"),
    ("http://example.org:80", "http://example.org/"),
    ("http://example.org:8080/x", "http://example.org:8080/x"),
    ("https://user:secret@example.org/x", "https://example.org/x"),
    ("https://example.org/story/amp/", "https://example.org/story"),
    ("https://example.org/story.amp.html", "https://example.org/story.html"),
    ("https://example.org/story?outputType=amp&page=2", "https://example.org/story?page=2"),
    ("https://www.google.com/amp/s/example.org/story/amp", "https://example.org/story"),
    ("https://example-org.cdn.ampproject.org/c/s/example.org/story", "https://example.org/story"),
    ("https://example.org/a b/ü", "https://example.org/a%20b/%C3%BC"),
    ("https://example.org/app#!/story/7", "https://example.org/app#!/story/7"),
    ("https://example.org/x?ref=homepage", "https://example.org/x"),
    ("https://example.org/x?ref=2022061", "https://example.org/x?ref=2022061"),
    ("https://example.org/camp/amp-lamps", "https://example.org/camp/amp-lamps"),
]


@pytest.mark.parametrize(("url", "canonical"), CANONICAL)
def test_variants_of_an_address_have_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url",
    ["", "mailto:a@example.org", "/relative", "ftp://example.org/x", "https://", "http://[::1", "notaurl", "https://x:y/"],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url) is None


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_none(text: str) -> None:
    url = canonical_url("https://example.org/" + text)
    assert url is None or canonical_url(url) == url


def test_scheme_www_and_last_slash_do_not_make_another_page() -> None:
    assert identity_key("https://www.example.org/a/") == identity_key("http://example.org/a")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2022/06/15/story", datetime.date(2022, 6, 15)),
        ("https://example.org/world/2022/jun/15/story", datetime.date(2022, 6, 15)),
        ("https://example.org/story-20220615", datetime.date(2022, 6, 15)),
        ("https://example.org/2022-06-15/story.html", datetime.date(2022, 6, 15)),
        ("https://example.org/a/20220615/c.html", datetime.date(2022, 6, 15)),
        ("https://example.org/story-a20220615", None),
        ("https://example.org/2022/story", None),
        ("https://example.org/id/2022061512345", None),
        ("https://example.org/2022/13/40/x", None),
    ],
)
def test_the_day_in_a_path_is_read(url: str, day: datetime.date | None) -> None:
    found = url_date(url)
    assert (found.local_day if found else None) == day


def test_the_year_alone_in_a_path_is_read() -> None:
    assert url_year("https://example.org/news/2022/story") == 2022
    assert url_year("https://example.org/news/20221/story") is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2022-06-15-trade.txt", True),
        ("story_20220615.html", True),
        ("000_dc36aca051bd0ce3.txt", False),
        ("a20220615b.txt", False),
        ("12345678.txt", False),
    ],
)
def test_a_file_name_gives_a_date_only_when_it_is_set_off(name: str, found: bool) -> None:
    assert (filename_date(name) is not None) == found


@pytest.mark.parametrize(
    ("url", "name", "country"),
    [
        ("https://www.straitstimes.com/x", "The Straits Times", "SG"),
        ("https://timesofindia.indiatimes.com/x", "The Times of India", "IN"),
        ("https://www.bbc.co.uk/news", "BBC", "GB"),
        ("https://www.unknown-paper.co.nz/x", "unknown-paper.co.nz", "NZ"),
        ("https://m.somewhere.com/x", "somewhere.com", None),
        ("https://start.tv/x", "start.tv", None),
    ],
)
def test_the_publisher_is_told_by_the_host(url: str, name: str, country: str | None) -> None:
    publisher = publisher_of(url)
    assert publisher is not None
    assert (publisher.name, publisher.country) == (name, country)


def test_known_publishers_are_found_by_name_with_or_without_article() -> None:
    assert publisher_named("guardian") == publisher_named("The Guardian")
    assert publisher_named("the straits  times") is not None
    assert publisher_named("No Such Paper") is None


def test_country_domains_sold_as_words_tell_nothing() -> None:
    assert host_country("example.uk") == "GB"
    assert host_country("example.io") is None
    assert host_country("example.org") is None

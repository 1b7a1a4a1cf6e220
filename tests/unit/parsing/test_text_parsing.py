"""Plain texts: where fields stand, what is no article, and that hostile text costs no more than its length."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.errors import RejectError
from transforms.parsing.parsed import ParseContext, ParsedArticle
from transforms.parsing.text import parse_text

CONTEXT = ParseContext(source_uri="/in/a.txt")
LEAD = "The council of Orm said on Tuesday that the bridge would open in spring, a year later than planned."
MORE = "It costs 14 million crowns, of which the county pays half, and it is 2.3 kilometres long."


def parse_one(text: str) -> ParsedArticle:
    articles = parse_text(text.encode(), CONTEXT)
    assert len(articles) == 1
    return articles[0]


@pytest.mark.parametrize("data", [b"", b" \n\t\n ", b"\xef\xbb\xbf", "\u200b\n".encode()])
def test_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(RejectError) as raised:
        parse_text(data, CONTEXT)
    assert raised.value.reason == "empty"


@pytest.mark.parametrize("text", ["20220615", "https://example.org/x", "AFP", "READ MORE\nVIDEO\n01:37"])
def test_fields_and_furniture_alone_are_no_text(text: str) -> None:
    with pytest.raises(RejectError) as raised:
        parse_text(text.encode(), CONTEXT)
    assert raised.value.reason == "no_text"


FIELDS = ["June 15, 2022", "https://www.example.org/news/bridge?utm_source=x", "By Ada Brook"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
@pytest.mark.parametrize("place", ["top", "bottom"])
def test_fields_are_found_in_any_order_at_top_and_bottom(order: tuple[int, ...], place: str) -> None:
    fields = "\n".join(FIELDS[index] for index in order)
    body = f"{LEAD}\n{MORE}"
    text = f"Bridge opens late\n{fields}\n{body}" if place == "top" else f"Bridge opens late\n{body}\n{fields}"
    article = parse_one(text)
    assert article.headline == "Bridge opens late"
    assert article.date_published == "June 15, 2022"
    assert article.url == FIELDS[1]
    assert article.authors == ["Ada Brook"]
    assert article.body == f"{LEAD}\n\n{MORE}"


def test_fields_in_the_middle_leave_the_body() -> None:
    article = parse_one(
        f"Bridge opens late\n{LEAD}\nhttps://www.example.org/a\n20220615\n{MORE}\nThe end of the work was in May."
    )
    assert article.url == "https://www.example.org/a"
    assert article.date_published == "20220615"
    assert "example.org" not in article.body
    assert "20220615" not in article.body


def test_a_labelled_address_is_the_articles_own() -> None:
    article = parse_one(
        f"Bridge opens late\nhttps://other.example/x\n{LEAD}\n{MORE}\nOriginal url:\n\nhttps://www.example.org/a"
    )
    assert article.url == "https://www.example.org/a"


def test_a_publication_date_is_known_from_an_update() -> None:
    article = parse_one(f"Bridge opens late\nUpdated: 16 June 2022\nPublished: 15 June 2022\n{LEAD}\n{MORE}")
    assert (article.date_published, article.date_modified) == ("Published: 15 June 2022", "Updated: 16 June 2022")


def test_a_dateline_at_the_end_of_a_text_collected_out_of_order_is_found() -> None:
    article = parse_one(f"Bridge opens late\n{MORE}\nORM AFP - {LEAD}")
    assert article.body.endswith(LEAD)
    assert (article.source_organization, article.source_organization_evidence, article.dateline) == ("AFP", "dateline", "ORM")


def test_the_strongest_evidence_of_an_agency_counts() -> None:
    article = parse_one(f"Bridge opens late\nBy Reuters\nORM (AFP) - {LEAD}\n{MORE}\n(With input from Xinhua)")
    assert (article.source_organization, article.source_organization_evidence) == ("Reuters", "byline")
    assert article.credit_text == "With input from Xinhua"


def test_an_agency_named_in_the_story_or_below_a_picture_is_no_attribution() -> None:
    article = parse_one(f"Bridge opens late\n{LEAD}\nReuters reported it first, the council said.\nPhoto: AFP\n{MORE}")
    assert article.source_organization is None


def test_the_line_between_headline_and_byline_is_the_standfirst() -> None:
    article = parse_one(f"Bridge opens late\nA year of waiting for the people of Orm\nBy Ada Brook\n{LEAD}\n{MORE}")
    assert article.description == "A year of waiting for the people of Orm"
    assert article.body.startswith(LEAD)


def test_a_lead_is_no_standfirst() -> None:
    article = parse_one(f"Council says bridge opens in spring\n{LEAD}\n{MORE}\nThe ferry sails until then.")
    assert article.description is None
    assert article.body.startswith(LEAD)


def test_a_quotation_pulled_out_to_the_top_is_dropped() -> None:
    quote = '"We have waited for this bridge since my mother was a girl."'
    article = parse_one(f"{quote}\nBridge opens late\n{LEAD}\n{quote}\n{MORE}")
    assert article.headline == "Bridge opens late"
    assert article.body.count(quote) == 1
    assert ("pull_quote", quote) in article.dropped


def test_a_long_first_sentence_is_no_headline() -> None:
    article = parse_one(f"{LEAD}\n{MORE}")
    assert article.headline is None
    assert article.body.startswith(LEAD)


def test_what_is_dropped_is_told_with_its_rule() -> None:
    article = parse_one(f"Bridge opens late\n{LEAD}\nREAD MORE\n{MORE}\n01:37")
    assert ("related", "READ MORE") in article.dropped
    assert ("duration", "01:37") in article.dropped


FIELD_LINES = ("20220615", "https://example.org/x", "By AFP", "AFP", "Subject: x", "Photo:", "list of 3 items", "1/2")
LINES = st.sampled_from(
    ["Bridge opens late", LEAD, MORE, "READ MORE", "ENDS", "***", "✓", '"', "ORM (AFP) - " + LEAD, *FIELD_LINES]
)


@settings(max_examples=150)
@given(
    st.one_of(st.text(max_size=400), st.lists(LINES, max_size=14).map("\n".join), st.lists(LINES, max_size=10).map("\n\n".join))
)
def test_any_text_is_articles_or_a_reject(text: str) -> None:
    try:
        articles = parse_text(text.encode("utf-8", "replace"), CONTEXT)
    except RejectError as error:
        articles, reason = [], error.reason
    else:
        reason = "no_text"
    assert reason in ("empty", "no_text", "bad_encoding")
    assert all(article.body.strip() for article in articles)
    assert [article.part for article in articles] == list(range(len(articles)))


@pytest.mark.parametrize(
    "unit",
    [
        "Word word word, and more of it.\n",
        "READ MORE\n",
        "A headline of some words\n",
        "By Ada Brook\nJune 15, 2022\n",
        "a" * 60 + " ",
        '"' * 10 + "\n",
        "Photo:\n",
        "(" * 50 + "\n",
        "PLACE, June 15 - \n",
        "and then of\n",
        "- - - ",
        "&amp;" * 5,
    ],
)
def test_cost_grows_with_length_only(unit: str) -> None:
    def seconds(size: int) -> float:
        data = (LEAD + "\n" + unit * (size // len(unit))).encode()
        began = time.process_time()
        with contextlib.suppress(RejectError):
            parse_text(data, CONTEXT)
        return time.process_time() - began

    seconds(5_000)
    small, large = min(seconds(15_000) for _ in range(2)), min(seconds(60_000) for _ in range(2))
    assert large < 0.2 + 10 * small  # quadratic cost would be 16 times

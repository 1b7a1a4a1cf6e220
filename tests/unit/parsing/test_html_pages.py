"""Rules of page parsing one by one; whole pages are in tests/golden/html."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.unit.parsing.hostile_inputs import WORDS, page, prose
from transforms.errors import RejectError
from transforms.parsing.authors import clean_authors
from transforms.parsing.html import parse_html
from transforms.parsing.html_body import read_body
from transforms.parsing.html_metadata import read_metadata
from transforms.parsing.html_tree import fragment_text, has_markup, inline_text, parse_tree
from transforms.parsing.parsed import ParseContext, ParsedArticle

CONTEXT = ParseContext("/in/page.html")


def parsed(body: str, head: str = "<title>Cargo volumes rise</title>", context: ParseContext = CONTEXT) -> ParsedArticle:
    return parse_html(page(body, head), context)[0]


def seen(body: str, head: str = "<title>Cargo volumes rise</title>") -> str:
    with pytest.raises(RejectError) as error:
        parsed(body, head)
    assert error.value.reason == "not_an_article"
    return error.value.message


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one two\n\nthree"),
        ("<h2>Head</h2><ul><li>a</li><li>b <b>c</b></li></ul>tail", "Head\n\na\n\nb c\n\ntail"),
        ("<table><tr><th>x</th><td>1</td></tr><tr><td>y</td><td>2</td></tr></table>", "x | 1\n\ny | 2"),
        ("a<script>no()</script>b<style>p{}</style><figure><figcaption>caption</figcaption></figure>", "ab"),
        ("half a <i>wo</i>rd", "half a word"),
        ("a&#8;b &amp; c&nbsp;d", "ab & c d"),
        ("  ", ""),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    ],
)
def test_fragments_become_paragraphs(markup: str, text: str) -> None:
    assert fragment_text(markup, 250) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A <b>bold</b> title", "A bold title"),
        ("Salt &amp; pepper", "Salt & pepper"),
        ("&lt;em&gt;Yes&lt;/em&gt; &amp;c", "Yes &c"),
        ("a < b", "a < b"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_titles_are_one_line_without_markup(title: str, text: str) -> None:
    assert inline_text(title, 250) == text


def test_comparisons_are_no_markup() -> None:
    assert not has_markup("i<b and c>d")
    assert has_markup("x<br/>y")


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["By Jane Doe and John Smith"], ["Jane Doe", "John Smith"]),
        (["Jane Doe", "jane doe", "Jane Doe"], ["Jane Doe"]),
        (["https://social.example/jane", "@jane", "jane@paper.example"], []),
        (["jane@paper.example (Jane Doe)"], ["Jane Doe"]),
        (["Doe, Jane"], ["Jane Doe"]),
        (["The Daily Quay", "Jane Doe"], ["Jane Doe"]),
        (["Jane Doe The Daily Quay"], ["Jane Doe"]),
        (["AFP"], ["AFP"]),
        (["Jane Doe with AFP"], ["Jane Doe", "AFP"]),
    ],
)
def test_author_fields_become_names(values: list[str], names: list[str]) -> None:
    assert clean_authors(values, "The Daily Quay") == names


def test_a_fuller_date_of_the_same_day_goes_before_a_bare_one() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"T","datePublished":"2024-03-07"}</script>'
        '<meta property="article:published_time" content="2024-03-07T22:41:09+01:00">'
    )
    assert parsed(prose(), head).date_published == "2024-03-07T22:41:09+01:00"


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ('<p class="date-author">Janet Cathmoor, 01.12.2021</p>', ["Janet Cathmoor"]),
        ('<ul class="author"><li>Janet Cathmoor</li></ul>', ["Janet Cathmoor"]),
        ('<h5 class="field-author">Janet Cathmoor</h5>', ["Janet Cathmoor"]),
        ('<div><a rel="author" href="/by/tobi">Tobi</a></div>', ["Tobi"]),
        ('<p class="byline">Eingestellt von Janet Cathmoor</p>', ["Janet Cathmoor"]),
        ('<p class="byline">12 ships in 2021</p>', []),
    ],
)
def test_authors_are_read_where_a_reader_sees_them(markup: str, names: list[str]) -> None:
    assert parsed(markup + prose()).authors == names


def test_a_headline_that_leads_to_the_page_itself_is_no_teaser() -> None:
    teasers = "".join(f'<h3><a href="/{number}">Ferry number {number} sails</a></h3>' for number in range(5))
    body = f'<h2><a href="/cargo">Cargo volumes rise</a></h2>{prose(2)}{teasers}'
    assert parse_html(f"<html><head><title>Cargo volumes rise</title></head><body>{body}</body></html>".encode(), CONTEXT)


def test_what_follows_an_end_of_the_page_that_comes_too_early_is_read() -> None:
    data = page(prose()).replace(b"</head>", b"</head></html>")
    assert parse_html(data, CONTEXT)[0].body == parse_html(page(prose()), CONTEXT)[0].body
    assert parse_html(page(prose()).replace(b"</h1>", b"</h1></HTML >"), CONTEXT)[0].body


@pytest.mark.parametrize(
    "script", ['{"publishedAt":"2024-03-07T22:41:09+01:00"}', 'x="{\\"pub_date\\":\\"2024-03-07T22:41:09+01:00\\"}"']
)
def test_a_date_that_only_the_data_in_scripts_tells_is_read(script: str) -> None:
    found = parsed(f"{prose()}<script>{script}</script>")
    assert found.date_published == "2024-03-07T22:41:09+01:00"


def test_the_day_in_the_address_goes_before_a_date_of_change() -> None:
    context = ParseContext("/in/page.html", url="https://quay.example/2024/03/07/cargo")
    found = parsed(prose(), '<title>T</title><meta name="last-modified" content="2025-01-02T10:00:00Z">', context)
    assert (found.date_published, found.date_published_source) == ("2024-03-07", "url")


def test_the_name_of_the_site_above_the_headline_is_not_the_headline() -> None:
    top = '<h1><a href="https://quay.example/">Tales of a harbour town</a></h1>'
    data = page(prose(), "<title>Cargo volumes rise - Quay News Regional</title>").replace(b"<body>", f"<body>{top}".encode())
    assert parse_html(data, CONTEXT)[0].headline == "Cargo volumes rise"
    head = (
        "<title>Cargo volumes rise - Quay News Regional</title>"
        '<meta property="og:title" content="Cargo volumes rise - Quay News Regional">'
        '<meta property="og:site_name" content="Quay News Regional">'
    )
    data = page(prose(), head).replace(b"<body>", b"<body><h1>Quay News Regional</h1>")
    assert parse_html(data, CONTEXT)[0].headline == "Cargo volumes rise"


def test_a_second_headline_of_whole_sentences_is_a_lead_and_stays() -> None:
    lead = "The harbour of Port Ellery has moved more cargo this spring than in all of last year."
    fields = f'"headline":"Cargo volumes rise","alternativeHeadline":"{lead}"'
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle",{fields}}}</script>'
    assert parsed(f"<p>{lead}</p>{prose()}", head).body.startswith(lead)


def test_a_date_below_the_headline_goes_before_one_above_it() -> None:
    body = f'<div class="meta-date">Published 5 March 2024</div>{prose()}'
    data = page(body).replace(b"<body>", b'<body><div class="date">21 November 2026</div>')
    assert parse_html(data, CONTEXT)[0].date_published == "Published 5 March 2024"


def test_address_and_declarations_of_the_context_are_used() -> None:
    context = CONTEXT._replace(url="https://quay.example/a/b", declared_language="en", publisher="Quay")
    article = parsed(prose(), '<link rel="canonical" href="../c?id=1">', context)
    assert (article.url, article.canonical_url) == ("https://quay.example/a/b", "https://quay.example/c?id=1")
    assert (article.language, article.publisher) == ("en", "Quay")


def test_a_canonical_address_that_is_the_front_page_is_not_believed() -> None:
    assert parsed(prose(), '<link rel="canonical" href="https://quay.example/">').canonical_url is None


@pytest.mark.parametrize("value", ["false", "False", "http://schema.org/False", False])
def test_a_page_behind_a_wall_that_is_whole_is_marked(value: object) -> None:
    flag = "false" if value is False else f'"{value}"'
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","isAccessibleForFree":{flag}}}</script>'
    assert parsed(prose(), head).is_accessible_for_free is False


def test_readers_comments_captions_and_share_bars_stay_out() -> None:
    furniture = (
        '<figure><img src="x"><figcaption>Cranes at dawn, by a photographer</figcaption></figure>'
        '<div class="share">Share on Facebook</div>'
        f'<section class="comments"><div class="comment"><p>I disagree with all of it. {WORDS}</p></div></section>'
    )
    body = parsed(prose() + furniture).body
    assert "disagree" not in body
    assert "photographer" not in body
    assert "Facebook" not in body
    assert body.count("\n\n") == 7


def test_what_was_seen_is_said_of_pages_that_are_no_articles() -> None:
    assert "error page" in seen("<p>We could not find it.</p>", "<title>404 Not Found</title>")
    assert "wall" in seen("<p>Checking your browser before you go on.</p>", "<title>Just a moment...</title>")
    cards = "".join(
        f'<div><h3><a href="/{n}">Headline number {n} of the day</a></h3><p>{WORDS[:90]} {n}</p></div>' for n in range(20)
    )
    assert "section front" in seen(cards, "<title>Local news</title>")
    assert "gallery" in seen('<p>In pictures</p><img src="x">' * 6, "<title>In pictures</title>")


@pytest.mark.parametrize(
    "headline", ["Missing hiker not found after three days", "Error 404: how a page became a joke", "Cookies: a history"]
)
def test_an_article_with_the_title_of_an_error_page_is_kept(headline: str) -> None:
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{headline}"}}</script>'
    head = f"<title>{headline}</title>{script}"
    assert parsed(prose(2), head).body


def test_an_article_among_many_teasers_is_kept() -> None:
    cards = "".join(f'<div><h3><a href="/{n}">Headline number {n} of the day</a></h3></div>' for n in range(40))
    assert parsed(prose() + f"<aside>{cards}</aside>").body.count("\n\n") == 7


def test_the_same_page_gives_the_same_article_after_any_other_page() -> None:
    first = parsed(prose())
    parsed("<p>" + WORDS * 20 + "</p>")
    assert parsed(prose()) == first


def test_reading_the_body_leaves_the_page_as_it_was() -> None:
    aside = "a<aside><p>One</p><footer>in <aside>three <b>deep</b></aside> two</footer></aside> after <b>it</b>"
    tree = parse_tree(page(aside + prose() + "<footer>end<p>.</p></footer> tail").decode(), 250)
    before = etree.tostring(tree)
    body = read_body(tree, read_metadata(tree, None), 250)
    assert etree.tostring(tree) == before
    assert "deep" not in body
    assert "Count 7." in body


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<b",
                ">",
                '"',
                "<!--",
                "-->",
                "&#8;",
                "word ",
                "<td>",
                "<h1>",
                "</article>",
                "\0",
                "<![CDATA[",
            ]
        ),
        max_size=60,
    )
)
def test_broken_markup_ends_as_an_article_or_a_reject(parts: list[str]) -> None:
    with contextlib.suppress(RejectError):
        parse_html(page(prose(3) + "".join(parts)), CONTEXT)

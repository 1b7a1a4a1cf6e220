import json

import pytest

from transforms.parsing.json_ld import article_node, people_of, read_nodes, text_of, texts_of

NODE = {"@type": "NewsArticle", "headline": "Quay wins vote", "datePublished": "2024-03-07T23:41:09+01:00"}


def found(script: str) -> tuple[str | None, str | None]:
    node = article_node(read_nodes([script]), None, None)
    return text_of(node.get("headline")), text_of(node.get("datePublished"))


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(NODE),
        json.dumps([{"@type": "WebSite", "name": "x"}, NODE]),
        json.dumps({"@graph": [{"@type": "Organization"}, NODE]}),
        json.dumps({"@type": "WebPage", "mainEntity": NODE}),
        json.dumps({**NODE, "@type": ["Article", "NewsArticle"]}),
        json.dumps({**NODE, "@type": "https://schema.org/ReportageNewsArticle"}),
        json.dumps(NODE)[:-1] + ",}",
        json.dumps(NODE) + ";",
        "<!-- " + json.dumps(NODE) + " -->",
        "//<![CDATA[\n" + json.dumps(NODE) + "\n//]]>",
        json.dumps(NODE) + json.dumps({"@type": "BreadcrumbList"}),
        json.dumps({**NODE, "description": "line\nline"}).replace("\\n", "\n"),
        json.dumps({**NODE, "description": "a 'b' c"}).replace("'", "\\'"),
        json.dumps({**NODE, "description": "a 'b' c"}).replace("'", '"'),
        json.dumps(NODE).replace('"', "&quot;"),
    ],
)
def test_the_article_is_found_in_scripts_of_any_shape(script: str) -> None:
    assert found(script) == (NODE["headline"], NODE["datePublished"])


@pytest.mark.parametrize(
    "script", ["", "null", "[]", "{}", "{", '"x"', "[" * 5_000, '{"@type": 5, "headline": {}}', "<b>no</b>"]
)
def test_scripts_without_an_article_give_nothing(script: str) -> None:
    assert found(script) == (None, None)


def test_the_node_of_the_page_goes_before_those_of_other_pages() -> None:
    other = {**NODE, "headline": "Something else entirely", "url": "https://quay.example/other", "author": {"name": "X"}}
    mine = {**NODE, "url": "https://quay.example/vote"}
    assert article_node([other, mine], "https://quay.example/vote", None) is mine
    assert article_node([other, mine], None, "Quay wins vote | The Daily Quay") is mine


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ({"@type": "Person", "name": "Jane Doe"}, ["Jane Doe"]),
        ([{"name": "Jane Doe"}, "John Smith"], ["Jane Doe", "John Smith"]),
        ({"name": ["Jane Doe", "John Smith"]}, ["Jane Doe", "John Smith"]),
        ({"@id": "#jane"}, ["Jane Doe"]),
        ({"givenName": "Jane", "familyName": "Doe"}, ["Jane Doe"]),
        ({"@type": "Organization", "name": "The Daily Quay"}, []),
        ({"@type": "Organization", "name": "AFP"}, ["AFP"]),
        ({"@type": ["Person", "Organization"], "name": "Jane Doe"}, ["Jane Doe"]),
        (None, []),
        (5, []),
        ({"name": {"@value": "Jane &amp; Doe"}}, ["Jane & Doe"]),
    ],
)
def test_authors_are_read_in_any_form(value: object, names: list[str]) -> None:
    assert people_of(value, {"#jane": {"@id": "#jane", "name": "Jane Doe"}}) == names


def test_lists_of_texts_are_read_in_any_form() -> None:
    assert texts_of("ports, councils;freight") == ["ports", "councils", "freight"]
    assert texts_of(["ports", {"name": "councils"}, None, 5]) == ["ports", "councils"]

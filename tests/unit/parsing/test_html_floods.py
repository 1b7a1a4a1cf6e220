"""What counts as a flood of markup, and what only looks like one."""

import json

import pytest

from transforms.errors import RejectError
from transforms.parsing.html import parse_html
from transforms.parsing.parsed import ParseContext

CONTEXT = ParseContext("/in/page.html")
PARAGRAPHS = "".join(
    f"<p>The council of Ostwick agreed on day {day} to rebuild bridge number {day + 40} at a cost of {day} million kroner.</p>"
    for day in range(2, 12)
)


def page(head):
    return f"<html><head><title>Bridge</title>{head}</head><body><article>{PARAGRAPHS}</article></body></html>".encode()


def test_a_long_state_object_in_a_script_is_no_tag_with_attributes():
    state = json.dumps({"words": [f"a word {number}" for number in range(9_000)]})
    (article,) = parse_html(page(f"<script>window.state = {state}</script>"), CONTEXT)
    assert "Ostwick" in article.body


def test_a_tag_with_thousands_of_attributes_is_refused():
    flood = " ".join(f"data-a{number}='x'" for number in range(9_000))
    with pytest.raises(RejectError) as error:
        parse_html(page(f"<meta {flood}>"), CONTEXT)
    assert error.value.reason == "too_large"

"""What counts as a flood of markup, and what only looks like one."""

import json

import pytest

from transforms.errors import RejectError
from transforms.parsing.html import parse_html
from transforms.parsing.parsed import ParseContext

CONTEXT = ParseContext("/in/page.html")
PARAGRAPH = (
    "<p>The council of Ostwick agreed on Tuesday to rebuild the bridge before the winter, at a cost of 12 million kroner.</p>"
)


def page(head):
    return f"<html><head><title>Bridge</title>{head}</head><body><article>{PARAGRAPH * 6}</article></body></html>".encode()


def test_a_long_state_object_in_a_script_is_no_tag_with_attributes():
    state = json.dumps({"words": [f"a word {number}" for number in range(9_000)]})
    (article,) = parse_html(page(f"<script>window.state = {state}</script>"), CONTEXT)
    assert "Ostwick" in article.body


def test_a_tag_with_thousands_of_attributes_is_refused():
    flood = " ".join(f"data-a{number}='x'" for number in range(9_000))
    with pytest.raises(RejectError) as error:
        parse_html(page(f"<meta {flood}>"), CONTEXT)
    assert error.value.reason == "too_large"

"""Laws of extraction that hold for any text: offsets, order, links, ids, linear work."""

import datetime
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction.extract import GRAMMAR_VERSION, extract, extract_all, with_identity

DAY = datetime.date(2021, 3, 4)
WIRE = (
    "Peru's copper exports to China rose 5.2 percent in May to $1.4 billion (1.2 billion euros), the ministry said on Tuesday.",
    "At least 12 people, two of them children aged five and seven, died when 3 boats sank 40 km off Tunis.",
    "Shares fell 14 pence to 312p, down from 340p a year earlier; between 4 and 5 percent of staff, some 300 workers, will go.",
)
PIECES = st.sampled_from(
    [word for sentence in WIRE for word in sentence.split(" ")]
    + ["½", "٣", "²", "\\$", "US$", "$US", "\ud800", "\x00", "\u2028", "\n\n", "a third", "half", "of", "9" * 70]
    + ["1,2,3", "--", "%", "°", "x 10^9"]
)
MUTATED = st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=30).map("".join)


def assert_sound(text: str) -> None:
    result = extract_all(text, DAY, explain=True)
    ids = {fact.fact_id for fact in result.facts}
    assert len(ids) == len(result.facts)
    last = 0
    for fact in result.facts:
        assert text[fact.start : fact.end] == fact.exact != ""
        assert fact.start >= last
        assert fact.exact in fact.sentence
        assert fact.rule_version == GRAMMAR_VERSION
        assert fact.converts is None or fact.converts in ids
        assert fact.qualifies is None or fact.qualifies in ids
        last = fact.end
    assert {fired.words for fired in result.fired} >= {fact.exact for fact in result.facts}


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_sound_facts_and_no_exception(text: str) -> None:
    assert_sound(text)


@given(MUTATED)
@settings(max_examples=300, deadline=None)
def test_mutated_wire_sentences_give_sound_facts(text: str) -> None:
    assert_sound(text)


def test_the_same_article_gives_the_same_ids_and_another_one_gives_others() -> None:
    first = extract(WIRE[0], DAY, article_id="a", revision=0)
    assert first == extract(WIRE[0], DAY, article_id="a", revision=0)
    other = extract(WIRE[0], DAY, article_id="a", revision=1)
    assert {fact.fact_id for fact in first}.isdisjoint(fact.fact_id for fact in other)
    assert with_identity(first, "a", 1) == other


def test_a_language_without_a_grammar_gives_no_facts_and_says_so() -> None:
    result = extract_all("Viennin arvo oli 5 miljardia euroa.", DAY, "fi")
    assert (result.facts, result.no_grammar) == ([], True)
    assert not extract_all("It cost $5.", DAY, "en-GB").no_grammar


def test_amounts_that_no_column_holds_are_counted_and_left_out() -> None:
    result = extract_all(f"It cost ${'9' * 10_000} and $5, or ${'9' * 30}.", DAY)
    assert [fact.exact for fact in result.facts] == ["$5"]
    assert result.unfit == 2


def test_explain_lists_the_rules_with_their_words() -> None:
    fired = extract_all(WIRE[0], DAY, explain=True).fired
    rules = {(item.rule, item.words) for item in fired}
    assert ("en.percent", "5.2 percent") in rules
    assert ("en.trade.export", "$1.4 billion") in rules
    assert ("en.link.converts", "1.2 billion euros") in rules


def steps(work: Callable[[], object]) -> int:
    """Calls and lines of Python that a piece of work takes: the same on any machine."""
    count = 0

    def trace(frame: object, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


LONG = {
    "digits": "7",
    "commas": ",",
    "million": "million ",
    "brackets": "([",
    "numbers": "5 and ",
    "dollars": "$5 ",
    "clauses": "exports rose 5 percent to $3 billion ",
    "dates": "May 3, 2020 ",
    "lines": "\n",
}


@pytest.mark.parametrize("name", LONG)
def test_twice_the_text_takes_about_twice_the_steps(name: str) -> None:
    unit = LONG[name]
    extract_all(unit, None)
    short = unit * (3_000 // len(unit))
    once = steps(lambda: extract_all(short, None))
    twice = steps(lambda: extract_all(short * 2, None))
    assert twice <= 2.2 * once + 2_000

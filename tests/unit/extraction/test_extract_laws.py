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


def assert_sound(text: str, language: str = "en") -> None:
    result = extract_all(text, DAY, language, explain=True)
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


@given(st.text(st.characters(), max_size=200), st.sampled_from(["en", "fr", "es", "de"]))  # lone surrogates too
@settings(max_examples=200, deadline=None)
def test_any_text_gives_sound_facts_and_no_exception(text: str, language: str) -> None:
    assert_sound(text, language)


@given(MUTATED)
@settings(max_examples=300, deadline=None)
def test_mutated_wire_sentences_give_sound_facts(text: str) -> None:
    assert_sound(text)


CONTINENTAL = {
    "fr": "Les exportations de blé vers l'Egypte ont bondi de 5,2% à 1,4 milliard d'euros (1,5 Md$) en mai, "
    "contre 980 millions un an plus tôt, selon le ministère ; près d'un tiers, soit 2.500 tonnes, part mardi 3 juin 2014.",
    "es": "Las exportaciones de cobre a China crecieron un 5,2 % en mayo, hasta 1.400 millones de dólares, frente a 980 "
    "millones un año antes, según el ministerio; casi un tercio, unas 2.500 toneladas, sale el martes 3 de junio de 2014.",
    "de": "Die Exporte nach China stiegen im Mai um 5,2 Prozent auf 1,4 Milliarden Euro, verglichen mit 980 Millionen vor "
    "einem Jahr, teilte das Ministerium mit; knapp ein Drittel, rund 2.500 Tonnen, geht am Dienstag, dem 3. Juni 2014.",
}


@pytest.mark.parametrize("language", CONTINENTAL)
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_mutated_wire_sentences_of_other_languages_give_sound_facts(language: str, data: st.DataObject) -> None:
    words = [*CONTINENTAL[language].split(" "), "\ud800", "\x00", "½", "1.2.3", "9" * 70, "%", "-"]
    assert_sound(" ".join(data.draw(st.lists(st.sampled_from(words), max_size=40))), language)


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

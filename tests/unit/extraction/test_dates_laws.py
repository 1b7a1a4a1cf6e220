"""What holds for the dates of any text."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extraction.dates import find_dates, grammar, reading
from transforms.extraction.languages import grammar_of
from transforms.extraction.tokens import split_sentences

LANGUAGES = ("en", "fr", "es", "de")
TEXT = """
the a last next this first second 3rd 22nd month year years weeks quarter half of in to from between and May
march June 12 31 2019 1999 2020-21 05/06/2021 2022-06-15 1990s Q3 FY22 early mid late end start ago earlier
before later every each Monday Friday night today now , . ; - ( ) 's fiscal 9999 0 30 99999999 February 29 le
la dernier prochain mois an ans siècle XIXe fin début juin lundi il y a deux plus tôt el año pasado próximo
hace tres enero lunes siglo XX mañana der letzten Jahr Vorjahr vor zwei Wochen Januar Montag 24. jeden Ende
century 1st premier 1er primer I Jahrhundert 1. 1950-4,000 2019-3½
"""
WORDS = TEXT.split()
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
DAYS = st.sampled_from(
    [
        None,
        *(datetime.date.fromisoformat(day) for day in ("2022-06-15", "2024-02-29", "2021-01-01", "1999-12-31", "9999-12-31")),
    ]
)


def dates_of(text, published, language):
    grammar = grammar_of(language)
    assert grammar is not None
    return find_dates(text, split_sentences(text, grammar.splitting), published, language)


def check(text, published, language):
    mentions = dates_of(text, published, language)
    last = 0
    for mention in mentions:
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        last = mention.end
        assert (mention.period_start is None) == (mention.period_end is None)
        if mention.period is not None:
            assert mention.period[0] <= mention.period[1]
        assert mention.timex_value
        assert mention.timex_type in ("DATE", "TIME", "DURATION", "SET")
        if published is None and "X" in mention.timex_value:
            assert mention.period is None
    return mentions


@settings(deadline=None)
@given(st.text(st.characters(), max_size=200), DAYS, st.sampled_from(LANGUAGES))
def test_any_text_is_read_without_an_exception_and_with_right_offsets(text, published, language):
    check(text, published, language)


@settings(max_examples=300, deadline=None)
@given(SENTENCES, DAYS, st.sampled_from(LANGUAGES))
def test_any_order_of_date_words_is_read_without_an_exception(text, published, language):
    check(text, published, language)


@settings(max_examples=100, deadline=None)
@given(SENTENCES, DAYS.filter(bool), st.sampled_from(LANGUAGES))
def test_what_needs_no_anchor_does_not_change_with_the_day_of_publication(text, published, language):
    fixed = [m for m in dates_of(text, published, language) if not m.needs_anchor]
    unread = {(m.start, m.end): m for m in dates_of(text, None, language)}
    for mention in fixed:
        assert unread[mention.start, mention.end].timex_value == mention.timex_value


REPEATED = ("June 1, 2022 and ", "the last week of ", "May ", "1-", "2019, ", "a year earlier ", "end of the first half of ")


@pytest.mark.parametrize("unit", REPEATED)
def test_the_steps_grow_no_faster_than_the_text(unit, monkeypatch):
    steps = 0

    def counted(function):
        def call(*arguments):
            nonlocal steps
            steps += 1
            return function(*arguments)

        return call

    monkeypatch.setattr(grammar.Layer, "_matches_at", counted(grammar.Layer._matches_at))
    monkeypatch.setattr(grammar.Match, "__init__", counted(grammar.Match.__init__))
    monkeypatch.setattr(reading, "tense_of", counted(reading.tense_of))
    dates_of(unit * 1000, datetime.date(2022, 6, 15), "en")
    assert steps <= 40 * 1000 * len(unit.split())


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_very_many_dates_are_all_found(count):
    text = "It was shut on June 1, 2022. " * count
    mentions = dates_of(text, None, "en")
    assert len(mentions) == count
    assert {mention.timex_value for mention in mentions} == {"2022-06-01"}


def test_a_day_that_does_not_exist_is_no_date():
    assert dates_of("The form is dated February 30, 2021 and 31/31/2021.", None, "en") == []

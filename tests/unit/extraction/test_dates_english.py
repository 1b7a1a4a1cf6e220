"""English dates: what is found, its TIMEX3 value and its days."""

import datetime

import pytest

from transforms.extraction.dates import find_dates
from transforms.extraction.languages import grammar_of
from transforms.extraction.tokens import split_sentences

WEDNESDAY = datetime.date(2022, 6, 15)


def read(text, published=WEDNESDAY, language="en", country=None):
    grammar = grammar_of(language)
    assert grammar is not None
    return find_dates(text, split_sentences(text, grammar.splitting), published, language, country)


def told(text, published=WEDNESDAY, language="en", country=None):
    """(words, value, modifier) of each date of a text."""
    return [(text[m.start : m.end], m.timex_value, m.timex_mod) for m in read(text, published, language, country)]


def day(text):
    return datetime.date.fromisoformat(text)


ABSOLUTE = [
    ("The treaty was signed on June 3, 2019.", "June 3, 2019", "2019-06-03"),
    ("The treaty was signed on 3 June 2019.", "3 June 2019", "2019-06-03"),
    ("The treaty was signed on the 3rd of June 2019.", "the 3rd of June 2019", "2019-06-03"),
    ("It was signed on Monday, June 3, 2019, in Oslo.", "Monday, June 3, 2019", "2019-06-03"),
    ("The log ends on 2019-06-03 at noon.", "2019-06-03", "2019-06-03"),
    ("The stamp reads 31/12/2019.", "31/12/2019", "2019-12-31"),
    ("The stamp reads 03.06.2019.", "03.06.2019", "2019-06-03"),
    ("The mine shut in September 2016.", "September 2016", "2016-09"),
    ("The mine shut in Sept. 2016.", "Sept. 2016", "2016-09"),
    ("The mine shut in 2016.", "2016", "2016"),
    ("The mine (2016) is shut.", "2016", "2016"),
    ("The fair ran 10/1/2018-10/7/2018.", "10/1/2018-10/7/2018", "2018-10-01/2018-10-07"),
    ("Sales rose in Q1-2020 at last.", "Q1-2020", "2020-Q1"),
    ("Sales rose in 2020-Q1.", "2020-Q1", "2020-Q1"),
    ("Ships queued in week 31 of 2020.", "week 31 of 2020", "2020-W31"),
    ("He served two years and six months.", "two years and six months", "P2Y6M"),
    ("It took 3 1/2 years to build.", "3 1/2 years", "P3.5Y"),
    ("The talks took 4½ hours.", "4½ hours", "PT4.5H"),
    ("The film lasts 2 hours, 30 minutes.", "2 hours, 30 minutes", "PT2H30M"),
    ("The siege took 3 days and 4 hours.", "3 days and 4 hours", "P3DT4H"),
    ("Output is back at 2016 levels.", "2016", "2016"),
    ("Output was up 3 percent on 2016.", "2016", "2016"),
    ("In 1848 the duke fled.", "1848", "1848"),
    ("Wages fell in the 1990s.", "the 1990s", "199"),
    ("The fort is from the 17th century.", "the 17th century", "16"),
    ("Sales rose in the third quarter of 2020.", "the third quarter of 2020", "2020-Q3"),
    ("Sales rose in Q3 2020.", "Q3 2020", "2020-Q3"),
    ("Sales rose in the first half of 2020.", "The first half of 2020".lower(), "2020-H1"),
    ("Sales rose in the first nine months of 2020.", "the first nine months of 2020", "2020-01/2020-09"),
    ("Sales rose in the last two months of 2020.", "the last two months of 2020", "2020-11/2020-12"),
    ("It came in the last week of 2020.", "the last week of 2020", "2020-W53"),
    ("It met on the second Tuesday of May 2020.", "the second Tuesday of May 2020", "2020-05-12"),
    ("Trials ran from March 6-15, 2020.", "March 6-15, 2020", "2020-03-06/2020-03-15"),
    ("Trials ran between 2015 and 2018.", "between 2015 and 2018", "2015/2018"),
    ("The 2019-20 season was cut.", "2019-20", "2019/2020"),
    ("Sales in the three months to March 2020 fell.", "the three months to March 2020", "2020-01/2020-03"),
    ("In the fiscal year ended June 30, 2020, it lost money.", "the fiscal year ended June 30, 2020", "2019-07/2020-06"),
    ("The hut opened in the summer of 1976.", "the summer of 1976", "1976-SU"),
]

RELATIVE = [
    ("A visit is due in the spring of next year.", "the spring of next year", "2023-SP"),
    ("The rule took effect on 10/25.", "10/25", "2021-10-25"),
    ("The shop was shut until 22/04.", "22/04", "2022-04-22"),
    ("The vote was on Monday the 13th.", "Monday the 13th", "2022-06-13"),
    ("It burnt down the year before last.", "the year before last", "2020"),
    ("Profit fell in Q1.", "Q1", "2022-Q1"),
    ("They meet in the week after next.", "the week after next", "2022-W26"),
    ("The board meets on Tuesday next week.", "Tuesday next week", "2022-06-21"),
    ("The board met on Friday last week.", "Friday last week", "2022-06-10"),
    ("Wheat for July delivery fell.", "July", "2022-07"),
    ("The December contract rose.", "December", "2022-12"),
    ("Rice for delivery sank in December.", "December", "2021-12"),
    ("The mayor resigned on Monday.", "Monday", "2022-06-13"),
    ("The mayor will resign on Monday.", "Monday", "2022-06-20"),
    ("The mayor resigned on Wednesday.", "Wednesday", "2022-06-15"),
    ("The court meets again on Friday.", "Friday", "2022-06-17"),
    ("He may sign it by Friday, an aide said.", "Friday", "2022-06-17"),
    ("They met last Friday.", "last Friday", "2022-06-10"),
    ("They will meet next Friday.", "next Friday", "2022-06-24"),
    ("Appeals are open until Monday week.", "Monday week", "2022-06-27"),
    ("The plant closed on April 2.", "April 2", "2022-04-02"),
    ("The plant closed on Dec. 28.", "Dec. 28", "2021-12-28"),
    ("The plant will close on January 8.", "January 8", "2023-01-08"),
    ("The new rule takes effect on July 1.", "July 1", "2022-07-01"),
    ("Exports fell in November.", "November", "2021-11"),
    ("Exports will fall in November.", "November", "2022-11"),
    ("Exports fell in May from April's peak.", "May", "2022-05"),
    ("Exports rose last year.", "last year", "2021"),
    ("Exports rose last month.", "last month", "2022-05"),
    ("The road opened last week.", "last week", "2022-W23"),
    ("Exports rose in the first quarter.", "the first quarter", "2022-Q1"),
    ("Exports rose in the fourth quarter.", "the fourth quarter", "2021-Q4"),
    ("Exports will rise in the third quarter.", "the third quarter", "2022-Q3"),
    ("Exports rose from January to May.", "January to May", "2022-01/2022-05"),
    ("Profit rose in the January-March quarter.", "the January-March quarter", "2022-Q1"),
    ("The fair runs from June 30 to July 3.", "June 30 to July 3", "2022-06-30/2022-07-03"),
    ("It was shut two weeks ago.", "two weeks ago", "2022-W22"),
    ("It was shut three days ago.", "three days ago", "2022-06-12"),
    ("The bridge opens tomorrow.", "tomorrow", "2022-06-16"),
    ("Shots were heard on Monday night.", "Monday night", "2022-06-13TNI"),
    ("Talks resume in the week of June 20.", "the week of June 20", "2022-W25"),
    ("Trade fell in July last year.", "July last year", "2021-07"),
    ("A verdict is due on the 22nd.", "the 22nd", "2022-06-22"),
    ("Profit fell in the March quarter.", "the March quarter", "2022-Q1"),
    ("It closed at the end of June last year.", "the end of June last year", "2021-06"),
    ("Talks failed over the weekend.", "the weekend", "2022-W23-WE"),
    ("Prices rose in the week to Friday.", "the week to Friday", "2022-06-04/2022-06-10"),
    ("They will meet two weeks from now.", "two weeks from now", "2022-W26"),
    ("Growth should pick up in the first half of next year.", "the first half of next year", "2023-H1"),
]

MODIFIED = [
    ("The two met at the year-end.", "the year-end", "2022", "END"),
    ("It opens by end of year.", "end of year", "2022", "END"),
    ("Snow fell in early February.", "early February", "2022-02", "START"),
    ("Snow fell in mid-May.", "mid-May", "2022-05", "MID"),
    ("It should open in late 2023.", "late 2023", "2023", "END"),
    ("It closed at the start of the year.", "the start of the year", "2022", "START"),
    ("It will open by the end of next month.", "the end of next month", "2022-07", "END"),
    ("It will open by year-end.", "year-end", "2022", "END"),
    ("Poets met there in the late 18th century.", "the late 18th century", "17", "END"),
    ("Nearly four months into the siege, bread is short.", "Nearly four months", "P4M", "APPROX"),
    ("It took more than a decade.", "more than a decade", "P1DE", "MORE_THAN"),
    ("It lasts at least 36 hours.", "at least 36 hours", "PT36H", "EQUAL_OR_MORE"),
]

LENGTHS_AND_SETS = [
    ("He was jailed for three years.", "three years", "P3Y"),
    ("After a three-day strike they went back.", "three-day", "P3D"),
    ("It was the worst drought in twenty-one years.", "twenty-one years", "P21Y"),
    ("The film runs two and a half hours.", "two and a half hours", "PT2.5H"),
    ("They waited for half an hour.", "half an hour", "PT30M"),
    ("They waited for a half hour.", "a half hour", "PT30M"),
    ("A 15 minute delay annoyed them.", "15 minute", "PT15M"),
    ("She spent three nights in a cell.", "three nights", "P3D"),
    ("Repairs took two weekends.", "two weekends", "P2WE"),
    ("The fort opens at weekends.", "weekends", "P1WE"),
    ("It runs three times a day.", "three times a day", "P1D"),
    ("Rents have doubled in the past five years.", "the past five years", "P5Y"),
    ("The market opens every Saturday.", "every Saturday", "XXXX-WXX-6"),
    ("Crews change every other day.", "every other day", "P2D"),
    ("It rained for the past fortnight.", "the past fortnight", "P2W"),
    ("It reports annually.", "annually", "P1Y"),
    ("Crews are paid each month.", "each month", "P1M"),
    ("Crews train on Tuesdays.", "Tuesdays", "XXXX-WXX-2"),
    ("They pick 900 crates a day in season.", "a day", "P1D"),
    ("The pass is now open.", "now", "PRESENT_REF"),
    ("In recent years the lake has shrunk.", "recent years", "PAST_REF"),
]


@pytest.mark.parametrize(("text", "words", "value"), ABSOLUTE)
def test_an_absolute_date_needs_no_day_of_publication(text, words, value):
    assert told(text, None)[0][:2] == (words, value)


@pytest.mark.parametrize(("text", "words", "value"), RELATIVE)
def test_a_relative_date_is_read_in_the_newspapers_sense(text, words, value):
    assert told(text)[0][:2] == (words, value)


@pytest.mark.parametrize(("text", "words", "value", "mod"), MODIFIED)
def test_modifiers_are_part_of_the_words_and_of_the_value(text, words, value, mod):
    assert told(text)[0] == (words, value, mod)


@pytest.mark.parametrize(("text", "words", "value"), LENGTHS_AND_SETS)
def test_durations_sets_and_vague_dates(text, words, value):
    assert told(text)[0][:2] == (words, value)


UNKNOWN = [
    ("Arrivals rose in July.", "XXXX-07"),
    ("The mayor resigned on Wednesday.", "XXXX-WXX-3"),
    ("The invasion began on Feb. 24.", "XXXX-02-24"),
    ("Exports rose last year.", "XXXX"),
    ("The road opened last week.", "XXXX-WXX"),
    ("Exports rose last month.", "XXXX-XX"),
    ("The bridge opened yesterday.", "XXXX-XX-XX"),
    ("Exports rose in the second quarter.", "XXXX-Q2"),
    ("Exports rose from January to May.", "XXXX-01/XXXX-05"),
    ("It may shut this summer.", "XXXX-SU"),
    ("Exports rose in July last year.", "XXXX-07"),
]


@pytest.mark.parametrize(("text", "value"), UNKNOWN)
def test_without_a_day_of_publication_the_unknown_stays_unknown(text, value):
    (mention,) = read(text, None)
    assert (mention.timex_value, mention.period) == (value, None)
    assert mention.needs_anchor


COMPARED = [
    ("Exports rose 5 percent in May from a year earlier.", "a year earlier", "2021-05"),
    (
        "Sales rose in the second quarter of 2021 from the same period of 2020.",
        "the same period of 2020",
        "2020-Q2",
    ),
    ("Inflation was 5 percent in May, up from 4 percent the month before.", "the month before", "2022-04"),
    ("It sold 5 tons in the first five months of 2021, against 4 tons a year earlier.", "a year earlier", "2020-01/2020-05"),
    ("Output rose in the second quarter after a fall in the previous three months.", "the previous three months", "2022-Q1"),
    ("He ruled until February 2011 and was jailed in April of that year.", "April of that year", "2011-04"),
    ("Output rose in May. A year earlier it had fallen.", "A year earlier", "2021-05"),
]


@pytest.mark.parametrize(("text", "words", "value"), COMPARED)
def test_a_comparison_takes_the_period_that_the_sentence_speaks_of(text, words, value):
    assert (words, value) in [found[:2] for found in told(text)]


NO_DATES = [
    "Odds of 16/1 shortened to 12/1, a score of 7/10 on the list, a plank from 3/16 to 5/16 inch thick.",
    "Version Q7-2 of the plan and week 60 of the log.",
    "She was 57 years old and had a four-month-old son.",
    "Runners of Tokyo 2020 met those of Paris 2024.",
    "The shop sold 2000 shoes at 1999 dollars.",
    "Call 031-329-1234 or 2010-2015-86.",
    "They won 6-4, 6-7 (5/7) and scored in the first half.",
    "It may rain; he said so and marched on.",
    "The second man took a third of the loot.",
    "Version 16.5.1 runs on the A320 and a G20 box.",
    "They sang on Easter Sunday and left on the last day of the tour.",
    "The bus leaves at 8:30 and at 20:15.",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_numbers_of_other_kinds_are_no_dates(text):
    assert told(text) == []


def test_the_publishers_country_decides_the_order_of_day_and_month():
    text = "The form is dated 05/06/2021."
    assert told(text, None, country="GB")[0][1] == "2021-06-05"
    assert told(text, None, country="US")[0][1] == "2021-05-06"


def test_a_fiscal_year_has_days_where_the_usage_of_the_country_is_known():
    (mention,) = read("It will spend more in fiscal 2021.", country="IN")
    assert (mention.timex_value, mention.period) == ("FY2021", (day("2020-04-01"), day("2021-03-31")))
    (mention,) = read("It will spend more in fiscal 2021.", country=None)
    assert mention.period is None


def test_a_period_has_its_first_and_last_day():
    (mention,) = read("Sales fell in the first 11 months of 2022.")
    assert mention.period == (day("2022-01-01"), day("2022-11-30"))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The wall dates from the first century."),
        ("fr", "Le mur date du premier siècle."),
        ("es", "El muro es del siglo I."),
        ("de", "Die Mauer stammt aus dem 1. Jahrhundert."),
    ],
)
def test_the_first_century_is_outside_the_calendar_of_the_table(language, text):
    assert told(text, language=language) == []


def test_grouped_digits_after_a_year_are_no_year():
    assert told("The code was 1950-4,000 on all of them.")[1:] == []

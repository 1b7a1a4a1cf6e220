"""Publication dates in the forms that newspapers, feeds and systems write."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.dates import MAX_AHEAD_DAYS, before_update, is_absurd, is_update_label, parse_date

DAYS = [
    "20220615",
    "Written: 2022-06-15",
    "Erschienen am 15. Juni 2022",
    "Paru le 15 juin 2022",
    "Inserito il 15 giugno 2022",
    "Publicada em 15 de junho de 2022",
    "15. 6. 2022",
    "2022. 6. 15.",
    "등록 2022-06-15",
    "更新：2022/06/15",
    "发布时间：2022-06-15",
    "June 15, 2022",
    "15 June 2022",
    "15th June 2022",
    "Jun. 15, 2022",
    "Wednesday, June 15, 2022",
    "Wed 15 Jun 2022",
    "15-Jun-2022",
    "2022-06-15",
    "2022/06/15",
    "15/06/2022",
    "15.06.2022",
    "Published: June 15, 2022",
    "Posted on 15 June 2022",
    "le mercredi 15 juin 2022",
    "Publié le 15 juin 2022",
    "15. Juni 2022",
    "Veröffentlicht am Mittwoch, 15. Juni 2022",
    "15 de junio de 2022",
    "15 de junho de 2022",
    "15 giugno 2022",
    "15 июня 2022 г.",
    "2022年6月15日",
    "2022년 6월 15일",
    "mer. 15 juin 2022",
]

MOMENTS = [
    ("2022-06-15T10:30:00Z", "10:30:00", 0, "second"),
    ("2022-06-15T12:30:00+02:00", "10:30:00", 120, "second"),
    ("2022-06-15T10:30:00.250Z", "10:30:00.250000", 0, "second"),
    ("2022-06-15 10:30", "10:30:00", None, "minute"),
    ("Wed, 15 Jun 2022 10:30:00 GMT", "10:30:00", 0, "second"),
    ("Wed, 15 Jun 2022 12:30:00 +0200", "10:30:00", 120, "second"),
    ("15 June 2022 10:30 GMT", "10:30:00", 0, "minute"),
    ("Wed 15 Jun 2022 11.30 BST", "10:30:00", 60, "minute"),
    ("June 15, 2022 at 6:30 a.m. EDT", "10:30:00", -240, "minute"),
    ("Updated 6:30 AM ET, Wed June 15, 2022", "10:30:00", -240, "minute"),
    ("Publié le 15 juin 2022 à 10h30", "10:30:00", None, "minute"),
    ("15. Juni 2022, 10:30 Uhr", "10:30:00", None, "minute"),
    ("15 июня 2022, 13:30 MSK", "10:30:00", 180, "minute"),
    ("2022年6月15日 10:30", "10:30:00", None, "minute"),
    ("20220615T103000Z", "10:30:00", 0, "second"),
    ("1655289000", "10:30:00", 0, "second"),
    ("1655289000000", "10:30:00", 0, "second"),
    ("10:30, 15 June 2022", "10:30:00", None, "minute"),
]

NO_DATES = [
    "",
    "June",
    "June 2022",
    "2022",
    "10:30",
    "The battle of 15 June 2022 changed the war",
    "June 15",
    "0001-01-01T00:00:00Z",
    "9999-12-31",
    "2022-02-30",
    "31 June 2022",
    "1.5 million in 2022",
    "15/45/2022",
    "1" * 100,
]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_read_in_any_usual_form(text: str) -> None:
    date = parse_date(text)
    assert date is not None
    assert (date.local_day, date.offset, date.precision) == (datetime.date(2022, 6, 15), None, "day")


@pytest.mark.parametrize(("text", "clock", "offset", "precision"), MOMENTS)
def test_a_moment_is_read_with_offset_and_precision(text: str, clock: str, offset: int | None, precision: str) -> None:
    date = parse_date(text)
    assert date is not None
    expected = datetime.datetime.fromisoformat(f"2022-06-15T{clock}+00:00")
    assert date.micros == int(expected.timestamp() * 1_000_000)
    assert (date.offset, date.precision) == (offset, precision)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_order_of_day_and_month_is_the_countrys() -> None:
    european, american = parse_date("06/07/2022"), parse_date("06/07/2022", month_first=True)
    assert european is not None
    assert american is not None
    assert european.local_day == datetime.date(2022, 7, 6)
    assert american.local_day == datetime.date(2022, 6, 7)


def test_a_known_year_completes_a_date() -> None:
    date = parse_date("June 15", False, 2022)
    assert date is not None
    assert date.local_day == datetime.date(2022, 6, 15)


def test_the_local_day_is_the_publishers() -> None:
    date = parse_date("2022-06-15T23:30:00-05:00")
    assert date is not None
    assert date.local_day == datetime.date(2022, 6, 15)


def test_generic_us_zones_follow_the_season() -> None:
    winter, summer = parse_date("Jan 10, 2022 9:00 am ET"), parse_date("July 10, 2022 9:00 am ET")
    assert winter is not None
    assert summer is not None
    assert (winter.offset, summer.offset) == (-300, -240)


def test_a_date_far_after_retrieval_is_absurd() -> None:
    date = parse_date("2022-06-15")
    assert date is not None
    assert is_absurd(date, date.micros - (MAX_AHEAD_DAYS + 1) * 86_400_000_000)
    assert not is_absurd(date, date.micros)
    assert not is_absurd(date, 0)


def test_labels_of_updates_are_known_from_labels_of_publication() -> None:
    assert is_update_label("Last updated: 15 June 2022")
    assert is_update_label("Aktualisiert: 15. Juni 2022")
    assert not is_update_label("Published: 15 June 2022")


@given(st.text(max_size=130))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_date(text)


@given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)))
def test_iso_dates_are_read_back(moment: datetime.datetime) -> None:
    date = parse_date(moment.replace(microsecond=0).isoformat() + "Z")
    assert date is not None
    assert date.local_day == moment.date()


@pytest.mark.parametrize(
    "text",
    [
        "Середа, 6 березня 2024, 14:05",
        "Publisert: 6. mars 2024 14:05",
        "6 března 2024 14:05",
        "2024. március 6. 14:05",
        "6 Μαρτίου 2024, 14:05",
        "الأربعاء 6 مارس 2024 14:05",
        "2024.03.06. 오후 2:05",
        "2024년 3월 6일 오후 2시 5분",
        "2024年3月6日 下午2时5分",
        "Rabu, 6 Maret 2024 14:05",
    ],
)
def test_dates_of_more_languages_are_read_to_the_minute(text: str) -> None:
    date = parse_date(text)
    assert date is not None
    assert (date.local_day.isoformat(), date.precision, date.micros // 60_000_000 % 1440) == ("2024-03-06", "minute", 845)


def test_a_date_of_change_after_that_of_publication_is_cut() -> None:
    assert before_update("12. mars 2024 08:15 Sist oppdatert: 13. mars 2024 07:02") == "12. mars 2024 08:15"
    assert before_update("Updated 13 March 2024") == "Updated 13 March 2024"

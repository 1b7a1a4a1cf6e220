"""Lengths of time and data intervals, as schedulers write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lake.layout import check_run_id
from pipeline.moments import Interval, parse_interval, parse_length, run_id_of
from transforms.errors import UserError

MOMENTS = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2900, 1, 1), timezones=st.just(datetime.UTC))


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("15m", 900), (" 1.5H ", 5400), ("1d", 86_400), ("0", 0), ("0.25s", 0.25)]
)
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert parse_length(text, "--every") == seconds


@pytest.mark.parametrize("text", ["", "m", "-5m", "15 minutes", "1e3", "١٥m", "99999d", "nan"])
def test_what_is_no_length_is_wrong_usage(text: str) -> None:
    with pytest.raises(UserError, match="--every") as error:
        parse_length(text, "--every")
    assert error.value.code == 2


@pytest.mark.parametrize(
    ("start", "end", "run_id"),
    [
        ("2024-03-01", "2024-03-02", "20240301T000000Z-20240302T000000Z-"),
        ("2024-03-01T02:00:00+02:00", "2024-03-02T00:00:00Z", "20240301T000000Z-20240302T000000Z-"),
        ("2024-03-01 06:30", "2024-03-01 06:30:00.25", "20240301T063000Z-20240301T063000.250000Z-"),
    ],
)
def test_an_interval_makes_the_id_of_its_run(start: str, end: str, run_id: str) -> None:
    interval = parse_interval(start, end)
    assert interval is not None
    assert run_id_of(interval, ["wire/"]).startswith(run_id)


@given(MOMENTS, MOMENTS, st.lists(st.text(), max_size=4))
def test_the_same_night_over_the_same_inputs_is_the_same_run(
    a: datetime.datetime, b: datetime.datetime, inputs: list[str]
) -> None:
    interval = Interval(min(a, b), max(a, b))
    assert parse_interval(*(moment.isoformat() for moment in interval)) == interval
    run_id = check_run_id(run_id_of(interval, inputs))
    assert run_id_of(interval, [*reversed(inputs), *inputs]) == run_id
    assert run_id_of(interval, [*inputs, "one more"]) != run_id or "one more" in inputs
    assert interval.micros == tuple(
        (moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)) // datetime.timedelta(microseconds=1)
        for moment in interval
    )


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("2024-03-01", None, "go together"),
        (None, "2024-03-01", "go together"),
        ("yesterday", "2024-03-01", "--data-interval-start yesterday: no moment"),
        ("2024-03-01", "2024-02-30", "--data-interval-end 2024-02-30: no moment"),
        ("2024-03-02", "2024-03-01", "is before"),
        ("0001-01-01T00:00:00+14:00", "2024-03-01", "no moment"),
    ],
)
def test_what_is_no_interval_is_wrong_usage(start: str | None, end: str | None, message: str) -> None:
    with pytest.raises(UserError, match=message) as error:
        parse_interval(start, end)
    assert error.value.code == 2


def test_no_interval_is_none() -> None:
    assert parse_interval(None, None) is None

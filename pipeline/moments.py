"""Times as a scheduler hands them over: lengths such as `15m`, and the interval of data that a run is for."""

import datetime
import hashlib
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from transforms.errors import UserError
from transforms.records import Micros
from transforms.tables import micros_of

_LENGTH: Final = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)([smhd]?)", re.ASCII)
_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST: Final = 366 * 86_400.0


class Interval(NamedTuple):
    """The data interval of a scheduled run, its logical dates: from `start` on, before `end`."""

    start: datetime.datetime  # UTC
    end: datetime.datetime  # UTC; equal to the start for a run that somebody started by hand

    @property
    def micros(self) -> tuple[Micros, Micros]:
        """Both ends in microseconds since 1970."""
        return micros_of(self.start), micros_of(self.end)


def parse_length(text: str, option: str) -> float:
    """Seconds of a length of time: `90`, `90s`, `15m`, `1.5h`, `1d`.

    Raises:
        UserError: (wrong usage) for what is none, or more than a year; `option` is named in the message.
    """
    found = _LENGTH.fullmatch(text.strip().lower())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else -1.0
    if not 0 <= seconds <= _LONGEST:
        raise UserError(f"{option} {text}: no length of time; write it as 90s, 15m, 1.5h or 1d, a year at most", 2)
    return seconds


def parse_pause(text: str, option: str) -> float:
    """`parse_length` of what comes again and again: a second at least.

    Raises:
        UserError: (wrong usage) for what is none; `option` is named in the message.
    """
    seconds = parse_length(text, option)
    if seconds < 1:
        raise UserError(f"{option} {text}: it is a second at least", 2)
    return seconds


def parse_interval(start: str | None, end: str | None) -> Interval | None:
    """The data interval between two moments in ISO 8601; without a zone they are UTC, a day is its midnight.

    Returns:
        None if neither is given.

    Raises:
        UserError: (wrong usage) for one without the other, what is no moment, or an end before the start.
    """
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise UserError("--data-interval-start and --data-interval-end go together; give both or neither", 2)
    interval = Interval(_moment(start, "--data-interval-start"), _moment(end, "--data-interval-end"))
    if interval.end < interval.start:
        raise UserError(f"--data-interval-end {end} is before --data-interval-start {start}", 2)
    return interval


def _moment(text: str, option: str) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise UserError(f"{option} {text}: no moment in ISO 8601, such as 2024-03-01T00:00:00Z", 2) from error


def run_id_of(interval: Interval, inputs: Iterable[str]) -> str:
    """The id of the run for an interval over some inputs: the same night, called again, is the same run.

    >>> day = parse_interval("2024-03-01", "2024-03-02")
    >>> run_id_of(day, ["wire/"])
    '20240301T000000Z-20240302T000000Z-7e97ec73'
    """
    digest = hashlib.sha256("\n".join(sorted(set(inputs))).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return "-".join([*(_stamp(moment) for moment in interval), digest])


def _stamp(moment: datetime.datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%S.%fZ" if moment.microsecond else "%Y%m%dT%H%M%SZ")

"""Rows written out: as a table for people, as CSV, or as one JSON array of objects."""

import base64
import csv
import datetime
import decimal
import json
import math
import re
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import IO, Any


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def write_rows(
    names: Sequence[str], rows: Iterator[Sequence[Any]], form: Format, out: IO[str], numbers: Collection[str] = ()
) -> None:
    """Write rows to `out`. `numbers` names the columns that a table sets to the right."""
    names = _unique(names)
    if form is Format.CSV:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([as_text(value) for value in row] for row in rows)
    elif form is Format.JSON:
        _write_json(names, rows, out)
    else:
        from pipeline.console import make_console, print_table

        print_table(make_console(out), names, ([as_text(value) for value in row] for row in rows), numbers)


def plain(value: Any) -> Any:
    """A value as JSON has it: whole decimals as integers, moments and days in ISO 8601 (UTC as `Z`), bytes in base64."""
    match value:
        case decimal.Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case float():
            return value if math.isfinite(value) else None
        case datetime.datetime():
            return value.isoformat().replace("+00:00", "Z")
        case datetime.date() | datetime.time():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            return plain(value._asdict())
        case list() | tuple():
            return [plain(item) for item in value]
        case None | bool() | int() | str():
            return value
        case _:  # intervals, UUIDs and whatever else DuckDB has
            return str(value)


_CONTROL = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # json.dumps escapes those below space


def to_json(value: Any) -> str:
    """A value as JSON on one line; characters that a terminal takes for commands are escaped."""
    text = json.dumps(plain(value), ensure_ascii=False)
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _write_json(names: Sequence[str], rows: Iterator[Sequence[Any]], out: IO[str]) -> None:
    start = "["
    for row in rows:
        out.write(start + "\n" + to_json(dict(zip(names, row, strict=True))))
        start = ","
    out.write("[]\n" if start == "[" else "\n]\n")


def as_text(value: Any) -> str:
    """A value as a cell of CSV or of a table: nothing for null, JSON for lists and structs."""
    value = plain(value)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _unique(names: Sequence[str]) -> list[str]:
    """Column names, the second `x` as `x_2`: an object has each key once."""
    seen: set[str] = set()
    unique = []
    for name in names:
        number, free = 1, name
        while free in seen:
            number += 1
            free = f"{name}_{number}"
        seen.add(free)
        unique.append(free)
    return unique

"""The logic of `wirelake facts`: JSON lines of texts in, JSON lines of facts out. Imports no Beam."""

import datetime
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, TextIO

from pipeline.console import visible
from pipeline.facts_text import describe
from transforms.extraction.extract import Extraction, extract_all
from transforms.records import Fact

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def run(lines: Iterable[str], out: TextIO, err: TextIO, explain: bool = False, as_text: bool = False) -> int:
    """Read one text a line, write its facts as one line.

    Args:
        lines: JSON objects `{"id", "text", "published", "language", "publisher_country"}`, blank lines are passed over.
        out: takes `{"id", "facts"}` per line, in the order of the input.
        err: takes one line for each bad line: its number, what is wrong and what to do; the others go on.
        explain: add `"rules"`: which rules fired, and on which words.
        as_text: write texts for a reader instead of JSON.

    Returns:
        0, or 1 if some line was bad.
    """
    bad = False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            answer = _answer(json.loads(line), explain, as_text)
        except (ValueError, RecursionError) as error:
            bad = True
            err.write(f"line {number}: {_reason(error)}\n")
            continue
        out.write(f"{answer}\n")
    return int(bad)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno}; give one object a line"
    if isinstance(error, RecursionError):
        return "nested too deep; give one flat object a line"
    return str(error).replace("\n", " ")


def _field(item: dict[str, Any], name: str, default: str | None = None) -> str | None:
    value = item.get(name, default)
    if value is not None and not isinstance(value, str):
        raise ValueError(f'"{name}" must be a string, not {type(value).__name__}')
    return value


def _answer(item: Any, explain: bool, as_text: bool) -> str:
    if not isinstance(item, dict):
        raise ValueError(f"not an object but {type(item).__name__}; give one object a line")
    text = _field(item, "text")
    if text is None:
        raise ValueError('no "text"; give {"id": ..., "text": ...}')
    extraction = extract_all(
        text,
        published_day(_field(item, "published")),
        _field(item, "language") or "en",
        _field(item, "publisher_country"),
        str(item.get("id", "")),
        explain=explain,
    )
    if as_text:
        return "\n".join([visible(f"{item.get('id', '')}:"), *describe(extraction)])
    return _line(item.get("id"), extraction, explain)


def published_day(value: str | None) -> datetime.date | None:
    """The day of an ISO 8601 date or date-time, as written: the publisher's local day.

    Raises:
        ValueError: if it is neither.
    """
    if not value:
        return None
    try:
        return datetime.datetime.fromisoformat(value).date()
    except ValueError:
        raise ValueError(f'"published" is no ISO 8601 date: {value!r}; write it like 2022-06-15') from None


def fact_columns(fact: Fact) -> dict[str, Any]:
    """A fact as the columns of facts.md: amounts as decimals, days in ISO 8601."""
    columns = fact._asdict()
    for name, value in columns.items():
        if isinstance(value, datetime.date):
            columns[name] = value.isoformat()
    return columns


def json_number(value: Decimal) -> str:
    """A decimal as a JSON number, all its digits and no more: `147000000000`, `33.333333333`."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _json(value: Any) -> str:
    """JSON of a value; texts stay readable, but for lone surrogates, which no encoding takes."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_json(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    written = json.dumps(value, ensure_ascii=False)
    return written if written.isascii() or not _SURROGATES.search(written) else json.dumps(value)


def _line(identifier: Any, extraction: Extraction, explain: bool) -> str:
    answer: dict[str, Any] = {"id": identifier, "facts": [fact_columns(fact) for fact in extraction.facts]}
    if explain:
        answer["rules"] = [fired._asdict() for fired in extraction.fired]
    return _json(answer)

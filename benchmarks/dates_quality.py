"""Dates of the extractor beside the specification of a chat assistant's date recogniser, differences listed by kind.

    python -m benchmarks.dates_quality ../shared/data/facts_dev/recognizers_date_dev.jsonl

The set is Microsoft's Recognizers-Text (MIT): commands to an assistant, read forwards (`Friday` is the next one), with clock
times, ranges whose end is the day after, and several readings. A date is right when a row that touches it has its days or its
TIMEX3 value. `--show KIND` prints the differences of a kind; texts are read, never copied.
"""

import argparse
import collections
import contextlib
import datetime
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from transforms.extraction.extract import extract
from transforms.records import Fact

RIGHT: Final = "right"
_CLOCK: Final = frozenset({"time", "timerange", "datetime", "datetimerange", "timezone"})
_SHORTHAND: Final = re.compile(r"\b(?:tmr|tmrw|eod|eom|eoy|ytd|asap|b/?w|pls)\b|[0-9](?:am|pm|hrs?|min)\b", re.IGNORECASE)


_FEAST: Final = re.compile(
    r"\b(?:christmas|xmas|easter|ramadan|thanksgiving|halloween|new year|valentine|eve\b|mardi gras|diwali|"
    r"(?:independence|labou?r|father'?s|mother'?s|veterans?|memorial|columbus|earth|fools?|mlk|presidents?|teachers?'?|"
    r"children'?s?|women'?s) day)",
    re.IGNORECASE,
)


def days_of(reading: dict[str, Any]) -> tuple[str | None, str | None]:
    """First and last day of a gold reading; the set's ends are exclusive."""
    start, end = reading.get("start") or reading.get("value"), reading.get("end") or reading.get("value")
    if reading.get("end") and reading.get("start"):
        with contextlib.suppress(ValueError):  # the year 10000
            end = str(datetime.date.fromisoformat(reading["end"][:10]) - datetime.timedelta(days=1))
    return start and start[:10], end and end[:10]


def agrees(fact: Fact, gold: dict[str, Any], readings: list[dict[str, Any]]) -> bool:
    """Whether a row has the value of a gold date, or the days of one of its readings."""
    if fact.timex_value == gold["timex"]:
        return True
    days = str(fact.period_start), str(fact.period_end)
    return any(days_of(reading) == days for reading in readings)


def kind_of(gold: dict[str, Any], touching: list[Fact]) -> str:
    """What a gold date shows, the first that fits: right, or the convention or class of language in which it differs."""
    readings = gold.get("readings") or []
    if any(agrees(fact, gold, readings[:1]) for fact in touching):
        return RIGHT
    if any(agrees(fact, gold, readings[1:]) for fact in touching):
        return "convention: another of its readings (past or future)"
    kind = (gold["recognizer_type"] or "").rpartition(".")[2]
    if kind in _CLOCK:
        return "convention: clock times and parts of day, optional rows here"
    if _SHORTHAND.search(gold["text"]):
        return "convention: shorthand of chat"
    starts = {reading.get("start") or reading.get("value") for reading in readings}
    if any(str(fact.period_start) in starts for fact in touching):
        return "convention: same first day, another end (weeks, `since`, `until`, ranges)"
    if touching and any(fact.timex_type == "DURATION" for fact in touching) and kind != "duration":
        return "convention: `in 3 days`, `the next 2 weeks`: a duration here, days counted from the moment there"
    if kind == "duration":
        return "durations written otherwise" if touching else "durations not found"
    if kind == "set":
        return "sets written otherwise" if touching else "sets not found"
    if touching and "XXXX" in gold["timex"]:
        return "convention: day, week or month without a year, chosen by tense and by the newspaper's sense"
    if _FEAST.search(gold["text"]):
        return "holidays by name, optional rows here"
    return "others, read otherwise" if touching else "others, not found"


def differences(path: Path) -> Iterator[tuple[str, str, dict[str, Any], list[Fact]]]:
    """Kind, text, gold date and the rows that touch it."""
    with path.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            published = datetime.date.fromisoformat(item["published"][:10]) if item["published"] else None
            rows = [fact for fact in extract(item["text"], published) if fact.kind == "date"]
            for gold in item["facts"]:
                touching = [fact for fact in rows if fact.start < gold["end"] and gold["start"] < fact.end]
                yield kind_of(gold, touching), item["text"], gold, touching


def main() -> int:
    """Print how many dates are right, and the others by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--show", help="print the differences whose kind holds this")
    args = parser.parse_args()
    if not args.gold.exists():
        print(f"{args.gold}: not there; it lies outside the repository", file=sys.stderr)
        return 2
    kinds: collections.Counter[str] = collections.Counter()
    for kind, text, gold, touching in differences(args.gold):
        kinds[kind] += 1
        if args.show and args.show in kind:
            found = [(fact.exact, fact.timex_value, str(fact.period_start), str(fact.period_end)) for fact in touching]
            print(f"{text!r}: {gold['text']!r} {gold['timex']} {days_of((gold.get('readings') or [{}])[0])}: {found}")
    total = kinds.total()
    conventions = sum(count for kind, count in kinds.items() if kind.startswith("convention") or "optional" in kind)
    print(
        f"{total} dates, {kinds[RIGHT]} right, {conventions} by another convention, {total - kinds[RIGHT] - conventions} left"
    )
    for kind, count in kinds.most_common():
        print(f"{count:5} {kind}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

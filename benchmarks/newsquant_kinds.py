"""Where the extractor and the NewsQuant set differ, by kind: conventions of the set, and what is left; and what F1 can be had.

    python -m benchmarks.newsquant_kinds ../shared/data/facts_dev/newsquant_dev.jsonl --tools ../shared/tools

Pairs rows with the set's own scorer. The set counts lengths of time, vague numbers and `one of the ...`, gives both ends of a
change as one range and their direction to none or one of them; facts here follow another contract. For each measure three
numbers are printed: the F1 now, and the F1 that the scorer would give with all rows right that no convention keeps from being
so. Texts are never copied.
"""

import argparse
import collections
import importlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from transforms.extraction.extract import extract

FIGURES: Final = ("money", "percent", "quantity")
LEFT: Final = "left"
MEASURES: Final = ("value", "unit", "change")
_KNOWN_PAIR: Final = re.compile(r"(?i)\b(?:the|both|these|those|their|his|her|its) (?:two|\w+ two)\b|\bboth\b")
_SLIPS: Final = (10.0**3, 10.0**6, 10.0**9)


class Difference(NamedTuple):
    """One gold quantity or row by one measure; the kind is empty where nothing differs."""

    measure: str  # value (of gold quantities), row (without a gold quantity), unit, change (of the pairs by value)
    kind: str


def missed_kind(gold: dict[str, Any], text: str, spare: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> str:
    """Why no row has the value of a gold quantity; `spare` are the rows that no gold quantity has."""
    low, high, number = gold.get("value_low"), gold.get("value_high"), gold.get("value")
    values = [float(row["value"]) for row in spare]
    tops = [float(row["value_max"]) for row in spare if row["value_max"] is not None]
    if gold["kind"] == "duration":
        return "lengths of time are dates here"
    if (low and high and high / low == 10) or (number == 12 and "dozens" in text):
        return "vague numbers (`thousands of`) are no rows here"
    if low is not None and high is not None and {low, high} <= set(values):
        return "two ends are two rows here, one range there"
    if number == 1 and re.search(r"\b[Oo]ne (?:of|and only)\b", text):
        return "`one of the ...` is no row here"
    if number == 2 and _KNOWN_PAIR.search(text):
        return "known pairs (`the two`) are no rows here"
    if number is not None and any(abs(100 * value - number) < 1e-6 * abs(number) for value in values):
        return "pence, sen, basis points, `pc`: counted in the main unit here"
    if "generation" in (gold.get("unit") or ""):
        return "names (`5G`) are no rows here"
    if number is not None and any(_has_size(row, number) for row in rows):
        return "sizes of what is counted (`200 5 kg bags`) are no rows here"
    ends = [end for end in (low, high, number) if end]
    if any(value == end * slip for slip in _SLIPS for end in ends for value in (*values, *tops)):
        return "magnitudes that the set lost"
    return LEFT


def _has_size(row: dict[str, Any], number: float) -> bool:
    """Whether a count's words have the number as the size of what is counted."""
    others = re.findall(r"[0-9.]+", row["exact"])[1 if row["exact"][:1].isdecimal() else 0 :]
    return row["unit"] == "1" and f"{number:g}" in others


def spare_kind(row: dict[str, Any], golds: Sequence[dict[str, Any]], missed: Sequence[str]) -> str:
    """Why no gold quantity has the value of a row; `missed` are the kinds of the text's gold quantities without a row."""
    value = float(row["value"])
    if any(value in (gold.get("value_low"), gold.get("value_high")) for gold in golds):
        return "two ends are two rows here, one range there"
    if any(gold.get("value") and abs(100 * value - gold["value"]) < 1e-6 * gold["value"] for gold in golds):
        return "pence, sen, basis points, `pc`: counted in the main unit here"
    if "magnitudes that the set lost" in missed:
        return "magnitudes that the set lost"
    return LEFT


def unit_kind(gold: str, found: str, row: dict[str, Any], overlap: bool) -> str:
    """Why a row's unit differs: `gold` and `found` are names as the scorer compares them."""
    if gold.startswith("% "):
        return "shares are `%` here, with what is shared there"
    if gold == "year of age" and row["unit"] == "a" and row["rule"].startswith("en.age"):
        return "ages are years (`a`) here, with the words of the text"
    if gold.startswith(f"{found} per "):
        return "no denominator after a count here"
    if found.startswith(f"{gold} per "):
        return "an amount and its restatement share their denominator here"
    if overlap:
        return "the noun with its modifiers as the text has it; shorter, longer or without `and`, `of` there"
    if found == "".join(word[0] for word in gold.split()) or (row["unit"] not in (None, "1") and row["kind"] == "quantity"):
        return "abbreviations and names of units as the text has them (`ppg`, `m.p.h.`)"
    return LEFT


def change_kind(gold: str, found: str, row: dict[str, Any], rows: Sequence[dict[str, Any]]) -> str:
    """Why a row's label of change differs: the set has one label where a row has a bound and a direction."""
    ends = row["change_kind"]
    if gold == "=" and ends in ("to", "from"):
        return "ends of a change have its direction here"
    if gold == "=" and ends == "by":
        return "changes that the set has as plain values"
    if gold == "=" and found in "<>~":
        return "bounds that the set has as plain values"
    if row["direction"] == gold or (gold == "~" and row["bound"] == "approx"):
        return "a bound and a direction: a row has both, the set one label"
    if found == "=" and any(other["direction"] == gold and other["change_kind"] == "by" for other in rows):
        return "a level whose change is a row of its own has no direction here"
    return LEFT


def compare(item: dict[str, Any], scorer: Any, units: Any) -> Iterator[Difference]:
    """The differences of one text of the set."""
    text, golds = item["text"], item["facts"]
    rows = [fact._asdict() for fact in extract(text, None) if fact.kind in FIGURES]
    pred = scorer.predicted(rows)
    gold = [
        {"value": scorer.number(g), "unit": units.canonical(g.get("unit") or "-"), "change": scorer.label(g)} for g in golds
    ]
    pairs = list(scorer.pairs(gold, pred))
    used = {id(g) for g, _ in pairs}, {id(p) for _, p in pairs}
    spare = [row for row, p in zip(rows, pred, strict=True) if id(p) not in used[1]]
    missed = [missed_kind(told, text, spare, rows) for told, g in zip(golds, gold, strict=True) if id(g) not in used[0]]
    yield from (Difference("value", kind) for kind in missed)
    yield from (Difference("row", spare_kind(row, golds, missed)) for row in spare)
    for g, p in pairs:
        row = next(row for row, q in zip(rows, pred, strict=True) if q is p)
        same = g["unit"] == p["unit"]
        yield Difference("value", "")
        yield Difference(
            "unit", "" if same else unit_kind(g["unit"], p["unit"], row, units.nouns_overlap(g["unit"], p["unit"]))
        )
        yield Difference("change", "" if g["change"] == p["change"] else change_kind(g["change"], p["change"], row, rows))


def scores(kinds: "collections.Counter[Difference]", measure: str) -> tuple[float, float]:
    """F1 of a measure in per cent: now, and with everything right that is not a convention.

    Then every gold quantity that is left is found, with its unit and change, and every row that is left is gone.
    """
    agree = kinds[Difference(measure, "")]
    golds = sum(count for difference, count in kinds.items() if difference.measure == "value")
    pairs = kinds[Difference("value", "")]
    rows = pairs + sum(count for difference, count in kinds.items() if difference.measure == "row")
    found = kinds[Difference("value", LEFT)]
    mended = found if measure == "value" else found + kinds[Difference(measure, LEFT)]
    right = rows + found - kinds[Difference("row", LEFT)]
    return 200 * agree / (golds + rows), 200 * (agree + mended) / (golds + right)


def main() -> int:
    """Print the differences by measure and kind, and the F1 now and at most."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--tools", type=Path, required=True, help="folder with score_newsquant.py and units.py")
    args = parser.parse_args()
    if not args.gold.exists() or not (args.tools / "score_newsquant.py").exists():
        print(f"no {args.gold}, or no score_newsquant.py in {args.tools}: nothing to compare", file=sys.stderr)
        return 2
    sys.path.insert(0, str(args.tools))
    scorer, units = importlib.import_module("score_newsquant"), importlib.import_module("units")
    with args.gold.open(encoding="utf-8") as lines:
        kinds = collections.Counter(found for line in lines for found in compare(json.loads(line), scorer, units))
    for measure, title in (("value", "value"), ("row", "rows without a gold quantity"), ("unit", "unit"), ("change", "change")):
        agree = kinds[Difference(measure, "")]
        print(f"{title}: {agree} agree" if agree else title)
        for (of, kind), count in kinds.most_common():
            if of == measure and kind:
                print(f"{count:5} {kind}")
    for measure in MEASURES:
        now, best = scores(kinds, measure)
        title = measure if measure == "value" else f"value with {measure}"
        print(f"F1 of {title}: {now:.1f}; with all rows right within the contract {best:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Where the extractor and the NewsQuant set differ, by kind: conventions of the set, and what is left.

    python -m benchmarks.newsquant_kinds ../shared/data/facts_dev/newsquant_dev.jsonl --tools ../shared/tools

Pairs rows with the set's own scorer. The set counts lengths of time, vague numbers and `one of the ...`, gives both ends of a
change as one range and their direction to none or one of them; facts here follow another contract. Texts are never copied.
"""

import argparse
import collections
import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from transforms.extraction.extract import extract

FIGURES: Final = ("money", "percent", "quantity")
LEFT: Final = "left"


def missed_kind(gold: dict[str, Any], text: str, spare: list[dict[str, Any]]) -> str:
    """Why no row has the value of a gold quantity; `spare` are the rows that no gold quantity has."""
    low, high = gold.get("value_low"), gold.get("value_high")
    values = [float(row["value"]) for row in spare]
    if gold["kind"] == "duration":
        return "lengths of time are dates here"
    if low is not None and high is not None and low and high / low == 10:
        return "vague numbers (`thousands of`) are no rows here"
    if low is not None and high is not None and {low, high} <= set(values):
        return "two ends are two rows here, one range there"
    number = gold.get("value")
    if number == 1 and re.search(r"\b[Oo]ne (?:of|and only)\b", text):
        return "`one of the ...` is no row here"
    if number == 2 and re.search(r"(?i)\b(?:the|both|these|those|their|his|her|its) (?:two|\w+ two)\b|\bboth\b", text):
        return "known pairs (`the two`) are no rows here"
    if number is not None and any(abs(100 * value - number) < 1e-6 * abs(number) for value in values):
        return "pence, sen, basis points, `pc`: counted in the main unit here"
    if "generation" in (gold.get("unit") or ""):
        return "names (`5G`) are no rows here"
    return LEFT


def change_kind(gold: str, row: dict[str, Any], found: str) -> str:
    """Why a row's label of change differs."""
    if gold == "=" and row["change_kind"] in ("to", "from"):
        return "ends of a change have its direction here"
    if gold == "=" and row["change_kind"] == "by":
        return "changes that the set has as plain values"
    if gold == "=" and found in "<>~":
        return "bounds that the set has as plain values"
    return LEFT


def compare(path: Path, scorer: Any, units: Any) -> Iterator[tuple[str, str]]:
    """(measure, kind) of each difference; the kind is empty where nothing differs."""
    with path.open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            rows = [fact._asdict() for fact in extract(item["text"], None) if fact.kind in FIGURES]
            pred = scorer.predicted(rows)
            gold = [
                {"value": scorer.number(g), "unit": units.canonical(g.get("unit") or "-"), "change": scorer.label(g)}
                for g in item["facts"]
            ]
            pairs = list(scorer.pairs(gold, pred))
            used = {id(g) for g, _ in pairs}, {id(p) for _, p in pairs}
            spare = [row for row, p in zip(rows, pred, strict=True) if id(p) not in used[1]]
            for told, g in zip(item["facts"], gold, strict=True):
                yield "value", "" if id(g) in used[0] else missed_kind(told, item["text"], spare)
            yield from (("row without gold", LEFT) for _ in spare)
            for g, p in pairs:
                row = next(row for row, q in zip(rows, pred, strict=True) if q is p)
                yield "change", "" if g["change"] == p["change"] else change_kind(g["change"], row, p["change"])
                yield "unit", "" if g["unit"] == p["unit"] else LEFT


def main() -> int:
    """Print the differences by measure and kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--tools", type=Path, required=True, help="folder with score_newsquant.py and units.py")
    args = parser.parse_args()
    if not args.gold.exists() or not (args.tools / "score_newsquant.py").exists():
        print(f"no {args.gold}, or no score_newsquant.py in {args.tools}: nothing to compare", file=sys.stderr)
        return 2
    sys.path.insert(0, str(args.tools))
    scorer, units = importlib.import_module("score_newsquant"), importlib.import_module("units")
    kinds = collections.Counter(compare(args.gold, scorer, units))
    for measure in ("value", "row without gold", "unit", "change"):
        print(f"{measure}: {kinds[measure, '']} agree")
        for (of, kind), count in kinds.most_common():
            if of == measure and kind:
                print(f"{count:5} {kind}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

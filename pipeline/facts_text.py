"""Facts as text for a reader: each with its words, what it says, and the rules that read it. Imports no Beam."""

from collections.abc import Iterator, Mapping

from pipeline.console import visible
from transforms.extraction.extract import Extraction
from transforms.records import Fact


def describe(extraction: Extraction) -> Iterator[str]:
    """The facts of a text, two lines each, three with the rules where these were asked for."""
    numbers = {fact.fact_id: number for number, fact in enumerate(extraction.facts, 1)}
    rules: dict[tuple[int, int], list[str]] = {}
    for fired in extraction.fired:
        rules.setdefault((fired.start, fired.end), []).append(fired.rule)
    for number, fact in enumerate(extraction.facts, 1):
        yield f"{number:>3}  {visible(' '.join(fact.exact.split()))}"
        yield f"     {visible(', '.join(_date(fact) if fact.kind == 'date' else _figure(fact, numbers)))}"
        if fired_here := rules.get((fact.start, fact.end)):
            yield f"     by {', '.join(fired_here)}"
    if extraction.no_grammar:
        yield "     no grammar for this language"
    if extraction.unfit:
        yield f"     {extraction.unfit} amounts too large for a column"


def _date(fact: Fact) -> list[str]:
    said = [f"{fact.timex_type} {fact.timex_value}"]
    if fact.timex_mod:
        said.append(fact.timex_mod.lower().replace("_", " "))
    return [*said, *_days(fact.period_start, fact.period_end)]


def _figure(fact: Fact, numbers: Mapping[str, int]) -> list[str]:
    value = _number(fact.value) if fact.value_max is None else f"{_number(fact.value)} to {_number(fact.value_max)}"
    bound = "" if fact.bound in (None, "eq") else f"{fact.bound} "
    unit = fact.unit_text if fact.unit == "1" and fact.unit_text else (fact.unit or "of unknown unit")
    said = [f"{fact.kind} {bound}{value} {unit}"]
    if fact.direction:
        said.append(f"{fact.direction} {fact.change_kind}")
    if fact.baseline_start:
        said.append(f"against {'/'.join(_days(fact.baseline_start, fact.baseline_end))}")
    frame = [fact.flow, fact.reporter, fact.partner and f"with {fact.partner}", fact.commodity and f"of {fact.commodity}"]
    if any(frame):
        said.append(" ".join(str(part) for part in frame if part))
    if fact.measure:
        said.append(fact.measure)
    said += _days(fact.period_start, fact.period_end)
    if fact.converts:
        said.append(f"restates {numbers[fact.converts]}")
    if fact.qualifies:
        said.append(f"change of {numbers[fact.qualifies]}")
    if fact.attributed_to:
        said.append(f"says {fact.attributed_to}")
    return said


def _number(value: object) -> str:
    plain = format(value, ",f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _days(first: object, last: object) -> list[str]:
    if first is None:
        return []
    return [str(first) if first == last else f"{first} to {last}"]

"""What the readers of dates and of figures find, before it becomes rows: offsets are code points of the text."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Optional

Period = tuple[datetime.date, datetime.date]
"""First and last day, both included."""


class Context(NamedTuple):
    """What is known of a text from outside it."""

    published: datetime.date | None  # the publisher's local day: the anchor of relative dates
    language: str = "en"  # BCP 47, the primary subtag
    publisher_country: str | None = None  # ISO 3166-1 alpha-2


@dataclass(slots=True)
class DateMention:
    """One date, time, duration or set as the text states it.

    `transforms.extraction.dates.find_dates(text, sentences, published, language, publisher_country)` gives them, ordered by
    start and without overlaps.
    """

    start: int
    end: int
    timex_type: str  # DATE, TIME, DURATION, SET
    timex_value: str
    rule: str
    timex_mod: str | None = None
    period_start: datetime.date | None = None  # the interval it denotes, both days included; None where it cannot be known
    period_end: datetime.date | None = None
    needs_anchor: bool = False  # relative: read against the day of publication
    compared: bool = False  # names the period compared with: `a year earlier`, `the same month last year`
    first: int = 0  # index of its first token in its sentence
    last: int = 0  # index of its last token

    @property
    def period(self) -> Period | None:
        """Both days, or None."""
        if self.period_start is None or self.period_end is None:
            return None
        return self.period_start, self.period_end


@dataclass(slots=True, eq=False)
class FigureMention:
    """One figure as the text states it, with the frame it stands in. Compared by identity: links point to objects."""

    start: int
    end: int
    kind: str  # money, quantity, percent
    value: Decimal
    unit: str | None
    rule: str  # the rule that read the figure
    value_max: Decimal | None = None
    bound: str = "eq"
    unit_text: str | None = None
    sentence: int = 0  # index into the sentences
    first: int = 0  # index of its first token in the sentence
    last: int = 0  # index of its last token
    direction: str | None = None
    change_kind: str | None = None
    baseline: Period | None = None
    flow: str | None = None
    reporter: str | None = None
    partner: str | None = None
    commodity: str | None = None
    measure: str | None = None
    period: Period | None = None
    converts: Optional["FigureMention"] = None
    qualifies: Optional["FigureMention"] = None
    attributed_to: str | None = None
    frame_rules: list[str] = field(default_factory=list)  # rules of the clause that filled its columns

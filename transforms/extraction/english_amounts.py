"""An amount of an English sentence while it is being read, and the sentence it is read from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from transforms.extraction.currencies import Money
from transforms.extraction.english_numbers import Number, read_numbers
from transforms.extraction.places import Place, find_places
from transforms.extraction.tokens import Token
from transforms.extraction.units import unit_tables

RATE_ARTICLES: Final = frozenset({"a", "an", "per", "each", "every"})
PART: Final = "en.bare.part"
"""Half of what may be a range: no row by itself."""


@dataclass(slots=True)
class Amount:
    """A number being read: token indices of the sentence, `stop` exclusive."""

    first: int
    stop: int
    number: Number
    value: Decimal
    kind: str = ""  # money, percent, quantity; empty: nothing tells yet
    money: Money | None = None
    unit: str | None = None
    unit_text: str | None = None
    value_max: Decimal | None = None
    bound: str = "eq"
    rule: str = ""
    prefixed: bool = False  # the currency stands before the number
    factor: Decimal = Decimal(1)


def surface(text: str, tokens: Sequence[Token], first: int, stop: int) -> str:
    """The words of tokens `first` to `stop` as the text has them."""
    return text[tokens[first].start : tokens[stop - 1].end] if first < stop else ""


class Reading:
    """A sentence whose amounts are being read.

    Args:
        text: the whole text.
        tokens: of the sentence.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """Find the numbers; everything else hangs on them."""
        self.text = text
        self.tokens = tokens
        self.numbers = read_numbers(tokens)
        self.tables = unit_tables()
        self._places: list[Place] | None = None

    @property
    def places(self) -> list[Place]:
        """The countries of the sentence, read once."""
        if self._places is None:
            self._places = find_places(self.tokens)
        return self._places

"""Builds the table of a language's words: each word with the letter of its class and a value (see `grammar.CLASSES`)."""

from collections.abc import Iterable
from typing import Any

from transforms.extraction.dates.grammar import CLASSES

Row = tuple[str, str, Any]
"""Name of a class, its words with spaces between, their value."""


def words_of(listed: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(listed.split())


def numbered(name: str, listed: str, first: int = 1, step: int = 1) -> list[Row]:
    """Rows of a class whose value counts up; words with the same value are joined by `/`."""
    return [(name, words.replace("/", " "), first + step * index) for index, words in enumerate(listed.split())]


def vocabulary(rows: Iterable[Row]) -> dict[str, tuple[str, Any]]:
    """The table of words; a later row wins over an earlier one."""
    table: dict[str, tuple[str, Any]] = {}
    for name, listed, value in rows:
        letter = CLASSES[name]
        assert len(letter) == 1, f"{name} is more than one class"
        table.update((word, (letter, value)) for word in listed.split())
    return table

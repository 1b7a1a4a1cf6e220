"""What a page may weigh: each part has a budget in bytes, so that a lake of any size gives a page that opens from a mail."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pipeline.output import plain

STORIES: Final = 650_000
"""Bytes of the list of stories, as JSON."""

DETAILS: Final = 1_650_000
"""Bytes of copies and their paragraphs."""

FACTS: Final = 900_000
"""Bytes of the table of facts."""

FRAMES: Final = 250_000
"""Bytes of the figures that charts show."""

REJECTS: Final = 150_000
"""Bytes of single rejects; their markup is as much again."""

_ESCAPES: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def compact(value: Any) -> str:
    r"""JSON for a script element: no `<`, `>` or `&` is left in it, so no text can end the element or begin a comment.

    >>> compact({"headline": "</script><!--"})
    '{"headline":"\\u003c/script\\u003e\\u003c!--"}'
    """
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def weight(value: Any) -> int:
    """Bytes of a value in the page."""
    return len(compact(value).encode("utf-8", "replace"))


def clip(text: str | None, limit: int) -> str:
    r"""A text on one line, cut to `limit` characters, the last of them `…` then; empty if there is none.

    >>> clip("a  long\nheadline", 8), clip(None, 8)
    ('a long…', '')
    """
    line = " ".join((text or "")[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


class Names:
    """Texts that many rows repeat, kept once: rows hold their numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.weight = 0  # bytes of the texts in the page

    def __call__(self, text: str | None, limit: int = 120) -> int:
        """The number of a text; -1 for none."""
        line = clip(text, limit)
        if line and line not in self._numbers:
            self._numbers[line] = len(self._numbers)
            self.weight += weight(line) + 1
        return self._numbers.get(line, -1)

    @property
    def texts(self) -> Sequence[str]:
        """The texts in the order of their numbers."""
        return list(self._numbers)


def fit(rows: Iterable[Any], budget: int, names: Names | None = None) -> list[Any]:
    """The first of the rows, as many as `budget` bytes hold, with the texts that they are the first to name.

    Args:
        rows: each is made when it is asked for, and no more of them than fit.
        budget: bytes.
        names: where the rows name their texts as they are made.
    """
    kept, left = [], budget
    named = names.weight if names else 0
    for row in rows:
        left -= weight(row) + 1
        if left - ((names.weight - named) if names else 0) < 0:
            break
        kept.append(row)
    return kept

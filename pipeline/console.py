"""What a person sees: progress on standard error, tables on standard output.

A terminal gets a live line and coloured tables that fit its width; a file or a pipe gets plain lines and tables as wide as
they need.
"""

import re
import sys
import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import IO, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from transforms.progress import Progress

PLAIN_SECONDS = 10.0  # between two progress lines where there is no terminal
CELL = 100  # characters of a table's cell; csv and json have the whole value
NARROW = 8  # columns of a terminal that a text keeps at least
_GAP = 2  # between two columns of a table
_UNBOUNDED = 100_000  # columns: a pipe has no width
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Characters that steer a terminal, turn the direction of text or show nothing; joiners stay (Persian, emoji)."""


def make_console(out: IO[str] | None = None) -> Console:
    """A console on `out` (standard output if None) that never wraps what goes into a file or a pipe."""
    stream = out if out is not None else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _UNBOUNDED, highlight=False, markup=False, emoji=False)


def print_table(
    console: Console, columns: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[str] = (), title: str | None = None
) -> None:
    """Print rows of texts under a heading; `right` names the columns that are set to the right (numbers).

    On a terminal that is too narrow long texts are cut and numbers are not; where even that does not fit, each row is a block
    of lines.
    """
    cut = [[shorten(cell) for cell in row] for row in rows]
    numeric = set(right)
    natural = [max(map(cell_len, column)) for column in zip(columns, *cut, strict=True)]
    widths = fit_widths(natural, [column in numeric for column in columns], console.width)
    if widths is None:
        _print_blocks(console, columns, cut)
        return
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False, show_edge=False)
    for column, width in zip(columns, widths, strict=True):
        side: Literal["left", "right"] = "right" if column in numeric else "left"
        table.add_column(Text(column), justify=side, overflow="ellipsis", no_wrap=True, width=width)
    for row in cut:
        table.add_row(*map(Text, row))
    console.print(table)


def fit_widths(natural: Sequence[int], whole: Sequence[bool], room: int) -> list[int] | None:
    """Widths of columns in `room` characters: the widest are cut first, none below NARROW, those marked `whole` not at all.

    Returns:
        the widths; None if they cannot fit.
    """
    room -= _GAP * (len(natural) - 1)
    least = [width if keep else min(width, NARROW) for width, keep in zip(natural, whole, strict=True)]
    if sum(least) > room:
        return None
    widths = list(natural)
    while sum(widths) > room:
        at = max(range(len(widths)), key=lambda number: (widths[number] > least[number], widths[number]))
        widths[at] -= 1
    return widths


def _print_blocks(console: Console, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows as blocks of lines, a column a line."""
    longest = max(map(cell_len, columns), default=0)
    for number, row in enumerate(rows):
        if number:
            console.print()
        for column, cell in zip(columns, row, strict=True):
            line = Text(f"{column:{longest}}  ", "bold") + Text(cell, "not bold")
            console.print(line, no_wrap=True, overflow="ellipsis")


def visible(text: str) -> str:
    r"""A text that cannot steer a terminal: control characters become escapes such as `\x1b`; line breaks and tabs stay."""
    return _UNSEEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def shorten(text: str, limit: int = CELL) -> str:
    """A text on one line without control characters, cut to `limit` characters, the last of them `…` then."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def count_of(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun, in the plural unless it is one."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


class ProgressDisplay:
    """Shows how far a run is: a live line on a terminal, a line now and then elsewhere, nothing when quiet.

    Used as a context manager; the object itself is the listener: call it with a Progress, from any thread.
    """

    def __init__(self, quiet: bool = False, out: IO[str] | None = None) -> None:
        """Write to `out` (standard error if None)."""
        self._out = out if out is not None else sys.stderr
        self._quiet = quiet
        self._status: Status | None = None
        self._told = self._began = time.monotonic()

    def __enter__(self) -> "ProgressDisplay":
        """Begin to show."""
        self._told = self._began = time.monotonic()
        if not self._quiet and self._out.isatty():
            self._status = Console(file=self._out, highlight=False).status("starting")
            self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Take the live line away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def __call__(self, progress: Progress) -> None:
        """Show this state."""
        read = f"{count_of(progress.documents, 'document')} read"
        self.show(f"{read}, {count_of(progress.articles, 'article')}, {count_of(progress.rejects, 'reject')}")

    def show(self, state: str) -> None:
        """Show a state in words, with the seconds since the beginning."""
        if self._quiet:
            return
        now = time.monotonic()
        line = f"{state}, {now - self._began:.0f} s"
        if self._status is not None:
            self._status.update(line)
        elif now - self._told >= PLAIN_SECONDS:
            self._told = now
            print(line, file=self._out, flush=True)

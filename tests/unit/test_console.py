"""Progress: a live line on a terminal, a line now and then elsewhere; tables that fit the width."""

import io

import pytest
from rich.console import Console

from pipeline import console
from pipeline.console import ProgressDisplay, fit_widths, print_table, shorten, visible
from transforms.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(out: io.StringIO, quiet: bool = False) -> str:
    with ProgressDisplay(quiet, out) as display:
        display(Progress(1200, 1100, 3))
    return out.getvalue()


def test_plain_lines_come_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(io.StringIO()) == ""
    monkeypatch.setattr(console, "PLAIN_SECONDS", 0.0)
    assert shown(io.StringIO()) == "1,200 documents read, 1,100 articles, 3 rejects, 0 s\n"


def test_a_terminal_gets_a_live_line() -> None:
    out = Terminal()
    with ProgressDisplay(False, out) as display:
        display(Progress(1200, 1100, 3))
        assert display._status is not None
        assert "1,200 documents read" in str(display._status.status)
    assert out.getvalue().endswith("\x1b[?25h") or "\x1b[2K" in out.getvalue()  # the line is taken away, the cursor is back


def test_quiet_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "PLAIN_SECONDS", 0.0)
    assert shown(io.StringIO(), quiet=True) == ""
    assert shown(Terminal(), quiet=True) == ""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain – “text”\n\ttab", "plain – “text”\n\ttab"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud800", "\\ud800"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_a_text_cannot_steer_the_terminal(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_cells_show_no_control_characters() -> None:
    assert shorten("a\x1b]0;title\x07 b") == "a\\x1b]0;title\\x07 b"


@pytest.mark.parametrize(
    ("natural", "whole", "room", "widths"),
    [
        ([5, 5], [False, False], 12, [5, 5]),  # all fits
        ([40, 20], [False, False], 42, [20, 20]),  # the widest gives first
        ([40, 6], [False, True], 28, [20, 6]),  # a number is never cut
        ([40, 5], [False, False], 20, [13, 5]),
        ([40, 30], [False, True], 20, None),
        ([], [], 10, []),
    ],
)
def test_columns_share_the_room(natural: list[int], whole: list[bool], room: int, widths: list[int] | None) -> None:
    assert fit_widths(natural, whole, room) == widths


def printed(width: int) -> str:
    out = io.StringIO()
    rows = [["night-2024-03-01", "1,234,567", "海港将于春季开放" * 3]]
    print_table(Console(file=out, width=width, highlight=False), ["run", "records", "note"], rows, {"records"})
    return out.getvalue()


def test_a_table_fits_the_terminal_and_cuts_no_number() -> None:
    for width in (80, 50, 36):
        assert "1,234,567" in printed(width)
        assert all(Console().measure(line).maximum <= width for line in printed(width).splitlines())
    assert printed(50).count("\n") == 2


def test_a_row_that_does_not_fit_is_a_block_of_lines() -> None:
    assert printed(20).splitlines()[:2] == ["run      night-2024…", "records  1,234,567"]


def test_a_file_gets_no_colours() -> None:
    assert "\x1b" not in printed(80)

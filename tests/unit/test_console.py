"""Progress: a live line on a terminal, a line now and then elsewhere, nothing when quiet."""

import io

import pytest

from pipeline import console
from pipeline.console import ProgressDisplay, shorten, visible
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

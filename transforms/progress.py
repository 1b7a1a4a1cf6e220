"""What a run in this process tells its launcher while it works. Workers on other machines tell nobody: their metrics do."""

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """What has been done so far."""

    documents: int = 0
    articles: int = 0
    rejects: int = 0


_listener: Callable[[Progress], None] | None = None
_state = Progress()


def listen(listener: Callable[[Progress], None] | None) -> None:
    """Call `listener` at each step from now on, from zero; None ends it."""
    global _listener, _state
    _listener, _state = listener, Progress()


def tick(document: bool, articles: int, rejects: int) -> None:
    """Count what one task made, and tell the listener."""
    global _state
    if _listener is not None:
        _state = Progress(_state.documents + document, _state.articles + articles, _state.rejects + rejects)
        _listener(_state)

"""How a run takes SIGTERM and Ctrl-C: either ends it, until it begins to commit; from then on it is finished."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import NoReturn

_ENDING = (signal.SIGTERM, signal.SIGINT)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _go_on(number: int, frame: FrameType | None) -> None:
    """The commit takes moments, and who stopped a run that is committed would be told that it is not."""


@contextlib.contextmanager
def _handled(signals: tuple[signal.Signals, ...], handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle signals so within the block; nothing changes where this is not the main thread, whose program has its own."""
    before = []
    try:
        for one in signals:
            before.append((one, signal.signal(one, handler)))
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for one, previous in before:
            signal.signal(one, previous)


def terminable() -> contextlib.AbstractContextManager[None]:
    """End the block on SIGTERM, the signal of schedulers, as on Ctrl-C: what was staged is cleared away."""
    return _handled(_ENDING[:1], _stop)


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """End the block with KeyboardInterrupt if one of its signals came, whatever became of what the handler raised.

    An engine wraps it in an error of its own; raised in a callback of a library or a destructor it is lost, and a run that was
    to end would be committed.
    """
    handlers = {one: handler for one in _ENDING if callable(handler := signal.getsignal(one))}
    came = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        handlers[signal.Signals(number)](number, frame)

    with _handled(tuple(handlers), note):
        try:
            yield
        except Exception as error:
            if came:
                raise KeyboardInterrupt from error
            raise
    if came:
        raise KeyboardInterrupt


def uninterrupted() -> contextlib.AbstractContextManager[None]:
    """Let the block end whatever signal comes, as far as a signal can be handled."""
    return _handled(_ENDING, _go_on)

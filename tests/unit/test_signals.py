"""What signals do to a run: they end it until it commits, and then wait for nothing."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable

import pytest

from pipeline.signals import heeded, terminable, uninterrupted


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


def handlers() -> list[object]:
    return [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]


def test_sigterm_ends_the_block_as_ctrl_c_does() -> None:
    before = handlers()
    with pytest.raises(KeyboardInterrupt), terminable():
        send(signal.SIGTERM)
    assert handlers() == before


def test_a_commit_goes_on_whatever_comes() -> None:
    before = handlers()
    done = []
    with terminable():
        with uninterrupted():
            send(signal.SIGTERM)
            send(signal.SIGINT)
            done.append("committed")
        done.append("told")
    assert done == ["committed", "told"]
    assert handlers() == before


def lose() -> None:
    """As a library does whose callback or destructor a signal meets."""
    with contextlib.suppress(KeyboardInterrupt):
        send(signal.SIGINT)


def wrap() -> None:
    """As an engine does with whatever a step raises."""
    try:
        send(signal.SIGTERM)
    except BaseException as error:
        raise RuntimeError("in a step") from error


@pytest.mark.parametrize("work", [lose, wrap])
def test_a_signal_is_heeded_whatever_becomes_of_its_exception(work: Callable[[], None]) -> None:
    with terminable():
        before = handlers()
        with pytest.raises(KeyboardInterrupt), heeded():
            work()
        assert handlers() == before


def test_without_a_signal_a_block_that_would_heed_it_ends_as_it_does() -> None:
    with heeded():
        pass
    with pytest.raises(RuntimeError, match="in a step"), heeded():
        raise RuntimeError("in a step")


@pytest.mark.parametrize("block", [terminable, uninterrupted, heeded])
def test_what_is_not_the_main_thread_leaves_signals_alone(block) -> None:  # type: ignore[no-untyped-def]
    before, done = handlers(), []

    def work() -> None:
        with block():
            done.append(handlers())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [before]


def test_an_error_within_the_block_goes_on() -> None:
    before = handlers()
    with pytest.raises(OSError, match="full"), uninterrupted():
        raise OSError("full")
    assert handlers() == before

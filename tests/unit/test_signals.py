"""What signals do to a run: they end it until it commits, and then wait for nothing."""

import os
import signal
import threading

import pytest

from pipeline.signals import terminable, uninterrupted


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


@pytest.mark.parametrize("block", [terminable, uninterrupted])
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

"""Which messages are committed: what windows brought, in any order and as often as they come."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.positions import Committed, Partition, Position, Stretch, message_uri, position_of, stretches

ONE = Partition("wire.en", 0)


@pytest.mark.parametrize(
    ("uri", "position"),
    [
        ("kafka://wire.en/0/17", Position(ONE, 17)),
        ("kafka://wire.en/0/17#3", Position(ONE, 17)),
        ("kafka://wire.en/0/17-20", None),
        ("/wire/kafka.txt", None),
        ("https://news.example/1", None),
    ],
)
def test_a_source_names_a_message_or_not(uri: str, position: Position | None) -> None:
    assert position_of(uri) == position


def test_the_source_of_a_message_names_it() -> None:
    assert position_of(message_uri("wire.en", 0, 5)) == Position(ONE, 5)


def test_a_stretch_is_read_as_it_was_written() -> None:
    stretch = Stretch(ONE, 4, 9)
    assert stretches(["/a/file", str(stretch), "kafka://t/0/1"]) == [stretch]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=25), st.randoms(use_true_random=False))
def test_stretches_hold_what_they_hold_in_any_order(pieces: list[tuple[int, int]], random: object) -> None:
    listed = [Stretch(ONE, first, first + more) for first, more in pieces]
    random.shuffle(listed)  # type: ignore[attr-defined]
    committed = Committed(listed)
    held = {offset for first, more in pieces for offset in range(first, first + more + 1)}
    assert {offset for offset in range(80) if Position(ONE, offset) in committed} == held
    if held:
        first_gap = min(held)
        while first_gap in held:
            first_gap += 1
        assert committed.next_offset(ONE) == first_gap


def test_reading_goes_on_at_the_first_gap() -> None:
    committed = Committed([Stretch(ONE, 0, 9), Stretch(ONE, 20, 29)])
    assert committed.next_offset(ONE) == 10
    assert committed.next_offset(Partition("wire.en", 1)) is None
    committed.add(Stretch(ONE, 10, 19))
    assert committed.next_offset(ONE) == 30

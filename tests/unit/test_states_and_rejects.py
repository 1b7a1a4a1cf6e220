"""What a run remembers of a file, and which rejects are new."""

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from tests.unit.samples import in_process
from transforms.chain import make_reject
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.process import Outcome
from transforms.reading import MAX_FAILURES, is_unchanged
from transforms.records import Document, SourceState
from transforms.rejects import KnownReject, NewRejects
from transforms.states import file_state

DOCUMENT = Document("/in/a.txt", 1, size=10, mtime=20)


def test_a_file_that_was_read_is_left_out_until_it_changes():
    state = file_state([Outcome(DOCUMENT, False)], None, 99)
    assert is_unchanged(DOCUMENT, state)
    assert not is_unchanged(DOCUMENT._replace(size=11), state)
    assert not is_unchanged(DOCUMENT._replace(mtime=21), state)
    assert not is_unchanged(DOCUMENT, None)


def test_a_file_that_may_work_later_is_tried_again_a_few_times():
    state = None
    for failures in range(1, MAX_FAILURES + 1):
        assert not is_unchanged(DOCUMENT, state)
        state = file_state([Outcome(DOCUMENT, False), Outcome(DOCUMENT, True)], state, 99)
        assert state.failures == failures
    assert is_unchanged(DOCUMENT, state)
    assert file_state([Outcome(DOCUMENT._replace(size=12), True)], state, 99).failures == 1


def test_standard_input_is_no_file():
    assert file_state([Outcome(Document("-", 1, path="/tmp/x"), False)], None, 99) is None


@pytest.mark.parametrize(
    ("source", "payload", "reason", "same"),
    [
        ("/a", b"x", "no_text", True),
        ("/b", b"x", "no_text", False),
        ("/a", b"y", "no_text", False),
        ("/a", b"x", "empty", False),
    ],
)
def test_a_reject_is_the_same_by_source_payload_and_reason(source, payload, reason, same):
    first = make_reject(RejectError("no_text", "one"), "parse", "/a", b"x", 1, Limits())
    other = make_reject(RejectError(reason, "two"), "parse", source, payload, 2, Limits())
    assert (first.reject_id == other.reject_id) is same


def test_a_payload_is_cut_but_hashed_whole():
    reject = make_reject(RejectError("no_text", "m"), "parse", "/a", b"x" * 100, 1, Limits(payload_bytes=7))
    assert reject.payload == b"x" * 7
    assert (
        reject.payload_sha256 != make_reject(RejectError("no_text", "m"), "parse", "/a", b"x" * 7, 1, Limits()).payload_sha256
    )


def test_rejects_of_the_lake_and_repeated_ones_are_not_new():
    one = make_reject(RejectError("no_text", "m"), "parse", "/a", b"x", 1, Limits())
    known = make_reject(RejectError("no_text", "m"), "parse", "/b", b"x", 1, Limits())
    with in_process() as pipeline:
        rejects = pipeline | "R" >> beam.Create([one, one, known])
        stored = pipeline | "K" >> beam.Create([KnownReject(known.reject_id)])
        assert_that((rejects, stored) | NewRejects(), equal_to([one]))


def test_an_unknown_state_is_not_unchanged():
    state = SourceState("/in/a.txt", "file", 10, 20, None, None, 5, None, 0, None, [])
    assert is_unchanged(DOCUMENT, state)
    assert not is_unchanged(DOCUMENT, state._replace(failures=1))

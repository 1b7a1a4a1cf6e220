"""Beam finds the same state and timers when it looks for them once."""

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.transforms import userstate

from pipeline.dofn_specs import specs_found_once

SEEN = userstate.ReadModifyWriteStateSpec("seen", VarIntCoder())
STATE = beam.DoFn.StateParam(SEEN)


class Stateful(beam.DoFn):
    def process(self, element, seen=STATE):
        yield element, seen.read()


class Stateless(beam.DoFn):
    def process(self, element):
        yield element


def test_what_is_remembered_is_what_beam_finds_and_only_within_the_block(monkeypatch):
    asked = []
    search = userstate.get_dofn_specs
    monkeypatch.setattr(userstate, "get_dofn_specs", lambda dofn: asked.append(dofn) or search(dofn))
    stateful, stateless = Stateful(), Stateless()
    with specs_found_once():
        assert [userstate.is_stateful_dofn(one) for one in (stateful, stateless, stateful, Stateful())] == [
            True,
            False,
            True,
            True,
        ]
    assert len(asked) == 3
    assert userstate.get_dofn_specs(stateful) == ({SEEN}, set())
    assert len(asked) == 4

"""Beam finds the same state and timers when it looks for them once."""

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.transforms import core, userstate

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


def test_signatures_are_those_of_the_methods():
    dofns = [Stateful(), Stateless(), beam.Map(len).dofn, beam.Map(lambda one, two=2: one * two).dofn]
    asked = [(dofn, method) for dofn in dofns for method in ("setup", "start_bundle", "process", "finish_bundle")]
    without = [core.get_function_arguments(*one) for one in asked]
    with specs_found_once():
        assert [core.get_function_arguments(*one) for one in asked * 2] == without * 2

"""Beam's look for state and timers in a DoFn, done once for each, and for the signature of a method once for all its DoFns.

Beam 2.77 reflects on all methods of a DoFn wherever it asks: eight times from building a step to running it, which is a third
of the CPU time until the first document of a run is read. What it finds depends on the DoFn alone, and of 40 methods most are
those of the base class.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import MethodType
from typing import Any

from apache_beam.transforms import core, userstate


@contextmanager
def specs_found_once() -> Iterator[None]:
    """Within the block Beam answers from memory for a DoFn, or a method of a class, that it was asked for before."""
    search, read = userstate.get_dofn_specs, core.get_signature
    found: dict[int, tuple[Any, Any]] = {}  # by identity, with the DoFn, so that no other gets its number
    signatures: dict[Any, Any] = {}

    def remembered(dofn: Any) -> Any:
        known = found.get(id(dofn))
        if known is None:
            known = found[id(dofn)] = (dofn, search(dofn))
        return known[1]

    def signature(function: Any) -> Any:
        if not isinstance(function, MethodType):
            return read(function)
        known = signatures.get(function.__func__)
        if known is None:
            known = signatures[function.__func__] = read(function)
        return known

    userstate.get_dofn_specs, core.get_signature = remembered, signature
    try:
        yield
    finally:
        userstate.get_dofn_specs, core.get_signature = search, read

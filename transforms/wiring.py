"""Small pieces that several transforms share."""

from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from transforms import counters

FEW_FILES = 16


def typed(collection: Any, kind: Any) -> "beam.PCollection[Any]":
    """One tagged output with its element type stated, so that its coder is found and wrong use fails as the graph is built."""
    collection.element_type = kind
    return collection


def last_of_bundle(value: Any) -> WindowedValue:
    """What `finish_bundle` gives out: a value in the global window."""
    return WindowedValue(value, MIN_TIMESTAMP, [GlobalWindow()])


def count(name: str, number: int = 1) -> None:
    """Add to a counter of `transforms.counters`; only inside a DoFn."""
    if number:
        Metrics.counter(counters.NAMESPACE, name).inc(number)


def key_bytes(key: int) -> bytes:
    """An unsigned 64-bit key as a shuffle takes it: coders of integers are signed."""
    return key.to_bytes(8, "big")


def spread(pipeline: beam.Pipeline, files: list[Any], label: str = "Files") -> "beam.PCollection[Any]":
    """Files as elements that the workers share out among them; a few are not worth a shuffle."""
    listed = pipeline | label >> beam.Create(files, reshuffle=False)
    return listed | f"Spread{label}" >> beam.Reshuffle() if len(files) > FEW_FILES else listed

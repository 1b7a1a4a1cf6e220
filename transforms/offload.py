"""InWorkers: pure work of a step done in the worker processes of the per-record chain, so that all cores have a share in it."""

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.utils.windowed_value import WindowedValue

from transforms.pool import PoolSettings, shared_pool

Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function of a module that imports no Beam, and its arguments."""

_IN_FLIGHT = 4  # calls a worker process that are handed out ahead


@dataclass
class InWorkers(beam.DoFn):  # type: ignore[misc]
    """A DoFn whose work is a call in a worker process: sub-classes say which calls an element is, and what results become.

    Results keep the window and timestamp of their element; their order is that in which they get done. Whatever a call raises
    fails the bundle.
    """

    pool: PoolSettings

    def calls(self, element: Any) -> Iterator[Call]:
        """The calls that an element takes."""
        raise NotImplementedError

    def outputs(self, result: Any) -> Iterator[Any]:
        """What a call's result becomes: elements, or TaggedOutputs of them."""
        raise NotImplementedError

    def setup(self) -> None:
        """Find the worker processes of this process."""
        self._workers = shared_pool(self.pool)

    def start_bundle(self) -> None:
        """Nothing is running yet."""
        self._done: queue.SimpleQueue[tuple[Any, Any, Future[Any]]] = queue.SimpleQueue()
        self._running = 0

    def process(
        self, element: Any, window: Any = beam.DoFn.WindowParam, timestamp: Any = beam.DoFn.TimestampParam
    ) -> Iterator[Any]:
        """Hand out the element's calls; emit what is done meanwhile."""
        yield from self.hand_out(self.calls(element), window, timestamp)

    def hand_out(self, calls: Iterable[Call], window: Any, timestamp: Any) -> Iterator[Any]:
        """Start calls, a few ahead of what is done; a sub-class with side inputs calls it from a `process` of its own."""
        for function, arguments in calls:
            future = self._workers.submit_own(function, *arguments)
            self._running += 1
            future.add_done_callback(lambda done: self._done.put((window, timestamp, done)))
            yield from self._drain(_IN_FLIGHT * self._workers.processes)

    def finish_bundle(self) -> Iterator[Any]:
        """Wait for what is still running."""
        yield from self._drain(0)

    def _drain(self, leave: int) -> Iterator[Any]:
        while self._running > leave or not self._done.empty():
            window, timestamp, future = self._done.get()
            self._running -= 1
            for output in self.outputs(future.result()):
                if isinstance(output, beam.pvalue.TaggedOutput):
                    yield beam.pvalue.TaggedOutput(output.tag, WindowedValue(output.value, timestamp, [window]))
                else:
                    yield WindowedValue(output, timestamp, [window])

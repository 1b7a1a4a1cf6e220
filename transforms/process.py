"""ProcessDocuments: documents in, articles and rejects out; the work itself is `transforms.chain`, in worker processes."""

import queue
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, cast

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.utils.windowed_value import WindowedValue

from transforms import counters, progress
from transforms.chain import ARTICLES_A_CALL, ChainResult, Found, make_reject, process_document, process_found, process_pieces
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.containers import Piece
from transforms.pool import PoolSettings, WorkerPool, shared_pool, task_error
from transforms.reading import CONTAINERS, open_pieces, with_content
from transforms.records import Document, Processed, Reject
from transforms.wiring import typed

PROCESSED = "processed"
REJECTS = "rejects"
OUTCOMES = "outcomes"

_PIECES_A_TASK = 32
_BYTES_A_TASK = 1 << 18


class Outcome(NamedTuple):
    """How a document ended: what `source_state` is told."""

    document: Document
    retryable: bool  # at least one reject may not hold at the next try


class _Origin(NamedTuple):
    """The element a task belongs to, and where its results go in time."""

    document: Document
    windows: Sequence[Any]
    timestamp: Any
    tell: bool  # this task ends the document: its outcome is told


@dataclass
class _Task:
    """One call in a worker: what to run on which items, kept until it is done, so that it can be run again item by item."""

    origin: _Origin
    function: Callable[..., ChainResult]
    leading: tuple[Any, ...]  # arguments before the items
    items: list[Any] | None  # None: the whole document

    def split(self) -> "Iterator[_Task]":
        """The same work, one item a task."""
        for number, item in enumerate(self.items or ()):
            origin = self.origin._replace(tell=self.origin.tell and number == 0)
            yield _Task(origin, self.function, self.leading, [item])


@beam.typehints.with_input_types(Document)
@dataclass
class RunChain(beam.DoFn):  # type: ignore[misc]
    """Keeps a window of futures in flight to the pool, and emits what is done, in the order in which it gets done.

    `transforms.whole` overrides `emit`.
    """

    limits: Limits
    pool: PoolSettings
    in_flight: int
    forgotten: frozenset[str]
    _counters: dict[str, Any] = field(default_factory=dict, init=False)

    def setup(self) -> None:
        self._workers: WorkerPool = shared_pool(self.pool)

    def start_bundle(self) -> None:
        self._done: queue.SimpleQueue[tuple[_Task, Future[ChainResult]]] = queue.SimpleQueue()
        self._running = 0

    def process(
        self, document: Document, window: Any = beam.DoFn.WindowParam, timestamp: Any = beam.DoFn.TimestampParam
    ) -> Iterator[Any]:
        origin = _Origin(document, (window,), timestamp, True)
        self._count(counters.DOCUMENTS)
        try:
            for task in _tasks(origin, self.limits):
                self._submit(task)
                yield from self._drain(self.in_flight)
        except RejectError as error:
            yield from self.emit(origin, self._failed(origin, error))

    def finish_bundle(self) -> Iterator[Any]:
        yield from self._drain(0)

    def _submit(self, task: _Task) -> None:
        items = () if task.items is None else (task.items,)
        future = self._workers.submit(task.function, *task.leading, *items, self.limits)
        self._running += 1
        future.add_done_callback(lambda done: self._done.put((task, done)))

    def _drain(self, leave: int) -> Iterator[Any]:
        """Emit what is done; wait until at most `leave` tasks are running."""
        while self._running > leave or not self._done.empty():
            task, future = self._done.get()
            self._running -= 1
            error = future.exception()
            if error is None:
                yield from self.emit(task.origin, self._continue(task, future.result()))
                continue
            refused = task_error(error, self.pool)
            if refused is None:
                raise error  # a bug: a batch fails loudly
            if task.items is not None and len(task.items) > 1:
                for single in task.split():
                    self._submit(single)
            else:
                yield from self.emit(task.origin, self._failed(task.origin, refused, task.items))

    def _continue(self, task: _Task, result: ChainResult) -> ChainResult:
        """Send what a call left over back to the pool."""
        for at in range(0, len(result.rest), ARTICLES_A_CALL):
            origin = task.origin._replace(tell=False)
            self._submit(_Task(origin, process_found, (), result.rest[at : at + ARTICLES_A_CALL]))
        return result

    def _failed(self, origin: _Origin, error: RejectError, items: Sequence[Any] | None = None) -> ChainResult:
        """The result of a task whose worker was killed, or of a document that could not be opened."""
        document = origin.document
        source_uri, payload = document.source_uri, document.content or b""
        for item in items or ():
            number = item.parsed.record if isinstance(item, Found) else cast(Piece, item).record
            source_uri = source_uri if number is None else f"{source_uri}#{number}"
            payload = item.parsed.body.encode("utf-8", "replace") if isinstance(item, Found) else item.data or b""
        reject = make_reject(error, "parse" if items else "read", source_uri, payload, document.retrieved_at, self.limits)
        return ChainResult(rejects=[reject])

    def emit(self, origin: _Origin, result: ChainResult) -> Iterator[Any]:
        result = refuse_forgotten(result, self.forgotten, self.limits)
        for name, number in result.counts.items():
            self._count(name, number)
        self._count(counters.RECORDS, len(result.processed) + len(result.rejects))
        progress.tick(origin.tell, len(result.processed), len(result.rejects))
        for processed in result.processed:
            yield beam.pvalue.TaggedOutput(PROCESSED, self._valued(origin, processed))
        for reject in result.rejects:
            self._count(counters.REJECT_REASON + reject.reason)
            yield beam.pvalue.TaggedOutput(REJECTS, self._valued(origin, reject))
        retryable = any(reject.retryable for reject in result.rejects)
        if origin.tell or retryable:
            outcome = Outcome(origin.document._replace(content=None), retryable)
            yield beam.pvalue.TaggedOutput(OUTCOMES, self._valued(origin, outcome))

    def _valued(self, origin: _Origin, value: Any) -> WindowedValue:
        return WindowedValue(value, origin.timestamp, origin.windows)

    def _count(self, name: str, number: int = 1) -> None:
        counter = self._counters.get(name)
        if counter is None:
            counter = self._counters[name] = Metrics.counter(counters.NAMESPACE, name)
        counter.inc(number)


def refuse_forgotten(result: ChainResult, forgotten: Collection[str], limits: Limits) -> ChainResult:
    """The result with articles that were taken down as rejects, which keep nothing of the text."""
    refused = [one for one in result.processed if one.article.article_id in forgotten]
    if not refused:
        return result
    error = RejectError("forgotten", "the article was taken down: see `wirelake lake forget`")
    rejects = [make_reject(error, "facts", one.sighting.source_uri, b"", one.sighting.retrieved_at, limits) for one in refused]
    processed = [one for one in result.processed if one.article.article_id not in forgotten]
    return replace(result, processed=processed, rejects=[*result.rejects, *rejects])


def _tasks(origin: _Origin, limits: Limits) -> Iterator[_Task]:
    """The calls that a document takes: one, or for a container one for every few records."""
    document = origin.document
    if document.kind not in CONTAINERS:
        yield _Task(origin, process_document, (with_content(document, limits),), None)
        return
    chunk: list[Piece] = []
    size = 0
    tell = True
    bare = document._replace(content=None)
    for piece in open_pieces(document, limits):
        if chunk and (len(chunk) >= _PIECES_A_TASK or size >= _BYTES_A_TASK):
            yield _Task(origin._replace(tell=tell), process_pieces, (bare, document.kind), chunk)
            chunk, size, tell = [], 0, False
        chunk.append(piece)
        size += len(piece.data or b"")
    if chunk or tell:
        yield _Task(origin._replace(tell=tell), process_pieces, (bare, document.kind), chunk)


@dataclass
class ProcessDocuments(beam.PTransform):  # type: ignore[misc]
    """Runs the per-record chain on documents, in worker processes with limits of time and memory.

    Takes Documents, bounded or not. Gives a tuple of three PCollections: Processed, Reject and Outcome; each keeps the window
    and timestamp of its document. The order is not that of the input. Every record of a document ends as one Processed or one
    Reject; a record that kills its worker is a Reject, and the others of its task are run again without it.
    """

    limits: Limits = field(default_factory=Limits)
    pool: PoolSettings = field(default_factory=PoolSettings)
    in_flight: int = 32
    forgotten: frozenset[str] = frozenset()  # ids of articles that are refused

    def __post_init__(self) -> None:
        if self.in_flight < 1:
            raise ValueError("in_flight must be at least 1")

    def expand(self, documents: "beam.PCollection[Document]") -> Any:
        chain = RunChain(self.limits, self.pool, self.in_flight, self.forgotten)
        outputs = documents | "RunChain" >> beam.ParDo(chain).with_outputs(PROCESSED, REJECTS, OUTCOMES)
        return (
            typed(outputs[PROCESSED], Processed),
            typed(outputs[REJECTS], Reject),
            typed(outputs[OUTCOMES], Outcome),
        )

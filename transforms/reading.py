"""ReadFiles: which files are new, which are containers to be split first. And how a document is opened where it lies."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

import apache_beam as beam
from apache_beam.io.filesystem import BeamIOError, CompressionTypes
from apache_beam.io.filesystems import FileSystems

from transforms import counters
from transforms.chain import make_reject
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.listing import Listed, is_remote, list_input, local_path
from transforms.parsing.containers import Piece, pieces, ranges
from transforms.parsing.sniff import HEAD_BYTES, sniff
from transforms.records import Document, Micros, Reject, SourceState
from transforms.wiring import count, typed

STDIN = "-"
"""The input that stands for standard input, as JSONL."""

MAX_FAILURES = 3
"""An input that failed in a way that may pass is tried again in so many runs; then only when it has changed."""

_RANGE_BYTES = 64 << 20
CONTAINERS = ("jsonl", "warc")
"""Formats whose records are cut out before they go to a worker, one record or a few at a time."""


def open_stream(document: Document) -> BinaryIO:
    """The bytes of a document as they are stored, from its first; the caller closes it.

    Raises:
        RejectError: `not_found`, `unreadable`.
    """
    if document.content is not None:
        return io.BytesIO(document.content)
    path = document.path or document.source_uri
    try:
        if is_remote(path):
            return cast(BinaryIO, FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED))
        return open(local_path(path), "rb")
    except FileNotFoundError as error:
        raise RejectError("not_found", "the file is gone since it was listed") from error
    except (OSError, BeamIOError) as error:
        raise RejectError("unreadable", f"{str(error).splitlines()[0][:200]}") from error


def with_content(document: Document, limits: Limits) -> Document:
    """The document as a worker process can read it: a local path as it is, a remote object with its bytes.

    Raises:
        RejectError: `not_found`, `unreadable`, `too_large`.
    """
    if document.content is not None or not is_remote(document.path or document.source_uri):
        return document
    if document.size > limits.max_bytes:
        raise RejectError("too_large", f"{document.size:,} bytes; limits.max_bytes is {limits.max_bytes:,}")
    with open_stream(document) as stream:
        try:
            return document._replace(content=stream.read(limits.max_bytes + 1))
        except (OSError, BeamIOError) as error:
            raise RejectError("unreadable", f"{str(error).splitlines()[0][:200]}") from error


def open_pieces(document: Document, limits: Limits) -> Iterator[Piece]:
    """The records of a container, or of the range of it that the document names, as they are read.

    Raises:
        RejectError: `not_found`, `unreadable`, and what the container's framing can be rejected for.
    """
    with open_stream(document) as stream:
        yield from pieces(document.kind, stream, limits, document.offset, document.length, document.first_record)


def document_of(listed: Listed, retrieved_at: Micros) -> Document:
    """A listed file as a document that was met at `retrieved_at`."""
    return Document(listed.uri, retrieved_at, size=listed.size, mtime=listed.mtime, etag=listed.etag)


def is_unchanged(document: Document, state: SourceState | None) -> bool:
    """Whether a committed run has read this file as it is now (path, size, time, etag)."""
    if state is None or 0 < state.failures < MAX_FAILURES:
        return False
    return (state.size, state.mtime, state.etag) == (document.size, document.mtime, document.etag)


def split_container(document: Document, limits: Limits) -> Iterator[Document]:
    """A WARC or JSONL file as documents of about 64 MiB of whole records each; any other document as it is."""
    try:
        with open_stream(document) as stream:
            head = stream.read(HEAD_BYTES)
            kind = document.kind or sniff(document.source_uri, head)
            if kind not in CONTAINERS:
                yield document
                return
            stream.seek(0)
            for part in ranges(stream, kind, _RANGE_BYTES):
                yield document._replace(kind=kind, offset=part.offset, length=part.length, first_record=part.first_record)
    except (RejectError, OSError, BeamIOError):
        yield document  # what is wrong with it is said where it is read


@beam.typehints.with_input_types(str)
@dataclass
class _ListFiles(beam.DoFn):  # type: ignore[misc]
    """One input to its files; those that must not be opened go to `rejects`."""

    retrieved_at: Micros
    limits: Limits
    spooled: str | None
    settled_before: Micros | None

    def process(self, uri: str) -> Iterator[Any]:
        if uri == STDIN:
            yield Document(STDIN, self.retrieved_at, kind="jsonl", path=self.spooled)
            return
        for listed in list_input(uri, self.settled_before):
            if not listed.settled:
                count(counters.UNSETTLED)
                continue
            if listed.reason is None:
                yield document_of(listed, self.retrieved_at)
                continue
            error = RejectError(listed.reason, listed.message or "")
            count(counters.RECORDS)
            count(counters.REJECT_REASON + listed.reason)
            yield beam.pvalue.TaggedOutput(
                "rejects", make_reject(error, "read", listed.uri, b"", self.retrieved_at, self.limits)
            )


def _skip_unchanged(element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[Document]:
    _, found = element
    states = list(found["states"])
    for document in list(found["documents"])[:1]:  # a file that two inputs name is read once
        if is_unchanged(document, states[0] if states else None):
            count(counters.SKIPPED)
        else:
            yield document


@dataclass
class ReadFiles(beam.PTransform):  # type: ignore[misc]
    """Lists the files of the inputs, leaves out those that `states` knows unchanged, and splits containers into ranges.

    Takes a PCollection of SourceState (empty: everything is read). Gives (Documents, Rejects). Bounded.
    """

    inputs: tuple[str, ...]
    retrieved_at: Micros
    limits: Limits = field(default_factory=Limits)
    spooled: str | None = None  # the file that standard input was kept in, when STDIN is among the inputs
    settled_before: Micros | None = None  # local files that changed later are left for the next run

    def __post_init__(self) -> None:
        if (STDIN in self.inputs) != (self.spooled is not None):
            raise ValueError(f"the input {STDIN!r} and the file that standard input was kept in go together")

    def expand(self, states: "beam.PCollection[SourceState]") -> Any:
        lister = _ListFiles(self.retrieved_at, self.limits, self.spooled, self.settled_before)
        listed = (
            states.pipeline
            | "Inputs" >> beam.Create(sorted(set(self.inputs)), reshuffle=False)
            | "ListFiles" >> beam.ParDo(lister).with_outputs("rejects", main="documents")
        )
        documents = (
            {
                "documents": listed["documents"] | "KeyDocuments" >> beam.Map(_by_uri).with_output_types(tuple[str, Document]),
                "states": states | "KeyStates" >> beam.Map(_by_uri).with_output_types(tuple[str, SourceState]),
            }
            | "MeetStates" >> beam.CoGroupByKey()
            | "SkipUnchanged" >> beam.FlatMap(_skip_unchanged).with_output_types(Document)
            | "SplitContainers" >> beam.FlatMap(split_container, self.limits).with_output_types(Document)
            | "Spread" >> beam.Reshuffle()
        )
        return documents, typed(listed["rejects"], Reject)


def _by_uri(record: Any) -> tuple[str, Any]:
    return record.source_uri, record

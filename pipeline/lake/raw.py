"""What a run fetched, as it came: WARC files beside the tables, so that all of it can be read again by later rules.

    <lake>/_raw/<day of the run>/<run_id>-<digest>.warc.gz

One record an answer, each a gzip member of its own (ISO 28500, annex D). Files are staged with the run and put in their place
by its decision: what a run that failed has fetched is not kept. Bodies are stored decoded, as they were read.
"""

import datetime
import gzip
import hashlib
import io
import shutil
import tempfile
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, Final, NamedTuple, Protocol

from fastwarc.warc import ArchiveIterator

from pipeline.lake.layout import RAW, Lake, staged_path
from transforms.parsing.led import led_text
from transforms.parsing.warc import LED_HEADER
from transforms.records import Document, Micros

FILE_BYTES: Final = 256 << 20
"""Bytes of a file, compressed, at which the next is begun."""
_LEFT_OUT: Final = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive", "set-cookie"}
)
"""Headers that say how the body came over the wire, or that nobody else needs to know."""


class Answer(Protocol):
    """What there is to keep: `transforms.fetching.client.Fetched`."""

    @property
    def final_url(self) -> str:
        """Where it came from, after redirects."""

    @property
    def status(self) -> int:
        """Of HTTP."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Names in lower case."""

    @property
    def body(self) -> bytes:
        """Decoded."""


def warc_record(answer: Answer, retrieved_at: Micros, run_id: str, document: Document | None = None) -> bytes:
    """One answer as a WARC record of type `response`, with what a feed said of it.

    The same answer of the same run gives the same bytes. `document` is what of the answer was read, if anything was.
    """
    phrase = HTTPStatus(answer.status).phrase if answer.status in HTTPStatus._value2member_map_ else ""
    lines = [f"HTTP/1.1 {answer.status} {phrase}"]
    lines += [f"{name}: {' '.join(value.split())}" for name, value in answer.headers if name not in _LEFT_OUT]
    head = "\r\n".join([*lines, f"content-length: {len(answer.body)}", "", ""]).encode("utf-8", "replace")
    moment = datetime.datetime.fromtimestamp(retrieved_at // 1_000_000, datetime.UTC)
    digest = hashlib.sha256(answer.body).hexdigest()
    fields = {
        "WARC-Type": "response",
        "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join((run_id, answer.final_url, digest))).urn}>",
        "WARC-Date": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Target-URI": answer.final_url,
        "WARC-Payload-Digest": f"sha256:{digest}",
        LED_HEADER: led_text(document),
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(head) + len(answer.body)),
    }
    top = "\r\n".join(["WARC/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]).encode("utf-8", "replace")
    return top + head + answer.body + b"\r\n\r\n"


@dataclass
class RawFiles:
    """Keeps what is fetched within one bundle of a run; see `transforms.fetching.poller.RawStore`.

    Nothing is in the lake before `close`, and then it is staged. A file's name is made from what is in it.
    """

    lake: Lake
    run_id: str
    day: datetime.date
    _file: IO[bytes] | None = field(default=None, init=False)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256, init=False)

    def add(self, fetched: Answer, retrieved_at: Micros, document: Document | None) -> None:
        """Keep one answer; one without a body (304) has nothing to keep."""
        if not fetched.body:
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="wirelake-")  # noqa: SIM115  (`close` ends it)
        record = warc_record(fetched, retrieved_at, self.run_id, document)
        self._digest.update(record)
        self._file.write(gzip.compress(record, 6, mtime=0))
        if self._file.tell() >= FILE_BYTES:
            self.close()

    def close(self) -> None:
        """Stage what was added."""
        if self._file is None:
            return
        file, digest = self._file, self._digest.hexdigest()[:16]
        self._file, self._digest = None, hashlib.sha256()
        with file:
            file.seek(0)
            path = f"{RAW}/{self.day.isoformat()}/{self.run_id}-{digest}.warc.gz"
            with self.lake.store.create(staged_path(self.run_id, path)) as staged:
                shutil.copyfileobj(file, staged, 1 << 20)


def staged_raw(lake: Lake, run_id: str) -> list[str]:
    """Where the raw files that a run has staged are to be."""
    root = staged_path(run_id) + "/"
    return sorted(entry.path.removeprefix(root) for entry in lake.store.files(staged_path(run_id, RAW)))


# ------------------------------------------------------------------ taking out


class _Member(NamedTuple):
    """One record of a raw file."""

    start: int  # bytes of the file as stored
    end: int
    goes: bool


def raw_before(lake: Lake, before: datetime.date) -> list[str]:
    """The raw files of runs of older days."""
    days = [day for day in lake.store.folders(RAW) if _is_older(day, before)]
    return sorted(entry.path for day in days for entry in lake.store.files(f"{RAW}/{day}"))


def _is_older(folder: str, before: datetime.date) -> bool:
    try:
        return datetime.date.fromisoformat(folder) < before
    except ValueError:  # nothing of ours
        return False


def raw_with(lake: Lake, wanted: Callable[[str], bool], texts: Iterable[bytes]) -> dict[str, list[_Member]]:
    """The raw files that have a record that is to go, with all their records.

    Args:
        lake: the lake.
        wanted: whether the record of an address goes.
        texts: a record whose body holds one of these goes too, such as the feed that lists an address.
    """
    needles = list(texts)
    found = {}
    for path in sorted(entry.path for entry in lake.store.files(RAW)):
        members = list(_members(lake.store.read_bytes(path), wanted, needles))
        if any(member.goes for member in members):
            found[path] = members
    return found


def _members(data: bytes, wanted: Callable[[str], bool], needles: Collection[bytes]) -> Iterator[_Member]:
    before: tuple[int, bool] | None = None
    for record in ArchiveIterator(io.BytesIO(data), parse_http=False):
        if before is not None:
            yield _Member(before[0], record.stream_pos, before[1])
        goes = wanted((record.headers.get("WARC-Target-URI") or "").strip("<> "))
        if not goes:
            body = record.reader.read()
            goes = any(needle in body for needle in needles)
        before = (record.stream_pos, goes)
    if before is not None:
        yield _Member(before[0], len(data), before[1])


def rewrite_raw(lake: Lake, path: str, members: Collection[_Member]) -> None:
    """Write a raw file again without the records that go, or delete it if none stays. Done again it changes nothing."""
    data = lake.store.read_bytes(path)
    kept = b"".join(data[member.start : member.end] for member in members if not member.goes)
    if kept:
        lake.store.write_bytes(path, kept)
    else:
        lake.store.delete(path)
        lake.store.sync([path])

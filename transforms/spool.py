"""A place on disk for packed values on their way through the shuffles of one machine, so that memory holds references to them.

An engine inside one process keeps all that it shuffles in memory, several times over: once as bytes, once as objects, at each
step. The worker processes of such a run append their values to files of a folder instead, and hand out references; whoever
needs a value reads it there. On an engine of several machines no spool is opened, and values travel as they are.
"""

import os
import struct
import uuid
from collections import OrderedDict
from typing import Final

_INLINE: Final = b"\0"
_REFERENCE: Final = b"\1"
_PLACE: Final = struct.Struct("<QI")  # where a value begins in its file, and its length: bytes
_LEAST: Final = 128
"""Bytes of a value that are worth a reference, which takes about as many."""
_OPEN_FILES: Final = 64


class _Spool:
    """One file that this process appends to."""

    def __init__(self, folder: str) -> None:
        self.path = os.path.join(folder, f"{os.getpid()}-{uuid.uuid4().hex[:8]}")
        self._file = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        self._end = 0

    def append(self, value: bytes) -> int:
        """Write a value; where it begins."""
        begins, rest = self._end, memoryview(value)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._end += len(value)
        return begins


_folder: str | None = None
_own: _Spool | None = None
_readers: OrderedDict[str, int] = OrderedDict()


def open_spool(folder: str | None) -> None:
    """Let this process keep values in a file of `folder` from now on; None: values stay as they are."""
    global _folder, _own
    _folder, _own = folder, None


def keep(value: bytes) -> bytes:
    """A value as it travels: itself, or a reference to it in the spool. `fetch` gives it back, in any process of the machine.

    Raises:
        OSError: if the spool cannot be written.
    """
    global _own
    if _folder is None or len(value) < _LEAST:
        return _INLINE + value
    if _own is None:
        _own = _Spool(_folder)
    return _REFERENCE + _PLACE.pack(_own.append(value), len(value)) + os.fsencode(_own.path)


def fetch(kept: bytes) -> bytes:
    """The value that `keep` was given.

    Raises:
        OSError: if its file is gone: the run that it belongs to has ended.
    """
    if kept[:1] == _INLINE:
        return kept[1:]
    begins, length = _PLACE.unpack_from(kept, 1)
    value = os.pread(_reader(os.fsdecode(kept[1 + _PLACE.size :])), length, begins)
    if len(value) != length:
        raise OSError(f"the spool holds {len(value)} of {length} bytes")
    return value


def _reader(path: str) -> int:
    """An open file of the spool."""
    if path not in _readers:
        if len(_readers) >= _OPEN_FILES:
            os.close(_readers.popitem(last=False)[1])
        _readers[path] = os.open(path, os.O_RDONLY)
    _readers.move_to_end(path)
    return _readers[path]

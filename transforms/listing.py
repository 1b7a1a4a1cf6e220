"""Which files an input names: a file, a folder or a glob, local or on any store that Beam's FileSystems opens.

A folder is read through, sub-folders included, in the order of names. Names that begin with a dot are left out, as shells do.
What must not be opened (pipes, devices, links that leave the folder) comes back as a RejectError beside its name.
"""

import errno
import glob
import os
import re
import stat
from collections.abc import Iterator
from typing import NamedTuple

from transforms.errors import RejectError, UserError
from transforms.records import Micros

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+://")
_GLOB = re.compile(r"[*?\[]")


class Listed(NamedTuple):
    """One file that an input names, or the reason why it is not read."""

    uri: str  # absolute path or URL
    size: int = -1  # bytes; -1: unknown
    mtime: Micros | None = None
    etag: str | None = None
    reason: str | None = None  # of transforms.errors.REASONS
    message: str | None = None
    settled: bool = True  # false: it changed so lately that it may still be written


def is_remote(uri: str) -> bool:
    """Whether `uri` names a place on a store (`s3://…`) and not a local path."""
    return bool(_SCHEME.match(uri)) and not uri.startswith("file://")


def local_path(uri: str) -> str:
    """The absolute local path of `uri`, which may begin with `file://`."""
    return os.path.abspath(uri.removeprefix("file://"))


def list_input(uri: str, settled_before: Micros | None = None) -> Iterator[Listed]:
    """The files that one INPUT of the command line names.

    Args:
        uri: the input.
        settled_before: a local file that was written, or put in its place, later than this is not settled. An object on a store
            appears as a whole, and is. With it, a folder or glob that holds nothing yet is no error.

    Raises:
        UserError: if there is no such file or folder, if a folder or glob holds no file, or if it cannot be listed.
    """
    found = settled_before is not None
    for listed in _list_remote(uri) if is_remote(uri) else _list_local(local_path(uri), settled_before):
        found = True
        yield listed
    if not found:
        raise UserError(f"{uri}: holds no file to read; name a folder with articles in it, or a file")


def _list_local(path: str, settled_before: Micros | None) -> Iterator[Listed]:
    if os.path.isdir(path):
        yield from _walk(path, settled_before)
    elif os.path.lexists(path):
        yield _local_file(path, None, settled_before)
    elif _GLOB.search(path):
        for name in sorted(glob.iglob(path, recursive=True)):
            if not os.path.isdir(name):
                yield _local_file(name, None, settled_before)
    else:
        raise UserError(f"{path}: no such file or folder; check the spelling")


def _walk(top: str, settled_before: Micros | None) -> Iterator[Listed]:
    root = os.path.realpath(top)

    def refuse(error: OSError) -> None:
        raise UserError(f"{error.filename}: cannot be listed ({error.strerror}); check its rights") from error

    for folder, folders, files in os.walk(top, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_lake(os.path.join(folder, name)))
        for name in sorted(folders):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                yield Listed(
                    _shown(path), reason="outside_input", message="a link to a folder; name the folder itself as an input"
                )
        for name in sorted(files):
            if not name.startswith("."):
                yield _local_file(os.path.join(folder, name), root, settled_before)


def _shown(path: str) -> str:
    """A path as it can be stored: bytes that are no UTF-8 as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_lake(folder: str) -> bool:
    """Whether a folder is a lake of wirelake: its files are output, also where it lies inside an input folder."""
    return os.path.exists(os.path.join(folder, "_wirelake.json"))


def _local_file(path: str, root: str | None, settled_before: Micros | None) -> Listed:
    """One file; `root` is the folder that links must not leave, None where the file was named by the user."""
    if (shown := _shown(path)) != path:
        return Listed(shown, reason="unreadable", message="its name is not UTF-8; rename the file")
    if root is not None and os.path.islink(path) and not os.path.realpath(path).startswith(root + os.sep):
        return Listed(path, reason="outside_input", message="a link that leads out of the input folder")
    try:
        status = os.stat(path)
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Listed(path, reason="outside_input", message="a loop of links")
        return Listed(path, reason="unreadable", message=f"{error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return Listed(path, reason="special_file", message="a pipe, socket or device; only regular files are read")
    # the time of the last change of the file's own entry: a copy may set st_mtime to what it was elsewhere
    settled = settled_before is None or status.st_ctime_ns // 1000 < settled_before
    return Listed(path, status.st_size, status.st_mtime_ns // 1000, settled=settled)


def _list_remote(uri: str) -> Iterator[Listed]:
    from apache_beam.io.filesystem import BeamIOError
    from apache_beam.io.filesystems import FileSystems

    pattern = uri if _GLOB.search(uri) else uri.rstrip("/")
    try:
        patterns = [pattern] if _GLOB.search(uri) else [pattern, pattern + "/**"]
        results = FileSystems.match(patterns)
    except (BeamIOError, ValueError, OSError) as error:
        raise UserError(f"{uri}: cannot be listed: {str(error).splitlines()[0][:200]}") from error
    entries = {entry.path: entry for result in results for entry in result.metadata_list}
    if not entries and not _GLOB.search(uri):
        raise UserError(f"{uri}: no such object or folder; check the spelling and the credentials")
    for path in sorted(entries):
        updated = entries[path].last_updated_in_seconds
        if not path.endswith("/"):
            yield Listed(path, entries[path].size_in_bytes, int(updated * 1_000_000) if updated else None)


def read_local(path: str, max_bytes: int) -> bytes:
    """The bytes of a regular local file that does not change while it is read.

    Raises:
        RejectError: `special_file`, `not_found`, `unreadable`, `too_large`, `changed_while_read`.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise RejectError("not_found", "the file is gone since it was listed") from error
    except OSError as error:
        raise RejectError("unreadable", f"{error.strerror}; check its rights") from error
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        os.close(descriptor)
        what = "folder" if stat.S_ISDIR(before.st_mode) else "pipe, socket or device"
        raise RejectError("special_file", f"a {what}; only regular files are read")
    with os.fdopen(descriptor, "rb") as stream:
        if before.st_size > max_bytes:
            raise RejectError("too_large", f"{before.st_size:,} bytes; limits.max_bytes is {max_bytes:,}")
        try:
            data = stream.read(max_bytes + 1)
        except OSError as error:
            raise RejectError("unreadable", f"{error.strerror}") from error
        after = os.fstat(descriptor)
    if len(data) != before.st_size or after.st_mtime_ns != before.st_mtime_ns:
        raise RejectError("changed_while_read", "the file changed while it was read; it is tried again next time")
    return data

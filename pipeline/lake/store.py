"""Files below one root, local or on an object store: the few operations that the lake needs, with what each guarantees.

Paths are relative to the root and use `/`. `open_store` picks the implementation by the scheme.
"""

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from typing import IO, Any, Final, NamedTuple, Protocol

import pyarrow.fs as pafs

TEMPORARY: Final = ".tmp-"
"""Start of the names of files that are being written; readers skip names that start with a dot."""


class Entry(NamedTuple):
    """One file of a store."""

    path: str  # relative to the root
    size: int  # bytes


class Store(Protocol):
    """Files below one root."""

    root: str

    def files(self, folder: str = "") -> Iterator[Entry]:
        """All files below a folder, at any depth, in no order; none if there is no such folder."""

    def folders(self, folder: str = "") -> list[str]:
        """Names of the folders directly in a folder, sorted; none if there is no such folder."""

    def exists(self, path: str) -> bool:
        """Whether there is a file (not a folder) of this path."""

    def size(self, path: str) -> int:
        """Bytes of a file; FileNotFoundError if there is none."""

    def read_bytes(self, path: str) -> bytes:
        """The content of a file; FileNotFoundError if there is none."""

    def open_input(self, path: str) -> Any:
        """A seekable binary file for pyarrow; FileNotFoundError if there is none."""

    def arrow(self) -> tuple[Any, str]:
        """The Arrow file system of these files, and the root as it names it."""

    def create(self, path: str) -> AbstractContextManager[IO[bytes]]:
        """Write a file, whole or not at all: it appears under its name when the block ends without an exception."""

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file, whole or not at all, and make its name durable."""

    def move(self, source: str, target: str) -> None:
        """Give a file another name; a file of that name is replaced. Done again after a crash, it ends in the same state."""

    def delete(self, path: str) -> None:
        """Delete a file; nothing if there is none."""

    def delete_tree(self, folder: str) -> None:
        """Delete all below a folder and the folder; nothing if there is none."""

    def sync(self, paths: Iterable[str]) -> None:
        """Make files as they are now, written, moved or deleted, survive a power cut; nothing on an object store."""

    def free_bytes(self) -> int | None:
        """Space that is left; None if there is no such limit."""


class LocalStore:
    """Files of the local disk. What is written is flushed to the disk before its name appears."""

    def __init__(self, root: str) -> None:
        """Keep the root; it need not exist."""
        self.root = os.path.abspath(root)

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path) if path else self.root

    def files(self, folder: str = "") -> Iterator[Entry]:
        """See Store."""
        for where, _, names in os.walk(self._at(folder)):
            for name in names:
                full = os.path.join(where, name)
                with suppress(FileNotFoundError):
                    yield Entry(os.path.relpath(full, self.root).replace(os.sep, "/"), os.stat(full).st_size)

    def folders(self, folder: str = "") -> list[str]:
        """See Store."""
        try:
            with os.scandir(self._at(folder)) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except FileNotFoundError:
            return []

    def exists(self, path: str) -> bool:
        """See Store."""
        return os.path.isfile(self._at(path))

    def size(self, path: str) -> int:
        """See Store."""
        return os.stat(self._at(path)).st_size

    def read_bytes(self, path: str) -> bytes:
        """See Store."""
        with open(self._at(path), "rb") as file:
            return file.read()

    def open_input(self, path: str) -> Any:
        """See Store."""
        return open(self._at(path), "rb")

    def arrow(self) -> tuple[Any, str]:
        """See Store."""
        return pafs.LocalFileSystem(), self.root

    @contextmanager
    def create(self, path: str) -> Iterator[IO[bytes]]:
        """See Store. The name is made durable by `sync`; until then a power cut may take the whole file, never a part of it."""
        target = self._at(path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        temporary = os.path.join(os.path.dirname(target), TEMPORARY + uuid.uuid4().hex)
        try:
            with open(temporary, "xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise

    def write_bytes(self, path: str, data: bytes) -> None:
        """See Store."""
        with self.create(path) as file:
            file.write(data)
        self._sync_folders(path)

    def move(self, source: str, target: str) -> None:
        """See Store. Source and target lie on one file system, since both are below the root."""
        os.makedirs(os.path.dirname(self._at(target)), exist_ok=True)
        try:
            os.replace(self._at(source), self._at(target))
        except FileNotFoundError:
            if not self.exists(target):
                raise

    def delete(self, path: str) -> None:
        """See Store."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(path))

    def delete_tree(self, folder: str) -> None:
        """See Store."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._at(folder))

    def sync(self, paths: Iterable[str]) -> None:
        """See Store."""
        listed = list(paths)
        for path in listed:
            with suppress(FileNotFoundError):
                _fsync(self._at(path))
        self._sync_folders(*listed)

    def _sync_folders(self, *paths: str) -> None:
        """Flush the folders of these files and those above, up to the root: a new folder is a name in its parent."""
        folders: set[str] = set()
        for path in paths:
            folder = os.path.dirname(path)
            while folder not in folders:
                folders.add(folder)
                folder = os.path.dirname(folder)
        for folder in folders:
            with suppress(FileNotFoundError):
                _fsync(self._at(folder))

    def free_bytes(self) -> int | None:
        """See Store."""
        return shutil.disk_usage(self.root).free


def _fsync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_local(uri: str) -> bool:
    """Whether a lake of this address lies on the local disk."""
    return "://" not in uri or uri.startswith("file://")


def normal_uri(uri: str) -> str:
    """One spelling for each place: an absolute path, or an address without a slash at its end."""
    if not is_local(uri):
        return uri.rstrip("/")
    return os.path.abspath(os.path.expanduser(uri.removeprefix("file://")))


def open_store(uri: str) -> Store:
    """The store whose root is `uri` (see `normal_uri`)."""
    if is_local(uri):
        return LocalStore(uri)
    return _open_object_store(uri, *storage_options(uri).items())


@lru_cache(maxsize=32)
def _open_object_store(uri: str, *_: tuple[str, str]) -> Store:
    """One client for each address and endpoint."""
    from pipeline.lake.object_store import ObjectStore

    return ObjectStore(uri)


def storage_options(uri: str) -> dict[str, str]:
    """Options for `deltalake` beside the environment variables that it reads itself (keys, endpoint, credentials).

    An `http://` endpoint is allowed when the environment names one: it is a test server or a store within the own network.
    """
    if not uri.startswith(("s3://", "s3a://")):
        return {}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    options = {"AWS_REGION": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"}
    if endpoint:
        options["AWS_ENDPOINT_URL"] = endpoint
        options["AWS_ALLOW_HTTP"] = str(endpoint.startswith("http://")).lower()
    return options

"""Files on an object store, by Arrow's file systems.

There is no Beam to import, one client for the life of the process (Beam's S3 file system makes one for each operation, at
0.1 s), and the environment variables for endpoint and keys are those that the Delta logs take too.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import pyarrow as pa
import pyarrow.fs as pafs

from pipeline.lake.store import Entry
from transforms.errors import UserError


class ObjectStore:
    """Files below an address such as `s3://bucket/lake`. An object appears whole when its upload is completed."""

    def __init__(self, root: str) -> None:
        """Open a client.

        Raises:
            UserError: if Arrow knows no file system for the scheme.
        """
        self.root = root
        try:
            self._filesystem, self._path = pafs.FileSystem.from_uri(root)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise UserError(f"{root} cannot be opened: {str(error).splitlines()[0]}", 2) from error

    def arrow(self) -> tuple[Any, str]:
        """See Store."""
        return self._filesystem, self._path

    def _at(self, path: str) -> str:
        return f"{self._path}/{path}" if path else str(self._path)

    def _list(self, folder: str, recursive: bool) -> list[Any]:
        selector = pafs.FileSelector(self._at(folder), recursive=recursive, allow_not_found=True)
        listed: list[Any] = self._filesystem.get_file_info(selector)
        return listed

    def files(self, folder: str = "") -> Iterator[Entry]:
        """See Store."""
        for info in self._list(folder, recursive=True):
            if info.is_file:
                yield Entry(info.path[len(self._path) + 1 :], info.size)

    def folders(self, folder: str = "") -> list[str]:
        """See Store."""
        return sorted(info.base_name for info in self._list(folder, recursive=False) if not info.is_file)

    def exists(self, path: str) -> bool:
        """See Store."""
        return bool(self._filesystem.get_file_info(self._at(path)).is_file)

    def size(self, path: str) -> int:
        """See Store."""
        info = self._filesystem.get_file_info(self._at(path))
        if not info.is_file:
            raise FileNotFoundError(self._at(path))
        return int(info.size)

    def read_bytes(self, path: str) -> bytes:
        """See Store."""
        with self.open_input(path) as file:
            return bytes(file.read())

    def open_input(self, path: str) -> Any:
        """See Store."""
        return self._filesystem.open_input_file(self._at(path))

    @contextmanager
    def create(self, path: str) -> Iterator[IO[bytes]]:
        """See Store. What the block writes before it fails may appear: only staging is written in this way."""
        with self._filesystem.open_output_stream(self._at(path), compression=None) as file:
            yield file

    def write_bytes(self, path: str, data: bytes) -> None:
        """See Store: one upload of all bytes."""
        with self.create(path) as file:
            file.write(data)

    def move(self, source: str, target: str) -> None:
        """See Store. A copy, then a delete: seen from outside, first both are there, then the target."""
        if self.exists(source):
            self._filesystem.copy_file(self._at(source), self._at(target))
            self.delete(source)
        elif not self.exists(target):
            raise FileNotFoundError(self._at(source))

    def delete(self, path: str) -> None:
        """See Store."""
        with suppress(FileNotFoundError):
            self._filesystem.delete_file(self._at(path))

    def delete_tree(self, folder: str) -> None:
        """See Store."""
        with suppress(FileNotFoundError):
            self._filesystem.delete_dir(self._at(folder))

    def sync(self, paths: Iterable[str]) -> None:
        """See Store: an object is durable when its upload is completed."""

    def free_bytes(self) -> int | None:
        """See Store."""
        return None

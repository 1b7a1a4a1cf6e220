"""Files on an object store, by Beam's FileSystems: the same schemes that the pipeline reads and writes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from apache_beam.io.filesystem import BeamIOError, CompressionTypes
from apache_beam.io.filesystems import FileSystems

from pipeline.lake.store import Entry


class BeamStore:
    """Files below an address such as `s3://bucket/lake`. An object appears whole when its upload is completed."""

    def __init__(self, root: str) -> None:
        """Keep the root."""
        self.root = root.rstrip("/")

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}" if path else self.root

    def files(self, folder: str = "") -> Iterator[Entry]:
        """See Store."""
        (found,) = FileSystems.match([self._at(folder).rstrip("/") + "/**"])
        for item in found.metadata_list:
            yield Entry(item.path[len(self.root) + 1 :], item.size_in_bytes)

    def folders(self, folder: str = "") -> list[str]:
        """See Store."""
        above = f"{folder}/" if folder else ""
        return sorted({rest.split("/")[0] for entry in self.files(folder) if "/" in (rest := entry.path[len(above) :])})

    def exists(self, path: str) -> bool:
        """See Store."""
        return bool(FileSystems.exists(self._at(path)))

    def size(self, path: str) -> int:
        """See Store."""
        (found,) = FileSystems.match([self._at(path)])
        if not found.metadata_list:
            raise FileNotFoundError(self._at(path))
        return int(found.metadata_list[0].size_in_bytes)

    def read_bytes(self, path: str) -> bytes:
        """See Store."""
        with self.open_input(path) as file:
            return bytes(file.read())

    def open_input(self, path: str) -> Any:
        """See Store."""
        if not self.exists(path):
            raise FileNotFoundError(self._at(path))
        return FileSystems.open(self._at(path), compression_type=CompressionTypes.UNCOMPRESSED)

    @contextmanager
    def create(self, path: str) -> Iterator[IO[bytes]]:
        """See Store. An upload that an exception ends may leave a partial object: only staging is written in this way."""
        with FileSystems.create(self._at(path), compression_type=CompressionTypes.UNCOMPRESSED) as file:
            yield file

    def write_bytes(self, path: str, data: bytes) -> None:
        """See Store."""
        with self.create(path) as file:
            file.write(data)

    def move(self, source: str, target: str) -> None:
        """See Store. A copy, then a delete: seen from outside, first both are there, then the target."""
        if self.exists(source):
            FileSystems.copy([self._at(source)], [self._at(target)])
            self.delete(source)
        elif not self.exists(target):
            raise FileNotFoundError(self._at(source))

    def delete(self, path: str) -> None:
        """See Store."""
        try:
            FileSystems.delete([self._at(path)])
        except BeamIOError:
            if self.exists(path):
                raise

    def delete_tree(self, folder: str) -> None:
        """See Store."""
        paths = [self._at(entry.path) for entry in self.files(folder)]
        if paths:
            FileSystems.delete(paths)

    def sync(self, paths: Iterable[str]) -> None:
        """See Store: an object is durable when its upload is completed."""

    def free_bytes(self) -> int | None:
        """See Store."""
        return None

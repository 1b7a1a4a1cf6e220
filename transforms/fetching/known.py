"""Which links a run need not fetch: those whose articles the lake holds, and those that another feed of the run has."""

import datetime
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import xxhash

from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms.fetching.entries import link_key
from transforms.stored import read_batches
from transforms.text.urls import identity_key

DAYS: Final = 90
"""How far back the lake is looked into; what is older and still in a feed is known by its entry."""

_WEB: Final = ("http://", "https://")


def recent(files: Iterable[CommittedFile], day: datetime.date) -> list[CommittedFile]:
    """The files of partitions that are not more than DAYS before a day, and those of no day."""
    first = day - datetime.timedelta(days=DAYS)
    return [file for file in files if file.partition is None or file.partition >= first]


def _hashed(key: str) -> int:
    return xxhash.xxh3_64_intdigest(key.encode("utf-8", "surrogatepass"))


@dataclass
class KnownLinks:
    """A set of links, 64 bits each. What the lake holds is read when it is first asked for: a night without news never does."""

    lake: Lake
    articles: list[CommittedFile]
    sightings: list[CommittedFile]
    _keys: set[int] = field(default_factory=set)
    _loaded: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load(self) -> None:
        """Read what the lake holds; from any thread, once.

        Raises:
            OSError: if the lake cannot be read.
        """
        with self._lock:
            if not self._loaded:
                self._keys.update(_hashed(identity_key(url)) for url in self._column(self.articles, "url"))
                opened = (uri for uri in self._column(self.sightings, "source_uri") if uri.startswith(_WEB))
                self._keys.update(_hashed(link_key(uri)) for uri in opened)
                self._loaded = True

    def __contains__(self, link: str) -> bool:
        """Whether a link is known; `load` was called before."""
        return _hashed(link_key(link)) in self._keys

    def add(self, link: str) -> None:
        """Let nobody else of this run fetch a link."""
        self._keys.add(_hashed(link_key(link)))

    def _column(self, files: Iterable[CommittedFile], name: str) -> Iterator[str]:
        for file in files:
            for rows in read_batches(self.lake, file, [name]):
                yield from (value for value in rows.column(name).to_pylist() if value)

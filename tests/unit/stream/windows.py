"""Windows of generated articles for a committer, with the messages that they came as."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.dedup_generator import generate, rows
from pipeline.lake.layout import open_lake
from pipeline.stream.commit import Committer, StreamSettings, Window
from pipeline.stream.runs import claim
from transforms.chain import process_document
from transforms.limits import Limits
from transforms.pool import PoolSettings
from transforms.process import Outcome
from transforms.topics import Message, document_of

NOW = 1_710_000_000_000_000
DAY = 86_400_000_000
SECOND = 1_000_000


def articles(number: int, seed: int = 3) -> list[dict[str, Any]]:
    """Generated articles, originals and copies, by date."""
    return sorted(rows(generate(number, seed))[0], key=lambda row: (row["published"], row["id"]))


class Feeder:
    """A stream's committer and the topic that feeds it: one partition, offsets in the order of `read`."""

    def __init__(self, lake: Path, name: str = "test", expiry: int = 10 * DAY, most: int = 100_000) -> None:
        self.path = lake
        self.lake = open_lake(str(lake), create=True)
        self.name, self.expiry, self.most = name, expiry, most
        self.offset = 0
        self.job = "job-0"
        claim(self.lake, name, self.job)
        self.committer = self.new_committer()

    def settings(self) -> StreamSettings:
        limits = Limits()
        return StreamSettings(
            self.lake, self.name, self.job, "settings", "none", 10, self.expiry, self.most, 3.0, 32, limits, PoolSettings(2)
        )

    def new_committer(self) -> Committer:
        """A committer that remembers nothing, as after a crash."""
        self.committer = Committer(self.settings(), lambda _: None)
        return self.committer

    def read(
        self, values: Sequence[dict[str, Any] | bytes], number: int = 0, at: int = NOW, preceding: int | None = None
    ) -> Window:
        """The next messages of the topic, processed, as window `number`."""
        window = Window(NOW + number * SECOND, NOW + (number + 1) * SECOND, [], [], [])
        for value in values:
            content = value if isinstance(value, bytes) else json.dumps(value).encode()
            before = self.offset - 1 if preceding is None else preceding
            document = document_of(Message("wire", 0, self.offset, before, b"", content, at))
            result = process_document(document, Limits())
            window.processed.extend(result.processed)  # type: ignore[attr-defined]
            window.rejects.extend(result.rejects)  # type: ignore[attr-defined]
            window.outcomes.append(Outcome(document._replace(content=None), False))  # type: ignore[attr-defined]
            self.offset += 1
        return window

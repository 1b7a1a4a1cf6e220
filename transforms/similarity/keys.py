"""A growing set of texts, eight bytes each: what was ever seen, without keeping it."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from transforms.similarity.candidates import Keys, article_key

_PENDING: Final = 4096


class KeySet:
    """Texts by their 64-bit hash: what it does not hold was never added; what it holds was, but for one in 10**19 / size."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take texts."""
        self._sorted: Keys = np.unique(np.fromiter((article_key(text) for text in texts), np.uint64))
        self._pending: set[int] = set()

    def __contains__(self, text: str) -> bool:
        key = article_key(text)
        if key in self._pending:
            return True
        at = int(np.searchsorted(self._sorted, np.uint64(key)))
        return at < len(self._sorted) and int(self._sorted[at]) == key

    def __len__(self) -> int:
        return len(self._sorted) + len(self._pending)

    def add(self, text: str) -> None:
        """Take one text."""
        if text not in self:
            self._pending.add(article_key(text))
            if len(self._pending) >= _PENDING:
                self._sorted = np.union1d(self._sorted, np.fromiter(self._pending, np.uint64))
                self._pending.clear()

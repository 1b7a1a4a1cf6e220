"""Word tables of the package `seeds`, and the phrase trees that find their entries among tokens."""

import importlib.resources
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import compress
from typing import Final, Generic, TypeVar

from transforms.extraction.tokens import Token, tokenize

Value = TypeVar("Value")
_END: Final = ""


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a tab-separated file of `seeds` with a header line; lines that start with `#` are comments."""
    text = importlib.resources.files("seeds").joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    header = lines[0].split("\t")
    rows = []
    for line in lines[1:]:
        cells = line.split("\t")
        cells += [""] * (len(header) - len(cells))
        rows.append(dict(zip(header, cells, strict=True)))
    return tuple(rows)


def words_of(cell: str) -> tuple[str, ...]:
    """The entries of a cell that lists several, parted by `|`."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


@cache
def _classes(name: str) -> dict[str, frozenset[str]]:
    return {row["class"]: frozenset(row["words"].split(" ")) for row in table(name)}


def word_class(name: str, file: str = "words_en.tsv") -> frozenset[str]:
    """The words of a class of `seeds/words_en.tsv`, lower case."""
    return _classes(file)[name]


class Phrases(Generic[Value]):
    """Phrases by their first token, matched longest first: a step for each token of the longest phrase at most.

    Args:
        entries: phrase to value. A phrase with a capital letter matches that spelling only when `cased`.
        cased: compare tokens as written instead of in lower case.
    """

    def __init__(self, entries: Mapping[str, Value] | Iterable[tuple[str, Value]], cased: bool = False) -> None:
        """Build the tree; of two equal phrases the first stays."""
        self.cased = cased
        self._root: dict[str, dict[str, object]] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}  # last token -> sizes of the phrases that end so, longest first
        for phrase, value in entries.items() if isinstance(entries, Mapping) else entries:
            node: dict[str, object] = self._root  # type: ignore[assignment]
            words = [token.text if cased else token.lower for token in tokenize(phrase)]
            for word in words:
                node = node.setdefault(word, {})  # type: ignore[assignment]
            node.setdefault(_END, value)
            sizes = {len(words), *self._sizes.get(words[-1], ())}
            self._sizes[words[-1]] = tuple(sorted(sizes, reverse=True))

    def starts(self, words: Sequence[str]) -> list[int]:
        """The indices of the words that some phrase starts with."""
        return list(compress(range(len(words)), map(self._root.__contains__, words)))  # no step of Python for a word

    def match(self, tokens: Sequence[Token], at: int) -> tuple[int, Value] | None:
        """The longest phrase that starts at a token: (index after its last token, value); None past the end."""
        count = len(tokens)
        if at >= count:
            return None
        part = 0 if self.cased else 1  # Token.text or Token.lower
        node: dict[str, object] | None = self._root.get(tokens[at][part])  # type: ignore[arg-type]
        if node is None:
            return None  # as at most tokens
        found: tuple[int, Value] | None = None
        i = at + 1
        while node is not None:
            if _END in node:
                found = (i, node[_END])  # type: ignore[assignment]
            if i >= count:
                break
            node = node.get(tokens[i][part])  # type: ignore[assignment, arg-type]
            i += 1
        return found

    def ends(self, word: str) -> bool:
        """Whether some phrase ends with this token."""
        return word in self._sizes

    def match_before(self, tokens: Sequence[Token], end: int, longest: int = 5) -> tuple[int, Value] | None:
        """The longest phrase that ends just before index `end`: (index of its first token, value)."""
        if end < 1:
            return None
        for size in self._sizes.get(tokens[end - 1].text if self.cased else tokens[end - 1].lower, ()):
            if size <= longest and size <= end:
                found = self.match(tokens, end - size)
                if found is not None and found[0] == end:
                    return end - size, found[1]
        return None

"""Which language a text is most likely in: naive Bayes over the character n-grams of `langdetect`'s profiles, without its dice.

langdetect draws n-grams at random until one language wins, several times over. Here the n-grams of a text are dealt in turn to
a few hands, each hand is judged by all it holds, and the judgements are averaged: the same rule and profiles, no chance in it,
at a fifth of the cost. Weights are whole numbers: the order in which they are added makes no difference.
"""

import json
import re
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
from langdetect.utils.ngram import NGram
from langdetect.utils.unicode_block import unicode_block
from numpy.typing import NDArray

_SMOOTHING: Final = 0.5 / 10_000  # langdetect's alpha over its base frequency: what an n-gram counts that a language lacks
_UNIT: Final = 1024  # of a natural logarithm: weights are whole numbers of these
_HAND: Final = 120  # n-grams that one judgement goes by: some 40 characters of text
_LEAST: Final = 0.01  # probability of a language that is worth telling
_LONGEST_GRAM: Final = 3
_URL: Final = re.compile(r"https?://\S{1,2000}")
_MAIL: Final = re.compile(r"[\w.-]{1,64}@[\w.-]{1,255}")


class Profiles(NamedTuple):
    """All languages' n-grams: a row each, a column a language."""

    languages: tuple[str, ...]
    rows: dict[str, int]  # n-gram: row
    weights: NDArray[np.int16]  # (n-grams, languages): logarithms in `_UNIT`s, above that of an n-gram a language lacks


@lru_cache(maxsize=1)
def profiles() -> Profiles:
    """The profiles that langdetect carries, read once a process."""
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(files("langdetect").joinpath("profiles").iterdir(), key=lambda path: path.name)
        if "." not in path.name and not path.name.startswith("_")
    ]
    rows: dict[str, int] = {}
    for profile in found:
        for gram in profile["freq"]:
            if 1 <= len(gram) <= _LONGEST_GRAM:
                rows.setdefault(gram, len(rows))
    weights = np.zeros((len(rows), len(found)), dtype=np.int16)
    for column, profile in enumerate(found):
        grams = [gram for gram in profile["freq"] if gram in rows]
        counts = np.array([profile["freq"][gram] for gram in grams], dtype=np.float64)
        totals = np.array([profile["n_words"][len(gram) - 1] for gram in grams], dtype=np.float64)
        at = np.array([rows[gram] for gram in grams], dtype=np.intp)
        weights[at, column] = np.rint(_UNIT * np.log1p(counts / totals / _SMOOTHING)).astype(np.int16)
    return Profiles(tuple(profile["name"] for profile in found), rows, weights)


class _Folding(dict[int, str]):
    """Characters as the profiles write them, each looked up once: for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = NGram.normalize(chr(code))
        if len(self) < 20_000:
            self[code] = folded
        return str(folded)


_folding: Final = _Folding()


@lru_cache(maxsize=20_000)
def _rows_of(word: str) -> tuple[int, ...]:
    """Rows of a word's n-grams, its edges included; none end within a run of capitals, which are abbreviations."""
    known = profiles().rows
    padded = f" {word} "
    found = []
    for end in range(2, len(padded) + 1):
        if padded[end - 1].isupper() and padded[end - 2].isupper():
            continue
        for start in range(end - 1, max(end - 1 - _LONGEST_GRAM, -1), -1):
            gram = padded[start:end]
            if gram != " " and (row := known.get(gram)) is not None:
                found.append(row)
    return tuple(found)


def _without_latin(text: str) -> str:
    """A text mostly in another script without its Latin letters, which are names and quotations."""
    latin = sum(1 for char in text if "A" <= char <= "z")
    other = sum(1 for char in text if char >= "\u0300" and unicode_block(char) != "Latin Extended Additional")
    return "".join(char for char in text if not "A" <= char <= "z") if latin * 2 < other else text


def likely_languages(text: str) -> list[tuple[str, float]]:
    """Languages of a text with their probabilities, the likeliest first; none for a text without a known letter.

    Args:
        text: some hundred characters; cost is linear in it.
    """
    if "://" in text:
        text = _URL.sub(" ", text)
    if "@" in text:
        text = _MAIL.sub(" ", text)
    if not text.isascii():
        text = _without_latin(NGram.normalize_vi(text))
    dealt = [row for word in text.translate(_folding).split() for row in _rows_of(word)]
    if not dealt:
        return []
    languages, _, weights = profiles()
    hands = max(1, round(len(dealt) / _HAND))
    held = np.zeros((-(-len(dealt) // hands) * hands, len(languages)), dtype=np.int16)
    held[: len(dealt)] = weights[dealt]
    sums = held.reshape(-1, hands, len(languages)).sum(axis=0, dtype=np.int64)
    odds = np.exp((sums - sums.max(axis=1, keepdims=True)) / _UNIT)
    shares = (odds / odds.sum(axis=1, keepdims=True)).mean(axis=0).tolist()
    ranked = sorted(zip(languages, shares, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return [(language, share) for language, share in ranked if share >= _LEAST]

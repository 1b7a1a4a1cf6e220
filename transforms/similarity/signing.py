"""Signing: an article's body as packed arrays of hashed words, flags and fingerprints, all that deduplication needs of it.

A signature holds no text. The words are normalised (`words`), page furniture is left out (`furniture`), the headline is not
indexed since every newsroom writes its own. Fingerprints are hashes of four words in a row, kept where the hash is a multiple
of four: which are kept depends on the words alone, not on where they stand (FracMinHash, Irber et al. 2022), so a cut or
reordered copy keeps the same ones.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from transforms.records import Article, Signature
from transforms.similarity.arrays import sorted_set
from transforms.similarity.furniture import story_lines
from transforms.similarity.words import (
    CAPITAL,
    HASH_MASK,
    HONORIFIC,
    NUMBER,
    PARAGRAPH_END,
    QUOTE_CLOSE,
    QUOTE_EITHER,
    QUOTE_OPEN,
    SENTENCE_END,
    TOKEN,
    WORD,
    token_code,
)

SIGNATURE_VERSION: Final = "1"
"""Changes with whatever changes a signature. Signatures of different versions are not compared."""

MAX_CHARACTERS: Final = 120_000
MAX_WORDS: Final = 16_384
"""What is read of a body. An agency story has 100 to 1,500 words; beyond this only broken input is found."""

LEAD_WORDS: Final = 60
SHINGLE: Final = 4
SAMPLE: Final = 4

QUOTED: Final = 1
IS_NUMBER: Final = 2
IS_NAME: Final = 4
LEAD: Final = 8
SENTENCE_START: Final = 16
PARAGRAPH_START: Final = 32

Words = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.uint8]
Fingerprints = npt.NDArray[np.uint64]

_APOSTROPHES: Final = "\u2018\u2019\u201a\u201b\u2032`"
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\ufeff"
_PERCENT: Final = re.compile(r"\bper[ \n]cent\b", re.IGNORECASE)
_DOLLARS: Final = re.compile(r"\b(?:US|AU|NZ|CA|HK|NT|A|C|S|R)\$|\$(?:US|AU|NZ|CA|A|C)?")
_NO_SPACES: Final = (
    (re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005]+"), 3),  # Han, Kana: six characters a shingle
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"), 9),  # Thai, Lao, Burmese, Khmer: longer words
)
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_MULTIPLIERS: Final = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


def shingles(words: Words, *lengths: int) -> Iterator[Fingerprints]:
    """Hashes of every so many words in a row: shape (max(0, n - length + 1),), by position.

    Args:
        words: hashed, of shape (n,).
        lengths: of the rows, at most 4, each longer than the one before it.
    """
    wide = words.astype(np.uint64)
    wide += np.uint64(1)
    summed = np.zeros(len(words), np.uint64)
    done = 0
    for length in lengths:
        count = max(0, len(words) - length + 1)
        for offset in range(done, length):
            summed = summed[:count] + wide[offset : offset + count] * _MULTIPLIERS[offset]
        done = length
        yield _mixed(summed)


def _mixed(summed: Fingerprints) -> Fingerprints:
    """Sums of words as hashes: every bit of a sum counts in each bit."""
    mixed = summed ^ summed >> np.uint64(32)
    mixed *= np.uint64(0xD6E8FEB86659FD93)
    mixed ^= mixed >> np.uint64(29)
    return mixed


def is_sampled(hashes: Fingerprints) -> npt.NDArray[np.bool_]:
    """Which shingle hashes are fingerprints: one in four."""
    sampled: npt.NDArray[np.bool_] = (hashes & np.uint64(SAMPLE - 1)) == 0
    return sampled


def fingerprints_of(words: Words) -> Fingerprints:
    """The fingerprints of a text: sorted, unique."""
    (hashes,) = shingles(words, SHINGLE)
    return sorted_set(hashes[is_sampled(hashes)])


def words_of(text: str) -> tuple[Words, Flags]:
    """The normalised words of a body, hashed, and a byte of flags for each.

    Args:
        text: a body, paragraphs parted by line breaks. At most MAX_CHARACTERS are read and MAX_WORDS kept.

    Returns:
        words and flags, both of shape (n,). Flags: QUOTED, IS_NUMBER, IS_NAME (a capital inside a sentence), LEAD,
        SENTENCE_START, PARAGRAPH_START.
    """
    text = "\n".join(story_lines(_clean(text[:MAX_CHARACTERS])))
    tokens = TOKEN.findall(text)
    if not text.isascii() and _UNSPACED.search(text):
        tokens = _split_unspaced(tokens)
    codes = np.fromiter(map(token_code, tokens), np.uint64, len(tokens))
    at = np.flatnonzero(codes & np.uint64(WORD))[:MAX_WORDS]
    words = (codes[at] & np.uint64(HASH_MASK)).astype(np.uint32)
    return words, _flags(codes, at)


def sign(article: Article) -> Signature:
    """The signature of an article: about 2.5 KB for 400 words, and no text.

    The same body gives the same arrays on any machine. An empty body gives empty arrays.
    """
    words, flags = words_of(article.article_body)
    return Signature(
        article_id=article.article_id,
        revision=article.revision,
        publisher=article.publisher,
        source_organization=article.source_organization,
        in_language=article.in_language,
        date_published=article.date_published,
        date_published_precision=article.date_published_precision,
        retrieved_at=article.retrieved_at,
        body_sha256=article.body_sha256,
        word_count=len(words),
        fingerprints=fingerprints_of(words).astype("<u8").tobytes(),
        words=words.astype("<u4").tobytes(),
        flags=flags.tobytes(),
        signature_version=SIGNATURE_VERSION,
        published_date=article.published_date,
        source_organization_evidence=article.source_organization_evidence,
    )


def without_words(signature: Signature) -> Signature:
    """A signature as finding candidates needs it: its words and flags are left out."""
    return signature._replace(words=b"", flags=b"")


def unpack_fingerprints(signature: Signature) -> Fingerprints:
    """The fingerprints of a signature, without a copy."""
    return np.frombuffer(signature.fingerprints, dtype="<u8")


def unpack_words(signature: Signature) -> tuple[Words, Flags]:
    """The words and flags of a signature, without a copy."""
    return np.frombuffer(signature.words, dtype="<u4"), np.frombuffer(signature.flags, dtype=np.uint8)


def _clean(text: str) -> str:
    """A body with one form of apostrophe and of per cent, in compatibility form (NFKC), without dollar signs' prefixes."""
    if not text.isascii():
        for mark in _INVISIBLE:
            text = text.replace(mark, "")
        for mark in _APOSTROPHES:
            text = text.replace(mark, "'")
        text = unicodedata.normalize("NFKC", text)[:MAX_CHARACTERS]
    text = text.replace("%", " percent ")
    if "$" in text:
        text = _DOLLARS.sub(" ", text)
    return _PERCENT.sub("percent", text) if " cent" in text or " CENT" in text else text


def _split_unspaced(tokens: list[str]) -> list[str]:
    """Cut runs of scripts without spaces into overlapping windows of characters, one for each character."""
    out: list[str] = []
    for token in tokens:
        if token.isascii():
            out.append(token)
            continue
        for pattern, width in _NO_SPACES:
            if pattern.search(token):
                out += (token[i : i + width] for i in range(max(1, len(token) - width + 1)))
                break
        else:
            out.append(token)
    return out


def _flags(codes: Fingerprints, at: npt.NDArray[np.intp]) -> Flags:
    """The flags of the words at the positions `at` of the token codes."""
    flags = np.zeros(len(at), np.uint8)
    if not len(at):
        return flags
    kinds = codes >> np.uint64(32)
    ends = (kinds & np.uint64((SENTENCE_END | PARAGRAPH_END) >> 32)) != 0
    ends[1:] &= (kinds[:-1] & np.uint64(HONORIFIC >> 32)) == 0  # the point of an honorific ends no sentence
    paragraphs = (kinds & np.uint64(PARAGRAPH_END >> 32)) != 0
    sentence = _first_after(ends, at)
    own = kinds[at]
    flags[(own & np.uint64(NUMBER >> 32)) != 0] |= IS_NUMBER
    flags[((own & np.uint64(CAPITAL >> 32)) != 0) & ~sentence] |= IS_NAME
    flags[sentence] |= SENTENCE_START
    flags[_first_after(paragraphs, at)] |= PARAGRAPH_START
    flags[:LEAD_WORDS] |= LEAD
    flags[_quoted(kinds)[at]] |= QUOTED
    return flags


def _first_after(marks: npt.NDArray[np.bool_], at: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which of the words at `at` are the first ones after a mark, or the first of all."""
    number = np.cumsum(marks)[at]
    return np.concatenate(([True], number[1:] != number[:-1]))


def _quoted(kinds: Fingerprints) -> npt.NDArray[np.bool_]:
    """Which tokens stand between quotation marks. A quotation ends with its paragraph at the latest."""
    inside = np.zeros(len(kinds), np.int8)
    marks = np.flatnonzero(kinds & np.uint64((QUOTE_OPEN | QUOTE_CLOSE | QUOTE_EITHER | PARAGRAPH_END) >> 32))
    start = -1
    for position, kind in zip(marks.tolist(), kinds[marks].tolist(), strict=True):
        if start >= 0 and kind & ((QUOTE_CLOSE | QUOTE_EITHER | PARAGRAPH_END) >> 32):
            inside[start : position + 1] = 1
            start = -1
        elif kind & ((QUOTE_OPEN | QUOTE_EITHER) >> 32):
            start = position
    if start >= 0:
        inside[start:] = 1
    return inside.astype(bool)

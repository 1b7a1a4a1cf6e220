"""What newsrooms do to a text: cut, rewrite, merge, mistype, and fill in standing texts. For `dedup_generator`."""

import random
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from benchmarks.news_texts import Prose

_SYNONYMS: Final = {
    "said": "stated",
    "after": "following",
    "more": "greater",
    "over": "above",
    "told": "informed",
    "plan": "scheme",
    "people": "persons",
    "against": "versus",
    "while": "as",
    "about": "around",
    "which": "that",
    "some": "several",
    "million": "mln",
    "would": "could",
    "has": "had",
    "the": "its",
    "of": "for",
    "was": "is",
    "with": "alongside",
    "during": "throughout",
    "its": "the",
}
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_NUMBER: Final = re.compile(r"\d[\d.,]*\d|\d")


class Template(NamedTuple):
    """A standing text whose instances differ in names and numbers."""

    paragraphs: list[str]
    fixed_names: float  # share of the names that all instances have
    fixed_text: float  # share of the paragraphs, the last ones, that all instances have
    small_numbers: bool


def count_words(text: str) -> int:
    return len(text.split())


def with_figures(r: random.Random, prose: Prose, paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs with a figure after some of the words, as reports of markets and matches have."""
    density = r.uniform(0, 0.15)
    return [
        " ".join(f"{word} {prose.number()}" if r.random() < density else word for word in text.split()) for text in paragraphs
    ]


def cut(r: random.Random, paragraphs: list[str], share: float) -> list[str]:
    """About this share of the words: the end cut off, or paragraphs dropped from the middle."""
    room = sum(map(count_words, paragraphs)) * share
    if r.random() < 0.6:
        return cut_words(paragraphs, int(room))
    kept = list(paragraphs)
    while len(kept) > 2 and sum(map(count_words, kept)) > room:
        kept.pop(r.randrange(1, len(kept)))
    return cut_words(kept, int(room))


def cut_words(paragraphs: Sequence[str], room: int) -> list[str]:
    """Paragraphs until the room in words is used up; the first is there in any case, cut if it must be."""
    out: list[str] = []
    for text in paragraphs:
        if out and room < count_words(text):
            break
        out.append(" ".join(text.split()[: max(room, 12)]))
        room -= count_words(text)
    return out


def rewrite(r: random.Random, prose: Prose, text: str, rate: float) -> str:
    """Rewrite this share of the sentences, every third word or so."""
    sentences = re.split(r"(?<=\.) ", text)
    return " ".join(_rewrite_sentence(r, prose, sentence) if r.random() < rate else sentence for sentence in sentences)


def _rewrite_sentence(r: random.Random, prose: Prose, sentence: str) -> str:
    out: list[str] = []
    for word in sentence.split():
        chance = r.random()
        if word in _SYNONYMS and chance < 0.4:
            out.append(_SYNONYMS[word])
        elif chance < 0.04:
            out += [word, r.choice(("also", "however", "reportedly", "now", "still"))]
        elif chance < 0.14 and word[0].islower():
            out += [prose.words[r.randrange(len(prose.words))]] if chance < 0.09 else []
        else:
            out.append(word)
    if r.random() < 0.3 and len(out) > 12:
        half = len(out) // 2
        out = out[half:] + out[:half]
    return " ".join(out) or sentence


def with_asides(r: random.Random, prose: Prose, text: str) -> str:
    """Names, dates and converted amounts that a newsroom puts in for its readers."""
    out = []
    for sentence in re.split(r"(?<=\.) ", text):
        words = sentence.split()
        if r.random() < 0.35:
            aside = (f"({prose.number()} million pounds)", f"({prose.name()})", prose.name(), f"June {r.randint(1, 30)}")
            words.insert(r.randint(1, len(words)), r.choice(aside))
        out.append(" ".join(words))
    return " ".join(out)


def merge_or_split(r: random.Random, paragraphs: list[str]) -> list[str]:
    if r.random() < 0.5:
        return [" ".join(paragraphs[i : i + 2]) for i in range(0, len(paragraphs), 2)]
    return [part for text in paragraphs for part in re.split(r"(?<=\.) ", text)]


def dateline(r: random.Random, prose: Prose, paragraphs: list[str], agency: str) -> list[str]:
    place = prose.name()
    lines = (
        f"{place.upper()}, March {r.randint(1, 28)} ({agency}) - ",
        f"{place.upper()}: ",
        f"{place} ({agency}) \u2014 ",
        "",
    )
    return [r.choice(lines) + paragraphs[0], *paragraphs[1:]]


def mistype(r: random.Random, text: str, rate: float) -> str:
    out = text.split(" ")
    for place, word in enumerate(out):
        if len(word) > 3 and r.random() < rate:
            at = r.randrange(1, len(word) - 1)
            out[place] = word[:at] + r.choice((word[at + 1] + word[at] + word[at + 2 :], word[at + 1 :], word[at] + word[at:]))
    return " ".join(out)


def fill_in(r: random.Random, prose: Prose, template: Template) -> list[str]:
    """A text with names and numbers of the template drawn anew, and now and then a sentence or paragraph left out."""
    names: dict[str, str] = {}
    fixed = random.Random(template.paragraphs[0])
    kept = {name for name in sorted(set(_NAME.findall(" ".join(template.paragraphs)))) if fixed.random() < template.fixed_names}
    out = []
    for place, text in enumerate(template.paragraphs):
        if place >= len(template.paragraphs) * (1 - template.fixed_text):
            out.append(text)  # the standing last paragraphs
            continue
        text = _NUMBER.sub(lambda _: str(r.randint(1, 30)) if template.small_numbers else prose.number(), text)
        text = _NAME.sub(lambda found: found[0] if found[0] in kept else names.setdefault(found[0], prose.name()), text)
        sentences = re.split(r"(?<=\.) ", text)
        if len(sentences) > 1 and r.random() < 0.2:
            sentences.pop(r.randrange(len(sentences)))
        out.append(" ".join(sentences))
    if len(out) > 3 and r.random() < 0.4:
        out.pop(r.randrange(1, len(out)))
    return out

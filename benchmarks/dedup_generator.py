"""A corpus of agency stories, newsroom copies of them, and articles that share text without being copies, with its gold.

Levels of a copy: `easy` (dateline, quotes, spelling, boilerplate, a cut end), `medium` (cut to 45-80 %, reordered, up to 15 %
of the sentences rewritten, links in mid-sentence, local paragraphs), `hard` (cut to 30-60 %, 20-40 % rewritten, reading errors,
mixed with another story). Negatives: `quote`, `quote_long`, `followup` (another story's background section), `template` (one
text, other names and numbers), `boilerplate`, `digest`, `same_event`, `natural`. Base texts are invented (`news_texts`) or read
from a JSONL file.

    python -m benchmarks.dedup_generator --articles 3000 --seed 7 --out out/generated
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.news_texts import Prose
from benchmarks.newsroom_edits import (
    Template,
    count_words,
    cut,
    cut_words,
    dateline,
    fill_in,
    merge_or_split,
    mistype,
    rewrite,
    with_asides,
    with_figures,
)

LEVELS: Final = ("easy", "medium", "hard")
START: Final = datetime(2024, 3, 1, tzinfo=UTC)
_AGENCIES: Final = ("AFP", "Reuters", "AP", "dpa", "Xinhua", "EFE")
_HOUSES: Final = ("Courier", "Gazette", "Ledger", "Messenger", "Argus", "Sentinel", "Bugle", "Clarion", "Examiner", "Register")
_LINK_LINES: Final = (
    "Read more: {}",
    "Also read | {}",
    "ADVERTISEMENT",
    "Related: {}",
    "Don't miss: {}",
    "Story continues below",
    "Watch: {}",
    "{}",
)
_HOUSE_TEXTS: Final = (
    "Register with {h} to comment on our reports and to keep a list of favourites.",
    "{h} is owned by its readers and answers to no party, bank or ministry.",
    "Letters to {h} should be short, signed and sent before noon on weekdays.",
    "Our reporters at {h} check each figure twice before an article is printed.",
    "You may reach the desk of {h} at any hour at desk@{d}.example with news tips.",
    "All times in {h} are local times unless another zone is given in the text.",
    "Printed editions of {h} can be bought at kiosks in the old town and at the harbour.",
    "Get the morning edition of {h} by e-mail with our newsletter, free of charge.",
    "Copyright {h}. No part of this page may be reproduced without permission.",
)


class Item(NamedTuple):
    """One article of the corpus and the truth about it."""

    paragraphs: list[str]
    source: str
    gold: str
    level: str  # original, easy, medium, hard, negative
    negative: str | None
    mixed: str | None
    hours: float  # from the start of the corpus


Story = tuple[str, list[str], float]
"""The gold name, the paragraphs and the hours from the start of the corpus."""


class Corpus:
    """Draws articles until there are enough."""

    def __init__(self, seed: int, texts: Sequence[str] = (), levels: Sequence[str] = LEVELS, days: float = 20) -> None:
        """Keep the settings; `texts` are bodies to be used as stories instead of invented ones."""
        self.random = random.Random(seed)
        self.prose = Prose(seed + 1)
        self.texts = list(texts)
        self.random.shuffle(self.texts)
        self.levels = levels
        self.hours = days * 24
        self.items: list[Item] = []
        self.houses = [f"{self.prose.name()} {house}" for house in _HOUSES for _ in range(8)]
        self.templates: list[Template] = []
        self._stories: list[Story] = []

    def fill(self, articles: int, largest: int = 8) -> list[Item]:
        """At least so many articles, in the order of their time."""
        for _ in range(max(2, articles // 500)):
            paragraphs = with_figures(self.random, self.prose, self._base(self.random.randint(90, 260)))
            shares = self.random.uniform(0, 0.7), self.random.uniform(0, 0.5)
            self.templates.append(Template(cut_words(paragraphs, 260), *shares, self.random.random() < 0.5))
        kinds: list[tuple[Callable[[], None], float]] = [
            (lambda: self._copied(largest), 47),
            (self._quote, 9),
            (self._long_quote, 3),
            (self._followup, 11),
            (self._template, 18),
            (self._boilerplate, 4),
            (self._digest, 3),
            (self._same_event, 2),
            (self._natural, 5),
        ]
        while len(self.items) < articles:
            self.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]()
        return sorted(self.items, key=lambda item: item.hours)

    def viral(self, copies: int) -> None:
        """One story with so many copies."""
        self._copied(copies, exactly=True)

    def grow(self, stories: Sequence[Story], counts: Sequence[int]) -> list[Item]:
        """So many further copies of stories drawn from these, a count each; hard ones are mixed with others of them."""
        self._stories = list(stories)
        for story, count in zip(self.random.sample(self._stories, len(counts)), counts, strict=True):
            self._copies(story, count, self.random.choice(_AGENCIES))
        return sorted(self.items, key=lambda item: item.hours)

    def _base(self, words: int) -> list[str]:
        if self.texts:  # each is used once: two stories with one text would be one story
            text = self.texts.pop()
            return [line.strip() for line in text.split("\n") if line.strip()]
        return self.prose.story(words, quotes=self.random.uniform(0.05, 0.4))

    def _new(self) -> Story:
        story = f"s{len(self._stories):06d}", self._base(self._length()), self.random.uniform(0, self.hours)
        self._stories.append(story)
        return story

    def _length(self) -> int:
        return int(min(1500, max(60, self.random.lognormvariate(5.7, 0.6))))

    def _earlier(self, story: Story) -> Story | None:
        others = [other for other in self.random.sample(self._stories, min(20, len(self._stories))) if other[0] != story[0]]
        return min(others, key=lambda other: abs(other[2] - story[2]), default=None)

    def _add(
        self,
        paragraphs: list[str],
        gold: str,
        level: str,
        hours: float,
        negative: str | None = None,
        mixed: str | None = None,
        source: str | None = None,
    ) -> None:
        self.items.append(Item(paragraphs, source or self.random.choice(self.houses), gold, level, negative, mixed, hours))

    def _copied(
        self,
        largest: int,
        exactly: bool = False,
        story: Story | None = None,
        negative: str | None = None,
    ) -> None:
        story = story or self._new()
        agency = self.random.choice(_AGENCIES)
        self._add(dateline(self.random, self.prose, story[1], agency), story[0], "original", story[2], negative, source=agency)
        count = largest if exactly else min(largest, int(self.random.expovariate(0.45)) + self.random.choice((0, 1)))
        self._copies(story, count, agency, negative)

    def _copies(self, story: Story, count: int, agency: str, negative: str | None = None) -> None:
        for _ in range(count):
            level = self.random.choice(self.levels)
            paragraphs, mixed = self._copy(story, level, agency)
            self._add(paragraphs, story[0], level, story[2] + self.random.uniform(0.2, 40), negative, mixed)

    def _copy(self, story: Story, level: str, agency: str) -> tuple[list[str], str | None]:
        r = self.random
        paragraphs, mixed = list(story[1]), None
        if level == "easy":
            paragraphs = cut(r, paragraphs, r.uniform(0.8, 1)) if r.random() < 0.4 else paragraphs
        else:
            paragraphs = cut(r, paragraphs, r.uniform(0.45, 0.8) if level == "medium" else r.uniform(0.3, 0.6))
            if r.random() < 0.4:
                paragraphs = paragraphs[:1] + r.sample(paragraphs[1:], len(paragraphs) - 1)
            if r.random() < 0.15:
                r.shuffle(paragraphs)
            rate = r.uniform(0, 0.15) if level == "medium" else r.uniform(0.2, 0.4)
            paragraphs = [rewrite(r, self.prose, text, rate) if r.random() < 0.85 else text for text in paragraphs]
            if r.random() < 0.6:
                paragraphs = [with_asides(r, self.prose, text) for text in paragraphs]
            if r.random() < 0.4:
                paragraphs = merge_or_split(r, paragraphs)
            if level == "hard" and r.random() < 0.3 and (other := self._earlier(story)):
                part = other[1][: max(1, int(len(other[1]) * r.uniform(0.2, 0.4)))]
                room = int(sum(map(count_words, paragraphs)) * 0.6)
                paragraphs, mixed = paragraphs + cut_words(part, room), other[0]
            if r.random() < 0.2:
                local = self.prose.story(int(sum(map(count_words, paragraphs)) * r.uniform(0.1, 0.35)))
                for text in local:
                    paragraphs.insert(r.randint(1, len(paragraphs)), text)
        paragraphs = dateline(r, self.prose, paragraphs, agency) if r.random() < 0.6 else paragraphs
        return self._house(paragraphs, typos=0.05 if level == "hard" and r.random() < 0.4 else r.choice((0, 0, 0.01))), mixed

    def _house(self, paragraphs: list[str], typos: float = 0.0) -> list[str]:
        """What a newsroom's system does to every text."""
        r = self.random
        text = "\n\n".join(paragraphs)
        style = r.random()
        if style < 0.3:
            text = re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text)
        elif style < 0.5:
            text = re.sub(r'"([^"\n]*)"', "\u2018\\1\u2019", text)
        if r.random() < 0.35:
            text = re.sub(r"is(e|ed|ing|ation)\b", r"iz\1", text).replace("our ", "or ")
        if r.random() < 0.2:
            text = text.replace("per cent", "percent")
        if r.random() < 0.25:
            text = re.sub(r"\b(Minister|President|Judge) ", "Mr ", text)
        if typos:
            text = mistype(r, text, typos)
        paragraphs = text.split("\n\n")
        if r.random() < 0.35:
            place = r.randrange(len(paragraphs))
            words = paragraphs[place].split()
            at = r.randint(0, len(words))
            link = r.choice(_LINK_LINES).format(" ".join(self.prose.story(8)[0].split()[:8]))
            paragraphs[place : place + 1] = [part for part in (" ".join(words[:at]), link, " ".join(words[at:])) if part]
        return paragraphs

    def _boiler(self, house: str, count: int) -> list[str]:
        domain = re.sub(r"\W", "", house.lower())
        own = random.Random(house)
        texts = [text.format(h=house, d=domain) for text in _HOUSE_TEXTS]
        texts += [" ".join(Prose(own.randrange(1 << 30), 200).story(25)) for _ in range(2)]
        return [" ".join(self.random.sample(texts, min(count, len(texts))))]

    def _negative(self, paragraphs: list[str], hours: float, kind: str) -> None:
        """An article that is no copy; now and then it is an agency's, with copies of its own."""
        story = f"s{len(self._stories):06d}", paragraphs, hours
        self._stories.append(story)
        if self.random.random() < 0.3:
            self._copied(3, story=story, negative=kind)
        else:
            self._add(self._house(paragraphs), story[0], "negative", hours, kind)

    def _from_another(self, kind: str, shares: Callable[[list[str], list[str]], list[str]]) -> None:
        if len(self._stories) < 5:
            return
        own = f"own{len(self._stories)}", self._base(self._length()), self.random.uniform(0, self.hours)
        other = self._earlier(own)
        if other:
            near = other[2] + self.random.uniform(1, 90)
            self._negative(shares(own[1], other[1]), near, kind)

    def _quote(self) -> None:
        def shares(own: list[str], other: list[str]) -> list[str]:
            quotes = [text for text in other if '"' in text] or [f'"{self.random.choice(other)[:200]}," officials said.']
            for quote in self.random.sample(quotes, min(len(quotes), self.random.choice((1, 1, 2)))):
                own.insert(self.random.randint(1, len(own)), cut_words([quote], 60)[0])
            return own

        self._from_another("quote", lambda own, other: shares(list(own), other))

    def _long_quote(self) -> None:
        def shares(own: list[str], other: list[str]) -> list[str]:
            out = list(own)
            room = max(40, int(sum(map(count_words, own)) * self.random.uniform(0.15, 0.35)))
            for text in cut_words(self.random.sample(other, len(other)), room):
                sentence = text.replace('"', "").rstrip(".")
                out.insert(self.random.randint(1, len(out)), f'"{sentence}," a spokesperson said.')
            return out

        self._from_another("quote_long", shares)

    def _followup(self) -> None:
        def shares(own: list[str], other: list[str]) -> list[str]:
            room = int(sum(map(count_words, own)) * self.random.choice((0.1, 0.2, 0.3, 0.45)))
            start = self.random.randrange(1, len(other)) if len(other) > 1 else 0
            return list(own) + cut_words(other[start:], max(30, room))

        self._from_another("followup", shares)

    def _template(self) -> None:
        template = self.random.choice(self.templates)
        hours = self.random.uniform(0, self.hours)
        self._negative(fill_in(self.random, self.prose, template), hours, "template")

    def _boilerplate(self) -> None:
        house = self.random.choice(self.houses)
        for _ in range(self.random.choice((1, 2, 3, 4))):
            hours = self.random.uniform(0, self.hours)
            paragraphs = cut_words(self._base(self.random.randint(40, 250)), self.random.randint(40, 250))
            story = f"s{len(self._stories):06d}"
            self._stories.append((story, paragraphs, hours))
            self._add(paragraphs + self._boiler(house, 9), story, "negative", hours, "boilerplate", source=house)

    def _digest(self) -> None:
        if len(self._stories) < 30:
            return
        first = self.random.choice(self._stories)
        near = sorted(self._stories, key=lambda other: abs(other[2] - first[2]))[: self.random.choice((3, 3, 4, 5))]
        out = ["Good morning. Here is what happened while you slept."]
        for _, paragraphs, _ in near:
            out += cut_words(paragraphs, self.random.randint(60, 220))
        self._add(self._house(out), f"digest{len(self.items)}", "negative", first[2] + 20, "digest")

    def _same_event(self) -> None:
        if len(self._stories) < 5:
            return
        other = self.random.choice(self._stories)
        names = re.findall(r"(?<=[a-z] )[A-Z][a-z]+(?: [A-Z][a-z]+)?", " ".join(other[1])) or ["Someone"]
        numbers = re.findall(r"\d[\d.,]*\d", " ".join(other[1])) or ["10"]
        own = re.sub(
            r"(?<=[a-z] )[A-Z][a-z]+(?: [A-Z][a-z]+)?",
            lambda _: self.random.choice(names),
            "\n".join(self._base(self._length())),
        )
        own = re.sub(r"\d[\d.,]*\d", lambda _: self.random.choice(numbers), own)
        self._negative(own.split("\n"), other[2] + 3, "same_event")

    def _natural(self) -> None:
        self._negative(self._base(self._length()), self.random.uniform(0, self.hours), "natural")


def rows(items: Sequence[Item]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The corpus and its gold as JSON objects, ids by place."""
    corpus, gold = [], []
    for place, item in enumerate(items):
        identity = f"g{place:06d}"
        published = START + timedelta(minutes=int(item.hours * 60))
        text = "\n\n".join(item.paragraphs)
        title = " ".join(item.paragraphs[0].split()[:9])
        corpus.append(
            {
                "id": identity,
                "title": title,
                "text": text,
                "url": f"https://news.example/{identity}",
                "source": item.source,
                "published": f"{published:%Y-%m-%dT%H:%M:00Z}",
            }
        )
        truth: dict[str, Any] = {
            "id": identity,
            "gold": item.gold,
            "words": count_words(text),
            "level": item.level,
            "edits": [],
            "mixed": item.mixed,
        }
        if item.negative:
            truth |= {"neg": item.negative, "neg_of": None}
        gold.append(truth)
    return corpus, gold


def read_texts(path: Path) -> list[str]:
    """Bodies from a JSONL file with a field `text`."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines if line.strip()]


def generate(
    articles: int,
    seed: int,
    texts: Sequence[str] = (),
    viral: Sequence[int] = (),
    levels: Sequence[str] = LEVELS,
    days: float = 20,
) -> list[Item]:
    """A corpus of at least so many articles of so many days, some stories of it with many copies."""
    made = Corpus(seed, texts, levels, days)
    for copies in viral:
        made.viral(copies)
    return made.fill(articles)


def main() -> None:
    """Write corpus.jsonl and gold.jsonl."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=Path, help="JSONL with a field text: base texts instead of invented ones")
    parser.add_argument("--viral", type=int, nargs="*", default=[], help="copies of further stories")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    items = generate(args.articles, args.seed, read_texts(args.texts) if args.texts else (), args.viral)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, listed in zip(("corpus", "gold"), rows(items), strict=True):
        with (args.out / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in listed)
    print(f"{len(items)} articles in {args.out}")


if __name__ == "__main__":
    main()

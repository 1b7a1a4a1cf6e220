"""Invented news prose for benchmarks: no sentence of it was ever published. Content words and names are made of syllables."""

import random
from typing import Final

_ONSETS: Final = (
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s sc sh sk sl sm sn sp st str t th tr v w".split()
)
_NUCLEI: Final = "a e i o u ai ea ee oa ou ie".split()
_CODAS: Final = [
    "",
    "",
    "b",
    "ck",
    "d",
    "g",
    "l",
    "ll",
    "m",
    "n",
    "nd",
    "ng",
    "nt",
    "p",
    "r",
    "rd",
    "rm",
    "rt",
    "s",
    "ss",
    "st",
    "t",
]
_SUFFIXES: Final = ["", "", "", "er", "ing", "ed", "ion", "ment", "ise", "isation", "our", "al", "ity", "ous", "ly"]
_LINKS: Final = (
    "the a of in to and for on with that was by from at as has had would will its their after before over under between during "
    "against about while which who when where than more less most other some any each both".split()
)
_STOCK: Final = (
    "according to people familiar with the matter|for the first time in more than a decade|said in a statement on its website|"
    "at the end of the second quarter|did not immediately respond to a request for comment|in the early hours of the morning|"
    "on the sidelines of the annual meeting|as part of a wider plan to|since the beginning of the year|"
    "one of the largest in the region|"
    "in an interview with local television|the latest in a series of|on condition of anonymity because of the talks|"
    "compared with the same period a year earlier|in the coming weeks and months|has been in force since last year|"
    "told reporters after the meeting|in line with what had been expected|a person with knowledge of the plan said|"
    "by a vote of the full assembly|under the terms of the agreement|is expected to take effect next month"
).split("|")
_TITLES: Final = [
    "Minister",
    "President",
    "Governor",
    "Professor",
    "Chairman",
    "Captain",
    "Judge",
    "Senator",
    "Mayor",
    "Director",
]
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_UNITS: Final = [
    "per cent",
    "million dollars",
    "kilometres",
    "people",
    "tonnes",
    "points",
    "billion euros",
    "hectares",
    "barrels",
    "years",
]


class Prose:
    """A source of invented news texts with one vocabulary, Zipf-distributed."""

    def __init__(self, seed: int, size: int = 6000) -> None:
        """Make the vocabulary."""
        self.random = random.Random(seed)
        self.words = [self._word() for _ in range(size)]
        self.weights = [1 / (rank + 3) ** 0.85 for rank in range(size)]
        self._drawn: list[str] = []
        self._figures, self._names = 0.1, 0.15  # per phrase; each story has its own

    def restart(self, seed: int) -> None:
        """Draw as if just made with this seed, from the same vocabulary."""
        self.random.seed(seed)
        self._drawn = []

    def name(self) -> str:
        """A capitalised name."""
        return self._syllables(self.random.choice((1, 2, 2, 3))).capitalize()

    def number(self) -> str:
        """A figure as newspapers write it."""
        kind = self.random.random()
        if kind < 0.4:
            return str(self.random.randint(2, 99))
        if kind < 0.7:
            return f"{self.random.uniform(0.1, 99):.1f}"
        return f"{self.random.randint(100, 99_999):,}"

    def story(self, words: int, quotes: float = 0.2) -> list[str]:
        """The paragraphs of a story of about so many words, with a cast of names of its own."""
        cast = [f"{self.name()} {self.name()}" for _ in range(self.random.randint(3, 7))]
        topic = [self._draw() for _ in range(12)]
        self._figures, self._names = self.random.uniform(0, 0.18), self.random.uniform(0.06, 0.22)
        out, count = [], 0
        while count < words:
            sentences = [self._sentence(cast, topic) for _ in range(self.random.choice((1, 1, 2, 2, 3)))]
            if self.random.random() < quotes:
                sentences = [self.quotation(cast, topic, len(sentences))]
            out.append(" ".join(sentences))
            count += len(out[-1].split())
        return out

    def quotation(self, cast: list[str], topic: list[str], sentences: int = 1) -> str:
        """A quotation of some sentences and who said it."""
        said = " ".join(self._sentence(cast, topic) for _ in range(sentences))
        return f'"{said[:-1]}," {self.random.choice(cast).split()[-1]} said.'

    def _sentence(self, cast: list[str], topic: list[str]) -> str:
        chance = self.random.random
        words: list[str] = []
        for _ in range(self.random.randint(3, 7)):
            if chance() < 0.75:
                words.append(self.random.choice(_LINKS))
            words.append(self.random.choice(topic) if chance() < 0.2 else self._draw())
            if chance() < self._figures:
                words += [self.number(), self.random.choice(_UNITS)]
            if chance() < self._names:
                words.append(self.random.choice(cast) if chance() < 0.7 else self.name())
            if chance() < 0.05:
                words += ["on", self.random.choice(_DAYS)]
            if chance() < 0.04:
                words += [self.random.choice(_TITLES), self.random.choice(cast).split()[-1]]
        if chance() < 0.15:
            words.append(self.random.choice(_STOCK))
        return (words[0].capitalize() + " " + " ".join(words[1:])).strip() + "."

    def _draw(self) -> str:
        if not self._drawn:
            self._drawn = self.random.choices(self.words, self.weights, k=5000)
        return self._drawn.pop()

    def _word(self) -> str:
        return self._syllables(self.random.choice((1, 2, 2, 3))) + self.random.choice(_SUFFIXES)

    def _syllables(self, count: int) -> str:
        pick = self.random.choice
        return "".join(pick(_ONSETS) + pick(_NUCLEI) + pick(_CODAS) for _ in range(count))

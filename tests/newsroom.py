"""Invented publishers for tests: stories that share no sentences, their pages, and feeds of them in every format."""

import json
import random
from collections.abc import Callable, Iterable
from html import escape
from typing import NamedTuple


def word_list(text: str) -> list[str]:
    return text.split()


_WHO = [
    "council",
    "harbour",
    "railway",
    "orchard",
    "museum",
    "ferry",
    "brewery",
    "school",
    "library",
    "observatory",
    "cooperative",
    "quarry",
    "theatre",
    "dairy",
]
_WHERE = [
    "Ostwick",
    "Brannholm",
    "Calder",
    "Fennimore",
    "Greyport",
    "Hallowby",
    "Istrand",
    "Jarrow",
    "Kelmond",
    "Lindale",
    "Marrowick",
    "Norvale",
    "Pellam",
]
_DID = [
    "reopened",
    "expanded",
    "restored",
    "sold",
    "measured",
    "flooded",
    "repainted",
    "surveyed",
    "insured",
    "mapped",
    "cleaned",
    "auctioned",
    "rented",
]
_WHAT = [
    "bridge",
    "turbine",
    "archive",
    "greenhouse",
    "chimney",
    "footpath",
    "reservoir",
    "gallery",
    "workshop",
    "signal",
    "kiln",
    "boathouse",
    "staircase",
]
_WHY = [
    "frost",
    "drought",
    "laughter",
    "rust",
    "auditors",
    "tourists",
    "beetles",
    "students",
    "pensioners",
    "volunteers",
    "gulls",
    "lawyers",
    "engineers",
]


class Story(NamedTuple):
    """One article of an invented publisher."""

    number: int
    version: int = 0  # of its text

    @property
    def title(self) -> str:
        return f"{self._pick(_WHERE)} {self._pick(_WHO)} {self._pick(_DID)} its {self._pick(_WHAT)} no. {self.number}" + (
            f", again ({self.version})" if self.version else ""
        )

    @property
    def paragraphs(self) -> list[str]:
        chance = random.Random(f"{self.number} {self.version}")
        return [
            " ".join(
                f"The {chance.choice(_WHO)} of {chance.choice(_WHERE)} {chance.choice(_DID)} a {chance.choice(_WHAT)} after "
                f"{chance.randint(2, 90)} {chance.choice(_WHY)} had asked for it {chance.randint(3, 60)} times."
                for _ in range(3)
            )
            for _ in range(4)
        ]

    @property
    def summary(self) -> str:
        return f"What became of the {self._pick(_WHAT)}: {self.number}, {self.version}."

    def _pick(self, words: list[str]) -> str:
        return random.Random(f"{self.number} {words[0]}").choice(words)


def page(story: Story, head: str = "") -> str:
    """A web page of a story, without date and author."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{escape(story.title)}</title>{head}</head>"
        f"<body><article><h1>{escape(story.title)}</h1>{text}</article></body></html>"
    )


class Entry(NamedTuple):
    """One entry of a feed."""

    story: Story
    link: str
    guid: str | None = None
    day: int = 6  # of March 2024
    full: bool = False

    @property
    def text(self) -> str:
        return "".join(f"<p>{one}</p>" for one in self.story.paragraphs) if self.full else self.story.summary


def _id(entry: Entry) -> str:
    return entry.guid or entry.link


def rss(entries: Iterable[Entry], version: str = "2.0") -> str:
    """RSS 0.91, 0.92 or 2.0; the older ones have neither ids nor dates."""
    items = []
    for entry in entries:
        modern = f"<guid isPermaLink='false'>{escape(_id(entry))}</guid><author>desk@news.example (Ada Fenn)</author>"
        modern += f"<pubDate>{entry.day:02d} Mar 2024 08:30:00 +0100</pubDate>"
        items.append(
            f"<item><title>{escape(entry.story.title)}</title><link>{escape(entry.link)}</link>"
            f"<description>{escape(entry.text)}</description>{modern if version == '2.0' else ''}</item>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="{version}"><channel><title>The Ostwick Post</title>'
        f"<link>https://post.example/</link><language>en</language>{''.join(items)}</channel></rss>"
    )


def rdf(entries: Iterable[Entry]) -> str:
    """RSS 1.0."""
    items = "".join(
        f'<item rdf:about="{escape(entry.link)}"><title>{escape(entry.story.title)}</title><link>{escape(entry.link)}</link>'
        f"<description>{escape(entry.text)}</description><dc:date>2024-03-{entry.day:02d}T08:30:00+01:00</dc:date></item>"
        for entry in entries
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>The Ostwick Post</title></channel>{items}</rdf:RDF>"
    )


def atom(entries: Iterable[Entry]) -> str:
    """Atom 1.0."""
    rows = "".join(
        f"<entry><id>{escape(_id(entry))}</id><title>{escape(entry.story.title)}</title><link href='{escape(entry.link)}'/>"
        f"<published>2024-03-{entry.day:02d}T08:30:00+01:00</published><updated>2024-03-{entry.day:02d}T09:00:00Z</updated>"
        f"<{'content' if entry.full else 'summary'} type='html'>{escape(entry.text)}</{'content' if entry.full else 'summary'}>"
        "</entry>"
        for entry in entries
    )
    return (
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>The Ostwick Post</title>"
        f"<id>urn:post</id><updated>2024-03-06T09:00:00Z</updated>{rows}</feed>"
    )


def json_feed(entries: Iterable[Entry]) -> str:
    """JSON Feed 1.1."""
    items = [
        {
            "id": _id(entry),
            "url": entry.link,
            "title": entry.story.title,
            "content_html" if entry.full else "summary": entry.text,
            "date_published": f"2024-03-{entry.day:02d}T08:30:00+01:00",
        }
        for entry in entries
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The Ostwick Post", "items": items})


FORMATS: dict[str, tuple[Callable[[Iterable[Entry]], str], str]] = {
    "rss091": (lambda entries: rss(entries, "0.91"), "text/xml"),
    "rss092": (lambda entries: rss(entries, "0.92"), "application/xml"),
    "rss20": (rss, "application/rss+xml; charset=utf-8"),
    "rdf": (rdf, "application/rdf+xml"),
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}

"""Makes the pages that the benchmarks read: the same ones each time, with the markup, size and words of real news pages.

A page has 50 to 300 KB, of which 300 to 1,200 words are the article; the rest is what pages carry: styles, scripts, a state
object in JSON, menus, teasers, comments. Each article has a vocabulary of its own, so that no two are alike by accident. One
page in five is a syndicated copy: the story of an earlier page under another headline, cut, with a paragraph of its own.
"""

import argparse
import html
import json
import random
from pathlib import Path
from typing import NamedTuple

STARTS = "un re in de con pro over under inter trans sub fore dis mis out com per ex ad be".split()
STEMS = (
    "port form press tract spect cover stand light ground work field water stone wood hand land house side mark play turn "
    "point call ship wind fall watch break build count court draft east farm gate hill iron keep lane mill north path rail "
    "sail tower vale west yard cross bridge market river harbour garden winter silver copper master matter letter corner"
).split()
ENDINGS = ["", "", "s", "ing", "ed", "er", "ment", "ness", "able", "ly", "ful", "less", "ship", "age"]
SMALL_WORDS = (
    "the of and to in a that is was for on with as it by at from his were are which this be had not have an they their but has "
    "been would more when who will its after we new about said one also into out up over could than some them only other time "
    "two people year government last first between under while where most many against since during before through"
).split()
COUNTRIES = [
    "Germany",
    "Brazil",
    "Japan",
    "Kenya",
    "Norway",
    "Mexico",
    "India",
    "Canada",
    "Egypt",
    "Chile",
    "Vietnam",
    "Poland",
]
GOODS = ["wheat", "copper", "natural gas", "steel", "coffee", "machinery", "cotton", "fertiliser", "timber", "crude oil"]
MONTHS = "January February March April May June July August September October November December".split()
SHARE_OF_COPIES = 5  # one page in so many is a copy
SHARE_OF_MARKUP = 0.6  # of what a page has beside its article; the rest is data in a script


class Story(NamedTuple):
    """The words of one article."""

    headline: str
    paragraphs: list[str]


def _word(rng: random.Random) -> str:
    """A made-up word of English parts: rare, but with the letters of the language."""
    return rng.choice(["", rng.choice(STARTS)]) + rng.choice(STEMS) + rng.choice(["", rng.choice(STEMS)]) + rng.choice(ENDINGS)


def _sentence(rng: random.Random, vocabulary: list[str]) -> str:
    """A sentence: about half small words, the rest from the vocabulary, rare words rare (Zipf)."""
    words = []
    for position in range(rng.randint(9, 26)):
        rank = min(int(rng.paretovariate(0.9)) - 1, len(vocabulary) - 1)
        words.append(vocabulary[rank] if position % 2 else rng.choice(SMALL_WORDS))
    if rng.random() < 0.15:
        words[rng.randrange(len(words))] = rng.choice(COUNTRIES)
    return " ".join(words).capitalize()


def _figure(rng: random.Random) -> str:
    """A sentence that states figures and dates, as business news does."""
    country, goods, amount = rng.choice(COUNTRIES), rng.choice(GOODS), round(rng.uniform(1, 90), 1)
    return rng.choice(
        [
            f"{country} exported {amount:g} million tonnes of {goods} last year, up {rng.randint(2, 40)} percent on the year",
            f"Imports of {goods} rose to ${amount:g} billion in {rng.choice(MONTHS)} {rng.randint(2015, 2023)}",
            f"The ministry put it at {amount:g} million euros (${amount * 1.1:.1f} million) over {rng.randint(2, 9)} years",
            f"On {rng.choice(MONTHS)} {rng.randint(1, 28)}, more than {rng.randint(2, 900)} people had signed",
        ]
    )


def make_story(seed: int) -> Story:
    """The words of article `seed`: 300 to 1,200 of them."""
    rng = random.Random(f"story {seed}")
    vocabulary = [_word(rng) for _ in range(400)]
    wanted, count, paragraphs = rng.randint(300, 1200), 0, []
    while count < wanted:
        sentences = [_sentence(rng, vocabulary) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.3:
            sentences.append(_figure(rng))
        if rng.random() < 0.2:
            sentences.append(f'"{_sentence(rng, vocabulary)}," said {_word(rng).title()} {_word(rng).title()}')
        paragraphs.append(". ".join(sentences) + ".")
        count += len(paragraphs[-1].split())
    return Story(_sentence(rng, vocabulary)[:80].rsplit(" ", 1)[0], paragraphs)


def is_copy(number: int) -> bool:
    """Whether page `number` is a syndicated copy of an earlier page's story."""
    return number % SHARE_OF_COPIES == SHARE_OF_COPIES - 1


def story_of(number: int) -> Story:
    """The story that page `number` shows."""
    if not is_copy(number):
        return make_story(number)
    rng = random.Random(f"copy {number}")
    source = rng.choice([earlier for earlier in range(max(0, number - 50), number) if not is_copy(earlier)])
    story = make_story(source)
    kept = story.paragraphs[: max(3, int(len(story.paragraphs) * rng.uniform(0.6, 1)))]
    own = make_story(1_000_000 + number)
    kept.insert(rng.randrange(1, len(kept) + 1), own.paragraphs[0])
    return Story(own.headline, kept)


def _head(rng: random.Random, number: int, story: Story, published: str, author: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "datePublished": published,
        "author": {"@type": "Person", "name": author},
        "publisher": {"@type": "Organization", "name": f"Paper {number % 97}"},
    }
    styles = "".join(f".{_word(rng)}-{n}{{margin:{n}px;padding:{n % 7}px;color:#{n:06x}}}" for n in range(rng.randint(80, 300)))
    return (
        f'<head><meta charset="utf-8"><title>{html.escape(story.headline)} | Paper {number % 97}</title>'
        f'<link rel="canonical" href="https://paper{number % 97}.example/news/{number}">'
        f'<meta property="og:site_name" content="Paper {number % 97}"><meta name="author" content="{author}">'
        f'<meta property="article:published_time" content="{published}">'
        f'<script type="application/ld+json">{json.dumps(data)}</script><style>{styles}</style></head>'
    )


def _card(rng: random.Random) -> str:
    title = " ".join(_word(rng) for _ in range(6)).capitalize()
    slug = title.lower().replace(" ", "-")
    return (
        f'<div class="card card--{rng.randint(1, 9)}" data-id="{rng.getrandbits(48):x}">'
        f'<a class="card__link" href="/news/{slug}">'
        f'<img class="card__image" loading="lazy" src="/img/{rng.getrandbits(40):x}.jpg" alt=""><span class="card__kicker">'
        f'{_word(rng)}</span><h3 class="card__title">{title}</h3></a></div>'
    )


def _comment(rng: random.Random) -> str:
    words = " ".join(rng.choice([rng.choice(SMALL_WORDS), _word(rng)]) for _ in range(rng.randint(6, 30)))
    return (
        f'<div class="comment" id="c{rng.getrandbits(32)}"><div class="comment__head">'
        f'<span class="comment__name">{_word(rng)}</span><button class="comment__like" type="button">'
        f'<svg viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg><span>{rng.randint(0, 99)}</span></button></div>'
        f'<div class="comment__body"><p>{words}</p></div></div>'
    )


def _body(rng: random.Random, story: Story, published: str, author: str) -> list[str]:
    menu = "".join(
        f'<li class="nav__item"><a href="/{_word(rng)}">{_word(rng).title()}</a></li>' for _ in range(rng.randint(30, 90))
    )
    parts = [f'<body class="page"><header><nav><ul class="nav">{menu}</ul></nav></header><main><article class="article">']
    parts.append(f"<h1>{html.escape(story.headline)}</h1>")
    parts.append(f'<div class="byline">By <span>{author}</span> <time datetime="{published}">{published[:10]}</time></div>')
    for place, paragraph in enumerate(story.paragraphs):
        text = html.escape(paragraph, quote=False)
        first, _, rest = text.partition(" ")
        if place % 5 == 2:
            text = f'<a class="link" href="/topic/{_word(rng)}">{first}</a> {rest}'
        elif place % 5 == 4:
            text = f'<span class="lead-in"><strong>{first}</strong></span> {rest}'
        parts.append(f'<p class="article__text" data-component="text-block">{text}</p>')
        if place % 6 == 4:
            parts.append('<div class="ad" id="ad-slot"><div class="ad__inner" data-slot="mid"></div></div>')
    parts.append("</article><aside>")
    return parts


def make_page(number: int) -> str:
    """The HTML of page `number`."""
    rng = random.Random(f"page {number}")
    story = story_of(number)
    author = "AFP" if is_copy(number) or rng.random() < 0.2 else f"{_word(rng).title()} {_word(rng).title()}"
    published = f"2024-{rng.randint(1, 3):02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:00Z"
    target = int(50_000 * 6 ** rng.random())  # 50 to 300 KB, small ones more often
    parts = ['<!DOCTYPE html><html lang="en">', _head(rng, number, story, published, author)]
    parts += _body(rng, story, published, author)
    size = sum(map(len, parts))
    missing = max(0, int((target - size) * SHARE_OF_MARKUP))
    while missing > 0:
        parts.append(rng.choice([_card, _card, _comment])(rng))
        missing -= len(parts[-1])
    parts.append("</aside></main><footer><p>All rights reserved.</p></footer>")
    missing = target - sum(map(len, parts))
    state = [
        {"id": rng.getrandbits(60), "slug": _word(rng), "flags": [rng.randint(0, 9) for _ in range(8)]}
        for _ in range(missing // 75)
    ]
    parts.append(f'<script id="__STATE__" type="application/json">{json.dumps(state)}</script></body></html>')
    return "".join(parts)


def write_pages(folder: Path, count: int) -> Path:
    """Write pages 0 to `count` - 1 into `folder`, those that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"page-{number:05d}.html"
        if not path.exists():
            path.write_text(make_page(number), encoding="utf-8")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    given = parser.parse_args()
    write_pages(given.folder, given.count)

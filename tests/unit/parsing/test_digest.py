"""Digests become articles; ordinary articles stay whole."""

import pytest

from transforms.parsing.parsed import ParseContext
from transforms.parsing.text import parse_text

CONTEXT = ParseContext(source_uri="/in/digest.txt")
HEADLINES = ["Cable cut leaves island offline", "Bakers agree on a price for bread", "Old lighthouse finds a keeper"]
BODIES = [
    "The island lost its telephone and internet links on Tuesday when a trawler cut the only cable, the council said.\n"
    "Repairs will take about a week. Banks reopened with paper ledgers, and the school sent pupils home.",
    "The guild of bakers will sell a loaf of rye for no more than 3.20 crowns until summer, its chairman said.\n"
    "Flour has become 14 percent dearer since autumn, and two of the eleven bakeries in the town have closed.",
    "A retired teacher is to move into the lighthouse, which has been empty since 2015, the coast office said.\n"
    "More than 1,200 people had asked for the post, which pays nothing and has no running water at all.",
]
ITEMS = list(zip(HEADLINES, BODIES, strict=True))


def headlines(text: str) -> list[str | None]:
    return [article.headline for article in parse_text(text.encode(), CONTEXT)]


def join(template: str, count: int = 3) -> str:
    return "".join(template.format(number=number + 1, headline=h, body=b) for number, (h, b) in enumerate(ITEMS[:count]))


DIGESTS = {
    "signatures": "{headline}\n{body}\nAFP\n",
    "signature in brackets": "{headline}\n\n{body}\n\n(Reuters)\n\n",
    "bylines and dates": "{headline}\nBy Ada Brook\nMarch {number}, 2024\n{body}\n",
    "paper and date": "{headline}\nThe River Courier, 5 March 2024\n{body}\n",
    "datelines": "{headline}\nORM TOWN (AP) — {body}\n",
    "end marks": "{headline}\n{body}\n-30-\n",
    "rulers": "{headline}\n\n{body}\n\n* * *\n\n",
    "double rulers": "{headline}\n\n{body}\n\n=============\n\n",
    "addresses below": "{headline}\n{body}\nhttps://www.example.org/a{number}\n",
    "addresses above": "{headline}\nhttps://www.example.org/a{number}\n{body}\n",
    "source lines": "{headline}\n{body}\nSource: Xinhua\n",
    "numbers": "Article {number} of 3\n{headline}\n{body}\n",
    "fractions": "{number}/3\n{headline}\n{body}\n",
    "mails": "From: desk@example.org\nSubject: {headline}\nDate: Tue, 05 Mar 2024 09:40:00 +0100\n\n{body}\n\n",
    "copyright and date": "{headline}\n5 March 2024\n{body}\n© 2024 River Courier\n",
    "read more only": "{headline}\n{body}\nREAD MORE\n",
    "read more and durations and dates": "{headline}\n01:3{number}\n5 March 2024\n{body}\nREAD MORE\n",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_each_article_of_a_digest_is_one(name: str) -> None:
    assert headlines(join(DIGESTS[name])) == HEADLINES


@pytest.mark.parametrize(
    "name", ["signatures", "bylines and dates", "end marks", "double rulers", "numbers", "mails", "datelines"]
)
def test_a_digest_of_two_is_two(name: str) -> None:
    assert headlines(join(DIGESTS[name], 2)) == HEADLINES[:2]


def test_parts_are_numbered_and_bodies_are_apart() -> None:
    articles = parse_text(join(DIGESTS["signatures"]).encode(), CONTEXT)
    assert [article.part for article in articles] == [0, 1, 2]
    for article, body in zip(articles, BODIES, strict=True):
        assert article.body == body.replace("\n", "\n\n")
        assert article.source_organization == "AFP"


def test_the_title_of_a_digest_is_no_headline_and_its_date_is_for_all() -> None:
    articles = parse_text(("The Tuesday Letter\nMarch 5, 2024\n\n*****\n\n" + join(DIGESTS["rulers"])).encode(), CONTEXT)
    assert [article.headline for article in articles] == HEADLINES
    assert {article.date_published for article in articles} == {"March 5, 2024"}


def test_an_announced_list_between_two_articles_belongs_to_neither() -> None:
    text = (
        f"{HEADLINES[0]}\n{BODIES[0]}\n(With input from Xinhua)\nKeep reading\n"
        "list of 2 itemsA story of another day\nOne more story of it\n"
        f'{HEADLINES[1]}\n"{BODIES[1]}"\nREAD MORE\n'
    )
    articles = parse_text(text.encode(), CONTEXT)
    assert [article.headline for article in articles] == HEADLINES[:2]
    assert "another day" not in articles[0].body + articles[1].body
    assert '"' not in articles[1].body


WHOLE = {
    "sub-headings": (
        f"{HEADLINES[0]}\n{BODIES[0]}\nWhat the council did next\n{BODIES[1]}\nA keeper for the old tower\n{BODIES[2]}"
    ),
    "read more": (
        f"{HEADLINES[0]}\n{BODIES[0]}\nREAD MORE\nA story of another day and place\n{BODIES[1]}\n"
        f"READ MORE\nOne more story from there\n{BODIES[2]}"
    ),
    "video": f"{HEADLINES[0]}\n{BODIES[0]}\nVIDEO\nThe island from the air\n01:37\n{BODIES[1]}",
    "stars without headlines": f"{HEADLINES[0]}\n{BODIES[0]}\n***\n{BODIES[1]}\n***\n{BODIES[2]}",
    "stars with sub-headings": f"{HEADLINES[0]}\n{BODIES[0]}\n***\nA year later\n{BODIES[1]}",
    "picture with its agency": (
        f"{HEADLINES[0]}\n{BODIES[0]}\nA trawler in the port of the island. AFP\nLong nights, short tempers\n{BODIES[1]}"
    ),
    "press release": f"{HEADLINES[0]}\n{BODIES[0]}\nENDS\nNotes to editors\n{BODIES[1]}",
    "about the author": f"{HEADLINES[0]}\n{BODIES[0]}\n© 2024 River Courier\nAbout the author of this\n{BODIES[1]}",
    "links at the end": (
        f"{HEADLINES[0]}\nBy Ada Brook\n{BODIES[0]}\n{BODIES[1]}\n(Reporting by Ada Brook)\nMore news\n"
        f"{HEADLINES[1]}\n{HEADLINES[2]}"
    ),
    "quotation over paragraphs": (
        f'{HEADLINES[0]}\n{BODIES[0]}\n"I was there all night. It was dark, and it was cold.\n'
        f'I saw nobody until morning."\nThe morning after the storm\n"{BODIES[1]}"'
    ),
    "numbered sections": f"{HEADLINES[0]}\n1. The cable that was cut\n{BODIES[0]}\n2. The bread that was dear\n{BODIES[1]}",
    "an address in the middle": (
        f"{HEADLINES[0]}\n{BODIES[0]}\nhttps://social.example/status/1\nWhat the council did next year\n{BODIES[1]}"
    ),
    "a gallery": (
        f"{HEADLINES[0]}\n1/3\nA trawler in the port of the small island on Monday.\n2/3\n{BODIES[0]}\n3/3\n{BODIES[1]}"
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_an_ordinary_article_stays_whole(name: str) -> None:
    assert headlines(WHOLE[name]) == [HEADLINES[0]]

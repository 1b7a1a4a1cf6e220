"""Bodies that break rules of thumb: nothing is linked that is no copy, and the work for them is bounded, counted in steps."""

import random
from collections.abc import Sequence

import pytest

from benchmarks.dedup_memory import Night, deduplicate, stories_of
from tests.unit.similarity.stories import DAY, NOON, signature, story, text
from transforms.records import Signature
from transforms.similarity import candidates as c
from transforms.similarity.groups import HUBS, NEAR
from transforms.similarity.signing import MAX_WORDS

WORDS = sorted(set(text(500, 900).lower().replace("\n", " ").replace(".", "").split()))
HOUSE = text(501, 120)  # a house's own words, at the end of all that it runs


def stories(signatures: Sequence[Signature], night: Night | None = None) -> list[int]:
    """The sizes of the stories, the largest first."""
    links = (night or deduplicate(signatures)).links
    heads = list(stories_of({one.article_id: one.word_count for one in signatures}, links).values())
    return sorted((heads.count(head) for head in set(heads)), reverse=True)


def quoted(body: str, said: str = "") -> str:
    return "\n\n".join('"' + paragraph.replace('"', "") + f'"{said}' for paragraph in body.split("\n\n"))


def short_bodies() -> list[str]:
    draw = random.Random(1)
    return [" ".join(draw.sample(WORDS, count)).capitalize() + "." if count else "" for count in range(31)]


UNRELATED = {
    "bodies of 0 to 30 words": short_bodies(),
    "an empty body, twice": ["", ""],
    "a notice of five words, twice": ["See page four for details."] * 2,
    "one word, over and over": ["sale " * count for count in (40, 80, 300, 301, 5_000)],
    "one line, over and over": ["Read this now.\n\n" * count for count in (30, 31, 500)],
    "nothing but quotations of different people": [quoted(text(510 + number), " a spokesperson said.") for number in range(4)],
    "the same quotations and nothing else": [quoted(text(520)), quoted(text(520) + "\n\nAnd that is all.")],
    "a house's own words under many stories": [text(530 + number, 90) + "\n\n" + HOUSE for number in range(12)],
}


@pytest.mark.parametrize("case", UNRELATED)
def test_what_is_no_copy_is_not_linked(case: str) -> None:
    house = "The House" if "house" in case else None
    made = [signature(f"{number:03d}", body, publisher=house) for number, body in enumerate(UNRELATED[case])]
    assert stories(made) == [1] * len(made)


def test_pages_of_nothing_but_a_houses_own_words_are_one_text_and_no_copy_of_its_stories() -> None:
    pages = [HOUSE, HOUSE + "\n\nThank you.", HOUSE.upper()]
    made = [signature(f"{number:03d}", body, publisher="The House") for number, body in enumerate(pages)]
    made += [signature(f"x{number}", text(600 + number) + "\n\n" + HOUSE, publisher="The House") for number in range(6)]
    assert stories(made) == [3, *[1] * 6]


def test_of_ten_megabytes_the_beginning_is_signed() -> None:
    body = text(540, 400)
    long = signature("long", (body + "\n\n") * (10_000_000 // len(body)))
    assert long.word_count <= MAX_WORDS
    assert len(long.words) + len(long.flags) + len(long.fingerprints) < 10 * MAX_WORDS
    night = deduplicate([long, signature("other", text(541, 400))])
    assert night.links == []


def test_one_text_under_a_thousand_addresses_is_one_story_for_a_link_each_and_no_comparison() -> None:
    made = [signature(f"{number:04d}", text(550), date_published=NOON + number) for number in range(1_000)]
    night = deduplicate(made)
    assert (len(night.links), night.pairs) == (999, 0)
    assert stories(made, night) == [1_000]


@pytest.mark.parametrize("copies", [100, 400])
def test_a_flood_of_near_copies_costs_a_dozen_comparisons_each(copies: int) -> None:
    body = text(560)
    made = [signature(f"{number:04d}", f"{body}\n\nSeen {number} times in town {number}.") for number in range(copies)]
    chosen = [c.represent([one], {one.article_id}) for one in made]
    counted, hot = c.count_pairs(c.merge_postings(c.postings_by_range(chosen, 1).values()))
    assert hot > 0
    assert len(counted.left) <= (HUBS + NEAR) * copies
    night = deduplicate(made)
    assert night.pairs <= c.BEST * copies
    assert stories(made, night) == [copies]


ABSURD = [-(2**62), -62_135_596_800_000_000, 0, 253_402_300_799_999_999, 2**62]


def test_dates_beyond_the_calendar_are_compared_with_their_like_only() -> None:
    body = story(570)
    made = [signature(f"{number}", "\n\n".join(body[number:]), date_published=day) for number, day in enumerate(ABSURD)]
    assert stories(made) == [1] * len(made)
    near = [signature(f"n{number}", "\n\n".join(body[number:]), date_published=day + DAY) for number, day in enumerate(ABSURD)]
    assert stories([*made, *near]) == [2] * len(made)  # the same text a day later, whatever the day


def test_copies_without_publisher_or_date_are_found_by_the_time_of_retrieval() -> None:
    body = story(580)
    fields = {"publisher": None, "date_published": None, "date_published_precision": None}
    made = [signature(f"{number}", "\n\n".join(body[: len(body) - number]), **fields) for number in range(3)]
    late = signature("late", "\n\n".join(body[1:]), **fields, retrieved_at=NOON + 30 * DAY)
    assert stories([*made, late]) == [3, 1]

"""Furniture that several paragraphs tell together: a list of items, a photo with caption and credit, links under a label."""

import re
from collections.abc import Sequence
from typing import Final

from transforms.text.boilerplate import PHOTO_LABEL, classify, is_sentence_end, items_announced, opens_list

_NOTES: Final = re.compile(
    r"\W*(?:dpa-notizblock|notes? (?:to|for) editors|editors' notes?|redaktionelle hinweise|"
    r"hinweise? (?:an|für) die redaktionen?|notes? aux rédactions|note à la rédaction|"
    r"notas? (?:a|para) (?:los )?(?:editores|la redacción)|note per (?:la redazione|i redattori))\W*",
    re.IGNORECASE,
)
_NOTES_CHARS: Final = 60
_FEWEST_BEFORE: Final = 2  # paragraphs of story above notes to editors, which go on to the end; whole sentences are kept


def is_headline_like(paragraph: str) -> bool:
    """Whether a paragraph could be the headline of another story: some words, no full stop at its end, no list mark."""
    words = paragraph.count(" ") + 1
    if len(paragraph) > 220 or not (3 <= words <= 30 or (not paragraph.isascii() and len(paragraph) >= 8 and words <= 30)):
        return False
    return paragraph[-1] not in ".,;:。，；：،।" and not paragraph[0].islower() and paragraph[0] not in "•-–*✓"


def find_furniture(
    paragraphs: Sequence[str], links: bool = True, rules: Sequence[str | None] | None = None
) -> list[str | None]:
    """The rule for each paragraph of a text, None where it is story; looks at neighbours too.

    `links=False` leaves the headlines under a label such as READ MORE: in a digest they may be the next article's.
    `rules` are what `classify` said of each, where that is known already. Cost is linear in the number of paragraphs.
    """
    found = [classify(paragraph) for paragraph in paragraphs] if rules is None else list(rules)
    story = 0
    for index, paragraph in enumerate(paragraphs):
        if links and story >= _FEWEST_BEFORE and len(paragraph) <= _NOTES_CHARS and _NOTES.fullmatch(paragraph):
            for number in range(index, len(paragraphs)):
                if found[number] is None and not is_sentence_end(paragraphs[number]):
                    found[number] = "wire_mark"
            break
        story += found[index] is None
    for index, paragraph in enumerate(paragraphs):
        announced = items_announced(paragraph) if found[index] == "list_of_items" else None
        if announced:
            _mark_items(paragraphs, found, index, announced[0] - (1 if announced[1] else 0))
        elif found[index] == "photo_credit" and PHOTO_LABEL.fullmatch(paragraph):
            _mark_photo(paragraphs, found, index)
        elif links and found[index] == "related" and opens_list(paragraph):
            _mark_links(paragraphs, found, index)
    return found


def _mark_items(paragraphs: Sequence[str], rules: list[str | None], index: int, count: int) -> None:
    """The announced number of headlines after `list of N items`."""
    for number in range(index + 1, min(index + 1 + count, len(paragraphs))):
        if is_sentence_end(paragraphs[number]) and paragraphs[number].count(" ") > 25:
            break
        rules[number] = "list_of_items"


_TELLS: Final = re.compile(
    r"\b(?:said|says|told|according|added|dit|déclaré|sagte|dijo|disse|ha detto|сообщил|заявил)\b|[\"“«„]", re.IGNORECASE
)


def _mark_photo(paragraphs: Sequence[str], rules: list[str | None], index: int) -> None:
    """A bare `Photo:` takes the name after it and the caption before it."""
    match = PHOTO_LABEL.fullmatch(paragraphs[index])
    if match is None or match[1]:
        return
    following = index + 1
    if following < len(paragraphs) and paragraphs[following].count(" ") < 10 and not is_sentence_end(paragraphs[following]):
        rules[following] = "photo_credit"
    before = index - 1
    if before >= 0 and rules[before] is None and paragraphs[before].count(" ") < 35 and not _TELLS.search(paragraphs[before]):
        rules[before] = "caption"


_LINKS_AT_MOST: Final = 12


def _mark_links(paragraphs: Sequence[str], rules: list[str | None], index: int) -> None:
    """Headlines under a label: several in a row, or one that is too long for a sub-heading, or anything up to the end."""
    end = index + 1
    while (
        end < len(paragraphs)
        and end - index <= _LINKS_AT_MOST
        and (rules[end] is not None or is_headline_like(paragraphs[end]))
    ):
        end += 1
    links = [number for number in range(index + 1, end) if rules[number] is None]
    at_end = end == len(paragraphs)
    for number in links if at_end or len(links) > 1 else links[:1]:
        if at_end or number != links[-1] or paragraphs[number].count(" ") >= 6:
            rules[number] = "related"

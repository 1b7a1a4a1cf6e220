"""Work that a stream has done in worker processes. Imports no Beam."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from transforms.assembly import assemble_story
from transforms.packing import pack_story
from transforms.records import PackedStory, StoryFactSet, StoryMember


class Assembled(NamedTuple):
    """One story, told."""

    story: PackedStory
    facts: StoryFactSet
    canonical: str  # its canonical article


def assemble_some(stories: Iterable[Sequence[StoryMember]]) -> list[Assembled]:
    """Several stories from their members."""
    found = []
    for members in stories:
        story, facts = assemble_story(members)
        found.append(Assembled(pack_story(story), facts, story.article_id))
    return found

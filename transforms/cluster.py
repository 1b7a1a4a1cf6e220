"""ClusterStories: which articles are one story, told anew for every story that a run's links touch (`transforms.naming`)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import numpy as np

from transforms.history import ids_of
from transforms.naming import Keys, StoredStory, StoredWords, components, edges_of, ends_of, id_of, members_of, name_stories
from transforms.records import CopyLink, Membership, Signature
from transforms.similarity.candidates import article_key
from transforms.wiring import key_bytes, typed


class _PackEdges(beam.CombineFn):  # type: ignore[misc]
    """Edges between articles to one packed map: article key -> component."""

    def create_accumulator(self) -> list[Any]:
        return [[]]

    def add_input(self, accumulator: list[Any], element: tuple[str, str]) -> list[Any]:
        accumulator[0].append((article_key(element[0]), article_key(element[1])))
        if len(accumulator[0]) >= 100_000:
            accumulator = [[], *accumulator[1:], np.array(accumulator[0], np.uint64)]
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[list[Any]]) -> list[Any]:
        packed = [np.array(part, np.uint64).reshape(-1, 2) for one in accumulators for part in one if len(part)]
        return [[], *packed]

    def extract_output(self, accumulator: list[Any]) -> tuple[Keys, Keys]:
        parts = [np.array(part, np.uint64).reshape(-1, 2) for part in accumulator]
        return components(np.concatenate(parts))


def component_of(article_id: str, map_: tuple[Keys, Keys]) -> bytes:
    """The component of an article: its own key if it has no edge."""
    key = article_key(article_id)
    keys, labels = map_
    at = int(np.searchsorted(keys, np.uint64(key)))
    return key_bytes(int(labels[at]) if at < len(keys) and int(keys[at]) == key else key)


def _key_link(link: CopyLink, map_: tuple[Keys, Keys]) -> tuple[bytes, CopyLink]:
    return component_of(link.article_id, map_), link


def _key_story(story: StoredStory, map_: tuple[Keys, Keys]) -> tuple[bytes, StoredStory]:
    return component_of(story.copies[0].article_id, map_), story


def _key_words(words: StoredWords, map_: tuple[Keys, Keys]) -> tuple[bytes, StoredWords]:
    return component_of(words.article_id, map_), words


def _words_of(signature: Signature, renewed: bool = False) -> StoredWords:
    return StoredWords(signature.article_id, signature.revision, signature.word_count, renewed)


def _name(element: tuple[bytes, dict[str, Iterable[Any]]]) -> Iterator[Any]:
    """One component to the places of its articles; ids of stories that are no more, tagged `vanished`."""
    found = {tag: list(values) for tag, values in element[1].items()}
    words: dict[str, StoredWords] = {}
    for one in (*found["old"], *found["new"]):
        if one.article_id not in words or one.revision > words[one.article_id].revision:
            words[one.article_id] = one
    named = name_stories(
        {article_id: one.word_count for article_id, one in words.items()},
        {one.article_id for one in found["new"] if not one.renewed},
        found["links"],
        list(dict.fromkeys(found["stored"])),
        list({story.story_id: story for story in found["stories"]}.values()),
        {one.article_id for one in found["new"] if one.renewed},
    )
    yield from named.memberships
    for story_id in named.vanished:
        yield beam.pvalue.TaggedOutput("vanished", story_id)


@dataclass
class ClusterStories(beam.PTransform):  # type: ignore[misc]
    """The members of every story that a run touches.

    Takes (Signature, CopyLink), both of this run, and a third, Signatures of earlier runs, if such were compared anew. A story
    whose members are what they were, none of them of this run, is left as it is. `history` reads rows by ids: of
    `stories` those with any of the articles, of `links` and `signatures` those of all members. Gives (Membership, ids of
    stories that are no more). Needs the global window.
    """

    history: Any  # (table, record, column) -> a transform that reads those rows by id

    def expand(self, inputs: Any) -> Any:
        signatures, links, *anew = inputs
        new = signatures | "NewWords" >> beam.Map(_words_of).with_output_types(StoredWords)
        if anew:
            renewed = anew[0] | "RenewedWords" >> beam.Map(_words_of, True).with_output_types(StoredWords)
            new = (new, renewed) | "Compared" >> beam.Flatten()
        stories, stored = self._evidence(new, links)
        ids = stories | "Members" >> ids_of(members_of), stored | "Ends" >> ids_of(ends_of), new | "Ids" >> ids_of(id_of)
        old = ids | "AllIds" >> beam.Flatten() | "ReadWords" >> self.history("signatures", StoredWords, "article_id")
        edges = (
            (links, stored) | "AllLinks" >> beam.Flatten() | "LinkEdges" >> beam.Map(ends_of),
            stories | "StoryEdges" >> beam.FlatMap(edges_of),
        ) | "AllEdges" >> beam.Flatten()
        map_ = beam.pvalue.AsSingleton(edges | "Components" >> beam.CombineGlobally(_PackEdges()))
        outputs = (
            {
                "new": new | "KeyNew" >> beam.Map(_key_words, map_),
                "old": old | "KeyOld" >> beam.Map(_key_words, map_),
                "links": links | "KeyLinks" >> beam.Map(_key_link, map_),
                "stored": stored | "KeyStored" >> beam.Map(_key_link, map_),
                "stories": stories | "KeyStories" >> beam.Map(_key_story, map_),
            }
            | "GroupComponents" >> beam.CoGroupByKey()
            | "Name" >> beam.FlatMap(_name).with_outputs("vanished", main="members")
        )
        return typed(outputs["members"], Membership), typed(outputs["vanished"], str)

    def _evidence(self, new: Any, links: Any) -> Any:
        """The stories that the run touches and those that are linked to them, with all links of their members.

        Two steps out from the new links: a story's neighbours decide whether a member of it is a digest.
        """
        touched = (new | "NewIds" >> ids_of(id_of), links | "LinkEnds" >> ids_of(ends_of)) | "Touched" >> beam.Flatten()
        core = touched | "ReadTouched" >> self.history("stories", StoredStory, "copies.article_id")
        core_ids = (touched, core | "CoreMembers" >> ids_of(members_of)) | "CoreIds" >> beam.Flatten()
        near = core_ids | "ReadNear" >> self.history("links", CopyLink, "article_id", "is_based_on")
        near_ids = (core_ids, near | "NearEnds" >> ids_of(ends_of)) | "NearIds" >> beam.Flatten()
        stories = near_ids | "ReadStories" >> self.history("stories", StoredStory, "copies.article_id")
        ids = (near_ids, stories | "NearMembers" >> ids_of(members_of)) | "EvidenceIds" >> beam.Flatten()
        return stories, ids | "ReadLinks" >> self.history("links", CopyLink, "article_id", "is_based_on")

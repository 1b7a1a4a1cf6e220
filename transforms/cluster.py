"""ClusterStories: which articles are one story, told anew for every story that a run's links touch (`transforms.naming`)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import apache_beam as beam
import numpy as np

from transforms.history import ids_of
from transforms.naming import (
    Keys,
    StoredStory,
    StoredWords,
    components,
    edges_of,
    ends_in,
    ends_of,
    id_of,
    members_of,
    name_stories,
)
from transforms.packing import pack_rows, unpack_links, unpack_rows
from transforms.packs import grouped, links_packed, rows_packed, unpacked
from transforms.records import CopyLink, LinkSet, Membership, Signature
from transforms.similarity.arrays import look_up, parted
from transforms.similarity.candidates import article_key
from transforms.similarity.pairs import ends_array
from transforms.wiring import typed

BLOCKS = 64
"""Of components: the articles of one are clustered in one piece."""

KINDS: dict[str, Callable[..., Any]] = {
    "new": StoredWords,
    "old": StoredWords,
    "links": CopyLink,
    "stored": CopyLink,
    "stories": StoredStory,
}
"""What a component is made of."""


class _PackEdges(beam.CombineFn):  # type: ignore[misc]
    """Edges between articles, as arrays of shape (n, 2), to one packed map: article key -> component."""

    def create_accumulator(self) -> list[Keys]:
        return []

    def add_input(self, accumulator: list[Keys], element: Keys) -> list[Keys]:
        accumulator.append(element)
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[list[Keys]]) -> list[Keys]:
        return list(chain.from_iterable(accumulators))

    def extract_output(self, accumulator: list[Keys]) -> tuple[Keys, Keys]:
        return components(np.concatenate([np.empty((0, 2), np.uint64), *accumulator]))


def _edges_in_stories(packed: bytes) -> Keys:
    edges = [edge for story in unpack_rows(StoredStory, packed) for edge in edges_of(story)]
    return _keys(chain.from_iterable(edges)).reshape(-1, 2)


def _edges_in(links: LinkSet) -> Keys:
    return ends_array(unpack_links(links))


def _packed(links: LinkSet) -> bytes:
    return links.packed


def _keys(article_ids: Iterable[str]) -> Keys:
    return np.fromiter(map(article_key, article_ids), np.uint64)


def _by_component(packed: bytes, map_: tuple[Keys, Keys], kind: str) -> Iterator[tuple[int, bytes]]:
    """Rows of one of KINDS by block of their components, each row with its component behind: that of its (first) article."""
    rows = unpack_rows(KINDS[kind], packed)
    keys = _keys(row.copies[0].article_id if kind == "stories" else row.article_id for row in rows)
    components_ = look_up(keys, *map_, keys)
    order, parts = parted((components_ % np.uint64(BLOCKS)).astype(np.uint8), BLOCKS)
    for block, part in parts:
        yield block, pack_rows([(*rows[at], int(components_[at])) for at in order[part].tolist()])


def _by_its_component(kind: Callable[..., Any]) -> Callable[..., tuple[int, Any]]:
    return lambda *row: (row[-1], kind(*row[:-1]))


def _words_of(signature: Signature, renewed: bool = False) -> StoredWords:
    return StoredWords(signature.article_id, signature.revision, signature.word_count, renewed)


def _name_block(element: tuple[int, dict[str, Iterable[bytes]]]) -> Iterator[Any]:
    """The components of a block to the places of their articles; ids of stories that are no more, tagged `vanished`."""
    found = {tag: grouped(unpacked(_by_its_component(KINDS[tag]), packs)) for tag, packs in element[1].items()}
    for component in sorted(set().union(*found.values())):
        yield from _name({tag: rows.get(component, []) for tag, rows in found.items()})


def _name(found: Mapping[str, list[Any]]) -> Iterator[Any]:
    """One component's articles, links and stories, by tag, to what `_name_block` gives."""
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

    Takes (Signature, LinkSet), both of this run, and a third, Signatures of earlier runs, if such were compared anew. A story
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
        ids = stories | "Members" >> ids_of(members_of), stored | "Ends" >> ids_of(ends_in), new | "Ids" >> ids_of(id_of)
        old = ids | "AllIds" >> beam.Flatten() | "ReadWords" >> self.history("signatures", StoredWords, "article_id")
        packed = {
            "new": new | "PackNew" >> rows_packed(),
            "old": old | "PackOld" >> rows_packed(),
            "links": links | "PackedLinks" >> beam.Map(_packed),
            "stored": stored | "PackedStored" >> beam.Map(_packed),
            "stories": stories | "PackStories" >> rows_packed(),
        }
        edges = (
            links | "LinkEdges" >> beam.Map(_edges_in),
            stored | "StoredEdges" >> beam.Map(_edges_in),
            packed["stories"] | "StoryEdges" >> beam.Map(_edges_in_stories),
        ) | "AllEdges" >> beam.Flatten()
        map_ = beam.pvalue.AsSingleton(edges | "Components" >> beam.CombineGlobally(_PackEdges()))
        outputs = (
            {kind: some | f"Key{kind.title()}" >> beam.FlatMap(_by_component, map_, kind) for kind, some in packed.items()}
            | "GroupComponents" >> beam.CoGroupByKey()
            | "Name" >> beam.FlatMap(_name_block).with_outputs("vanished", main="members")
        )
        return typed(outputs["members"], Membership), typed(outputs["vanished"], str)

    def _evidence(self, new: Any, links: Any) -> Any:
        """The stories that the run touches and those that are linked to them, with all links of their members.

        Two steps out from the new links: a story's neighbours decide whether a member of it is a digest.
        """
        touched = (new | "NewIds" >> ids_of(id_of), links | "LinkEnds" >> ids_of(ends_in)) | "Touched" >> beam.Flatten()
        core = touched | "ReadTouched" >> self.history("stories", StoredStory, "copies.article_id")
        core_ids = (touched, core | "CoreMembers" >> ids_of(members_of)) | "CoreIds" >> beam.Flatten()
        near = core_ids | "ReadNear" >> self.history("links", CopyLink, "article_id", "is_based_on")
        near_ids = (core_ids, near | "NearEnds" >> ids_of(ends_of)) | "NearIds" >> beam.Flatten()
        stories = near_ids | "ReadStories" >> self.history("stories", StoredStory, "copies.article_id")
        ids = (near_ids, stories | "NearMembers" >> ids_of(members_of)) | "EvidenceIds" >> beam.Flatten()
        stored = ids | "ReadLinks" >> self.history("links", CopyLink, "article_id", "is_based_on")
        return stories, stored | "PackLinks" >> links_packed()

"""What a stream keeps in memory of the lake: enough to identify, compare and cluster the articles of a window.

It is a copy of committed rows and nothing else, so it may be lost at any time: it is read again from the lake, at the start and
whenever another run has committed. Articles leave it `expiry` after they were retrieved, by the time of the stream and not of
the clock; of those only eight bytes stay, to know that they were there. A story leaves with its last article.
"""

import datetime
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import pyarrow as pa

from pipeline.lake.layout import Lake
from pipeline.lake.reading import committed_files
from transforms import counters
from transforms.identify import Known
from transforms.naming import StoredStory, StoredWords
from transforms.packing import pack_article, pack_facts, pack_signature
from transforms.records import (
    Article,
    Copy,
    CopyLink,
    Fact,
    FactSet,
    Membership,
    Micros,
    PackedArticle,
    PackedSignature,
    Processed,
    Signature,
)
from transforms.rejects import KnownReject
from transforms.similarity.candidates import article_key, represent
from transforms.similarity.index import Body, FingerprintIndex
from transforms.similarity.keys import KeySet
from transforms.similarity.signing import SIGNATURE_VERSION, unpack_fingerprints, without_words
from transforms.similarity.verify import WITHDRAWN
from transforms.stored import read_rows

TEXT_BYTES: Final = 256_000_000
"""Bytes of packed articles and facts that are kept to save reading them again when a copy comes."""

GROWTH: Final = 1.5
"""A link has its turn to be judged again when so many times the articles are known."""

Day = datetime.date | None
Pair = tuple[str, str]
T = TypeVar("T")


class _StoredLabels(NamedTuple):
    """What is needed of a row of `stories`."""

    story_id: str
    article_id: str  # the canonical one
    copies: Sequence[Copy]


def pair_of(link: CopyLink) -> Pair:
    """The two articles of a link, in order."""
    first, second = sorted((link.article_id, link.is_based_on))
    return first, second


class Texts:
    """Articles with their facts, packed: the latest used, up to a number of bytes."""

    def __init__(self, limit: int = TEXT_BYTES) -> None:
        """Nothing is kept."""
        self._limit = limit
        self._held: OrderedDict[str, tuple[PackedArticle, FactSet]] = OrderedDict()
        self._bytes = 0

    def put(self, article: PackedArticle, facts: FactSet) -> None:
        """Keep the latest revision of an article."""
        old = self._held.pop(article.article_id, None)
        if old is not None:
            self._bytes -= len(old[0].packed) + len(old[1].packed)
        self._held[article.article_id] = (article, facts)
        self._bytes += len(article.packed) + len(facts.packed)
        while self._bytes > self._limit and len(self._held) > 1:
            _, (gone, its_facts) = self._held.popitem(last=False)
            self._bytes -= len(gone.packed) + len(its_facts.packed)

    def get(self, article_id: str) -> tuple[PackedArticle, FactSet] | None:
        """An article and its facts, if they are kept."""
        found = self._held.get(article_id)
        if found is not None:
            self._held.move_to_end(article_id)
        return found


class History:
    """The recent past of a lake."""

    def __init__(self, lake: Lake, expiry: Micros, most: int) -> None:
        """Nothing is known; `load` reads it.

        Args:
            lake: the lake.
            expiry: for how long after its retrieval an article can find copies, in microseconds.
            most: articles that are kept at most; the oldest leave before their time (`overflow` counts them).
        """
        self.lake = lake
        self.expiry, self.most = expiry, most
        self.overflow = 0
        self.index = FingerprintIndex()
        self.lights: OrderedDict[str, Signature] = OrderedDict()  # latest revisions, without words and fingerprints
        self.packed: dict[str, PackedSignature] = {}
        self.by_key: dict[int, str] = {}  # article ids by article key
        self.bodies: dict[str, set[str]] = defaultdict(set)  # articles by body
        self.revisions: dict[str, list[Known]] = {}
        self.words: dict[str, int] = {}
        self.days: dict[str, Day] = {}
        self.stories: dict[str, StoredStory] = {}
        self.story_of: dict[str, str] = {}
        self.labels: dict[int, int] = {}  # article key -> key of its story's canonical article
        self.links: dict[str, dict[str, CopyLink]] = defaultdict(dict)  # by article, by the other one
        self.judged: OrderedDict[Pair, tuple[CopyLink, int]] = OrderedDict()  # with how many articles were known; oldest first
        self.known_rejects = KeySet()
        self.expired = KeySet()
        self.texts = Texts()
        self.newest: Micros = 0

    # ------------------------------------------------------------------ reading the lake

    def load(self) -> None:
        """Read the lake's recent past."""
        for reject in self._rows("rejects", KnownReject):
            self.known_rejects.add(reject.reject_id)
        signatures = sorted(self._rows("signatures", Signature), key=lambda one: (one.retrieved_at, one.article_id))
        self.newest = max((one.retrieved_at for one in signatures), default=0)
        recent = [one for one in signatures if one.retrieved_at >= self.newest - self.expiry]
        for signature in signatures[: len(signatures) - len(recent)]:
            self.expired.add(signature.article_id)
        self._take_signatures(recent[-self.most :])
        for story in self._rows("stories", _StoredLabels):
            if any(copy.article_id in self.lights for copy in story.copies):
                self._take_story(story.story_id, story.article_id, [copy.article_id for copy in story.copies])
        for link in self._rows("links", CopyLink):
            if link.article_id in self.story_of or link.is_based_on in self.story_of:
                self._take_link(link)
        missing = [article for article in self.story_of if article not in self.words]
        self._read_words(missing)

    def _rows(
        self, table: str, record: type[T], *by: str, wanted: Collection[str] = (), days: set[Day] | None = None
    ) -> Iterator[T]:
        """Rows of a table: all, or those with one of `wanted` in the columns `by`; `days`: of these partitions only."""
        if by and not wanted:
            return
        ids = pa.array(sorted(wanted), pa.string()) if by else None
        for file in committed_files(self.lake, table):
            if days is None or file.partition in days:
                yield from read_rows(self.lake, table, file, record, by, ids)

    def _read_words(self, article_ids: Collection[str]) -> None:
        latest: dict[str, int] = {}
        for row in self._rows("signatures", StoredWords, "article_id", wanted=article_ids):
            if row.revision >= latest.get(row.article_id, 0):
                latest[row.article_id], self.words[row.article_id] = row.revision, row.word_count

    def revive(self, article_ids: Iterable[str]) -> None:
        """Bring back the stories of articles that had left, since a new revision touches them."""
        gone = {one for one in article_ids if one in self.expired and one not in self.story_of}
        for story in list(self._rows("stories", _StoredLabels, "copies.article_id", wanted=gone)):
            members = [copy.article_id for copy in story.copies]
            self._take_story(story.story_id, story.article_id, members)
            for link in self._rows("links", CopyLink, "article_id", "is_based_on", wanted=members):
                self._take_link(link)
            self._read_words([member for member in members if member not in self.words])

    def known(self, article_ids: Iterable[str]) -> Mapping[str, list[Known]]:
        """The committed revisions of articles; nothing for those that are new."""
        wanted = set(article_ids)
        found = {article: list(self.revisions[article]) for article in wanted if article in self.revisions}
        older = {article for article in wanted - found.keys() if article in self.expired}
        for row in self._rows("articles", Known, "article_id", wanted=older):
            found.setdefault(row.article_id, []).append(row)
        return found

    def refused(self, reject_ids: Iterable[str]) -> set[str]:
        """Those of some rejects that the lake has."""
        maybe = {one for one in reject_ids if one in self.known_rejects}
        return {row.reject_id for row in self._rows("rejects", KnownReject, "reject_id", wanted=maybe)}

    def read_texts(self, article_ids: Collection[str]) -> None:
        """Have the latest articles and facts of some ids in `texts`, as far as the lake has them."""
        missing = {one for one in article_ids if self.texts.get(one) is None}
        if not missing:
            return
        days = {self.days[one] for one in missing} if missing <= self.days.keys() else None
        latest: dict[str, Article] = {}
        for article in self._rows("articles", Article, "article_id", wanted=missing, days=days):
            if article.article_id not in latest or article.revision > latest[article.article_id].revision:
                latest[article.article_id] = article
        facts: dict[str, list[Fact]] = defaultdict(list)
        for fact in self._rows("facts", Fact, "article_id", wanted=missing, days=days):
            facts[fact.article_id].append(fact)
        for article_id, article in latest.items():
            own = [fact for fact in facts[article_id] if fact.revision == article.revision]
            self.texts.put(pack_article(article), pack_facts(article, sorted(own, key=lambda one: (one.start, one.fact_id))))

    # ------------------------------------------------------------------ taking in what was committed

    def absorb(
        self,
        new: Sequence[Processed],
        links: Iterable[CopyLink],
        memberships: Iterable[Membership],
        canonical: Mapping[str, str],
        vanished: Iterable[str],
        rejects: Iterable[str],
    ) -> None:
        """Take in what a window committed, then let go of what is too old.

        Args:
            new: its articles, as revised.
            links: its evidence.
            memberships: of all stories that it told anew.
            canonical: the canonical article of each of these.
            vanished: stories that are no more.
            rejects: ids of its rejects.
        """
        for reject_id in rejects:
            self.known_rejects.add(reject_id)
        for one in new:
            self.texts.put(one.article, one.facts)
        self._take_signatures([one.light for one in new], {one.light.article_id: one.signature for one in new})
        for story_id in vanished:
            self._drop_story(story_id)
        members: dict[str, list[str]] = defaultdict(list)
        for membership in memberships:
            members[membership.story_id].append(membership.article_id)
        for story_id in members:
            self._drop_story(story_id)
        for story_id, article_ids in members.items():
            self._take_story(story_id, canonical[story_id], article_ids)
        for link in links:
            self._take_link(link)
        self._expire()

    def _take_signatures(self, signatures: Sequence[Signature], packed: Mapping[str, PackedSignature] | None = None) -> None:
        touched: dict[str, bytes] = {}
        for one in signatures:
            article = one.article_id
            self.newest = max(self.newest, one.retrieved_at)
            self.revisions.setdefault(article, []).append(Known(article, one.revision, one.body_sha256))
            before = self.lights.get(article)
            if before is not None and before.revision > one.revision:
                continue
            if before is not None:
                self._leave_body(before)
            self.words[article], self.days[article] = one.word_count, one.published_date
            if one.signature_version == SIGNATURE_VERSION:
                self.packed[article] = pack_signature(one) if packed is None else packed[article]
                self.by_key[article_key(article)] = article
                self.bodies[one.body_sha256].add(article)
                touched[one.body_sha256] = one.fingerprints
            self.lights[article] = without_words(one)._replace(fingerprints=b"")
            self.lights.move_to_end(article)
        self.index.put(self._body(name, fingerprints) for name, fingerprints in touched.items() if self.bodies.get(name))

    def _body(self, name: str, fingerprints: bytes) -> Body:
        chosen, entry = represent(self.same_body(name, fingerprints), set())
        return Body(name, entry, unpack_fingerprints(chosen))

    def same_body(self, name: str, fingerprints: bytes) -> list[Signature]:
        """The signatures, without words, of the articles that have this body; they have these fingerprints."""
        articles = sorted(self.bodies.get(name, ()))
        return [self.lights[article]._replace(fingerprints=fingerprints) for article in articles]

    def _take_story(self, story_id: str, canonical: str, article_ids: Sequence[str]) -> None:
        copies = [Copy(article, None, None, None, "", 0.0) for article in sorted(article_ids)]
        self.stories[story_id] = StoredStory(story_id, copies)
        self.story_of.update(dict.fromkeys(article_ids, story_id))
        if len(article_ids) > 1:
            self.labels.update(dict.fromkeys(map(article_key, article_ids), article_key(canonical)))

    def _take_link(self, link: CopyLink) -> None:
        """The evidence on a pair that was judged last counts."""
        held = self.evidence_on(link)
        if held is not None and (held.judged_before or 0) > (link.judged_before or 0):
            return
        self.links[link.article_id][link.is_based_on] = self.links[link.is_based_on][link.article_id] = link
        if link.method == WITHDRAWN:
            self.judged.pop(pair_of(link), None)
        else:
            self._judge(link)

    def evidence_on(self, link: CopyLink) -> CopyLink | None:
        """What is known of the pair of a link."""
        return self.links.get(link.article_id, {}).get(link.is_based_on)

    def _judge(self, link: CopyLink) -> None:
        pair = pair_of(link)
        self.judged[pair] = (link, len(self.packed))
        self.judged.move_to_end(pair)

    def due_links(self, most: int) -> list[CopyLink]:
        """The links whose turn it is to be judged again, those first that were judged with the fewest articles known."""
        found: list[CopyLink] = []
        for link, articles in self.judged.values():
            if len(found) == most or len(self.packed) < GROWTH * articles:
                break
            found.append(link)
        return found

    def was_judged(self, links: Iterable[CopyLink]) -> None:
        """These links were judged with what is known now."""
        for link in links:
            self._judge(link)

    # ------------------------------------------------------------------ letting go

    def _expire(self) -> None:
        """Let go of the articles that are too old or too many."""
        while self.lights:
            article, light = next(iter(self.lights.items()))
            late = light.retrieved_at < self.newest - self.expiry
            if not late and len(self.lights) <= self.most:
                return
            self.overflow += not late
            self._leave_body(light)
            del self.lights[article]
            self.revisions.pop(article, None)
            self.expired.add(article)
            story = self.stories.get(self.story_of.get(article, ""))
            if story is None or not any(copy.article_id in self.lights for copy in story.copies):
                self._forget(story, article)

    def _forget(self, story: StoredStory | None, article: str) -> None:
        """Forget a story that has no recent article left, and all that is known of its articles."""
        members = [copy.article_id for copy in story.copies] if story is not None else [article]
        if story is not None:
            self._drop_story(story.story_id)
        for member in members:
            for link in self.links.pop(member, {}).values():
                self.judged.pop(pair_of(link), None)
            self.words.pop(member, None)
            self.days.pop(member, None)

    def _leave_body(self, light: Signature) -> None:
        self.packed.pop(light.article_id, None)
        self.by_key.pop(article_key(light.article_id), None)
        others = self.bodies.get(light.body_sha256)
        if others is not None:
            others.discard(light.article_id)
            if others:
                self.index.restate(light.body_sha256, represent(self.same_body(light.body_sha256, b""), set())[1])
            else:
                del self.bodies[light.body_sha256]
                self.index.remove([light.body_sha256])

    def _drop_story(self, story_id: str) -> None:
        story = self.stories.pop(story_id, None)
        for copy in () if story is None else story.copies:
            if self.story_of.get(copy.article_id) == story_id:
                del self.story_of[copy.article_id]
                self.labels.pop(article_key(copy.article_id), None)

    def counts(self) -> dict[str, Any]:
        """How much is kept, for counters."""
        return {
            counters.STATE_ARTICLES: len(self.lights),
            counters.STATE_STORIES: len(self.stories),
            counters.STATE_OVERFLOW: self.overflow,
        }

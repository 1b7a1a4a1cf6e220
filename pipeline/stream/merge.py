"""What a window of records means for the lake: the same pure steps as a batch run, in memory, against what a stream knows.

Identify, find candidates, verify, cluster, assemble. Nothing is written here, and nothing of the history is changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from pipeline.stream.history import History, pair_of
from transforms import counters
from transforms.assembly import assemble_packed, latest_member
from transforms.compare import verify_calls
from transforms.identify import identify_articles
from transforms.naming import StoredStory, components, edges_of, ends_of, members_of, name_stories
from transforms.packing import unpack_signature
from transforms.pool import WorkerPool
from transforms.records import (
    CopyLink,
    Membership,
    PackedStory,
    Processed,
    Reject,
    Sighting,
    Signature,
    StoryFactSet,
    StoryMember,
)
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.arrays import among, sorted_set
from transforms.similarity.pairs import keys_of
from transforms.similarity.signing import unpack_fingerprints
from transforms.similarity.verify import IDENTICAL, WITHDRAWN, identical_links

STORIES_A_CALL: Final = 25
"""Stories that one call in a worker process assembles: most have one article, and a call costs about as much as they do."""


LINKS_A_WINDOW: Final = 1000
"""Links that a window judges again because it is their turn: about half a second of one core."""


class Merged(NamedTuple):
    """The rows of one window."""

    new: list[Processed]
    sightings: list[Sighting]
    rejects: list[Reject]  # those that the lake has not
    links: list[CopyLink]
    memberships: list[Membership]
    vanished: list[str]
    stories: list[PackedStory]
    story_facts: list[StoryFactSet]
    canonical: dict[str, str]  # canonical article by story
    counts: dict[str, int]


class Evidence(NamedTuple):
    """What decides about the stories that a window touches."""

    words: dict[str, int]
    stories: list[StoredStory]
    links: list[CopyLink]


def merge_window(
    history: History, processed: Sequence[Processed], rejects: Sequence[Reject], lookback_days: int, workers: WorkerPool
) -> Merged:
    """The rows that a window's records become.

    Args:
        history: what is known; stories that an old article brings back are added to it, else it stays as it is.
        processed: records that gave an article.
        rejects: records that gave none.
        lookback_days: days between two articles that are still compared.
        workers: processes for verification and assembly.
    """
    new, sightings = _identify(history, processed)
    history.revive(one.light.article_id for one in new)
    found = find_links(history, new, lookback_days, workers)
    evidence = _evidence(history, new, found.links)
    changed = judge_again(history, found, evidence.links, lookback_days, workers)
    links = found.links + changed
    memberships, vanished = _cluster(new, links, _evidence(history, new, links))
    stories, story_facts, canonical = _assemble(history, new, memberships, workers)
    new_rejects = _new_rejects(history, rejects)
    counts = found.counts | {
        counters.LINKS: len(links),
        counters.RECORDS: len(processed) + len(rejects),
        counters.SIGHTINGS: len(sightings),
        counters.ARTICLES: len(new),
        counters.FACTS: sum(one.facts.fact_count for one in new),
        counters.REJECTS: len(rejects),
        counters.REJECTS_KNOWN: len(rejects) - len(new_rejects),
        counters.STORIES: len(stories),
        counters.STORY_FACTS: sum(one.fact_count for one in story_facts),
    }
    return Merged(new, sightings, new_rejects, links, memberships, vanished, stories, story_facts, canonical, counts)


def _identify(history: History, processed: Iterable[Processed]) -> tuple[list[Processed], list[Sighting]]:
    by_id: dict[str, list[Processed]] = defaultdict(list)
    for one in processed:
        by_id[one.light.article_id].append(one)
    known = history.known(by_id)
    new: list[Processed] = []
    sightings: list[Sighting] = []
    for article_id in sorted(by_id):
        found = identify_articles(by_id[article_id], known.get(article_id, ()))
        new += found.new
        sightings += found.sightings
    return new, sightings


def _new_rejects(history: History, rejects: Iterable[Reject]) -> list[Reject]:
    first: dict[str, Reject] = {}
    for one in sorted(rejects, key=lambda one: (one.retrieved_at, one.message)):
        first.setdefault(one.reject_id, one)
    refused = history.refused(first)
    return [one for reject_id, one in sorted(first.items()) if reject_id not in refused]


# ------------------------------------------------------------------ links


class Found(NamedTuple):
    """What comparing the new articles of a window gave."""

    links: list[CopyLink]  # among themselves and with the history
    postings: c.Postings  # of the new bodies
    bodies: set[str]  # new ones, also those that the history has
    counts: dict[str, int]


def find_links(history: History, new: Sequence[Processed], lookback_days: int, workers: WorkerPool) -> Found:
    """Compare new articles among themselves and with the history."""
    new_ids = {one.light.article_id for one in new}
    links: list[CopyLink] = []
    chosen = []
    for signatures in _bodies(history, new).values():
        chosen.append(c.represent(signatures, new_ids))
        identical = identical_links(signatures, lookback_days)
        links += [link for link in identical if not new_ids.isdisjoint(ends_of(link))]
    fresh = c.merge_postings(c.postings_by_range(chosen, 1).values())
    names = {signature.body_sha256 for signature, _ in chosen}
    postings = c.merge_postings([fresh, history.index.sharing(sorted_set(fresh.fingerprints), names)])
    counted, hot = c.count_pairs(postings, lookback_days)
    choices = c.both_ways(c.enough(counted))
    weights = f.weigh(postings, f.with_known(f.story_labels(choices), _labels(history, postings)))
    pairs = c.distinct(c.best(choices))
    packed = {c.article_key(one.light.article_id): one.signature for one in new}
    wanted = set(pairs.left.tolist()) | set(pairs.right.tolist())
    packed |= {key: history.packed[article] for key, article in _articles_of(history, wanted - packed.keys()).items()}
    listed = list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    calls = [workers.submit_own(function, *arguments) for function, arguments in verify_calls(listed, packed, weights, {})]
    links += [link for call in calls for link in call.result()]
    links = [_counted_on(history, link) for link in links]
    counts = {counters.PAIRS: len(pairs.left), counters.HOT_FINGERPRINTS: hot}
    return Found(links, fresh, names, counts)


def _counted_on(history: History, link: CopyLink) -> CopyLink:
    """A link that was found, as the last evidence on its pair, also where an earlier text of one of the two has some."""
    held = history.evidence_on(link)
    return link if held is None else link._replace(judged_before=(held.judged_before or 0) + 1)


def _bodies(history: History, new: Iterable[Processed]) -> dict[str, list[Signature]]:
    """The articles by body, for each body of a new article: new ones in their latest revision, and known ones."""
    latest: dict[str, Signature] = {}
    for one in new:
        light = one.light
        if light.article_id not in latest or light.revision > latest[light.article_id].revision:
            latest[light.article_id] = light
    found: dict[str, list[Signature]] = defaultdict(list)
    for light in latest.values():
        found[light.body_sha256].append(light)
    for name, signatures in found.items():
        known = history.same_body(name, signatures[0].fingerprints)
        signatures += [one for one in known if one.article_id not in latest]
    return found


def _labels(history: History, postings: c.Postings) -> f.Labels:
    """The stories, by their canonical articles, of the known articles among the postings."""
    keys = sorted_set(postings.entries["key"])
    held = {key: history.labels[key] for key in keys.tolist() if key in history.labels}
    return f.Labels(np.array(list(held), np.uint64), np.array(list(held.values()), np.uint64))


def _articles_of(history: History, keys: Collection[int]) -> dict[int, str]:
    """The known articles of some keys."""
    return {key: history.by_key[key] for key in keys if key in history.by_key}


# ------------------------------------------------------------------ stories


def judge_again(
    history: History, found: Found, touched: Sequence[CopyLink], lookback_days: int, workers: WorkerPool
) -> list[CopyLink]:
    """Stored links that the present frequencies judge otherwise, as they judge them.

    What a text is worth is known better with each window: a link of the first ones may owe much to a template that nobody had
    seen twice yet. Judged again are the links of the stories that a window touches, and of some whose turn it is: a link has
    its turn when the known articles have become half as many again since it was judged. As in a batch run (`LinkCopies`) their
    articles are paired as if they were new: what copies share is to count as one story's, whatever stories they are in now.
    """
    known = history.packed
    due = dict.fromkeys([*touched, *history.due_links(LINKS_A_WINDOW)])
    fresh = {pair_of(one) for one in found.links}
    links = [
        one
        for one in due
        if one.article_id in known and one.is_based_on in known and one.method != IDENTICAL and pair_of(one) not in fresh
    ]
    if not links:
        return []
    judged = {keys_of(one): one for one in links}
    signatures = {c.article_key(article): known[article] for one in links for article in ends_of(one)}
    wanted = sorted_set(np.concatenate([unpack_fingerprints(unpack_signature(one)) for one in signatures.values()]))
    postings = c.merge_postings([c.keep_shared(found.postings, wanted), history.index.sharing(wanted, found.bodies)])
    again = among(postings.entries["key"], np.array(sorted(signatures), np.uint64))
    postings.entries["new"] = np.maximum(postings.entries["new"], c.AGAIN * again)
    choices = c.both_ways(c.enough(c.count_pairs(postings, lookback_days)[0]))
    others = postings._replace(entries=postings.entries[postings.entries["new"] == 0])
    weights = f.weigh(postings, f.with_known(f.story_labels(choices), _labels(history, others)))
    calls = verify_calls(sorted(judged), signatures, weights, judged)
    results = [workers.submit_own(function, *arguments) for function, arguments in calls]
    changed = [link for result in results for link in result.result()]
    history.was_judged(links)
    return changed


def _cluster(new: Sequence[Processed], links: Sequence[CopyLink], evidence: Evidence) -> tuple[list[Membership], list[str]]:
    memberships: list[Membership] = []
    vanished: list[str] = []
    new_ids = {one.light.article_id for one in new}
    judged = {pair_of(link) for link in links}
    stored = [link for link in evidence.links if pair_of(link) not in judged]
    for part in _components(evidence, links):
        named = name_stories(
            {article: evidence.words[article] for article in sorted(part)},
            new_ids & part,
            [link for link in links if link.article_id in part],
            [link for link in stored if link.article_id in part],
            [story for story in evidence.stories if story.copies[0].article_id in part],
        )
        memberships += named.memberships
        vanished += named.vanished
    return memberships, vanished


def _evidence(history: History, new: Iterable[Processed], links: Iterable[CopyLink]) -> Evidence:
    """Two steps out from the new links, as a batch run reads it: a story's neighbours decide whether a member is a digest."""
    words = {one.light.article_id: one.light.word_count for one in sorted(new, key=lambda one: one.light.revision)}
    touched = set(words) | {end for link in links for end in ends_of(link)}
    core = touched | set(_members(history, touched))
    near = core | {end for link in _links_of(history, core) for end in ends_of(link)}
    every = near | set(_members(history, near))
    stored = _links_of(history, every)
    every |= {end for link in stored for end in ends_of(link)}
    story_ids = sorted({history.story_of[one] for one in near if one in history.story_of})
    known = {one: history.words[one] for one in sorted(every) if one in history.words and one not in words}
    return Evidence(known | words, [history.stories[one] for one in story_ids], stored)


def _members(history: History, article_ids: Iterable[str]) -> Iterator[str]:
    for story_id in {history.story_of[one] for one in article_ids if one in history.story_of}:
        yield from members_of(history.stories[story_id])


def _links_of(history: History, article_ids: Iterable[str]) -> list[CopyLink]:
    held = (link for one in sorted(article_ids) for link in history.links.get(one, {}).values())
    return list(dict.fromkeys(link for link in held if link.method != WITHDRAWN))


def _components(evidence: Evidence, links: Iterable[CopyLink]) -> list[set[str]]:
    """The articles of the evidence, parted by what is connected by a link or a story."""
    edges = [ends_of(link) for link in (*links, *evidence.links)]
    edges += [edge for story in evidence.stories for edge in edges_of(story)]
    number = {article: at for at, article in enumerate(sorted(evidence.words))}
    inside = [(number[a], number[b]) for a, b in edges if a in number and b in number]
    alone = [(at, at) for at in number.values()]
    keys, labels = components(np.array(inside + alone, np.uint64).reshape(-1, 2))
    names = list(number)
    parts: dict[int, set[str]] = defaultdict(set)
    for key, label in zip(keys.tolist(), labels.tolist(), strict=True):
        parts[label].add(names[key])
    return list(parts.values())


def _assemble(
    history: History, new: Sequence[Processed], memberships: Sequence[Membership], workers: WorkerPool
) -> tuple[list[PackedStory], list[StoryFactSet], dict[str, str]]:
    fresh: Mapping[str, list[Processed]] = defaultdict(list)
    for one in new:
        fresh[one.light.article_id].append(one)
    history.read_texts({one.article_id for one in memberships if one.article_id not in fresh})
    members: dict[str, list[StoryMember]] = defaultdict(list)
    for membership in memberships:
        own = fresh.get(membership.article_id, ())
        stored = history.texts.get(membership.article_id)
        known = [] if own or stored is None else [stored]
        members[membership.story_id].append(
            latest_member(
                membership,
                [*(one.article for one in own), *(article for article, _ in known)],
                [*(one.facts for one in own), *(facts for _, facts in known)],
                (),
                [one.signature for one in own],
            )
        )
    told = [members[story_id] for story_id in sorted(members)]
    calls = [workers.submit_own(assemble_packed, told[at : at + STORIES_A_CALL]) for at in range(0, len(told), STORIES_A_CALL)]
    done = [one for call in calls for one in call.result()]
    return [one.story for one in done], [one.facts for one in done], {one.story.story_id: one.canonical for one in done}

"""Why two articles are, or are not, linked: the steps of deduplication for one pair, and what each of them found.

The functions are those that a run uses; the weights come from the signatures that share fingerprints with the two.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from transforms.records import Signature
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity import model as m
from transforms.similarity.groups import HOT
from transforms.similarity.pairs import MIN_WEIGHTED_SHARE, weigh_text, weighted_share
from transforms.similarity.prepared import prepare
from transforms.similarity.signing import SIGNATURE_VERSION, unpack_fingerprints
from transforms.similarity.verify import compare


class Check(NamedTuple):
    """One thing that must hold for two articles to be compared."""

    name: str
    found: str
    needed: str
    passed: bool


class WeightSummary(NamedTuple):
    """What the fingerprints that the two share are worth."""

    bodies: int  # near in time that share a fingerprint with either, the two included
    shared: int  # fingerprints of both
    rare: int  # of these, those of one story only: they weigh 1
    common: int  # those of several stories: they weigh less
    boilerplate: int  # those that a publisher repeats: they weigh nothing
    mean: float


class Term(NamedTuple):
    """One term of the logistic model."""

    term: str
    value: float
    coefficient: float
    product: float


class Verdict(NamedTuple):
    """What the model says of the two texts."""

    model: str
    terms: list[Term]  # the weightiest first
    intercept: float
    log_odds: float
    probability: float
    threshold: float


class Evidence(NamedTuple):
    """All that is known of one pair."""

    checks: list[Check]
    identical: bool  # one body: such articles are one before anything is compared
    stands_for: tuple[str, str]  # the articles that stand for the bodies of the two
    weights: WeightSummary
    verdict: Verdict | None  # None: identical, or too little text is left to tell

    @property
    def compared(self) -> bool:
        """Whether nothing keeps the two from being compared."""
        return all(check.passed for check in self.checks)


def gather(a: Signature, b: Signature, near: Sequence[Signature], window_days: int) -> Evidence:
    """The evidence on two articles.

    Args:
        a: the latest signature of one.
        b: that of the other.
        near: the latest signatures, words not needed, of the articles around them that share a fingerprint with either.
        window_days: days between articles that are still compared.
    """
    bodies = _bodies([*near, a, b])
    (chosen_a, entry_a), (chosen_b, entry_b) = bodies[a.body_sha256], bodies[b.body_sha256]
    postings = c.merge_postings(c.postings_by_range(list(bodies.values()), 1).values())
    identical = a.body_sha256 == b.body_sha256
    choices = c.both_ways(c.enough(c.count_pairs(postings, window_days)[0]))
    weights = _weights(postings, choices, a, b)
    checks = _near_checks(a, b, entry_a, entry_b, window_days)
    if identical:
        checks.append(_length_check(a))
    else:
        checks += _text_checks(a, b, postings, choices, entry_a, entry_b, window_days)
        share = weighted_share(weigh_text(a, weights), weigh_text(b, weights))
        needed = f"{MIN_WEIGHTED_SHARE:.0%} or more"
        checks.append(Check("share by weight", f"{share:.1%}", needed, share >= MIN_WEIGHTED_SHARE))
    return Evidence(
        checks=checks,
        identical=identical,
        stands_for=(chosen_a.article_id, chosen_b.article_id),
        weights=_summary(a, b, weights, len(bodies)),
        verdict=None if identical else _verdict(a, b, chosen_a.publisher, chosen_b.publisher, weights),
    )


def _bodies(signatures: Sequence[Signature]) -> dict[str, tuple[Signature, c.Entry]]:
    """One article and entry for all that have a body, by the body's hash."""
    groups: dict[str, dict[str, Signature]] = defaultdict(dict)
    for signature in signatures:
        groups[signature.body_sha256][signature.article_id] = signature
    ids = {signature.article_id for signature in signatures}
    return {body: c.represent(list(group.values()), ids) for body, group in groups.items()}


def _weights(postings: c.Postings, choices: c.Pairs, a: Signature, b: Signature) -> f.Weights:
    """The weights of the fingerprints of the two."""
    labels = f.with_known(f.merge_labels([f.story_labels(choices)]), f.known_labels({}))
    own = np.union1d(unpack_fingerprints(a), unpack_fingerprints(b))
    return f.merge_weights([f.weigh(c.keep_shared(postings, own), labels)])


def _summary(a: Signature, b: Signature, weights: f.Weights, bodies: int) -> WeightSummary:
    shared = np.intersect1d(unpack_fingerprints(a), unpack_fingerprints(b))
    found = f.weights_of(shared, weights)
    rare, boilerplate = int((found == 1).sum()), int((found == 0).sum())
    mean = float(found.mean()) if len(found) else 0.0
    return WeightSummary(bodies, len(shared), rare, len(shared) - rare - boilerplate, boilerplate, mean)


def _near_checks(a: Signature, b: Signature, entry_a: c.Entry, entry_b: c.Entry, window_days: int) -> list[Check]:
    """What is asked before the texts are looked at: version of the signatures, language, time."""
    versions = {a.signature_version, b.signature_version}
    languages = [one.in_language or "unknown" for one in (a, b)]
    codes = entry_a.language, entry_b.language  # 0: unknown
    one_language = codes[0] == codes[1] or 0 in codes
    dated = c.UNDATED not in (entry_a.first_published, entry_b.first_published)
    kind = "published" if dated else "retrieved"
    days = max(0, *(getattr(one, f"first_{kind}") - getattr(two, f"last_{kind}") for one, two in _both(entry_a, entry_b)))
    return [
        Check("signature version", " and ".join(sorted(versions)), SIGNATURE_VERSION, versions == {SIGNATURE_VERSION}),
        Check("language", " and ".join(languages), "the same, or one unknown", one_language),
        Check("window", f"{kind} {days:,} days apart", f"{window_days} or fewer", days <= window_days),
    ]


def _both(first: Any, second: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (first, second), (second, first)


def _length_check(a: Signature) -> Check:
    count = len(unpack_fingerprints(a))
    return Check("fingerprints of the body", f"{count:,}", f"{c.MIN_SHARED} or more", count >= c.MIN_SHARED)


def _text_checks(
    a: Signature, b: Signature, postings: c.Postings, choices: c.Pairs, entry_a: c.Entry, entry_b: c.Entry, window_days: int
) -> list[Check]:
    """What is asked of the fingerprints: enough in common, and no dozen others that have more."""
    fingerprints = unpack_fingerprints(a), unpack_fingerprints(b)
    shared = len(np.intersect1d(*fingerprints))
    counted = _counted(postings, entry_a.key, entry_b.key, window_days, shared)
    shorter = min(map(len, fingerprints))
    share = counted / shorter if shorter else 0.0
    rest = f" (of {shared:,}; the others are in more than {HOT} bodies)" if counted < shared else ""
    checks = [
        Check("shared fingerprints", f"{counted:,}{rest}", f"{c.MIN_SHARED} or more", counted >= c.MIN_SHARED),
        Check("share of the shorter text", f"{share:.1%}", f"{c.MIN_SHARE:.0%} or more", share >= c.MIN_SHARE),
    ]
    if all(check.passed for check in checks):
        found = [_chooses(choices, one.key, two.key) for one, two in _both(entry_a, entry_b)]
        names = [f"{name} {count:,}" for name, (chosen, count) in zip(("A's", "B's"), found, strict=True) if chosen]
        told = f"among {' and '.join(names)} candidates" if names else "among neither's"
        checks.append(Check("best candidates", told, f"the best {c.BEST} of either", bool(names)))
    return checks


def _counted(postings: c.Postings, a: Any, b: Any, window_days: int, shared: int) -> int:
    """Fingerprints by which the two were paired: all that they share but hot ones in which they do not meet."""
    pairs, hot = c.count_pairs(postings, window_days)
    if not hot:
        return shared
    at = (pairs.left == min(a, b)) & (pairs.right == max(a, b))
    return int(pairs.shared[at].sum())


def _chooses(choices: c.Pairs, a: Any, b: Any) -> tuple[bool, int]:
    """Whether `b` is among the best candidates of `a`, and how many candidates `a` has."""
    own = c.Pairs(*(column[choices.left == a] for column in choices))
    chosen = c.best(own)
    return bool(((chosen.left == min(a, b)) & (chosen.right == max(a, b))).any()), len(own.left)


def _verdict(
    a: Signature, b: Signature, publisher_a: str | None, publisher_b: str | None, weights: f.Weights
) -> Verdict | None:
    model = m.default_model()
    same_publisher = publisher_a is not None and publisher_a == publisher_b
    features = compare(prepare(a, weights), prepare(b, weights), same_publisher)
    if features is None:
        return None
    return Verdict(
        model=model.version,
        terms=[Term(*row) for row in m.explain(features, model)],
        intercept=model.intercept,
        log_odds=m.score(features, model),
        probability=m.probability(features, model),
        threshold=model.threshold,
    )

"""The logistic model on the features of a pair: how likely one article is a copy of the other, and why.

Its coefficients are data, `seeds/copy_model.json`, fitted by `benchmarks.fit_copy_model`.
"""

import json
import math
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple


class Features(NamedTuple):
    """What tells a copy from texts that merely share something. Shares lie between 0 and 1."""

    containment: float  # weighted share of the text that is held more
    other_containment: float  # the same of the other text
    jaccard: float
    plain_containment: float  # outside quotations, of the text that is held more
    lead_coverage: float  # of the lead that is covered more
    other_lead_coverage: float
    number_agreement: float  # numbers in matched text and its slots that the other text has too
    number_conflicts: float  # log of how many the other text does not have
    name_agreement: float
    name_conflicts: float
    longest_run: float  # log of words, outside quotations
    matched: float  # log of the weighted words matched
    quoted_share: float  # of the match
    rarity: float  # mean weight of the matched words
    spread: float  # tenths of the text that is held more in which something matches
    other_spread: float
    length_ratio: float  # shorter over longer
    same_publisher: float


class Model(NamedTuple):
    """Coefficients of the logistic model: `seeds/copy_model.json`."""

    version: str
    threshold: float
    intercept: float
    coefficients: dict[str, float]  # by feature; `a*b` is a product of two
    terms: tuple[tuple[int, int, float], ...]  # the same by place of the features; one past the last stands for 1


def probability(features: Features | None, model: Model | None = None) -> float:
    """The probability that the two are copies of one story; 0 where there are no features."""
    if features is None:
        return 0.0
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, score(features, model or default_model())))))


def score(features: Features, model: Model) -> float:
    """The log-odds."""
    found = (*features, 1.0)
    return model.intercept + math.fsum([weight * found[first] * found[second] for first, second, weight in model.terms])


def value(features: Features, name: str) -> float:
    """A feature by name, or a product of two: `a*b`."""
    first, _, second = name.partition("*")
    found = float(getattr(features, first))
    return found * float(getattr(features, second)) if second else found


def explain(features: Features | None, model: Model | None = None) -> list[tuple[str, float, float, float]]:
    """Rows (term, value, coefficient, value times coefficient), the weightiest first, for `wirelake explain`."""
    chosen = model or default_model()
    if features is None:
        return []
    rows = [(name, value(features, name), weight) for name, weight in chosen.coefficients.items()]
    return sorted(((n, v, w, v * w) for n, v, w in rows), key=lambda row: -abs(row[3]))


@lru_cache(maxsize=1)
def default_model() -> Model:
    """The model in `seeds/copy_model.json`."""
    return read_model(json.loads(resources.files("seeds").joinpath("copy_model.json").read_text(encoding="utf-8")))


def read_model(data: dict[str, Any]) -> Model:
    """A model from its JSON object.

    Raises:
        ValueError: if a coefficient names no feature.
    """
    known = set(Features._fields)
    unknown = sorted(name for term in data["coefficients"] for name in term.split("*") if name not in known)
    if unknown:
        raise ValueError(f"the copy model names unknown features: {', '.join(unknown)}")
    place = {name: at for at, name in enumerate((*Features._fields, ""))}
    parts = [(*name.partition("*"), weight) for name, weight in data["coefficients"].items()]
    terms = tuple((place[first], place[second], weight) for first, _, second, weight in parts)
    return Model(data["version"], data["threshold"], data["intercept"], dict(data["coefficients"]), terms)

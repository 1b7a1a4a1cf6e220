"""Fits the coefficients of `seeds/copy_model.json` on generated corpora.

    python -m benchmarks.fit_copy_model --seed 11 --out seeds/copy_model.json [--texts OTHER_TEXTS.jsonl]

Corpora of several sizes, so that the model also holds where little or nothing is known of frequencies. Ridge-penalised logistic
regression by Newton's method; false links weigh more than missed ones, since a merged story hides an article and a missed copy
is often found through another copy.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.dedup_generator import LEVELS, generate, read_texts, rows
from benchmarks.dedup_memory import compared_pairs, signatures_of
from transforms.similarity.cluster import THRESHOLD
from transforms.similarity.model import Features, value

TERMS: Final = (
    *Features._fields,
    *("containment*" + other for other in ("containment", "number_agreement", "name_agreement", "rarity", "spread")),
    *("rarity*" + other for other in ("jaccard", "matched", "number_conflicts", "name_conflicts")),
    *("containment*" + other for other in ("number_conflicts", "name_conflicts")),
    "plain_containment*lead_coverage",
    "jaccard*name_agreement",
)
SIZES: Final = (12,) * 40 + (60,) * 10 + (300,) * 6 + (1500, 4000)
WEIGHT_OF_NEGATIVES: Final = 1.5
RIDGE: Final = 3.0

Matrix = npt.NDArray[np.float64]


def training_pairs(seed: int, sizes: Sequence[int], texts: Sequence[str]) -> tuple[list[Features], list[bool]]:
    """Features of all candidate pairs of generated corpora, and whether they are copies of one story."""
    features, truth = [], []
    for number, size in enumerate(sizes):
        base = texts if texts and number % 2 else ()
        viral = (60, 25) if size >= 300 and number % 3 == 0 else ()
        corpus, gold = rows(generate(size, seed * 1000 + number, base, viral))
        story = {row["id"]: row["gold"] for row in gold}
        for left, right, found in compared_pairs(signatures_of(corpus)):
            features.append(found)
            truth.append(story[left] == story[right])
    return features, truth


def fit(design: Matrix, truth: Matrix, weights: Matrix, ridge: float = RIDGE) -> tuple[float, Matrix]:
    """Intercept and coefficients of a logistic regression; the penalty is on standardised columns, not on the intercept."""
    mean, scale = design.mean(0), design.std(0) + 1e-9
    columns = np.column_stack([np.ones(len(design)), (design - mean) / scale])
    penalty = np.diag([1e-6] + [ridge] * design.shape[1])
    found = np.zeros(columns.shape[1])
    for _ in range(50):
        odds = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        curvature = (columns * (weights * odds * (1 - odds) + 1e-9)[:, None]).T @ columns + penalty
        step = np.linalg.solve(curvature, columns.T @ (weights * (truth - odds)) - penalty @ found)
        found += step
        if np.abs(step).max() < 1e-6:
            break
    coefficients = found[1:] / scale
    return float(found[0] - (coefficients * mean).sum()), coefficients


def main() -> None:
    """Fit and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--texts", type=Path, help="JSONL with a field text: base texts of every second corpus")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    features, truth = training_pairs(args.seed, SIZES, read_texts(args.texts) if args.texts else ())
    design = np.array([[value(found, term) for term in TERMS] for found in features])
    copies = np.array(truth, float)
    intercept, coefficients = fit(design, copies, np.where(copies > 0, 1.0, WEIGHT_OF_NEGATIVES))
    odds = design @ coefficients + intercept
    model: dict[str, Any] = {
        "version": "1",
        "threshold": round(float(1 / (1 + np.exp(-THRESHOLD))), 4),
        "intercept": round(intercept, 4),
        "coefficients": {term: round(float(weight), 4) for term, weight in zip(TERMS, coefficients, strict=True)},
        "fitted_on": {"generator_seed": args.seed, "levels": LEVELS, "pairs": len(truth), "copies": int(copies.sum())},
    }
    args.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    above = odds > THRESHOLD
    false, missed = int((above & (copies == 0)).sum()), int((~above & (copies > 0)).sum())
    print(f"{len(truth)} pairs, {int(copies.sum())} copies: {false} false, {missed} missed")


if __name__ == "__main__":
    main()

"""Scores of deduplication on a corpus with gold clusters: one run, nights in order, nights shuffled; peers' predictions beside.

    python -m benchmarks.dedup_quality ../shared/data/dedup_dev
    python -m benchmarks.dedup_quality ../shared/data/dedup_dev --large 60 100 150
    python -m benchmarks.dedup_quality out/generated --sample 300 --peer datatrove=out/datatrove/pred.jsonl

The folder holds `corpus.jsonl` (`id`, `text`, `source`, `published`) and `gold.jsonl` (`id`, `gold`, `level`, `neg`). Pairwise
F1 is given over the articles up to a level of newsroom work, all negatives included, the predictions being those of the whole
corpus.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.dedup_generator import START, Corpus, rows
from benchmarks.dedup_memory import deduplicate, nights, signatures_of, stories_of
from transforms.records import Signature

LEVELS: Final = ("original", "easy", "medium", "hard", "extreme")
Clusters = Mapping[str, str]
Gold = Mapping[str, Mapping[str, Any]]
Rows = list[dict[str, Any]]


class Scores(NamedTuple):
    """How a clustering agrees with the gold."""

    easy: float  # pairwise F1 up to the level
    medium: float
    hard: float
    negatives: int
    merged: dict[str, int]  # negatives in a cluster with another story, by kind


def pairwise_f1(ids: Iterable[str], one: Clusters, other: Clusters) -> float:
    """F1 over pairs of articles that are together in one clustering and in the other; symmetric."""
    listed = list(ids)
    both = _pairs(Counter((one[article], other[article]) for article in listed))
    first, second = _pairs(Counter(one[article] for article in listed)), _pairs(Counter(other[article] for article in listed))
    return 2 * both / (first + second) if first + second else 1.0


def score(gold: Gold, found: Clusters) -> Scores:
    """Scores of a clustering; an article that is not in it is alone."""
    clusters = {article: found.get(article, article) for article in gold}
    truth = {article: str(row["gold"]) for article, row in gold.items()}
    up_to = {}
    for level in LEVELS[1:4]:
        known = {*LEVELS[: LEVELS.index(level) + 1], "negative"}
        chosen = [a for a, row in gold.items() if row["level"] in known and (level == "hard" or not row.get("mixed"))]
        up_to[level] = pairwise_f1(chosen, truth, clusters)
    members = defaultdict(list)
    for article, cluster in clusters.items():
        members[cluster].append(article)
    merged: Counter[str] = Counter()
    for story in members.values():
        if len({truth[article] for article in story}) > 1:
            merged.update(str(gold[article]["neg"]) for article in story if gold[article].get("neg"))
    negatives = sum(bool(row.get("neg")) for row in gold.values())
    return Scores(up_to["easy"], up_to["medium"], up_to["hard"], negatives, dict(sorted(merged.items())))


def whole_clusters(gold: Gold, articles: int, seed: int) -> set[str]:
    """At most so many articles, whole gold clusters drawn at random."""
    members = defaultdict(list)
    for article, row in gold.items():
        members[row["gold"]].append(article)
    names = sorted(members)
    random.Random(seed).shuffle(names)
    chosen: set[str] = set()
    for name in names:
        if len(chosen) + len(members[name]) <= articles:
            chosen.update(members[name])
    return chosen


def with_large_stories(corpus: Rows, gold: Rows, counts: Sequence[int], seed: int) -> tuple[Rows, Rows]:
    """A corpus and its gold, some of its stories grown by so many copies, which the generator's newsrooms make of its texts."""
    level = {row["id"]: (row["gold"], row["level"]) for row in gold}
    stories = []
    for row in corpus:
        name, kind = level[row["id"]]
        if kind == "original":
            hours = (datetime.fromisoformat(row["published"]) - START).total_seconds() / 3600
            stories.append((name, row["text"].split("\n\n"), hours))
    more, truth = rows(Corpus(seed).grow(stories, counts))
    return [*corpus, *more], [*gold, *truth]


def one_run(signatures: Sequence[Signature]) -> dict[str, str]:
    """Stories of all articles at once."""
    return stories_of({s.article_id: s.word_count for s in signatures}, deduplicate(signatures).links)


def in_nights(signatures: Sequence[Signature], count: int) -> dict[str, str]:
    """Stories after so many nights of about the same size."""
    size = -(-len(signatures) // count)
    return nights([signatures[start : start + size] for start in range(0, len(signatures), size)])


def read_lines(path: Path) -> Rows:
    """The objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def _print_row(name: str, scores: Scores, agreement: float | None = None) -> None:
    merged = ", ".join(f"{kind} {count}" for kind, count in scores.merged.items())
    agrees = f"{agreement:7.4f}" if agreement is not None else "      -"
    total = f"{sum(scores.merged.values())}/{scores.negatives}"
    print(f"{name:24} {scores.easy:7.4f} {scores.medium:7.4f} {scores.hard:7.4f}  {agrees}  {total:>9} {merged}")


def main() -> None:
    """Print one line a clustering."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, help="whole clusters, at most so many articles")
    parser.add_argument("--large", type=int, nargs="*", default=[], metavar="COPIES", help="grow so many of its stories")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nights", type=int, default=5)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PRED.JSONL", help="clusters of a peer")
    args = parser.parse_args()
    corpus, truth = (read_lines(args.folder / f"{name}.jsonl") for name in ("corpus", "gold"))
    corpus, truth = with_large_stories(corpus, truth, args.large, args.seed) if args.large else (corpus, truth)
    gold = {row["id"]: row for row in truth}
    chosen = whole_clusters(gold, args.sample, args.seed) if args.sample else set(gold)
    gold = {article: row for article, row in gold.items() if article in chosen}
    signatures = signatures_of(row for row in corpus if row["id"] in chosen)
    signatures.sort(key=lambda s: (s.date_published or 0, s.article_id))
    shuffled = random.Random(args.seed).sample(signatures, len(signatures))
    print(f"{len(signatures)} articles; pairwise F1 up to each level, agreement with the one run, negatives merged")
    print(f"{'':24} {'easy':>7} {'medium':>7} {'hard':>7} {'agrees':>8} {'merged':>10}")
    single = one_run(signatures)
    _print_row("one run", score(gold, single))
    for name, ordered in (("nights in order", signatures), ("nights shuffled", shuffled)):
        found = in_nights(ordered, args.nights)
        _print_row(f"{args.nights} {name}", score(gold, found), pairwise_f1(gold, single, found))
    for peer in args.peer:
        name, _, path = peer.partition("=")
        found = {row["id"]: str(row["cluster_id"]) for row in read_lines(Path(path)) if row["id"] in gold}
        _print_row(name, score(gold, found))


if __name__ == "__main__":
    main()

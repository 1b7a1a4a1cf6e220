"""Sentences a second of the fact extractor, beside quantulum3 and recognizers-text-suite, on the same invented sentences.

    python -m benchmarks.extraction_speed --peer-python .venv-bench/bin/python

Two kinds of text: news prose with a figure in some sentences, and sentences that are all figures. Seconds are of CPU, in one
process, warm; each tool is a process of its own. The peers are slow, so that they read the first of the sentences only.
"""

import argparse
import datetime
import json
import random
import subprocess
import sys
import tempfile
import time
from typing import Final

from benchmarks.news_texts import Prose
from benchmarks.peer_facts import PEERS
from transforms.extraction.extract import extract

DAY: Final = datetime.date(2022, 6, 15)
AIM: Final = (10, 3000)
"""Times the faster peer, and sentences a second."""


def news(sentences: int, seed: int) -> list[str]:
    """Sentences of invented stories of 700 words, about one figure in five."""
    prose, lines = Prose(seed), list[str]()
    while len(lines) < sentences:
        for paragraph in prose.story(700):
            lines += [f"{sentence.strip('.')}." for sentence in paragraph.split(". ")]
    return lines[:sentences]


def figures(sentences: int, seed: int) -> list[str]:
    """Sentences of the kind that statistical offices and markets give, three figures and a date each."""
    rng = random.Random(seed)
    countries, goods = ("Brazil", "Norway", "Kenya", "Vietnam", "Canada"), ("wheat", "crude oil", "copper", "coffee", "steel")
    months = ("January", "March", "May", "August", "November")

    def one() -> str:
        country, good, month = rng.choice(countries), rng.choice(goods), rng.choice(months)
        a, b, c, year = rng.uniform(1, 99), rng.uniform(1, 30), rng.randint(100, 9999), rng.randint(2005, 2021)
        exports = f"{country}'s {good} exports rose {b:.1f} percent to ${a:.1f} billion in {month}"
        return rng.choice(
            (
                f"{exports}, up from ${a * 0.9:.1f} billion.",
                f"Prices of {good} fell {b:.2f} percent to {c:,} euros a tonne on Monday, {a:.0f} percent below last year.",
                f"The firm cut {c:,} jobs, about {b:.0f} percent of its staff, and lost {a:.1f} million dollars in {month}.",
                f"Output averaged {a:.1f} million barrels a day in the first {rng.randint(2, 11)} months of {year}, "
                f"compared with {b:.1f} million a year earlier.",
            )
        )

    return [one() for _ in range(sentences)]


def own(lines: list[str]) -> tuple[float, int]:
    """CPU seconds of a warm pass of the extractor, and the facts it found."""
    for line in lines[: len(lines) // 10]:
        extract(line, DAY)
    began = time.process_time()
    found = sum(len(extract(line, DAY)) for line in lines)
    return time.process_time() - began, found


def whole_pages(lines: list[str]) -> float:
    """CPU milliseconds of a page of 700 words, read as one text."""
    pages = [" ".join(lines[at : at + 40]) for at in range(0, len(lines), 40)]
    words = sum(len(page.split()) for page in pages)
    began = time.process_time()
    for page in pages:
        extract(page, DAY)
    return 1000 * (time.process_time() - began) / words * 700


def peer(python: str, name: str, lines: list[str]) -> tuple[float, int] | None:
    """The same of a peer; None where the interpreter does not have it."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write("\n".join(lines))
        file.flush()
        command = [python, "-m", "benchmarks.peer_facts", name, file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: not measured: {(done.stderr.strip().splitlines() or ['no output'])[-1]}", file=sys.stderr)
        return None
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["cpu_seconds"], answer["found"]


def main() -> None:
    """Print a table: kind of text, tool, sentences a second, times the faster peer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=6000)
    parser.add_argument("--peer-sentences", type=int, default=200, help="how many of them the peers read")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--peer-python", default=sys.executable, help="the interpreter of the environment that has the peers")
    args = parser.parse_args()
    print(f"{'text':8} {'tool':24} {'sentences/s':>12} {'found each':>11}")
    for kind, make in (("news", news), ("figures", figures)):
        lines = make(args.sentences, args.seed)
        seconds, found = own(lines)
        rate, rates = len(lines) / seconds, []
        print(f"{kind:8} {'wirelake':24} {rate:12,.0f} {found / len(lines):11.2f}", flush=True)
        for name in PEERS:
            few = lines[: args.peer_sentences]
            measured = peer(args.peer_python, name, few)
            if measured is not None:
                rates.append(len(few) / measured[0])
                print(f"{kind:8} {name:24} {rates[-1]:12,.0f} {measured[1] / len(few):11.2f}", flush=True)
        if rates:
            print(f"{kind:8} {rate / max(rates):.0f} times the faster peer (aim: {AIM[0]})")
        print(f"{kind:8} {whole_pages(lines):.1f} ms a page of 700 words (sentences/s aim: {AIM[1]:,})")


if __name__ == "__main__":
    main()

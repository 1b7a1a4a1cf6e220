"""Quality of facts on development sets that lie outside the repository: runs the public API, then the sets' own scorers.

    python -m benchmarks.facts_quality ../shared/data/facts_dev --tools ../shared/tools

Prints the scorers' lines for the wire set (all languages, or one) and the NewsQuant set; texts are read, never copied.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from pipeline.facts import run

WIRE: Final = "wire_dev.jsonl"
NEWSQUANT: Final = "newsquant_dev.jsonl"


def predict(texts: Path, predictions: Path) -> None:
    """Write the facts of a file of texts, one JSON object a line."""
    with texts.open(encoding="utf-8") as lines, predictions.open("w", encoding="utf-8") as out:
        run(lines, out, sys.stderr)


def score(scorer: Path, gold: Path, predictions: Path, extra: list[str]) -> str:
    """What a scorer prints."""
    command = [sys.executable, str(scorer), "--gold", str(gold), "--pred", str(predictions), *extra]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Score both sets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with wire_dev.jsonl and newsquant_dev.jsonl")
    parser.add_argument("--tools", type=Path, help="folder with the scorers; default: ../../tools beside the data")
    parser.add_argument("--language", help="score the wire set in one language only")
    parser.add_argument("--errors", type=int, default=0, help="also print this many errors of the wire set")
    arguments = parser.parse_args()
    tools: Path = arguments.tools or arguments.data.parent.parent / "tools"
    if not (arguments.data / WIRE).exists() or not (tools / "score_facts.py").exists():
        print(f"no {WIRE} in {arguments.data}, or no score_facts.py in {tools}: nothing to score", file=sys.stderr)
        return 2
    wire_options = ["--language", arguments.language] if arguments.language else []
    wire_options += ["--errors", str(arguments.errors)] if arguments.errors else []
    with tempfile.TemporaryDirectory() as folder:
        for name, scorer, options in ((WIRE, "score_facts.py", wire_options), (NEWSQUANT, "score_newsquant.py", [])):
            predictions = Path(folder) / name
            predict(arguments.data / name, predictions)
            print(f"== {name}\n{score(tools / scorer, arguments.data / name, predictions, options)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The peers: quantulum3 and recognizers-text-suite at their own default settings, over lines of text.

Runs in an environment of its own and imports nothing of wirelake. Prints `{"cpu_seconds", "found"}` of one warm pass.

    python -m benchmarks.peer_facts quantulum3 sentences.txt
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path


def quantulum3() -> Callable[[str], int]:
    """Its parser of quantities, without the classifier, which needs a model."""
    from quantulum3 import parser  # type: ignore[import-not-found]

    return lambda text: len(parser.parse(text))


def recognizers_text_suite() -> Callable[[str], int]:
    """Its models of currency, percentage, dimension, age and date, for English: what `wirelake facts` reads."""
    from recognizers_date_time import DateTimeRecognizer  # type: ignore[import-not-found]
    from recognizers_number import NumberRecognizer  # type: ignore[import-not-found]
    from recognizers_number_with_unit import NumberWithUnitRecognizer  # type: ignore[import-not-found]
    from recognizers_text import Culture  # type: ignore[import-not-found]

    units, culture = NumberWithUnitRecognizer(Culture.English), Culture.English
    models = [
        units.get_currency_model(culture),
        units.get_dimension_model(culture),
        units.get_age_model(culture),
        NumberRecognizer(culture).get_percentage_model(culture),
        DateTimeRecognizer(culture).get_datetime_model(culture),
    ]
    return lambda text: sum(len(model.parse(text)) for model in models)


PEERS = {"quantulum3": quantulum3, "recognizers-text-suite": recognizers_text_suite}


def main() -> None:
    """Read the lines once to warm up with the first tenth, then all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("sentences", type=Path, help="a file with one sentence a line")
    args = parser.parse_args()
    lines = args.sentences.read_text(encoding="utf-8").splitlines()
    read = PEERS[args.peer]()
    for line in lines[: max(1, len(lines) // 10)]:
        read(line)
    began = time.process_time()
    found = sum(read(line) for line in lines)
    print(json.dumps({"cpu_seconds": time.process_time() - began, "found": found}))


if __name__ == "__main__":
    main()

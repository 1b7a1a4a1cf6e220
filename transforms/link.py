"""LinkCopies: which of a run's articles are copies of which, among themselves and against the lake's recent history.

The steps are those of `transforms.similarity`, carried by shuffles of packed arrays: bodies -> postings by fingerprint range ->
counted pairs -> candidates -> verified links. No step holds more than a range, a block of pairs, or one value a shuffle key.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
import numpy as np

from transforms import counters
from transforms.candidates_history import ReadRecentBodies
from transforms.records import CopyLink, Signature
from transforms.similarity import candidates as c
from transforms.similarity import frequencies as f
from transforms.similarity.verify import compare, default_model, prepare, probability, shared_words
from transforms.wiring import count, typed

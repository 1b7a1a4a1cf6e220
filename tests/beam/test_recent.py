"""What of a lake's past a run looks at: by day, by time of publication, and by retrieval where a date is missing."""

import datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.lake.layout import open_lake
from pipeline.lake.staging import CommittedFile
from tests.unit.similarity.stories import DAY, NOON, signature, text
from transforms.recent import Span, SpanOf, may_hold, window_of
from transforms.similarity.signing import unpack_fingerprints
from transforms.stored import held_of, read_held
from transforms.tables import to_arrow

BODY = text(1)
TODAY = NOON // DAY


def span(*articles):
    combine = SpanOf()
    accumulator = combine.create_accumulator()
    for one in articles:
        accumulator = combine.add_input(accumulator, one)
    return combine.extract_output(combine.merge_accumulators([accumulator, combine.create_accumulator()]))


DATED = signature("dated", BODY)
LATER = signature("later", BODY, date_published=NOON + 3 * DAY, retrieved_at=NOON + 3 * DAY)
UNDATED = signature("undated", BODY, date_published=None, retrieved_at=NOON + DAY)


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([], None),
        ([DATED], Span(TODAY, TODAY, None, None, NOON, NOON)),
        ([LATER, DATED], Span(TODAY, TODAY + 3, None, None, NOON, NOON + 3 * DAY)),
        ([UNDATED, DATED], Span(TODAY, TODAY, NOON + DAY, NOON + DAY, NOON, NOON + DAY)),
        ([UNDATED], Span(None, None, NOON + DAY, NOON + DAY, NOON + DAY, NOON + DAY)),
    ],
)
def test_the_span_of_a_run(articles, expected):
    assert span(*articles) == expected


@pytest.mark.parametrize(
    ("articles", "days", "held"),
    [
        ([DATED], 0, True),
        ([DATED], -11, True),  # the publisher's day may be the neighbour of that of UTC
        ([DATED], -12, False),
        ([DATED], 12, False),
        ([DATED, LATER], 14, True),
        ([DATED], None, True),
        ([UNDATED], -400, True),
    ],
)
def test_partitions_that_are_looked_into(articles, days, held):
    day = None if days is None else datetime.date(1970, 1, 1) + datetime.timedelta(TODAY + days)
    assert may_hold(day, window_of(span(*articles), 10)) is held


STORED = [
    ("same day", {}),
    ("ten days before", {"date_published": NOON - 10 * DAY, "retrieved_at": NOON - 10 * DAY}),
    ("eleven days before", {"date_published": NOON - 11 * DAY, "retrieved_at": NOON - 11 * DAY}),
    ("old, retrieved now", {"date_published": NOON - 300 * DAY}),
    ("undated, retrieved now", {"date_published": None}),
    ("undated, retrieved long ago", {"date_published": None, "retrieved_at": NOON - 50 * DAY}),
    ("absurd date", {"date_published": -(2**60), "retrieved_at": NOON - 50 * DAY}),
]


@pytest.mark.parametrize("rows_a_group", [1, 100])
@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([DATED], ["same day", "ten days before", "undated, retrieved now"]),
        ([UNDATED], ["same day", "old, retrieved now", "undated, retrieved now"]),
    ],
)
def test_rows_that_are_read(tmp_path, articles, expected, rows_a_group):
    lake = open_lake(str(tmp_path / "lake"), create=True)
    rows = [signature(name, BODY, **fields) for name, fields in STORED]
    table = to_arrow("signatures", rows, run_id="r")
    table = table.drop_columns([name for name in ("published_date",) if name in table.column_names])
    pq.write_table(pa.table(table), tmp_path / "part.parquet", row_group_size=rows_a_group)
    file = CommittedFile("signatures", "part.parquet", str(tmp_path / "part.parquet"), None, len(rows), 1)
    lake_file = file._replace(path="../part.parquet")
    found = read_held(lake, lake_file, np.unique(unpack_fingerprints(DATED)), window=window_of(span(*articles), 10))
    assert [one.article_id for one, _ in found] == expected


def test_fingerprints_that_begin_as_a_wanted_one_are_not_taken_for_it():
    wanted = np.array([2**40, 2**63, 2**64 - 4], np.uint64)
    held = [[0, 2**40, 2**40 + 4, 2**63], [2**63 + 4, 2**64 - 8], [], [2**64 - 4]]
    rows = pa.table({"fingerprints": [np.array(one, "<u8").tobytes() for one in held]})
    assert held_of(rows, wanted).tolist() == [2, 0, 0, 1]
    assert held_of(rows, wanted[:0]).tolist() == [0, 0, 0, 0]

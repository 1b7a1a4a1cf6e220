"""Rows that the lake holds, read file by file and cut with Arrow before any of them becomes a record. Imports no Beam."""

import functools
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.lake.layout import Lake
from pipeline.lake.staging import CommittedFile
from transforms.records import Micros, Signature
from transforms.similarity.arrays import among
from transforms.similarity.candidates import MIN_SHARED, Keys, article_key
from transforms.similarity.frequencies import Labels
from transforms.similarity.signing import SIGNATURE_VERSION
from transforms.tables import TABLES, from_arrow

BATCH_ROWS = 20_000

_BEGINNING_BITS = 22  # of a fingerprint: 500,000 wanted ones have one in nine of all beginnings

_LIGHT_COLUMNS = [name for name in Signature._fields if name not in ("words", "flags", "published_date")]


class Window(NamedTuple):
    """First and last moment of stored articles that may be compared with a run's; None: none may."""

    published: tuple[Micros, Micros] | None  # of articles with a date, with those of the run that have one
    retrieved: tuple[Micros, Micros] | None  # of articles without a date
    with_undated: tuple[Micros, Micros] | None  # retrieval of any article, with those of the run that have no date


def read_batches(lake: Lake, file: CommittedFile, columns: Sequence[str], window: Window | None = None) -> Iterator[pa.Table]:
    """The rows of one committed file, BATCH_ROWS at a time, with those of `columns` that it holds.

    With a `window`, row groups whose statistics say that they have none of its rows are not read.
    """
    with lake.store.open_input(file.path) as source:
        parquet = pq.ParquetFile(source)
        names = parquet.schema_arrow.names
        groups = list(range(parquet.num_row_groups))
        if window is not None:
            groups = [number for number in groups if _may_hold(parquet.metadata.row_group(number), window)]
        chosen = [name for name in columns if name in names]
        for batch in parquet.iter_batches(BATCH_ROWS, row_groups=groups, columns=chosen):
            yield pa.Table.from_batches([batch])


def _may_hold(group: Any, window: Window) -> bool:
    """Whether a row group can hold rows of a window, as far as its statistics tell."""
    columns = {group.column(number).path_in_schema: group.column(number) for number in range(group.num_columns)}
    published, retrieved = (
        columns[name].statistics if name in columns else None for name in ("date_published", "retrieved_at")
    )
    if published is None or retrieved is None or not (retrieved.has_min_max and published.has_null_count):
        return True
    return (
        (published.has_min_max and _overlap(window.published, published))
        or (published.null_count > 0 and _overlap(window.retrieved, retrieved))
        or _overlap(window.with_undated, retrieved)
    )


def _overlap(bounds: tuple[Micros, Micros] | None, statistics: Any) -> bool:
    return bounds is not None and bounds[0] <= statistics.max_raw and statistics.min_raw <= bounds[1]


def _inside(rows: pa.Table, window: Window) -> Any:
    """Which rows are in a window."""
    published, retrieved = (rows.column(name).cast(pa.int64()) for name in ("date_published", "retrieved_at"))
    undated = pc.and_(pc.is_null(published), _between(retrieved, window.retrieved))
    found = (_between(published, window.published), undated, _between(retrieved, window.with_undated))
    return functools.reduce(pc.or_, found)


def _between(moments: Any, bounds: tuple[Micros, Micros] | None) -> Any:
    if bounds is None:
        return pa.array(np.zeros(len(moments), bool))
    inside = pc.and_(pc.greater_equal(moments, bounds[0]), pc.less_equal(moments, bounds[1]))
    return pc.fill_null(inside, False)


def read_rows(
    lake: Lake, table: str, file: CommittedFile, record: type[Any], by: tuple[str, ...], wanted: pa.Array | None
) -> Iterator[Any]:
    """The rows of one committed file as records: all, or those that hold one of `wanted` in any of the columns `by`.

    A column may be `copies.article_id`: then a row is taken if any of its copies is wanted.
    """
    partition = TABLES[table].partition
    if by and not any(pc.any(_masks(rows, by, wanted)).as_py() for rows in read_batches(lake, file, _roots(by))):
        return  # most files: their bodies are not read
    for rows in read_batches(lake, file, record._fields):  # type: ignore[attr-defined]
        if by:
            rows = rows.filter(_masks(rows, by, wanted))
        if partition is not None and partition in record._fields:  # type: ignore[attr-defined]
            rows = rows.append_column(partition, pa.array([file.partition] * len(rows), pa.date32()))
        yield from from_arrow(record, rows)


def _roots(columns: tuple[str, ...]) -> list[str]:
    """The columns of a table that hold these, which may be fields of lists."""
    return [column.partition(".")[0] for column in columns]


def _masks(rows: pa.Table, by: tuple[str, ...], wanted: pa.Array | None) -> Any:
    """Which rows hold one of `wanted` in any of the columns."""
    return functools.reduce(pc.or_, (_mask(rows, column, wanted) for column in by))


def _mask(rows: pa.Table, column: str, wanted: pa.Array | None) -> pa.Array:
    name, _, inner = column.partition(".")
    values = rows.column(name).combine_chunks()
    if not inner:
        return pc.is_in(values, value_set=wanted)
    hits = pc.is_in(pc.struct_field(pc.list_flatten(values), inner), value_set=wanted)
    parents = pc.list_parent_indices(values).filter(hits)
    return pc.is_in(pa.array(range(len(rows)), pa.int64()), value_set=pc.cast(parents, pa.int64()))


def held_of(rows: pa.Table, wanted: Keys) -> npt.NDArray[np.int64]:
    """How many of the `fingerprints` of each row are among the wanted ones (sorted, unique): shape (rows,)."""
    column = rows.column("fingerprints").combine_chunks().cast(pa.large_binary())
    lengths = (pc.binary_length(column).to_numpy(zero_copy_only=False) // 8).astype(np.int64)
    joined = np.frombuffer(b"".join(column.to_pylist()), "<u8")
    held = _may_be_among(joined, wanted)
    at = np.flatnonzero(held)
    held[at] = among(joined[at], wanted)
    totals = np.concatenate(([0], np.cumsum(held)))
    ends = np.cumsum(lengths)
    found: npt.NDArray[np.int64] = totals[ends] - totals[ends - lengths]
    return found


def _may_be_among(fingerprints: Keys, wanted: Keys) -> npt.NDArray[np.bool_]:
    """Which fingerprints begin as one of the wanted ones does: most of a long history's do not, and need not be looked up."""
    beginnings = np.zeros(1 << _BEGINNING_BITS, bool)
    shift = np.uint64(64 - _BEGINNING_BITS)
    beginnings[wanted >> shift] = True
    found: npt.NDArray[np.bool_] = beginnings[fingerprints >> shift]
    return found


def read_held(
    lake: Lake,
    file: CommittedFile,
    wanted: Keys,
    at_least: int = MIN_SHARED,
    window: Window | None = None,
    leave_out: Collection[str] = (),
) -> Iterator[tuple[Signature, int]]:
    """The signatures of one committed file, without words and flags, that have at least so many of the wanted fingerprints.

    Args:
        lake: where the file lies.
        file: of `signatures`.
        wanted: fingerprints; sorted, unique.
        at_least: how many.
        window: the times of the articles; None: all.
        leave_out: runs whose articles are left out.

    Returns:
        each with the number of wanted fingerprints that it has.
    """
    columns = [*_LIGHT_COLUMNS, "run_id"] if leave_out else _LIGHT_COLUMNS
    for rows in read_batches(lake, file, columns, window):
        rows = rows if window is None else rows.filter(_inside(rows, window))
        if leave_out:
            rows = rows.filter(pc.invert(_mask(rows, "run_id", pa.array(sorted(leave_out)))))
        rows = _present(rows)
        held = held_of(rows, wanted)
        enough = held >= at_least
        yield from zip(_lights(file, rows.filter(pa.array(enough))), held[enough].tolist(), strict=True)


def read_of_runs(lake: Lake, file: CommittedFile, run_ids: Collection[str]) -> Iterator[Signature]:
    """The signatures of one committed file that some runs brought, without words and flags."""
    wanted = pa.array(sorted(run_ids), pa.string())
    if not any(pc.any(_mask(rows, "run_id", wanted)).as_py() for rows in read_batches(lake, file, ["run_id"])):
        return
    for rows in read_batches(lake, file, [*_LIGHT_COLUMNS, "run_id"]):
        yield from _lights(file, _present(rows.filter(_mask(rows, "run_id", wanted))))


def _present(rows: pa.Table) -> pa.Table:
    """The signatures that this version can compare."""
    return rows.filter(pc.equal(rows.column("signature_version"), SIGNATURE_VERSION))


def _lights(file: CommittedFile, rows: pa.Table) -> Iterator[Signature]:
    """Rows of a file of signatures as records, without words and flags."""
    rows = rows.append_column("published_date", pa.array([file.partition] * len(rows), pa.date32()))
    for name in ("words", "flags"):
        rows = rows.append_column(name, pa.array([b""] * len(rows), pa.binary()))
    yield from from_arrow(Signature, rows)


def story_labels(rows: pa.Table, leave_out: Keys) -> Labels:
    """The stand-in story of each member of the stories in `rows`: the key of the story's canonical article.

    Args:
        rows: of `stories`.
        leave_out: keys of articles that have no story yet, as far as this run goes: what remains of a story stands for
            its first remaining article, in the order in which the first is canonical.
    """
    keys: list[int] = []
    labels: list[int] = []
    out = frozenset(leave_out.tolist())
    for copies in rows.column("copies").to_pylist():
        rest = [key for copy in copies if (key := article_key(copy["article_id"])) not in out]
        if len(rest) > 1:
            keys += rest
            labels += rest[:1] * len(rest)
    order = np.argsort(np.array(keys, np.uint64))
    return Labels(np.array(keys, np.uint64)[order], np.array(labels, np.uint64)[order])

"""The tables of the lake: Arrow schemas, partition columns, keys, and how a record becomes a row.

Column types follow one rule: moments are `timestamp[us, UTC]`, days `date32`, amounts `decimal128(38, 9)`.
"""

import datetime
import decimal
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import pyarrow as pa

from transforms import records

DECIMAL: Final = pa.decimal128(38, 9)
TIMESTAMP: Final = pa.timestamp("us", tz="UTC")
NULL_PARTITION: Final = "__HIVE_DEFAULT_PARTITION__"

T = TypeVar("T")

_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)

_MICROS_FIELDS: Final = frozenset(
    {
        "date_published", "date_modified", "retrieved_at", "first_published", "last_published", "mtime", "last_polled_at",
        "next_poll_at", "started_at", "ended_at", "data_interval_start", "data_interval_end",
    }
)  # fmt: skip
_TYPES: Final[dict[Any, pa.DataType]] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    bytes: pa.binary(),
    datetime.date: pa.date32(),
    decimal.Decimal: DECIMAL,
}


class Table(NamedTuple):
    """One table of the lake."""

    name: str
    schema: pa.Schema  # all columns, the partition column included
    partition: str | None  # the Hive partition column, a date
    key: tuple[str, ...]  # columns that make a row unique
    derived: bool  # rows are replaced by `key[0]`, not only appended


def _type(name: str, hint: Any) -> pa.DataType:
    if name in _MICROS_FIELDS:
        return TIMESTAMP
    options = [arg for arg in get_args(hint) if arg is not type(None)]
    if get_origin(hint) is not None and len(options) == 1 and type(None) in get_args(hint):
        return _type(name, options[0])
    if get_origin(hint) is not None:
        return pa.list_(_type("", options[0]))
    if hasattr(hint, "_fields"):
        return pa.struct([pa.field(f, _type(f, t)) for f, t in get_type_hints(hint).items()])
    return _TYPES[hint]


def schema_of(record: type, extra: Mapping[str, pa.DataType] | None = None, leave_out: Iterable[str] = ()) -> pa.Schema:
    """The Arrow schema of a record type, `run_id` and `extra` columns appended."""
    out = set(leave_out)
    fields = [pa.field(name, _type(name, hint)) for name, hint in get_type_hints(record).items() if name not in out]
    fields += [pa.field(name, kind) for name, kind in (extra or {}).items()]
    if "run_id" not in {field.name for field in fields}:
        fields.append(pa.field("run_id", pa.string()))
    return pa.schema(fields)


class Run(NamedTuple):
    """One finished run: one row of `runs`."""

    run_id: str
    data_interval_start: records.Micros | None
    data_interval_end: records.Micros | None
    started_at: records.Micros
    ended_at: records.Micros
    status: str  # done, done_with_warnings
    code_version: str
    settings_sha256: str
    runner: str
    inputs: tuple[str, ...]
    table_versions: str  # JSON object: table -> version of its Delta log
    counters: str  # JSON object: counter -> number
    rule_version: str | None = None  # with which the facts of its articles were read


_RUNS_SCHEMA: Final = pa.schema(
    [
        ("run_id", pa.string()), ("data_interval_start", TIMESTAMP), ("data_interval_end", TIMESTAMP),
        ("started_at", TIMESTAMP), ("ended_at", TIMESTAMP), ("status", pa.string()), ("code_version", pa.string()),
        ("settings_sha256", pa.string()), ("runner", pa.string()), ("inputs", pa.list_(pa.string())),
        ("table_versions", pa.string()), ("counters", pa.string()), ("rule_version", pa.string()),
    ]
)  # fmt: skip

_DAY: Final = {"published_date": pa.date32()}
_RUN_DAY: Final = {"run_date": pa.date32()}

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        Table("articles", schema_of(records.Article), "published_date", ("article_id", "revision"), False),
        Table(
            "sightings",
            schema_of(records.Sighting, _RUN_DAY),
            "run_date",
            ("article_id", "source_uri", "run_id"),
            False,
        ),
        Table("facts", schema_of(records.Fact, _DAY), "published_date", ("fact_id",), False),
        Table("signatures", schema_of(records.Signature), "published_date", ("article_id", "revision"), False),
        Table("links", schema_of(records.CopyLink), "published_date", ("article_id", "is_based_on", "run_id"), False),
        Table("rejects", schema_of(records.Reject, _RUN_DAY), "run_date", ("reject_id",), False),
        Table("stories", schema_of(records.Story), "published_date", ("story_id",), True),
        Table("story_facts", schema_of(records.StoryFact), "published_date", ("story_id", "story_fact_id"), True),
        Table("source_state", schema_of(records.SourceState), None, ("source_uri",), True),
        Table("runs", _RUNS_SCHEMA, None, ("run_id",), False),
    )
}
"""All tables by name, in the order in which a commit adds them; `runs` is the last."""


def partition_value(value: datetime.date | None) -> str:
    """The text of a partition's folder name after `=`."""
    return NULL_PARTITION if value is None else value.isoformat()


def _plain(value: Any) -> Any:
    """A value as pyarrow takes it: nested records become mappings."""
    if hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def to_arrow(name: str, rows: Iterable[Any], **extra: Any) -> pa.Table:
    """Rows of a table from its records.

    Args:
        name: the table.
        rows: its records (NamedTuples of `transforms.records`).
        extra: columns that have one value for all rows, such as `run_id` and `run_date`.

    Returns:
        a table with exactly the columns of `TABLES[name].schema`, in that order.
    """
    schema = TABLES[name].schema
    listed = list(rows)
    fields = listed[0]._fields if listed else ()
    columns: dict[str, Any] = dict(zip(fields, zip(*listed, strict=True), strict=True)) if listed else {}
    arrays = []
    for field in schema:
        if field.name in extra:
            arrays.append(pa.array([extra[field.name]] * len(listed), field.type))
        else:
            values = columns.get(field.name, ())
            nested = pa.types.is_list(field.type)
            arrays.append(pa.array([_plain(v) for v in values] if nested else list(values), field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def from_arrow(record: type[T], table: pa.Table) -> Iterator[T]:
    """Records from rows that hold at least the record's required columns: the inverse of `to_arrow`.

    Args:
        record: a NamedTuple of `transforms.records`, or one with some of a table's columns.
        table: rows; columns that the record does not have are left out, fields without a column take their defaults.
    """
    hints = get_type_hints(record)
    names = [name for name in hints if name in table.column_names]
    columns = []
    for name in names:
        column = table.column(name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        values = column.to_pylist()
        nested = _nested_record(hints[name])
        columns.append([[_nested(nested, item) for item in value] for value in values] if nested else values)
    if names == list(hints)[: len(names)]:  # as they come, most often: three times as fast
        yield from map(record, *columns)
        return
    for row in zip(*columns, strict=True):
        yield record(**dict(zip(names, row, strict=True)))


def _nested_record(hint: Any) -> Any:
    """The record type inside `Sequence[Record]`, or None."""
    return next((arg for arg in get_args(hint) if hasattr(arg, "_fields")), None)


def _nested(record: Any, item: Mapping[str, Any]) -> Any:
    moments = {name: micros_of(value) for name, value in item.items() if isinstance(value, datetime.datetime)}
    return record(**{**item, **moments})


def micros_of(moment: datetime.datetime) -> records.Micros:
    """A moment with a zone in microseconds since 1970, exactly."""
    return (moment - _EPOCH) // datetime.timedelta(microseconds=1)

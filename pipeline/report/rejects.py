"""The rejects of a report: how many for which reason and from where, and the beginnings of what was refused."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import duckdb

from pipeline.report import budget
from pipeline.report.budget import clip
from pipeline.report.runs import source_of
from transforms.errors import REASONS

PAYLOAD: Final = 360
"""Characters of a payload that are shown."""

EACH: Final = 40
"""Rejects of one reason that are shown, the newest: a flood of one leaves room for the others."""

SOURCES: Final = 8
"""Sources of one reason that are named."""

_ITEMS = """
    SELECT reason, stage, left(message, 600), left(source_uri, 600), payload[1:2000], octet_length(payload), retryable,
           epoch_ms(retrieved_at), run_id
    FROM rejects WHERE list_contains($runs, run_id)
    QUALIFY row_number() OVER (PARTITION BY reason ORDER BY retrieved_at DESC, source_uri, reject_id) <= $each
    ORDER BY retrieved_at DESC, source_uri, reject_id"""


def reject_counts(connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The new rejects of these runs by reason, the commonest first, each with what it means and where it came from."""
    rows = connection.execute(
        "SELECT reason, source_uri FROM rejects WHERE list_contains($runs, run_id)", {"runs": list(run_ids)}
    ).fetchall()
    reasons = Counter(reason for reason, _ in rows)
    sources: dict[str, Counter[str]] = {reason: Counter() for reason in reasons}
    for reason, uri in rows:
        sources[reason][source_of(uri)] += 1
    return [
        {
            "reason": reason,
            "meaning": REASONS.get(reason, ""),
            "count": number,
            "sources": [[clip(name, 80), count] for name, count in _largest(sources[reason])[:SOURCES]],
            "source_count": len(sources[reason]),
        }
        for reason, number in _largest(reasons)
    ]


def _largest(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def reject_items(
    connection: duckdb.DuckDBPyConnection, run_ids: Sequence[str], most: int = budget.REJECTS
) -> list[dict[str, Any]]:
    """Single rejects, the newest first, at most EACH of one reason and as many as `most` bytes hold."""
    items = []
    for reason, stage, message, uri, payload, size, retryable, when, run_id in connection.execute(
        _ITEMS, {"runs": list(run_ids), "each": EACH}
    ).fetchall():
        start, binary = payload_start(payload or b"")
        items.append(
            {
                "reason": reason, "stage": stage, "message": clip(message, 300), "uri": clip(uri, 300), "start": start,
                "binary": binary, "size": size or 0, "retryable": retryable, "when": when, "run_id": run_id,
            }
        )  # fmt: skip
    return budget.fit(items, most)


def payload_start(payload: bytes) -> tuple[str, bool]:
    r"""The beginning of a payload as text, or, where it is none, as hexadecimal bytes; and whether it is binary.

    >>> payload_start(b'{"id": 1}'), payload_start(b"\x1f\x8b\x08\x00")
    (('{"id": 1}', False), ('1f 8b 08 00', True))
    """
    text = payload.decode("utf-8", "replace")[:PAYLOAD]
    odd = sum(mark == "\ufffd" or (mark < " " and mark not in "\t\n\r\f") for mark in text)
    if odd > 0.1 * len(text):
        return payload[:48].hex(" "), True
    return "".join(mark if mark >= " " or mark in "\t\n" else " " for mark in text), False

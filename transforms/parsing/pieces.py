"""A record cut out of its container, so that limits and retries are a record's."""

from typing import NamedTuple


class Piece(NamedTuple):
    """One record of a container, or a whole document that is none, or a record that could not be cut out."""

    kind: str  # of the container: text, html, feed, json, jsonl, warc
    data: bytes | None  # None: nothing to parse, see error
    record: int | None = None  # number of the (first) record in the container; None: the document is one
    url: str | None = None  # where the record was fetched from
    content_type: str | None = None
    retrieved_at: int = 0  # microseconds UTC; 0: as of the document
    error: tuple[str, str] | None = None  # reason and message of the reject that this record is
    led: str | None = None  # what a feed said of it (`transforms.parsing.led.led_text`), where it was kept with it

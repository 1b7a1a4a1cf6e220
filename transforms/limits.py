"""Limits that hold for each document and record, enforced inside worker processes that can be killed."""

from typing import NamedTuple


class Limits(NamedTuple):
    """What one document or record may cost. The defaults are safe for pages of the open web."""

    max_bytes: int = 50_000_000  # of one file or record, as stored
    max_decompressed_bytes: int = 100_000_000  # of one record after decompression
    max_depth: int = 250  # nesting of HTML, XML and JSON
    seconds: float = 30.0  # of one record in a worker process
    memory_mb: int = 1024  # of one worker process, above what it has when idle
    max_entries: int = 1_000  # of one feed
    max_records: int = 20_000  # of one JSON list
    max_articles: int = 200  # of one document that is a digest
    min_words: int = 1  # an article with fewer is no article
    payload_bytes: int = 65_536  # kept of a rejected input

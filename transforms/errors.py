"""The closed list of reject reasons, and the one exception that an input may cause."""

from typing import Final

REASONS: Final[dict[str, str]] = {
    "not_found": "the file was there when listed and is gone now",
    "unreadable": "the file or object could not be read (rights, a broken disk or connection)",
    "special_file": "a pipe, socket or device, not a regular file",
    "outside_input": "a link that leaves the input folder, or a loop of links",
    "changed_while_read": "the file changed while it was read",
    "empty": "no bytes, or only white space",
    "too_large": "more bytes than limits.max_bytes, as stored or after decompression",
    "too_deep": "nested deeper than limits.max_depth",
    "too_many_records": "more records in one document than the limit allows; those within the limit were kept",
    "timeout": "the worker process did not finish within limits.seconds and was ended",
    "out_of_memory": "the worker process went over limits.memory_mb and was ended",
    "worker_died": "the worker process died on this document",
    "bad_compression": "gzip data that is cut or broken",
    "bad_encoding": "bytes that are no text in any encoding tried",
    "unknown_format": "neither the name nor the content tells a format that is read here",
    "bad_json": "not JSON, or cut",
    "bad_feed": "not a feed, or broken beyond what feedparser mends",
    "bad_html": "no HTML that a parser could read",
    "bad_warc": "a WARC record that is cut or broken",
    "not_an_object": "a JSON record that is not an object",
    "bad_field": "a field of the wrong type, such as a number for a text",
    "no_text": "no article text was found",
    "not_an_article": "a page that is no article: a section front, an error page, a consent wall",
    "not_a_response": "a WARC response that is no successful HTML page",
    "refused_address": "an address that must not be fetched",
    "fetch_failed": "the feed or page could not be fetched now: no connection, no answer in time, an overloaded server",
    "http_status": "the server answered that there is nothing to be had: HTTP status 403, 404, 410 and the like",
    "bad_redirect": "redirects that lead nowhere, in a circle, or on and on",
    "robots_txt": "the site's robots.txt asks robots not to fetch the page",
    "forgotten": "an article that was taken down (`wirelake lake forget`) and came again",
}
"""Each reason with what it means. The names are stable: dashboards and retry rules use them."""

RETRYABLE: Final[frozenset[str]] = frozenset(
    {"not_found", "unreadable", "changed_while_read", "timeout", "out_of_memory", "worker_died", "fetch_failed"}
)
"""Reasons that may not hold at the next try."""

STAGES: Final[tuple[str, ...]] = ("read", "parse", "normalise", "sign", "facts")


class RejectError(Exception):
    """What an input can cause: it ends as one row of `rejects`, and the run goes on.

    Args:
        reason: one of REASONS.
        message: one line that names the thing, what was wrong with it and, where there is something, what to do.
        payload: the bytes at fault, where they are at hand; otherwise those of the record.

    Raises:
        ValueError: if the reason is not in the closed list.
    """

    def __init__(self, reason: str, message: str, payload: bytes | None = None) -> None:
        """Check the reason and keep the parts."""
        if reason not in REASONS:
            raise ValueError(f"unknown reject reason {reason!r}")
        super().__init__(reason, message, payload)
        self.reason = reason
        self.message = message
        self.payload = payload

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"


class UserError(Exception):
    """What the user can mend: shown as one line, exit code `code` (1 failed, 2 wrong usage)."""

    def __init__(self, message: str, code: int = 1) -> None:
        """Keep the line to show and the exit code."""
        super().__init__(message)
        self.code = code

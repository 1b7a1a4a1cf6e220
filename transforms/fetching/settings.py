"""What fetching may cost and how polite it is, as plain values (`pipeline.options` reads them from the settings)."""

from typing import NamedTuple

from transforms.fetching.addresses import AddressRules

MAX_REDIRECTS = 5
AGENT = "wirelake"
"""The product token that robots.txt rules are looked up by (RFC 9309, 2.2.1)."""


class FetchSettings(NamedTuple):
    """Limits and manners of one run's requests."""

    rules: AddressRules = AddressRules()
    version: str = "0"
    contact: str | None = None  # an address that a publisher can write to
    concurrency: int = 32  # requests at once
    per_host: int = 2  # of these to one host and port
    pace_seconds: float = 1.0  # between the starts of two requests to one host and port
    seconds: float = 60.0  # of one request, from its connection to its last byte
    max_bytes: int = 20_000_000  # of one answer, decompressed
    tries: int = 3  # of one request in a run
    max_wait_seconds: float = 30.0  # that a run waits before it tries a request again; what must wait longer is put off
    host_seconds: float = 900.0  # that one host may take of a run; pages beyond it are put off
    max_entries: int = 500  # of one feed in a run

    @property
    def user_agent(self) -> str:
        """Who asks, and whom to write to (RFC 9110, 10.1.5)."""
        return f"{AGENT}/{self.version} (+{self.contact})" if self.contact else f"{AGENT}/{self.version}"

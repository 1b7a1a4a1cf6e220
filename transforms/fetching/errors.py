"""What a request can end in, beside an answer."""

from transforms.errors import RETRYABLE, RejectError


class FetchError(RejectError):
    """A feed or page that could not be had; `reason` is one of the closed list.

    Args:
        reason: of `transforms.errors.REASONS`.
        message: one line.
        status: of the answer, if there was one.
        retry_after: seconds that the server asks to wait, if it does.
        again: whether another try in the same run may help.
    """

    def __init__(
        self, reason: str, message: str, status: int | None = None, retry_after: float | None = None, again: bool = True
    ) -> None:
        """Keep the parts; there is no payload: a source that fails in the same way again is the same reject."""
        super().__init__(reason, message, b"")
        self.status = status
        self.retry_after = retry_after
        self.again = again and reason in RETRYABLE

    @property
    def retryable(self) -> bool:
        """Whether it may work at the next try."""
        return self.reason in RETRYABLE


class PutOff(Exception):
    """A request that this run has no time for: it is made by a later one.

    Args:
        seconds: from now, before which it need not be tried.
        why: one line.
    """

    def __init__(self, seconds: float, why: str) -> None:
        """Keep the parts."""
        super().__init__(why)
        self.seconds = seconds
        self.why = why

"""Feeds as the source of a stream: a list of them, asked every so often."""

import logging
from dataclasses import dataclass
from typing import Any

from pipeline.feeds import NO_CONTACT, load_feeds
from pipeline.lake.layout import Lake
from pipeline.options import Settings
from transforms.polling import FeedPlan
from transforms.positions import Committed
from transforms.rounds import PollRounds


@dataclass(frozen=True)
class FeedsSource:
    """The feeds of a list, as `ingest --feeds` takes it."""

    path: str
    seconds: float  # from one round of a feed to the next

    def __call__(self, lake: Lake, settings: Settings, committed: Committed) -> Any:
        """The transform; where each feed stands is read from the lake by each round.

        Raises:
            UserError: for a list that cannot be read.
        """
        plan = FeedPlan(self.path, load_feeds(self.path), settings.fetch.as_fetch(), lake)
        if not settings.fetch.contact:
            logging.getLogger(__name__).warning(NO_CONTACT)
        return PollRounds(plan, self.seconds, settings.limits.as_limits(), settings.as_pool())

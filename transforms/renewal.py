"""Evidence that takes the place of what streams' windows stored. Pure code: `transforms.renew` carries it."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, Optional

from transforms.records import CopyLink
from transforms.similarity.verify import WITHDRAWN


class RunLink(NamedTuple):
    """A CopyLink of the lake, with the run that stored it."""

    article_id: str
    is_based_on: str
    probability: float
    containment: float
    shared_words: int
    method: str
    signature_version: str
    published_date: Optional[datetime.date]
    judged_before: Optional[int] = None
    run_id: str = ""


def link_of(row: RunLink) -> CopyLink:
    """The evidence, whoever stored it."""
    return CopyLink(*row[:-1])


def renewed_links(found: Collection[CopyLink], stored: Collection[RunLink], windows: Collection[str]) -> list[CopyLink]:
    """The rows that a run has to write on one pair of articles, so that its last evidence is the run's.

    Args:
        found: what the run finds on the pair; nothing if it is no candidate.
        stored: all rows of the pair in the lake, the withdrawn ones too.
        windows: ids of the runs whose evidence gives way: to what was found, else to what others had stored before.
    """
    if not stored:
        return list(found)
    others = [link_of(row) for row in stored if row.run_id not in windows]
    if not found and len(others) == len(stored):
        return []
    last = _last(link_of(row) for row in stored)
    standing = list(found) or _last(others) or [_withdrawn(last[0])]
    if set(map(_said, standing)) == set(map(_said, last)):
        return []
    return [link._replace(judged_before=(last[0].judged_before or 0) + 1) for link in standing]


def _last(links: Iterable[CopyLink]) -> list[CopyLink]:
    """Of the rows of one pair those that count."""
    listed = list(links)
    counts = max((link.judged_before or 0 for link in listed), default=0)
    return [link for link in listed if (link.judged_before or 0) == counts]


def _withdrawn(link: CopyLink) -> CopyLink:
    return link._replace(probability=0.0, containment=0.0, shared_words=0, method=WITHDRAWN)


def _said(link: CopyLink) -> tuple[Any, ...]:
    """What a row says, apart from how often its pair was judged before."""
    return tuple(link._replace(judged_before=None))

"""Verification of many pairs in one call, each article prepared once."""

from collections.abc import Iterable, Mapping

from transforms.records import CopyLink, Signature
from transforms.similarity.frequencies import Weights
from transforms.similarity.verify import Text, copy_link, prepare


def verify_pairs(pairs: Iterable[tuple[int, int]], signatures: Mapping[int, Signature], weights: Weights) -> list[CopyLink]:
    """The links that pairs give, those above the floor of `copy_link`.

    Args:
        pairs: keys of articles (`candidates.article_key`).
        signatures: of all these articles, by key.
        weights: of their fingerprints.
    """
    texts: dict[int, Text] = {}
    links = []
    for left, right in pairs:
        for key in (left, right):
            if key not in texts:
                texts[key] = prepare(signatures[key], weights)
        link = copy_link(signatures[left], signatures[right], texts[left], texts[right])
        if link is not None:
            links.append(link)
    return links

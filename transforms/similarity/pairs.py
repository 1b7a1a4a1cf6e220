"""Verification of many pairs in one call, each article prepared once."""

from collections.abc import Iterable, Mapping

from transforms.packing import unpack_signature
from transforms.records import CopyLink, PackedSignature, Signature
from transforms.similarity.frequencies import Weights
from transforms.similarity.verify import Text, copy_link, prepare


def verify_pairs(
    pairs: Iterable[tuple[int, int]], signatures: Mapping[int, PackedSignature], weights: Weights
) -> list[CopyLink]:
    """The links that pairs give, those above the floor of `copy_link`.

    Args:
        pairs: keys of articles (`candidates.article_key`).
        signatures: of all these articles, by key.
        weights: of their fingerprints.
    """
    read: dict[int, tuple[Signature, Text]] = {}
    links = []
    for pair in pairs:
        for key in pair:
            if key not in read:
                signature = unpack_signature(signatures[key])
                read[key] = (signature, prepare(signature, weights))
        (left, left_text), (right, right_text) = (read[key] for key in pair)
        link = copy_link(left, right, left_text, right_text)
        if link is not None:
            links.append(link)
    return links

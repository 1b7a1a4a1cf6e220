"""Author fields of pages, feeds and records: lists of names, in order, each once."""

import re
from collections.abc import Iterable
from typing import Final

from transforms.text.agency import agencies_in
from transforms.text.byline import split_authors
from transforms.text.unicode import compact

_ADDRESS: Final = re.compile(r"^\s*(?:https?:|www\.|@|\S+@\S+\s*$|/)", re.IGNORECASE)
_MAIL_NAME: Final = re.compile(r"^\S+@\S+\s+\((.+)\)\s*$")  # RSS: jane@paper.example (Jane Doe)
_GENITIVE: Final = re.compile(r"^(?:του|της|των)\s+", re.IGNORECASE)  # Greek bylines: of whom the text is
_INVERTED: Final = re.compile(r"^([^\W\d_][\w'’-]+),\s+([^\W\d_][\w'’.-]+(?:\s[^\W\d_]\.?)?)$")
_MAX_AUTHORS: Final = 40


def clean_authors(values: Iterable[str], publisher: str | None = None) -> list[str]:
    """Names of persons and agencies in author fields; an agency is evidence that `normalise` reads.

    Args:
        values: fields as found: a name, a byline, several names, or an address, which is no name.
        publisher: a name that is no author, though many systems write it there.

    Returns:
        at most 40 names without roles, places, other organisations, the publisher and repeats.
    """
    house = compact(publisher)
    names: list[str] = []
    for value in values:
        if match := _MAIL_NAME.match(value):
            value = match[1]
        if _ADDRESS.match(value) or (house and compact(value) == house):
            continue
        if publisher and value.endswith(f" {publisher}"):
            value = value[: -len(publisher)].rstrip(" ,|/-–—")
        value = _GENITIVE.sub("", value.strip())
        if match := _INVERTED.match(value):
            value = f"{match[2]} {match[1]}"
        for name in (*split_authors(value), *agencies_in(value)):
            if compact(name) != house and name.casefold() not in (known.casefold() for known in names):
                names.append(name)
    return names[:_MAX_AUTHORS]

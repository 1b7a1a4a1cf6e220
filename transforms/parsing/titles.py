"""Which of a page's titles is its headline, without the name of the site."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

_SEPARATOR: Final = re.compile(r"\s+(?:[|｜·•»«›~/]|::|[-–—―])\s+|\s*[|｜]\s*|\s*_\s*(?=[^\s_]{2,40}$)|\s+[-–—]{2}\s+")
_NO_LETTER: Final = re.compile(r"[\W_]+")
_CUT: Final = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_MIN_FOLDED: Final = 3


def fold(text: str | None) -> str:
    """Letters and digits only, without case: for comparing titles."""
    return _NO_LETTER.sub("", text.casefold()) if text else ""


def _is_site(segment: str, sites: Sequence[str]) -> bool:
    """Whether a part of a title names the site: its name, a part of it, or it with a slogan."""
    folded = fold(segment)
    for site in sites:
        if len(site) >= _MIN_FOLDED and (folded == site or (len(folded) >= 4 and folded in site) or folded.startswith(site)):
            return True
        if len(site) >= 6 and folded.endswith(site) and len(folded) <= 2 * len(site) + 8:
            return True
    return False


def without_site(title: str, sites: Iterable[str], others: Iterable[str] = ()) -> str:
    """A title without the names of site and section at its ends.

    Args:
        title: as in the page.
        sites: names of the site (its name, its domain's label).
        others: other titles of the page; a part that is one of them is the headline.
    """
    parts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(title)]
    if not parts:
        return title
    known = {fold(other) for other in others if other}
    for start, end in parts:
        for piece in (title[:start], title[end:]):
            if len(fold(piece)) >= 12 and fold(piece) in known:
                return piece.strip()
    names = [fold(site) for site in sites if site]
    while parts and _is_site(title[parts[-1][1] :], names) and len(fold(title[: parts[-1][0]])) >= _MIN_FOLDED:
        title = title[: parts.pop()[0]]
    first = next(iter(_SEPARATOR.finditer(title)), None)
    if first and _is_site(title[: first.start()], names) and len(fold(title[first.end() :])) >= 12:
        title = title[first.end() :]
    return title.strip()


def choose_title(candidates: Sequence[str | None], sites: Sequence[str]) -> str | None:
    """The headline among candidates in order of trust: the one that most of them agree on, else the first.

    Args:
        candidates: titles as found (JSON-LD, Open Graph, first heading, ...); None where there is none.
        sites: names of the site.
    """
    found = [" ".join(candidate.split()) for candidate in candidates if candidate and candidate.strip()]
    titles = [without_site(title, sites, (other for other in found if other is not title)) for title in found]
    names = {fold(site) for site in sites if site}
    titles = [title for title in titles if fold(title) and fold(title) not in names]
    if not titles:
        return None
    votes: dict[str, int] = {}
    for title in titles:
        votes[fold(title)] = votes.get(fold(title), 0) + 1
    best = max(titles, key=lambda title: votes[fold(title)])
    if _CUT.search(best):  # systems cut headlines at 110 characters
        stem = fold(_CUT.sub("", best))
        best = next((title for title in titles if fold(title).startswith(stem) and not _CUT.search(title)), best)
    return best

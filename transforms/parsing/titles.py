"""Which of a page's titles is its headline, by what the page itself says of its site; without that, `text.headline` decides."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from transforms.text.headline import names_site
from transforms.text.unicode import compact

_SEPARATOR: Final = re.compile(r"\s+(?:[|｜·•»«›~/]|::|[-–—―])\s+|\s*[|｜]\s*|\s*_\s*(?=[^\s_]{2,40}$)|\s+[-–—]{2}\s+")
_CUT: Final = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_MIN_FOLDED: Final = 3
_SITE_WORDS: Final = 6


def _is_site(segment: str, sites: Sequence[str]) -> bool:
    """Whether a part of a title names the site: its name, a part of it, or it with a slogan."""
    folded = compact(segment)
    for site in sites:
        if len(site) >= _MIN_FOLDED and (folded == site or (len(folded) >= 4 and folded in site)):
            return True
        if folded.startswith(site) and len(site) >= (6 if len(folded) > 2 * len(site) + 8 else _MIN_FOLDED):
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
    names = [compact(site) for site in sites if site]
    known = {compact(other) for other in others if other} - set(names)
    for start, end in parts:
        for piece in (title[:start], title[end:]):
            if len(compact(piece)) >= 12 and compact(piece) in known:
                return piece.strip()
    while parts and _is_site(title[parts[-1][1] :], names) and len(compact(title[: parts[-1][0]])) >= _MIN_FOLDED:
        title = title[: parts.pop()[0]]
    first = next(iter(_SEPARATOR.finditer(title)), None)
    if first and _is_site(title[: first.start()], names) and len(compact(title[first.end() :])) >= 12:
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
    names = {compact(site) for site in sites if site}
    titles = [title for title in titles if compact(title) and compact(title) not in names]
    if not titles:
        return None
    votes: dict[str, int] = {}
    for title in titles:
        votes[compact(title)] = votes.get(compact(title), 0) + 1
    best = max(titles, key=lambda title: votes[compact(title)])
    if _CUT.search(best):  # systems cut headlines at 110 characters
        stem = compact(_CUT.sub("", best))
        best = next((title for title in titles if compact(title).startswith(stem) and not _CUT.search(title)), best)
    return best


def named_in_title(page_title: str | None, headline: str | None, host: str | None) -> str | None:
    """The site's name in a page's title: what stands beside the headline, if it says that it is one or is the host's.

    Args:
        page_title: as the browser shows it: `Headline | Section | Some Post`.
        headline: as found elsewhere; without it, or where the title does not hold it, nothing is told.
        host: of the page's address, None where that is not known: then the last part is believed.
    """
    if not page_title or not headline:
        return None
    parts = [part.strip() for part in _SEPARATOR.split(page_title)]
    if len(parts) < 2 and ": " in page_title:
        before, _, after = page_title.partition(": ")
        parts = (
            [before, after]
            if compact(before) != compact(headline) and compact(after) == compact(headline)
            else [part.strip() for part in page_title.rsplit(": ", 1)]
        )
    if len(parts) < 2:
        return None
    wanted, label = compact(headline), compact((host or "").removeprefix("www.").split(".")[0])
    beside = parts[-1] if compact(parts[0]) == wanted else parts[0] if compact(parts[-1]) == wanted else None
    if beside is None or beside.count(" ") >= _SITE_WORDS or len(compact(beside)) < _MIN_FOLDED:
        return None
    name = _plain(beside)
    believed = not host or names_site(beside) or not name or name in label or (len(label) >= _MIN_FOLDED and label in name)
    return beside if believed else None


def _plain(text: str) -> str:
    """Latin letters and digits without marks, as in a host's name; empty for other scripts."""
    bare = compact(unicodedata.normalize("NFKD", text)).replace("\u0131", "i")
    return "".join(char for char in bare if char.isascii())

"""Headlines freed of what is not theirs: site names, sections and labels that templates put around them."""

import re
from functools import lru_cache
from typing import Final

from transforms.text.agency import find_agency
from transforms.text.unicode import compact, word_set
from transforms.text.urls import publisher_named

_SEPARATED: Final = re.compile(r"\s+(?:[-–—|·•»«:]|::|\|\|)\s+|\s*\|\s*|\s+[-–—]{2}\s+")
_SITE_WORD: Final = re.compile(
    r"\b(?:news|newspaper|times|post|daily|herald|tribune|journal|gazette|chronicle|observer|guardian|telegraph|"
    r"mail|express|star|sun|mirror|standard|globe|"
    r"press|magazine|review|weekly|today|online|radio|tv|broadcasting|media|"
    r"independent|bulletin|examiner|inquirer|register|"
    r"sentinel|courier|argus|echo|blog|wire|digest|insider|monitor|zeitung|nachrichten|anzeiger|rundschau|"
    r"tageblatt|kurier|journal|courrier|dépêche|dauphiné|nouvelles|républicain|progrès|voix|matin|noticias|diario|periódico|"
    r"prensa|jornal|notícias|folha|giornale|notizie|gazzetta|corriere|actualités?|infos?|presse|krant|dagblad|"
    r"nieuws|tidning|avis|nyheter|gazeta|новости|газета|"
    r"ведомости|新闻|新聞|日报|日報|ニュース|뉴스|일보|신문)\b|\.(?:com|net|org|info|co\.\w\w|[a-z]{2})$",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:(?:UPDATE|WRAPUP|REFILE|CORRECTED|RPT|EXCLUSIVE|URGENT|BREAKING|FACTBOX|ADVISORY|FEATURE|"
    r"INSIGHT)\s*\d*\s*[-:–—]\s*(?=\S)|\[(?:update|updated|breaking|video|watch|photos)\]\s*)+"
)
_LABEL_TAIL: Final = re.compile(
    r"\s*[(\[](?:update\s*\d*|updated|video|photos?|gallery|\d+(?:st|nd|rd|th) (?:lead|ld|update|roundup)|lead|"
    r"roundup|watch|vidéo|fotos?)[)\]]$",
    re.IGNORECASE,
)
_SMALL: Final = word_set(
    """
    of the and de la le der die das el los da do del for in on & du des und y et
    """
)
_MOST_WORDS: Final = 6
_INNER_MARK: Final = re.compile(r"[,;:?!/|–—]|\s-\s")
_CAPITALS: Final = 0.7


def names_site(text: str) -> bool:
    """Whether a short text is the name of a known publisher or says that it is one's (`The Andes Daily`)."""
    words = text.split()
    if publisher_named(text) is not None:
        return True
    named = all(word[:1].isupper() or not word[:1].isascii() or word.casefold() in _SMALL for word in words)
    return named and len(words) <= _MOST_WORDS and not _INNER_MARK.search(text) and _SITE_WORD.search(text) is not None


def _is_site(part: str, mark: str, publisher: str | None, host: str) -> bool:
    """Whether the last part of a title is a site's name: the publisher's, the host's, a known one, or one that says so."""
    words = part.split()
    if not words or len(words) > _MOST_WORDS or part[-1] in ".?!,":
        return False
    folded = compact(part)
    if publisher and folded in (compact(publisher), compact(publisher.removeprefix("The "))):
        return True
    if (
        len(folded) >= 4
        and host
        and (folded == host or (len(folded) >= 6 and folded in host) or (len(host) >= 6 and host in folded))
    ):
        return True
    bar = "|" in mark or "•" in mark or "»" in mark or "·" in mark
    if publisher_named(part) is not None:
        return bar or find_agency(part) is None
    if find_agency(part) is not None:
        return bar
    named = all(
        word[:1].isupper() or word[:1].isdigit() or not word[:1].isascii() or word.casefold() in _SMALL for word in words
    )
    return named and ((bar and len(words) <= 4) or _SITE_WORD.search(part) is not None) and ":" not in mark


@lru_cache(maxsize=2048)
def split_site_name(title: str, publisher: str | None = None, host: str | None = None) -> tuple[str, str | None]:
    """Cut a site's name off a title.

    Args:
        title: one line.
        publisher: its publisher, if that is known.
        host: the host of its address.

    Returns:
        the title without the site's name, and that name, or None if there was none. `– Washington Post` is a site's name,
        `– Kremlin` and `- TASS` are not: headlines name their sources so.
    """
    label = compact((host or "").removeprefix("www.").split(".")[0])
    site: str | None = None
    for _ in range(3):
        marks = list(_SEPARATED.finditer(title))
        if not marks:
            break
        last = marks[-1]
        tail, rest = title[last.end() :].strip(), title[: last.start()].strip()
        if rest.count(" ") < 1 and not (rest and not rest.isascii()):
            break
        if not _is_site(tail, last[0], publisher, label) and not (site and _is_section(tail)):
            break
        site = site or tail
        title = rest
    first = _SEPARATED.search(title)
    if (
        site is None
        and first
        and "|" in first[0]
        and _is_site(title[: first.start()], "|", publisher, label)
        and title[first.end() :].count(" ") >= 2
    ):
        lead = title[: first.start()].strip()
        if publisher_named(lead) or (publisher and compact(lead) == compact(publisher)) or compact(lead) == label:
            return title[first.end() :].strip(), lead
    return title, site


def _is_section(part: str) -> bool:
    """Whether what stands before a site's name is its section (`Headline | World | Some Post`)."""
    return part.count(" ") <= 1 and part[:1].isupper() and len(part) <= 20 and part.replace(" ", "").replace("&", "").isalpha()


def clean_headline(title: str) -> str:
    """A headline without a wire's labels (`UPDATE 2-`, `(2nd LD)`) and without quotation marks that enclose the whole."""
    stripped = _LABEL_TAIL.sub("", _LABEL.sub("", title, count=1) if _LABEL.match(title) else title).strip()
    return stripped or title

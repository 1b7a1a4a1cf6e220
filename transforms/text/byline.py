"""Bylines: who wrote a text, freed of the words around the names (By, roles, places, agencies, addresses)."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from transforms.text.agency import agencies_in, find_agency
from transforms.text.unicode import word_set
from transforms.text.urls import publisher_named

_MAX_LINE: Final = 200
_BY: Final = re.compile(
    r"\W{0,3}(?:(?:written|reported|posted|published|words|text|story|report|analysis|opinion|commentary|article|edited)\s+by|"
    r"(?:veröffentlicht|geschrieben|verfasst|erstellt|eingestellt)\s+von|(?:publié|écrit|rédigé|posté)e?\s+par|"
    r"(?:publicado|escrito|postado)\s+por|(?:pubblicato|scritto)\s+da|geschreven\s+door|(?:skrevet|skriven)\s+a[vf]|"
    r"authors?\s*:|by-?line\s*:|by\s*:?|par\s*:?|por\s*:?|von\s*:?|di\s*:|door\s*:?|av\s*:|af\s*:|autor(?:e|en|in|"
    r"a|es)?\s*:|auteure?s?\s*:|"
    r"автор(?:ы)?\s*:|text\s*:|texte\s*:|from our (?:own )?|作者\s*[:：]|记者\s*[:：]?|記者\s*[:：]?|文\s*[/／:：])\s*",
    re.IGNORECASE,
)
_ITALIAN: Final = re.compile(r"(?:[Dd]i|[Aa]v|[Aa]f|De|Od)\s+(?=[A-ZÀ-Þ][\w'’.-]+(?:\s+[A-ZÀ-Þ][\w'’.-]+){1,2}$)")
_SPLIT: Final = re.compile(
    r"\s*(?:[;|/•·、，]|,|\band\b|&|\bund\b|\bet\b|\by\b|\be\b|\boch\b|\bog\b|\ben\b|\bwith\b|\bи\b|\bavec\b|\bmit\b|\bcon\b)\s*",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    r"\s+(?:in|at|from|[Ff]or(?:\s+[Tt]he)?|à|au|en|aus|da|a)\s+(?:[A-ZÀ-Þ][\w'’.-]*)(?:[\s,]+[A-ZÀ-Þ][\w'’.-]*){0,3}\s*$|"
    r"\s*[(\[].{0,60}[)\]]|\s+@\w+|\s*<.{0,80}>|\S+@\S+"
)
_ROLE: Final = re.compile(
    r"\b(?:correspondents?|reporters?|writers?|editors?|editor-in-chief|columnists?|analysts?|producers?|"
    r"contributors?|journalists?|"
    r"staff|bureau|chief|desk|team|newsroom|agenc(?:y|ies)|photographs?|special|senior|deputy|diplomatic|"
    r"political|economics?|business|"
    r"foreign|defen[cs]e|health|environment|science|sports?|web|online|digital|news|service|redaktion|redaction|"
    r"rédaction|redacción|"
    r"redazione|redação|korrespondent(?:in)?|envoyée? spéciale?|corresponsal|enviad[oa] especial|inviat[oa]|admin|guest|author|"
    r"корреспондент|редакция|本报|记者|記者|通讯员|기자|特派员)\b",
    re.IGNORECASE,
)
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # names of one word
_OUTLET: Final = re.compile(  # names of papers beside a name; `Emily Post` is none
    r"The\s.+|.+\s(?:News|Times|Herald|Tribune|Gazette|Courier|Courrier|Chronicle|Zeitung|Online|Magazine|TV|Radio|Press|Media|Network|"
    r"Newspaper|Daily|Today|Weekly|Nachrichten|Diario|Agency)|.{1,12}(?:일보|신문|뉴스|방송|타임스|日报|晚报|时报|新闻|新闻网|日報|新聞|ニュース)|"
    r".+\s.+\s(?:Post|Star|Sun|Mail|Mirror|Journal|Express|Standard|Globe|Review)"
)
_NAME_PARTICLES: Final = word_set(
    """
    de la le du da di del della van von der den ter ten bin al el ibn dos das do e y zu zum af av und mc los las bint binti
    te vom
    """
)
# letters with the vowel signs of scripts whose marks are no word characters to the regular expression engine
_CASED_NAME: Final = re.compile(r"[^\W\d_][\w'’.\-\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e\u1000-\u109f]*")
_CUT: Final = re.compile(r"\b(?:published|updated|posted|last|reading time|\d{1,2}:\d{2}|\d{4})\b", re.IGNORECASE)


_DEGREE: Final = re.compile(r"(?:M\.?D|Ph\.?D|D\.?O|MBA|MPH|MSc?|R\.?N|R\.?D|J\.?D|LL\.?[BM]|Esq|OBE|MBE|CPA|DVM)\.?")
_SUFFIX: Final = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_STAMPED: Final = re.compile(  # a date, or a link to other articles
    r"(?<=\w)\s+(?:(?:updated|published|posted)\b|(?:alle|weitere) (?:artikel|beiträge)|(?:view|see|read|show) (?:all|more)\b|"
    r"all (?:posts|articles|stories)|tous (?:ses|les) articles|ver (?:más|todos)\b).*",
    re.IGNORECASE,
)
_INITIAL_END: Final = re.compile(r"\s[A-ZÀ-Þ]\.$")
_SITE_FIRST: Final = re.compile(
    r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|de|at|ch|fr|it|es|nl|info)\s*[,/|]", re.IGNORECASE
)


class Byline(NamedTuple):
    """What a byline says."""

    authors: list[str]  # persons, in order
    agency: str | None  # canonical name of the first agency in it
    labelled: bool  # begins with By, Von, Author: ...


def is_name(text: str) -> bool:
    """Whether a short text looks like a person's name: one to six words, each with a capital, or a script without case."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 60:
        return False
    capitals = 0
    for word in words:
        if not _CASED_NAME.fullmatch(word):
            return False
        if word[0].isupper() or word[0].lower() == word[0].upper():
            capitals += 1
        elif word.casefold() not in _NAME_PARTICLES:
            return False
    return capitals >= 1 and sum(c.isalpha() for c in text) >= 2


def _person(text: str) -> str | None:
    """The name in one part of a byline, or None for a role, a place or an agency."""
    text = _PLACE.sub("", _STAMPED.sub("", text)).strip(" \t,:;-–—*_|()[]\"'“”")
    if not text.endswith(("Jr.", "Sr.")) and not _INITIAL_END.search(text):
        text = text.strip(".")
    if not text or find_agency(text) or publisher_named(text) or _OUTLET.fullmatch(text):
        return None
    role = _ROLE.search(text)
    if role:
        before = text[: role.start()].strip(" ,-–—|")
        text = text[role.end() :].strip(" ,-–—|:") if find_agency(before) else before  # `Associated Press Writer Jane Doe`
        if " " not in text and not _UNSPACED.search(text):
            return None
    if text.isupper() and " " in text:
        text = " ".join(word if len(word) == 2 and "." in word else word.title() for word in text.split())
    return text if is_name(text) else None


def split_authors(text: str) -> list[str]:
    """The persons named in an author field or a byline, without roles, places and agencies."""
    text = " ".join(text[: _MAX_LINE * 2].split())
    match = _BY.match(text)
    text = text[match.end() :] if match else text
    people: list[str] = []
    if _SITE_FIRST.match(text):  # `paper.example, City, Country`
        return people
    parts = [part for part in _SPLIT.split(text) if part]
    whole = any(" " in part for part in parts)  # beside whole names a single word is a place, a paper or a degree
    for index, part in enumerate(parts):
        if index and _SUFFIX.fullmatch(part) and people:
            people[-1] = f"{people[-1]} {part}"
            continue
        if _DEGREE.fullmatch(part) or (index and whole and " " not in part.strip() and part.isascii()):
            continue
        role = _ROLE.search(part) if index else None
        if role is not None and role.end() == len(part):
            continue  # the role of the one before, with its field: `Local Government Correspondent`
        person = _person(part)
        if person and person not in people:
            people.append(person)
    return people


@lru_cache(maxsize=4096)
def _parse(line: str) -> tuple[tuple[str, ...], str | None, bool] | None:
    text = " ".join(line.split())
    if not 3 <= len(text) <= _MAX_LINE or text.count(" ") > 24:
        return None
    match = _BY.match(text) or _ITALIAN.match(text)
    rest = text[match.end() :] if match else text
    if cut := _CUT.search(rest):
        rest = rest[: cut.start()]
    rest = rest.strip(" \t|-–—•·,:")
    if match is None or not rest:
        return None
    if (
        rest.endswith((".", "!", "?"))
        and not re.search(r"\b[A-Z]\.$|[a-z]{2,}\.(?:com|org|net)$|\bJr\.$", rest)
        and " " in rest
        and find_agency(rest) is None
    ) and not is_name(rest.rstrip(".")):
        return None
    named = agencies_in(rest)
    people = split_authors(rest)
    if not named and not people and not (_ROLE.search(rest) and rest.count(" ") <= 5):
        return None
    words = re.findall(r"[^\W\d_][\w'’.-]*", _PLACE.sub("", rest))
    lower = sum(
        1 for word in words if word[0].islower() and word.casefold() not in _NAME_PARTICLES and not _ROLE.fullmatch(word)
    )
    if lower > 2 + sum(1 for word in words if word in ("and", "with", "in", "for", "at", "the")):
        return None
    if rest[0].islower() and not named and not people:
        return None
    return tuple(people), (named[0] if named else None), True


def parse_byline(line: str) -> Byline | None:
    """Read a line that is a byline by its first word (`By Jane Doe and AFP`); None for any other line."""
    found = _parse(line)
    return None if found is None else Byline(list(found[0]), found[1], found[2])


def parse_bare_byline(line: str) -> Byline | None:
    """Read a line of nothing but names, roles and agencies; only its place between title and text makes it a byline."""
    text = " ".join(line.split())
    if not 3 <= len(text) <= 120 or text[-1] in ".!?:;" or any(c.isdigit() for c in text):
        return None
    parts = [part for part in _SPLIT.split(text) if part]
    people: list[str] = []
    agency = None
    for part in parts:
        found, person = find_agency(part), _person(part)
        if found:
            agency = agency or found
        elif person and (" " in person or not person.isascii()):
            people.append(person)
        elif not (_ROLE.search(part) and part.count(" ") <= 4) and not publisher_named(part):
            return None
    if not people and agency is None and not _ROLE.search(text):
        return None
    return Byline(people, agency, False)

"""Datelines: place, day and agency before the first sentence of a wire story.

The forms are those of the agencies' own style guides: `KYIV, June 15 (Reuters) - `, `PARIS (AFP) – `, `BEIJING AFP - `,
`MOSCOW, June 15. /TASS/. `, `Madrid, 15 jun (EFE).- `, `(ANSA) - ROMA, 15 GIU - `, `NEW DELHI: `, `新华社北京6月15日电`,
`(서울=연합뉴스)`, `МОСКВА, 15 июн — РИА Новости.`
"""

import re
from typing import Final, NamedTuple

from transforms.text.agency import find_agency
from transforms.text.dates import MONTH_NAMES
from transforms.text.unicode import word_set

_HEAD: Final = 140  # characters; a longer beginning is no dateline
_END: Final = re.compile(
    r"\s*\.\s*(?:--?|[—–―])\s*|(?:\s+|(?<=\)))(?:--|[—–―-])(?:\s+|(?=[\"“A-ZÀ-Þ«„]))|[:：]\s+|"
    r"(?<=[)\]/])\s*[.:]?\s+|\.\s+(?=[/A-ZА-Я])|(?<=[)\]）】])(?=\S)"
)
_BRACKETED: Final = re.compile(r"[(\[（【]\s*([^()\[\]（）【】]{2,60})\s*[)\]）】]|/\s*([^()\[\]/]{2,60})\s*/")
_YEAR: Final = r"(?:,?\s+(?:de\s+)?(?P<year>\d{4}))?(?=\W|$)"
_DAYS: Final = (
    re.compile(
        r"(?:(?:le|el|am|den|il|em)\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,12})\.?"
        + _YEAR,
        re.IGNORECASE,
    ),
    re.compile(r"(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?" + _YEAR, re.IGNORECASE),
)
_WEEKDAY: Final = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b", re.IGNORECASE
)
_CHINESE: Final = re.compile(
    r"[（(【]?(?P<agency>[一-鿿]{2,5}社|中新网|新华网)?(?P<place>[一-鿿·]{2,12}?)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:综合)?[电電讯訊]"
    r"(?:\s*[（(][^（）()]{1,40}[）)])?[】）)]?\s*[—-]*\s*"
)
_JAPANESE: Final = re.compile(r"【(?P<head>[^【】]{2,40})】\s*")
_KOREAN: Final = re.compile(
    r"[(\[](?P<place>[가-힣·\s]{2,20})=(?P<agency>[가-힣A-Za-z]{2,12})[)\]]\s*(?:[가-힣\s·]{2,30}?기자\s*=?\s*)?"
)
_MONTH_DAY: Final = re.compile(r"(\d{1,2})月(\d{1,2})日")
_LABELS: Final = word_set(
    """
    update updated watch live breaking exclusive video note q a qa explainer analysis opinion factbox timeline
    correction corrected editorial review interview podcast listen read photos photo gallery recap preview key quick
    poll quiz alert urgent flash developing just in more source sources warning spoiler tldr fact check explained
    feature profile obituary letter comment column sponsored advertisement ad trending related also see verdict summary
    background context ai covid covid-19 nato eu un us uk usa ceo fbi cia who imf gdp opec nasa url http https vs tv day
    week part step chapter tip rule question answer faq pros cons highlights score final result results weather markets
    stocks note: ps nb blog newsletter achtung eilmeldung exklusiv video-interview kommentar vidéo exclusif direct
    analyse en entretien análisis opinión
    """
)


class Dateline(NamedTuple):
    """What stood before the first sentence."""

    text: str  # place and day as written, without the agency: `KYIV, June 15`
    agency: str | None  # canonical name
    year: int | None
    month: int | None
    day: int | None


class _Head(NamedTuple):
    place: str
    agency: str | None
    written_day: str
    year: int | None
    month: int | None
    day: int | None


def _calendar_day(head: str) -> tuple[str, str, int | None, int | None, int | None]:
    """Take the day out of a head: (head without it, day as written, year, month, day)."""
    for match in (match for pattern in _DAYS for match in pattern.finditer(head)):
        month = MONTH_NAMES.get(match["month"].lower())
        day = int(match["day"])
        if month and 1 <= day <= 31:
            rest = (head[: match.start()] + " " + head[match.end() :]).strip(" ,.")
            rest = " ".join(word for word in rest.split() if word.isascii() or word not in MONTH_NAMES)  # `مارس آذار`
            return rest, match[0].strip(), int(match["year"]) if match["year"] else None, month, day
    return head, "", None, None, None


def _take_agency(head: str) -> tuple[str, str | None]:
    """Take the agency out of a head, in brackets or as its first or last word or words."""
    for match in _BRACKETED.finditer(head):
        names = [find_agency(part) for part in re.split(r"[/,&]|\band\b|=", match[1] or match[2])]
        found = next((name for name in names if name), None)
        if found:
            return (head[: match.start()] + " " + head[match.end() :]).strip(" ,.-–—:"), found
    words = head.split()
    for size in (3, 2, 1):
        if len(words) >= size:
            for part, rest in ((words[-size:], words[:-size]), (words[:size], words[size:])):
                found = find_agency(" ".join(part))
                if found:
                    return " ".join(rest).strip(" ,.-–—:"), found
    return head, None


def _is_place(text: str, certain: bool) -> bool:
    """Whether a head's rest can be a place: all in capitals, or words with a capital where agency or day make it certain."""
    words = [word for word in re.split(r"[\s,/()]+", text) if word]
    if not words or len(words) > (7 if certain else 5) or len(text) > 60 or any(c.isdigit() for c in text):
        return False
    if words[0].casefold().strip(".:") in _LABELS:
        return False
    if any(c in text for c in '"“”‘«»?!;=+&@#'):
        return False
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 3:
        return False
    if certain:
        lower = sum(1 for word in words if word[0].islower() and len(word) > 3)
        return lower == 0 and (words[0][0].isupper() or not words[0][0].islower())
    first = text.split(",")[0].split("(")[0]
    return (
        first.strip().isupper()
        and len([c for c in first if c.isalpha()]) >= 4
        and not words[0].casefold().startswith(("http", "www"))
    )


def _read_head(head: str, ending: str, known: bool) -> _Head | None:
    """Read what stands before a separator as (part of) a dateline; `known` after another part was one."""
    rest, agency = _take_agency(head.strip())
    rest, written, year, month, day = _calendar_day(rest)
    place = _WEEKDAY.sub("", rest).strip(" ,.-–—:/|")
    certain = agency is not None or (day is not None and not ending.strip().startswith((":", ".")))
    plain_end = ending.strip() == ""
    if not place:
        usable = agency is not None and (
            known or bool(_BRACKETED.search(head)) or (not plain_end and ending.strip() not in (".", ":"))
        )
        return _Head("", agency, written, year, month, day) if usable or (known and day) else None
    if plain_end and agency is None:
        return None
    if ending.strip() == "." and not (day is not None or agency is not None or known):
        return None
    if ending.strip().startswith((":", "：")) and not certain and (len(place.split()) > 3):
        return None
    return _Head(place, agency, written, year, month, day) if _is_place(place, certain) else None


def _east_asian(paragraph: str) -> tuple[Dateline, str] | None:
    """Datelines of Chinese, Japanese and Korean agencies."""
    if match := _CHINESE.match(paragraph):
        agency = find_agency(match["agency"]) if match["agency"] else None
        month = int(match["month"]) if match["month"] else None
        text = (match["place"] or "") + (f"{match['month']}月" if match["month"] else "") + f"{match['day']}日"
        return Dateline(text, agency, None, month, int(match["day"]) if month else None), paragraph[match.end() :]
    if match := _KOREAN.match(paragraph):
        found = find_agency(match["agency"])
        return (Dateline(match["place"].strip(), found, None, None, None), paragraph[match.end() :]) if found else None
    if match := _JAPANESE.match(paragraph):
        head = match["head"]
        day = _MONTH_DAY.search(head)
        rest = (head.replace(day[0], " ") if day else head).strip()
        parts = [part for part in re.split(r"[\s=＝・/]+", rest) if part]
        agency = next((name for part in parts if (name := find_agency(part))), None)
        place = " ".join(part for part in parts if not find_agency(part))
        if agency is None and len(rest) > 2 and (agency := find_agency(rest[-2:] + "通信")):
            place = rest[:-2]
        if agency or day:
            month, number = (int(day[1]), int(day[2])) if day else (None, None)
            return Dateline(" ".join(filter(None, (place, day[0] if day else ""))), agency, None, month, number), paragraph[
                match.end() :
            ]
    return None


def split_dateline(paragraph: str) -> tuple[Dateline, str] | None:
    """Part the dateline from the first sentence.

    Args:
        paragraph: one cleaned paragraph.

    Returns:
        the dateline and the paragraph without it, or None where the paragraph begins with its sentence.
    """
    head = paragraph[:_HEAD]
    if not head or head[0].islower():
        return None
    if not head.isascii() and (found := _east_asian(paragraph)):
        return found if len(found[1].strip()) >= 8 else None
    parts: list[_Head] = []
    start = 0
    for match in _END.finditer(head):
        if match.start() - start > 90:
            break
        part = _read_head(head[start : match.start()], match[0], bool(parts))
        if part is None and parts:
            break
        if part is not None and not _repeats(part, parts):
            parts.append(part)
            start = match.end()
        if len(parts) == 3:
            break
    rest = paragraph[start:].strip()
    if not parts or rest.count(" ") < 3:
        return None
    place = ", ".join(part.place for part in parts if part.place)
    written = next((part.written_day for part in parts if part.written_day), "")
    dated = next((part for part in parts if part.day), parts[0])
    agency = next((part.agency for part in parts if part.agency), None)
    return Dateline(", ".join(filter(None, (place, written))), agency, dated.year, dated.month, dated.day), rest


def _repeats(part: _Head, parts: list[_Head]) -> bool:
    """Whether a further part gives nothing that is still missing: then the sentence has begun."""
    has_place, has_agency = any(p.place for p in parts), any(p.agency for p in parts)
    return bool(parts) and not (
        (part.agency and not has_agency)
        or (part.place and not has_place and part.day)
        or (part.place and not has_place and has_agency)
    )


_HAS_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")


def day_and_place(line: str) -> tuple[str, str] | None:
    """A line of a place and a whole date (`Beijing, June 15, 2022`): place and date as written; None for any other line."""
    if not _HAS_YEAR.search(line):
        return None
    rest, written, year, _, _ = _calendar_day(line)
    place = _WEEKDAY.sub("", rest).strip(" ,.-–—:/|")
    if year is None or not place or not _is_place(place, True) or len(place.split()) > 4:
        return None
    return place, written

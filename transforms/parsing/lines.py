"""What each line of a plain text is: a field of the article (URL, date, byline, credit), furniture, or text."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from transforms.text.agency import Credit, find_agency, parse_credit
from transforms.text.boilerplate import is_ruler
from transforms.text.byline import Byline, parse_bare_byline, parse_byline
from transforms.text.dateline import day_and_place
from transforms.text.dates import is_update_label, parse_date
from transforms.text.headline import names_site
from transforms.text.neighbours import find_furniture, is_headline_like
from transforms.text.unicode import word_set
from transforms.text.urls import publisher_named

_URL: Final = re.compile(
    r"(?P<label>[^:/]{1,40}[:：]\s*)?[<(\[]?(?P<url>(?:https?://|www\.)[^\s<>\"]+?)[>)\]]?[.,]?", re.IGNORECASE
)
_URL_LABEL: Final = re.compile(
    r"\W*(?:original|source|canonical|article|full|story)?\s*(?:url|link|address|source|permalink|article|story|"
    r"lien|quelle|fuente|enlace|адрес|ссылка|原文链接|原文)"
    r"(?:\s+(?:original(?:e)?|url|link))?\s*[:：]?\W*|\W*(?:read (?:the )?(?:original|full)(?: article|"
    r" story)?(?: at| here| on)?|originally published at|available at|retrieved from)\s*[:：]?\W*",
    re.IGNORECASE,
)
_FIELDS: Final = {
    "headline": "title headline subject betreff titel titre título titulo titolo objet asunto заголовок 标题 タイトル",
    "description": "summary description standfirst abstract subhead subheadline subtitle subtitel deck dek "
    "teaser chapeau chapô sommario bajada",
    "author": "author authors byline writer reporter from autor auteur von autore",
    "date": "date published posted publication-date pubdate published-on updated datum fecha data sent",
    "publisher": "publisher publication newspaper site website source zeitung medio testata",
    "section": "section rubrik rubrique sección sezione category",
    "keywords": "keywords tags schlagwörter mots-clés",
    "language": "language lang sprache langue idioma lingua",
    "copyright": "copyright",
    "ignored": "to cc bcc reply-to message-id mime-version content-type content-transfer-encoding return-path "
    "received x-mailer list-unsubscribe delivered-to "
    "importance length load-date edition page graphic body slug id wordcount",
}
_FIELD_OF: Final = {name: kind for kind, names in _FIELDS.items() for name in names.split()}
_FIELD: Final = re.compile(r"([^\W\d_][\w-]{1,30}(?: (?:date|line|type|on))?)\s*[:：]\s*(.*)")
_PART: Final = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+|\s{2,}")
_ITEM_NUMBER: Final = re.compile(
    r"\W*(?:article|story|document|doc|item|text|news|artikel|artículo|meldung)\s*(?:no\.?|#|"
    r"nr\.?)?\s*\d{1,4}(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?\W*|\W*\d{1,4}\s+of\s+\d{1,4}\s+(?:documents|articles|"
    r"docs|stories)\W*",
    re.IGNORECASE,
)
_COUNTER: Final = re.compile(r"[(\[#]?\d{1,3}\s*/\s*\d{1,3}[)\]]?")
_DIGIT: Final = re.compile(r"\d")
_END_MARKS: Final = frozenset(
    {"ends", "end", "30", "###", "# # #", "nnnn", "end of story", "end item", "eom", "(完)", "完", "끝", "ende", "fin", "конец"}
)


_NAME_WORDS: Final = 6  # of a paper's name
_HEADLINE_LEADS: Final = frozenset({"related", "media"})


_PLACE_WORDS: Final = word_set(
    """
    New Port Saint San Santa Los Las Las La Le El Al Abu Addis Buenos Cape City Town Fort Den Dar Hong Kong Kuala Mexico
    Panama Rio Sao São Santo Tel Ulan Phnom Quebec Salt Lake North South East West Northern Southern Eastern Western
    Upper Lower Central Great Grand Island Islands Isle Beach Bay Hill Hills Valley River Springs Harbour Harbor Falls
    Point Mount Republic Kingdom United States Ho Novi D.C. DC Washington Beijing London Paris Moscow Berlin Geneva
    Brussels Brazil China India Japan France Germany Italy Spain Russia Ukraine Turkey Canada Australia Africa Korea
    Iran Iraq Israel Egypt Poland
    """
)


@dataclass
class Line:
    """One block of a text and what it was taken for."""

    text: str
    kind: str  # text, furniture, url, url_label, date, byline, credit, field, item_number, end
    rule: str = ""  # of furniture; name of a field
    value: str = ""  # of a URL or field
    dates: list[str] = field(default_factory=list)
    byline: Byline | None = None
    credit: Credit | None = None
    place: str = ""  # before a date


def survey(blocks: list[str]) -> list[Line]:
    """What each block is, by itself and by its neighbours; the headlines under READ MORE are still text."""
    furniture = find_furniture(blocks, links=False)
    if furniture and furniture[0] in _HEADLINE_LEADS and blocks[0].count(" ") >= 2 and blocks[0][-1] not in ".:。":
        furniture[0] = None  # `Explained: …` above everything is a headline
    lines = [_line(block, rule) for block, rule in zip(blocks, furniture, strict=True)]
    _read_fields(lines)
    _read_outlets(lines)
    _read_mail(lines)
    return lines


def _line(text: str, rule: str | None) -> Line:
    words = text.count(" ") + 1
    if len(text) > 600 or (words > 45 and rule is None):
        return Line(text, "text")
    if rule in ("list_of_items",):
        return Line(text, "furniture", rule)
    return _special(text, words) or (_furniture(text, rule) if rule else Line(text, "text"))


def _furniture(text: str, rule: str) -> Line:
    if (rule == "wire_mark" and text.strip(" \t-–—()*.:").casefold() in _END_MARKS) or text.strip() in ("###", "# # #"):
        return Line(text, "end", "wire_mark")
    return Line(text, "furniture", rule)


def _special(text: str, words: int) -> Line | None:
    """A line that holds a field of the article, if it is one."""
    if words <= 12 and ("://" in text or "www." in text.lower()) and (match := _URL.fullmatch(text)):
        label = (match["label"] or "").strip()
        return Line(
            text,
            "url",
            "labelled" if label and _URL_LABEL.fullmatch(label) else "labelled_other" if label else "",
            match["url"],
        )
    if words <= 7 and _URL_LABEL.fullmatch(text):
        return Line(text, "url_label")
    if words <= 6 and (_ITEM_NUMBER.fullmatch(text) or _COUNTER.fullmatch(text)):
        return Line(text, "item_number")
    if words <= 16 and len(text) <= 120 and _DIGIT.search(text) and (line := _dated(text, words)):
        return line
    if words <= 24 and (byline := parse_byline(text)) is not None:
        return Line(text, "byline", byline=byline, dates=_dates_after(text))
    if (credit := parse_credit(text)) is not None:
        return Line(text, "credit", credit.evidence, credit=credit)
    return None


def _dated(text: str, words: int) -> Line | None:
    """A date line, alone or with byline, place and reading time beside the date."""
    if parse_date(text) is not None:
        return Line(text, "date", dates=[text])
    if words <= 8 and (found := day_and_place(text)) is not None:
        return Line(text, "date", dates=[found[1]], byline=_person(found[0]), place=found[0])
    if (found := _site_and_date(text)) is not None:
        return Line(text, "date", dates=[found[1]], place=found[0])
    parts = [part for part in _PART.split(text) if part]
    if len(parts) < 2 or len(parts) > 6:
        return None
    line = Line(text, "date")
    for part in parts:
        if parse_date(part) is not None:
            line.dates.append(part)
        elif (byline := parse_byline(part) or parse_bare_byline(part)) is not None and line.byline is None:
            line.byline = byline
        elif not (
            find_agency(part)
            or publisher_named(part)
            or (len(part) <= 24 and find_furniture([part])[0])
            or _is_place_name(part)
        ):
            return None
    return line if line.dates else None


def _person(name: str) -> Byline | None:
    """A name before a date, read as the author's: places are mostly one word, or have one of their own (`New`, `Port`)."""
    if " " not in name or names_site(name) or any(word in _PLACE_WORDS for word in re.split(r"[\s,]+", name)):
        return None
    return parse_bare_byline(name)


def _is_place_name(part: str) -> bool:
    return (
        part.count(" ") <= 2
        and all(word[:1].isupper() for word in part.split())
        and part.replace(" ", "").replace(",", "").isalpha()
    )


@lru_cache(maxsize=1024)
def _date_suffix(text: str) -> str | None:
    """The date at the end of a byline (`By Jane Doe, June 15, 2022`)."""
    words = text.split(" ")
    for start in range(1, len(words)):
        suffix = " ".join(words[start:]).strip(" |-–—•·,")
        if _DIGIT.search(suffix) and parse_date(suffix) is not None:
            return suffix
    return None


def _site_and_date(text: str) -> tuple[str, str] | None:
    """The name of a paper or agency and the date after it (`Orm Post 05/03/2024`)."""
    words = text.split(" ")
    for start in range(1, min(len(words), _NAME_WORDS + 1)):
        name, rest = " ".join(words[:start]).strip(" ,|-–—·•("), " ".join(words[start:]).strip(" |-–—•·,)")
        if _DIGIT.search(rest) and (names_site(name) or find_agency(name)) and parse_date(rest) is not None:
            return name, rest
    return None


def _dates_after(text: str) -> list[str]:
    if not _DIGIT.search(text):
        return []
    suffix = _date_suffix(text)
    return [suffix] if suffix else []


_FIELD_ZONE: Final = 14  # lines from the top of an article in which `Name: value` may be a field


def _field(line: Line) -> tuple[str, str] | None:
    match = _FIELD.fullmatch(line.text) if len(line.text) <= 400 and line.kind != "item_number" else None
    if match is None:
        return None
    kind = _FIELD_OF.get(match[1].lower().replace(" ", "-")) or _FIELD_OF.get(match[1].lower().split(" ")[0])
    return (kind, match[2].strip()) if kind and (match[2].strip() or kind == "ignored") else None


def _read_fields(lines: list[Line]) -> None:
    """Runs of two or more `Name: value` lines (mail headers, exports), and a title so labelled at the top, are fields."""
    found = [_field(line) for line in lines]
    for index, one in enumerate(found):
        if one is None:
            continue
        beside = (index > 0 and found[index - 1] is not None) or (index + 1 < len(found) and found[index + 1] is not None)
        if beside or (index < _FIELD_ZONE and one[0] == "headline"):
            line = lines[index]
            if line.kind in ("url", "url_label"):
                continue
            line.kind, line.rule, line.value = "field", one[0], one[1]
            if one[0] == "date" and not line.dates and parse_date(one[1]) is not None:
                line.dates = [one[1]]


def _read_outlets(lines: list[Line]) -> None:
    """A paper's name alone below a headline, or above everything."""
    for index, line in enumerate(lines):
        if line.kind != "text" or line.text.count(" ") > 5 or line.text[-1] in ".!?:," or index + 1 >= len(lines):
            continue
        above = lines[index - 1] if index else None
        if (
            publisher_named(line.text)
            if above is None
            else (above.kind == "text" and is_headline_like(above.text) and names_site(line.text))
        ):
            line.kind = "outlet"


_GREETING: Final = re.compile(
    r"(?:hi|hello|dear|good (?:morning|evening)|hallo|bonjour|hola|ciao|liebe[r]?|sehr geehrte)\b[^.]{0,40}[,!]", re.IGNORECASE
)


def _read_mail(lines: list[Line]) -> None:
    """In a text with mail headers: the greeting, and the signature block after `--`, which RFC 3676 defines."""
    senders = [
        index
        for index, line in enumerate(lines)
        if line.kind == "field" and line.text.lower().startswith(("from:", "subject:"))
    ]
    signature = False
    for line in lines[senders[0] :] if senders else ():
        if line.kind == "field":
            signature = False
        elif signature or line.text == "--":
            signature = True
            line.kind, line.rule = "furniture", "mail_signature"
        elif line.kind == "text" and _GREETING.fullmatch(line.text):
            line.kind, line.rule = "furniture", "greeting"


def published_and_modified(lines: list[Line]) -> tuple[str | None, str | None]:
    """The dates of publication and of the last change among date lines; what is labelled as an update is no publication."""
    published: str | None = None
    modified: str | None = None
    for line in lines:
        for date in line.dates:
            updated = is_update_label(date) or (is_update_label(line.text) and len(line.dates) == 1)
            if updated:
                modified = modified or date
            else:
                published = published or date
    return published or modified, modified if published else None


def is_separator(line: Line) -> bool:
    """Whether a line parts what is above from what is below."""
    return line.kind == "furniture" and line.rule in ("ruler", "wire_mark") and is_ruler(line.text)

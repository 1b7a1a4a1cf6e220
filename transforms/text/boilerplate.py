"""What of a page is furniture and not story: a classifier of single paragraphs with named rules, in several languages.

The phrases are in `seeds/boilerplate.toml`; here are the rules that need more than a phrase. A rule looks at one paragraph;
`text.neighbours` adds what takes several (a list of items, a photo with caption and credit, a label and headlines under it).
Only short paragraphs are ever dropped, so that a story that mentions a newsletter keeps its sentence.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from transforms.text.agency import agencies_in, find_agency
from transforms.text.dates import before_update, parse_date
from transforms.text.unicode import fold, word_set

_MAX_CHARS: Final = 600
_LEAD_WORDS: Final = 40
_START_WORDS: Final = 35
_LONGEST: Final = 60  # words; no phrase makes furniture of a longer paragraph
_ANY_WORDS: Final = 40
_MARKS: Final = " \t•▪■●◦‣►▶▸→➜➤»›>›«‹<|*·~-–—:：[](){}_.…✓✔☑✅🔴📷🎥📸👉"

_DURATION: Final = re.compile(
    r"\W*(?:(?:video|audio|duration|length|watch|listen|play|durée|dauer|duración|"
    r"durata)\W*)?(?:\d{1,2}:)?\d{1,3}:\d{2}(?:\s*/\s*\d{1,2}:\d{2})?"
    r"\s*(?:min(?:ute)?s?)?\W*|\W*\d{1,3}\s*(?:-\s*)?(?:min(?:ute)?s?|sec(?:ond)?s?|minutes? de lecture|"
    r"min\. de lectura|min)\s*(?:read|watch|listen|"
    r"de lecture|lesezeit|de lectura|di lettura|de leitura|video|audio)?\W*|\W*(?:reading time|read time|lesezeit|"
    r"temps de lecture|tiempo de lectura|"
    r"tempo di lettura|estimated reading time)\W*\d{1,3}\s*\w*\W*",
    re.IGNORECASE,
)
_AGO: Final = re.compile(
    r"\W*(?:(?:updated?|posted|published|modified)\W+)?(?:(?:an?|\d{1,3})\s*(?:s|m|h|d|w|sec|min|hr|second|minute|hour|day|week|month|year)s?\.?"
    r"\s+ago|\d{1,3}\s?[smhdw]|(?:il y a|hace|vor|há)\s+(?:une?|eine[rm]?|\d{1,3})\s+[^\W\d]{1,10}|"
    r"\d{1,3}\s+\w{2,8}\s+fa|just now)\W*",
    re.IGNORECASE,
)
_HASH: Final = re.compile(r"\W*(?:[0-9a-fA-F]{16,128}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\W*")
_COPYRIGHT: Final = re.compile(
    r"\W*(?:©|\(c\)|copyright|&copy;|all rights reserved)(?:\s|©|\(c\)|:|,|by)*(?:(?:19|20)\d\d|\S)|"
    r".{2,60}©\s*(?:19|20)\d\d|\W*©",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(
    r"\[email(?:\s|\u00a0)protected\]|\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b", re.IGNORECASE
)
_HIDDEN_EMAIL: Final = re.compile(r"\[email(?:\s|\u00a0)protected\]", re.IGNORECASE)
_LIST_OF: Final = re.compile(
    r"\W*(?:list|liste|lista|elenco) (?:of|de|mit|di) (\d{1,2}) (?:items?|éléments?|elementos|elementi|einträgen?)\s*(.*)",
    re.IGNORECASE,
)
PHOTO_LABEL: Final = re.compile(
    r"\W*(?:photos?|photo credits?|image|images?|image credits?|picture|pictures?|pic|credits?|photographs?|"
    r"photography|file photo|photo illustration|illustration|"
    r"image source|media caption|image caption|photo caption|caption|foto|fotos|crédit|crédit photo|crédits|bild|"
    r"bildquelle|fotografía|crédito|créditos|imagen|"
    r"imagem|fotografia|immagine|légende|bildunterschrift|pie de foto|фото|图|图片|图源|写真|사진|تصوير|صورة)\s*(?:by|von|"
    r"de|par|:|：|©|/|\|)\s*(.*)",
    re.IGNORECASE,
)
_CREDIT_HOUSES: Final = (
    r"getty(?: images)?|ap photo|shutterstock|istock(?:photo)?|alamy(?: stock photo)?|zuma(?: press)?|"
    r"epa(?:-efe)?|efe-epa|epa images|imago(?: images)?|picture[- ]alliance|"
    r"pool|handout|file|file photo|anadolu|sipa|nurphoto|sputnik|newscom|bloomberg|pa wire|pa images|"
    r"press association|maxar(?: technologies)?|planet labs|unsplash|pexels|pixabay|"
    r"wikimedia(?: commons)?|wikipedia|flickr|creative commons|cc by(?:-sa)?(?: \d\.\d)?|public domain|"
    r"courtesy(?: of .{2,40})?|supplied|screengrab|screenshot|twitter|facebook|youtube|"
    r"instagram|via reuters|via ap|via afp|via getty images|archive|archivo|archivbild|archives|dpa-zentralbild|"
    r"keystone|hollandse hoogte|scanpix|ritzau scanpix|lehtikuva|vcg|cfp|ic photo|tpg images"
)
_PHOTO_END: Final = re.compile(
    rf"(?:[(\[]\s*(?:[^()\[\]]{{0,80}}[/,:]\s*)?(?:{_CREDIT_HOUSES})\s*[)\]]\.?|[/|©]\s*(?:{_CREDIT_HOUSES}))$", re.IGNORECASE
)
_PHOTO_HOUSES: Final = (
    " Getty Images", " AP Photo", " Shutterstock", " Alamy", " Alamy Stock Photo", " ZUMA", " ZUMA Press",
    " Zuma Press", " NurPhoto", " iStock", " IMAGO", " EPA-EFE", " PA Wire", " PA Images", " via REUTERS",
    " via Reuters", " via AP", " via AFP",
)  # fmt: skip
_PICTURE_WORDS: Final = ("photo", "pictur", "image", "illustration", "video", "credit", "foto", "crédit", "bild")
_SLASH_END: Final = re.compile(r"(?:/|©|\|)\s*([\w .&'-]{2,40})[)\].]?$")
_BRACKET_END: Final = re.compile(r"[(\[]\s*([^()\[\]]{2,90})\s*[)\]]\.?$")
_PHOTO_SENTENCE: Final = re.compile(
    r"(?:\b(?:photo|photos|picture|image|photograph|photo illustration|illustration|video|credit|photo credit|"
    r"foto|crédit|bild|fotografía)\s*(?:by|credit|:|©|/)\s*[^.]{2,80}\.?|"
    r"\(\s*(?:photo|image|picture|file photo|ap photo|foto|crédit|bild)\b[^()]{0,100}\))$",
    re.IGNORECASE,
)
_DOMAIN_END: Final = re.compile(r"[.!?)]\s+(?:www\.)?[a-z0-9][a-z0-9-]{0,40}(?:\.[a-z0-9-]{1,40}){0,3}\.[a-z]{2,10}$")
_SIDES: Final = re.compile(
    r"\((?:L|R|C|left|right|cent(?:er|re)|from left|(?:\w+ )?l(?:eft)? to r(?:ight)?|pictured|front|back|gauche|"
    r"droite|à gauche|à droite|links|rechts|izq|der)\)|"
    r"\b(?:is|are) (?:seen|pictured|shown)\b|\bfile (?:photo|picture|image)\b|\bFILE ?[-–—:]",
)
_IN_PICTURE: Final = re.compile(
    r"\bin this (?:\w+ ){0,4}?(?:photo|picture|image|handout|still|screengrab|frame)\b|^FILE ?(?:PHOTO)? ?[-–—:]|"
    r"^FILE PHOTO\b|^Fil(?:e|e photo) (?:photo|picture)\b",
    re.IGNORECASE,
)
_DAY_OF_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b[^\d]{0,60}$")
_SLUG: Final = re.compile(
    r"(?:[A-Z][A-Z0-9&.']+[-/][A-Z0-9&./()' -]{2,60}|[a-z]{2,3}-[A-Z][\w-]+(?:-[\w/]+)+|"
    r"BC-[\w/-]+(?:[ ,].{0,60})?|[A-Z]{3,}[/-][A-Za-z/-]{3,40}(?:, ?\d\w\w .{0,20})?)"
)
_WORDS_NUMBER: Final = re.compile(
    r"\W*(?:\(?\s*\d{2,5} (?:words|mots|wörter|palabras|parole)\s*\)?|(?:length|words?)\s*:\s*\d{2,5}(?: words)?)\W*",
    re.IGNORECASE,
)
_INITIALS: Final = re.compile(r"(?:bur|[a-z]{2,4})(?:[-/][a-z]{2,4}){1,6}(?:/[a-z]{2,4})*")
_ADVISORY: Final = re.compile(
    r"\W{0,2}(?:UPDATE \d+|WRAPUP \d+|CORRECTED|REFILE|RPT|(?:\d+)?(?:st|nd|rd|th)? ?(?:LEAD|LD|Writethru)|"
    r"\(?EDS:)\W*(?:\d+)?$|\((?:\d+(?:st|nd|rd|th) (?:lead|ld|update|roundup)|lead|roundup|update\d?|urgent|ld)\)$",
    re.IGNORECASE,
)
_RULER: Final = re.compile(r"\s*(?:[-–—_=*#~•·+.]\s*){3,}|\s*[*_=~#]{2,}|[—–―-]{1,2}|§{1,3}|⁂|❖")
_SITE_ONLY: Final = re.compile(r"(?:www\.)[\w.-]+\.[a-z]{2,6}/?\S{0,60}|[\w-]+\.(?:com|net|org)(?:\.\w\w)?", re.IGNORECASE)
_FOLLOW: Final = re.compile(
    r"\W*(?:follow|join|subscribe|síguenos|sigue|siga|suivez|rejoignez|folgen|folge|segui|seguici|volg|följ|følg|obserwuj|sledujte|"
    r"seuraa|takip|ikuti|theo dõi|urmărește|urmăriți|abonează|підпис|подпис|читайте нас)",
    re.IGNORECASE,
)
_NETWORKS: Final = re.compile(
    r"google\s(?:news|actu\w+|noti\w+)|telegram|whatsapp|facebook|instagram|youtube|viber|tiktok", re.IGNORECASE
)
_PUBLISHED_LABEL: Final = re.compile(
    r"\W*(?:published|posted|updated|last updated|publié|mis à jour|veröffentlicht|aktualisiert|publicado|actualizado|"
    r"pubblicato|aggiornato|atualizado|publisert|publicerad|publiceret|gepubliceerd|opublikowano|publikováno|publicat|"
    r"julkaistu|опубликовано|опубліковано|обновлено|оновлено)\b",
    re.IGNORECASE,
)
_RELEASE_SOURCE: Final = re.compile(r"SOURCE:? [A-Z][^.!?]{2,80}\.?")
_DESK_CODES: Final = re.compile(r"(?:dpa|afp|ap|apa|epd|kna|sid|pti|ansa|efe)(?:[ /-][a-z]{1,4}\d{0,2}){2,8}")
_TERMINAL: Final = re.compile(r"[.!?…。！？।؟۔][\"'”’»」』)\]]*$")
_HASHTAGS: Final = re.compile(r"(?:#[^\s#]+[\s,|]*){2,}|#[^\s#]+")


class Finding(NamedTuple):
    """A paragraph that is furniture."""

    rule: str
    text: str


class _Phrases(NamedTuple):
    label: dict[str, str]
    opening: frozenset[str]
    lead: dict[str, str]
    start: dict[str, list[tuple[str, str, int]]]  # by the first four characters, or as many as there are
    any: list[tuple[str, str]]


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    table = tomllib.loads(files("seeds").joinpath("boilerplate.toml").read_text(encoding="utf-8"))
    found = _Phrases({}, frozenset(table["related"]["label"]), {}, {}, [])
    for rule, row in table.items():
        for phrase in row.get("label", ()):
            found.label.setdefault(fold(phrase).strip(_MARKS) or phrase, rule)
        for phrase in row.get("lead", ()):
            found.lead.setdefault(fold(phrase), rule)
        for phrase in row.get("start", ()):
            bare = fold(phrase) + (" " if phrase.endswith(" ") else "")
            found.start.setdefault(bare[:4], []).append((bare, rule, row.get("start_max_words", _START_WORDS)))
        found.any.extend((fold(phrase), rule) for phrase in row.get("any", ()))
    return found


def is_sentence_end(paragraph: str) -> bool:
    """Whether a paragraph ends as a sentence does, in any script; closing quotes and brackets may follow."""
    return _TERMINAL.search(paragraph, max(0, len(paragraph) - 8)) is not None


def is_ruler(paragraph: str) -> bool:
    """Whether a paragraph is a line of stars, dashes or the like that parts what is above from what is below."""
    return len(paragraph) <= 200 and _RULER.fullmatch(paragraph) is not None


def opens_list(paragraph: str) -> bool:
    """Whether a paragraph is a label such as READ MORE under which headlines of other stories may stand."""
    return len(paragraph) <= 60 and fold(paragraph).strip(_MARKS) in _phrases().opening


def items_announced(paragraph: str) -> tuple[int, str] | None:
    """For a line `list of N items…`: N, and what is glued to it (the first item)."""
    match = _LIST_OF.fullmatch(paragraph) if len(paragraph) <= _MAX_CHARS else None
    return (int(match[1]), match[2].strip()) if match else None


def _goes_on(text: str, at: int) -> bool:
    """Whether a place in a text lies within a word: `donate` opens no paragraph that begins with `Donatello`."""
    return at < len(text) and text[at - 1 : at + 1].isalpha() and text[at].lower() != text[at].upper()


def _by_phrase(paragraph: str, words: int) -> str | None:
    phrases = _phrases()
    folded = fold(paragraph)
    bare = folded.strip(_MARKS)
    if bare in phrases.label:
        return phrases.label[bare]
    if words <= _LEAD_WORDS:
        for mark in (":", "：", " - ", " | ", " >", "|"):
            at = bare.find(mark, 0, 48)
            if at > 0 and (rule := phrases.lead.get(bare[:at].strip())):
                return rule if rule != "related" or _is_link(bare[at + len(mark) :], bare[:at]) else None
    for opening in (bare, "(" + bare) if folded.startswith("(") else (bare,):
        for size in (4, 3, 2):
            for phrase, rule, most in phrases.start.get(opening[:size], ()):
                if words <= most and opening.startswith(phrase) and not _goes_on(opening, len(phrase)):
                    return rule
    if words <= _ANY_WORDS:
        for phrase, rule in phrases.any:
            if phrase in folded:
                return rule
    return None


_SHORT_LEADS: Final = word_set(
    """
    more read see opinion explained next previous lire leggi hintergrund tags topics trending previously
    """
)


def _is_link(rest: str, lead: str) -> bool:
    """Whether what follows a short and common lead word reads like a link's text and not like a sentence of the story."""
    return lead.strip() not in _SHORT_LEADS or not rest.rstrip().endswith(".") or rest.count(" ") < 12


def _is_caption(paragraph: str, words: int) -> bool:
    """Whether a paragraph is the text under a picture: by the credit at its end, or by what only captions say."""
    if words > 60:
        return False
    tail = paragraph[-130:]
    folded = tail.lower()
    if any(word in folded for word in _PICTURE_WORDS) and _PHOTO_SENTENCE.search(tail):
        return True
    if any(mark in tail for mark in ")]/|©") and _PHOTO_END.search(tail):
        return True
    if words <= 45 and tail.endswith(_PHOTO_HOUSES):
        return True
    if words <= 30 and "." in tail and _DOMAIN_END.search(tail):
        return True
    if (match := _SLASH_END.search(tail)) and "://" not in paragraph and words > 2:
        return bool(find_agency(match[1]))
    if (match := _BRACKET_END.search(tail)) and ("/" in match[1] or ":" in match[1]) and words > 3:
        return bool(agencies_in(match[1]))
    if words > 40 or '"' in paragraph or "“" in paragraph:
        return False
    return bool(_IN_PICTURE.search(paragraph) or (_DAY_OF_YEAR.search(tail) and _SIDES.search(paragraph)))


@lru_cache(maxsize=2048)
def classify(paragraph: str) -> str | None:
    """The rule by which one paragraph is furniture, or None for story.

    Rules: related, media, share, newsletter, advertisement, legal, contact, wire_mark (phrases of seeds/boilerplate.toml);
    duration, relative_date, hash, copyright, email, list_of_items, caption, photo_credit, slug, word_count, initials, advisory,
    ruler, site, hashtags, stamp.
    """
    length = len(paragraph)
    if length > _MAX_CHARS or not length:
        return None
    words = paragraph.count(" ") + 1
    if length <= 60 and (rule := _tiny(paragraph, words)):
        return rule
    if _COPYRIGHT.match(paragraph) and words <= 60:
        return "copyright"
    if (
        words <= 45 and "@" in paragraph and " | " not in paragraph
    ) or "[email" in paragraph.lower():  # rows of tables are text
        if _HIDDEN_EMAIL.search(paragraph):
            return "email"
        if _EMAIL.search(paragraph) and words <= 25 and (words <= 6 or not is_sentence_end(paragraph)):
            return "email"
    if words <= 25 and _LIST_OF.match(paragraph):
        return "list_of_items"
    if words > _LONGEST:
        return None
    if words <= 18 and _FOLLOW.match(paragraph) and _NETWORKS.search(paragraph):
        return "share"
    if words <= 14 and _PUBLISHED_LABEL.match(paragraph) and parse_date(before_update(paragraph)) is not None:
        return "stamp"
    if words <= 12 and _RELEASE_SOURCE.fullmatch(paragraph):
        return "wire_mark"
    if words <= 40 and (match := PHOTO_LABEL.fullmatch(paragraph)):
        return "photo_credit" if len(match[1].split()) <= 10 or not is_sentence_end(paragraph) else "caption"
    if rule := _by_phrase(paragraph, words):
        return rule
    return "caption" if _is_caption(paragraph, words) else None


def _tiny(paragraph: str, words: int) -> str | None:
    """Rules for lines of a few words."""
    if _DURATION.fullmatch(paragraph):
        return "duration"
    if _AGO.fullmatch(paragraph):
        return "relative_date"
    if is_ruler(paragraph):
        return "ruler"
    if words == 1 and _HASH.fullmatch(paragraph):
        return "hash"
    if _WORDS_NUMBER.fullmatch(paragraph):
        return "word_count"
    if (words == 1 and _INITIALS.fullmatch(paragraph)) or _DESK_CODES.fullmatch(paragraph):
        return "initials"
    if (
        words <= 6
        and _SLUG.fullmatch(paragraph)
        and ("/" in paragraph or paragraph.count("-") >= 2 or paragraph.startswith(("BC-", "bc-")))
    ):
        return "slug"
    if _ADVISORY.fullmatch(paragraph):
        return "advisory"
    if words == 1 and _SITE_ONLY.fullmatch(paragraph):
        return "site"
    if _HASHTAGS.fullmatch(paragraph):
        return "hashtags"
    return None

"""Which news agency a text comes from, by what evidence: byline, dateline, signature line or credit text.

The names are in `seeds/agencies.toml`. Only places that are set apart from the story count; an agency named in running text
("told Reuters") is a source there, not the author. A mixture ("With input from Xinhua", "avec AFP") attributes the text to the
first agency named, on `credit`, the weakest evidence; the wording is kept in `credit_text`.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from transforms.text.unicode import word_set
from transforms.text.urls import publisher_named

EVIDENCE: Final = ("byline", "dateline", "signature", "credit")
"""Kinds of evidence, the strongest first."""

_MAX_LINE: Final = 320  # characters; what is longer is no credit line
_WRAPPING: Final = " \t()[]{}<>*_|~.,:;-–—―/\\=©®•·►→→‹›«»"
_SOURCE_LABEL: Final = re.compile(
    r"(?:sources?|quellen?|fuentes?|fontes?|fonti|bron|källa|kilde|lähde|źródło|zdroj|kaynak|sumber|nguồn|via|from|"
    r"источник|джерело|来源|來源|出典|출처|المصدر|مصدر|agency|agence|agencia|agenzia|story by|text|texte)\s*[:：/]?\s*|"
    r"(?:copyright|\(c\)|©)\s*(?:\d{4})?\s*(?:by\s+)?",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(r"\s*[/,;&+|、，]\s*|\s+(?:and|und|et|y|e|i|och|og|en|и|та|及|和)\s+|\s+[-–—]\s+", re.IGNORECASE)
_INITIALS: Final = re.compile(r"[a-zäöüß]{1,5}|[a-z]{2,4}-[a-z]{2,4}|bur|\d{1,4}")
_GENERIC: Final = word_set(
    """
    agencies agency agenturen agences agencias agenzie staff online newsroom desk reports report service services wires
    wire others news web redaktion redaction redacción redazione ots agence bureau
    """
)
_CREDIT_WORD: Final = (
    r"inputs?|files?|information(?:en|s)?|informaci[oó]n(?:es)?|informa[cç][oõ]es|informazioni|reporting|reports?|materials?|"
    r"contributions?|agenc(?:y|ies|es|ias|e)|agenturen|agenzie|wires?|meldungen|dépêches?"
)
_WITH: Final = re.compile(
    r"\W*(?:with|avec|mit|con|com|med|met|z|с|по материалам|при участии|por|par|from|de)\b\s*", re.IGNORECASE
)
_CREDIT_WITH: Final = re.compile(
    rf"\W*(?:with|avec|mit|con|com|med|met)\s+(?:\w+\s+){{0,4}}?(?:{_CREDIT_WORD})\b|\W*(?:по материалам|при участии)\b",
    re.IGNORECASE,
)
_CREDIT_PHRASE: Final = re.compile(
    r"contributed to (?:this|the) (?:report|article|story)|(?:additional |"
    r"further )?reporting (?:and \w+ )?by\b.{2,}|^\W*editing by\b|"
    r"^\W*(?:writing|compiled|reported|edited|translated) by\b|(?:wire|news|syndicated)(?: agency)? feed|syndicated from|"
    r"(?:first|originally) (?:published|appeared) (?:by|on|in)|(?:provided|supplied|distributed) by|generated from|"
    r"ha(?:n)? contribuido|(?:a|ont) contribué|haben (?:zu diesem|an diesem)|mit material von|redigiert von|"
    r"(?:traduit|adapté|adaptation|traduction) (?:de|par)\b",
    re.IGNORECASE,
)
_CREDIT_HINTS: Final = (
    "contributed to", "reporting ", "editing by", "writing by", "compiled by", "reported by", "edited by", "translated by",
    "provided by", "supplied by", "distributed by", "syndicated from", "published ", "appeared ", "generated from", " feed",
    "contribuido", "contribué", "haben zu", "haben an", "mit material", "redigiert", "traduit", "adapt", "traduction",
)  # fmt: skip
_REPORTING_BY: Final = re.compile(
    r"\W*(?:\((?:additional )?(?:reporting|writing|compiled|editing)\b|(?:additional |further )?reporting by\b|editing by\b|"
    r"writing by\b|\((?:reporte|redacci[oó]n|editado|reportage|rédigé|édité|version française|bericht|redigiert)\b)",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"(?:\s*[—–―]\s*|\s+-{1,2}\s*|\s*[(\[/]\s*)([^()\[\]/—–―.!?]{2,60}?)\s*[)\]]?\s*\.?$")


_TOKEN: Final = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*")
_NAME_WORDS: Final = 4  # of the longest name that is looked for in a line
_EAST_ASIAN: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


class Agency(NamedTuple):
    """A news agency of `seeds/agencies.toml`."""

    name: str
    country: str


class Credit(NamedTuple):
    """What a line that is set apart from the story says of its origin."""

    evidence: str  # signature, credit
    agency: str | None
    text: str  # as written, on one line


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, Agency], dict[str, Agency]]:
    """Agencies by names that are matched with and without regard to case."""
    exact: dict[str, Agency] = {}
    folded: dict[str, Agency] = {}
    for row in tomllib.loads(files("seeds").joinpath("agencies.toml").read_text(encoding="utf-8"))["agency"]:
        agency = Agency(row["name"], row["country"])
        for name in row.get("exact", ()):
            exact.setdefault(name, agency)
        for name in row.get("names", ()):
            folded.setdefault(name.casefold(), agency)
        exact.setdefault(row["name"], agency)
    return exact, folded


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    exact, folded = _names()
    return frozenset(_TOKEN.findall(name)[0].casefold() for name in (*exact, *folded) if _TOKEN.search(name))


@lru_cache(maxsize=1)
def _spaceless() -> dict[str, Agency]:
    """Names in scripts that do not part words: they are looked for inside a text."""
    return {name: agency for name, agency in _names()[1].items() if _EAST_ASIAN.search(name)}


@lru_cache(maxsize=8192)
def find_agency(name: str) -> str | None:
    """The canonical name of the agency that a whole text names, such as `(AFP)` or `The Associated Press`; else None."""
    if len(name) > 80:
        return None
    exact, folded = _names()
    bare = " ".join(name.strip(_WRAPPING).split())
    agency = exact.get(bare) or folded.get(bare.casefold()) or folded.get(bare.casefold().removeprefix("the "))
    return agency.name if agency else None


def agencies_in(text: str) -> list[str]:
    """Canonical names of the agencies named in a short text, in order, each once."""
    exact, folded = _names()
    text = text[:_MAX_LINE]
    words = _TOKEN.findall(text)
    found: dict[str, int] = {}
    index = 0
    firsts = _first_words()
    while index < len(words):
        if words[index].casefold() not in firsts:
            index += 1
            continue
        for size in range(min(_NAME_WORDS, len(words) - index), 0, -1):
            name = " ".join(words[index : index + size])
            agency = exact.get(name) or folded.get(name.casefold())
            if agency:
                found.setdefault(agency.name, index)
                index += size - 1
                break
        index += 1
    if not text.isascii() and _EAST_ASIAN.search(text):
        for name, agency in _spaceless().items():
            if (at := text.find(name)) >= 0:
                found.setdefault(agency.name, at)
    return sorted(found, key=lambda name: found[name])


def _signature(line: str) -> str | None:
    """The agency of a line that holds nothing but agencies, initials and publishers: `AFP`, `dpa/bb`, `Source: Reuters`."""
    bare = line.strip(_WRAPPING)
    label = _SOURCE_LABEL.match(bare)
    candidates = [bare, bare[label.end() :].strip(_WRAPPING)] if label and label.end() else [bare]
    for text in candidates:
        whole = find_agency(text)
        if whole:
            return whole
        parts = [part.strip(_WRAPPING) for part in _SEPARATOR.split(text)]
        parts = [part for part in parts if part]
        if not 1 < len(parts) <= 5:
            continue
        agency = None
        for part in parts:
            found = find_agency(part)
            if found:
                agency = agency or found
            elif not (_INITIALS.fullmatch(part) or part.casefold() in _GENERIC or publisher_named(part)):
                break
        else:
            if agency:
                return agency
    return None


@lru_cache(maxsize=4096)
def parse_credit(line: str) -> Credit | None:
    """Read a paragraph that is a signature line or a credit; None for any other paragraph.

    Signatures: `AFP`, `(Reuters)`, `— dpa/bb`, `Source: Xinhua`, `© AFP`. Credits: `(With input from Xinhua)`, `avec AFP`,
    `(Reporting by A. Writer; Editing by B. Writer)`, `AP contributed to this report.`
    """
    text = " ".join(line.split())
    if not 2 <= len(text) <= _MAX_LINE:
        return None
    if len(text) <= 80 and (agency := _signature(text)):
        return Credit("signature", agency, text)
    words = text.count(" ") + 1
    if words > 45:
        return None
    bare = text.strip("()[] ")
    if words <= 8 and (label := _SOURCE_LABEL.match(bare)) and ":" in label[0] and _only_sources(bare[label.end() :]):
        return Credit("credit", None, bare)
    always = _REPORTING_BY.match(text) or (words <= 16 and _CREDIT_WITH.match(text) and not _is_sentence(text))
    with_names = words <= 8 and (match := _WITH.match(text)) and _only_agencies(text[match.end() :])
    if not (always or with_names or (words <= 40 and _has_credit_phrase(text))):
        return None
    named = agencies_in(text)
    return Credit("credit", named[0] if named else None, bare) if named or always else None


def _has_credit_phrase(text: str) -> bool:
    """Whether a text holds a phrase of credits; the cheap look at its words spares most texts the pattern."""
    folded = text.casefold()
    return any(hint in folded for hint in _CREDIT_HINTS) and _CREDIT_PHRASE.search(text) is not None


def _is_sentence(text: str) -> bool:
    """Whether a line that begins like a credit goes on as a sentence: credits have no clause after a comma."""
    return "," in text and text.rstrip().endswith(".") and not text.lstrip().startswith("(")


def _only_sources(text: str) -> bool:
    """Whether a text names nothing but publishers and `agencies` (`Al Jazeera and news agencies`)."""
    parts = [part.strip(_WRAPPING) for part in _SEPARATOR.split(text) if part.strip(_WRAPPING)]
    return bool(parts) and all(publisher_named(part) or set(part.casefold().split()) <= _GENERIC for part in parts)


def _only_agencies(text: str) -> bool:
    parts = [part.strip(_WRAPPING) for part in _SEPARATOR.split(text) if part.strip(_WRAPPING)]
    return bool(parts) and all(find_agency(part) or part.casefold() in _GENERIC for part in parts)


def split_signature(paragraph: str) -> tuple[str, Credit] | None:
    """Take an agency's signature off the end of a story's last sentence: `…, he said. — AFP`, `… (Reuters)`, `… /dpa`.

    Returns:
        the paragraph without it and the credit, or None where no agency signs.
    """
    match = _TAIL.search(paragraph, max(0, len(paragraph) - 80))
    if match is None or match.start() < 20:
        return None
    rest = paragraph[: match.start()].rstrip()
    agency = _signature(match[1])
    if agency is None or rest[-1:] not in '.!?"”’»。！？)':
        return None
    return rest, Credit("signature", agency, match[1].strip())

"""Which article of a story is the canonical one, and what each of the others is to it.

The order is total and looks at evidence only, so the canonical article is the same whatever arrived first, and changes only
when an article that ranks higher arrives.
"""

import re
from collections.abc import Sequence
from typing import Final

from transforms.records import Article
from transforms.text.agency import EVIDENCE, find_agency

ORIGINAL: Final = "original"
COPY: Final = "copy"
VERSION: Final = "version"

_PRECISION: Final = {"second": 0, "minute": 1, "day": 2}
_DAY: Final = 86_400_000_000
_NEVER: Final = 2**62

_MARK: Final = (
    r"(?:UPDATED?|WRAP-?UP|ROUNDUP|RECASTS?|REFILE|CORRECT(?:ED|ION|S)|CORR|REPEAT|RPT|ADVISORY|LEAD(?!-[A-Z])|WRITETHRU|"
    r"CLARIFICATION|MISE [AÀ] JOUR|ACTUALIS[EÉ]E?|RECTIFICATIF|ACTUALIZACI[ÓO]N|ACTUALIZADO|AMPLIACI[ÓO]N|AMP(?=\d)|"
    r"RECTIFICACI[ÓO]N|ATUALIZA[ÇC][ÃA]O|AGGIORNAMENTO|RETTIFICA|AKTUALISIERT|ZUSAMMENFASSUNG|BERICHTIGUNG|KORREKTUR)(?![A-Z])"
)
_NUMBER: Final = r"\s*(\d{1,2})?\s*"
_ORDINAL: Final = r"(\d)(?:st|nd|rd|th|er|e|º|ª)"
_VERSION_MARK: Final = re.compile(
    rf"^\W*(?:{_MARK}\s*[-:/]\s*)*{_MARK}{_NUMBER}[-:–—(/\])]"
    r"|^(?:Correct(?:ion|ed)|Update|Clarification|Rectificati(?:f|on)|Rectificación|Rettifica|Korrektur|Berichtigung)\s*:"
    rf"|[(\[]\s*(?:{_ORDINAL}\s+)?(?:{_MARK}|Lead|LD|Zusammenfassung){_NUMBER}[^)\]]{{0,30}}[)\]]"
    rf"|\b{_ORDINAL}\s+(?:L[Dd]|LEAD|ROUNDUP|WRAP-?UP|[Ww]ritethru|WRITETHRU)\b"
    rf"|\s[-–—]\s*{_MARK}{_NUMBER}$"
)
"""How agencies mark a later or corrected text in its headline: UPDATE 2-, CORRECTED-, RPT-WRAPUP 1-, 1st LD, (2nd LEAD).

Capitals, except before a colon and in brackets: "Lead found in drinking water" is no mark."""


def version_number(headline: str | None) -> int:
    """Which later text of the agency's a headline announces: 0 the first, 1 or more a later or corrected one.

    >>> version_number("UPDATE 2-Ministers agree on quotas"), version_number("Update your phone now")
    (2, 0)
    """
    found = _VERSION_MARK.search(headline or "")
    if not found:
        return 0
    return max((int(number) for number in found.groups() if number), default=1)


def is_agency_text(article: Article) -> bool:
    """Whether an agency itself published the article."""
    agency = find_agency(article.publisher) if article.publisher else None
    return agency is not None and agency == (article.source_organization or agency)


def order_key(article: Article) -> tuple[int, int, int, int, int, str]:
    """Sorts the articles of a story, the canonical one first.

    In turn: evidence of the agency (its own feed, byline, dateline, signature, credit, none); the first text before later
    ones (`version_number`, then `revision`); the time of publication, where a date without a time counts as the end of that day
    and no date as never; its precision; the length, longer first; the id.
    """
    evidence = len(EVIDENCE) + 1
    if is_agency_text(article):
        evidence = 0
    elif article.source_organization_evidence in EVIDENCE:
        evidence = 1 + EVIDENCE.index(article.source_organization_evidence)
    return (
        evidence,
        version_number(article.headline) * 1000 + article.revision,
        latest_time(article),
        _PRECISION.get(article.date_published_precision or "", len(_PRECISION)),
        -article.word_count,
        article.article_id,
    )


def latest_time(article: Article) -> int:
    """The latest moment at which the article may have been published, in microseconds."""
    if article.date_published is None:
        return _NEVER
    return article.date_published + (_DAY - 1 if article.date_published_precision == "day" else 0)


def roles(ordered: Sequence[Article]) -> list[str]:
    """The role of each article of a story, given in order: `original`, `copy`, or `version` (the agency's own later text)."""
    agency = next((article.source_organization for article in ordered if article.source_organization), None)
    return [_role(article, agency) if place else ORIGINAL for place, article in enumerate(ordered)]


def _role(article: Article, agency: str | None) -> str:
    marked = version_number(article.headline) > 0 and agency is not None and article.source_organization == agency
    return VERSION if marked or is_agency_text(article) else COPY

"""The body of an article from its paragraphs: furniture, dateline, credits and signature out, torn sentences joined."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.parsing.parsed import ParsedArticle
from transforms.text.agency import EVIDENCE, Credit, agencies_in, find_agency, parse_credit, split_signature
from transforms.text.boilerplate import classify
from transforms.text.dateline import Dateline, split_dateline
from transforms.text.neighbours import find_furniture
from transforms.text.paragraphs import join_broken

_NOTICE_HASH: Final = re.compile(r"\s*\b[0-9a-f]{16,}\b\.?\s*$")
_BRACKETS: Final = " ()[].—–-"


def attribute(article: ParsedArticle, agency: str | None, evidence: str) -> None:
    """Attribute an article to an agency, unless it is by stronger evidence already (see `EVIDENCE`)."""
    if agency is None:
        return
    present = article.source_organization_evidence
    if article.source_organization is None or (present in EVIDENCE and EVIDENCE.index(evidence) < EVIDENCE.index(present)):
        article.source_organization, article.source_organization_evidence = agency, evidence


class Judged(NamedTuple):
    """A paragraph and what it was found to be by itself: furniture by a rule, a credit, or, with neither, story."""

    text: str
    rule: str | None
    credit: Credit | None


def judge(paragraphs: Sequence[str]) -> list[Judged]:
    """What each paragraph is by itself."""
    return [Judged(text, classify(text), parse_credit(text)) for text in paragraphs]


def clean_body(judged: Sequence[Judged], article: ParsedArticle, top: int = 0) -> None:
    """Set an article's body from its paragraphs, and what they tell: dateline, agency, credit and copyright.

    Args:
        judged: cleaned paragraphs in order, furniture included.
        article: gets `body`, and `dateline`, agency, `credit_text` and `copyright_notice` where they were not known;
            `dropped` gets each paragraph taken out with its rule.
        top: how many of the paragraphs stand above the body.
    """
    rules = find_furniture([one.text for one in judged], rules=[one.rule for one in judged])
    story = [index for index, rule in enumerate(rules) if rule is None and judged[index].credit is None]
    first, last = (story[0], story[-1]) if story else (len(judged), -1)
    kept: list[str] = []
    for index, (paragraph, _, credit) in enumerate(judged):
        rule = rules[index]
        if credit is not None:
            article.dropped.append((credit.evidence, paragraph))
            _take_credit(article, credit, in_head=index < max(first, top), in_tail=index > last)
        elif rule is not None:
            article.dropped.append((rule, paragraph))
            if rule == "copyright":
                _take_copyright(article, paragraph)
        else:
            kept.append(paragraph)
    _take_dateline(article, kept)
    if kept and (found := split_signature(kept[-1])) is not None:
        article.dropped.append(("signature", found[1].text))
        kept[-1] = found[0]
        _take_credit(article, found[1], in_head=False, in_tail=True)
    article.body = "\n\n".join(join_broken(kept))


def _take_credit(article: ParsedArticle, credit: Credit, in_head: bool, in_tail: bool) -> None:
    """Attribution by a credit line; a lone agency in the middle of a story is a picture's and tells nothing."""
    if credit.evidence == "signature":
        if in_head or in_tail:
            named = find_agency(credit.text) is not None
            attribute(article, credit.agency, "signature" if in_tail else "byline" if named else "credit")
            article.credit_text = article.credit_text or credit.text.strip(_BRACKETS)
    else:
        attribute(article, credit.agency, "credit")
        article.credit_text = article.credit_text or credit.text


def _take_copyright(article: ParsedArticle, paragraph: str) -> None:
    notice = _NOTICE_HASH.sub("", paragraph)
    article.copyright_notice = article.copyright_notice or notice
    named = agencies_in(notice)
    if named:
        attribute(article, named[0], "credit")


def _take_dateline(article: ParsedArticle, kept: list[str]) -> None:
    """Part the dateline from its paragraph: the first, else the last, else any that names an agency.

    Texts are collected out of order, so the lead may stand at the end.
    """
    candidates = [0, len(kept) - 1, *range(1, len(kept) - 1)] if kept else []
    for position, index in enumerate(candidates):
        paragraph = kept[index]
        if (
            "-" not in paragraph[:140]
            and paragraph[:140].isascii()
            and ":" not in paragraph[:60]
            and ")" not in paragraph[:140]
            and "/" not in paragraph[:140]
        ) or (found := split_dateline(paragraph)) is None:
            continue
        dateline, rest = found
        if position > 1 and dateline.agency is None:
            continue
        if paragraph[len(dateline.text) : len(dateline.text) + 1] == ":" and _is_transcript(kept):
            continue
        kept[index] = rest
        _set_dateline(article, dateline, paragraph[: len(paragraph) - len(rest)])
        return


def _is_transcript(kept: Sequence[str]) -> bool:
    """Whether several paragraphs begin with a name in capitals and a colon: the speakers of an interview."""
    speakers = sum(1 for paragraph in kept[:40] if re.match(r"[A-Z][A-Z .'-]{1,40}:\s", paragraph))
    return speakers > 1


def _set_dateline(article: ParsedArticle, dateline: Dateline, written: str) -> None:
    article.dropped.append(("dateline", written.strip()))
    article.dateline = article.dateline or dateline.text or None
    attribute(article, dateline.agency, "dateline")
    if article.date_published is None and dateline.month and dateline.day:
        year = f"{dateline.year:04d}" if dateline.year else "XXXX"
        article.date_published, article.date_published_source = f"{year}-{dateline.month:02d}-{dateline.day:02d}", "text"

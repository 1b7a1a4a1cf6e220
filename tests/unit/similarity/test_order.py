import itertools

import pytest

from tests.unit.similarity.stories import DAY, NOON, article
from transforms.similarity.order import is_agency_text, order_key, roles, version_number


@pytest.mark.parametrize(
    ("headline", "number"),
    [
        ("UPDATE 2-Ministers agree on quotas", 2),
        ("UPDATE: Ministers agree", 1),
        ("CORRECTED-Ministers agree", 1),
        ("WRAPUP 4-Ministers agree", 4),
        ("1st LD Ministers agree", 1),
        ("Ministers agree on quotas (2nd LEAD)", 2),
        ("(LEAD) Ministers agree", 1),
        ("ADVISORY - Ministers agree", 1),
        ("RPT-UPDATE 3-Ministers agree", 3),
        ("REFILE-CORRECTED (OFFICIAL)-Ministers agree", 1),
        ("WRAP-UP: Ministers agree", 1),
        ("BC-Quotas, 2nd Ld-Writethru", 2),
        ("3rd Writethru Ministers agree", 3),
        ("2e LEAD Les ministres sont d'accord", 2),
        ("[UPDATE] Ministers agree", 1),
        ("Ministers agree - CORRECTED", 1),
        ("Correction: Ministers agree", 1),
        ("RECTIFICACIÓN: Los ministros acuerdan", 1),
        ("(AMP2) Los ministros acuerdan", 2),
        ("ZUSAMMENFASSUNG 2-Minister einig", 2),
        ("LEAD-ACID BATTERIES RECALLED", 0),
        ("Correction officers strike", 0),
        ("Advisory body meets - no result", 0),
        ("Update your phone before Monday", 0),
        ("Lead found in drinking water", 0),
        ("Ministers lead talks, corrected figures due", 0),
        (None, 0),
    ],
)
def test_version_marks(headline: str | None, number: int) -> None:
    assert version_number(headline) == number


RANKED = [
    article("own", "body", publisher="AFP", source_organization="AFP"),
    article("own-update", "body", publisher="AFP", source_organization="AFP", headline="UPDATE 1-Talks"),
    article("byline", "body", source_organization="AFP", source_organization_evidence="byline", date_published=NOON + DAY),
    article("dateline", "body", source_organization="AFP", source_organization_evidence="dateline"),
    article("signature", "body", source_organization="AFP", source_organization_evidence="signature"),
    article("credit", "body", source_organization="AFP", source_organization_evidence="credit"),
    article("early", "body", date_published=NOON - 60),
    article("long", "body and more"),
    article("short", "body"),
    article("z-same", "body"),
    article("same-day", "body", date_published=NOON - DAY // 2, date_published_precision="day"),
    article("undated", "body", date_published=None),
]


def test_the_order_is_that_of_the_evidence() -> None:
    shuffled = RANKED[::2] + RANKED[1::2]
    assert [a.article_id for a in sorted(shuffled, key=order_key)] == [a.article_id for a in RANKED]


def test_the_canonical_article_of_any_subset_is_its_first() -> None:
    for subset in itertools.combinations(RANKED, 3):
        assert min(subset, key=order_key) == subset[0]


def test_roles() -> None:
    marked = article("m", "body", source_organization="AFP", source_organization_evidence="credit", headline="UPDATE 1-Talks")
    other = article("o", "body", headline="UPDATE 1-Talks")
    assert roles([*RANKED[:3], marked, other]) == ["original", "version", "copy", "version", "copy"]
    assert roles([]) == []


def test_a_paper_that_names_an_agency_is_not_the_agency() -> None:
    assert not is_agency_text(RANKED[2])
    assert not is_agency_text(article("x", "body", publisher="AFP", source_organization="Reuters"))

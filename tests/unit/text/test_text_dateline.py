"""Datelines of agencies and papers in many languages; beginnings of sentences are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.dateline import day_and_place, split_dateline

REST = "The ministry said it had not seen the letter."

DATELINES = [
    ("KYIV, June 15 (Reuters) - ", "KYIV, June 15", "Reuters", (6, 15)),
    ("PARIS (AFP) – ", "PARIS", "AFP", None),
    ("PARIS: (AFP) – ", "PARIS", "AFP", None),
    ("BEIJING AFP - ", "BEIJING", "AFP", None),
    ("Beijing (AFP) - ", "Beijing", "AFP", None),
    ("MOSCOW, June 15. /TASS/. ", "MOSCOW, June 15", "TASS", (6, 15)),
    ("MOSCOW. June 15 (Interfax) - ", "MOSCOW, June 15", "Interfax", (6, 15)),
    ("Madrid, 15 jun (EFE).- ", "Madrid, 15 jun", "EFE", (6, 15)),
    ("(ANSA) - ROMA, 15 GIU - ", "ROMA, 15 GIU", "ANSA", (6, 15)),
    ("NEW DELHI, Jun 15 (PTI) ", "NEW DELHI, Jun 15", "PTI", (6, 15)),
    ("NEW DELHI: ", "NEW DELHI", None, None),
    ("WASHINGTON — ", "WASHINGTON", None, None),
    ("KYIV, Ukraine (AP) — ", "KYIV, Ukraine", "AP", None),
    ("BUFFALO, N.Y. (AP) — ", "BUFFALO, N.Y", "AP", None),
    ("HONG KONG/LONDON, June 15 (Reuters) - ", "HONG KONG/LONDON, June 15", "Reuters", (6, 15)),
    ("Frankfurt/Main (dpa/AFP) - ", "Frankfurt/Main", "dpa", None),
    ("Bruxelles, le 15 juin 2022 (Belga) – ", "Bruxelles, le 15 juin 2022", "Belga", (6, 15)),
    ("TOKYO, June 15 (Kyodo) -- ", "TOKYO, June 15", "Kyodo", (6, 15)),
    ("SHANGHAI, June 15 (Xinhua) -- ", "SHANGHAI, June 15", "Xinhua", (6, 15)),
    ("МОСКВА, 15 июн — РИА Новости. ", "МОСКВА, 15 июн", "RIA Novosti", (6, 15)),
    ("МОСКВА, 15 июня. /ТАСС/. ", "МОСКВА, 15 июня", "TASS", (6, 15)),
    ("AFP - ", "", "AFP", None),
    ("(Reuters) - ", "", "Reuters", None),
]

NONE = [
    "The minister - who was ill - said that was it for the year.",
    "Reuters said on Tuesday - as it had before - that it was so.",
    "COVID-19: The cases rise in the whole of the land again.",
    "UPDATE - The cases rise in the whole of the land again.",
    "LIVE: The cases rise in the whole of the land again.",
    "U.S. - China trade rose in the first half of the year.",
    "On June 15 (a Wednesday) the ministry said it was over.",
    "“PARIS – it is a town like no other,” he said to them.",
    "lower case (AFP) - this is in the middle of a sentence.",
    "In Paris (AFP was there) - the town was quiet and dark.",
]


@pytest.mark.parametrize(("head", "text", "agency", "day"), DATELINES)
def test_a_dateline_is_parted_from_its_sentence(head: str, text: str, agency: str | None, day: tuple[int, int] | None) -> None:
    found = split_dateline(head + REST)
    assert found is not None
    dateline, rest = found
    assert rest == REST
    assert (dateline.text, dateline.agency) == (text, agency)
    assert day is None or (dateline.month, dateline.day) == day


@pytest.mark.parametrize("paragraph", NONE)
def test_a_sentence_is_no_dateline(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


@pytest.mark.parametrize(
    ("paragraph", "text", "agency"),
    [
        ("新华社北京6月15日电（记者张三）统计部门今天公布了新的数据。", "北京6月15日", "Xinhua"),
        ("中新社上海6月15日电 统计部门今天公布了新的数据。", "上海6月15日", "China News Service"),
        ("【6月15日 AFP】政府は新しい計画を発表したと述べた。", "6月15日", "AFP"),
        ("【北京共同】政府は新しい計画を発表したと述べた。", "北京", "Kyodo"),
        ("(서울=연합뉴스) 홍길동 기자 = 정부는 오늘 새 계획을 발표했다.", "서울", "Yonhap"),
    ],
)
def test_east_asian_datelines_are_parted(paragraph: str, text: str, agency: str) -> None:
    found = split_dateline(paragraph)
    assert found is not None
    assert (found[0].text, found[0].agency) == (text, agency)
    assert agency not in found[1]


def test_a_line_of_place_and_whole_date_is_read() -> None:
    assert day_and_place("Beijing, June 15, 2022") == ("Beijing", "June 15, 2022")
    assert day_and_place("the 15 June 2022 battle") is None


@given(st.text(max_size=200))
def test_what_is_cut_off_is_a_beginning_of_the_paragraph(paragraph: str) -> None:
    found = split_dateline(paragraph)
    assert found is None or paragraph.strip().endswith(found[1].strip())

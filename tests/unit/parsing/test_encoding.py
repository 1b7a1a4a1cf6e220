import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import RejectError
from transforms.parsing.encoding import codec_name, decode

FRENCH = "<p>À Genève, la délégation a été reçue à l’hôtel ; le coût s’élève à 3 € par tête.</p>"
RUSSIAN = "<p>Министерство сообщило, что объём перевозок вырос на пять процентов за год.</p>"
JAPANESE = "<p>港湾当局は火曜日、貨物量が前年を上回ったと発表した。新しいクレーンが稼働したためだ。</p>"
CHINESE = "<p>港口管理局星期二表示，由于新起重机投入使用，货运量比去年有所增加，市议会将作出决定。</p>"
GREEK = "<p>Η λιμενική αρχή ανακοίνωσε την Τρίτη ότι ο όγκος φορτίων αυξήθηκε σε σχέση με πέρυσι.</p>"
POLISH = "<p>Władze portu podały we wtorek, że przeładunki wzrosły, bo nowe dźwigi już działają.</p>"
CZECH = "<p>Přístavní úřad v úterý uvedl, že objem nákladu vzrostl oproti loňskému roku.</p>"
TURKISH = "<p>Liman idaresi salı günü yük hacminin geçen yıla göre arttığını, yeni vinçlerin çalıştığını açıkladı.</p>"
GERMAN = "<p>Die Behörde erklärte, dass der Umschlag dank größerer Kräne um fünf Prozent gestiegen ist.</p>"
KOREAN = "<p>항만 당국은 화요일 새 크레인이 가동되면서 화물량이 지난해보다 늘었다고 밝혔다.</p>"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (FRENCH, "cp1252", "iso-8859-1"),
        (FRENCH, "cp1252", "windows-1252"),
        (FRENCH, "utf-8", "utf-8"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "euc-jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (CHINESE, "gb18030", "gb2312"),
        (GREEK, "iso8859-7", "ISO-8859-7"),
        (KOREAN, "cp949", "euc-kr"),
    ],
)
def test_a_declared_encoding_is_used_wherever_it_is_declared(text: str, codec: str, label: str) -> None:
    meta = f'<html><head><meta charset="{label}"></head>{text}'
    assert decode(meta.encode(codec), kind="html") == meta
    pragma = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">{text}'
    assert decode(pragma.encode(codec), kind="html") == pragma
    xml = f'<?xml version="1.0" encoding="{label}"?><rss>{text}</rss>'
    assert decode(xml.encode(codec), kind="feed") == xml
    assert decode(text.encode(codec), f"text/html; charset={label}", "html") == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (JAPANESE, "cp932"),
        (CHINESE, "gb18030"),
        (KOREAN, "cp949"),
        (FRENCH, "cp1252"),
        (GREEK, "cp1253"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (CZECH, "cp1250"),
        (TURKISH, "cp1254"),
        (GERMAN, "cp1252"),
    ],
)
def test_an_undeclared_encoding_is_detected(text: str, codec: str) -> None:
    assert decode((text * 6).encode(codec), kind="html") == text * 6


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [FRENCH * 3, JAPANESE * 3, RUSSIAN * 3])
def test_wide_encodings_are_read_with_and_without_a_mark(codec: str, text: str) -> None:
    mark = getattr(codecs, f"BOM_{codec.replace('-', '').upper().replace('16', '16_').replace('32', '32_')}")
    assert decode(mark + text.encode(codec), kind="html") == text
    if not (text.startswith("<p>港") and "32" not in codec):  # too few zero bytes to tell
        assert decode(text.encode(codec), kind="html") == text


def test_valid_utf8_wins_over_a_wrong_declaration() -> None:
    text = f'<meta charset="iso-8859-1">{FRENCH}'
    assert decode(text.encode(), "text/html; charset=windows-1252", "html") == text


def test_a_declaration_that_does_not_fit_is_not_believed() -> None:
    text = f'<meta charset="utf-8">{RUSSIAN * 5}'
    assert decode(text.encode("cp1251"), kind="html") == text


def test_few_broken_bytes_do_not_change_the_encoding() -> None:
    data = (RUSSIAN * 5).encode().replace(b"<p>", b"<p>\xff", 1)
    assert decode(data, kind="html").count("\ufffd") == 1
    assert "перевозок" in decode(data, kind="html")


def test_text_cut_within_a_character_is_read() -> None:
    assert decode((RUSSIAN * 3).encode()[:-6], kind="html").startswith(RUSSIAN)


def test_stray_nul_bytes_are_dropped() -> None:
    assert decode(b"a\0b" + b"c" * 1000) == "ab" + "c" * 1000


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 100, bytes(range(1, 32)) * 50, b"\xff\xfe" + bytes([0, 216]) * 100])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(RejectError) as error:
        decode(data)
    assert error.value.reason == "bad_encoding"


@pytest.mark.parametrize("label", ["utf-7", "rot13", "hex", "no-such-thing", "", "idna", "undefined"])
def test_labels_that_no_page_may_use_are_unknown(label: str) -> None:
    assert codec_name(label) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    assert decode(text.encode(), kind="text") == text.removeprefix("\ufeff")

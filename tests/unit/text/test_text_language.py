"""Languages: by script, by detection, by declaration."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.language import SAMPLE, detect_language, primary_tag, sample

TEXTS = [
    ("en", "The council said on Monday that the bridge would open in spring, a year later than it had planned."),
    ("fr", "Le conseil a annoncé lundi que le pont ouvrirait au printemps, un an plus tard que prévu."),
    ("de", "Der Rat teilte am Montag mit, dass die Brücke im Frühjahr öffnen werde, ein Jahr später als geplant."),
    ("es", "El consejo informó el lunes de que el puente abrirá en primavera, un año más tarde de lo previsto."),
    ("pt", "O conselho informou na segunda-feira que a ponte será aberta na primavera, um ano depois do previsto."),
    ("it", "Il consiglio ha annunciato lunedì che il ponte aprirà in primavera, un anno più tardi del previsto."),
    ("ru", "Совет сообщил в понедельник, что мост откроют весной, на год позже, чем было объявлено."),
    ("uk", "Рада повідомила в понеділок, що міст відкриють навесні, на рік пізніше, ніж її обіцяли жителям."),
    ("zh", "市议会星期一表示，大桥将于春天通车，比原计划晚一年。"),
    ("ja", "市議会は月曜日、橋が予定より1年遅れて春に開通すると発表した。"),
    ("ko", "시의회는 월요일 다리가 예정보다 일 년 늦은 봄에 개통된다고 밝혔다."),
    ("th", "สภาเมืองกล่าวเมื่อวันจันทร์ว่าสะพานจะเปิดในฤดูใบไม้ผลิ"),
    ("ar", "قال المجلس يوم الاثنين إن الجسر سيفتح في الربيع بعد عام من الموعد المقرر."),
    ("fa", "شورای شهر روز دوشنبه گفت که پل در بهار و یک سال دیرتر از برنامه گشایش می‌یابد."),
    ("hi", "परिषद ने सोमवार को कहा कि पुल वसंत में खुलेगा, जो योजना से एक वर्ष बाद है।"),
    ("el", "Το συμβούλιο ανακοίνωσε τη Δευτέρα ότι η γέφυρα θα ανοίξει την άνοιξη."),
    ("da", "Rådet oplyste mandag, at broen åbner til foråret, et år senere end planlagt, og at den bliver dyrere."),
    ("sv", "Rådet meddelade på måndagen att bron öppnar till våren, ett år senare än vad som var planerat."),
    ("nl", "De raad meldde maandag dat de brug in het voorjaar opengaat, een jaar later dan gepland was."),
    ("pl", "Rada poinformowała w poniedziałek, że most zostanie otwarty wiosną, rok później niż planowano."),
    ("cs", "Rada v pondělí oznámila, že most bude otevřen na jaře, o rok později, než se plánovalo."),
    ("fi", "Neuvosto ilmoitti maanantaina, että silta avataan keväällä, vuotta myöhemmin kuin oli suunniteltu."),
    ("tr", "Meclis pazartesi günü köprünün planlanandan bir yıl sonra, ilkbaharda açılacağını bildirdi."),
    ("vi", "Hội đồng hôm thứ Hai cho biết cây cầu sẽ mở vào mùa xuân, muộn hơn một năm so với kế hoạch."),
    ("id", "Dewan kota mengatakan pada hari Senin bahwa jembatan itu akan dibuka pada musim semi, terlambat satu tahun."),
    ("he", "המועצה הודיעה ביום שני כי הגשר ייפתח באביב, שנה מאוחר מהמתוכנן."),
]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_the_language_is_told(code: str, text: str) -> None:
    found = detect_language(text)
    assert found.code == code
    assert found.confidence is not None
    assert found.confidence > 0.7


def test_a_text_of_two_languages_is_not_told_with_certainty() -> None:
    found = detect_language(f"{TEXTS[0][1]} {TEXTS[2][1]}")
    assert found.code in ("en", "de")
    assert found.confidence is not None
    assert found.confidence < 0.95


def test_the_same_text_gives_the_same_answer() -> None:
    assert len({detect_language(TEXTS[0][1]) for _ in range(5)}) == 1


def test_a_declared_language_is_believed_for_short_texts_and_unknown_languages() -> None:
    assert detect_language("Bonjour", "fr-FR") == ("fr", None)
    icelandic = "Ráðið sagði á mánudag að brúin yrði opnuð í vor, ári síðar en til stóð, og að kostnaður hefði aukist."
    assert detect_language(icelandic, "is").code == "is"
    assert detect_language("", None) == (None, None)


def test_a_wrong_declaration_does_not_count() -> None:
    assert detect_language(TEXTS[2][1], "en-US").code == "de"
    assert detect_language(TEXTS[8][1], "en").code == "zh"


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("en-GB", "en"),
        ("en_US", "en"),
        ("zh-Hans-CN", "zh"),
        ("eng", "en"),
        ("German", "de"),
        ("nb-NO", "no"),
        ("und", None),
        ("", None),
        ("x" * 30, None),
    ],
)
def test_declared_languages_are_read_in_any_usual_form(declared: str, tag: str | None) -> None:
    assert primary_tag(declared) == tag


def test_only_a_sample_is_looked_at() -> None:
    assert len(sample("word " * 10_000)) <= SAMPLE


@settings(max_examples=25)
@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text: str) -> None:
    detect_language(text)

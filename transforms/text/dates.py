"""Publication dates in any usual form, read without guessing: what is not understood as a whole is no date.

Forms: ISO 8601, RFC 822, `20220615`, `June 15, 2022`, `15 juin 2022 à 10h30`, `2022年6月15日`, `15/06/2022`, with month
names in many languages, times with or without a zone, and the words that pages put around them. A hand-written reader: the
general libraries take milliseconds a date and read a date into almost anything.
"""

import datetime
import re
from functools import lru_cache
from typing import Final, NamedTuple

from transforms.text.unicode import word_set

_EPOCH: Final = datetime.datetime(1970, 1, 1)
_MICROSECOND: Final = datetime.timedelta(microseconds=1)
FIRST_YEAR: Final = 1605  # the first newspaper; what is dated earlier is a default value of some system
LAST_YEAR: Final = 2200
MAX_AHEAD_DAYS: Final = 366  # a date that lies further after retrieval is an error

MONTH_NAMES: Final[dict[str, int]] = {}
"""Names and abbreviations of months in 24 languages, lower case and without a full stop."""

_NAMES: Final = """
january jan janvier janv enero ene januar jänner janeiro gennaio gen januari января янв січня ocak stycznia sty januar
يناير
ιανουαρίου ιαν ledna január januára ianuarie tammikuuta януари gener ינואר בינואר
|
february feb février fevrier févr fév febrero februar feber fevereiro fev febbraio februari февраля фев февр лютого
şubat lutego فبراير شباط
φεβρουαρίου φεβ února február februára februarie helmikuuta февруари febrer פברואר בפברואר
|
march mar mars marzo märz marz mrz março marco maart марта мар березня mart marca maret مارس آذار
μαρτίου μαρ března március marca martie maaliskuuta maret март març מרץ במרץ
|
april apr avril avr abril abr aprile апреля апр квітня nisan kwietnia kwi أبريل نيسان
απριλίου απρ dubna április apríla aprilie huhtikuuta април אפריל באפריל
|
may mai mayo maio maggio mag mei мая травня mayıs maja maj مايو أيار
μαΐου května május mája toukokuuta май maig מאי במאי
|
june jun juin junio juni junho giugno giu июня июн червня haziran czerwca cze يونيو حزيران
ιουνίου ιουν června június júna iunie kesäkuuta юни juny יוני ביוני
|
july jul juillet juil julio juli julho luglio lug июля июл липня temmuz lipca lip يوليو تموز
ιουλίου ιουλ července július júla iulie heinäkuuta юли juliol יולי ביולי
|
august aug août aout agosto ago augustus августа авг серпня ağustos sierpnia sie agustus augusti أغسطس آب
αυγούστου αυγ srpna augusztus augusta elokuuta agustus agost אוגוסט באוגוסט
|
september sep sept septembre septiembre setiembre setembro set settembre сентября сен сент вересня eylül września wrz
سبتمبر أيلول
σεπτεμβρίου σεπ září szeptember septembra septembrie syyskuuta септември ספטמבר בספטמבר
|
october oct octobre octubre oktober okt outubro out ottobre ott октября окт жовтня ekim października paź أكتوبر
οκτωβρίου οκτ října október októbra octombrie lokakuuta октомври אוקטובר באוקטובר
|
november nov novembre noviembre novembro ноября ноя нояб листопада kasım listopada lis نوفمبر
νοεμβρίου νοε listopadu novembra noiembrie marraskuuta ноември נובמבר בנובמבר
|
december dec décembre decembre déc diciembre dic dezember dez dezembro dicembre декабря дек грудня aralık grudnia gru
desember ديسمبر
δεκεμβρίου δεκ prosince decembra decembrie joulukuuta декември דצמבר בדצמבר
"""
for _number, _names in enumerate(_NAMES.split("|"), 1):
    for _name in _names.split():
        MONTH_NAMES.setdefault(_name, _number)

ZONES: Final[dict[str, int]] = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "bst": 60, "west": 60, "wat": 60, "cet": 60, "mez": 60, "cest": 120,
    "mesz": 120, "cat": 120, "sast": 120, "eet": 120, "eest": 180, "msk": 180, "eat": 180, "trt": 180, "ast": -240,
    "gst": 240, "pkt": 300, "ist": 330, "npt": 345, "bdt": 360, "ict": 420, "wib": 420, "hkt": 480, "sgt": 480, "myt": 480,
    "pht": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570, "aest": 600, "acdt": 630, "aedt": 660, "nzst": 720,
    "nzdt": 780, "est": -300, "edt": -240, "et": -300, "cst": -360, "cdt": -300, "ct": -360, "mst": -420, "mdt": -360,
    "mt": -420, "pst": -480, "pdt": -420, "pt": -480, "brt": -180, "art": -180,
}  # fmt: skip
"""Minutes from UTC of zone names as news sites use them (`IST` is India's, `CST` and `BST` those of RFC 822 and of Britain)."""

_US_SUMMER: Final = {"et": "edt", "ct": "cdt", "mt": "mdt", "pt": "pdt"}
_SPACED_DOTS: Final = re.compile(r"\b(\d{1,4})\. (\d{1,2})\. (\d{1,4})\b\.?")  # as Czech and Korean write dates
_NOISE: Final = word_set(
    """
    at on of the de del di da um à a às as em alle le el la den am vom o los las uhr hrs hours h published publication
    written entered reported erschienen geschrieben eingestellt écrit écrite rédigé rédigée paru parue escrito escrita inserito
    il inserita pubblicata scritto размещено размещена добавлено создано 입력 기사입력 등록 등록일 승인 송고 게재 작성 작성일
    수정 최종수정 公開 公開日 公開日時 更新 更新日 更新日時 配信 掲載 投稿 投稿日
    发布 发布时间 发布日期 发表 发表于 发表时间 时间 日期 更新时间 發布 發布時間 發佈 發佈時間 發表 發表時間 時間 更新時間
    posted post date dated updated update last modified first created issued released uploaded time edited filed online
    since publié publiée publie mis mise jour modifié veröffentlicht aktualisiert stand erstellt datum publicado
    publicada actualizado actualizada fecha última pubblicato aggiornato data ultima modifica atualizado опубликовано
    обновлено дата г года year monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri
    saturday sat sunday sun lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag
    freitag samstag sonnabend sonntag mo mi do fr sa so lunes martes miércoles miercoles jueves viernes sábado sabado
    domingo lunedì martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira
    sexta-feira понедельник вторник среда четверг пятница суббота воскресенье lun mer jeu ven sam dim mié jue vie sáb
    dom gio ter qua qui sex local ist: by and st nd rd th er
    mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag maandag dinsdag woensdag donderdag
    vrijdag zaterdag zondag poniedziałek wtorek środa czwartek piątek sobota niedziela понеділок вівторок середа четвер
    п ятниця п'ятниця субота неділя pondělí úterý středa čtvrtek pátek neděle luni marți miercuri joi vineri sâmbătă duminică
    hétfő kedd szerda csütörtök péntek szombat vasárnap maanantaina tiistaina keskiviikkona torstaina perjantaina
    lauantaina sunnuntaina pazartesi salı çarşamba perşembe cuma cumartesi pazar senin selasa rabu kamis jumat sabtu minggu
    δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد
    thứ hai ba tư năm sáu bảy chủ nhật ngày publisert publicerad publicerat publiceret udgivet gepubliceerd geplaatst op
    opublikowano publikováno publikované vydáno publicat julkaistu megjelent опубліковано дата публікації yayınlanma yayın
    tarihi diterbitkan oppdatert uppdaterad opdateret sist senast sidst bijgewerkt zaktualizowano aktualizováno actualizat
    päivitetty оновлено güncelleme kl klo kello klokken godz godzina hodin om δημοσίευση ενημέρωση ώρα ος η wib wita wit
    """
)
_UPDATED: Final = re.compile(
    r"\W*(?:(?:last|first)?\s*(?:updated?|modified|edited)|mis(?:e)? à jour|modifié|aktualisiert|actualizad[oa]|última|"
    r"aggiornat[oa]|ultim[ao]|atualizad[oa]|обновлено)\b",
    re.IGNORECASE,
)

_THEN_UPDATED: Final = re.compile(
    r"(?<=\d)\W{1,8}(?:[^\W\d]+\s)?(?:updated?|modified|mis(?:e)? à jour|modifiée?|aktualis\w+|bearbeitet|actualizad[oa]|"
    r"aggiornat[oa]|atualizad[oa]|обновлено|оновлено|oppdatert|uppdaterad|opdateret|bijgewerkt|zaktualizowano|actualizat|"
    r"päivitetty|güncelle\w+|diperbarui|cập nhật)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_EAST_ASIAN_HALF: Final = re.compile(r"(오전|오후|上午|下午|晚上|午前|午後)\s*(\d{1,2})(?=\s*[:：时時시])")

_ISO: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[A-Za-z]{2,4}|"
    r"[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_BARE: Final = re.compile(r"((?:1[6-9]|20|21)\d\d)([01]\d)([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?(Z)?)?")
_EPOCH_NUMBER: Final = re.compile(r"\d{10}(?:\d{3})?")
_TIME: Final = re.compile(
    r"\b([01]?\d|2[0-3])(?:[:.]([0-5]\d)(?:[:.]([0-5]\d))?\s*([ap]\.?m\b\.?)?|\s*h\s*([0-5]\d)?\b|\s*([ap]\.?m\b\.?))"
    r"(?:\s*(?:uhr|hrs?|hours)\b)?",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"(?:\b(?:gmt|utc)\s*)?([+-])(\d{2}):?(\d{2})\b|\b(?:gmt|utc)\s*([+-])(\d{1,2})\b", re.IGNORECASE)
_CJK: Final = re.compile(
    r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(?:[^\d]{0,8}(\d{1,2})\s*[:：时時시]\s*(\d{1,2})?\s*[分분]?)?"
)
_NUMERIC: Final = re.compile(r"\b(\d{1,4})([/.-])(\d{1,2})\2(\d{2,4})\b")
_WORD: Final = re.compile(r"\d+(?=(?:st|nd|rd|th|er|º|ª|\.)?(?:[^\w]|$))|[^\W\d_][\w'’.-]*", re.UNICODE)
_DASHED: Final = re.compile(r"(?<=\d)-(?=[^\W\d_]{3})|(?<=[^\W\d_]{3})-(?=\d)")  # 15-Jun-2022
_DIGITS: Final = re.compile(r"\d")


_LETTERS: Final = re.compile(r"[^\W\d_]+")
_KNOWN: Final = frozenset(MONTH_NAMES) | _NOISE | frozenset(ZONES) | word_set("a p m am pm t feira º ª")


class PublicationDate(NamedTuple):
    """A moment as precisely as it was written."""

    micros: int  # since 1970-01-01T00:00:00Z; of a day its midnight; without a zone the local time as if it were UTC
    offset: int | None  # minutes from UTC; None if unknown
    precision: str  # second, minute, day

    @property
    def local_day(self) -> datetime.date:
        """The day on the publisher's calendar."""
        local = _EPOCH + datetime.timedelta(microseconds=self.micros, minutes=self.offset or 0)
        return local.date()


class _Clock(NamedTuple):
    hour: int
    minute: int
    second: int | None
    offset: int | None
    microsecond: int = 0


def _moment(year: int, month: int, day: int, clock: _Clock | None = None) -> PublicationDate | None:
    """The moment of a calendar day and a time; None for what no calendar holds and for default years."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        moment = datetime.datetime(year, month, day)
        if clock is None:
            return PublicationDate((moment - _EPOCH) // _MICROSECOND, None, "day")
        moment = moment.replace(hour=clock.hour % 24, minute=clock.minute, second=min(clock.second or 0, 59))
    except ValueError:
        return None
    moment += datetime.timedelta(days=clock.hour // 24, minutes=-(clock.offset or 0), microseconds=clock.microsecond)
    precision = "minute" if clock.second is None else "second"
    return PublicationDate((moment - _EPOCH) // _MICROSECOND, clock.offset, precision)


def _zone_minutes(zone: str | None) -> int | None:
    """Minutes from UTC of `+02:00`, `+0200`, `Z` or a zone's name."""
    if not zone:
        return None
    if zone[0] in "+-":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:4])
        return None if minutes > 18 * 60 else -minutes if zone[0] == "-" else minutes
    return ZONES.get(zone.lower())


def _iso(text: str) -> PublicationDate | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if match[4] is None:
        return _moment(year, month, day)
    second = int(match[6]) if match[6] else None
    fraction = int((match[7] or "0")[:6].ljust(6, "0"))
    return _moment(year, month, day, _Clock(int(match[4]), int(match[5]), second, _zone_minutes(match[8]), fraction))


def _bare(text: str) -> PublicationDate | None:
    match = _BARE.fullmatch(text)
    if match is None:
        return None
    clock = None
    if match[4]:
        clock = _Clock(int(match[4]), int(match[5]), int(match[6]) if match[6] else None, 0 if match[7] else None)
    return _moment(int(match[1]), int(match[2]), int(match[3]), clock)


def _epoch(text: str) -> PublicationDate | None:
    """Seconds or milliseconds since 1970."""
    if not _EPOCH_NUMBER.fullmatch(text):
        return None
    return PublicationDate(int(text) * (1_000_000 if len(text) == 10 else 1_000), 0, "second")


def _full_hour(match: re.Match[str]) -> str:
    """An hour after a word for morning or afternoon, of 24."""
    later = match[1] in ("오후", "下午", "晚上", "午後")
    hour = int(match[2])
    return str(hour if hour > 12 else hour % 12 + (12 if later else 0))


def _cjk(text: str) -> PublicationDate | None:
    match = _CJK.search(text)
    if match is None or len(text) > len(match[0]) + 24:
        return None
    clock = _Clock(int(match[4]), int(match[5] or 0), None, None) if match[4] else None
    if clock is not None and (clock.hour > 24 or clock.minute > 59):
        return None
    return _moment(int(match[1]), int(match[2]), int(match[3]), clock)


def _take_clock(text: str) -> tuple[str, _Clock | None]:
    """The first time of day of a text, and the text without it, its offset and its zone."""
    match = _TIME.search(text)
    if match is None:
        return text, None
    hour, half_day = int(match[1]), (match[4] or match[6] or "").lower()[:1]
    if half_day and hour <= 12:
        hour = hour % 12 + (12 if half_day == "p" else 0)
    rest, tail = text[: match.start()], text[match.end() :]
    offset = None
    if found := _OFFSET.search(tail):
        sign, hours, minutes = found[1] or found[4], found[2] or found[5], found[3] or "00"
        offset = _zone_minutes(f"{sign}{int(hours):02d}{minutes}")
        tail = tail[: found.start()] + tail[found.end() :]
    words = tail.replace("(", " ").replace(")", " ").split(" ")
    for number, word in enumerate(words):
        bare = word.strip(",.;|")
        if offset is None and bare.isupper() and bare.lower() in ZONES:
            offset = ZONES[bare.lower()]
        if bare.isupper() and bare.lower() in ZONES:
            words[number] = ""
    minute = int(match[2] or match[5] or 0)
    return rest + " " + " ".join(words), _Clock(hour, minute, int(match[3]) if match[3] else None, offset)


def _summer(clock: _Clock | None, text: str, day: PublicationDate | None) -> _Clock | None:
    """Generic US zone names (`ET`) in the months of daylight saving time (second Sunday of March to first of November)."""
    if clock is None or day is None or clock.offset is None:
        return clock
    words = {word.strip("().,;|") for word in text.split()}
    date = day.local_day
    march, november = datetime.date(date.year, 3, 14), datetime.date(date.year, 11, 7)
    start = march - datetime.timedelta(days=(march.weekday() + 1) % 7)
    end = november - datetime.timedelta(days=(november.weekday() + 1) % 7)
    for generic, summer in _US_SUMMER.items():
        if generic.upper() in words and start <= date < end:
            return clock._replace(offset=ZONES[summer])
    return clock


def _numeric(match: re.Match[str], month_first: bool) -> tuple[int, int, int] | None:
    """Year, month and day of `15/06/2022`, `2022/06/15`, `06/15/22`; the order by country where both are possible."""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        return (first, second, third) if len(match[4]) <= 2 else None
    if len(match[1]) > 2 or len(match[4]) == 3:
        return None
    year = third if len(match[4]) == 4 else 2000 + third if third < 70 else 1900 + third
    if first > 12 or (second <= 12 and not month_first):
        return year, second, first
    return year, first, second


def _words_date(text: str, year_known: int | None) -> tuple[int, int, int] | None:
    """Year, month and day of a date in words, if nothing but known words stands around it."""
    year, month, days, weekday = None, None, [], False
    for word in _WORD.findall(text.lower().replace("’", "'")):
        bare = word.strip(".'-")
        if bare.isdecimal():
            if len(bare) == 4 and year is None:
                year = int(bare)
            elif len(bare) <= 2:
                days.append(int(bare))
            else:
                return None
        elif bare in MONTH_NAMES and (month is None or weekday):
            month, weekday = MONTH_NAMES[bare], bare == "mar"  # `mar 8 juin`: French and Spanish for Tuesday
        elif bare not in _NOISE:
            return None
    if month is None or not days or len(days) > 2:
        return None
    if year is None:
        year = 2000 + days[1] if len(days) == 2 else year_known
    elif len(days) == 2:
        return None
    return None if year is None else (year, month, days[0])


@lru_cache(maxsize=4096)
def parse_date(text: str, month_first: bool = False, year_known: int | None = None) -> PublicationDate | None:
    """Read a publication date.

    Args:
        text: the date as written, alone or with the usual words around it (`Published: Wed 15 June 2022, 10:30 GMT`).
        month_first: how `06/07/2022` is read (the United States).
        year_known: the year of a date without one (`June 15`), if something else tells it.

    Returns:
        the moment with offset and precision, or None for what is no date, no whole one, or absurd.
    """
    text = _SPACED_DOTS.sub(r"\1.\2.\3", _DASHED.sub(" ", " ".join(text.split())))
    if not text.isascii():
        text = _EAST_ASIAN_HALF.sub(_full_hour, text)
    if (not 6 <= len(text) <= 120 or not _DIGITS.search(text)) and not (year_known and 3 < len(text) <= 120):
        return None
    found = _iso(text) or _bare(text) or _epoch(text) or _cjk(text)
    if found is not None:
        return found
    if any(word not in _KNOWN for word in _LETTERS.findall(text.lower())):
        return None
    embedded = _ISO.search(text)
    if embedded is not None and all(
        w.strip(".") in _NOISE for w in _WORD.findall((text[: embedded.start()] + " " + text[embedded.end() :]).lower())
    ):
        return _iso(embedded[0].strip())
    return _loose(text, month_first, year_known)


def _loose(text: str, month_first: bool, year_known: int | None) -> PublicationDate | None:
    """Dates of numbers with separators and dates in words, each with an optional time."""
    numeric = _NUMERIC.search(text)
    rest, clock = _take_clock(text[: numeric.start()] + " ; " + text[numeric.end() :] if numeric else text)
    if numeric is not None:
        if any(w.strip(".'-") not in _NOISE for w in _WORD.findall(rest.lower())):
            return None
        day = _numeric(numeric, month_first)
    else:
        day = _words_date(rest, year_known)
        if day is None and clock is not None and "." in text:  # `15.06 2022` and the like: the time was part of the date
            day, clock = _words_date(text, year_known), None
    if day is None:
        return None
    whole = _moment(*day)
    return _moment(*day, _summer(clock, text, whole)) if clock else whole


def before_update(text: str) -> str:
    """A date line without the date of a change that follows that of publication (`12 March 2024, updated 13 March 2024`)."""
    return _THEN_UPDATED.sub("", text)


def is_update_label(text: str) -> bool:
    """Whether a date line says when the text was changed rather than published."""
    return _UPDATED.match(text) is not None


def is_absurd(date: PublicationDate, retrieved_at: int) -> bool:
    """Whether a date lies too far after the moment of retrieval (microseconds; 0 if unknown) to be true."""
    return retrieved_at > 0 and date.micros > retrieved_at + MAX_AHEAD_DAYS * 86_400_000_000

"""The language of a text: by its script where that is enough, else by the profiles of `langdetect`, on at most 500 characters.

A declared language is believed when the probability is low, when the text is short, or when it is one that has no profile
(Icelandic, Xhosa, Zulu, …) in a script that fits.
"""

import re
from typing import Final, NamedTuple

from transforms.text.profiles import likely_languages, profiles
from transforms.text.unicode import word_set

SAMPLE: Final = 500  # characters
MIN_PROBABILITY: Final = 0.90
_MIN_LETTERS: Final = 25  # with fewer, what was declared counts more than what is seen
_SCRIPT_SHARE: Final = 0.3  # of the letters, for a script that marks a language; quoted Latin names lower it
_TAG: Final = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*\s*")
_SYNONYMS: Final = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "nb": "no",
    "nn": "no",
    "zh-cn": "zh",
    "zh-tw": "zh",
    "fil": "tl",
    "cmn": "zh",
}
_NAMES: Final = dict(
    pair.split("=")
    for pair in word_set(
        """
        english=en french=fr german=de spanish=es italian=it portuguese=pt russian=ru chinese=zh japanese=ja korean=ko arabic=ar
        dutch=nl turkish=tr polish=pl ukrainian=uk hindi=hi eng=en fra=fr fre=fr deu=de ger=de spa=es ita=it por=pt rus=ru
        zho=zh chi=zh jpn=ja kor=ko ara=ar nld=nl dut=nl
        """
    )
)

# one script, one language of news; code point ranges from the Unicode charts
_SCRIPTS: Final = (
    ("ko", "\uac00-\ud7a3\u1100-\u11ff"), ("th", "\u0e00-\u0e7f"), ("lo", "\u0e80-\u0eff"), ("my", "\u1000-\u109f"),
    ("km", "\u1780-\u17ff"),
    ("ka", "\u10a0-\u10ff"), ("hy", "\u0530-\u058f"), ("el", "\u0370-\u03ff"), ("he", "\u0590-\u05ff"), ("am", "\u1200-\u137f"),
    ("si", "\u0d80-\u0dff"), ("ta", "\u0b80-\u0bff"), ("te", "\u0c00-\u0c7f"), ("kn", "\u0c80-\u0cff"), ("ml", "\u0d00-\u0d7f"),
    ("gu", "\u0a80-\u0aff"), ("pa", "\u0a00-\u0a7f"), ("or", "\u0b00-\u0b7f"), ("bo", "\u0f00-\u0fff"),
)  # fmt: skip
_SCRIPT_OF: Final = tuple((code, re.compile(f"[{chars}]")) for code, chars in _SCRIPTS)
_KANA: Final = re.compile("[\u3040-\u30ff]")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LETTER: Final = re.compile(r"[^\W\d_]")
# letters that only one language of a script has, the rarer ones first
_CYRILLIC_MARKS: Final = (
    ("be", "ў"),
    ("kk", "әғқңұһ"),
    ("mk", "ѓќѕ"),
    ("sr", "ђћјљњџ"),
    ("uk", "їєґі"),
    ("ru", "ыэё"),
    ("bg", "ъ"),
)
_ARABIC_MARKS: Final = (("ur", "ٹڈڑےں"), ("ps", "ټډړښځڅ"), ("ckb", "ڕڵێۆە"), ("fa", "پچژگکی"))
# spoken where there is no profile: believed when declared
_UNPROFILED_LATIN: Final = word_set(
    """
    is ga eu gl mt lb xh zu ha yo ig az uz tk eo la fo gd mi sm haw jv su ceb ku bs me rm oc br st sn ny rw mg ht ms
    """
)


# declared languages that share the letters by which a script's language was told
_SAME_LETTERS: Final = {
    "ur": ("fa", "sd", "pnb"),
    "ckb": ("ku", "fa"),
    "fa": ("ku", "ckb", "ug", "ps", "ur"),
    "ru": ("ky", "kk", "mn", "tg", "tt", "uz", "be", "ba", "ce", "os", "ab"),
    "kk": ("ky", "tt", "mn", "ba"),
    "uk": ("be", "kk", "rue"),
    "sr": ("mk", "bs"),
    "zh": ("yue",),
    "he": ("yi",),
    "am": ("ti",),
}


class Language(NamedTuple):
    """A language with how sure it is."""

    code: str | None  # primary subtag of BCP 47
    confidence: float | None  # probability of detection; None where the declaration was believed


def primary_tag(declared: str | None) -> str | None:
    """The primary language subtag of a declared language (`en-GB`, `en_US`, `eng`, `English`), or None."""
    if not declared:
        return None
    folded = declared.split(",")[0].strip().lower()
    if folded in _NAMES:
        return _NAMES[folded]
    match = _TAG.fullmatch(folded)
    if match is None:
        return None
    tag = _NAMES.get(match[1], match[1])
    tag = _SYNONYMS.get(tag, tag)
    return None if tag in ("und", "mul", "zxx", "xx") else tag


def sample(text: str) -> str:
    """At most `SAMPLE` characters of a text: from its beginning and from its middle, since a lead may be full of names."""
    if len(text) <= SAMPLE:
        return text
    half = SAMPLE // 2
    middle = len(text) // 2
    cut = text.find(" ", middle, middle + 40) + 1 or middle
    return text[:half] + " " + text[cut : cut + half - 1]


def by_script(text: str) -> str | None:
    """The language that a text's script and its telling letters leave no doubt of, else None."""
    if text.isascii() or not (letters := len(_LETTER.findall(text))):
        return None
    need = max(4, letters * _SCRIPT_SHARE)
    if len(_KANA.findall(text)) >= max(3, letters * 0.08):
        return "ja"
    if len(_HAN.findall(text)) >= need:
        return "ko" if len(_SCRIPT_OF[0][1].findall(text)) >= need else "zh"
    for marks, script in ((_CYRILLIC_MARKS, _CYRILLIC), (_ARABIC_MARKS, _ARABIC)):
        if len(script.findall(text)) >= need:
            lowered = text.lower()
            for code, chars in marks:
                if sum(lowered.count(char) for char in chars) >= max(2, letters // 150):
                    return code
            return "ar" if script is _ARABIC else None
    for code, pattern in _SCRIPT_OF:
        if len(pattern.findall(text)) >= need:
            return code
    return None


def warm_up() -> None:
    """Load the profiles now, in the set-up of a worker, rather than with its first article."""
    profiles()


def _detected(text: str) -> list[tuple[str, float]]:
    return [(_SYNONYMS.get(language, language), probability) for language, probability in likely_languages(text)]


def detect_language(text: str, declared: str | None = None) -> Language:
    """The language of a text.

    Args:
        text: the body; at most `SAMPLE` characters of it are looked at.
        declared: what the page, feed or record says, in any usual form.

    Returns:
        code and probability; (None, None) for a text without letters and without a declaration.
    """
    told = primary_tag(declared)
    part = sample(text)
    letters = len(_LETTER.findall(part))
    script = by_script(part)
    if letters < _MIN_LETTERS and told and not script:
        return Language(told, None)
    if script:
        related = told is not None and told != script and told in _SAME_LETTERS.get(script, ())
        return Language(told, None) if related else Language(script, 1.0)
    found = _detected(part) if letters else []
    if not found:
        return Language(told, None)
    code, probability = found[0]
    if told and told != code:
        named = dict(found).get(told)
        if probability < MIN_PROBABILITY:
            return Language(told, round(named, 4) if named else None)
        if told in _UNPROFILED_LATIN and code != "en":
            return Language(told, None)
    return Language(code, round(min(probability, 1.0), 4))

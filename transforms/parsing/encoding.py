"""From bytes to text: byte order mark, HTTP header, declaration in the document, then detection.

The order follows the HTML Standard's encoding sniffing algorithm with two changes that real pages call for: bytes that are
valid UTF-8 beyond ASCII are UTF-8 whatever is declared, and a declared encoding in which the bytes are invalid is not believed.
Labels mean what browsers take them to mean (WHATWG Encoding Standard): `iso-8859-1` is windows-1252, `gb2312` is GB 18030.
"""

import codecs
import re
from itertools import pairwise
from typing import Final

from charset_normalizer import from_bytes

from transforms.errors import RejectError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_META_CHARSET: Final = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARATION_BYTES: Final = 4_096  # the HTML Standard reads 1,024; pages put it later

_BROWSER_LABELS: Final = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "utf8": "utf-8",
    "unicode": "utf-16",
}
# no page is in these; some of them are no text encodings at all in Python's registry
_REFUSED: Final = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "undefined"})
_STATEFUL: Final = frozenset({"iso2022_jp", "iso2022_kr", "hz"})
_MAX_BAD_SHARE: Final = 0.05  # of the characters beyond ASCII: a few broken ones do not make a text another encoding
_SAMPLE_BYTES: Final = 12_000  # detection is slow and needs no more
_TAGS: Final = re.compile(rb"<(script|style)\b.{0,100000}?</\1|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)
_LATIN_CODECS: Final = ("cp1252", "cp1254", "cp1250", "iso8859_2", "cp1257")  # by how much of the web is in them
_SYMBOL_IN_WORD: Final = re.compile(r"(?<=[^\W\d_])[¹²³¿¡ºª±¶§µ¼½¾£¥¦©®¬¯¸ˇ˛˘˙˝](?=[^\W\d_])")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # ISO-2022 keeps ESC
_MIN_ZEROS: Final = 0.03  # zero bytes of UTF-16, as a share of the characters: spaces, digits and markup


def codec_name(label: str | None) -> str | None:
    """The Python codec that a declared label means, or None if it is unknown or never right for a page."""
    if not label:
        return None
    folded = label.strip().lower()
    name = _BROWSER_LABELS.get(folded, folded)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name.replace("-", "_") in {n.replace("-", "_") for n in _REFUSED}:
        return None
    return info.name


def _declared(data: bytes, content_type: str | None, kind: str) -> list[str]:
    """Codecs declared outside and inside the document, in the order in which they count."""
    labels: list[str | None] = []
    if content_type and (match := _HEADER_CHARSET.search(content_type)):
        labels.append(match[1])
    head = data[:_DECLARATION_BYTES]
    if kind in ("html", "feed", "") and (found := _XML_ENCODING.match(head)):
        labels.append(found[1].decode("ascii"))
    if kind in ("html", "") and (found := _META_CHARSET.search(head)):
        labels.append(found[1].decode("ascii"))
    names = [name for name in map(codec_name, labels) if name]
    # a declaration that could be read byte by byte is not in a two-byte encoding (HTML Standard)
    return ["utf-8" if name.startswith(("utf-16", "utf-32")) else name for name in names]


def _strict(data: bytes, name: str) -> str | None:
    """The text, or None where a byte is invalid. Windows-1252's five undefined bytes are what browsers make of them."""
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        if name != "cp1252":
            return None
    text = data.decode("cp1252", "replace")
    return text if text.count("�") <= _MAX_BAD_SHARE * sum(1 for char in text if char > "\x7f") else None


def _without_bom(data: bytes) -> str | None:
    """The text of UTF-16 or UTF-32 without a byte order mark, told by where the zero bytes are."""
    head = data[: 4_096 - 4_096 % 4]
    quarter = max(1, len(head) // 4)
    zeros = [head[i::4].count(0) / quarter for i in range(4)]
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if min(zeros[2:]) > 0.9:
        name, width = "utf-32-le", 4
    elif min(zeros[:2]) > 0.9:
        name, width = "utf-32-be", 4
    elif max(even, odd) > _MIN_ZEROS and max(even, odd) > 10 * min(even, odd):
        name, width = ("utf-16-le" if odd > even else "utf-16-be"), 2
    else:
        return None
    decoded = _strict(data[: len(data) - len(data) % width], name)
    return decoded if decoded is not None and _mostly_text(decoded[:4_096]) else None


def _mostly_text(sample: str) -> bool:
    """Whether nearly all characters are letters, digits, marks, punctuation or white space."""
    odd = sum(1 for char in sample if not (char.isprintable() or char.isspace()))
    return odd <= 0.02 * len(sample) and sample.count("�") <= 0.3 * len(sample)


def _sample(data: bytes, kind: str) -> bytes:
    """The parts of a document that tell its encoding: lines with bytes beyond ASCII, outside markup.

    No two-byte encoding in use has `<`, `>` or a line end for a second byte, so that no character is cut.
    """
    text = _TAGS.sub(b"\n", data[:400_000]) if kind in ("html", "feed", "") else data[:400_000]
    runs: list[bytes] = []
    size = 0
    for line in text.splitlines():
        if not line.isascii():
            runs.append(line)
            size += len(line)
            if size > _SAMPLE_BYTES:
                break
    return b"\n".join(runs)[: 2 * _SAMPLE_BYTES] if runs else data[:_SAMPLE_BYTES]


def _oddity(text: str) -> float:
    """How unlike any language of Latin script a decoded text is: symbols within words, letters that do not go together."""
    odd = float(len(_SYMBOL_IN_WORD.findall(text)))
    odd += sum(1 for before, char in pairwise(text) if char > "\x7f" and char.isupper() and before.islower())
    odd += sum(1 for char in text if "\x7f" < char < "\xa0")
    if not any(letter in text for letter in "čěćřůňťďľ"):
        odd += 0.5 * sum(text.count(letter) for letter in "šžŠŽ")
    if "ã" not in text:
        odd += 0.5 * text.count("õ")
    if "þ" in text or "ð" in text:
        odd += 0.3 * sum(text.count(letter) for letter in "þðý")
    if "æ" in text or "á" in text:
        odd += sum(text.count(letter) for letter in "şğı")
    return odd


def _latin_codec(sample: bytes) -> str:
    """Which of the one-byte encodings of Latin script fits best; the most used one where several do."""
    decoded = ((name, _strict(sample, name)) for name in _LATIN_CODECS)
    scored = [(_oddity(text), rank, name) for rank, (name, text) in enumerate(decoded) if text is not None]
    return min(scored)[2] if scored else "cp1252"


def _tolerant_utf8(data: bytes) -> str | None:
    """The text as UTF-8 with replacement characters, if only few characters are broken."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = sum(1 for char in text if char > "\x7f")
    return text if text.count("�") <= max(1, _MAX_BAD_SHARE * beyond_ascii) else None


def _detected(data: bytes, kind: str) -> str | None:
    """The text in the encoding that fits its bytes best."""
    sample = _sample(data, kind)
    best = from_bytes(sample).best()
    if best is None:
        return None
    latin = sum(1 for char in str(best) if "À" <= char <= "ɏ")
    beyond = sum(1 for char in str(best) if char > "\x7f" and char.isalpha())
    # the detector ranks encodings of Latin script by their order in its list where several give letters
    name = _latin_codec(sample) if latin > 0.7 * beyond else codec_name(best.encoding)
    return _strict(data, name) if name else None


def decode(data: bytes, content_type: str | None = None, kind: str = "") -> str:
    """The text of a document.

    Args:
        data: all its bytes.
        content_type: of the HTTP response, with or without a charset.
        kind: text, html, feed, json; tells which declarations inside the document count.

    Returns:
        text without a byte order mark and without NUL characters.

    Raises:
        RejectError: bad_encoding, for bytes that are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(name, "replace")
            if not _mostly_text(text[:4_096]):
                raise RejectError("bad_encoding", f"starts with the mark of {name} and is no text in it", data[:200])
            return text.replace("\0", "")
    if b"\0" in data[:65_536]:
        wide = _without_bom(data)
        if wide is not None:
            return wide.replace("\0", "")
        if data.count(0) > max(2, 0.01 * len(data)):
            raise RejectError("bad_encoding", f"{data.count(0)} NUL bytes in {len(data)}: no text in any encoding tried")
    text = _decode_bytes(data, content_type, kind).replace("\0", "")
    if len(_CONTROL.findall(text[:4_096])) > max(2, 0.02 * min(len(text), 4_096)):
        raise RejectError("bad_encoding", "control characters rather than text", data[:200])
    return text


def _decode_bytes(data: bytes, content_type: str | None, kind: str) -> str:
    """The text of bytes in an encoding that holds ASCII as it is."""
    declared = _declared(data, content_type, kind)
    for name in declared:
        if name in _STATEFUL and (text := _strict(data, name)) is not None:
            return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for name in declared:
        if name != "utf-8" and (text := _strict(data, name)) is not None:
            return text
    text = _tolerant_utf8(data) or _detected(data, kind) or data.decode("utf-8", "replace")
    if not _mostly_text(text[:4_096]):
        raise RejectError("bad_encoding", "no text in any encoding tried", data[:200])
    return text

"""From lines to paragraphs: which layout a text has, and joining sentences that links and line breaks tore apart."""

import re
from collections.abc import Sequence
from typing import Final

from transforms.text.boilerplate import is_sentence_end
from transforms.text.unicode import word_set

_WRAP_MIN, _WRAP_MAX = 40, 110  # characters: the widths at which mail and news systems wrap lines
_BULLET: Final = re.compile(r"(?:[•▪■●◦‣►▶▸*·–—-]|\d{1,3}[.)]|[a-zA-Z][.)])\s")
_CHECK: Final = re.compile(r"^(?:[✓✔☑✅🗸]\ufe0f?\s*)+")
_CLOSERS: Final = ",.;:!?)]}’”»…%"
_OPEN_END: Final = re.compile(
    r"(?:^|[\s(\"“'])(?:the|a|an|of|to|in|on|at|by|for|with|from|and|or|but|nor|as|than|that|which|who|whose|into|"
    r"onto|over|under|after|before|"
    r"between|against|among|amid|about|near|via|per|its|their|his|her|our|my|your|this|these|those|is|are|was|"
    r"were|be|been|has|have|had|will|"
    r"would|including|called|named|since|until|towards?|through|during|without|within|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|"
    r"de|du|des|la|le|les|un|une|et|ou|à|au|aux|en|dans|par|pour|sur|avec|sans|entre|que|qui|dont|"
    r"der|die|das|den|dem|des|ein|eine|einen|einem|einer|und|oder|von|vom|mit|bei|zum|zur|für|auf|aus|nach|durch|über|im|am|"
    r"el|los|las|y|o|del|al|con|por|para|sobre|entre|su|sus|da|do|dos|das|em|no|na|com|il|lo|gli|di|e|della|dei|nel|nella|per|"
    r"в|на|с|и|из|по|от|для|к|у|о|об|при|за|под|над|что)$",
    re.IGNORECASE,
)
_SURELY_OPEN: Final = re.compile(r"\s(?:the|of|and|a|an|de|du|la|et|der|und|von|del|y)$")  # no heading ends so
_HEADING_WORDS: Final = 8
_TITLE_END: Final = re.compile(
    r"\b(?:President|Minister|Secretary|Chancellor|Senator|Governor|General|Premier|Director|Chairman|Chairwoman|"
    r"Chair|Ambassador|Spokesman|"
    r"Spokeswoman|spokesperson|spokesman|spokeswoman|leader|chief|analyst|economist|professor|Professor|King|"
    r"Queen|Prince|Princess|Pope|Judge|Justice|"
    r"Representative|Rep\.|Sen\.|Gov\.|Gen\.|Messrs\.|counterpart|Präsident|Kanzler|Minister|président|ministre|"
    r"presidente|ministro)$"
)
_FRESH_START: Final = re.compile(
    r"(?:The|A|An|He|She|It|They|We|I|But|And|In|On|At|This|That|These|Those|However|Meanwhile|Earlier|Last|When|"
    r"While|If|As|After|Before|There|For|"
    r"Le|La|Les|Il|Elle|Der|Die|Das|Er|Sie|Es|El|Los|Las)\b"
)
_NAME_WORD: Final = re.compile(r"[A-ZÀ-ÞŁŚŻČŠŽĐА-Я][\w'’.-]*,?$")
_NAME_PARTICLE: Final = word_set(
    """
    of the de la le van von der al bin and & for du da
    """
)


def without_check_marks(line: str) -> str:
    """A line without the check marks before it."""
    return _CHECK.sub("", line) if line and not line[0].isascii() else line


def is_hard_wrapped(groups: Sequence[Sequence[str]]) -> bool:
    """Whether the lines of a text are cut at a width: within groups nearly all but the last are long and end in mid-sentence.

    Args:
        groups: runs of lines between blank lines.
    """
    inner = [line for group in groups[:400] for line in group[:-1]]
    if len(inner) < 3:
        return False
    width = max(len(line) for group in groups[:400] for line in group)
    if not _WRAP_MIN <= width <= _WRAP_MAX:
        return False
    full = sum(1 for line in inner if len(line) >= 0.6 * width)
    broken = sum(1 for line in inner if not is_sentence_end(line))
    return full >= 0.7 * len(inner) and broken >= 0.6 * len(inner)


_FIELD: Final = re.compile(r"[A-Z][\w-]{1,30}: ")


def _unwrap(group: Sequence[str], width: int) -> list[str]:
    """Paragraphs of one group of wrapped lines: a short line that ends a sentence, a bullet or a mail header parts them."""
    paragraphs: list[list[str]] = []
    previous = ""
    for line in group:
        begins = (
            not previous
            or line.startswith(("http://", "https://"))
            or previous.startswith(("http://", "https://"))
            or _BULLET.match(line) is not None
            or (_FIELD.match(line) is not None and _FIELD.match(previous) is not None)
            or (len(previous) < 0.6 * width and (is_sentence_end(previous) or line[:1].isupper()))
        )
        if begins:
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
        previous = line
    return [_joined_lines(lines) for lines in paragraphs]


def _joined_lines(lines: Sequence[str]) -> str:
    text = ""
    for line in lines:
        hyphen = text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line[:1].islower()
        text += line if not text or hyphen else " " + line
    return text


def to_blocks(text: str) -> list[str]:
    """The blocks of a cleaned text: a line each, or the lines of a hard-wrapped paragraph put together."""
    groups = [group.split("\n") for group in text.split("\n\n")]
    groups = [[line.strip() for line in group if line.strip()] for group in groups]
    groups = [group for group in groups if group]
    if is_hard_wrapped(groups):
        width = max(len(line) for group in groups for line in group)
        return [block for group in groups for block in _unwrap(group, width)]
    return [line for group in groups for line in group]


def _is_name(paragraph: str) -> bool:
    """Whether a paragraph is nothing but a name of one to six words: the text of a link."""
    words = paragraph.split()
    if not 1 <= len(words) <= 6 or paragraph[-1] in ".!?:;":
        return False
    return bool(_NAME_WORD.match(words[0])) and all(_NAME_WORD.match(w) or w.casefold() in _NAME_PARTICLE for w in words)


def _starts_inside(paragraph: str) -> bool:
    """Whether a paragraph begins in the middle of a sentence: lower case, or a mark that closes something."""
    first = paragraph[0]
    if first in _CLOSERS:
        return not paragraph.startswith("...") and not paragraph.startswith("…")
    if first.islower():
        return not re.match(r"[a-z][A-Z]|[a-z][.)]\s|e-|www\.|https?:", paragraph)
    return paragraph.startswith(("'s ", "’s "))


def _continues(before: str, after: str, then: str | None) -> bool:
    """Whether `after` goes on with the sentence that `before` leaves open; `then` is the paragraph after it."""
    if is_sentence_end(before) or _BULLET.match(before) or _BULLET.match(after) or before[-1] in ":：":
        return bool(after[0] in ",;)" and len(after) > 1 and after[1] == " ")
    if _starts_inside(after):
        return True
    if before.endswith((",", " –", " —", " -", "(", "“", "‘")) or _SURELY_OPEN.search(before, max(0, len(before) - 12)):
        return True
    if _is_name(after) and then is not None and _starts_inside(then):
        return True
    if before.count(" ") + 1 < _HEADING_WORDS and not before[0].islower():
        return False  # a heading, such as `What the towns do`
    if _OPEN_END.search(before, max(0, len(before) - 24)):
        return True
    if _FRESH_START.match(after):
        return False
    if _TITLE_END.search(before, max(0, len(before) - 24)):
        return True
    return after.count(" ") < 6 and after[-1] == "."


def join_broken(paragraphs: Sequence[str]) -> list[str]:
    """Join paragraphs that are parts of one sentence, torn apart by link texts, captions taken out, or line breaks.

    A part goes on if it begins in lower case or with a closing mark, if what is before it ends in a comma or a word that
    cannot end a sentence (`of`, `the`, `President`), or if it is a bare name and the sentence goes on after it. Headings, list
    items and whole sentences stay as they are. Linear: each paragraph is looked at once with its two neighbours.
    """
    joined: list[list[str]] = []
    for index, paragraph in enumerate(paragraphs):
        then = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        if joined and _continues(joined[-1][-1], paragraph, then):
            joined[-1].append(paragraph)
        else:
            joined.append([paragraph])
    return [_glue(parts) for parts in joined]


def _glue(parts: Sequence[str]) -> str:
    """Parts of a sentence with a space between them, none before a closing mark."""
    text = parts[0]
    pieces = [text]
    for part in parts[1:]:
        closes = part[0] in ",.;:!?)]}%" or part.startswith(("'s ", "’s ", "” ", "’ ", "» "))
        pieces.append(part if closes else " " + part)
    return "".join(pieces)

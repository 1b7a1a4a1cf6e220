"""What several figures of a sentence say of one change: its two ends, a level before it, and which figure it belongs to."""

from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.english_clauses import Cue, View
from transforms.extraction.english_periods import distances_in_words
from transforms.extraction.lexicon import word_class
from transforms.extraction.mentions import FigureMention

_FILLERS: Final = word_class("changes.fillers")
_DIRECT: Final = 4
"""Words skipped at most between a figure and what governs it."""


def link_changes(view: View, triggers: dict[int, Cue]) -> None:
    """Complete `direction`, `change_kind` and `qualifies` across the figures of a sentence.

    Args:
        view: the sentence, each figure read by itself.
        triggers: the word of change of each figure that has one, by the figure's `id`; completed too.
    """
    _two_ends(view)
    _levels_before(view, triggers)
    _alternatives(view, triggers)
    _gapped(view)
    _comparisons(view)
    _qualify(view, triggers)


def skip_fillers(view: View, i: int) -> int:
    """The index of the word that governs a figure: to the left of `i`, articles, adverbs and such are skipped."""
    limit = max(i - _DIRECT, -1)
    while i > limit and ((word := view.word(i)) in _FILLERS or (len(word) > 4 and word.endswith("ly"))):
        i -= 1
    return i


def _comparable(one: FigureMention, other: FigureMention) -> bool:
    return one.kind == other.kind and (one.unit == other.unit)


def _two_ends(view: View) -> None:
    """`went from 4.7 million to 5.1 million`: a verb that only moves takes its direction from the two ends."""
    for start in view.figures:
        if start.change_kind != "from" or start.direction is not None:
            continue
        end = next(
            (
                other
                for other in view.figures
                if other.change_kind == "to" and _comparable(start, other) and other.value != start.value
            ),
            None,
        )
        if end is None:
            start.change_kind = None
            continue
        start.direction = end.direction = "up" if end.value > start.value else "down"
    for figure in view.figures:
        if figure.direction is None and figure.change_kind == "to":
            figure.change_kind = None


def _levels_before(view: View, triggers: dict[int, Cue]) -> None:
    """`109.1 billion cubic metres ..., down from 116.9 bcm`: the level before is the end of the change."""
    for at, figure in enumerate(view.figures):
        cue = triggers.get(id(figure)) if figure.change_kind == "from" else None
        if cue is None or cue.change.role != "comparative":
            continue
        for level in reversed(view.figures[:at]):
            if (
                level.kind == figure.kind
                and level.change_kind is None
                and (level.unit == figure.unit or figure.kind == "money")
            ):
                level.direction, level.change_kind = figure.direction, "to"
                level.frame_rules.append("en.change.level_before")
                break


def _alternatives(view: View, triggers: dict[int, Cue]) -> None:
    """`to $1.19 billion, or 68 cents a share`: the other way to say it changes alike."""
    for one, other in zip(view.figures, view.figures[1:], strict=False):
        if other.change_kind is not None or one.change_kind is None or other.rule == "en.multiple":
            continue
        if view.lowers[one.last + 1 : other.first] in ([",", "or"], ["or"], [",", "equal", "to"]):
            other.direction, other.change_kind = one.direction, one.change_kind
            other.frame_rules.append("en.change.alternative")
            if id(one) in triggers:
                triggers[id(other)] = triggers[id(one)]


def _gapped(view: View) -> None:
    """`imports grew 5.3 percent and exports 8.9 percent`: the second clause leaves out the verb."""
    for at, other in enumerate(view.figures):
        if other.change_kind is not None or other.kind != "percent" or at == 0:
            continue
        one = next((figure for figure in reversed(view.figures[max(0, at - 2) : at]) if figure.change_kind == "by"), None)
        if one is None or one.unit != other.unit or other.bound != "eq":
            continue
        compared = distances_in_words().match(view.tokens, view.figures[at - 1].last + 1)  # month on month and
        gap = range(compared[0] if compared else view.figures[at - 1].last + 1, other.first)
        between = [view.tokens[j] for j in gap if view.date_at(j) is None and view.word(j) not in ("in", "on")]
        joined = 1 <= len(between) <= 5 and between[0].lower in ("and", ",")
        plain = all(
            (token.kind == "word" and (token.lower == "the" or token.lower not in words.NO_NOUNS)) or token.kind == "clitic"
            for token in between[1:]
        )
        if joined and plain and (len(between) > 1 or _dated(view, other)):
            other.direction, other.change_kind = one.direction, "by"
            other.frame_rules.append("en.change.gapped")


def _dated(view: View, figure: FigureMention) -> bool:
    """Whether a date stands right behind a figure (`3.1 percent this year and 4.0 percent next year`), or `year on year`."""
    at = figure.last + 1
    return view.date_at(at) is not None or view.date_at(at + 1) is not None or bool(distances_in_words().match(view.tokens, at))


def _comparisons(view: View) -> None:
    """`should grow 3-5 percent, against a forecast of 6 percent`: both are the change."""
    for at, figure in enumerate(view.figures):
        if at == 0 or figure.change_kind is not None or figure.kind != "percent":
            continue
        before = view.figures[at - 1]
        between = view.lowers[before.last + 1 : figure.first]
        linked = between[-1:] == ["after"] or any(word in ("against", "versus", "than", "compared") for word in between[-8:])
        compared = linked and not any(word in words.VERBS or word == "and" for word in between)
        if (
            compared
            and before.change_kind == "by"
            and before.unit == figure.unit
            and view.segment[before.first] == view.segment[figure.first]
        ):
            figure.direction, figure.change_kind = before.direction, "by"
            figure.frame_rules.append("en.change.compared")


def _qualify(view: View, triggers: dict[int, Cue]) -> None:
    for at, figure in enumerate(view.figures):
        if figure.change_kind != "by":
            continue
        cue = triggers.get(id(figure))
        target = _same_change(view, figure, cue, triggers) if cue is not None else None
        if target is None and cue is not None and (cue.change.role in ("comparative", "noun") or _participle(view, cue)):
            target = _level(view, at)
        if target is not None:
            figure.qualifies = target
            figure.frame_rules.append("en.link.qualifies")


def _same_change(view: View, figure: FigureMention, cue: Cue, triggers: dict[int, Cue]) -> FigureMention | None:
    """The end of the same change: governed by the same word, or by a verb that carries it on (`..., taking its rate to 2%`)."""
    for other in view.figures:
        if other is figure or other.change_kind != "to" or other.kind == "date":
            continue
        governs = triggers.get(id(other))
        if governs is not None and governs.first == cue.first:
            return other
        if governs is not None and governs.change.role == "mover" and cue.first < governs.first and figure.first < other.first:
            return other
    return None


def _participle(view: View, cue: Cue) -> bool:
    return view.word(cue.first).endswith("ing") and view.word(cue.first - 1) == ","


def _level(view: View, at: int) -> FigureMention | None:
    """The nearest figure before that is a level and that a change may belong to."""
    figure = view.figures[at]
    start = view.tokens[figure.first - 1].lower if figure.first else ""
    lead = view.word(skip_fillers(view, figure.first - 1))
    attached = lead in (",", "(", "and", "up", "down", "of", "or", "-", "–", "—", "off") or start == ","
    if not attached:
        return None
    for level in reversed(view.figures[:at]):
        if level.change_kind in ("by", "from"):
            continue
        if view.segment[level.first] != view.segment[figure.first] or level.unit == "a":
            return None
        if level.kind == "percent" and figure.unit == "%" and not level.change_kind:
            return None
        return level.converts or level
    return None

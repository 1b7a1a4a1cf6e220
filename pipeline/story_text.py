"""A story as text: on a terminal in its width and in colour, in a pipe one paragraph a line.

Texts of the wire are shown with control characters escaped (`pipeline.console.visible`).
"""

import datetime
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.console import print_table, shorten, visible
from pipeline.output import as_text, plain
from pipeline.story_view import Compared, CopyView, StatedFact, StoredLink, StoryView, Told
from transforms.similarity.verify import IDENTICAL
from transforms.text.diff import Kind, Piece

_SIGNS = {Kind.SAME: "=", Kind.CHANGED: "~", Kind.MOVED: "<", Kind.ADDED: "+", Kind.CUT: "-"}
_STYLES = {Kind.SAME: "", Kind.CHANGED: "yellow", Kind.MOVED: "cyan", Kind.ADDED: "green", Kind.CUT: "red"}
_MARKS = {Kind.SAME: ("", ""), Kind.ADDED: ("{+", "+}"), Kind.CUT: ("[-", "-]")}
_GRID_ROWS = 40  # paragraphs of the canonical text in the overview
_GRID_COPIES = 20
_FACTS = 20
_WORDS_AROUND = 12  # unchanged words shown on either side of changed ones


def print_story(console: Console, story: StoryView) -> None:
    """Print a story: its copies side by side, then each against the canonical article, then its facts."""
    _print_head(console, story)
    _print_copies(console, story)
    _print_grid(console, story)
    for copy in story.copies[1:]:
        _print_copy(console, copy, story)
    _print_facts(console, story)
    _print_conflicts(console, story)


def line(console: Console, text: str, style: str = "", indent: int = 0) -> None:
    """One line, wrapped under itself where the terminal is narrower."""
    console.print(Padding(Text(visible(text), style), (0, 0, 0, indent), expand=False))


def _print_head(console: Console, story: StoryView) -> None:
    line(console, f"Story {story.story_id}", "bold")
    line(console, shorten(story.headline or "(no headline)", 200))
    copies = f"{story.copy_count:,} {'copy' if story.copy_count == 1 else 'copies'}"
    first, last = (as_text(moment)[:10] for moment in (story.first_published, story.last_published))
    dates = first if first == last else f"{first} to {last}"
    line(console, ", ".join(part for part in (copies, story.source_organization, dates or "no date") if part))
    if story.merged_from:
        line(console, f"took in {', '.join(story.merged_from)}")


def _print_copies(console: Console, story: StoryView) -> None:
    console.print()
    names = ["#", "article", "role", "publisher", "published", "agency", "words"]
    rows = [_row(copy) for copy in story.copies]
    print_table(console, names, rows, {"#", "words"})
    if story.copies_left_out:
        line(console, f"… and {story.copies_left_out:,} more; --limit 0 shows all")


def _row(copy: CopyView) -> list[str]:
    publisher = shorten(copy.publisher or "-", 24)
    when = published(copy.date_published, copy.date_published_precision)
    return [
        str(copy.number), copy.article_id[:8], copy.role, publisher, when, _agency(copy), f"{copy.word_count:,}",
    ]  # fmt: skip


def published(moment: datetime.datetime | None, precision: str | None) -> str:
    """When an article was published, as precisely as is known."""
    if moment is None:
        return "no date"
    return f"{moment:%Y-%m-%d}" if precision == "day" else f"{moment:%Y-%m-%d %H:%M} UTC"


def _agency(copy: CopyView) -> str:
    if not copy.source_organization:
        return "-"
    evidence = copy.source_organization_evidence
    return copy.source_organization + (f" ({evidence})" if evidence else "")


def _print_grid(console: Console, story: StoryView) -> None:
    """The canonical paragraphs, one a row, and what became of each in the other copies, one a column."""
    columns = [(copy.number, copy.compared) for copy in story.copies[:_GRID_COPIES] if copy.compared]
    if not columns:
        return
    console.print()
    line(console, "Paragraphs of 1 in the others (= same, ~ changed, < moved, - cut, + added):", "bold")
    names = ["1", *(str(number) for number, _ in columns), ""]
    rows = [
        [str(at + 1), *(_SIGNS[compared.fates[at]] for _, compared in columns), shorten(text, 60)]
        for at, text in enumerate(story.paragraphs[:_GRID_ROWS])
    ]
    added = [compared.counts[Kind.ADDED] for _, compared in columns]
    if any(added):
        rows.append(["", *(f"+{number}" if number else "" for number in added), "paragraphs of their own"])
    print_table(console, names, rows, {"1"})
    if len(story.paragraphs) > _GRID_ROWS:
        line(console, f"… and {len(story.paragraphs) - _GRID_ROWS:,} more paragraphs")
    if story.paragraphs_left_out:
        line(console, f"… and {story.paragraphs_left_out:,} more paragraphs that were not compared")
    if len(story.copies) > _GRID_COPIES:
        line(console, f"… and {len(story.copies) - _GRID_COPIES:,} more copies, below")


def _print_copy(console: Console, copy: CopyView, story: StoryView) -> None:
    console.print()
    line(console, f"{copy.number}  {copy.publisher or '(publisher unknown)'}: {_counts(copy.compared)}", "bold")
    if copy.headline:
        line(console, shorten(copy.headline, 200), indent=3)
    numbers = {one.article_id: one.number for one in story.copies}
    for link in copy.links[:2]:
        line(console, _why(link, copy.article_id, numbers), indent=3)
    if not copy.links:
        line(console, "no link of its own is stored to any of the others", indent=3)
    if copy.compared:
        for told in copy.compared.changes:
            _print_change(console, told)
        if copy.compared.left_out:
            line(console, f"… and {copy.compared.left_out:,} more changes", indent=3)
        if copy.compared.paragraphs_left_out:
            line(console, f"… and {copy.compared.paragraphs_left_out:,} more paragraphs that were not compared", indent=3)


def _counts(compared: Compared | None) -> str:
    counts = compared.counts if compared else {}
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or "no paragraphs"


def _why(link: StoredLink, article_id: str, numbers: dict[str, int]) -> str:
    other = link.is_based_on if link.article_id == article_id else link.article_id
    return f"linked to {numbers.get(other, other[:8])}: {link_evidence(link)}"


def link_evidence(link: StoredLink) -> str:
    """What a stored link says."""
    if link.method == IDENTICAL:
        return "the same body, word for word"
    return (
        f"probability {link.probability:.3f}, containment {link.containment:.2f}, {link.shared_words:,} shared words "
        f"({link.method})"
    )


def _print_change(console: Console, told: Told) -> None:
    place = told.canonical_paragraph if told.paragraph is None else told.paragraph
    came = told.kind in (Kind.MOVED, Kind.CHANGED) and told.canonical_paragraph != told.paragraph
    head = f"{_SIGNS[told.kind]} {place}" + (f" (was {told.canonical_paragraph})" if came else "")
    shown = Text(f"{head}  ", "bold " + _STYLES[told.kind])
    if told.words:
        shown.append_text(_marked(told.words))
    else:
        shown.append(visible(" ".join((told.text or "").split())), "" if told.kind is Kind.MOVED else _STYLES[told.kind])
    console.print(Padding(shown, (0, 0, 0, 3), expand=False))


def _marked(pieces: list[Piece]) -> Text:
    """A changed paragraph: `[-words cut-]` and `{+words added+}`, long runs of unchanged words cut short."""
    out = Text()
    for at, piece in enumerate(pieces):
        start, end = _MARKS[piece.kind]
        words = piece.text
        if piece.kind is Kind.SAME:
            words = _elided(words, at == 0, at == len(pieces) - 1)
        out.append((" " if at else "") + start + visible(words) + end, _STYLES[piece.kind])
    return out


def _elided(words: str, first: bool, last: bool) -> str:
    parts = words.split()
    keep_head = [] if first else parts[:_WORDS_AROUND]
    keep_tail = [] if last else parts[-_WORDS_AROUND:]
    if len(parts) <= len(keep_head) + len(keep_tail) + 1:
        return words
    return " ".join([*keep_head, "…", *keep_tail])


def _print_facts(console: Console, story: StoryView) -> None:
    facts = [fact for fact in story.facts if not fact.conflict]
    if not facts:
        return
    console.print()
    shared = sum(fact.agreement > 1 for fact in facts)
    told = f"{shared:,} stated by two copies or more" if story.copy_count > 1 else "one copy"
    line(console, f"Facts ({len(facts):,}; {told}):", "bold")
    names = ["copies", "as stated", "value", "about", "stated by"]
    rows = [[f"{f.agreement} of {f.copy_count}", shorten(f.exact, 30), _value(f), about(f), _by(f)] for f in facts[:_FACTS]]
    print_table(console, names, rows)
    if len(facts) > _FACTS:
        line(console, f"… and {len(facts) - _FACTS:,} more facts")
    if any(fact.inferred_by for fact in facts):
        line(console, "* read against the day of the other copies, since its own is not known")


def _value(fact: StatedFact) -> str:
    if fact.value is None:
        return fact.timex_value or ""
    figures = f"{plain(fact.value):,}" + (f" to {plain(fact.value_max):,}" if fact.value_max is not None else "")
    unit = (fact.unit_text if fact.unit == "1" else fact.unit) or ""
    return shorten(f"{figures} {unit}".strip(), 30)


def about(fact: StatedFact) -> str:
    """What a fact is about: flow, measure, goods, partners and period, as far as it says."""
    who = "-".join(part for part in (fact.reporter, fact.partner) if part)
    start, end = as_text(fact.period_start), as_text(fact.period_end)
    when = start if start == end else f"{start} to {end}"
    parts = (fact.flow, fact.measure or fact.commodity, who, when if fact.kind != "date" else "")
    return shorten(", ".join(part for part in parts if part), 60)


def _by(fact: StatedFact) -> str:
    """The numbers of the copies that state a fact, runs drawn together, inferred ones marked."""
    return ", ".join(_runs(fact.stated_by, set(fact.inferred_by)))


def _runs(numbers: Iterable[int], marked: set[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1 and not marked & {number, number - 1}:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}{'*' if run[0] in marked else ''}" for run in runs]


def _print_conflicts(console: Console, story: StoryView) -> None:
    """Facts that cannot all be right, with who says what."""
    if not story.conflicts:
        return
    publishers = {copy.number: copy.publisher or "publisher unknown" for copy in story.copies}
    console.print()
    line(console, "The copies differ on:", "bold")
    for rivals in story.conflicts:
        line(console, about(rivals[0]) or rivals[0].kind, indent=3)
        for fact in rivals:
            says = ", ".join(f"{number} {publishers[number]}" for number in fact.stated_by if number in publishers) or _by(fact)
            source = f", citing {'; '.join(fact.attributed_to)}" if fact.attributed_to else ""
            line(console, f"{_value(fact)} ({shorten(fact.exact, 40)}): {says}{shorten(source, 80)}", "red", indent=5)

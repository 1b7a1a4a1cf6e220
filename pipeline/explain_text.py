"""An explanation as text: what was asked of the pair, what the model saw, what is stored, what clustering made of it."""

from rich.console import Console

from pipeline.console import print_table, shorten
from pipeline.explain import Explanation, Side
from pipeline.story_text import line, link_evidence, published
from transforms.similarity.evidence import Evidence, Verdict


def print_explanation(console: Console, found: Explanation) -> None:
    """Print why two articles are, or are not, linked."""
    for name, side in (("A", found.a), ("B", found.b)):
        line(console, f"{name}  {_side(side)}")
    line(console, shorten(found.summary[:1].upper() + found.summary[1:], 400), "bold")
    _print_checks(console, found.evidence)
    if found.evidence.weights.shared and not found.evidence.identical:
        _print_weights(console, found.evidence)
    if found.evidence.verdict is not None:
        _print_verdict(console, found.evidence.verdict)
    _print_links(console, found)
    console.print()
    line(console, "Clustering", "bold")
    for told in found.clustering:
        line(console, told, indent=3)


def _side(side: Side) -> str:
    when = published(side.date_published, side.date_published_precision)
    head = f"{side.article_id}  {shorten(side.publisher or '(publisher unknown)', 40)}, {when}, {side.word_count:,} words"
    copies = f", {side.copy_count:,} copies" if side.copy_count > 1 else ", alone"
    story = f"; story {side.story_id[:8]}{copies}" if side.story_id else ""
    return f"{head}{story}: {shorten(side.headline or '(no headline)')}"


def _print_checks(console: Console, evidence: Evidence) -> None:
    console.print()
    line(console, "Compared?", "bold")
    if evidence.identical:
        line(console, "the two have the same body, word for word: they are one before anything is compared", indent=3)
    rows = [["yes" if one.passed else "NO", one.name, one.found, one.needed] for one in evidence.checks]
    print_table(console, ["", "what", "found", "needed"], rows)


def _print_weights(console: Console, evidence: Evidence) -> None:
    weights = evidence.weights
    console.print()
    line(console, "Weights", "bold")
    line(
        console,
        f"of the {weights.shared:,} shared fingerprints {weights.rare:,} are of one story only (weight 1), {weights.common:,} "
        f"of several (less), {weights.boilerplate:,} of a publisher's boilerplate (0); mean {weights.mean:.2f}; "
        f"counted over {weights.bodies:,} bodies near in time that share any with the two, as the lake is now: the runs that "
        "stored the links below counted what it held then",
        indent=3,
    )


def _print_verdict(console: Console, verdict: Verdict) -> None:
    console.print()
    line(console, f"Copy model {verdict.model}", "bold")
    terms = [one for one in verdict.terms if one.product]
    rows = [[one.term, f"{one.value:.3f}", f"{one.coefficient:.3f}", f"{one.product:+.3f}"] for one in terms]
    rows += [["intercept", "", "", f"{verdict.intercept:+.3f}"], ["log-odds", "", "", f"{verdict.log_odds:+.3f}"]]
    print_table(console, ["feature", "value", "coefficient", "product"], rows, {"value", "coefficient", "product"})
    line(console, f"probability {verdict.probability:.3f}, threshold {verdict.threshold:.3f}; features that are 0 are left out")


def _print_links(console: Console, found: Explanation) -> None:
    console.print()
    line(console, "Stored links", "bold")
    for link in found.stored_links:
        ends = f"{link.article_id[:8]} is based on {link.is_based_on[:8]}"
        line(console, f"{ends}: {link_evidence(link)}, run {shorten(link.run_id)}", indent=3)
    others = [one for one in found.evidence.stands_for if one not in (found.a.article_id, found.b.article_id)]
    if others and not found.evidence.identical:
        line(console, f"{', '.join(one[:8] for one in others)} stands for all articles with the same body", indent=3)
    if not found.stored_links:
        line(console, "none", indent=3)

"""Which flow of trade each figure of an English sentence measures, and the goods and partners of its own."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.english_clauses import View
from transforms.extraction.english_goods import commodities, goods_after
from transforms.extraction.english_parties import Flow
from transforms.extraction.lexicon import word_class
from transforms.extraction.mentions import FigureMention

_SHARES: Final = frozenset({"bill", "it", "them", "these", "those", "total", "which"})
_OTHER_MEASURES: Final = frozenset(
    (
        "tariff",
        "price",
        "share price",
        "interest rate",
        "inflation",
        "unemployment",
        "profit",
        "dividend",
        "salary",
        "fine",
        "aid",
        "investment",
        "debt",
    )
)
_WHOLE: Final = word_class("trade.whole")


def assign_flows(view: View, flows: Sequence[Flow]) -> Flow | None:
    """Give each figure of a sentence the flow that it measures; the last flow is returned for the sentences that follow."""
    if not flows:
        return None
    given: dict[int, Flow] = {}
    for told in flows:
        if told.flow in ("export", "import") and _among_several(view, told.partner):
            told.partner = None
    for figure in view.figures:
        flow = _flow_of(view, figure, flows)
        if flow is None:
            continue
        if not _measurable(view, figure):
            continue
        given[id(figure)] = flow
        own = _own_goods(view, figure, flow)
        figure.flow, figure.reporter, figure.partner = flow.flow, flow.reporter, flow.partner
        figure.commodity, figure.measure = own, flow.measure
        figure.frame_rules.append(flow.rule)
        if figure.commodity is None and _from_state_trader(view, figure, flow):
            figure.commodity = "gas" if (figure.unit or "").startswith("m3") else "oil"
    _those_to(view, flows)
    _share_partners(view)
    _reporter_who_speaks(view)
    return flows[-1]


def _those_to(view: View, flows: Sequence[Flow]) -> None:
    """`..., while those to China fell 7.6 percent to $8 billion`: the same flow, with another partner."""
    for i in range(1, len(view.tokens) - 1):
        if view.word(i) not in ("those", "that") or view.word(i + 1) not in ("to", "from"):
            continue
        place = next((place for place in view.places if i + 2 <= place.first <= i + 3), None)
        told = next((flow for flow in reversed(flows) if flow.first < i and flow.flow in ("export", "import")), None)
        if place is None or told is None or (told.flow == "export") != (view.word(i + 1) == "to"):
            continue
        for figure in view.figures:
            if figure.first > i and view.segment[figure.first] == view.segment[i] and _measurable(view, figure):
                figure.flow, figure.reporter, figure.partner = told.flow, told.reporter, place.code
                figure.commodity, figure.measure = told.commodity, None
                figure.frame_rules.append("en.trade.those")


_LISTING: Final = frozenset({"and", "or", ",", "the", "to", "from"})


def _among_several(view: View, partner: str | None) -> bool:
    """`exports to Spain and Italy`: what goes to several countries together has no one partner."""
    listed: set[str] = set()
    joined = False
    for one, other in pairwise(view.places):
        between = [view.word(i) for i in range(one.stop, other.first)]
        if 0 < len(between) <= 3 and one.form == other.form == "name" and _LISTING.issuperset(between):
            listed |= {one.code, other.code}
            joined = joined or "and" in between or "or" in between
        elif joined and partner in listed:
            break
        else:
            listed, joined = set(), False
    return joined and len(listed) > 1 and partner in listed


def _from_state_trader(view: View, figure: FigureMention, flow: Flow) -> bool:
    """Cubic metres and barrels that an oil and gas company moves need no word for the goods."""
    unit = (figure.unit or "").split("/")[0]
    company = any(place.form == "company" and place.code in (flow.reporter, flow.partner) for place in view.places)
    return company and unit in ("m3", "[bbl_us]")


def _measurable(view: View, figure: FigureMention) -> bool:
    """Whether a figure may measure a flow: money, percent, multiples, physical amounts, but no ages, speeds or persons."""
    if figure.kind in ("money", "percent"):
        return True
    if figure.unit == "1":
        text = (figure.unit_text or "").lower().split()
        return figure.rule == "en.multiple" or (
            bool(text) and (commodities().match_before(view.tokens, figure.last + 1, 2) is not None)
        )
    return (figure.unit or "").split("/")[0] in (
        "t",
        "kt",
        "Mt",
        "kg",
        "g",
        "m3",
        "[bbl_us]",
        "[cft_i]",
        "L",
        "kW.h",
        "MW.h",
        "GW.h",
        "TW.h",
        "[bu_us]",
        "dt",
        "[gal_us]",
        "[Btu]",
        "[oz_av]",
        "[oz_tr]",
        "[ston_av]",
        "[lton_av]",
        "[lb_av]",
        "MW",
        "GW",
        "[car_m]",
        "hL",
    )


def _flow_of(view: View, figure: FigureMention, flows: Sequence[Flow]) -> Flow | None:
    segment = view.segment[figure.first]
    if _is_share_of_another(view, figure):
        return None
    left = [flow for flow in flows if flow.first < figure.first and view.segment[flow.first] == segment]
    right = [flow for flow in flows if figure.last < flow.first <= figure.last + 7 and view.segment[flow.first] == segment]
    if right and _adjoins(view, figure, right[0]):
        return right[0]
    if left:
        return None if _measured_otherwise(view, figure, left[-1]) else left[-1]
    if right and not left and view.word(figure.last + 1) in ("of", "in", "worth", "-"):
        return right[0]
    earlier = [flow for flow in flows if flow.first < figure.first]
    if not earlier:
        return None
    continues = figure.change_kind is not None or figure.kind == "percent" or any(
        view.word(j) in ("against", "versus", "compared", "from") for j in range(max(0, figure.first - 4), figure.first)
    )  # fmt: skip
    return earlier[-1] if continues and _same_subject(view, figure) else None


def _measured_otherwise(view: View, figure: FigureMention, flow: Flow) -> bool:
    """Whether another measure stands nearer to a figure than the flow: `asked for tariffs of 25 per cent`."""
    return any(span.measure in _OTHER_MEASURES and flow.stop < span.first < figure.first for span in view.measures)


def _is_share_of_another(view: View, figure: FigureMention) -> bool:
    """`less than a third of its normal supply`: a share of something else than the flow."""
    if figure.kind != "percent" or figure.change_kind is not None or view.word(figure.last + 1) != "of":
        return False
    after = [view.word(j) for j in range(figure.last + 2, figure.last + 8)]
    return not any(word in _WHOLE for word in after)


def _adjoins(view: View, figure: FigureMention, flow: Flow) -> bool:
    """`20.6 billion euros trade surplus`, `$5bn in exports`, `13.8 billion cubic metres of gas shipped`."""
    between = [view.word(j) for j in range(figure.last + 1, flow.first)]
    if any(view.date_at(j) is not None for j in range(figure.last + 1, flow.first)) or (flow.verb and between[:1] == ["in"]):
        return False
    if between[:1] == ["from"] and flow.flow == "export" and figure.kind == "money":
        return True
    if any(word in (",", ";", "and", "from", "said", "as", "when") for word in between) or any(
        j in view.inside for j in range(figure.last + 1, flow.first)
    ):
        return False
    return not between or between[0] in ("in", "of", "worth", "-") or flow.flow == "balance"


def _same_subject(view: View, figure: FigureMention) -> bool:
    """Whether a later clause has no subject of its own: it goes on with `by`, `to`, a comparison or a share of it."""
    start = next((j for j in range(figure.first, -1, -1) if view.segment[j] != view.segment[figure.first]), -1) + 1
    between = [view.tokens[j] for j in range(start, figure.first)]
    named = [token for token in between if token.kind == "word" and token.lower not in words.CLOSED]
    after = [view.word(j) for j in range(figure.last + 1, figure.last + 5)]
    if any(word in _SHARES for word in after):
        return True
    return len(named) <= 2


def _own_goods(view: View, figure: FigureMention, flow: Flow) -> str | None:
    """The goods that a figure itself names (`3.79 million tonnes of Brazilian soybeans`), else those of its flow."""
    if view.word(figure.last + 1) == "of" and figure.kind != "percent":
        goods = goods_after(view, figure.last + 2)
        if goods:
            return goods
    if figure.kind == "percent" and figure.change_kind is None:
        for j in range(figure.first - 1, max(-1, figure.first - 7), -1):
            found = commodities().match_before(view.tokens, j + 1, 3)
            if found is not None and j > flow.stop and view.segment[j] == view.segment[figure.first]:
                return found[1]
    return flow.commodity


def _reporter_who_speaks(view: View) -> None:
    """`Shipments fell 8 percent, China's customs office said`: a country's office speaks of its own trade."""
    last = max((figure.last for figure in view.figures), default=0)
    for place in view.places:
        spoken = any(view.word(j) in ("said", "showed", "show", "reported") for j in range(place.stop, place.stop + 9))
        if place.first <= last or not spoken:
            continue
        for figure in view.figures:
            if figure.flow in ("export", "import", "balance") and figure.reporter is None and figure.partner != place.code:
                figure.reporter = place.code


def _share_partners(view: View) -> None:
    """`some 30 percent of it to Germany`: a share that goes to a country has it as its partner."""
    for figure in view.figures:
        if figure.kind != "percent" or figure.flow not in ("export", "import") or figure.change_kind is not None:
            continue
        lead = "to" if figure.flow == "export" else "from"
        for place in view.places:
            if (
                figure.last < place.first <= figure.last + 6
                and view.word(place.first - 1) == lead
                and place.code != figure.reporter
            ):
                figure.partner = place.code


def with_context(flow: Flow | None) -> Flow | None:
    """What the next sentence may take over: parties and flow, not the goods."""
    return None if flow is None else replace(flow, commodity=None)

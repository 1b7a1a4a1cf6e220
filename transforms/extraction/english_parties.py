"""The parties and the goods of a flow of trade: reporter, partner and commodity by the words around it."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.english_clauses import View
from transforms.extraction.english_goods import commodities, goods_after, goods_before
from transforms.extraction.lexicon import word_class
from transforms.extraction.places import Place

_NOUNS: Final = {
    "export": "exports export shipments shipment deliveries delivery supplies supply sales",
    "import": "imports import purchases purchase imported",
    "trade": "trade commerce",
    "balance": "surplus deficit surpluses deficits gap shortfall imbalance balance",
}
_SURE: Final = word_class("trade.sure")
"""Words of trade that need no country beside them."""
_BALANCE_LEADS: Final = word_class("trade.balance_leads")
_RAN: Final = word_class("trade.ran")
_SAYING: Final = word_class("trade.saying")
_PAIRS: Final = {"sino": "CN", "russo": "RU", "franco": "FR", "anglo": "GB", "indo": "IN"}
_PRONOUNS: Final = frozenset({"her", "his", "its", "our", "their"})


@dataclass(slots=True)
class Flow:
    """A flow that the words of a sentence state."""

    first: int
    stop: int
    flow: str
    reporter: str | None = None
    partner: str | None = None
    commodity: str | None = None
    measure: str | None = None
    verb: bool = False
    rule: str = ""


@cache
def nouns() -> dict[str, str]:
    """Nouns of trade to their flow."""
    return {word: flow for flow, listed in _NOUNS.items() for word in listed.split()}


class WordParties:
    """Reads the parties and goods that the words of one sentence give its flows.

    Args:
        view: the sentence.
        before: the flow of the sentences before, which `exports to the US` or `the surplus` may go on about.
    """

    def __init__(self, view: View, before: Flow | None) -> None:
        """Keep the sentence and its context."""
        self.view = view
        self.before = before
        self.found: list[Flow] = []

    def _noun_phrase_places(self, i: int) -> list[Place]:
        """The countries in the noun phrase that ends at index i: `China's`, `Indian`, `US crude oil`."""
        view = self.view
        start = i
        while start > 0 and i - start < 9:
            word = view.tokens[start - 1]
            at_place = start - 1 in view.placed
            verb = word.lower in words.VERBS and word.lower not in _BALANCE_LEADS
            if not at_place and (word.lower in words.CLOSED or verb or (word.kind == "mark" and word.text not in "-'’,")):
                break
            if word.text == "," and not self._list_of_goods(start - 1):
                break
            if start - 1 in view.inside and not at_place:
                break
            start -= 1
        return [place for place in view.places if start <= place.first < i]

    def _list_of_goods(self, comma: int) -> bool:
        return commodities().match_before(self.view.tokens, comma, 3) is not None

    def _noun_parties(self, flow: Flow) -> None:
        view, i = self.view, flow.first
        own = self._noun_phrase_places(i)
        if own:
            flow.reporter = own[0].code
            if len(own) > 1 and own[1].code != own[0].code:
                flow.partner = own[1].code
        elif (possessor := self._possessor(i)) is not None:
            flow.reporter = possessor
        for place in self._after(flow):
            self._attach(flow, place)
        if flow.flow == "balance" and flow.reporter is None:
            flow.reporter = self._subject(i, _RAN, flow.partner)
        if (
            flow.reporter is None
            and (flow.partner is not None or view.word(i - 2) == "from")
            and flow.flow in ("export", "import")
        ):
            flow.reporter = self._leading(i, flow.partner)

    def _leading(self, i: int, partner: str | None) -> str | None:
        """`Russia is one of the leaders in exports to China`: the country that the clause begins with."""
        view = self.view
        lead = view.word(i - 1) if view.word(i - 1) in words.PREPOSITIONS else view.word(i - 2)
        if lead not in ("in", "from"):
            return None
        named = [
            place
            for place in view.places
            if place.first < i and place.code != partner and view.segment[place.first] == view.segment[i]
        ]
        return named[0].code if named and self._lead(named[0]) == "" else None

    def _possessor(self, i: int) -> str | None:
        """`his country's exports`, `its shipments`: the country named first before."""
        view = self.view
        for j in range(max(0, i - 5), i):
            if view.word(j) in _PRONOUNS or (view.word(j) == "country" and view.word(j + 1) in ("'s", "’s")):
                earlier = [place.code for place in view.places if place.first < j]
                if earlier:
                    return earlier[0]
                return self.before.reporter if self.before is not None else None
        return None

    def _after(self, flow: Flow) -> list[Place]:
        """The countries behind a flow, up to the end of its clause or the next flow."""
        view = self.view
        limit = flow.stop
        for j in range(flow.stop, min(flow.stop + 24, len(view.tokens))):
            if view.word(j) == "," and j + 1 in view.inside:
                break
            if view.word(j) == "," and view.word(j + 1) in (
                "most",
                "some",
                "half",
                "mostly",
                "mainly",
                "including",
                "with",
                "much",
                "largely",
            ):
                break
            if view.segment[j] != view.segment[flow.first] or view.word(j) in _SAYING:
                break
            if (
                view.word(j) in nouns()
                and nouns()[view.word(j)] != "trade"
                and j > flow.stop + 1
                and view.word(j) in _SURE | {"surplus", "deficit"}
            ):
                break
            limit = j + 1
        return [place for place in view.places if flow.stop <= place.first < limit]

    def _attach(self, flow: Flow, place: Place) -> None:
        """Give a country behind a flow its part, by the preposition before it."""
        view = self.view
        lead = self._lead(place)
        partner_leads = {"export": ("to",), "import": ("from",), "balance": ("with", "against", "to")}[flow.flow]
        if lead in partner_leads:
            if self._is_end_of_change(place):
                return
            flow.partner = flow.partner or place.code
        elif (flow.flow == "export" and lead in ("from", "by")) or (flow.flow == "import" and lead in ("to", "into", "by")):
            if flow.reporter is None or (flow.flow == "import" and lead == "into"):
                flow.reporter = place.code
        elif lead == "of" and place.form in ("demonym", "name") and flow.flow != "balance":
            following = view.word(place.stop)
            if following and following not in words.CLOSED and view.tokens[place.stop].kind == "word":
                if flow.flow == "import":
                    flow.partner = flow.partner or place.code
                elif flow.reporter is None:
                    flow.reporter = place.code
        elif lead in ("between", "and") and flow.flow == "balance":
            return

    def _lead(self, place: Place) -> str:
        """The preposition before a country: `to the United States`, `from neighbouring Poland`."""
        view = self.view
        j = place.first - 1
        for _ in range(3):
            word = view.word(j)
            if word in words.PREPOSITIONS or word in ("and", "between"):
                return word
            if word not in ("the", "neighbouring", "neighboring", "mainland", "both", "a", "its", "communist", "arch") or j < 0:
                return ""
            j -= 1
        return ""

    def _is_end_of_change(self, place: Place) -> bool:
        return place.first in self.view.inside

    def _subject(self, i: int, verbs: frozenset[str], other: str | None) -> str | None:
        """The country that is the subject of a verb before index i."""
        view = self.view
        for j in range(i - 1, max(-1, i - 14), -1):
            if view.word(j) in verbs:
                named = [
                    place
                    for place in view.places
                    if place.first < j and place.code != other and view.segment[place.first] == view.segment[i]
                ]
                return named[0].code if named else None
        return None

    def _verb_parties(self, flow: Flow) -> None:
        view, i = self.view, flow.first
        subjects = [
            place
            for place in view.places
            if place.first < i
            and view.segment[place.first] == view.segment[i]
            and self._lead(place) in ("", "that", "and", "than")
        ]
        passive = view.word(i - 1) in ("was", "were", "been", "be", "are", "being") or self._is_participle(i)
        if view.word(i - 1) in ("which", "who", "that"):
            subjects = [place for place in view.places if place.first < i][-1:]
        if subjects and not passive:
            flow.reporter = subjects[0].code
        for place in self._after(flow):
            lead = self._lead(place)
            if (flow.flow == "export" and lead == "to") or (flow.flow == "import" and lead == "from"):
                flow.partner = flow.partner or place.code
            elif lead == "by":
                flow.reporter = flow.reporter or place.code
            elif (
                flow.flow == "import" and place.form in ("demonym", "name") and lead in ("of", "") and self._names_goods(place)
            ):
                flow.partner = flow.partner or place.code
            elif flow.flow == "export" and lead == "from" and flow.reporter is None:
                flow.reporter = place.code
        last = self.found[-1] if self.found else None
        if last is not None and last.verb and last.reporter == flow.reporter and flow.partner is None:
            flow.partner = last.partner
        if flow.reporter is None and view.word(i - 1) == "we":
            flow.reporter = next((place.code for place in view.places if place.first > i and self._speaks(place)), None)
        if flow.reporter is None and self.before is not None and view.word(i - 1) in ("it", "country", "also"):
            flow.reporter = self.before.reporter

    def _speaks(self, place: Place) -> bool:
        """A country in the words of who speaks: `said the Egyptian minister`."""
        return any(self.view.word(j) in ("said", "says", "told") for j in range(max(0, place.first - 3), place.first))

    def _is_participle(self, i: int) -> bool:
        """`gas shipped via the pipeline`: right behind goods that a figure counts."""
        return bool(i) and (i - 1 in self.view.inside or commodities().match_before(self.view.tokens, i, 3) is not None)

    def _names_goods(self, place: Place) -> bool:
        following = self.view.word(place.stop)
        return bool(following) and following not in words.CLOSED and self.view.tokens[place.stop].kind == "word"

    def _trade_parties(self, flow: Flow) -> None:
        view, i = self.view, flow.first
        after = self._after(flow)
        between = [
            place
            for place in after
            if view.word(flow.stop) == "between" or "between" in [view.word(j) for j in range(flow.stop, flow.stop + 3)]
        ]
        if len(between) > 1:
            flow.reporter, flow.partner = between[0].code, between[1].code
            return
        own = self._noun_phrase_places(i)
        codes = list(dict.fromkeys(place.code for place in own))
        if view.word(i - 1) != "-" and i > 2 and view.word(i - 2) == "-" and view.word(i - 3) in _PAIRS:
            codes.insert(0, _PAIRS[view.word(i - 3)])
        with_ = [place.code for place in after if self._lead(place) in ("with", "and")]
        codes = list(dict.fromkeys([*codes, *with_]))
        if len(codes) < 2:
            codes = list(dict.fromkeys([*codes, *(place.code for place in view.places if place.first < i)]))
        flow.reporter = codes[0] if codes else None
        flow.partner = codes[1] if len(codes) > 1 else None

    def _commodity(self, flow: Flow) -> None:
        if flow.flow in ("trade", "balance"):
            return
        view = self.view
        if not flow.verb:
            before = goods_before(view, flow.first)
            flow.commodity = before or (goods_after(view, flow.stop + 1) if view.word(flow.stop) == "of" else None)
            return
        for j in range(flow.stop, min(flow.stop + 14, len(view.tokens))):
            if (view.word(j) == "of" and j - 1 in view.inside) or (
                view.word(j) == "of" and view.word(j - 1) in ("worth", "tonnes", "barrels", "value")
            ):
                flow.commodity = goods_after(view, j + 1)
                return
            if view.word(j) in ("worth",) and view.word(j - 1) not in ("",) and view.word(j + 1) == "of":
                flow.commodity = goods_after(view, j + 2)
                return
        behind = commodities().match_before(view.tokens, flow.first, 3)
        flow.commodity = behind[1] if behind is not None and flow.first - behind[0] <= 4 else goods_after(view, flow.stop)

"""The parties and goods of each flow of trade made complete: its own words first, then who speaks, then the flows before it."""

from collections.abc import Sequence
from typing import Final

from transforms.extraction.english_parties import Flow, WordParties

_PLAIN_SHIPPING: Final = frozenset({"purchases", "deliveries", "shipments", "sales", "supplies"})
"""Nouns of trade that say nothing of goods: those of the flow before stay."""


class PartyCompletion(WordParties):
    """Completes the flows of one sentence. What the words of a flow leave open it takes from those named before it."""

    before_first: str | None = None
    """The country that the sentence before named first."""

    def _complete(self, flow: Flow, earlier: Sequence[Flow]) -> None:
        if flow.verb:
            self._verb_parties(flow)
        elif flow.flow == "trade":
            self._trade_parties(flow)
        else:
            self._noun_parties(flow)
        self._commodity(flow)
        last = earlier[-1] if earlier else self.before
        if earlier and flow.partner is None and "there" in (self.view.word(flow.stop), self.view.word(flow.stop + 1)):
            flow.partner = earlier[-1].partner
        if earlier:
            self._from_pair(flow, next((one for one in reversed(earlier) if one.flow == "trade"), earlier[-1]))
        if flow.reporter is None and last is None:
            flow.reporter = self._speaker(flow.first)
        if earlier and flow.verb and flow.reporter is None and flow.partner is None and earlier[-1].flow == flow.flow:
            flow.partner = earlier[-1].partner  # in exports to China, with 3 tonnes of tin shipped by rail
        if flow.reporter is None and last is not None:
            self._inherit(flow, last)
        if flow.flow == "trade" and flow.reporter is not None and flow.partner is not None:
            flow.reporter, flow.partner = sorted((flow.reporter, flow.partner))

    def _from_pair(self, flow: Flow, last: Flow) -> None:
        """`Russia's trade with Turkey ..., with Turkish exports at $5.9 billion`: the other of the two is the partner."""
        if (
            last.flow == "trade"
            and last.reporter is not None
            and last.partner is not None
            and flow.flow in ("export", "import")
        ):
            if flow.reporter is None and flow.partner is None:
                flow.reporter = self._main_of_pair([last.reporter, last.partner]) or last.reporter
            if flow.partner is None and flow.reporter in (last.reporter, last.partner):
                flow.partner = last.partner if flow.reporter == last.reporter else last.reporter
        elif last.flow == flow.flow and flow.commodity is None and self.view.word(flow.first) in _PLAIN_SHIPPING:
            flow.commodity = last.commodity

    def _speaker(self, i: int) -> str | None:
        """`Beijing said exports fell`: a government speaks of its own country."""
        view = self.view
        for place in view.places[:1]:
            if (
                place.form in ("seat", "name")
                and place.first <= 1
                and place.stop < i
                and view.word(place.stop) in ("said", "says", "reported")
            ):
                return place.code
        return None

    def _inherit(self, flow: Flow, last: Flow) -> None:
        """`Exports to the US rose`, `leaving a surplus`: the country that the text was speaking of."""
        view = self.view
        if last.flow == "trade" and last.reporter is not None and last.partner is not None:
            pair = [last.reporter, last.partner]
            main = self._main_of_pair(pair)
            flow.reporter = next((code for code in [main, *pair] if code is not None and code != flow.partner), None)
            if flow.partner is None and flow.flow in ("trade", "balance"):
                flow.partner = next((code for code in pair if code != flow.reporter), None)
        elif last.reporter is not None and last.reporter != flow.partner:
            flow.reporter = last.reporter
            if flow.partner is None and flow.flow in ("balance", last.flow) and not view.places:
                flow.partner = last.partner
            if flow.partner is None and flow.flow == "balance" and last.first < flow.first:
                flow.partner = last.partner

    def _main_of_pair(self, pair: Sequence[str]) -> str | None:
        first = self.before_first if self.before is not None else None
        return first if first in pair else next((place.code for place in self.view.places if place.code in pair), None)

"""Trade frames: whose exports, imports, trade or balance with whom, of what (SDMX and Comtrade: flow, reporter, partner)."""

from functools import cache
from typing import Final

from transforms.extraction.english_goods import commodities
from transforms.extraction.english_parties import Flow, nouns
from transforms.extraction.english_party_completion import PartyCompletion
from transforms.extraction.lexicon import Phrases, word_class, words_of

_VERBS: Final = {
    "export": (
        "exported|export|exports|exporting|ship|shipped|ships|shipping|sold|sell|sells|selling|delivered|deliver|delivers|supplied|supply|"
        "supplies|supplying|delivering"
    ),
    "import": (
        "imported|import|imports|importing|bought|buy|buys|buying|purchased|purchase|purchases|brought in|bring in|took in|"
        "brings in|purchasing|snapped up"
    ),
}
_NOT_AFTER_TRADE: Final = word_class("trade.not_after_trade")
_BALANCE_LEADS: Final = word_class("trade.balance_leads")
_BALANCE_NOT: Final = word_class("trade.balance_not")
_ABROAD: Final = frozenset({"abroad", "overseas"})


@cache
def _verbs() -> Phrases[str]:
    return Phrases({phrase: flow for flow, phrases in _VERBS.items() for phrase in words_of(phrases)})


_RELATIONS: Final = {
    "supplier": "export", "exporter": "export", "buyer": "import", "importer": "import", "customer": "import",
    "partner": "trade",
}  # fmt: skip
"""Nouns for a country that trades with the one whose it is."""


@cache
def _triggers() -> frozenset[str]:
    """First words of all flows."""
    return frozenset(nouns()) | {phrase.split()[0] for phrases in _VERBS.values() for phrase in words_of(phrases)}


class TradeReader(PartyCompletion):
    """Reads the flows of one sentence."""

    def flows(self) -> list[Flow]:
        """The flows of the sentence, in order."""
        found, triggers = self.found, _triggers()
        if triggers.isdisjoint(self.view.sentence.words):
            return found
        for i, word in enumerate(self.view.lowers):
            if word not in triggers or i in self.view.inside:
                continue
            flow = self._noun(i) or self._verb(i)
            if flow is not None and not (found and found[-1].stop > i):
                self._complete(flow, found)
                if self._holds(flow):
                    found.append(flow)
        return found

    def relation(self) -> Flow | None:
        """What a sentence says of who trades with whom, without a flow: `Russia is China's largest supplier`."""
        if self.view.sentence.words.isdisjoint(_RELATIONS):
            return None
        for i, word in enumerate(self.view.lowers):
            kind = _RELATIONS.get(word)
            own = self._noun_phrase_places(i) if kind is not None else []
            first = next((place for place in self.view.places if own and place.first < own[0].first), None)
            if kind is not None and first is not None and first.code != own[0].code:
                return Flow(i, i + 1, kind, first.code, own[0].code, rule="en.trade.relation")
        return None

    def _noun(self, i: int) -> Flow | None:
        view = self.view
        word, following = view.word(i), view.word(i + 1)
        flow = nouns().get(word)
        if flow is None:
            return None
        if flow == "balance":
            return self._balance(i)
        if flow == "trade":
            if following in _NOT_AFTER_TRADE or following in (
                "deficit",
                "surplus",
                "gap",
                "balance",
                "shortfall",
                "surpluses",
                "deficits",
            ):
                return None
            if view.tokens[i].text[0].isupper() and i > 0:
                return None
            if following == "," or (
                word == "trade" and view.word(i - 1) in ("to", "the", "fair", "free", "currency", "a", "slave", "drug")
            ):
                return None if following != "with" and following != "between" else Flow(i, i + 1, "trade", rule="en.trade.noun")
            return Flow(i, i + 1, "trade", rule="en.trade.noun")
        if view.tokens[i].lower in ("export", "import") and self._is_verb_use(i):
            return None
        if word in ("delivery", "supply", "sales", "supplies", "shipment", "purchase", "imported", "delivery"):
            if word == "imported":
                return None
            if word in ("sales", "supplies", "supply", "delivery", "purchase", "shipment") and not self._crosses_border(i):
                return None
        if word in ("deliveries", "purchases") and not self._crosses_border(i):
            return None
        return Flow(i, i + 1, flow, rule=f"en.trade.{flow}")

    def _is_verb_use(self, i: int) -> bool:
        return self.view.word(i - 1) in ("to", "will", "would", "could", "can", "should", "may", "might", "must", "and", "not")

    def _crosses_border(self, i: int) -> bool:
        """Whether goods change countries: a country before, and another one after `to` or `from`, or `abroad`."""
        after = [
            place
            for place in self.view.places
            if i < place.first <= i + 8 and self.view.word(place.first - 1) in ("to", "from", "the", "of")
        ]
        before = self._noun_phrase_places(i)
        if self.view.word(i + 1) in _ABROAD:
            return True
        led = any(
            self.view.word(place.first - 1) in ("to", "from") or self.view.word(place.first - 2) in ("to", "from")
            for place in after
        )
        if led and (self.found or self.before is not None):
            return True
        return (
            (bool(before) and (led or self._goods_before(i)))
            or (led and self._goods_before(i))
            or (led and self.view.word(i) == "deliveries")
        )

    def _goods_before(self, i: int) -> bool:
        return commodities().match_before(self.view.tokens, i, 3) is not None or self.view.word(i - 1) in (
            "arms",
            "energy",
            "weapons",
        )

    def _balance(self, i: int) -> Flow | None:
        view = self.view
        word, lead = view.word(i), view.word(i - 1)
        if lead in _BALANCE_NOT or view.word(i - 2) in _BALANCE_NOT or (view.word(i + 1) == "of" and word == "balance"):
            return None
        measure = {"surplus": "surplus", "surpluses": "surplus", "balance": None}.get(word, "deficit")
        led = lead in _BALANCE_LEADS and lead not in ("monthly", "annual", "current")
        with_country = view.word(i + 1) == "with" and any(i < place.first <= i + 4 for place in view.places)
        inherited = (
            self.before is not None
            and self.before.flow in ("trade", "export", "import", "balance")
            and word in ("surplus", "deficit", "gap", "shortfall")
        )
        here = bool(self.found) or any(
            view.word(j) in ("exports", "imports", "trade", "surplus", "deficit") and view.word(j - 1) not in _BALANCE_NOT
            for j in range(i)
        )
        if not (led or with_country or ((inherited or here) and lead in ("a", "the", "its", "first", "record", "of", "that"))):
            return None
        if word in ("gap", "imbalance", "shortfall", "balance") and not (led or with_country):
            return None
        return Flow(i, i + 1, "balance", measure=measure, rule="en.trade.balance")

    def _verb(self, i: int) -> Flow | None:
        found = _verbs().match(self.view.tokens, i)
        if found is None:
            return None
        stop, flow = found
        word = self.view.word(i)
        if (
            stop - i > 1
            and self.found
            and not self.found[-1].verb
            and self.view.segment[self.found[-1].first] == self.view.segment[i]
        ):
            return None  # exports brought in $5 billion
        if word in (
            "exports",
            "imports",
            "purchases",
            "supply",
            "supplies",
            "export",
            "import",
            "purchase",
        ) and not self._after_subject(i):
            return None
        return Flow(i, stop, flow, verb=True, rule=f"en.trade.{flow}_verb")

    def _after_subject(self, i: int) -> bool:
        lead = self.view.word(i - 1)
        return any(place.stop == i and place.form != "demonym" for place in self.view.places) or lead in (
            "to",
            "will",
            "would",
            "could",
            "can",
            "it",
            "which",
        )

    def _holds(self, flow: Flow) -> bool:
        if flow.flow == "trade":
            return flow.reporter is not None or self.view.word(flow.first - 1) in ("bilateral", "way", "mutual")
        if not flow.verb:
            return True
        word = self.view.word(flow.first)
        return (
            flow.reporter is not None
            or (flow.partner is not None and word in ("exported", "imported", "shipped", "sold"))
            or word in ("exported", "imported")
        )

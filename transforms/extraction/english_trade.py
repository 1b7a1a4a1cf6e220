"""Trade frames: whose exports, imports, trade or balance with whom, of what (SDMX and Comtrade: flow, reporter, partner)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from transforms.extraction import english_words as words
from transforms.extraction.english_clauses import View
from transforms.extraction.lexicon import Phrases, table, word_class, words_of
from transforms.extraction.mentions import FigureMention
from transforms.extraction.places import Place

_NOUNS: Final = {
    "export": "exports export shipments shipment deliveries delivery supplies supply sales",
    "import": "imports import purchases purchase imported",
    "trade": "trade commerce",
    "balance": "surplus deficit surpluses deficits gap shortfall imbalance balance",
}
_VERBS: Final = {
    "export": (
        "exported|export|exports|exporting|ship|shipped|ships|shipping|sold|sell|sells|selling|delivered|deliver|delivers|supplied|supply|"
        "supplies|supplying|delivering"
    ),
    "import": (
        "imported|import|imports|importing|bought|buy|buys|buying|purchased|purchase|purchases|brought in|bring in|took in|brings in|"
        "purchasing|snapped up"
    ),
}
_SURE: Final = word_class("trade.sure")
"""Words of trade that need no country beside them."""
_NOT_AFTER_TRADE: Final = word_class("trade.not_after_trade")
_BALANCE_LEADS: Final = word_class("trade.balance_leads")
_BALANCE_NOT: Final = word_class("trade.balance_not")
_RAN: Final = word_class("trade.ran")
_SAYING: Final = word_class("trade.saying")
_PAIRS: Final = {"sino": "CN", "russo": "RU", "franco": "FR", "anglo": "GB", "indo": "IN"}
_PRONOUNS: Final = frozenset({"her", "his", "its", "our", "their"})
_NO_GOODS: Final = word_class("trade.no_goods")
_PLAIN_SHIPPING: Final = frozenset({"purchases", "deliveries", "shipments", "sales", "supplies"})
_COMPARING: Final = frozenset({"more", "less", "most", "least", "fewer"})
_ABROAD: Final = frozenset({"abroad", "overseas"})


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
def commodities() -> Phrases[str]:
    """Goods by their words."""
    return Phrases({row["words"]: row["commodity"] for row in table("commodities_en.tsv")})


@cache
def _verbs() -> Phrases[str]:
    return Phrases({phrase: flow for flow, phrases in _VERBS.items() for phrase in words_of(phrases)})


@cache
def _nouns() -> dict[str, str]:
    return {word: flow for flow, listed in _NOUNS.items() for word in listed.split()}


@cache
def _triggers() -> frozenset[str]:
    """First words of all flows."""
    return frozenset(_nouns()) | {phrase.split()[0] for phrases in _VERBS.values() for phrase in words_of(phrases)}


class TradeReader:
    """Reads the flows of one sentence.

    Args:
        view: the sentence.
        before: the flow of the sentences before, which `exports to the US` or `the surplus` may go on about.
    """

    def __init__(self, view: View, before: Flow | None) -> None:
        """Keep the sentence and its context."""
        self.view = view
        self.before = before
        self.found: list[Flow] = []

    def flows(self) -> list[Flow]:
        """The flows of the sentence, in order."""
        found = self.found
        for i in range(len(self.view.tokens)):
            if self.view.lowers[i] not in _triggers() or i in self.view.inside:
                continue
            flow = self._noun(i) or self._verb(i)
            if flow is not None and not (found and found[-1].stop > i):
                self._complete(flow, found)
                if self._holds(flow):
                    found.append(flow)
        return found

    # ---------------------------------------------------------------- triggers
    def _noun(self, i: int) -> Flow | None:
        view = self.view
        word, following = view.word(i), view.word(i + 1)
        flow = _nouns().get(word)
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

    # ---------------------------------------------------------------- parties
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
            if flow.partner is None and flow.flow == "balance" and not view.places:
                flow.partner = last.partner
            if flow.partner is None and flow.flow == "balance" and last.first < flow.first:
                flow.partner = last.partner

    def _main_of_pair(self, pair: Sequence[str]) -> str | None:
        first = self.before_first if self.before is not None else None
        return first if first in pair else next((place.code for place in self.view.places if place.code in pair), None)

    before_first: str | None = None
    """The country that the sentence before named first."""

    def _noun_phrase_places(self, i: int) -> list[Place]:
        """The countries in the noun phrase that ends at index i: `China's`, `Indian`, `US crude oil`."""
        view = self.view
        start = i
        while start > 0 and i - start < 9:
            word = view.tokens[start - 1]
            at_place = any(place.first <= start - 1 < place.stop for place in view.places)
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
                view.word(j) in _nouns()
                and _nouns()[view.word(j)] != "trade"
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

    # ---------------------------------------------------------------- goods
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


def goods_before(view: View, i: int) -> str | None:
    """The goods named before a word of trade: `semiconductor shipments`, `crude oil sales`."""
    found = commodities().match_before(view.tokens, i, 3)
    if found is not None:
        words_of_goods = view.words(found[0], i)
        return (
            found[1]
            if len(found[1].split()) >= len(words_of_goods.split()) or found[1] != words_of_goods.lower()
            else words_of_goods
        )
    word = view.tokens[i - 1] if i else None
    if word is None or word.kind != "word" or not word.text.islower() or word.lower in _NO_GOODS | words.CLOSED | words.VERBS:
        return None
    if any(cue.first == i - 1 for cue in view.cues):
        return None
    if any(place.first <= i - 1 < place.stop for place in view.places) or i - 1 in view.inside or word.lower.endswith("ly"):
        return None
    return word.text


def goods_after(view: View, i: int) -> str | None:
    """The goods named from index i on: `Russian oil, gas and coal`."""
    tokens = view.tokens
    start = i
    while i < len(tokens) and (
        any(place.first <= i < place.stop for place in view.places)
        or tokens[i].lower in _NO_GOODS
        or tokens[i].lower in ("the", "of", "its", "their", "domestically", "produced")
    ):
        i += 1
    first = i
    while i < len(tokens) and i - start < 12 and i not in view.inside and view.date_at(i) is None:
        token = tokens[i]
        if (
            token.kind == "word"
            and token.text.islower()
            and token.lower not in words.CLOSED | words.VERBS | _COMPARING
            and not _is_cue(view, i)
        ):
            i += 1
            continue
        joins = token.text in (",", "-") or token.lower in ("and", "or")
        if joins and i + 1 < len(tokens) and (commodities().match(tokens, i + 1) is not None or token.text == "-"):
            i += 1
            continue
        if token.text == "LNG":
            i += 1
            continue
        break
    while i > first and (
        tokens[i - 1].text in (",", "-")
        or tokens[i - 1].lower in ("and", "or")
        or tokens[i - 1].lower in ("worth", "shipped", "abroad", "overseas")
    ):
        i -= 1
    return view.words(first, i) or None


def _is_cue(view: View, i: int) -> bool:
    return any(cue.first == i and cue.change.role in ("verb", "mover") for cue in view.cues) or view.word(i) in _ABROAD


def assign_flows(view: View, flows: Sequence[Flow]) -> Flow | None:
    """Give each figure of a sentence the flow that it measures; the last flow is returned for the sentences that follow."""
    given: dict[int, Flow] = {}
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
    _share_partners(view)
    return flows[-1] if flows else None


_SHARES: Final = frozenset({"bill", "it", "them", "these", "those", "total", "which"})


def _from_state_trader(view: View, figure: FigureMention, flow: Flow) -> bool:
    """Cubic metres and barrels that an oil and gas company moves need no word for the goods."""
    unit = (figure.unit or "").split("/")[0]
    company = any(place.form == "company" and place.code in (flow.reporter, flow.partner) for place in view.places)
    return company and unit in ("m3", "[bbl_us]")


def _measurable(view: View, figure: FigureMention) -> bool:
    """Whether a figure may measure a flow: money, percent, multiples, physical amounts and rates, but no ages, speeds or persons."""
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

"""Pages that are no articles: error pages, walls, stubs, section fronts, galleries. A reject says what was seen."""

import re
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from transforms.errors import RejectError
from transforms.parsing.html_metadata import PageMetadata
from transforms.text.unicode import compact


def _any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern that matches where any of several does, whatever the case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


_ERROR_TITLE: Final = _any_of(
    r"\b(?:40[0134]|410|429|50[0234])\b.{0,40}\b(?:error|not found|forbidden|unavailable|bad gateway|gone|fehler|erreur)\b",
    r"^(?:error\s*)?(?:40[0134]|410|429|50[0234])\s*(?:$|[-–—|:!.])",
    r"\b(?:page|file|article)\b.{0,20}\b(?:(?:was )?not found|cannot be found|introuvable|non trouvée?)",
    r"\b(?:seite|artikel)\b.{0,20}\bnicht gefunden",
    r"\bnot found\s*(?:$|[-–—|])",
    r"^(?:forbidden|access denied|bad gateway|service unavailable|internal server error|gateway time-?out)\b",
    r"página no encontrada|pagina non trovata|página não encontrada|pagina niet gevonden",
    r"sidan (?:kunde inte hittas|hittades inte)|siden (?:blev ikke fundet|finnes ikke)",
    r"страница не найдена|сторінку не знайдено|strona nie (?:istnieje|została znaleziona)",
    r"ページが見つかりません|页面不存在|頁面不存在|找不到(?:页面|頁面)|الصفحة غير موجودة|페이지를 찾을 수 없",
)
_WALL_TITLE: Final = _any_of(
    r"^(?:just a moment|attention required|are you (?:a )?(?:robot|human)|verify you are human|security check"
    r"|human verification)",
    r"^(?:please wait|one moment|checking your browser|pardon our interruption|access to this page|ddos|captcha|robot check)",
    r"^(?:before you continue|your privacy|we value your privacy|cookies|consent|datenschutz(?:einstellungen)?"
    r"|zustimmung|einwilligung"
    r"|gestion des cookies|votre vie privée|cookie (?:consent|settings|policy|wall)"
    r"|privacy[- ]?(?:settings|preferences|choices|gate|wall|instellingen))\s*(?:$|[-–—|:.…!])",
)
_WALL_TEXT: Final = _any_of(
    r"enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human|unusual (?:traffic|activity)",
    r"checking (?:if the site connection is secure|your browser)|ray id|you have been blocked|not a robot",
    r"please (?:enable|turn on) (?:javascript|cookies)|javascript is (?:disabled|required)",
)
_CONSENT_WORDS: Final = _any_of(
    r"\b(?:cookies?|consent|partners?|personal data|personali[sz]ed|legitimate interest|accept all|reject all"
    r"|privacy policy|vendors?)\b",
    r"\b(?:zustimmung|einwilligung|personenbezogen\w*|datenschutz\w*|akzeptieren|consentement|partenaires"
    r"|données personnelles)\b",
    r"\b(?:consentimiento|socios|datos personales|consenso|dati personali|toestemming|gegevens)\b",
)
_PAY_WORDS: Final = _any_of(
    r"\b(?:subscribe|subscribers?|subscription|sign in|log in|to continue reading|keep reading|unlock|free trial|per month)\b",
    r"\balready a (?:member|subscriber)\b|\b(?:abonn\w+|anmelden|weiterlesen|jetzt lesen|réservé aux abonnés|se connecter)\b",
    r"\b(?:la suite de l.article|suscr\w+|inicia(?:r)? sesión|seguir leyendo|abbonat\w+|accedi|assin\w+|inloggen"
    r"|prenumer\w+)\b",
    r"\b(?:logg(?:a)? in|subskryb\w+|подпис\w+)\b",
)
_PAYWALL_MARK: Final = _any_of(r"pay-?wall|piano-|regwall|subscriber-only|premium-content|locked-content|tp-container")
_FRONT_HEADINGS: Final = 6
_MAX_HEADINGS: Final = 100
_TEASER_LEVELS: Final = 4
_TEASER_CHARS: Final = 600
_STUB_WORDS: Final = 90
_SHORT_WORDS: Final = 250
_FEW_WORDS: Final = 25
_WORD: Final = re.compile(r"\w+", re.UNICODE)
_UNSPACED: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿຀-໿ក-៿က-႟]")


def word_count(text: str) -> int:
    """Words of a text; in scripts written without spaces two characters count as one."""
    if text.isascii():
        return len(_WORD.findall(text))
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced // 2


def _refuse(seen: str) -> None:
    raise RejectError("not_an_article", seen)


def _linked_headings(tree: HtmlElement) -> list[HtmlElement]:
    """Headings that lead to another page: their text is a link, or they stand in one."""
    found = []
    for element in tree.iter("h1", "h2", "h3", "h4", "h5"):
        link = element.find(".//a[@href]")
        if link is None:
            link = next(element.iterancestors("a"), None)
        if link is not None and not (link.get("href") or "").startswith("#"):
            found.append(element)
    return found


def _teaser_text(heading: HtmlElement) -> str:
    """The text of the teaser that a heading belongs to: of its outermost box that is still small."""
    text = ""
    for ancestor in islice(heading.iterancestors(), _TEASER_LEVELS):
        wider = " ".join(ancestor.text_content()[: 2 * _TEASER_CHARS].split())
        if ancestor.tag in ("body", "main", "html") or len(wider) > _TEASER_CHARS:
            break
        text = wider
    beside = (heading, *islice(heading.itersiblings(), 2))  # teasers that stand in no box of their own
    return text or " ".join(" ".join(element.text_content().split()) for element in beside)


def _is_front_address(url: str | None) -> bool:
    """Whether an address is that of a site or of a section: no path, or one word."""
    try:
        segments = [segment for segment in urlsplit(url or "").path.split("/") if segment]
    except ValueError:
        return False
    return url is not None and (not segments or (len(segments) == 1 and segments[0].isalpha() and len(segments[0]) < 15))


def _refuse_front(tree: HtmlElement, metadata: PageMetadata, body: str, words: int, url: str | None) -> None:
    """Refuse a list of teasers: headings that lead elsewhere, whose boxes hold most of the text."""
    if not body or (metadata.is_marked_article and words >= _STUB_WORDS):
        return
    own = compact(metadata.headline)  # the headline of many blogs leads to the page itself
    headings = [heading for heading in _linked_headings(tree) if compact(heading.text_content()) != own]
    if len(headings) < _FRONT_HEADINGS:
        return
    teasers = " ".join(_teaser_text(heading) for heading in headings[:_MAX_HEADINGS])
    parts = body.split("\n\n")
    share = sum(len(part) for part in parts if part in teasers) / sum(map(len, parts))
    needed = 0.35 if _is_front_address(url or metadata.canonical_url) else 0.5
    if share > needed:
        _refuse(f"a section front: {len(headings)} headlines that lead elsewhere, {share:.0%} of the text in their teasers")


def _refuse_wall(tree: HtmlElement, metadata: PageMetadata, body: str, words: int) -> None:
    """Refuse a short page that says why the one wanted is not shown."""
    for title in (metadata.page_title, metadata.headline):
        if title and _ERROR_TITLE.search(title):
            _refuse(f"an error page: its title is {title[:80]!r}")
        if title and _WALL_TITLE.search(title):
            _refuse(f"a wall before the page: its title is {title[:80]!r}")
    shown = body if words >= _FEW_WORDS else " ".join(tree.text_content().split())[:4_000]
    if words < _STUB_WORDS and (match := _WALL_TEXT.search(shown)):
        _refuse(f"a wall before the page: {match[0]!r}")
    if len(_CONSENT_WORDS.findall(body)) >= max(4, words // 20):
        _refuse("a consent wall: its text is about cookies and consent")


def refuse_non_article(tree: HtmlElement, metadata: PageMetadata, body: str, url: str | None, images: int) -> None:
    """Refuse a page that is no article.

    Args:
        tree: the page.
        metadata: of `html_metadata.read_metadata`.
        body: the main text found.
        url: where the page was fetched from.
        images: how many there are on the page.

    Raises:
        RejectError: not_an_article, with what was seen.
    """
    words = word_count(body)
    if words < _SHORT_WORDS and not (metadata.is_marked_article and words >= _FEW_WORDS):
        _refuse_wall(tree, metadata, body, words)
    if words < _STUB_WORDS:
        source = metadata.is_accessible_for_free is False
        marked = source or any(
            _PAYWALL_MARK.search(element.get("class") or "") for element in tree.iter("div", "section", "aside")
        )
        asked = len(_PAY_WORDS.findall(" ".join(tree.text_content().split())[:200_000]))
        if marked and (source or asked >= 2):
            _refuse(f"a paywall stub: {words} words before the wall")
    _refuse_front(tree, metadata, body, words, url)
    if images >= 5:
        captions = {" ".join("".join(element.itertext()).split()) for element in tree.iter("figcaption")}
        rest = words - sum(word_count(caption) for caption in captions if caption and caption in body)
        if rest < _FEW_WORDS:
            _refuse(f"a gallery: {images} images and {max(0, rest)} words of text beside their captions")
    if words < _FEW_WORDS and not metadata.is_marked_article:
        _refuse(f"{words} words of text, and nothing that marks an article")

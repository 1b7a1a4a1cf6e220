"""schema.org in JSON-LD: the node of a page that describes its article, also out of lists, graphs and broken scripts."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final

from transforms.parsing.json_reading import sound_text
from transforms.text.agency import agencies_in
from transforms.text.unicode import compact

Node = dict[str, Any]

ARTICLE_TYPES: Final = frozenset(
    {
        "newsarticle", "article", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle",
        "opinionnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "satiricalarticle",
        "advertisercontentarticle", "scholarlyarticle", "techarticle", "report", "blogposting", "liveblogposting",
        "socialmediaposting", "medicalscholarlyarticle", "review", "criticreview",
    }
)  # fmt: skip
_WEAK_TYPES: Final = frozenset(
    {"webpage", "itempage", "videoobject", "creativework", "mediaobject", "imagegallery", "podcastepisode"}
)
# properties that may hold the article itself; others (itemListElement, hasPart, mentions) hold other ones
_NESTED: Final = ("@graph", "mainEntity", "mainEntityOfPage", "about", "subjectOf", "itemReviewed")
_NO_PERSON: Final = frozenset({"organization", "newsmediaorganization", "corporation", "imageobject"})
_MAX_SCRIPT: Final = 2_000_000
_MAX_NODES: Final = 2_000
_WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
_BAD_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrtu])')
_FIELD: Final = re.compile(
    r'"(headline|datePublished|dateModified|description|articleSection|inLanguage|isAccessibleForFree|@type)"\s*:\s*'
    r'(?:"((?:[^"\\]|\\.){1,2000})"|(true|false))(?=\s*[,}\]])'
)
_AUTHOR_FIELD: Final = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]{0,400}?"name"\s*:\s*"((?:[^"\\]|\\.){1,200})"')


def _salvage(text: str) -> Node:
    """Fields of a script that is no JSON, by pattern; the first of each counts."""
    node: Node = {}
    for match in _FIELD.finditer(text):
        node.setdefault(
            match[1], match[2].replace('\\"', '"').replace("\\/", "/") if match[2] is not None else match[3] == "true"
        )
    if author := _AUTHOR_FIELD.search(text):
        node["author"] = {"name": author[1]}
    return node


def _load(text: str) -> Iterator[Any]:
    """The values of one script: repaired where it is easily done, by pattern where it is not."""
    text = _WRAPPING.sub("", _WRAPPING.sub("", text)).strip().rstrip(";")
    if text.startswith(("{&quot;", "[{&quot;")):
        text = unescape(text)
    decoder = json.JSONDecoder(strict=False)
    for candidate in (text, _BAD_ESCAPE.sub(r"\\\\", _TRAILING_COMMA.sub("", text))):
        position, values = 0, []
        try:
            while position < len(candidate):
                value, position = decoder.raw_decode(candidate, position)
                values.append(value)
                while position < len(candidate) and candidate[position] in " \t\r\n,;\ufeff":
                    position += 1
        except (ValueError, RecursionError):
            if not values:
                continue
        yield from values
        return
    yield _salvage(text)


def types_of(node: Node) -> set[str]:
    """Lower-case names of a node's types, without the vocabulary's address."""
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rpartition("/")[2].rpartition(":")[2].lower() for kind in listed if isinstance(kind, str)}


def read_nodes(scripts: list[str]) -> list[Node]:
    """All objects of a page's scripts that may describe the page, in order, at most 2,000."""
    nodes: list[Node] = []
    stack: list[Any] = []
    for script in scripts:
        if len(script) <= _MAX_SCRIPT:
            stack.extend(_load(script))
    stack.reverse()
    while stack and len(nodes) < _MAX_NODES:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value[:_MAX_NODES]))
        elif isinstance(value, dict):
            nodes.append(value)
            stack.extend(value[name] for name in reversed(_NESTED) if isinstance(value.get(name), dict | list))
    return nodes


def text_of(value: Any) -> str | None:
    """A text property: the text, the name or value of an object, or the first of a list that has one."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("@value") or item.get("alternateName") or item.get("url") or item.get("@id")
        if isinstance(item, list):
            item = next((part for part in item if isinstance(part, str)), None)
        if isinstance(item, str) and item.strip():
            return " ".join(unescape(sound_text(item)).split())
    return None


def texts_of(value: Any) -> list[str]:
    """All texts of a property; one text with commas is several."""
    if isinstance(value, str):
        value = re.split(r"[,;]", value)
    return [text for item in (value if isinstance(value, list) else [value]) if (text := text_of(item))]


def people_of(value: Any, index: dict[str, Node]) -> list[str]:
    """Names in an author property; organisations that are no agency are left out, references are followed in `index`."""
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and "name" not in item:
            item = index.get(str(item.get("@id")), item)
        if isinstance(item, dict):
            kinds = types_of(item)  # blogs of one person are both
            if (
                kinds & _NO_PERSON
                and "person" not in kinds
                and not (isinstance(item.get("name"), str) and agencies_in(item["name"]))
            ):
                continue
            given, family = item.get("givenName"), item.get("familyName")
            name = item.get("name") or (f"{given} {family}" if isinstance(given, str) and isinstance(family, str) else None)
            names.extend(text for part in (name if isinstance(name, list) else [name]) if (text := text_of(part)))
        elif isinstance(item, str) and item.strip():
            names.append(" ".join(unescape(sound_text(item)).split()))
    return names


def _addresses(node: Node) -> set[str]:
    """Addresses by which a node names its page."""
    page = node.get("mainEntityOfPage")
    values = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return {value.split("#")[0].rstrip("/") for value in values if isinstance(value, str)}


def article_node(nodes: list[Node], address: str | None, title: str | None) -> Node:
    """The node of the page's article: that of its address or title, else the first that is fit; an empty one if there is none.

    Args:
        nodes: all of the page, as `read_nodes` gives them.
        address: the page's canonical URL.
        title: its title by other means, with or without a site's name.
    """
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES and not types_of(node) <= {"review", "criticreview"}]
    articles = articles or [
        node for node in nodes if "headline" in node or (types_of(node) & _WEAK_TYPES and "datePublished" in node)
    ]
    if not articles:
        return {}
    page, shown = (address or "").split("#")[0].rstrip("/"), compact(title)

    def fitness(node: Node) -> tuple[bool, bool, int]:
        headline = compact(text_of(node.get("headline")) or text_of(node.get("name")))
        named = bool(page) and page in _addresses(node)
        titled = bool(headline) and bool(shown) and (headline in shown or shown in headline)
        return named or titled, titled, sum(key in node for key in ("headline", "datePublished", "author", "articleBody"))

    return max(articles, key=fitness)

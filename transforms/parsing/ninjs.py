"""IPTC ninjs (News in JSON), versions 1.x and 2.x: its fields under the names that `json_records` knows.

Source: the ninjs user guide and schemas 1.0 to 1.5 and 2.0 to 2.1, iptc.org/std/ninjs. Version 1 writes `body_text` and
`body_xhtml`; version 2 writes lists of objects, each with a `value`, a `role` and a `contenttype`.
"""

from typing import Any, Final

from transforms.errors import RejectError

_SIGNS: Final = frozenset({"body_text", "body_xhtml", "body_html5", "bodies", "headlines", "versioncreated", "copyrightholder"})
_TEXT_TYPES: Final = frozenset({"text", "composite", "article", ""})
_MAIN_ROLES: Final = frozenset({"main", "headline", "body", "full", "default", ""})


def is_ninjs(obj: dict[str, Any]) -> bool:
    """Whether an object has fields that only ninjs has."""
    return len(_SIGNS & obj.keys()) >= 2 or ("uri" in obj and bool(_SIGNS & obj.keys()))


def _role(item: dict[str, Any]) -> str:
    """The last part of a role, which may be a QName or an address."""
    return str(item.get("role") or "").rpartition("/")[2].rpartition(":")[2].lower()


def _main(items: Any) -> tuple[Any, Any]:
    """The value of the main element of a list of version 2, and that of the first other one."""
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    listed.sort(key=lambda item: _role(item) not in _MAIN_ROLES)
    values = [item.get("value") for item in listed]
    return (values[0] if values else None), (values[1] if len(values) > 1 else None)


def _named(items: Any) -> list[str]:
    """Names or literals of a list of objects."""
    found = []
    for item in items if isinstance(items, list) else []:
        name = (item.get("name") or item.get("literal")) if isinstance(item, dict) else item
        if isinstance(name, str):
            found.append(name)
    return found


def _body(obj: dict[str, Any]) -> Any:
    """The body: with paragraphs marked where there is one, else plain."""
    for name in ("body_xhtml", "body_html5", "body_text"):
        if obj.get(name):
            return obj[name]
    bodies = obj.get("bodies")
    if isinstance(bodies, list):
        # an HTML body keeps its paragraphs
        bodies = sorted((b for b in bodies if isinstance(b, dict)), key=lambda b: "html" not in str(b.get("contenttype") or ""))
    return _main(bodies)[0]


def flatten_ninjs(obj: dict[str, Any]) -> dict[str, Any]:
    """The record under plain names: headline, body, byline, date_published, source and so on.

    Raises:
        RejectError: not_an_article, for a picture, a graphic, audio or video.
    """
    kind = obj.get("type")
    if isinstance(kind, str) and kind.lower() not in _TEXT_TYPES:
        raise RejectError("not_an_article", f"a ninjs item of type {kind}")
    headline, second = _main(obj.get("headlines"))
    infosources = _named(obj.get("infosources") or obj.get("infosource"))
    description = obj.get("description_text") or obj.get("description_xhtml") or _main(obj.get("descriptions"))[0]
    located = obj.get("located") or obj.get("locateds")
    uri = obj.get("uri")
    is_web = isinstance(uri, str) and uri.startswith(("http://", "https://"))
    rights = obj.get("rightsinfo")
    usage = obj.get("usageterms") or (rights.get("usageterms") if isinstance(rights, dict) else None)
    bylines = obj.get("byline") or _named(obj.get("bylines")) or _named(obj.get("creators"))
    flat = {
        "headline": obj.get("headline") or headline or obj.get("title"),
        "alternative_headline": second,
        "body": _body(obj),
        "description": description,
        "authors": bylines,
        "url": uri if is_web else None,
        "id": obj.get("altids") if isinstance(obj.get("altids"), str) else uri,
        "date_published": obj.get("firstcreated") or obj.get("contentcreated") or obj.get("versioncreated"),
        "date_modified": obj.get("versioncreated"),
        "language": obj.get("language"),
        "publisher": obj.get("publisher") or obj.get("copyrightholder"),
        "credit_text": "; ".join(infosources) or None,
        "agency": obj.get("agency") or obj.get("source_organization"),
        "dateline": obj.get("dateline")
        or (located if isinstance(located, str) else None)
        or ", ".join(_named(located))
        or None,
        "copyright_notice": obj.get("copyrightnotice") or usage,
        "section": obj.get("section") or obj.get("genre"),
        "keywords": obj.get("keywords") or _named(obj.get("subjects") or obj.get("subject")),
        "publisher_country": obj.get("publisher_country"),
    }
    return {name: value for name, value in flat.items() if value}

"""Addresses: the canonical form, the date in the path, the publisher behind the host."""

import csv
import datetime
import re
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from transforms.text.dates import FIRST_YEAR, MONTH_NAMES, PublicationDate, parse_date
from transforms.text.unicode import word_set

_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|igshid|igsh|twclid|ttclid|li_fat_id|mc_cid|"
    r"mc_eid|_ga|_gl|"
    r"mkt_tok|ocid|cmpid|cmp|icid|ncid|cid|ito|ftag|xtor|at_\w+|wt\.\w+|s_cid|sref|smid|smtyp|ref_?src|ref_?url|"
    r"referrer|referer|"
    r"partner|guccounter|guce_referrer|guce_referrer_sig|spm|feature|share|shared|sh|amp|amp_js_v|amp_gsa|outputtype|"
    r"__twitter_impression|intcmp|source_?id|campaign(?:_?id)?|taid|traffic_source|mod|soc_src|soc_trk|rss|feedtype|feedname)",
    re.IGNORECASE,
)
_TRACKING_IF_WORD: Final = {
    "ref": re.compile(r"[A-Za-z_.-]+"),
    "source": re.compile(r"[A-Za-z_.-]+"),
    "via": re.compile(r"\w+"),
}
_SCHEME: Final = re.compile(r"https?://", re.IGNORECASE)
_HOST: Final = re.compile(r"[\w.-]+(?::\d+)?", re.UNICODE)
_GOOGLE_AMP: Final = re.compile(r"/amp/(s/)?(.+)")
_CDN_AMP: Final = re.compile(r"/[a-z]/(s/)?(.+)")
_AMP_TAIL: Final = re.compile(r"(?:/amp/?|\.amp)(?=$|\.html?$)", re.IGNORECASE)
_PATH_DATE: Final = re.compile(
    r"(?:^|[/_-])((?:19|20)\d\d)(?:([/_-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=$|[/_.-])|"
    r"/?([a-z]{3,9})/(0?[1-9]|[12]\d|3[01])(?=$|[/_.-])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=$|[/_.-]))"
)
_PATH_YEAR: Final = re.compile(r"/((?:19|20)\d\d)(?:/|$)")
_INNER_BREAKS: Final = re.compile(r"[\t\r\n]+")
_SAFE: Final = "/%:@!$&'()*+,;=~-._"
# country-code domains that are sold as words; the others tell the publisher's country
_GENERIC_CC: Final = word_set(
    """
    ac ag ai am bz cc cd cx dj fm gg gl im io la li ly me ms nu pw sc sh st su tk to tv vc vg ws co eu
    """
)
_CC_NOT_ISO: Final = {"uk": "GB"}


class Publisher(NamedTuple):
    """Who runs a site."""

    name: str
    country: str | None  # ISO 3166-1 alpha-2
    known: bool  # from seeds/publishers.csv, not merely from the host


def _split(url: str) -> SplitResult | None:
    url = url.strip().strip("<>")
    if not _SCHEME.match(url) or len(url) > 4096:
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and "." in parts.hostname and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


def _without_amp(parts: SplitResult) -> SplitResult:
    """The address behind an AMP cache or an AMP form of a page (ampproject.org documents both caches' forms)."""
    host = parts.hostname or ""
    match = None
    if host in ("www.google.com", "google.com"):
        match = _GOOGLE_AMP.fullmatch(parts.path)
    elif host.endswith(".cdn.ampproject.org"):
        match = _CDN_AMP.fullmatch(parts.path)
    if match:
        inner = _split(f"http{'s' if match[1] else ''}://{match[2]}")
        parts = inner._replace(query=parts.query) if inner else parts
    return parts._replace(path=_AMP_TAIL.sub("", parts.path))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    if _TRACKING.fullmatch(name):
        return True
    pattern = _TRACKING_IF_WORD.get(name.lower())
    return pattern is not None and (not value or pattern.fullmatch(value) is not None)


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str | None:
    """The form of an address that all its variants share, or None for what is no web address.

    Scheme and host in lower case, no default port, no user, no fragment (but `#!`, which is a path), no tracking parameters, no
    AMP cache or suffix; the order of the other parameters stays, since some systems read it.
    """
    parts = _split(_INNER_BREAKS.sub("", url))
    if parts is None:
        return None
    parts = _without_amp(parts)
    host = (parts.hostname or "").rstrip(".")
    scheme = parts.scheme.lower()
    port = f":{parts.port}" if parts.port and parts.port != {"http": 80, "https": 443}[scheme] else ""
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    path = quote(parts.path, safe=_SAFE) or "/"
    return urlunsplit((scheme, host + port, path, quote(query, safe=_SAFE + "?[]"), quote(fragment, safe=_SAFE + "?")))


def identity_key(url: str) -> str:
    """What identifies the page of a canonical address: no scheme, no `www.`, no slash at the end."""
    rest = url.partition("://")[2]
    return rest.removeprefix("www.").rstrip("/")


def url_date(url: str) -> PublicationDate | None:
    """The day that stands in an address's path, such as `/2022/06/15/`, `/2022/jun/15/` or `-20220615`."""
    parts = _split(url)
    match = _PATH_DATE.search(parts.path.lower()) if parts else None
    if match is None:
        return None
    if match[5]:
        month = MONTH_NAMES.get(match[5])
        return parse_date(f"{match[1]}-{month:02d}-{int(match[6]):02d}") if month else None
    return parse_date(f"{match[1]}-{int(match[3] or match[7]):02d}-{int(match[4] or match[8]):02d}")


def url_year(url: str) -> int | None:
    """The year that stands alone in an address's path (`/news/2022/story`): it completes dates without one."""
    parts = _split(url)
    match = _PATH_YEAR.search(parts.path) if parts else None
    return int(match[1]) if match else None


def filename_date(name: str) -> PublicationDate | None:
    """The day in a file's name, set off from the rest: `2022-06-15-trade.txt`, `story_20220615.html`."""
    for match in re.finditer(
        r"(?<![0-9A-Za-z])((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z])", name[:300]
    ):
        if FIRST_YEAR <= int(match[1]) <= datetime.date.max.year:
            return parse_date(f"{match[1]}-{match[3]}-{match[4]}")
    return None


@lru_cache(maxsize=1)
def _publishers() -> dict[str, Publisher]:
    with files("seeds").joinpath("publishers.csv").open("r", encoding="utf-8") as file:
        return {row["host"]: Publisher(row["name"], row["country"] or None, True) for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _publisher_names() -> dict[str, Publisher]:
    named: dict[str, Publisher] = {}
    for publisher in _publishers().values():
        name = publisher.name.casefold()
        named.setdefault(name, publisher)
        named.setdefault(name.removeprefix("the "), publisher)
    return named


def host_country(host: str) -> str | None:
    """The country of a host's top-level domain, unless that is generic or sold as a word."""
    top = host.rsplit(".", 1)[-1].lower()
    if len(top) != 2 or not top.isascii() or top in _GENERIC_CC:
        return None
    return _CC_NOT_ISO.get(top, top.upper())


@lru_cache(maxsize=4096)
def publisher_of(url: str) -> Publisher | None:
    """The publisher of an address: by the longest known host it ends in, else the host itself."""
    parts = _split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").rstrip(".")
    labels = host.split(".")
    for start in range(len(labels) - 1):
        known = _publishers().get(".".join(labels[start:]))
        if known:
            return known
    bare = host
    for prefix in ("www.", "m.", "amp.", "mobile.", "edition.", "news.", "en."):
        bare = bare.removeprefix(prefix) if bare.count(".") > 1 else bare
    return Publisher(bare, host_country(host), False)


def publisher_named(name: str) -> Publisher | None:
    """The known publisher of a name, whatever its case and with or without its article."""
    return _publisher_names().get(" ".join(name.casefold().split()).removeprefix("the "))

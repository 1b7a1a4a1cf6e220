"""Which web addresses and which network addresses may be fetched (CWE-918: server-side request forgery).

A feed says where its pages are, so any address may come in. Two checks stand between it and a socket: `web_address` on what
is written, `AddressRules` on each network address that a host name resolves to, just before the connection to it is made.
"""

import ipaddress
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

from transforms.errors import RejectError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MAX_URL: Final = 4_096  # characters
_SCHEMES: Final = {"http": 80, "https": 443}
_METADATA: Final = frozenset(
    ipaddress.ip_address(text)
    for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
)
"""Where clouds tell a machine its own secrets (AWS, Google, Azure, Alibaba, Oracle); some of them are public addresses."""
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_PATH_SAFE: Final = "/%:@!$&'()*+,;=~-._"


class WebAddress(NamedTuple):
    """An address that may be asked for, if its host resolves to one that may be connected to."""

    url: str  # host in IDNA, no credentials, no fragment, percent-encoded
    scheme: str
    host: str  # as asked of DNS; IPv6 without brackets
    port: int

    @property
    def authority(self) -> str:
        """The host with its port: what pace and robots.txt are kept by (RFC 9309, 2.3)."""
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port (RFC 6454)."""
        return f"{self.scheme}://{_bracketed(self.host)}:{self.port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _ascii_host(host: str) -> str:
    """A host name as DNS has it (IDNA 2008 with the mapping of UTS #46)."""
    host = host.rstrip(".").lower()
    if not host or ":" in host or host.isascii():
        return host
    return idna.encode(host, uts46=True, transitional=False).decode("ascii")


def web_address(url: str, base: str | None = None) -> WebAddress:
    """Read an address as written in a feed, a list or a redirect.

    Args:
        url: the address; relative if there is a base.
        base: what it is relative to.

    Returns:
        its safe form: credentials and fragment are dropped.

    Raises:
        RejectError: refused_address for what is not http or https, has no host, or cannot be an address.
    """
    shown = url.strip()[:120]
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        scheme = parts.scheme.lower()
        if scheme not in _SCHEMES:
            raise RejectError("refused_address", f"{shown!r} is not http or https")
        if len(url) > _MAX_URL:
            raise RejectError("refused_address", f"{shown!r}… is longer than {_MAX_URL} characters")
        host = _ascii_host(parts.hostname or "")
        port = parts.port or _SCHEMES[scheme]
        if "\\" in parts.netloc or any(char in host for char in "[% \t\r\n@/?#"):
            raise ValueError("no host name")
        path, query = quote(parts.path, safe=_PATH_SAFE) or "/", quote(parts.query, safe=_PATH_SAFE + "?[]")
    except (ValueError, UnicodeError) as error:  # idna.IDNAError is a UnicodeError
        raise RejectError("refused_address", f"{shown!r} is no web address: {error}") from None
    if not host:
        raise RejectError("refused_address", f"{shown!r} has no host")
    netloc = _bracketed(host) + (f":{port}" if port != _SCHEMES[scheme] else "")
    return WebAddress(urlunsplit((scheme, netloc, path, query, "")), scheme, host, port)


def _embedded(address: Address) -> tuple[Address, ...]:
    """The addresses that packets to this one would reach: itself, or IPv4 addresses that it stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64:
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    tunnelled = (address.sixtofour, *(address.teredo or ()))
    return (address, *(one for one in tunnelled if one is not None))


def _kind(address: Address) -> str | None:
    """What is wrong with an address, or None for one of the public network."""
    kinds = (
        (address in _METADATA, "a metadata service"),
        (address.is_loopback, "loopback"),
        (address.is_link_local, "link-local"),
        (address.is_multicast, "multicast"),
        (address.is_unspecified, "unspecified"),
        (address.is_private or getattr(address, "is_site_local", False), "private"),
        (address.is_reserved or not address.is_global, "reserved"),
    )
    return next((name for holds, name in kinds if holds), None)


class AddressRules(NamedTuple):
    """Which network addresses may be connected to: those of the public network, and those that a setting allows."""

    allow: tuple[Network, ...] = ()

    @classmethod
    def of(cls, cidrs: Iterable[str]) -> "AddressRules":
        """Rules that also allow some networks, such as `10.0.0.0/8` or `127.0.0.1`.

        Raises:
            ValueError: for a text that is no network.
        """
        return cls(tuple(ipaddress.ip_network(cidr.strip(), strict=False) for cidr in cidrs))

    def refusal(self, text: str) -> str | None:
        """Why an address (as `getaddrinfo` gives it) must not be connected to, or None if it may."""
        try:
            address = ipaddress.ip_address(text.partition("%")[0])
        except ValueError:
            return "no network address"
        return next((kind for one in _embedded(address) if not self._allows(one) and (kind := _kind(one)) is not None), None)

    def _allows(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.allow)

"""Which addresses may be asked: as written, and as what a name resolves to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.errors import RejectError
from transforms.fetching.addresses import AddressRules, web_address

PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
REFUSED = {
    "127.0.0.1": "loopback", "127.8.9.1": "loopback", "::1": "loopback", "::ffff:127.0.0.1": "loopback",
    "2002:7f00:1::": "loopback",
    "10.0.0.1": "private", "172.16.5.4": "private", "192.168.1.1": "private", "fd12::1": "private", "64:ff9b::a00:1": "private",
    "fec0::1": "private", "192.0.2.1": "private", "198.18.0.1": "private", "2001:db8::1": "private",
    "255.255.255.255": "private",
    "169.254.1.1": "link-local", "fe80::1": "link-local", "fe80::1%eth0": "link-local",
    "169.254.169.254": "a metadata service", "100.100.100.200": "a metadata service", "168.63.129.16": "a metadata service",
    "fd00:ec2::254": "a metadata service", "::ffff:169.254.169.254": "a metadata service",
    "224.0.0.1": "multicast", "ff02::1": "multicast", "239.255.255.250": "multicast",
    "0.0.0.0": "unspecified", "::": "unspecified", "100.64.0.1": "reserved", "::7f00:1": "reserved",
    "no address": "no network address",
}  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_connected_to(address):
    assert AddressRules().refusal(address) is None


@pytest.mark.parametrize(("address", "kind"), REFUSED.items())
def test_other_addresses_are_refused_by_their_kind(address, kind):
    assert AddressRules().refusal(address) == kind


@pytest.mark.parametrize(
    ("allowed", "address", "refused"),
    [
        ("127.0.0.1", "127.0.0.1", False),
        ("127.0.0.1", "127.0.0.2", True),
        ("127.0.0.1", "::ffff:127.0.0.1", False),
        ("127.0.0.1", "::1", True),
        ("10.0.0.0/8", "10.200.3.4", False),
        ("10.0.0.0/8", "64:ff9b::a00:1", False),
        ("10.0.0.0/8", "192.168.0.1", True),
        ("fd12::/16", "fd12::7", False),
        ("10.1.2.3/8", "10.9.9.9", False),  # bits beyond the mask do not matter
    ],
)
def test_a_setting_allows_some(allowed, address, refused):
    assert (AddressRules.of([allowed]).refusal(address) is not None) is refused


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_its_ipv6_clothes(address):
    rules = AddressRules()
    assert rules.refusal(str(address)) == rules.refusal(f"::ffff:{address}") == rules.refusal(f"64:ff9b::{address}")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("http://News.Example:80/a b?q=ü&x=%41#top", "http://news.example/a%20b?q=%C3%BC&x=%41"),
        ("https://user:secret@news.example:443", "https://news.example/"),
        ("  https://news.example./x\n", "https://news.example/x"),
        ("http://Bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
        ("http://[2606:4700::1111]:8080/x", "http://[2606:4700::1111]:8080/x"),
        ("//other.example/y", "https://other.example/y"),
        ("../z", "https://base.example/z"),
        ("?page=2", "https://base.example/feeds/rss?page=2"),
    ],
)
def test_an_address_as_it_will_be_asked_for(written, url):
    assert web_address(written, "https://base.example/feeds/rss").url == url


@pytest.mark.parametrize(
    "written",
    [
        "file:///etc/passwd", "javascript:alert(1)", "ftp://x.example/", "data:text/html,x", "gopher://x.example/", "http://",
        "http:///x", "http://[::1", "http://[fe80::1%25eth0]/", "http://a b/", "http://x.example:99999/", "http://x.example:port/",
        "http://x\\@y.example/", "mailto:a@b.example", "news.example/x", "", "http://" + "a" * 70 + ".example/ü" * 600,
        "http://ü" + "a" * 80 + ".example/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(written):
    with pytest.raises(RejectError) as caught:
        web_address(written)
    assert caught.value.reason == "refused_address"


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for written in (text, "http://" + text, "https://x.example/" + text):
        try:
            address = web_address(written)
        except RejectError:
            continue
        assert address.url.startswith(("http://", "https://"))
        assert address.url.isascii()
        assert "@" not in address.url.split("/")[2]
        assert web_address(address.url) == address

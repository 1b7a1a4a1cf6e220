"""Single requests against a real server on loopback: what comes back, what is refused, and what is never connected to."""

import asyncio
import email.utils
import ssl
import time
import zlib

import brotli
import pytest

from tests.sites import Answer, Site, gzipped, only_to
from tests.unit.parsing.hostile_inputs import gzip_bomb
from transforms.errors import RejectError
from transforms.fetching.addresses import AddressRules
from transforms.fetching.client import Fetched, retry_after
from transforms.fetching.errors import FetchError
from transforms.fetching.fetcher import Fetcher, backoff
from transforms.fetching.settings import FetchSettings

LOOPBACK = AddressRules.of(["127.0.0.1/32"])
QUICK = FetchSettings(LOOPBACK, "1.0", "mail@publisher.example", pace_seconds=0.0, seconds=5.0, max_bytes=1_000_000, tries=1)

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # no certificates to load: nothing here is https


def fetch(url: str, settings: FetchSettings = QUICK, headers: dict[str, str] | None = None, **options: object) -> Fetched:
    """One request of its own."""

    async def ask() -> Fetched:
        fetcher = Fetcher(settings, **{"context": PLAIN, **options})  # type: ignore[arg-type]
        try:
            return await fetcher.feed(url, headers)
        finally:
            await fetcher.close()

    return asyncio.run(ask())


def failure(url: str, settings: FetchSettings = QUICK, **options: object) -> RejectError:
    """What a request that must fail raises."""
    with pytest.raises(RejectError) as caught:
        fetch(url, settings, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("", bytes),
        ("identity", bytes),
        ("gzip", gzipped),
        ("x-gzip", gzipped),
        ("gzip", lambda body: gzipped(body[:9]) + gzipped(body[9:])),  # several members
        ("gzip", bytes),  # said and not done
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),  # raw, as some servers send it
        ("br", brotli.compress),
    ],
)
def test_a_body_comes_decoded(site: Site, coding: str, pack: object) -> None:
    body = "Märkte ruhig\n".encode() * 5_000
    site["/"] = Answer(pack(body), headers={"Content-Encoding": coding} if coding else {}, parts=7)  # type: ignore[operator]
    found = fetch(site.url())
    assert (found.status, found.body, found.redirects) == (200, body, 0)


def test_a_request_says_who_asks_and_nothing_more(site: Site) -> None:
    site["/a?x=1"] = Answer("ok", headers={"Set-Cookie": "id=1; Path=/"})
    url = site.url("/a?x=1").replace("http://", "http://user:secret@") + "#top"
    fetch(url)
    fetch(url)
    for asked in site.asked:
        assert asked.headers["user-agent"] == "wirelake/1.0 (+mail@publisher.example)"
        assert not {"authorization", "cookie", "referer"} & asked.headers.keys()


def test_a_conditional_request_may_be_answered_by_304(site: Site) -> None:
    site["/"] = lambda asked: Answer(status=304) if asked.headers.get("if-none-match") == '"v1"' else Answer("new")
    assert fetch(site.url(), headers={"If-None-Match": '"v1"'}).status == 304
    assert fetch(site.url(), headers={"If-None-Match": '"v0"'}).body == b"new"


def bomb(coding: str) -> Answer:
    packed = gzip_bomb(50) if coding == "gzip" else brotli.compress(bytes(50_000_000), quality=0)
    return Answer(packed, headers={"Content-Encoding": coding})


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (bomb("gzip"), "too_large"),
        (bomb("br"), "too_large"),
        (Answer(b"x" * 1_000_001), "too_large"),
        (Answer(gzipped("x" * 900)[:-12], headers={"Content-Encoding": "gzip"}), "bad_compression"),
        (Answer(b"\x1f\x8b\x08\0 no gzip at all", headers={"Content-Encoding": "gzip"}), "bad_compression"),
        (Answer(b"no brotli", headers={"Content-Encoding": "br"}), "bad_compression"),
        (Answer(b"x", headers={"Content-Encoding": "gzip, br"}), "bad_compression"),
        (Answer(b"x", headers={"Content-Encoding": "compress"}), "bad_compression"),
        (Answer(status=401), "http_status"),
        (Answer(status=403), "http_status"),
        (Answer(status=404), "http_status"),
        (Answer(status=410), "http_status"),
        (Answer(status=418), "http_status"),
        (Answer(status=304), "http_status"),  # not asked for
        (Answer(status=429), "fetch_failed"),
        (Answer(status=500), "fetch_failed"),
        (Answer(status=503), "fetch_failed"),
        (Answer("a cut body", cut=4, parts=3), "fetch_failed"),
        (Answer(status=302), "bad_redirect"),
        (Answer(status=301, headers={"Location": "/"}), "bad_redirect"),
        (Answer(status=301, headers={"Location": "file:///etc/passwd"}), "refused_address"),
        (Answer(status=301, headers={"Location": "http://[::1]/"}), "refused_address"),
        (Answer(status=301, headers={"Location": "http://169.254.169.254/latest/"}), "refused_address"),
        (Answer(status=301, headers={"Location": "http://2130706434/"}), "refused_address"),  # 127.0.0.2
    ],
)
def test_what_is_no_good_answer_has_its_reason(
    site: Site, answer: Answer, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site["/"] = answer
    with only_to(monkeypatch, ("127.0.0.1", site.port)) as tried:
        assert failure(site.url()).reason == reason
    assert tried == []
    assert len(site.asked) == 1


def test_a_long_body_is_not_read_to_its_end(site: Site) -> None:
    site["/"] = Answer(b"x" * 50_000_000)
    assert failure(site.url()).reason == "too_large"
    site["/"] = Answer(b"x" * 2_000_000, parts=100, drip=0.05)  # more than the limit, over five seconds
    began = time.monotonic()
    assert failure(site.url()).reason == "too_large"
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "answer", [Answer("late", wait=30), Answer("drop by drop", parts=12, drip=0.2)], ids=["no answer", "a slow body"]
)
def test_a_request_has_a_limit_of_time(site: Site, answer: Answer) -> None:
    site["/"] = answer
    began = time.monotonic()
    assert failure(site.url(), QUICK._replace(seconds=0.5)).reason == "fetch_failed"
    assert time.monotonic() - began < 2


def test_a_server_that_is_not_there_fails(site: Site) -> None:
    url = site.url()
    site.stop()
    site.start()
    assert failure(url.replace(str(site.port), "1")).reason == "fetch_failed"


def redirects(site: Site, *statuses: int) -> None:
    for number, status in enumerate(statuses):
        site[f"/{number}"] = Answer(status=status, headers={"Location": f"{number + 1}"})
    site[f"/{len(statuses)}"] = Answer("there")


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((301, 302), "/1"),
        ((302, 301), None),
        ((303, 307, 302, 301, 308), None),
        ((301, 301, 301, 301, 301), "/5"),
    ],
)
def test_redirects_are_followed_and_permanent_ones_told(site: Site, statuses: tuple[int, ...], moved_to: str | None) -> None:
    redirects(site, *statuses)
    found = fetch(site.url("/0"))
    assert found.body == b"there"
    assert found.final_url == site.url(f"/{len(statuses)}")
    assert found.moved_to == (moved_to and site.url(moved_to))


def test_a_sixth_redirect_is_not_followed(site: Site) -> None:
    redirects(site, *[302] * 6)
    assert failure(site.url("/0")).reason == "bad_redirect"
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        (["127.0.0.1"], True),
        (["127.0.0.1", "169.254.169.254"], False),
        (["10.0.0.1"], False),
        (["::ffff:10.0.0.1"], False),
        (["fe80::1%lo"], False),
        ([], False),
    ],
)
def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to(
    site: Site, answers: list[str], reached: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return answers if len(asked) == 1 else ["169.254.169.254"]  # the second look would lead elsewhere

    site["/"] = Answer("ok")
    url = f"http://rebind.example:{site.port}/"
    with only_to(monkeypatch, ("127.0.0.1", site.port)) as tried:
        if reached:
            assert fetch(url, resolver=rebinding).body == b"ok"
        else:
            assert failure(url, resolver=rebinding).reason in ("refused_address", "fetch_failed")
    assert tried == []
    assert asked == [("rebind.example", site.port)]


def test_a_host_with_letters_of_any_script_is_asked_for_by_its_idna_form(site: Site) -> None:
    hosts = []

    async def local(host: str, port: int) -> list[str]:
        hosts.append(host)
        return ["127.0.0.1"]

    site["/%C3%BC"] = Answer("ok")
    assert fetch(f"http://Bücher.example:{site.port}/ü", resolver=local).body == b"ok"
    assert hosts == ["xn--bcher-kva.example"]
    assert site.asked[0].headers["host"] == f"xn--bcher-kva.example:{site.port}"


@pytest.mark.parametrize(("headers", "requests"), [({}, 3), ({"Retry-After": "0"}, 3), ({"Retry-After": "3600"}, 1)], ids=str)
def test_what_may_pass_is_tried_again_unless_it_takes_too_long(
    site: Site, headers: dict[str, str], requests: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.fetching.fetcher._FIRST_WAIT", 0.05)
    site["/"] = Answer(status=503, headers=headers)
    error = failure(site.url(), QUICK._replace(tries=3))
    assert isinstance(error, FetchError)
    assert (error.reason, error.status) == ("fetch_failed", 503)
    assert len(site.asked) == requests
    assert error.retry_after == (float(headers["Retry-After"]) if headers else None)


def test_waits_grow_are_spread_and_are_the_same_again() -> None:
    waits = [backoff("https://news.example/feed", tries, 1.0, 60.0) for tries in range(1, 9)]
    assert waits == [backoff("https://news.example/feed", tries, 1.0, 60.0) for tries in range(1, 9)]
    assert all(0.75 * 2**n <= wait <= 1.25 * 2**n for n, wait in enumerate(waits[:6]))
    assert max(waits) <= 75
    assert waits[0] != backoff("https://news.example/other", 1, 1.0, 60.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0), ("0", 0.0), (" 5 ", 5.0), ("99999999999", 7 * 86_400.0), ("-1", None), ("soon", None), ("", None),
        (None, None), (email.utils.formatdate(1_000_060, usegmt=True), 60.0), (email.utils.formatdate(5, usegmt=True), 0.0),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, 1_000_000.0) == seconds

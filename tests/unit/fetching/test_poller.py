"""Nights of polling against a site on loopback: what is asked for, what comes of it, what is remembered."""

import brotli
import pytest

from tests.newsroom import FORMATS, Entry, Story, atom, page, rss
from tests.sites import Answer, gzipped, only_to
from tests.unit.fetching.nights import publish, validated
from tests.unit.parsing.hostile_inputs import gzip_bomb
from transforms.records import Feed


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_gives_pages_and_full_texts_once(site, nights, form):
    make, content_type = FORMATS[form]
    whole = Entry(Story(3), site.url("/3.html"), "id-3", full=True)
    site["/feed"] = validated(make([*publish(site, 1, 2), whole]), content_type)
    assert nights.night("/feed") == {"/feed": 1, "/robots.txt": 1, "/1.html": 1, "/2.html": 1}
    assert nights.titles() == sorted(Story(number).title for number in (1, 2, 3))
    if form not in ("rss091", "rss092"):
        dates = {(article.date_published, article.date_published_source) for article in nights.articles}
        assert dates == {(1_709_710_200_000_000, "feed")}
    assert nights.night("/feed") == {"/feed": 1}
    assert nights.links.loads == 1  # a night without news does not look into the lake


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss([Entry(Story(1), "", full=True)]), "text/html"),
        (rss([Entry(Story(1), "", full=True)]), "text/plain; charset=us-ascii"),
        (rss([Entry(Story(1), "", full=True)]).replace("UTF-8", "windows-1252").encode("cp1252"), "application/xml"),
        (rss([Entry(Story(1), "", full=True)]).replace("UTF-8", "utf-16").encode("utf-16"), "application/rss+xml"),
        (b"\xef\xbb\xbf\n " + rss([Entry(Story(1), "", full=True)]).encode(), "application/octet-stream"),
        (gzipped(rss([Entry(Story(1), "", full=True)])), "application/gzip"),
    ],
    ids=["html", "ascii", "windows-1252", "utf-16", "a mark and spaces", "a gzip file"],
)
def test_a_feed_with_a_wrong_type_or_an_odd_encoding_is_read(site, nights, body, content_type):
    site["/feed"] = Answer(body, content_type=content_type)
    nights.night("/feed")
    assert (nights.titles(), nights.rejects) == ([Story(1).title], {})


def test_validators_of_a_feed_are_sent_back(site, nights):
    site["/feed"] = Answer(rss(publish(site, 1)), headers={"Last-Modified": "Wed, 06 Mar 2024 08:00:00 GMT", "ETag": 'W/"x"'})
    nights.night("/feed")
    assert nights.night("/feed") == {"/feed": 1}  # a server that answers 200 all the same
    headers = site.asked[0].headers
    assert (headers["if-none-match"], headers["if-modified-since"]) == ('W/"x"', "Wed, 06 Mar 2024 08:00:00 GMT")
    assert nights.state("/feed").last_status == 200


def test_what_the_list_says_counts_where_the_page_says_nothing(site, nights):
    site["/1.html"] = Answer(page(Story(1)).replace(" lang='en'", ""))
    site["/feed"] = Answer(atom([Entry(Story(1), site.url("/1.html"))]))
    nights.night(Feed(site.url("/feed"), "Calder Courier", "IE", "en", "AFP"))
    article = nights.articles[0]
    assert (article.publisher, article.publisher_country, article.in_language) == ("Calder Courier", "IE", "en")
    assert (article.source_organization, article.source_organization_evidence) == ("AFP", "credit")


def test_date_and_author_of_the_feed_are_kept_where_the_page_has_none(site, nights):
    head = "<meta name='author' content='Bo Lund'><meta property='article:published_time' content='2024-02-01T10:00:00Z'>"
    site["/2.html"] = Answer(page(Story(2), head))
    site["/feed"] = Answer(rss([*publish(site, 1), Entry(Story(2), site.url("/2.html"))]))
    nights.night("/feed")
    found = {article.headline: (article.author, article.date_published) for article in nights.articles}
    assert found[Story(1).title] == (["Ada Fenn"], 1_709_710_200_000_000)
    assert found[Story(2).title] == (["Bo Lund"], 1_706_781_600_000_000)


def test_the_policy_of_a_feed_says_whether_pages_are_fetched(site, nights):
    site["/never"] = Answer(rss(publish(site, 1)))
    site["/always"] = Answer(rss([publish(site, 2)[0]._replace(full=True)]))
    never, always = Feed(site.url("/never"), pages="never"), Feed(site.url("/always"), pages="always")
    assert nights.night(never, always) == {"/never": 1, "/always": 1, "/robots.txt": 1, "/2.html": 1}
    assert sorted(article.is_summary for article in nights.articles) == [False, True]


def test_the_same_link_in_two_feeds_is_fetched_once_also_when_one_comes_later(site, nights):
    entries = publish(site, 1, 2)
    site["/a"] = site["/b"] = Answer(rss(entries))
    assert nights.night("/a", "/b") == {"/a": 1, "/b": 1, "/robots.txt": 1, "/1.html": 1, "/2.html": 1}
    site["/c"] = Answer(atom(entries))
    assert nights.night("/a", "/b", "/c") == {"/a": 1, "/b": 1, "/c": 1}
    assert sum(polled.known for polled in nights.told) == 2


def test_redirects_and_canonical_addresses_of_pages_are_followed(site, nights):
    site["/go"] = Answer(status=302, headers={"Location": "/1.html?utm_source=feed"})
    site["/1.html?utm_source=feed"] = Answer(page(Story(1)))
    site["/2.html"] = Answer(page(Story(2), "<link rel='canonical' href='/stories/2'>"))
    site["/3.html"] = Answer(page(Story(3), "<link rel='canonical' href='https://www.bbc.co.uk/news/1'>"))
    links = {1: "/go", 2: "/2.html", 3: "/3.html"}
    site["/feed"] = Answer(rss([Entry(Story(number), site.url(path)) for number, path in links.items()]))
    nights.night("/feed")
    urls = {article.headline: article.url for article in nights.articles}
    assert urls[Story(1).title] == site.url("/1.html")
    assert urls[Story(2).title] == site.url("/stories/2")
    assert urls[Story(3).title] == site.url("/3.html")  # a page does not take another publisher's place


def test_a_feed_that_moved_for_good_is_asked_for_where_it_is(site, nights):
    site["/old"] = Answer(status=301, headers={"Location": "/new"})
    site["/new"] = validated(rss(publish(site, 1)))
    nights.night("/old")
    assert nights.night("/old") == {"/new": 1}
    site["/new"] = Answer(status=404)
    nights.night("/old")
    assert nights.night("/old") == {"/old": 1, "/new": 1}  # where the list says


def test_new_entries_beyond_what_one_run_takes_come_with_the_next(site, nights):
    site["/feed"] = validated(rss(publish(site, *range(1, 6))))
    assert len(nights.night("/feed", max_entries=3)) == 2 + 3
    assert len(nights.night("/feed", max_entries=3)) == 2 + 2
    assert nights.night("/feed", max_entries=3) == {"/feed": 1}
    assert len(nights.articles) == 5


BAD_FEEDS = {
    "/absent": (Answer(status=404), "http_status"),
    "/forbidden": (Answer(status=403), "http_status"),
    "/gone": (Answer(status=410), "http_status"),
    "/busy": (Answer(status=429, headers={"Retry-After": "200000"}), "fetch_failed"),
    "/broken": (Answer(status=500), "fetch_failed"),
    "/loop": (Answer(status=302, headers={"Location": "/loop2"}), "bad_redirect"),
    "/loop2": (Answer(status=302, headers={"Location": "/loop"}), "bad_redirect"),
    "/page": (Answer(page(Story(1))), "bad_feed"),
    "/empty": (Answer(""), "empty"),
    "/words": (Answer("no feed at all", content_type="application/rss+xml"), "bad_feed"),
    "/picture": (Answer(b"\x89PNG\r\n\x1a\n\0\0\0\0", content_type="application/rss+xml"), "unknown_format"),
    "/large": (Answer(b" " * 50_000_000), "too_large"),
    "/bomb": (Answer(gzip_bomb(50), headers={"Content-Encoding": "gzip"}), "too_large"),
    "/brotli-bomb": (Answer(brotli.compress(bytes(50_000_000), quality=0), headers={"Content-Encoding": "br"}), "too_large"),
    "/file-bomb": (Answer(gzip_bomb(500), content_type="application/gzip"), "too_large"),
    "/slow": (Answer("slow " * 100, parts=100, drip=0.2), "fetch_failed"),
    "/silent": (Answer("late", wait=20), "fetch_failed"),
    "/cut": (Answer(rss([]), cut=40, parts=9), "fetch_failed"),
}


def test_a_feed_that_fails_has_its_reason_and_stops_no_other(site, nights):
    for path, (answer, _) in BAD_FEEDS.items():
        site[path] = answer
    site["/good"] = Answer(rss(publish(site, 1)))
    nights.night(*BAD_FEEDS, "/good")
    assert nights.rejects == {path: reason for path, (_, reason) in BAD_FEEDS.items()}
    assert nights.titles() == [Story(1).title]
    asked = nights.night(*BAD_FEEDS, "/good")
    assert asked["/absent"] == 1
    assert not {"/gone", "/busy"} & asked.keys()  # one is gone for good, one asked to wait for longer


BAD_PAGES = {
    "/404": (Answer(status=404), "http_status"),
    "/403": (Answer(status=403), "http_status"),
    "/500": (Answer(status=500), "fetch_failed"),
    "/large": (Answer(b" " * 50_000_000), "too_large"),
    "/bomb": (Answer(gzip_bomb(50), headers={"Content-Encoding": "gzip"}), "too_large"),
    "/slow": (Answer("slow " * 100, parts=100, drip=0.2), "fetch_failed"),
    "/cut": (Answer(page(Story(2)), cut=400, parts=9), "fetch_failed"),
    "/loop": (Answer(status=302, headers={"Location": "/loop"}), "bad_redirect"),
    "/to-file": (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "refused_address"),
    "/to-metadata": (Answer(status=302, headers={"Location": "http://169.254.169.254/"}), "refused_address"),
    "/feed-as-page": (Answer(rss([Entry(Story(77), "https://x.example/77", full=True)])), "not_an_article"),
    "/picture": (Answer(b"\x89PNG\r\n\x1a\n\0\0\0\0", content_type="image/png"), "unknown_format"),
    "/consent": (
        Answer(
            "<html><head><title>Before you continue</title></head><body><h1>Before you continue</h1><p>We and our partners "
            "use cookies and personal data. Accept all or reject all.</p></body></html>"
        ),
        "not_an_article",
    ),
    "/paywall": (
        Answer(
            "<html><head><title>Quarry sold</title></head><body><article><h1>Quarry sold</h1><p>The quarry of Calder was sold "
            "on Tuesday to a firm from the coast, its owners said.</p><div class='paywall'><p>Subscribe to keep reading. "
            "Already a subscriber? Sign in.</p></div></article></body></html>"
        ),
        "not_an_article",
    ),
}


def test_a_page_that_is_no_article_is_a_reject_with_its_reason(site, nights, monkeypatch):
    for path, (answer, _) in BAD_PAGES.items():
        site[path] = answer
    entries = [Entry(Story(100 + number), site.url(path), path) for number, path in enumerate(BAD_PAGES)]
    site["/feed"] = validated(rss([*entries, *publish(site, 1)]))
    with only_to(monkeypatch, ("127.0.0.1", site.port)) as tried:
        asked = nights.night("/feed")
    assert tried == []
    assert nights.rejects == {path: reason for path, (_, reason) in BAD_PAGES.items()}
    assert nights.titles() == [Story(1).title]
    assert asked == {"/feed": 1, "/robots.txt": 1, "/1.html": 1} | dict.fromkeys(BAD_PAGES, 1)

    again = [path for path, (_, reason) in BAD_PAGES.items() if reason == "fetch_failed"]
    for number, path in enumerate(again, 500):
        site[path] = Answer(page(Story(number)))
    # what may have passed is asked for again, also when the feed has not changed
    assert nights.night("/feed") == {"/feed": 1, "/robots.txt": 1} | dict.fromkeys(again, 1)
    assert len(nights.articles) == 1 + len(again)
    assert nights.night("/feed") == {"/feed": 1}


def test_a_page_is_given_up_after_a_few_nights(site, nights):
    site["/500"] = Answer(status=500)
    site["/feed"] = validated(rss([Entry(Story(1), site.url("/500"))]))
    assert [nights.night("/feed").get("/500", 0) for _ in range(5)] == [1, 1, 1, 0, 0]


def test_a_page_or_feed_that_killed_its_worker_is_taken_again_a_few_times(site, nights):
    site["/feed"] = validated(rss([*publish(site, 1), Entry(Story(2), site.url("/2.html"), full=True)]))
    nights.retryable = lambda document: True
    nights.night("/feed")
    nights.retryable = lambda document: False
    nights.links.keys.clear()  # the run that failed left nothing in the lake
    nights.night("/feed")
    assert nights.titles() == sorted([Story(1).title, Story(2).title] * 2)
    assert nights.night("/feed") == {"/feed": 1}


def test_entities_of_a_feed_are_never_expanded(site, nights):
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    file = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    items = rss([Entry(Story(1), "", "id-1", full=True)]).partition("?>")[2]
    site["/laughs"] = Answer(laughs + items.replace("The ", "&b;The "))
    site["/file"] = Answer(file + items.replace("The ", "&f;The ").replace("id-1", "id-2"))
    nights.night("/laughs", "/file")
    text = " ".join(article.article_body for article in nights.articles)
    assert "haha" not in text
    assert "root:" not in text


def test_an_address_of_a_feed_that_is_refused_is_never_connected_to(site, nights, monkeypatch):
    site["/feed"] = Answer(rss(publish(site, 1)))
    with only_to(monkeypatch) as tried:
        nights.night("/feed", rules=nights.settings.rules._replace(allow=()))
    assert (tried, site.asked) == ([], [])
    assert nights.rejects == {"/feed": "refused_address"}

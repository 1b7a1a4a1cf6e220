"""What a site may ask of a robot: robots.txt, crawl delay, pace, and how many requests at once."""

import itertools

import pytest

from tests.newsroom import Entry, Story, page, rss
from tests.sites import Answer
from tests.unit.fetching.nights import publish, validated
from transforms.fetching.errors import FetchError
from transforms.fetching.robots import Rules


def test_robots_txt_is_kept_to_also_behind_redirects(site, nights):
    robots = "User-agent: *\nDisallow: /\n\nUser-agent: wirelake\nDisallow: /private/\n"
    site["/robots.txt"] = Answer(robots, content_type="text/plain")
    site["/to-private"] = Answer(status=302, headers={"Location": "/private/1"})
    links = [Entry(Story(number), site.url(path)) for number, path in ((1, "/private/1"), (3, "/to-private"))]
    site["/feed"] = Answer(rss([*links, *publish(site, 2)]))
    assert nights.night("/feed") == {"/feed": 1, "/robots.txt": 1, "/2.html": 1, "/to-private": 1}
    assert nights.rejects == {"/private/1": "robots_txt", "/to-private": "robots_txt"}


def test_pages_wait_while_robots_txt_cannot_be_had(site, nights):
    site["/robots.txt"] = Answer(status=503)
    site["/feed"] = validated(rss(publish(site, 1)))
    nights.night("/feed")
    assert nights.rejects == {"/1.html": "fetch_failed"}
    del site.pages["/robots.txt"]
    assert nights.night("/feed") == {"/feed": 1, "/robots.txt": 1, "/1.html": 1}
    assert nights.titles() == [Story(1).title]


@pytest.mark.parametrize(
    "answer",
    [Answer(status=404), Answer(status=403), Answer("<html>no robots here</html>"), Answer(b"\0" * 1_000_000), Answer("")],
    ids=["absent", "forbidden", "a page", "large", "empty"],
)
def test_a_site_without_rules_allows_all(site, nights, answer):
    site["/robots.txt"] = answer
    site["/feed"] = Answer(rss(publish(site, 1)))
    nights.night("/feed")
    assert nights.titles() == [Story(1).title]


def test_the_pace_of_a_host_is_kept_and_what_takes_too_long_is_left_to_the_next_run(site, nights):
    site["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.3\n", content_type="text/plain")
    site["/feed"] = validated(rss(publish(site, *range(1, 9))))
    nights.night("/feed", host_seconds=1.0)
    moments = sorted(one.at for one in site.asked if one.path.endswith(".html"))
    assert moments[-1] - moments[0] >= 0.3 * (len(moments) - 1) - 0.1  # the server may see two requests closer than they were
    left = 8 - len(moments)
    assert 0 < left < 8
    assert len(nights.state("/feed").pending) == left
    site["/robots.txt"] = Answer(status=404)
    assert len(nights.night("/feed")) == 2 + left
    assert len(nights.articles) == 8


def test_no_more_than_a_few_requests_at_once_go_to_a_host(site, nights):
    entries = publish(site, *range(1, 13))
    for entry in entries:
        site[f"/{entry.story.number}.html"] = Answer(page(entry.story), wait=0.1)
    site["/feed"] = Answer(rss(entries))
    nights.night("/feed", per_host=3)
    assert site.busiest == 3
    assert len(nights.articles) == 12


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 10\n", 10.0),
        ("User-agent: WireLake\nCrawl-delay: 2\n\nUser-agent: *\nCrawl-delay: 10\n", 2.0),
        ("User-agent: *\nRequest-rate: 1/5\n", 5.0),
        ("User-agent: *\nCrawl-delay: soon\n", None),
        ("User-agent: otherbot\nCrawl-delay: 10\n", None),
        ("", None),
    ],
)
def test_the_delay_that_a_site_asks_for(text, delay):
    assert Rules.of(text).crawl_delay == delay


def test_rules_with_many_wildcards_are_read_quickly():
    rules = Rules.of("User-agent: *\nDisallow: /" + "*a" * 2_000 + "b$\n")
    rules.check("https://news.example/" + "a" * 4_000)
    with pytest.raises(FetchError):
        Rules.of("User-agent: *\nDisallow: /*?print=\n").check("https://news.example/x?print=1")


def test_moments_of_a_site_are_in_order(site, nights):
    site["/feed"] = Answer(rss(publish(site, 1, 2, 3)))
    nights.night("/feed", pace_seconds=0.2, per_host=1)
    gaps = [later.at - earlier.at for earlier, later in itertools.pairwise(site.asked)]
    assert sum(gaps) >= 0.2 * len(gaps) - 0.1

"""Polling night after night as a run does it, without the graph: states are carried over, documents go through the chain."""

import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.newsroom import Entry, Story, page
from tests.sites import Answer, Asked, Site
from transforms.chain import process_document
from transforms.fetching.addresses import AddressRules
from transforms.fetching.decisions import is_due
from transforms.fetching.entries import link_key
from transforms.fetching.fetcher import Fetcher
from transforms.fetching.poller import Answered, Failed, Polled, Poller
from transforms.fetching.settings import FetchSettings
from transforms.limits import Limits
from transforms.packing import unpack_article
from transforms.polling import feed_state
from transforms.pool import WorkerPool
from transforms.process import Outcome
from transforms.records import Article, Feed, PolledFeed, SourceState

PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # no certificates to load: nothing here is https
SETTINGS = FetchSettings(
    AddressRules.of(["127.0.0.1"]), "1.0", "desk@lake.example", pace_seconds=0.0, seconds=2.0, max_bytes=1_000_000, tries=1
)
NIGHT = 86_400_000_000


class KnownSet:
    """The links that a lake knows."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.loads = 0

    def load(self) -> None:
        self.loads += 1

    def __contains__(self, link: str) -> bool:
        return link_key(link) in self.keys

    def add(self, link: str) -> None:
        self.keys.add(link_key(link))


@dataclass
class Nights:
    """A lake of the memory: articles, rejects and states of all nights so far."""

    site: Site
    workers: WorkerPool
    settings: FetchSettings = SETTINGS
    now: int = 1_710_000_000_000_000
    articles: list[Article] = field(default_factory=list)
    rejects: dict[str, str] = field(default_factory=dict)  # path or address -> reason
    states: dict[str, SourceState] = field(default_factory=dict)
    links: KnownSet = field(default_factory=KnownSet)
    told: list[Polled] = field(default_factory=list)  # of the last night
    retryable: Callable[[Any], bool] = lambda document: False  # documents that the chain says to try again

    def night(self, *feeds: str | Feed, **settings: Any) -> dict[str, int]:
        """Poll once, a day later than before; how often each path was asked for."""
        self.now += NIGHT
        self.site.forget()
        listed = [feed if isinstance(feed, Feed) else Feed(self.site.url(feed)) for feed in feeds]
        wanted = self.settings._replace(**settings)
        poller = Poller(wanted, Limits(), self.workers, self.links, self.now, lambda one: Fetcher(one, context=PLAIN))
        outcomes: list[Outcome] = []
        self.told = []
        try:
            for feed in listed:
                if is_due(self.states.get(feed.url), self.now):
                    poller.start(feed, self.states.get(feed.url))
            for event in poller.events(True):
                if isinstance(event, Answered) and event.document is not None:
                    self._process(event.document)
                    outcomes.append(Outcome(event.document._replace(content=None), self.retryable(event.document)))
                elif isinstance(event, Failed):
                    self.rejects[event.source_uri.removeprefix(self.site.url(""))] = event.error.reason
                elif isinstance(event, Polled):
                    self.told.append(event)
        finally:
            poller.stop()
        for polled in self.told:
            retried = [one for one in outcomes if one.retryable and one.document.feed.url == polled.state.source_uri]  # type: ignore[union-attr]
            state = feed_state(PolledFeed(polled.state, polled.before), retried, self.now)
            self.states[state.source_uri] = state
        return self.site.counts()

    def _process(self, document: Any) -> None:
        result = process_document(document, Limits())
        self.articles += [unpack_article(one.article) for one in result.processed]
        for reject in result.rejects:
            self.rejects[reject.source_uri.removeprefix(self.site.url(""))] = reject.reason

    def titles(self) -> list[str | None]:
        """The headlines of all articles that came, sorted."""
        return sorted(article.headline or "" for article in self.articles)

    def state(self, path: str) -> SourceState:
        """What is remembered of a feed."""
        return self.states[self.site.url(path)]


def validated(body: str, content_type: str = "application/rss+xml") -> Callable[[Asked], Answer]:
    """A feed that answers 304 to who knows it."""
    tag = '"' + hashlib.sha256(body.encode()).hexdigest()[:12] + '"'

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(body, headers={"ETag": tag}, content_type=content_type)

    return answer


def publish(site: Site, *numbers: int, version: int = 0) -> list[Entry]:
    """Pages of some stories, and entries that link to them."""
    entries = []
    for number in numbers:
        story = Story(number, version)
        site[f"/{number}.html"] = Answer(page(story))
        entries.append(Entry(story, site.url(f"/{number}.html"), f"id-{number}"))
    return entries

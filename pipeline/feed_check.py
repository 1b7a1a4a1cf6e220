"""`wirelake feeds check` and `discover`: each feed is tried as a run would ask for it, and nothing is stored."""

import asyncio
import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.options import Settings
from transforms.errors import RejectError, UserError
from transforms.fetching.client import Fetched
from transforms.fetching.decisions import choose
from transforms.fetching.entries import FoundFeed, read_entries
from transforms.fetching.errors import PutOff
from transforms.fetching.fetcher import Fetcher
from transforms.limits import Limits
from transforms.parsing.encoding import decode
from transforms.pool import WorkerPool, task_error
from transforms.records import Feed

MOST_CANDIDATES = 20  # links of a page that are tried
_PAGE_BYTES = 5_000_000


class Checked(NamedTuple):
    """What came of trying one feed."""

    url: str
    status: str  # ok, or the reason of the reject
    title: str | None = None
    entries: int | None = None
    newest: datetime.datetime | None = None  # of its entries, UTC
    pages: int | None = None  # that a run would fetch now
    stored: int | None = None  # entries that a run would store as the feed has them
    moved_to: str | None = None  # where permanent redirects lead: the list should say so
    redirects: int | None = None
    message: str | None = None  # what was wrong


def check_feeds(feeds: Sequence[Feed], settings: Settings, make: Callable[..., Fetcher] = Fetcher) -> list[Checked]:
    """Try each feed, as many at once as the settings allow; in the order of the list."""

    async def check(fetcher: Fetcher, workers: WorkerPool) -> list[Checked]:
        return list(await asyncio.gather(*(_check(feed, fetcher, workers, settings) for feed in feeds)))

    return _with_fetcher(check, settings, make)


def discover_feeds(url: str, settings: Settings, make: Callable[..., Fetcher] = Fetcher) -> list[Checked]:
    """The feeds that a page names (or that it is), each tried.

    Raises:
        UserError: if the page cannot be fetched.
    """

    async def discover(fetcher: Fetcher, workers: WorkerPool) -> list[Checked]:
        try:
            fetched = await fetcher.feed(url)
            links = await asyncio.wrap_future(workers.submit(feed_links, fetched))
        except (RejectError, PutOff) as error:
            raise UserError(f"{url}: {error}") from error
        except Exception as error:
            raise UserError(f"{url}: {task_error(error, workers.settings) or error}") from error
        feeds = [Feed(link) for link in dict.fromkeys(links)][:MOST_CANDIDATES]
        return list(await asyncio.gather(*(_check(feed, fetcher, workers, settings) for feed in feeds)))

    return _with_fetcher(discover, settings, make)


def _with_fetcher(work: Callable[..., object], settings: Settings, make: Callable[..., Fetcher]) -> list[Checked]:
    workers = WorkerPool(settings.as_pool())

    async def run() -> list[Checked]:
        fetcher = make(settings.fetch.as_fetch())
        try:
            return await work(fetcher, workers)  # type: ignore[misc,no-any-return]
        finally:
            await fetcher.close()

    try:
        return asyncio.run(run())
    finally:
        workers.stop()


async def _check(feed: Feed, fetcher: Fetcher, workers: WorkerPool, settings: Settings) -> Checked:
    try:
        fetched = await fetcher.feed(feed.url, pace=feed.pace)
        found = await _read(fetched, feed, workers, settings.limits.as_limits())
    except RejectError as error:
        return Checked(feed.url, error.reason, message=error.message)
    except PutOff as later:
        return Checked(feed.url, "fetch_failed", message=later.why)
    choice = choose(found.entries, feed, (), lambda _: False, settings.fetch.max_entries)
    allowed = [await fetcher.may_fetch(entry.link or "") for entry in choice.pages]
    moments = [one.published for one in found.entries if one.published is not None]
    newest = datetime.datetime.fromtimestamp(max(moments) / 1e6, datetime.UTC) if moments else None
    refused = len(choice.refused) + allowed.count(False)
    return Checked(
        url=feed.url,
        status="ok",
        title=found.title,
        entries=len(found.entries),
        newest=newest,
        pages=allowed.count(True),
        stored=len(choice.records),
        moved_to=fetched.moved_to,
        redirects=fetched.redirects,
        message=f"{refused} pages must not be fetched" if refused else None,
    )


async def _read(fetched: Fetched, feed: Feed, workers: WorkerPool, limits: Limits) -> FoundFeed:
    future = workers.submit(read_entries, fetched.body, fetched.final_url, fetched.header("content-type"), feed, limits)
    try:
        found: FoundFeed = await asyncio.wrap_future(future)
    except Exception as error:
        refused = task_error(error, workers.settings)
        if refused is None:
            raise
        raise refused from error
    return found


def feed_links(fetched: Fetched) -> list[str]:
    """The addresses of feeds that a page names, in its order; its own, if it is a feed. Runs in a worker process."""
    from trafilatura.feeds import FeedParameters, determine_feed

    from transforms.fetching.addresses import web_address

    try:
        read_entries(fetched.body, fetched.final_url, fetched.header("content-type"), Feed(fetched.url), Limits())
        return [fetched.final_url]
    except RejectError:
        pass
    address = web_address(fetched.final_url)
    text = decode(fetched.body[:_PAGE_BYTES], fetched.header("content-type"), "html")
    parameters = FeedParameters(address.origin, address.host, fetched.final_url)
    return [str(link) for link in determine_feed(text, parameters)]

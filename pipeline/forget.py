"""Takedowns and expiry: which articles are meant, and what else of the lake holds their text."""

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as pads

from pipeline.lake.layout import Lake
from pipeline.lake.reading import forgotten_ids, open_dataset
from pipeline.lookup import find_article
from pipeline.removal import Removal, Removed, removing
from transforms.errors import UserError
from transforms.limits import Limits
from transforms.parsing.normalise import article_id_of_url
from transforms.text.urls import canonical_url, identity_key

_RECORD: Final = re.compile(r"#\d+$")


class _Meant(NamedTuple):
    """What the names of a takedown stand for."""

    article_ids: set[str]  # in the lake
    refused: set[str]  # in the lake or not
    addresses: set[str]  # as given, and as the lake has them: canonical, as opened


def forget(
    lake: Lake,
    names: Sequence[str],
    dry_run: bool = False,
    wait: bool = True,
    on_wait: Callable[[str], None] | None = None,
) -> Removed:
    """Take articles out of the lake, all revisions and rows of theirs, and refuse them from now on.

    Args:
        lake: the lake.
        names: addresses (an article that is not in the lake is refused all the same), article ids or the beginning of one.
        dry_run: only count.
        wait: wait for a run to end; otherwise raise LakeBusy.
        on_wait: told once, in one line, who is being waited for.

    Raises:
        UserError: for a name that is neither; then nothing was changed.
    """
    with removing(lake, wait, on_wait) as remover:
        meant = _meant(lake, names)
        sources = meant.addresses | _sources(lake, meant.article_ids)
        pages = {url for url in map(canonical_url, sources) if url is not None}
        texts = {identity_key(page).encode() for page in pages}  # as a feed that lists the page has it
        removal = Removal(meant.article_ids, _rejects_of(lake, sources), meant.refused, sources, texts)
        return remover.remove(removal, dry_run)


def expire(
    lake: Lake,
    before: datetime.date,
    dry_run: bool = False,
    wait: bool = True,
    on_wait: Callable[[str], None] | None = None,
) -> Removed:
    """Take articles of older days out of the lake, rejects of older runs and what these fetched. The articles are not refused.

    An article is older when its latest day of publication is, or, where it has none, the day on which it was retrieved.

    Args:
        lake: the lake.
        before: the first day that stays.
        dry_run: only count.
        wait: wait for a run to end; otherwise raise LakeBusy.
        on_wait: told once, in one line, who is being waited for.
    """
    with removing(lake, wait, on_wait) as remover:
        rejects = open_dataset(lake, "rejects").to_table(["reject_id"], filter=pads.field("run_date") < pads.scalar(before))
        return remover.remove(Removal(_older(lake, before), rejects["reject_id"].to_pylist(), before=before), dry_run)


# ------------------------------------------------------------------ takedowns


def _meant(lake: Lake, names: Iterable[str]) -> _Meant:
    meant = _Meant(set(), set(), set())
    refused = forgotten_ids(lake)
    for name in dict.fromkeys(names):
        if "://" in name:
            _take_address(lake, name, meant)
        elif name in refused and not _is_there(lake, name):  # a second call of the same takedown
            meant.refused.add(name)
        else:
            found = find_article(lake, name)
            meant.article_ids.add(found)
            meant.refused.add(found)
    return meant


def _is_there(lake: Lake, article_id: str) -> bool:
    rows: int = open_dataset(lake, "articles").count_rows(filter=pads.field("article_id") == article_id)
    return rows > 0


def _take_address(lake: Lake, address: str, meant: _Meant) -> None:
    """The articles of an address: of its canonical form, in all parts of a digest, and what was read from it."""
    canonical = canonical_url(address)
    if canonical is None:
        raise UserError(f"{address}: no web address; give one that begins with http:// or https://, or an article id", 2)
    ids = [article_id_of_url(canonical, part) for part in range(Limits().max_articles)]
    addresses = pa.array([address, canonical])
    same = pads.field("article_id").isin(ids) | pads.field("url").isin(addresses) | pads.field("source_uri").isin(addresses)
    found = set(open_dataset(lake, "articles").to_table(["article_id"], filter=same)["article_id"].to_pylist())
    meant.article_ids.update(found)
    meant.refused.update(found, ids[:1])
    meant.addresses.update((address, canonical))


def _sources(lake: Lake, article_ids: Collection[str]) -> set[str]:
    """Where articles were read from: the records, and the files or feeds that hold these."""
    mine = pads.field("article_id").isin(pa.array(sorted(article_ids), pa.string()))
    rows = open_dataset(lake, "articles").to_table(["source_uri", "url"], filter=mine)
    seen = open_dataset(lake, "sightings").to_table(["source_uri"], filter=mine)
    found = {*rows["source_uri"].to_pylist(), *rows["url"].to_pylist(), *seen["source_uri"].to_pylist()} - {None}
    return found | {_RECORD.sub("", uri) for uri in found}


def _rejects_of(lake: Lake, sources: Collection[str]) -> list[str]:
    """Rejects of these sources: what they keep of their input may hold the text."""
    rows = open_dataset(lake, "rejects").to_table(["reject_id", "source_uri"])
    uris, ids = rows["source_uri"].to_pylist(), rows["reject_id"].to_pylist()
    return [one for one, uri in zip(ids, uris, strict=True) if uri in sources or canonical_url(uri) in sources]


# ------------------------------------------------------------------ expiry


def _older(lake: Lake, before: datetime.date) -> list[str]:
    """The articles none of whose revisions is of `before` or later."""
    rows = open_dataset(lake, "articles").to_table(["article_id", "published_date", "retrieved_at"])
    retrieved = pc.cast(rows["retrieved_at"], pa.timestamp("us")).cast(pa.date32(), safe=False)
    days = pc.coalesce(rows["published_date"], retrieved)
    latest = pa.table({"article_id": rows["article_id"], "day": days}).group_by("article_id").aggregate([("day", "max")])
    old: list[str] = latest.filter(pc.less(latest["day_max"], pa.scalar(before, pa.date32())))["article_id"].to_pylist()
    return old

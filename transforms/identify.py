"""IdentifyArticles: which articles are new, which are a new revision of one that is known, which were only seen again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam

from transforms import counters
from transforms.extraction.extract import with_identity
from transforms.packing import (
    pack_article,
    pack_facts,
    pack_signature,
    unpack_article,
    unpack_facts,
    unpack_signature,
)
from transforms.records import Article, Processed, Sighting
from transforms.wiring import count, typed


class Known(NamedTuple):
    """A revision of an article that the lake already holds."""

    article_id: str
    revision: int
    body_sha256: str


class Identified(NamedTuple):
    """What became of the records that are one article."""

    new: list[Processed]
    sightings: list[Sighting]


def preference(article: Article) -> tuple[Any, ...]:
    """Sort key of records with the same article and body: the one that knows most comes first, in any order of arrival."""
    known = sum(value not in (None, "", []) for value in article)
    precision = ("second", "minute", "day", None).index(article.date_published_precision)
    return (precision, -known, article.source_uri, article.part)


def _age(article: Article) -> tuple[Any, ...]:
    """Sort key of the revisions of one article that arrive together: the older text first."""
    moment = article.date_modified or article.date_published or 0
    return (moment, article.retrieved_at, article.body_sha256)


def identify_articles(records: Iterable[Processed], known: Iterable[Known]) -> Identified:
    """Tell apart new articles, new revisions and mere sightings among the records of one `article_id`.

    The same identity with another body is its next revision; the same body again is only a sighting. Facts and signature of
    a new revision carry its number. The result does not depend on the order of either argument.
    """
    revisions = {one.body_sha256: one.revision for one in sorted(known, key=lambda one: -one.revision)}
    bodies: dict[str, list[Processed]] = {}
    for record in records:
        bodies.setdefault(record.light.body_sha256, []).append(record)
    groups = [_best_first(group) for group in bodies.values()]
    if len(groups) > 1:
        groups.sort(key=lambda group: _age(unpack_article(group[0].article)))
    next_revision = max(revisions.values(), default=-1) + 1
    result = Identified([], [])
    for group in groups:
        body = group[0].light.body_sha256
        new = body not in revisions
        if new:
            revisions[body] = next_revision
            result.new.append(revised(group[0], next_revision))
            next_revision += 1
        result.sightings.extend(_sightings(group, revisions[body], new))
    return result


def _best_first(group: list[Processed]) -> list[Processed]:
    """Records of one body, sorted by `preference`; most often there is one only, and its article is not even unpacked."""
    return sorted(group, key=lambda one: preference(unpack_article(one.article))) if len(group) > 1 else group


def _sightings(group: Sequence[Processed], revision: int, new: bool) -> Iterator[Sighting]:
    for number, one in enumerate(group):
        yield one.sighting._replace(revision=revision, new=new and number == 0)


def revised(processed: Processed, revision: int) -> Processed:
    """The same record as revision `revision` of its article."""
    if revision == processed.article.revision:
        return processed
    article = unpack_article(processed.article)._replace(revision=revision)
    facts = with_identity(unpack_facts(processed.facts), article.article_id, revision)
    signature = unpack_signature(processed.signature)._replace(revision=revision)
    return processed._replace(
        article=pack_article(article),
        facts=pack_facts(article, facts),
        signature=pack_signature(signature),
        light=processed.light._replace(revision=revision),
    )


def _identify(element: tuple[str, Iterable[Processed]], known: Mapping[str, Iterable[Known]]) -> Iterator[Any]:
    article_id, records = element
    found = identify_articles(records, known[article_id])
    counted = (
        (counters.ARTICLES, len(found.new)),
        (counters.SIGHTINGS, len(found.sightings)),
        (counters.FACTS, sum(processed.facts.fact_count for processed in found.new)),
    )
    for name, number in counted:
        count(name, number)
    yield from found.new
    for sighting in found.sightings:
        yield beam.pvalue.TaggedOutput("sightings", sighting)


@dataclass
class IdentifyArticles(beam.PTransform):  # type: ignore[misc]
    """Groups records by article, against what the lake holds of them.

    Takes (Processed, Known): all that the lake holds of these articles must be in the second. Gives (Processed, Sighting): new
    articles and revisions, each once, and one sighting a record. What is known is a side input: it is few and small, and
    records would be shuffled once more to meet it. Needs a window in which all records of a run meet.
    """

    def expand(self, inputs: Any) -> Any:
        records, known = inputs
        by_id = beam.pvalue.AsMultiMap(known | "KeyKnown" >> beam.Map(_by_id).with_output_types(tuple[str, Known]))
        outputs = (
            records
            | "KeyRecords" >> beam.Map(_by_article).with_output_types(tuple[str, Processed])
            | "GroupRecords" >> beam.GroupByKey()
            | "Identify" >> beam.FlatMap(_identify, by_id).with_outputs("sightings", main="new")
        )
        return (
            typed(outputs["new"], Processed),
            typed(outputs["sightings"], Sighting),
        )


def _by_article(processed: Processed) -> tuple[str, Processed]:
    return processed.article.article_id, processed


def _by_id(known: Known) -> tuple[str, Known]:
    return known.article_id, known

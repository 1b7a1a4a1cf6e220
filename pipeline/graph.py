"""The graph of a run, in the words of the mission. The same in batch and in streaming: only the read and the window differ."""

import datetime
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam

import transforms.coders
from pipeline.lake.layout import Lake, staged_path
from pipeline.lake.staging import CommittedFile, StagedPart
from pipeline.moments import Interval
from transforms.cluster import ClusterStories
from transforms.history import ReadHistory, ids_of
from transforms.identify import IdentifyArticles, Known
from transforms.limits import Limits
from transforms.link import LinkCopies, LinkSettings
from transforms.naming import id_of
from transforms.packing import pack_article, pack_signature, unpack_links
from transforms.polling import FeedPlan, PollFeeds, TrackFeeds
from transforms.pool import PoolSettings
from transforms.process import ProcessDocuments
from transforms.reading import ReadFiles
from transforms.recent import ReadRecent
from transforms.records import Article, Fact, Micros, SourceState
from transforms.rejects import KnownReject, NewRejects
from transforms.similarity.signing import SIGNATURE_VERSION
from transforms.states import TrackSources
from transforms.stories import AssembleStories
from transforms.write import WriteTable

STAGED = "STAGED.json"
"""What a finished graph leaves in the run's staging folder: the parts to commit and the stories that they replace."""


@dataclass(frozen=True)
class Plan:
    """All that a graph needs to know before it is built."""

    lake: Lake
    run_id: str
    inputs: tuple[str, ...]
    started_at: Micros
    limits: Limits = field(default_factory=Limits)
    pool: PoolSettings = field(default_factory=PoolSettings)
    in_flight: int = 32
    link: LinkSettings = field(default_factory=LinkSettings)
    reread: bool = False
    spooled: str | None = None  # where standard input was kept, if it is one of the inputs
    shards: int = 1  # files that a partition is cut into
    files: dict[str, list[CommittedFile]] = field(default_factory=dict)  # what each table held when the run began
    windows: frozenset[str] = frozenset()  # runs of streams whose articles are compared anew
    forgotten: frozenset[str] = frozenset()  # ids of articles that are refused
    interval: Interval | None = None  # the logical dates of the run
    settled_before: Micros | None = None  # local files that changed later are left for the next run
    feeds: FeedPlan | None = None  # what is polled

    @property
    def run_day(self) -> datetime.date:
        """The day of the run, UTC: the partition of `sightings` and `rejects`."""
        return datetime.datetime.fromtimestamp(self.started_at / 1_000_000, datetime.UTC).date()

    def write(self, table: str) -> WriteTable:
        """The step that stages the rows of a table."""
        return WriteTable(table, self.lake, self.run_id, self.run_day, self.pool, self.shards)


def build(pipeline: beam.Pipeline, plan: Plan) -> None:
    """Put the steps of one batch run on `pipeline`."""
    history = _History(plan)

    states = pipeline | "ReadStates" >> history("source_state", SourceState)
    files = ReadFiles(plan.inputs, plan.started_at, plan.limits, plan.spooled, plan.settled_before)
    documents, unlisted = states | "ReadFiles" >> files
    chain = ProcessDocuments(plan.limits, plan.pool, plan.in_flight, plan.forgotten)
    records, rejected, outcomes = documents | "ProcessDocuments" >> chain
    tracked = (outcomes, states) | "TrackSources" >> TrackSources(plan.started_at)
    rejects = (unlisted, rejected) | "AllRejects" >> beam.Flatten()
    if plan.feeds is not None:
        records, rejects, tracked = _with_feeds(plan, plan.feeds, states, records, rejects, tracked)

    known = (
        records
        | "ArticleIds" >> ids_of(lambda one: id_of(one.article))
        | "ReadKnown" >> history("articles", Known, "article_id")
    )
    new, sightings = (records, known) | "IdentifyArticles" >> IdentifyArticles()
    articles = new | "Articles" >> beam.Map(lambda one: one.article).with_output_types(transforms.records.PackedArticle)
    signatures = new | "Signatures" >> beam.Map(lambda one: one.signature).with_output_types(transforms.records.PackedSignature)
    lights = new | "Lights" >> beam.Map(lambda one: one.light).with_output_types(transforms.records.Signature)
    facts = new | "Facts" >> beam.Map(lambda one: one.facts).with_output_types(transforms.records.FactSet)

    refused = (
        rejects
        | "RejectIds" >> ids_of(lambda one: (one.reject_id,))
        | "ReadRefused" >> history("rejects", KnownReject, "reject_id")
    )
    new_rejects = (rejects, refused) | "NewRejects" >> NewRejects()

    window = plan.link.lookback_days
    renewed, recent, labels = lights | "ReadRecent" >> ReadRecent(
        plan.lake, plan.files.get("signatures", []), plan.files.get("stories", []), window, plan.windows
    )
    anew = () if renewed is None else (renewed,)
    compared = (lights, *anew) | "Compared" >> beam.Flatten() if anew else lights
    linking = LinkCopies(plan.link, plan.pool, history, plan.windows)
    links = (compared, signatures, recent, labels) | "LinkCopies" >> linking
    memberships, replaced = (lights, links, *anew) | "ClusterStories" >> ClusterStories(history)

    member_ids = memberships | "MemberIds" >> ids_of(id_of)
    stored = member_ids | "ReadArticles" >> history("articles", Article, "article_id")
    old_articles = stored | "PackArticles" >> beam.Map(pack_article).with_output_types(transforms.records.PackedArticle)
    old_facts = member_ids | "ReadFacts" >> history("facts", Fact, "article_id")
    old_signatures = (
        member_ids
        | "ReadSignatures" >> history("signatures", transforms.records.Signature, "article_id")
        | "CurrentSignatures" >> beam.Filter(lambda one: one.signature_version == SIGNATURE_VERSION)
        | "PackSignatures" >> beam.Map(pack_signature).with_output_types(transforms.records.PackedSignature)
    )
    members = (memberships, articles, facts, signatures, old_articles, old_facts, old_signatures)
    stories, story_facts = members | "AssembleStories" >> AssembleStories(plan.pool)

    parts = (
        articles | "WriteArticles" >> plan.write("articles"),
        sightings | "WriteSightings" >> plan.write("sightings"),
        facts | "WriteFacts" >> plan.write("facts"),
        signatures | "WriteSignatures" >> plan.write("signatures"),
        links | "UnpackLinks" >> beam.FlatMap(unpack_links) | "WriteLinks" >> plan.write("links"),
        new_rejects | "WriteRejects" >> plan.write("rejects"),
        stories | "WriteStories" >> plan.write("stories"),
        story_facts | "WriteStoryFacts" >> plan.write("story_facts"),
        tracked | "WriteStates" >> plan.write("source_state"),
    ) | "AllParts" >> beam.Flatten()
    touched = (replaced, stories | "StoryIds" >> beam.Map(lambda one: one.story_id)) | "Touched" >> beam.Flatten()
    sources = tracked | "SourceUris" >> beam.Map(lambda one: one.source_uri)
    _ = (
        pipeline
        | "Once" >> beam.Create([None], reshuffle=False)
        | "TellStaged"
        >> beam.ParDo(
            _TellStaged(plan.lake, plan.run_id),
            parts=beam.pvalue.AsList(parts),
            stories=beam.pvalue.AsList(touched),
            sources=beam.pvalue.AsList(sources),
        )
    )


def _with_feeds(plan: Plan, feeds: FeedPlan, states: Any, records: Any, rejects: Any, tracked: Any) -> tuple[Any, Any, Any]:
    """Records, rejects and states of files, together with those of polled feeds."""
    pages, unfetched, polled = states | "PollFeeds" >> PollFeeds(feeds, plan.started_at, plan.limits, plan.pool)
    # a chain of their own: bytes go on from the step that fetches them, through no shuffle
    chain = ProcessDocuments(plan.limits, plan.pool, plan.in_flight, plan.forgotten)
    found, rejected, outcomes = pages | "ProcessPages" >> chain
    remembered = (polled, outcomes) | "TrackFeeds" >> TrackFeeds(plan.started_at)
    return (
        (records, found) | "AllRecords" >> beam.Flatten(),
        (rejects, unfetched, rejected) | "WithRejectsOfFeeds" >> beam.Flatten(),
        (tracked, remembered) | "AllStates" >> beam.Flatten(),
    )


@dataclass
class _History:
    """What earlier runs committed, as transforms that read it."""

    plan: Plan

    def __call__(self, table: str, record: type[Any], *by: str) -> ReadHistory:
        """The rows of a table as `record`s; with columns `by`, those that hold an id that is asked for."""
        files = self.plan.files.get(table, [])
        if table == "source_state" and self.plan.reread:
            files = []
        return ReadHistory(self.plan.lake, table, files, record, by)


@dataclass
class _TellStaged(beam.DoFn):  # type: ignore[misc]
    """Writes down what was staged, as the last step of the graph."""

    lake: Lake
    run_id: str

    def process(self, _: None, parts: Iterable[StagedPart], stories: Iterable[str], sources: Iterable[str]) -> Iterator[Any]:
        """Write the list; nothing comes out."""
        staged = {
            "parts": [{**part._asdict(), "partition": part.partition and part.partition.isoformat()} for part in sorted(parts)],
            "stories": sorted(set(stories)),
            "sources": sorted(set(sources)),
        }
        self.lake.store.write_bytes(staged_path(self.run_id, STAGED), json.dumps(staged).encode())
        yield from ()


def read_staged(lake: Lake, run_id: str) -> tuple[list[StagedPart], dict[str, list[str]]]:
    """What a finished graph staged: the parts, and the keys of the derived tables that they replace."""
    staged = json.loads(lake.store.read_bytes(staged_path(run_id, STAGED)))
    parts = []
    for row in staged["parts"]:
        day = row["partition"] and datetime.date.fromisoformat(row["partition"])
        parts.append(StagedPart(**{**row, "partition": day}))
    stories = staged["stories"]
    return parts, {"stories": stories, "story_facts": stories, "source_state": staged["sources"]}

"""What a running stream depends on: the labels of its steps, and what it packed with the last release."""

from pathlib import Path

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.utils.timestamp import Timestamp

from pipeline.lake.layout import open_lake
from pipeline.stream.graph import AHEAD, StreamPlan, _put_ahead, build_stream, pack_item, unpack_item
from pipeline.stream.kafka import _Topics
from pipeline.stream.sources import FolderSource
from tests.unit.samples import make_processed
from tests.unit.stream.windows import Feeder
from transforms.chain import make_reject
from transforms.errors import RejectError
from transforms.fetching.settings import FetchSettings
from transforms.limits import Limits
from transforms.packing import unpack_article, unpack_facts
from transforms.polling import FeedPlan
from transforms.positions import Committed
from transforms.process import Outcome
from transforms.records import Document, Feed
from transforms.rounds import PollRounds
from transforms.topics import From, ReadTopics
from transforms.whole import Whole

GOLDEN = Path(__file__).parents[2] / "golden"


def labels(source: object, feeder: Feeder) -> list[str]:
    """The labels of the project's own steps of a stream."""
    pipeline = beam.Pipeline(runner=FnApiRunner())
    build_stream(pipeline, StreamPlan(source, 60, Limits(), 8, feeder.settings()))
    found = []

    class Visitor(beam.pipeline.PipelineVisitor):  # type: ignore[misc]
        def enter_composite_transform(self, node: beam.pipeline.AppliedPTransform) -> None:
            self.visit_transform(node)

        def visit_transform(self, node: beam.pipeline.AppliedPTransform) -> None:
            module = type(node.transform).__module__
            if node.full_label and (module.startswith(("transforms", "pipeline")) or node.full_label.count("/") < 2):
                found.append(node.full_label)

    pipeline.visit(Visitor())
    return list(dict.fromkeys(found))


def test_the_labels_of_the_steps_are_those_of_the_golden_file(feeder: Feeder, tmp_path: Path) -> None:
    from pipeline.options import load_settings

    topics = _Topics(ReadTopics("b:1", (From("t", 0, 0),)))
    folder = FolderSource((str(tmp_path),))(open_lake(str(feeder.path)), load_settings(), Committed())
    feeds = PollRounds(FeedPlan("list", (Feed("http://post.example/news"),), FetchSettings(), feeder.lake), 900.0)
    found = ["kafka", *labels(topics, feeder), "folder", *labels(folder, feeder), "feeds", *labels(feeds, feeder)]
    assert found == (GOLDEN / "stream_labels.txt").read_text().splitlines(), (
        "write the new ones down if no running job depends on the old: a job cannot be updated across this change"
    )


def sample() -> Whole:
    """One document with all kinds of records."""
    document = Document("kafka://wire/0/7", 1_700_000_000_000_000, url="https://news.example/7", preceding=6)
    reject = make_reject(RejectError("bad_json", "cut"), "parse", document.source_uri, b"{", document.retrieved_at, Limits())
    return Whole(Outcome(document, False), [make_processed(facts=2)], [reject])


def test_what_waits_in_the_state_of_a_job_is_read_by_the_next_version() -> None:
    """The file was packed by the release before; records have only got fields with defaults since."""
    item = unpack_item((GOLDEN / "stream_items" / "0.1.0.bin").read_bytes())
    ours = sample()
    assert item.outcome is not None
    assert item.outcome.document == ours.outcome.document  # type: ignore[union-attr]
    assert [one.reason for one in item.rejects] == ["bad_json"]
    assert unpack_article(item.processed[0].article) == unpack_article(ours.processed[0].article)
    assert unpack_facts(item.processed[0].facts) == unpack_facts(ours.processed[0].facts)


def test_packing_and_unpacking_changes_nothing() -> None:
    assert unpack_item(pack_item(sample())) == sample()


def test_where_the_watermark_runs_ahead_so_do_the_documents(feeder: Feeder) -> None:
    source = _Topics(ReadTopics("b:1", (From("t", 0, 0),)))
    pipeline = beam.Pipeline(runner=FnApiRunner())
    build_stream(pipeline, StreamPlan(source, 60, Limits(), 8, feeder.settings(), AHEAD["PrismRunner"]))
    assert any(node.full_label == "Ahead" for node in pipeline.transforms_stack[0].parts)
    ahead = _put_ahead(("wire", b""), 10.0, Timestamp(1_700_000_000))
    assert (ahead.value, ahead.timestamp) == (("wire", b""), Timestamp(1_700_000_010))

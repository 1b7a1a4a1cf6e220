"""The shape of the graph: its labels are part of what a running job depends on, and its types are known when it is built."""

from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.graph import Plan, build
from pipeline.lake.layout import open_lake
from pipeline.lake.staging import CommittedFile
from transforms.link import LinkCopies, LinkSettings
from transforms.pool import PoolSettings
from transforms.records import Article

GOLDEN = Path(__file__).parents[1] / "golden" / "labels.txt"


@pytest.fixture
def plan(tmp_path):
    return Plan(open_lake(str(tmp_path / "lake"), create=True), "run", ("/in",), 1_700_000_000_000_000)


def labels(plan):
    """The full labels of the project's own steps, in order."""
    pipeline = beam.Pipeline(runner=FnApiRunner())
    build(pipeline, plan)
    found = []

    class Visitor(beam.pipeline.PipelineVisitor):
        def enter_composite_transform(self, node):
            self._add(node)

        def visit_transform(self, node):
            self._add(node)

        def _add(self, node):
            module = type(node.transform).__module__
            if node.full_label and (module.startswith(("transforms", "pipeline")) or node.full_label.count("/") < 2):
                found.append(node.full_label)

    pipeline.visit(Visitor())
    return list(dict.fromkeys(found))


def test_the_labels_of_the_steps_are_those_of_the_golden_file(plan):
    file = CommittedFile("t", "t/part.parquet", "/l/t/part.parquet", None, 1, 1)
    with_history = plan.__class__(
        **{**plan.__dict__, "files": {key: [file] * 20 for key in ("articles", "signatures", "stories", "links")}}
    )
    assert labels(with_history) == GOLDEN.read_text().splitlines(), (
        "write the new ones down if no running job depends on the old"
    )


def test_a_wrong_record_type_fails_when_the_graph_is_built(plan):
    pipeline = beam.Pipeline(runner=FnApiRunner())
    articles = pipeline | beam.Create([]).with_output_types(Article)
    nothing = pipeline | "None" >> beam.Create([])
    with pytest.raises(beam.typehints.decorators.TypeCheckError):
        _ = (articles, articles, nothing, nothing) | LinkCopies(LinkSettings(), PoolSettings(), lambda *_: beam.Create([]))


def test_the_day_of_a_run_is_that_of_utc(plan):
    assert str(plan.run_day) == "2023-11-14"

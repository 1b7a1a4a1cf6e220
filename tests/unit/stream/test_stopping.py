"""A stream that is stopped leaves a lake in which nothing is half committed."""

from typing import Any

import pytest

from pipeline import streaming
from pipeline.lake import commit
from pipeline.lake.verify import verify_lake
from pipeline.options import load_settings
from pipeline.streaming import StreamRequest, run_stream
from tests.pipeline.lakes import rows
from tests.unit.stream.windows import Feeder, articles


def test_a_window_that_is_being_committed_when_the_stream_is_stopped_is_committed_whole(
    feeder: Feeder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any) -> None:
        raise streaming._Stopped

    def job(*_: Any) -> None:
        with monkeypatch.context() as decided_only:
            decided_only.setattr(commit, "roll_forward", stopped)
            feeder.committer.commit(feeder.read(articles(3)[:3]))

    monkeypatch.setattr(streaming, "_run_job", job)
    request = StreamRequest(str(feeder.path), "test", 1.0, None, lambda *_: None, load_settings(), ["--runner=PrismRunner"])
    assert run_stream(request) == 0
    assert len(rows(feeder.path, "articles")) == len(rows(feeder.path, "sightings")) == 3
    assert verify_lake(feeder.lake).problems == []

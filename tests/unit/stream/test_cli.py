"""What a user of `stream` can get wrong is one line, before anything is started."""

import contextlib
import signal
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.lake.layout import open_lake
from pipeline.lake.lock import LakeBusy, hold
from pipeline.stream.kafka import KafkaSource, consumer_settings
from pipeline.streaming import stream_options
from transforms.errors import UserError
from transforms.positions import Committed, Partition, Stretch
from transforms.topics import From

BUSY = LakeBusy("").code


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--source", "kafka"], "--source kafka needs --topic"),
        (["--source", "folder"], "--source folder needs a folder"),
        (["--source", "kafka", "--topic", "t", "--window", "0s"], "it is a second at least"),
        (["--source", "kafka", "--topic", "t", "--window", "soon"], "no length of time"),
        (["--source", "kafka", "--topic", "t", "--consumer", "x"], "write it as name=value"),
        (["--source", "pubsub", "--subscription", "s"], "write it as projects/PROJECT/subscriptions/NAME"),
        (["--source", "kafka", "--topic", "t", "--name", "a b"], "cannot be used"),
        (["--source", "kafka", "--topic", "t", "--", "--runner=FnApiRunner"], "cannot run a stream"),
        (["--source", "kafka", "--topic", "t", "--", "--runner=PrismRunner", "--worker=3"], "unknown Beam option --worker"),
    ],
)
def test_wrong_usage_is_one_line(
    arguments: list[str], line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.streaming.shutil.which", lambda _: "/usr/bin/prism")
    own, beam = (
        (arguments[: arguments.index("--")], arguments[arguments.index("--") :]) if "--" in arguments else (arguments, [])
    )
    assert main(["stream", *own, "--lake", str(tmp_path / "lake"), *beam]) == 2
    error = capsys.readouterr().err
    assert line in error
    assert error.count("\n") == 1


def test_without_an_engine_it_says_how_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.streaming.shutil.which", lambda _: None)
    assert main(["stream", ".", "--source", "folder", "--lake", str(tmp_path / "lake")]) == 2
    assert "make engines" in capsys.readouterr().err


def test_a_broker_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transforms.topics.TIMEOUT_SECONDS", 0.5)
    arguments = ["--source", "kafka", "--brokers", "127.0.0.1:9", "--topic", "t", "--lake", str(tmp_path / "lake")]
    assert main(["stream", *arguments, "--", "--runner=PrismRunner", "--prism_location=/nowhere"]) == 1
    assert "no Kafka broker answers at 127.0.0.1:9" in capsys.readouterr().err


def test_a_second_stream_of_a_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lake = open_lake(str(tmp_path / "lake"), create=True)
    with hold(lake, "stream-wire", "stream wire"):
        options = ["--", "--runner=PrismRunner", "--prism_location=/nowhere"]
        assert main(["stream", "--source", "kafka", "--topic", "t", "--name", "wire", "--lake", lake.uri, *options]) == BUSY
    assert "stream wire runs on" in capsys.readouterr().err


def test_reading_begins_where_the_lake_says() -> None:
    here, new = Partition("t", 0), Partition("t", 1)
    committed = Committed([Stretch(here, 0, 9)])
    earliest, latest = KafkaSource("b:1", ("t",)), KafkaSource("b:1", ("t",), "latest")
    assert earliest._start(here, (3, 50), committed) == From("t", 0, 10)
    assert earliest._start(new, (3, 50), committed) == From("t", 1, 3)
    assert latest._start(new, (3, 50), committed) == From("t", 1, 50)
    late = Committed([Stretch(here, 26, 49)])  # 0 to 25 were read, and were not committed when the engine ended
    assert earliest._start(here, (0, 50), late) == From("t", 0, 0)
    assert earliest._start(here, (30, 50), late) == From("t", 0, 50)
    assert latest._start(here, (0, 50), late) == From("t", 0, 50)
    with pytest.raises(UserError, match="it was made anew"):
        earliest._start(here, (0, 4), committed)


def test_settings_of_the_client() -> None:
    assert consumer_settings(["a.b=c=d"]) == {"a.b": "c=d"}


@pytest.mark.parametrize(
    ("arguments", "whole"),
    [
        (["--runner=FlinkRunner", "--flink_master=jobs:8081"], True),
        (["--runner=PortableRunner", "--job_endpoint=jobs:8099"], True),
        (["--runner=FlinkRunner", "--finish_bundle_before_checkpointing=false"], "false"),
        (["--runner=PrismRunner"], None),
    ],
)
def test_flink_is_to_finish_bundles_before_a_checkpoint(arguments: list[str], whole: object) -> None:
    options = stream_options(arguments).get_all_options(retain_unknown_options=True)
    assert options.get("finish_bundle_before_checkpointing") == whole


def test_ctrl_c_ends_a_stream_also_where_it_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may come while Beam hands the job over, in code that goes on whatever is raised."""
    cancelled = []

    class Job:
        state = "RUNNING"

        def cancel(self) -> None:
            cancelled.append(True)

    def hand_over(*_: object) -> Job:
        with contextlib.suppress(BaseException):
            signal.raise_signal(signal.SIGINT)
        return Job()

    monkeypatch.setattr("pipeline.streaming._run_job", hand_over)
    options = ["--runner=PrismRunner", "--prism_location=/nowhere"]
    assert main(["stream", str(tmp_path), "--source", "folder", "--lake", str(tmp_path / "lake"), "--", *options]) == 0
    assert cancelled == [True]

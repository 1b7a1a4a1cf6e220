"""A stream as a job: what is checked before it starts, how it is started on an engine, watched and ended."""

import contextlib
import os
import shutil
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners import create_runner
from apache_beam.runners.runner import PipelineState

from pipeline.ingest import IN_PROCESS, beam_options
from pipeline.lake.delta import log_version
from pipeline.lake.layout import Lake, check_run_id, open_lake
from pipeline.lake.lock import LakeBusy, hold
from pipeline.lake.recover import recover
from pipeline.options import Settings
from pipeline.stream.commit import StreamSettings
from pipeline.stream.graph import AHEAD, StreamPlan, build_stream
from pipeline.stream.runs import claim, committed_of, runs_of
from transforms.errors import UserError
from transforms.pool import stop_pools
from transforms.positions import Committed

MOST_ARTICLES: Final = 500_000
"""Articles that a stream keeps to find copies of new ones: about 4 GB (benchmarks/README.md has the bytes of one)."""
PATIENCE: Final = 900.0
"""Seconds for which a window is tried again while the lake cannot be written, before the job fails."""
STOPPED: Final = "stopped"
"""What stands for the job of a stream that was stopped."""
_LOOK: Final = 1.0
_DAY: Final = 86_400_000_000
_BY_JOB_SERVER: Final = ("FlinkRunner", "PortableRunner")
"""Engines whose own options, such as Flink's `--checkpointing_interval`, only their job server knows."""
_WHOLE_BUNDLES: Final = "--finish_bundle_before_checkpointing"
"""Without it Flink keeps what a bundle gave while a checkpoint was taken for later, and of a stage in Python it may keep it for
good: a stream whose very first bundle meets the first checkpoint never reads anything (Beam 2.62 to 2.77 on Flink 1.19)."""
_PRISM: Final = os.path.join(".engines", "bin", "prism")


@dataclass(frozen=True)
class StreamRequest:
    """What is to be streamed where."""

    lake: str
    name: str
    window_seconds: float
    expiry_seconds: float | None  # None: the lookback window
    source: Callable[[Lake, Settings, Committed], Any]  # the PTransform that reads
    settings: Settings
    beam_args: Sequence[str] = ()
    tell: Callable[[dict[str, Any]], None] = field(default=lambda _: None)  # each committed window: a row of `runs`


class _Stopped(BaseException):
    """A signal asked for the end. No Exception: Beam goes on after many of those, also while it hands a job over."""


def run_stream(request: StreamRequest) -> int:
    """Run a stream until it is stopped or fails; 0 after Ctrl-C or SIGTERM.

    Raises:
        UserError: for what the user can mend: an engine that is not there, another job of this name, a job that failed.
    """
    check_run_id(request.name)
    options = stream_options(request.beam_args)
    lake = open_lake(request.lake, create=True)
    threading.excepthook = _say_less
    with _only_job(lake, request.name):
        try:
            with _signals() as asked:
                _follow(_run_job(request, lake, options), _Windows(lake, request), asked)
        except _Stopped:
            claim(lake, request.name, STOPPED)  # a job that its engine does not let go of ends at its next window
            recover(lake)  # a window that was being committed is committed whole
        finally:
            stop_pools()
    return 0


def submit(request: StreamRequest) -> Any:
    """Hand a stream to an engine and leave it to it: the job, which takes over from an older one of its name.

    Raises:
        UserError: as `run_stream`, as far as it is known before the job runs.
    """
    check_run_id(request.name)
    options = stream_options(request.beam_args)
    return _run_job(request, open_lake(request.lake, create=True), options)


def _say_less(failure: Any) -> None:
    """Leave out the tracebacks of Beam's threads that lose their engine: Ctrl-C reaches it before them."""
    if type(failure.exc_value).__module__.partition(".")[0] != "grpc":
        threading.__excepthook__(failure)


def _run_job(request: StreamRequest, lake: Lake, options: PipelineOptions) -> Any:
    job = uuid.uuid4().hex
    claim(lake, request.name, job)
    pipeline = beam.Pipeline(runner=create_runner(_runner(options)), options=options)
    build_stream(pipeline, make_plan(request, lake, job, _runner(options).rpartition(".")[2]))
    return pipeline.run()


def make_plan(request: StreamRequest, lake: Lake, job: str, runner: str) -> StreamPlan:
    """What the graph needs to know; reads from the lake how far the stream is."""
    settings = request.settings
    lookback = settings.dedup.lookback_days
    expiry = lookback * _DAY if request.expiry_seconds is None else int(request.expiry_seconds * 1e6)
    commit = StreamSettings(
        lake=lake,
        name=request.name,
        job=job,
        settings_sha256=settings.settings_sha256,
        runner=runner,
        lookback_days=lookback,
        expiry=expiry,
        most_articles=MOST_ARTICLES,
        patience=PATIENCE,
        compact_files=settings.lake.compact_files,
        limits=settings.limits.as_limits(),
        pool=settings.as_pool(),
    )
    source = request.source(lake, settings, committed_of(lake, request.name))
    return StreamPlan(source, request.window_seconds, commit.limits, settings.in_flight, commit, AHEAD.get(runner, 0.0))


@contextlib.contextmanager
def _only_job(lake: Lake, name: str) -> Iterator[None]:
    """Hold the lease on the stream's name."""
    try:
        with hold(lake, f"stream-{name}", f"stream {name}", wait=False):
            yield
    except LakeBusy as busy:
        who = str(busy).partition("(")[2].partition(")")[0]
        raise LakeBusy(
            f"stream {name} runs on {lake.uri} already ({who}); stop it first, or give this one another --name"
        ) from busy


def stream_options(arguments: Sequence[str]) -> PipelineOptions:
    """Beam's options for a stream; without a runner, Prism if it is at hand.

    Raises:
        UserError: (wrong usage) for an option that no part of Beam has, or an engine that cannot run a stream.
    """
    listed = list(arguments)
    if not any(one.partition("=")[0] == "--runner" for one in listed):
        prism = shutil.which("prism") or (_PRISM if os.path.exists(_PRISM) else None)
        if prism is None:
            raise UserError(
                "a stream needs an engine: `make engines` builds Prism here; for another one add `-- --runner=FlinkRunner …`", 2
            )
        listed += ["--runner=PrismRunner", f"--prism_location={prism}"]
    listed.append("--streaming")
    options = PipelineOptions(listed)
    if _runner(options).rpartition(".")[2] not in _BY_JOB_SERVER:
        options = beam_options(listed)
    elif not any(one.startswith(_WHOLE_BUNDLES) for one in listed):
        options = PipelineOptions([*listed, _WHOLE_BUNDLES])
    if _runner(options).rpartition(".")[2] in IN_PROCESS:
        raise UserError("the engine inside this process ends with its input and cannot run a stream; leave out --runner", 2)
    return options


def _runner(options: PipelineOptions) -> str:
    return str(options.view_as(StandardOptions).runner)


class _Windows(NamedTuple):
    """Where the windows that were committed can be seen."""

    lake: Lake
    request: StreamRequest

    def version(self) -> int:
        """Changes with each commit."""
        return log_version(self.lake, "runs")

    def committed(self) -> dict[str, dict[str, Any]]:
        """The stream's runs by id."""
        return {row["run_id"]: row for row in runs_of(self.lake, self.request.name, ("run_id", "ended_at", "counters"))}


def _follow(result: Any, windows: _Windows, asked: threading.Event) -> None:
    """Tell of each window as it is committed, until the job ends, or the end was asked for and nobody let it through."""
    try:
        seen, version = set(windows.committed()), windows.version()
        while not PipelineState.is_terminal(result.state):
            if asked.is_set():
                raise _Stopped
            time.sleep(_LOOK)
            if windows.version() != version:
                version = windows.version()
                for run_id, row in sorted(windows.committed().items()):
                    if run_id not in seen:
                        seen.add(run_id)
                        windows.request.tell(row)
    except _Stopped:
        with contextlib.suppress(Exception):  # an engine that is gone has nothing to cancel
            result.cancel()
        raise
    if result.state == PipelineState.FAILED:
        raise UserError(f"the job failed: {_reason(result)}")


def _reason(result: Any) -> str:
    """The last line that an engine gives for a failure."""
    try:
        result.wait_until_finish()
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return lines[-1][:500] if lines else type(error).__name__
    return "the engine gives no reason; see its log"


@contextlib.contextmanager
def _signals() -> Iterator[threading.Event]:
    """Let SIGTERM and Ctrl-C end the block; the event says that one came."""
    asked = threading.Event()

    def stop(*_: Any) -> None:
        asked.set()
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

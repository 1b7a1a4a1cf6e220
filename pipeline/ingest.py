"""One batch run from inputs to committed rows: check, build the graph, run it, decide, commit."""

import argparse
import contextlib
import datetime
import errno
import functools
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners import PipelineRunner, create_runner
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.dofn_specs import specs_found_once
from pipeline.feeds import NO_CONTACT, load_feeds
from pipeline.graph import Plan, build, read_staged
from pipeline.lake.commit import commit_run, discard
from pipeline.lake.compact import compact_if_needed
from pipeline.lake.layout import Lake, check_run_id, open_lake, staged_path
from pipeline.lake.raw import RawFiles, staged_raw
from pipeline.lake.reading import committed_files, has_run
from pipeline.lake.store import is_local
from pipeline.lake.writer import Writer, writing
from pipeline.moments import Interval, run_id_of
from pipeline.options import Settings, did_you_mean
from pipeline.removal import forgotten_ids
from pipeline.runs import run_row, windows_to_renew
from pipeline.signals import heeded, uninterrupted
from transforms import counters, progress
from transforms.errors import UserError
from transforms.link import LinkSettings
from transforms.listing import list_input
from transforms.polling import FeedPlan
from transforms.pool import stop_pools
from transforms.reading import STDIN
from transforms.records import Feed, Micros
from transforms.tables import TABLES
from transforms.write import shards_of

DONE, MANY_REJECTS = 0, 3
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
IN_PROCESS = ("FnApiRunner", "DirectRunner")
"""Runners that are this process. `DirectRunner` means its in-process engine here: by that name Beam would first try to fetch
another engine, and a batch is to be the same with and without a network."""


class IngestResult(NamedTuple):
    """How a run ended."""

    run_id: str
    counters: dict[str, int]
    exit_code: int  # 0 done, 3 committed with more rejects than run.warn_reject_rate
    messages: list[str]  # for the user, a line each


def new_run_id(moment: datetime.datetime) -> str:
    """The id of a run that was given none: its time."""
    return moment.strftime("%Y%m%dT%H%M%S.%fZ")


def ingest(
    settings: Settings,
    inputs: Sequence[str],
    lake: str,
    run_id: str | None = None,
    beam_args: Sequence[str] = (),
    reread: bool = False,
    wait: bool = True,
    listener: Callable[[progress.Progress], None] | None = None,
    on_wait: Callable[[str], None] | None = None,
    interval: Interval | None = None,
    settle: float | None = None,
    keep_raw: bool = False,
    feeds: str | None = None,
) -> IngestResult:
    """Read the inputs into the lake, as one run that is committed as a whole or not at all.

    Args:
        settings: see `pipeline.options`.
        inputs: files, folders, globs, or `-` for JSONL on standard input.
        lake: where the lake is or is to be made: a folder, or a place on an object store.
        run_id: the same id again changes nothing; None: made from the interval, else from the time.
        beam_args: options of Beam, such as `--runner=FlinkRunner`.
        reread: also read files that have not changed since a committed run.
        wait: wait for another run on the same lake to end.
        listener: called as the work goes on (in-process runs only).
        on_wait: told once, in one line, which run is being waited for.
        interval: the logical dates of the run, kept in its row of `runs`.
        settle: seconds that a local file must have been left alone; younger ones are left for the next run, and then also a
            folder that holds nothing yet is no error. None: all files are read.
        keep_raw: keep what is fetched, as it comes, beside the tables (`pipeline.lake.raw`).
        feeds: a YAML list of feeds that are polled.

    Raises:
        UserError: for what the user can mend; then nothing was committed.
    """
    started = time.time_ns() // 1000
    options = beam_options(beam_args)
    listed = load_feeds(feeds) if feeds is not None else ()
    if run_id is None and interval is not None:
        run_id = run_id_of(interval, (*inputs, *([feeds] if feeds else [])))
    run_id = check_run_id(run_id or new_run_id(datetime.datetime.fromtimestamp(started / 1e6, datetime.UTC)))
    settled_before = None if settle is None else started - round(settle * 1e6)
    input_bytes = _bytes_of(inputs, settled_before)
    opened = open_lake(lake, create=True)
    with writing(opened, run_id, wait=wait, on_wait=on_wait) as writer, _standard_input(inputs) as spooled:
        if has_run(opened, run_id):
            return IngestResult(run_id, {}, DONE, [f"run {run_id} was committed before: nothing to do"])
        plan = make_plan(settings, opened, run_id, inputs, started, reread, spooled, input_bytes)
        plan = replace(
            plan, interval=interval, settled_before=settled_before, feeds=feed_plan(plan, settings, feeds, listed, keep_raw)
        )
        with _discarded_on_failure(opened, run_id):
            with heeded():
                counted = run_graph(plan, options, listener)
            return _commit(plan, settings, counted, _runner_name(options), writer)


def make_plan(
    settings: Settings,
    lake: Lake,
    run_id: str,
    inputs: Sequence[str],
    started: Micros,
    reread: bool = False,
    spooled: str | None = None,
    input_bytes: int = 0,
) -> Plan:
    """What the graph needs to know, the lake's present files included."""
    return Plan(
        lake=lake,
        run_id=run_id,
        inputs=tuple(inputs),
        started_at=started,
        limits=settings.limits.as_limits(),
        pool=settings.as_pool(),
        in_flight=settings.in_flight,
        link=LinkSettings(settings.dedup.lookback_days),
        reread=reread,
        spooled=spooled,
        shards=shards_of(input_bytes),
        files={table: committed_files(lake, table) for table in TABLES},
        windows=windows_to_renew(lake, started, settings.dedup.lookback_days),
        forgotten=forgotten_ids(lake),
    )


def feed_plan(
    plan: Plan, settings: Settings, name: str | None, feeds: tuple[Feed, ...], keep_raw: bool = False
) -> FeedPlan | None:
    """What a run polls: the feeds of a list, or nothing."""
    if name is None:
        return None
    known = ((), ()) if plan.reread else (tuple(plan.files["articles"]), tuple(plan.files["sightings"]))
    raw = functools.partial(RawFiles, plan.lake, plan.run_id, plan.run_day) if keep_raw else None
    return FeedPlan(name, feeds, settings.fetch.as_fetch(), plan.lake, *known, raw)


def run_graph(
    plan: Plan, options: PipelineOptions, listener: Callable[[progress.Progress], None] | None = None
) -> dict[str, int]:
    """Run the graph to its end; the counters of all steps.

    Raises:
        UserError: what a step found that the user can mend.
    """
    progress.listen(listener)
    with _spool(plan, options) as spooling, specs_found_once():
        try:
            pipeline = beam.Pipeline(runner=_runner_of(options), options=options)
            build(pipeline, spooling)
            result = pipeline.run()
            result.wait_until_finish()
        except Exception as error:
            raise _told(error) from error
        finally:
            progress.listen(None)
            stop_pools()
    counted: dict[str, int] = {}
    for metric in result.metrics().query()["counters"]:
        if metric.key.metric.namespace == counters.NAMESPACE:
            name = metric.key.metric.name
            counted[name] = counted.get(name, 0) + (metric.committed or metric.attempted or 0)
    return counted


def _told(error: Exception) -> Exception:
    """What a step could not write, as the user can mend it; any other error as it is. Engines wrap errors in texts."""
    found = re.search(r"\[Errno (\d+)\]", str(error))
    if found is None or int(found[1]) not in _NO_ROOM:
        return error
    return UserError(f"cannot write: {os.strerror(int(found[1]))}; nothing was committed, make room and run again")


@contextlib.contextmanager
def _spool(plan: Plan, options: PipelineOptions) -> Iterator[Plan]:
    """The plan with a folder for packed values, if all of the graph runs on this machine."""
    if _runner_name(options) not in IN_PROCESS:
        yield plan
        return
    staging = None
    if is_local(plan.lake.uri):  # its disk has room for what a run makes
        staging = os.path.join(plan.lake.uri, staged_path(plan.run_id))
        os.makedirs(staging, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="spool-", dir=staging, ignore_cleanup_errors=True) as folder:
        yield replace(plan, pool=plan.pool._replace(spool=folder))


@contextlib.contextmanager
def _discarded_on_failure(lake: Lake, run_id: str) -> Iterator[None]:
    """Clear what an undecided run staged when it fails: the next writer would too, but a full disk is full until then."""
    try:
        yield
    except BaseException:
        discard(lake, run_id)
        raise


def _commit(plan: Plan, settings: Settings, counted: dict[str, int], runner: str, writer: Writer) -> IngestResult:
    records, rejects = counted.get(counters.RECORDS, 0), counted.get(counters.REJECTS, 0)
    if records != counted.get(counters.SIGHTINGS, 0) + rejects:
        raise RuntimeError(f"records were lost on the way: {counted}; nothing was committed, please report it")
    failed = counted.get(counters.FEEDS_FAILED, 0)  # told by themselves: a quiet night with one of them is no bad night
    rate = (rejects - failed) / (records - failed) if records > failed else 0.0
    highest = settings.run.max_reject_rate
    if highest is not None and rate > highest:
        raise UserError(
            f"{rejects:,} of {records:,} records were rejected, above run.max_reject_rate ({highest:g}); nothing was committed"
        )
    asked = counted.get(counters.FEEDS, 0)
    many = rate > settings.run.warn_reject_rate or 0 < asked == failed
    run = run_row(
        plan.run_id,
        interval=plan.interval.micros if plan.interval else None,
        started_at=plan.started_at,
        settings_sha256=settings.settings_sha256,
        runner=runner,
        inputs=(*plan.inputs, plan.feeds.name) if plan.feeds else plan.inputs,
        counters=counted,
        status="done_with_warnings" if many else "done",
    )
    parts, replaced = read_staged(plan.lake, plan.run_id)
    with uninterrupted():
        commit_run(plan.lake, run, parts, replaced, writer.check, staged_raw(plan.lake, plan.run_id))
        compact_if_needed(plan.lake, settings.lake.compact_files)
    messages = []
    if plan.feeds and not settings.fetch.contact:
        messages.append(NO_CONTACT)
    if failed:
        messages.append(f"{failed:,} of {asked:,} feeds that were asked failed; they are asked again later")
    if rate > settings.run.warn_reject_rate:
        messages.append(f"{rejects:,} of {records:,} records were rejected; `wirelake rejects --lake {plan.lake.uri}` says why")
    return IngestResult(plan.run_id, counted, MANY_REJECTS if many else DONE, messages)


def _bytes_of(inputs: Sequence[str], settled_before: Micros | None) -> int:
    """How many bytes the inputs hold, as far as their stores say.

    Raises:
        UserError: for an input that is not there or holds nothing, before anything is written.
    """
    return sum(max(listed.size, 0) for uri in inputs if uri != STDIN for listed in list_input(uri, settled_before))


@contextlib.contextmanager
def _standard_input(inputs: Sequence[str]) -> Iterator[str | None]:
    """Standard input in a file while the run lasts, if it is one of the inputs: it can then be split and read again."""
    if STDIN not in inputs:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="wirelake-") as folder:
        path = os.path.join(folder, "stdin.jsonl")
        with open(path, "wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream, 1 << 20)
        yield path


class _Options(PipelineOptions):  # type: ignore[misc]
    """Beam's options with one view a kind: it asks for one at each step of a graph, and each would parse all options again."""

    def view_as(self, cls: Any) -> Any:
        """See PipelineOptions: views of one kind share their values, so that one will do."""
        views = self.__dict__.setdefault("_views", {})
        if cls not in views:
            views[cls] = super().view_as(cls)
        return views[cls]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_views"}


def beam_options(arguments: Sequence[str]) -> PipelineOptions:
    """Beam's options, none of them unknown.

    Raises:
        UserError: (wrong usage) for an option that no part of Beam has.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for group in PipelineOptions.__subclasses__():
        with contextlib.suppress(argparse.ArgumentError):  # two groups may define the same option
            group._add_argparse_args(parser)
    known = list(parser._option_string_actions)
    for argument in arguments:
        name = argument.partition("=")[0]
        if name.startswith("--") and name not in known:
            raise UserError(f"unknown Beam option {name}{did_you_mean(name, known)}", 2)
    try:
        options = _Options(list(arguments))
        _runner_of(options)
    except SystemExit as error:
        raise UserError(f"Beam cannot read its options: {' '.join(arguments)}", 2) from error
    except (ValueError, ImportError) as error:
        raise UserError(
            f"no runner {_runner_name(PipelineOptions(list(arguments)))}: {str(error).splitlines()[0]}", 2
        ) from error
    return options


def _runner_of(options: PipelineOptions) -> PipelineRunner:
    """The engine that a run is given to."""
    name = options.view_as(StandardOptions).runner
    return FnApiRunner() if _runner_name(options) in IN_PROCESS else create_runner(name)


def _runner_name(options: PipelineOptions) -> str:
    return str(options.view_as(StandardOptions).runner or IN_PROCESS[0]).rpartition(".")[2]

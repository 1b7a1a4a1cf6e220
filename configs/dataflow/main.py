"""The program of the Dataflow Flex Template: a batch job of one step that runs `wirelake ingest` on a worker.

A launcher of Flex Templates describes a job and ends; who commits a run is the process that ran it. So that process is the
job's one step: what it does is a whole run or nothing, and Dataflow may start it again as often as it likes, since its run id
is fixed. The job has one worker. To spread a run over many, call `wirelake ingest … -- --runner DataflowRunner` from a process
that lasts as long as the job (Cloud Run, Composer, a machine).
"""

import argparse
import datetime
import logging
import subprocess
import sys
from collections.abc import Sequence

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

COMMITTED = (0, 3)
"""Exit codes of a run that is in the lake."""
LISTS = ("inputs", "set")
"""Parameters that hold several values, parted by spaces."""


def make_parser() -> argparse.ArgumentParser:
    """The template's parameters, as metadata.json names them; what else is given is Beam's."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("inputs", "lake"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("run_id", "data_interval_start", "data_interval_end", "max_reject_rate", "set"):
        parser.add_argument(f"--{name}")
    return parser


def make_command(given: argparse.Namespace, now: datetime.datetime) -> list[str]:
    """The command line of the run. It has an id: what Dataflow starts again is the same run."""
    values = {name: value for name, value in vars(given).items() if value}
    if not {"run_id", "data_interval_start"} & values.keys():
        values["run_id"] = now.strftime("%Y%m%dT%H%M%S.%fZ")
    command = ["ingest", *values.pop("inputs").split(), "--format", "json", "--quiet"]
    for name, value in values.items():
        for one in value.split() if name in LISTS else [value]:
            command += ["--" + name.replace("_", "-"), one]
    return command


def run_command(command: Sequence[str]) -> str:
    """Run the command on this worker; its summary.

    Raises:
        RuntimeError: if nothing was committed, with the line that says why: Dataflow tries again, then the job fails.
    """
    program = [sys.executable, "-m", "pipeline.cli", *command]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    if done.returncode not in COMMITTED:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()[-2000:]}")
    logging.getLogger("wirelake").info("%s", done.stdout.strip())
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> None:
    """Describe the job, and hand it to the runner that Beam's options name."""
    given, others = make_parser().parse_known_args(arguments)
    command = make_command(given, datetime.datetime.now(datetime.UTC))
    pipeline = beam.Pipeline(options=PipelineOptions([*others, "--max_num_workers=1"], save_main_session=True))
    _ = pipeline | "Command" >> beam.Create([command], reshuffle=False) | "Ingest" >> beam.Map(run_command)
    pipeline.run()


if __name__ == "__main__":
    logging.getLogger().setLevel(logging.INFO)
    main()

"""The `wirelake` command: its entry point, and how every error becomes one line and an exit code.

Nothing heavy is imported here: worker processes import this module again when they start. `cli_commands` has `ingest` and puts
together the others, which are in `cli_*`; Beam is loaded by those that need it: runs, streams, and lakes on an object store.
"""

import logging
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer.exceptions import TyperException

DONE, FAILED, WRONG_USAGE, MANY_REJECTS, STOPPED = 0, 1, 2, 3, 130
"""Exit codes: STOPPED is 128 + SIGINT, as shells have it."""


def split_beam_options(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments of the command, and those after `--`: for Beam, by `ingest`, `stream` and `watch`. Others have none."""
    args = list(argv)
    if "--" in args and args[0] in ("ingest", "stream", "watch"):
        at = args.index("--")
        return args[:at], args[at + 1 :]
    return args, []


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code. No input of a user ends in a traceback.

    A fault of the program itself is one line too; `WIRELAKE_DEBUG=1` shows its traceback.
    """
    args, beam_options = split_beam_options(sys.argv[1:] if argv is None else argv)
    from typer.exceptions import Exit, TyperException
    from typer.main import get_command

    from pipeline.cli_commands import app
    from transforms.errors import UserError

    _write_utf8()
    # what libraries log on the way, Beam's tracebacks among it, is told in one line below
    logging.basicConfig(level=logging.INFO if os.environ.get("WIRELAKE_DEBUG") else logging.CRITICAL)
    try:
        command = get_command(app)
        with command.make_context("wirelake", args, obj=beam_options) as context:
            code = command.invoke(context)
        sys.stdout.flush()
        return int(code or DONE)
    except Exit as stop:
        return stop.exit_code
    except UserError as error:
        return _say(str(error), error.code)
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.format_message(), file=sys.stderr)
            return WRONG_USAGE
        return _say(_usage(error), WRONG_USAGE)
    except KeyboardInterrupt:
        kept = "; the lake is as it was" if args[:1] == ["ingest"] else ""
        return _say(f"stopped{kept}", STOPPED)
    except BrokenPipeError:  # `wirelake query … | head`: the reader has what it wants
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        if os.environ.get("WIRELAKE_DEBUG"):
            raise
        what = " ".join(str(error).split())[:500]
        return _say(f"failed: {type(error).__name__}: {what} (WIRELAKE_DEBUG=1 shows where)", FAILED)


def _write_utf8() -> None:
    """Write UTF-8 whatever the locale says; what has no UTF-8 form (half a surrogate pair) is escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(line: str, code: int) -> int:
    print(f"wirelake: {line}", file=sys.stderr)
    return code


def _usage(error: "TyperException") -> str:
    """One line for a wrong command line, with the nearest known option and where to read on."""
    from pipeline.options import did_you_mean

    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "wirelake"
    option = getattr(error, "option_name", None)
    if option is not None and hasattr(error, "possibilities"):
        known = [name for param in context.command.params for name in param.opts] if context is not None else []
        return f"unknown option {option}{did_you_mean(option, known)} (see `{command} --help`)"
    text = " ".join(error.format_message().split()).rstrip(".").replace("Value error, ", "")
    return f"{text[:1].lower()}{text[1:]} (see `{command} --help`)"


if __name__ == "__main__":
    sys.exit(main())

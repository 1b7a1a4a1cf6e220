"""The settings of a run: one model, read from YAML (`--config`) and from the command line (`--set limits.seconds=10`).

Every field has a default that is safe for pages of the open web. An unknown name, a wrong type or a value out of range is a
UserError (exit code 2) of one line. `transforms` takes plain values and NamedTuples from here and never this model.
"""

import difflib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from transforms.errors import UserError
from transforms.fetching.addresses import AddressRules
from transforms.fetching.settings import FetchSettings
from transforms.limits import Limits
from transforms.pool import PoolSettings

_SAFE = Limits()
_POLITE = FetchSettings()


class _Group(BaseModel):
    """A group of settings: unknown names are refused, and types are not converted (`yes` is no number)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class LimitSettings(_Group):
    """What one document or record may cost: the fields of `transforms.limits.Limits`."""

    max_bytes: int = Field(default=_SAFE.max_bytes, gt=0, description="bytes of one file or record, as stored")
    max_decompressed_bytes: int = Field(
        default=_SAFE.max_decompressed_bytes, gt=0, description="bytes of one record, decompressed"
    )
    max_depth: int = Field(default=_SAFE.max_depth, gt=0, description="nesting of HTML, XML and JSON")
    seconds: float = Field(default=_SAFE.seconds, gt=0, description="seconds for one record in its worker process")
    memory_mb: int = Field(
        default=_SAFE.memory_mb, ge=64, description="megabytes of a worker process, above what it has when idle"
    )
    max_entries: int = Field(default=_SAFE.max_entries, gt=0, description="entries of one feed")
    max_records: int = Field(default=_SAFE.max_records, gt=0, description="records of one JSON list")
    max_articles: int = Field(default=_SAFE.max_articles, gt=0, description="articles of one document that is a digest")
    min_words: int = Field(default=_SAFE.min_words, ge=1, description="words that an article has at least")
    payload_bytes: int = Field(default=_SAFE.payload_bytes, ge=0, description="bytes kept of a rejected input")

    def as_limits(self) -> Limits:
        """The same as the plain tuple that the transforms take."""
        return Limits(**self.model_dump())


class WorkerSettings(_Group):
    """The processes that do the work of a record: read, parse, normalise, sign, extract facts."""

    processes: int | None = Field(default=None, ge=1, le=1024, description="worker processes of this machine; null: one a core")
    in_flight: int = Field(default=4, ge=1, le=1000, description="documents handed to each process ahead of its work")


class FetchingSettings(_Group):
    """What requests for feeds and pages may cost, and how polite they are: `transforms.fetching.settings.FetchSettings`."""

    contact: str | None = Field(
        default=None, max_length=200, description="your address or web page, told to every server; null: none"
    )
    allow_addresses: list[str] = Field(
        default=[], description="networks that may be fetched from although they are not public, such as 10.0.0.0/8"
    )
    concurrency: int = Field(default=_POLITE.concurrency, ge=1, le=1000, description="requests at once")
    per_host: int = Field(default=_POLITE.per_host, ge=1, le=100, description="of these to one host and port")
    pace_seconds: float = Field(
        default=_POLITE.pace_seconds, ge=0, le=3600, description="seconds between two requests to one host and port"
    )
    seconds: float = Field(default=_POLITE.seconds, gt=0, le=3600, description="seconds for one request, its whole answer")
    max_bytes: int = Field(default=_POLITE.max_bytes, gt=0, description="bytes of one answer, decompressed")
    tries: int = Field(default=_POLITE.tries, ge=1, le=10, description="tries of one request in a run")
    max_wait_seconds: float = Field(
        default=_POLITE.max_wait_seconds,
        ge=0,
        le=3600,
        description="seconds that a run waits before such a try; else later runs try",
    )
    host_seconds: float = Field(
        default=_POLITE.host_seconds, gt=0, description="seconds that one host may take of a run; later runs fetch the rest"
    )
    max_entries: int = Field(
        default=_POLITE.max_entries, ge=1, description="new entries of one feed in a run; later runs take the rest"
    )

    @field_validator("allow_addresses")
    @classmethod
    def _are_networks(cls, cidrs: list[str]) -> list[str]:
        AddressRules.of(cidrs)
        return cidrs

    @field_validator("contact")
    @classmethod
    def _is_a_header(cls, contact: str | None) -> str | None:
        if contact is not None and (not contact.isascii() or not contact.isprintable() or "(" in contact or ")" in contact):
            raise ValueError("must be printable ASCII without brackets: it is part of a header")
        return contact or None

    def as_fetch(self) -> FetchSettings:
        """The same as the plain tuple that the transforms take."""
        values = self.model_dump()
        return FetchSettings(AddressRules.of(values.pop("allow_addresses")), version("wirelake"), **values)


class DedupSettings(_Group):
    """How copies of one story are found."""

    lookback_days: int = Field(default=10, ge=0, le=365, description="days between two articles that are still compared")


class LakeSettings(_Group):
    """How the lake is written."""

    compact_files: int = Field(default=32, ge=2, description="files of one partition from which a run merges them")


class RunSettings(_Group):
    """When a run counts as failed."""

    max_reject_rate: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="share of rejected records above which the run fails and commits nothing; null: never",
    )
    warn_reject_rate: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="share of rejected records above which the run commits with a warning and exit code 3",
    )


class Settings(_Group):
    """All settings of a run."""

    limits: LimitSettings = LimitSettings()
    workers: WorkerSettings = WorkerSettings()
    fetch: FetchingSettings = FetchingSettings()
    dedup: DedupSettings = DedupSettings()
    lake: LakeSettings = LakeSettings()
    run: RunSettings = RunSettings()

    @property
    def processes(self) -> int:
        """Worker processes of this machine."""
        return self.workers.processes or len(os.sched_getaffinity(0))

    @property
    def in_flight(self) -> int:
        """Documents that are handed out ahead of the work, to all worker processes together."""
        return self.workers.in_flight * self.processes

    def as_pool(self) -> PoolSettings:
        """What worker processes are made by."""
        return PoolSettings(self.processes, self.limits.seconds, self.limits.memory_mb)

    @property
    def settings_sha256(self) -> str:
        """A stable hash of all values, those left at their defaults too: what `runs.settings_sha256` keeps."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def setting_names() -> dict[str, str]:
    """Every setting's dotted name with its description, in the order of the model."""
    names = {}
    for group, field in Settings.model_fields.items():
        for name, inner in cast(type[BaseModel], field.annotation).model_fields.items():
            names[f"{group}.{name}"] = inner.description or ""
    return names


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The ending of an error line for an unknown name: `; did you mean x?`, or nothing when no known name is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def load_settings(config: str | None = None, assignments: Sequence[str] = ()) -> Settings:
    """Settings from a YAML file, then from `group.name=value` assignments, which win.

    Args:
        config: path of a YAML file with groups of settings; None: the defaults.
        assignments: texts such as `limits.seconds=10`; the value is read as YAML, so `null` is no value.

    Raises:
        UserError: code 2, one line, for a file that cannot be read, an unknown name or a value that is not allowed.
    """
    values = _read_yaml(config) if config is not None else {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        group, dot, key = name.strip().partition(".")
        if not equals or not dot:
            raise UserError(f"--set {assignment}: write it as group.name=value, for example limits.seconds=10", 2)
        _check_names({group: {key: None}}, "--set")
        values[group] = {**(values.get(group) or {}), key: _yaml_value(text, assignment)}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise UserError(_explain(error), 2) from error


def _read_yaml(path: str) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path}: the settings file cannot be read ({error.strerror}); check --config", 2) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        what = getattr(error, "problem", None) or "it is not UTF-8 text"
        raise UserError(f"{path}: no YAML{where} ({what})", 2) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict) or not all(part is None or isinstance(part, dict) for part in loaded.values()):
        raise UserError(f"{path}: expected groups of settings, such as `limits:` with `seconds: 10` indented under it", 2)
    _check_names(loaded, path)
    return {group: part for group, part in loaded.items() if part is not None}


def _yaml_value(text: str, assignment: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UserError(f"--set {assignment}: the value cannot be read", 2) from error


def _check_names(values: Mapping[Any, Mapping[Any, Any] | None], where: str) -> None:
    """Refuse an unknown group or name, and name the nearest known one."""
    known = setting_names()
    groups = list(Settings.model_fields)
    for group, part in values.items():
        if group not in groups:
            wanted = ".".join(str(part) for part in (group, *list(part or ())[:1]))
            near = did_you_mean(wanted, known) or did_you_mean(str(group), groups)
            raise UserError(f"{where}: unknown setting {wanted}{near}", 2)
        for key in part or ():
            name = f"{group}.{key}"
            if name not in known:
                same_key = [full for full in known if full.partition(".")[2] == key]
                raise UserError(f"{where}: unknown setting {name}{did_you_mean(name, same_key or known)}", 2)


def _explain(error: ValidationError) -> str:
    """One line for the first wrong value: its name, the value and what is allowed."""
    first, *others = error.errors()
    name = ".".join(str(part) for part in first["loc"])
    allowed = first["msg"].replace("Input should be", "must be").removeprefix("Value error, ")
    more = f" (and {len(others)} more wrong)" if others else ""
    return f"setting {name} is {json.dumps(first['input'], default=str)}: {allowed}{more}"

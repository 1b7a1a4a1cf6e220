"""Settings: YAML and assignments, and what is refused."""

from pathlib import Path

import pytest
import yaml

from pipeline.options import LimitSettings, Settings, did_you_mean, load_settings, setting_names
from transforms.errors import UserError
from transforms.limits import Limits

CONFIGS = Path(__file__).parents[2] / "configs"


def test_defaults_hold_without_a_file() -> None:
    assert load_settings() == Settings()


def test_limits_are_those_of_the_transforms() -> None:
    assert list(LimitSettings.model_fields) == list(Limits._fields)
    assert Settings().limits.as_limits() == Limits()


def test_assignments_win_over_the_file(tmp_path: Path) -> None:
    config = tmp_path / "run.yaml"
    config.write_text("limits:\n  seconds: 5\n  min_words: 20\n")
    settings = load_settings(str(config), ["limits.seconds=10", "workers.processes=null"])
    assert (settings.limits.seconds, settings.limits.min_words, settings.workers.processes) == (10, 20, None)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "limits:\n"])
def test_an_empty_file_or_group_leaves_the_defaults(tmp_path: Path, text: str) -> None:
    config = tmp_path / "run.yaml"
    config.write_text(text)
    assert load_settings(str(config)) == Settings()


@pytest.mark.parametrize(
    ("assignment", "says"),
    [
        ("limits.secnds=10", "unknown setting limits.secnds; did you mean limits.seconds?"),
        ("limit.seconds=10", "unknown setting limit.seconds; did you mean limits.seconds?"),
        ("limits.lookback_days=3", "unknown setting limits.lookback_days; did you mean dedup.lookback_days?"),
        ("seconds=10", "write it as group.name=value"),
        ("limits.seconds", "write it as group.name=value"),
        ("limits.seconds=-1", "setting limits.seconds is -1: must be greater than 0"),
        ("limits.seconds=.inf", "must be a finite number"),
        ("limits.seconds=yes", "setting limits.seconds is true: must be a valid number"),
        ("limits.memory_mb=1.5", "must be a valid integer"),
        ("workers.processes=0", "greater than or equal to 1"),
        ("run.max_reject_rate=2", "less than or equal to 1"),
        ("limits.seconds=[1", "the value cannot be read"),
    ],
)
def test_a_wrong_assignment_is_one_line_that_says_what(assignment: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(None, [assignment])
    assert caught.value.code == 2
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limits: 5\n", "expected groups of settings"),
        ("- limits\n", "expected groups of settings"),
        ("limits:\n  seconds: [1\n", "no YAML in line"),
        ("limits:\n  secs: 1\n", "unknown setting limits.secs"),
        ("dedupe:\n  lookback_days: 3\n", "did you mean dedup.lookback_days?"),
        ("zzz: {}\n", "unknown setting zzz"),
    ],
)
def test_a_wrong_file_is_one_line_that_names_it(tmp_path: Path, text: str, says: str) -> None:
    config = tmp_path / "run.yaml"
    config.write_text(text)
    with pytest.raises(UserError, match=r"run\.yaml") as caught:
        load_settings(str(config))
    assert caught.value.code == 2
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.yaml: the settings file cannot be read \(No such file or directory\)"):
        load_settings(str(tmp_path / "none.yaml"))


def test_the_hash_is_stable_and_tells_settings_apart() -> None:
    assert Settings().settings_sha256 == load_settings(None, ["limits.seconds=30"]).settings_sha256
    assert Settings().settings_sha256 != load_settings(None, ["limits.seconds=31"]).settings_sha256


def test_nothing_is_suggested_for_a_name_far_from_all() -> None:
    assert did_you_mean("qqqq", ["limits", "lake"]) == ""


def test_every_setting_is_described() -> None:
    assert all(setting_names().values())


@pytest.mark.parametrize("config", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_settings_files_are_valid(config: Path) -> None:
    load_settings(str(config))


def test_the_batch_file_lists_every_setting_with_its_default() -> None:
    listed = yaml.safe_load((CONFIGS / "batch.yaml").read_text(encoding="utf-8"))
    assert listed == Settings().model_dump()

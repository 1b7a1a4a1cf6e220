"""Which files an input names, and which must not be opened."""

import os

import pytest

from transforms.errors import RejectError, UserError
from transforms.listing import list_input, read_local


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name in ("b.txt", "a.html", ".hidden", "sub/c.json"):
        (tmp_path / "in" / name).write_text("x")
    return tmp_path / "in"


def names(listed, folder):
    return [os.path.relpath(one.uri, folder) for one in listed]


def test_a_folder_is_read_through_in_the_order_of_names_without_hidden_files(folder):
    assert names(list_input(str(folder)), folder) == ["a.html", "b.txt", "sub/c.json"]


def test_a_glob_names_what_it_matches(folder):
    assert names(list_input(f"{folder}/*.txt"), folder) == ["b.txt"]
    assert names(list_input(f"{folder}/**/*.json"), folder) == ["sub/c.json"]


def test_a_file_is_listed_with_size_and_time(folder):
    (one,) = list_input(str(folder / "b.txt"))
    assert one.size == 1
    assert one.mtime == os.stat(folder / "b.txt").st_mtime_ns // 1000


@pytest.mark.parametrize("missing", ["nothing.txt", "no/*.txt", "sub-that-is-empty"])
def test_what_is_not_there_is_one_line_for_the_user(folder, missing):
    (folder / "sub-that-is-empty").mkdir()
    with pytest.raises(UserError) as error:
        list(list_input(str(folder / missing)))
    assert "\n" not in str(error.value)


def test_pipes_and_links_that_leave_the_folder_are_named_with_their_reason(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("x")
    os.symlink(tmp_path / "secret.txt", folder / "link.txt")
    os.symlink(folder, folder / "loop")
    os.symlink(folder / "b.txt", folder / "inside.txt")
    os.symlink(folder / "second.txt", folder / "first.txt")
    os.symlink(folder / "first.txt", folder / "second.txt")
    os.mkfifo(folder / "pipe")
    reasons = {os.path.basename(one.uri): one.reason for one in list_input(str(folder))}
    assert reasons["link.txt"] == "outside_input"
    assert reasons["loop"] == "outside_input"
    assert reasons["first.txt"] == reasons["second.txt"] == "outside_input"
    assert reasons["pipe"] == "special_file"
    assert reasons["inside.txt"] is None


def test_a_name_that_is_no_text_is_told_with_escapes(folder):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    (found,) = [one for one in list_input(str(folder)) if "caf" in one.uri]
    assert (os.path.basename(found.uri), found.reason) == ("caf\\xe9.txt", "unreadable")


def test_a_lake_inside_the_input_folder_is_no_input(folder):
    (folder / "lake").mkdir()
    (folder / "lake" / "_wirelake.json").write_text("{}")
    assert not any("lake" in name for name in names(list_input(str(folder)), folder))


@pytest.mark.parametrize(("size", "reason"), [(5, None), (6, "too_large")])
def test_reading_stops_at_the_limit(tmp_path, size, reason):
    path = tmp_path / "f"
    path.write_bytes(b"x" * size)
    if reason is None:
        assert read_local(str(path), 5) == b"x" * size
        return
    with pytest.raises(RejectError) as error:
        read_local(str(path), 5)
    assert error.value.reason == reason


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(RejectError, match="a folder; only regular files are read"):
        read_local(str(tmp_path), 10)


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RejectError) as error:
        read_local(str(tmp_path / "pipe"), 5)
    assert error.value.reason == "special_file"

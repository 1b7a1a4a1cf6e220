import os
from pathlib import Path

import pytest

from pipeline.lake.object_store import ObjectStore
from pipeline.lake.store import Entry, LocalStore, Store, is_local, normal_uri, open_store, storage_options
from transforms.errors import UserError


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "s3":
        return ObjectStore(request.getfixturevalue("bucket") + "/root")
    return LocalStore(str(tmp_path / "root"))


def test_what_was_written_is_read_and_listed(store: Store) -> None:
    store.write_bytes("a.txt", b"1")
    store.write_bytes("b/c=1/d.txt", b"22")
    assert store.read_bytes("b/c=1/d.txt") == b"22"
    assert sorted(store.files()) == [Entry("a.txt", 1), Entry("b/c=1/d.txt", 2)]
    assert list(store.files("b")) == [Entry("b/c=1/d.txt", 2)]
    assert store.folders() == ["b"]
    assert store.folders("b") == ["c=1"]
    assert store.size("b/c=1/d.txt") == 2
    assert store.exists("a.txt")
    with store.open_input("b/c=1/d.txt") as file:
        file.seek(1)
        assert file.read() == b"2"


def test_writing_again_replaces(store: Store) -> None:
    store.write_bytes("a.txt", b"old")
    store.write_bytes("a.txt", b"new")
    assert store.read_bytes("a.txt") == b"new"


def test_what_is_not_there(store: Store) -> None:
    assert list(store.files("nowhere")) == []
    assert store.folders("nowhere") == []
    assert not store.exists("nowhere")
    for missing in (store.read_bytes, store.size, store.open_input):
        with pytest.raises(FileNotFoundError):
            missing("nowhere")
    store.delete("nowhere")
    store.delete_tree("nowhere")
    store.sync(["nowhere"])


def test_a_move_may_be_done_again(store: Store) -> None:
    store.write_bytes("staging/x", b"1")
    store.move("staging/x", "table/day=1/x")
    store.move("staging/x", "table/day=1/x")
    assert [entry.path for entry in store.files()] == ["table/day=1/x"]


def test_a_move_of_nothing_is_an_error(store: Store) -> None:
    store.write_bytes("other", b"")
    with pytest.raises(FileNotFoundError):
        store.move("nowhere", "table/x")


def test_a_move_replaces_what_an_interrupted_copy_left(store: Store) -> None:
    store.write_bytes("staging/x", b"whole")
    store.write_bytes("table/x", b"who")
    store.move("staging/x", "table/x")
    assert store.read_bytes("table/x") == b"whole"


def test_delete_tree_takes_all_below(store: Store) -> None:
    for path in ("a/1", "a/b/2", "c"):
        store.write_bytes(path, b"")
    store.delete_tree("a")
    assert [entry.path for entry in store.files()] == ["c"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    store = LocalStore(str(tmp_path))
    store.write_bytes("a", b"old")

    def fail() -> None:
        with store.create("a") as file:
            file.write(b"half of the new")
            raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        fail()
    assert store.read_bytes("a") == b"old"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("uri", "local", "normal"),
    [
        ("/data/lake/", True, "/data/lake"),
        ("/data/../lake", True, "/lake"),
        ("file:///data/lake", True, "/data/lake"),
        ("lake", True, os.path.abspath("lake")),
        ("s3://bucket/lake/", False, "s3://bucket/lake"),
        ("gs://bucket/lake", False, "gs://bucket/lake"),
    ],
)
def test_one_spelling_for_each_place(uri: str, local: bool, normal: str) -> None:
    assert (is_local(uri), normal_uri(uri)) == (local, normal)
    assert normal_uri(normal) == normal


def test_a_local_root_is_opened_without_beam() -> None:
    assert isinstance(open_store("/data/lake"), LocalStore)


def test_a_scheme_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UserError, match="cannot be opened"):
        open_store("ftps://host/lake")


def test_storage_options_follow_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    assert storage_options("/data/lake") == {}
    assert storage_options("s3://b/l") == {"AWS_REGION": "us-east-1"}
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    assert storage_options("s3://b/l") == {
        "AWS_REGION": "eu-west-3",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9000",
        "AWS_ALLOW_HTTP": "true",
    }

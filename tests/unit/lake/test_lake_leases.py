"""Leases on object stores, against a store in memory whose clock the test moves."""

import json
import types
from collections.abc import Iterator

import pytest

from pipeline.lake import leases
from pipeline.lake.layout import Lake, LakeError
from pipeline.lake.leases import GcsConditional, Lease, Version, conditional_store, read_lease, try_lease
from pipeline.lake.lock import LakeBusy, hold

LAKE = Lake("s3://bucket/lake")
ME = {"holder": "run one", "pid": 1, "host": "here", "since": "now"}
OTHER = ME | {"holder": "run two"}


class Memory:
    """Conditional writes in memory."""

    def __init__(self) -> None:
        self.now = 0.0
        self.objects: dict[str, tuple[bytes, str, float]] = {}
        self.writes = 0
        self.broken = False
        self.lose_answers = False

    def read(self, path: str) -> Version | None:
        if path not in self.objects:
            return None
        data, tag, at = self.objects[path]
        return Version(data, tag, self.now - at)

    def write(self, path: str, data: bytes, tag: str | None) -> str | None:
        if self.broken:
            raise ConnectionError("store is away")
        current = self.objects.get(path)
        if (current[1] if current else None) != tag:
            return None
        self.writes += 1
        self.objects[path] = (data, str(self.writes), self.now)
        return None if self.lose_answers else str(self.writes)

    def delete(self, path: str) -> None:
        self.objects.pop(path, None)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    memory = Memory()
    monkeypatch.setattr(leases, "conditional_store", lambda uri: memory)
    monkeypatch.setattr(leases, "_BEAT", 0.02)
    return memory  # type: ignore[return-value]


def taken(lease: Lease | None) -> Lease:
    assert lease is not None
    return lease


def test_one_holds_it_and_gives_it_back(store: Memory) -> None:
    lease = taken(try_lease(LAKE, "ingest", ME))
    assert try_lease(LAKE, "ingest", OTHER) is None
    assert read_lease(LAKE, "ingest")["holder"] == "run one"
    lease.check()
    lease.release()
    assert read_lease(LAKE, "ingest") == {}
    taken(try_lease(LAKE, "ingest", OTHER)).release()


def test_a_heartbeat_keeps_it(store: Memory) -> None:
    lease = taken(try_lease(LAKE, "ingest", ME))
    first = store.writes
    while store.writes < first + 3:
        store.now += 0.01
    store.now += leases.TTL - 1
    assert try_lease(LAKE, "ingest", OTHER) is None
    lease.release()


def test_a_dead_holder_loses_it_and_knows(store: Memory) -> None:
    lease = taken(try_lease(LAKE, "ingest", ME))
    stop_beating(lease)
    store.now += leases.TTL + 1
    other = taken(try_lease(LAKE, "ingest", OTHER))
    lease._stop.clear()
    lease._beat()  # it comes back to life and finds the lease taken
    with pytest.raises(LakeError, match="lock was lost"):
        lease.check()
    lease.release()
    assert read_lease(LAKE, "ingest")["holder"] == "run two"
    other.release()


def stop_beating(lease: Lease) -> None:
    lease._stop.set()
    lease._thread.join()


def test_a_holder_whose_heartbeat_does_not_arrive_stops_in_time(store: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    lease = taken(try_lease(LAKE, "ingest", ME))
    stop_beating(lease)
    lease.check()
    monkeypatch.setattr(leases.time, "monotonic", lambda: lease._written + leases.TTL * 0.6)
    with pytest.raises(LakeError, match="lock was lost"):
        lease.check()
    lease.release()


def test_an_answer_that_was_lost_does_not_lose_the_lease(store: Memory) -> None:
    store.lose_answers = True
    lease = taken(try_lease(LAKE, "ingest", ME))
    store.lose_answers = False
    lease.check()
    lease.release()


def test_the_lease_of_a_run_leaves_nothing(store: Memory) -> None:
    taken(try_lease(LAKE, "run-r1", ME)).release()
    assert store.objects == {}


def test_who_does_not_wait_is_told_the_holder(store: Memory) -> None:
    lease = taken(try_lease(LAKE, "ingest", ME))
    with pytest.raises(LakeBusy, match="run one"), hold(LAKE, "ingest", "run two", wait=False):
        pass
    lease.release()


def test_a_scheme_without_conditional_writes_is_refused() -> None:
    with pytest.raises(LakeError, match="hdfs"):
        conditional_store("hdfs://host/lake")


class _PreconditionFailed(Exception):
    pass


class _Blob:
    def __init__(self, objects: dict[str, tuple[bytes, int]], key: str) -> None:
        self.objects, self.key, self.generation = objects, key, objects.get(key, (b"", 0))[1]
        self.updated = types.SimpleNamespace(timestamp=lambda: 0.0)

    def upload_from_string(self, data: bytes, if_generation_match: int) -> None:
        if self.objects.get(self.key, (b"", 0))[1] != if_generation_match:
            raise _PreconditionFailed
        self.generation = if_generation_match + 1
        self.objects[self.key] = (data, self.generation)

    def download_as_bytes(self) -> bytes:
        return self.objects[self.key][0]

    def delete(self) -> None:
        del self.objects[self.key]


def test_google_cloud_storage_is_asked_for_generations(monkeypatch: pytest.MonkeyPatch) -> None:
    objects: dict[str, tuple[bytes, int]] = {}
    bucket = types.SimpleNamespace(
        blob=lambda key: _Blob(objects, key), get_blob=lambda key: _Blob(objects, key) if key in objects else None
    )
    modules = {
        "google.api_core.exceptions": types.SimpleNamespace(PreconditionFailed=_PreconditionFailed),
        "google.cloud.storage": types.SimpleNamespace(Client=lambda: types.SimpleNamespace(bucket=lambda name: bucket)),
    }
    monkeypatch.setattr(leases.importlib, "import_module", modules.__getitem__)
    store = GcsConditional("gs://bucket/some/lake")
    assert store.read("_locks/a.json") is None
    assert store.write("_locks/a.json", b"1", None) == "1"
    assert store.write("_locks/a.json", b"2", None) is None
    assert store.write("_locks/a.json", b"2", "1") == "2"
    found = store.read("_locks/a.json")
    assert found is not None
    assert (found.data, found.tag) == (b"2", "2")
    assert list(objects) == ["some/lake/_locks/a.json"]
    store.delete("_locks/a.json")
    assert objects == {}


def test_what_a_lease_says_is_json(store: Memory) -> None:
    lease = taken(try_lease(LAKE, "ingest", ME))
    assert json.loads(store.objects["_locks/ingest.json"][0])["host"] == "here"
    lease.release()

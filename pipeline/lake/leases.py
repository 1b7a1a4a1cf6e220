"""Locks on object stores: an object that its holder writes again and again, and that others take over when that stops.

Two operations make it safe, and the stores offer both: write an object only if there is none, and write it only if it is still
the version that was read. Ages are taken from the store's clock, so that clocks of writers need not agree.
"""

import importlib
import json
import threading
import time
import uuid
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from pipeline.lake.layout import LOCKS, Lake, LakeError
from pipeline.lake.store import storage_options

TTL: Final = 60.0
"""Seconds without a heartbeat after which a lease is dead."""
_BEAT: Final = TTL / 6


class Version(NamedTuple):
    """One version of an object."""

    data: bytes
    tag: str  # names this version to the store
    age: float  # seconds since it was written, by the store's clock


class ConditionalStore(Protocol):
    """Conditional writes below one root."""

    def read(self, path: str) -> Version | None:
        """The object as it is now; None if there is none."""

    def write(self, path: str, data: bytes, tag: str | None) -> str | None:
        """Write if the object is still of this tag (None: if there is no object). The new tag; None if it is not."""

    def delete(self, path: str) -> None:
        """Delete the object."""


class S3Conditional:
    """Amazon S3 and what speaks its protocol (If-None-Match and If-Match on PutObject)."""

    def __init__(self, root: str) -> None:
        """Open a client; its endpoint and keys come from the environment, as for the lake's logs and rows."""
        parts = urlsplit(root)
        self._client: Any = importlib.import_module("boto3").client("s3")
        self._bucket = parts.netloc
        self._prefix = parts.path.strip("/")

    def _key(self, path: str) -> str:
        return f"{self._prefix}/{path}" if self._prefix else path

    def read(self, path: str) -> Version | None:
        """See ConditionalStore."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(path))
        except self._client.exceptions.NoSuchKey:
            return None
        now = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        age = _http_seconds(now) - answer["LastModified"].timestamp() if now else 0.0
        return Version(answer["Body"].read(), answer["ETag"], age)

    def write(self, path: str, data: bytes, tag: str | None) -> str | None:
        """See ConditionalStore."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        try:
            answer = self._client.put_object(Bucket=self._bucket, Key=self._key(path), Body=data, **condition)
        except self._client.exceptions.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (404, 409, 412):
                return None
            raise
        return str(answer["ETag"])

    def delete(self, path: str) -> None:
        """See ConditionalStore."""
        self._client.delete_object(Bucket=self._bucket, Key=self._key(path))


class GcsConditional:
    """Google Cloud Storage (generation preconditions)."""

    def __init__(self, root: str) -> None:
        """Open a client with the default credentials."""
        parts = urlsplit(root)
        self._precondition: Any = importlib.import_module("google.api_core.exceptions").PreconditionFailed
        self._bucket: Any = importlib.import_module("google.cloud.storage").Client().bucket(parts.netloc)
        self._prefix = parts.path.strip("/")

    def _key(self, path: str) -> str:
        return f"{self._prefix}/{path}" if self._prefix else path

    def read(self, path: str) -> Version | None:
        """See ConditionalStore."""
        blob = self._bucket.get_blob(self._key(path))
        if blob is None:
            return None
        return Version(blob.download_as_bytes(), str(blob.generation), time.time() - blob.updated.timestamp())

    def write(self, path: str, data: bytes, tag: str | None) -> str | None:
        """See ConditionalStore."""
        blob = self._bucket.blob(self._key(path))
        try:
            blob.upload_from_string(data, if_generation_match=int(tag or 0))
        except self._precondition:
            return None
        return str(blob.generation)

    def delete(self, path: str) -> None:
        """See ConditionalStore."""
        self._bucket.blob(self._key(path)).delete()


def _http_seconds(text: str) -> float:
    return parsedate_to_datetime(text).timestamp()


def conditional_store(uri: str) -> ConditionalStore:
    """Conditional writes for a lake's address.

    Raises:
        LakeError: if none are known for its scheme.
    """
    return _open_conditional_store(uri, *storage_options(uri).items())


@lru_cache(maxsize=8)
def _open_conditional_store(uri: str, *_: tuple[str, str]) -> ConditionalStore:
    """One client for each address and endpoint."""
    scheme = urlsplit(uri).scheme
    if scheme in ("s3", "s3a"):
        return S3Conditional(uri)
    if scheme == "gs":
        return GcsConditional(uri)
    raise LakeError(f"{uri}: a lake on {scheme}:// cannot be locked; use a local folder, s3:// or gs://")


class Lease:
    """A lease that is held: a thread writes its heartbeat until it is released."""

    def __init__(self, store: ConditionalStore, path: str, description: dict[str, Any], tag: str) -> None:
        """Start the heartbeat of a lease that was just written."""
        self._store = store
        self._path = path
        self._description = description
        self._tag = tag
        self._written = time.monotonic()
        self._lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease {path}", daemon=True)
        self._thread.start()

    def _beat(self) -> None:
        while not self._stop.wait(_BEAT):
            started = time.monotonic()
            try:
                tag = write_own(self._store, self._path, self._description, self._tag)
            except Exception:  # the store is away for a moment: `check` tells when that was too long
                continue
            if tag is None:
                self._lost = True
                return
            self._tag, self._written = tag, started

    def check(self) -> None:
        """Raise LakeError if another may have taken the lease, or will soon."""
        if self._lost or time.monotonic() - self._written > TTL / 2:
            raise LakeError(f"{self._path}: the lock was lost (no heartbeat reached the store in time); run it again")

    def release(self) -> None:
        """Stop the heartbeat and give the lease back, unless it is another's already."""
        self._stop.set()
        self._thread.join()
        if self._lost:
            return
        tag = write_own(self._store, self._path, {"released": True}, self._tag)
        if tag is not None and "/run-" in self._path:  # a run's lease is not needed again; the others are, and stay
            self._store.delete(self._path)


def write_own(store: ConditionalStore, path: str, content: dict[str, Any], tag: str | None) -> str | None:
    """Write a lease conditionally; an answer that was lost on its way is found out by reading.

    Returns:
        the new tag; None if the lease is another's.
    """
    data = json.dumps(content | {"token": uuid.uuid4().hex}).encode()
    written = store.write(path, data, tag)
    if written is None:
        now = store.read(path)
        if now is not None and now.data == data:
            return now.tag
    return written


def _path(name: str) -> str:
    return f"{LOCKS}/{name}.json"


def try_lease(lake: Lake, name: str, description: dict[str, Any]) -> Lease | None:
    """The lease, if nobody alive holds it; None otherwise."""
    store = conditional_store(lake.uri)
    now = store.read(_path(name))
    if now is not None and now.age < TTL and not json.loads(now.data).get("released"):
        return None
    tag = write_own(store, _path(name), description, now.tag if now else None)
    return None if tag is None else Lease(store, _path(name), description, tag)


def read_lease(lake: Lake, name: str) -> dict[str, Any]:
    """What a lease says of its holder; empty if nobody holds it."""
    now = conditional_store(lake.uri).read(_path(name))
    content: dict[str, Any] = json.loads(now.data) if now else {}
    return {} if content.get("released") else content

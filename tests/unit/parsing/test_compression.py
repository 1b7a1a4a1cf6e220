import gzip
import io
import os

import pytest

from tests.unit.parsing.hostile_inputs import gzip_bomb
from transforms.errors import RejectError
from transforms.limits import Limits
from transforms.parsing.compression import gunzip, is_gzip, open_plain, plain_bytes, read_plain

LIMITS = Limits()


def reason_of(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(RejectError) as error:
        plain_bytes(data, limits)
    return error.value.reason


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"some text"),
        gzip.compress(b"some ") + gzip.compress(b"text"),
        gzip.compress(b"some text") + b"\0" * 512,
        gzip.compress(b"some text") + b"trailing garbage",
        gzip.compress(gzip.compress(b"some text")),
        b"some text",
    ],
    ids=["one member", "two members", "zero padding", "garbage after", "within gzip", "plain"],
)
def test_gzip_of_any_shape_comes_out_plain(packed: bytes) -> None:
    assert plain_bytes(packed, LIMITS) == b"some text"
    assert read_plain(io.BytesIO(packed), LIMITS) == b"some text"


def test_large_and_incompressible_data_round_trip() -> None:
    data = os.urandom(300_000) + b"\0" * 300_000
    assert gunzip(gzip.compress(data), LIMITS) == data


@pytest.mark.parametrize("cut", [4, 11, 200, -9, -1])
def test_cut_gzip_is_refused(cut: int) -> None:
    packed = gzip.compress(os.urandom(5_000))
    assert reason_of(packed[:cut]) == "bad_compression"


def test_a_wrong_checksum_is_refused() -> None:
    packed = bytearray(gzip.compress(b"some text"))
    packed[-6] ^= 1
    assert reason_of(bytes(packed)) == "bad_compression"


def test_deep_nesting_is_refused() -> None:
    assert reason_of(gzip.compress(gzip.compress(gzip.compress(b"x")))) == "bad_compression"


def test_the_limits_of_size_hold() -> None:
    assert reason_of(b"x" * 101, LIMITS._replace(max_bytes=100)) == "too_large"
    assert reason_of(gzip.compress(b"x" * 101), LIMITS._replace(max_decompressed_bytes=100)) == "too_large"
    assert plain_bytes(gzip.compress(b"x" * 100), LIMITS._replace(max_decompressed_bytes=100)) == b"x" * 100


def test_a_container_may_be_larger_than_a_record_but_not_a_bomb() -> None:
    limits = LIMITS._replace(max_decompressed_bytes=100_000)
    data = os.urandom(400_000)
    assert open_plain(io.BytesIO(gzip.compress(data)), limits).read() == data
    with pytest.raises(RejectError, match="too_large"):
        open_plain(io.BytesIO(gzip_bomb(30)), limits).read()


def test_gzip_is_told_by_its_first_bytes() -> None:
    assert is_gzip(gzip.compress(b"")[:3])
    assert not is_gzip(b"\x1f\x8b")

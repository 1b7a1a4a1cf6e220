"""Values kept on disk on their way through a shuffle come back as they were, in any process."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.samples import make_article, make_fact
from transforms.packing import pack_article, pack_facts, unpack_article, unpack_facts
from transforms.spool import fetch, keep, open_spool

VALUES = [b"", b"short", b"\1 looks like a reference", b"long " * 1000, bytes(range(256)) * 40]


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Path]:
    open_spool(str(tmp_path))
    yield tmp_path
    open_spool(None)


def test_without_a_spool_values_travel_as_they_are(tmp_path: Path) -> None:
    assert [fetch(keep(value)) for value in VALUES] == VALUES
    assert len(keep(VALUES[3])) == len(VALUES[3]) + 1


def test_with_a_spool_large_values_are_references_and_come_back(spool: Path) -> None:
    kept = [keep(value) for value in VALUES]
    assert max(map(len, kept)) < 300
    assert [fetch(one) for one in kept] == VALUES
    (file,) = spool.iterdir()
    assert file.stat().st_size == sum(len(value) for value in VALUES if len(value) >= 128)


def test_another_process_reads_what_this_one_kept(spool: Path) -> None:
    kept = [keep(value) for value in VALUES]
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        assert pool.map(fetch, kept) == VALUES


def test_a_value_whose_run_has_ended_is_an_error(spool: Path) -> None:
    kept = keep(VALUES[4])
    for file in spool.iterdir():
        file.unlink()
    with pytest.raises(OSError, match="No such file"):
        fetch(kept)


def test_a_reference_to_what_was_never_written_is_an_error(spool: Path) -> None:
    kept = keep(VALUES[3])
    for file in spool.iterdir():
        file.write_bytes(b"cut")
    with pytest.raises(OSError, match="holds 3 of 5000 bytes"):
        fetch(kept)


def test_packs_unpack_alike_with_and_without_a_spool(spool: Path) -> None:
    article = make_article(article_body="A body of some length. " * 40)
    facts = [make_fact(article, number) for number in range(40)]
    packed, several = pack_article(article), pack_facts(article, facts)
    assert len(packed.packed) < 300
    assert unpack_article(packed) == article
    assert unpack_facts(several) == facts

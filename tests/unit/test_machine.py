"""What is our own fault is never told to a department as a fault of its report."""

from __future__ import annotations

import datetime as dt
import errno
import shutil
from pathlib import Path

import pytest

from kho.catalog import Catalog, ContractBroken
from kho.reading import Source, read
from kho.reading.engine import Reading
from kho.settings import PROJECT
from kho.steps.errors import Transient, step

FEED, SENDER = "payment_accounts", "nhnn/khu_vuc_1"
SAMPLE = next((PROJECT / "samples" / SENDER / FEED).glob("*.csv"))
SOURCE = Source(SAMPLE, SAMPLE.name, SENDER, dt.date(2026, 1, 2))


@pytest.fixture
def known(tmp_path: Path) -> Catalog:
    """The contracts with code lists of this test's own."""
    house = Catalog.load(PROJECT / "contracts")
    shutil.copytree(house.folder / "codes", tmp_path / "codes")
    return Catalog(house.contracts, house.senders, tmp_path)


@pytest.mark.parametrize("damage", ["missing", "half of it", "no text"])
def test_a_list_that_cannot_be_read_stops_the_feed_and_blames_no_report(known: Catalog, damage: str) -> None:
    file = known.folder / "codes" / "provinces.csv"
    sound = file.read_bytes()
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(sound[: len(sound) // 2] if damage == "half of it" else b"\xff\xfe\xff")
    with pytest.raises(ContractBroken, match=r"payment_accounts: a list in .*codes that it needs \(territories\)"):
        read(SOURCE, known.contracts[FEED], known)
    file.write_bytes(sound)
    assert sum(frame.height for frame in read(SOURCE, known.contracts[FEED], known).batches())


@pytest.mark.parametrize(
    ("error", "is_told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (MemoryError(), True),
        (OSError("Invalid data stream"), True),
        (KeyError("sheet"), True),
    ],
)
def test_a_full_disk_is_no_verdict(
    known: Catalog, monkeypatch: pytest.MonkeyPatch, error: Exception, is_told: bool
) -> None:
    def fail(*_: object) -> str:
        raise error

    monkeypatch.setattr(Reading, "_recognised", fail)
    reading = read(SOURCE, known.contracts[FEED], known)
    if is_told:
        assert list(reading.batches()) == []
        assert list(reading.findings.frame()["rule"]) == ["file.failed"]
        return
    with pytest.raises(Transient, match="this machine is at its end"):
        step(lambda: list(reading.batches()))()

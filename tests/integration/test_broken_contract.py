"""A contract that cannot be used: its files wait, its changes wait, its calendar stands; every other feed goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kho import inbox, release_changes
from kho.catalog import catalog
from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps import build as building
from kho.steps.chain import carry, ingest
from kho.steps.errors import Transient
from kho.steps.judge import judge
from kho.steps.receive import receive, receive_strays, waiting

SENDER = "nhnn/khu_vuc_1"
BROKEN = "payment_accounts"
REASON = "payment_accounts.yml: expected entries of the form"


def sample(feed: str) -> Path:
    """A delivery that is accepted, of whoever sends it."""
    return next((PROJECT / "samples" / SENDER / feed).glob("*.csv"))


@pytest.fixture
def contracts(database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Contracts of this test's own."""
    folder = home / "contracts"
    shutil.copytree(PROJECT / "contracts", folder)
    monkeypatch.setenv("KHO_CONTRACTS", str(folder))
    monkeypatch.setenv("KHO_REST_SECONDS", "0")
    return folder


def pending(*without: str) -> list[int]:
    with connect() as conn:
        return [number for number, _, _ in release_changes.pending(conn, without)]


def test_files_and_changes_wait_and_come_when_it_is_mended(contracts: Path) -> None:
    file, settings = contracts / f"{BROKEN}.yml", Settings.from_environment()
    inbox.deliver(sample(BROKEN), SENDER, BROKEN, settings)
    (first,) = [one.delivery.delivery_id for one in ingest()]
    building._prepare_raw(catalog())

    sound = file.read_text(encoding="utf-8")
    file.write_text("", encoding="utf-8")
    later = inbox.deliver(PROJECT / "samples" / "expected.yml", SENDER, BROKEN, settings)
    assert ingest() == []
    assert receive_strays() == []
    assert waiting() == set(), "a reminder would only fail again"
    assert later.exists()
    with pytest.raises(Transient, match=REASON):
        receive(BROKEN)
    with pytest.raises(Transient, match=REASON):
        judge(later, BROKEN, SENDER)

    with connect() as conn:
        owed = conn.execute("select count(*) from control.reporting_duty where feed = %s", [BROKEN]).fetchone()
    building._prepare_raw(catalog())
    with connect() as conn:
        query = "select count(*) from control.reporting_duty where feed = %s"
        assert conn.execute(query, [BROKEN]).fetchone() == owed != (0,)
    assert building._candidate(catalog(), "a definition") is None, "nothing that can be built has changed"
    assert (pending(BROKEN), pending()) == ([], [first])

    file.write_text(sound, encoding="utf-8")
    assert waiting() == {BROKEN}
    (number,) = receive(BROKEN)
    assert not later.exists()
    assert carry(number).verdict == "rejected"
    candidate = building._candidate(catalog(), "a definition")
    assert candidate is not None
    assert candidate.accepted_count == 1


def test_a_delivery_under_way_waits_for_its_senders_entry(contracts: Path) -> None:
    settings = Settings.from_environment()
    inbox.deliver(sample(BROKEN), SENDER, BROKEN, settings)
    (number,) = receive(BROKEN)
    senders = contracts / "senders.yml"
    sound = senders.read_text(encoding="utf-8")
    senders.write_text(sound.replace(f"{SENDER}:\n", f"{SENDER}:\n  feeds: [\n"), encoding="utf-8")
    with pytest.raises(Transient, match=r"senders\.yml: line \d+, column \d+: "):
        carry(number)
    senders.write_text(sound, encoding="utf-8")
    assert carry(number).verdict == "accepted"

"""A file that cannot be taken stays where it is, is told with the reason, and holds up none of the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from kho import archive, inbox, ledger
from kho.database import connect
from kho.settings import Settings
from kho.steps import receive as receiving
from kho.steps.errors import Permanent
from kho.steps.receive import hindered, receive, stuck, waiting

FEED, SENDER = "payment_accounts", "nhnn/khu_vuc_1"

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the sender drops files; they are complete at once, and waited for no time."""
    monkeypatch.setenv("KHO_REST_SECONDS", "0")
    monkeypatch.setattr(receiving, "PATIENCE_SECONDS", -1)
    path = home / "inbox" / SENDER / FEED
    path.mkdir(parents=True)
    return path


def names(numbers: list[int]) -> list[str]:
    with connect() as conn:
        return sorted(ledger.get(conn, number).file_name for number in numbers)


def test_a_name_that_is_no_utf8_is_taken_under_one_that_can_be_written(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/b\xe1o c\xe1o.csv")).write_text("x")
    assert names(receive(FEED)) == ["b\\xe1o c\\xe1o.csv"]


def test_a_file_without_the_right_to_read_it_waits_and_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text(name)
    real = os.access
    monkeypatch.setattr(inbox.os, "access", lambda path, mode: Path(path).name != "a.csv" and real(path, mode))
    assert names(receive(FEED)) == ["b.csv"]
    sentence = f"{folder}/a.csv cannot be read: let the account that runs kho read it."
    assert hindered(Settings.from_environment()) == [sentence]
    with pytest.raises(Permanent) as caught:
        stuck()
    assert str(caught.value) == sentence
    monkeypatch.setattr(inbox.os, "access", real)
    stuck()
    assert waiting() == {FEED}
    assert names(receive(FEED)) == ["a.csv", "b.csv"]


def test_a_file_that_fails_in_a_way_that_nobody_thought_of_holds_up_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (folder / name).write_text(name)
    real = archive.store

    def store(path: Path, *rest: Any) -> archive.Archived:
        if path.name == "b.csv":
            raise ValueError("nobody thought of this")
        return real(path, *rest)

    monkeypatch.setattr(archive, "store", store)
    assert names(receive(FEED)) == ["a.csv", "c.csv"]
    monkeypatch.setattr(archive, "store", real)
    assert names(receive(FEED)) == ["a.csv", "b.csv", "c.csv"]


def test_what_lies_in_the_inbox_and_is_no_file_is_passed_over(folder: Path) -> None:
    (folder / "dir.csv").mkdir()
    os.mkfifo(folder / "fifo.csv")
    (folder / "link.csv").symlink_to("/etc/passwd")
    (folder / "a'\"\n<b>.csv").write_text("x")
    assert names(receive(FEED)) == ["a'\"\n<b>.csv"]
    assert sorted(path.name for path in folder.iterdir()) == ["dir.csv", "fifo.csv", "link.csv"]

"""What waits in the inbox, what is complete, and that a file is taken once."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

import pytest

from kho import archive, inbox
from kho.catalog import Catalog, Sender
from kho.settings import Settings

TITLE = {"vi": "Sở", "en": "Department", "fr": "Département"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_url=None, contracts=tmp_path)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    sender = Sender(title=TITLE, feeds=("toy",), territories=("01",))  # type: ignore[arg-type]
    return Catalog({}, {"hanoi/so_khcn": sender}, tmp_path)


def drop(settings: Settings, path: str, age: float = 60) -> Path:
    target = settings.inbox / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("x")
    os.utime(target, (time.time() - age,) * 2)
    return target


def test_each_file_has_a_sender_and_a_feed_wherever_it_lies(settings: Settings, catalog: Catalog) -> None:
    for path in ("hanoi/so_khcn/toy/a.csv", "hanoi/so_khcn/toy/quý 3/b.csv", "x/y/toy/c.csv", "d.csv", "x/e.csv"):
        drop(settings, path)
    found = {(one.sender, one.feed, one.file_name) for one in inbox.scan(settings, catalog)}
    assert found == {
        ("hanoi/so_khcn", "toy", "a.csv"),
        ("hanoi/so_khcn", "toy", "quý 3/b.csv"),
        ("x/y", "toy", "c.csv"),
        ("-", "-", "d.csv"),
        ("x", "-", "e.csv"),
    }


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".a.csv", "a.csv.part", "a.TMP", "a.crdownload", "Thumbs.db", ".sync/a.csv"]
)
def test_unfinished_files_are_passed_over(settings: Settings, catalog: Catalog, name: str) -> None:
    drop(settings, f"hanoi/so_khcn/toy/{name}")
    assert inbox.scan(settings, catalog) == []


def test_a_link_is_not_followed(settings: Settings, catalog: Catalog, tmp_path: Path) -> None:
    drop(settings, "hanoi/so_khcn/toy/a.csv").unlink()
    (settings.inbox / "hanoi/so_khcn/toy/passwd").symlink_to("/etc/passwd")
    assert inbox.scan(settings, catalog) == []


def test_a_file_is_at_rest_once_it_has_not_changed_for_the_rest_period(settings: Settings, catalog: Catalog) -> None:
    drop(settings, "hanoi/so_khcn/toy/a.csv", age=10)
    (one,) = inbox.scan(settings, catalog)
    assert inbox.is_at_rest(one, 5)
    assert not inbox.is_at_rest(one, 60)


@pytest.mark.skipif(not hasattr(__import__("fcntl"), "F_SETLEASE"), reason="only Linux tells who writes to a file")
def test_a_file_that_somebody_writes_to_is_not_at_rest_however_old(settings: Settings, catalog: Catalog) -> None:
    path = drop(settings, "hanoi/so_khcn/toy/a.csv")
    (one,) = inbox.scan(settings, catalog)
    with path.open("ab"):
        assert not inbox.is_at_rest(one, 2)
    assert inbox.is_at_rest(one, 2)


def test_a_clock_that_runs_ahead_is_answered_by_watching(settings: Settings, catalog: Catalog) -> None:
    drop(settings, "hanoi/so_khcn/toy/a.csv", age=-3600)
    (one,) = inbox.scan(settings, catalog)
    assert inbox.is_at_rest(one, 0.01)


def test_one_of_two_workers_gets_the_file(settings: Settings, catalog: Catalog) -> None:
    drop(settings, "hanoi/so_khcn/toy/báo cáo '25\".csv")
    (one,) = inbox.scan(settings, catalog)
    first, second = inbox.claim(one, settings), inbox.claim(one, settings)
    assert first is not None
    assert second is None
    assert inbox.scan(settings, catalog) == []
    assert inbox.leftovers(settings, catalog) == [first]
    inbox.release(first, settings)
    assert inbox.leftovers(settings, catalog) == []


def test_delivering_never_overwrites_a_file_that_waits(settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("1")
    first = inbox.deliver(source, "hanoi/so_khcn", "toy", settings)
    source.write_text("2")
    second = inbox.deliver(source, "hanoi/so_khcn", "toy", settings)
    assert (first.name, first.read_text()) == ("a.csv", "1")
    assert (second.name, second.read_text()) == ("a (2).csv", "2")
    assert {path.name for path in first.parent.iterdir()} == {"a.csv", "a (2).csv"}


def test_the_archive_keeps_bytes_once_and_unchangeable(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"abc")
    first, second = (archive.store(source, tmp_path / "archive", uuid.uuid4()) for _ in range(2))
    kept = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert first == second == archive.digest(source)
    assert kept == [archive.locate(first.sha256, tmp_path / "archive")]
    assert kept[0].read_bytes() == b"abc"
    assert kept[0].stat().st_mode & 0o222 == 0

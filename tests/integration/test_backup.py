"""A backup put back into an empty installation is the same warehouse."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from kho import database as warehouse
from kho.services import ServicesError
from kho.services.backup import backup, restore
from kho.settings import Settings

DELIVERY = """
    insert into control.delivery (claim_id, sender, feed, file_name, sha256, bytes)
    values (gen_random_uuid(), 'hanoi/so_khcn', 'payment_accounts', 'a.csv', repeat('a', 64), 1)
"""


@pytest.fixture
def settings(database: str) -> Settings:
    """An installation with a delivery, a file in the archive and a key."""
    made = Settings.from_environment()
    with psycopg.connect(database) as connection:
        connection.execute(DELIVERY)
        connection.execute("set role kho_transformer")
        connection.execute("create table warehouse.built as select 1 as one")
    for folder, name in (("archive", "aa"), ("outbox", "receipt.html"), ("secrets", "airflow.json")):
        (made.home / folder).mkdir()
        (made.home / folder / name).write_text(name)
    (made.home / "secrets" / "postgres.json").write_text("the server's own")
    return made


def other(settings: Settings, url: str) -> Settings:
    """Another installation, empty."""
    home = settings.home.with_name("other")
    home.mkdir()
    return replace(settings, home=home, database_url=url)


def test_a_backup_put_back_is_the_same_warehouse(settings: Settings, empty_database: str, tmp_path: Path) -> None:
    folder = backup(settings, tmp_path / "backup")
    new = other(settings, empty_database)

    restore(new, folder)

    with psycopg.connect(empty_database) as connection:
        assert connection.execute("select sender, file_name from control.delivery").fetchall() == [
            ("hanoi/so_khcn", "a.csv")
        ]
        owner = "select tableowner from pg_tables where tablename = 'built'"
        assert connection.execute(owner).fetchall() == [("kho_transformer",)]
    assert warehouse.migrate(new) == []
    assert (new.home / "archive" / "aa").read_text() == "aa"
    assert (new.home / "secrets" / "airflow.json").exists()
    assert not (new.home / "secrets" / "postgres.json").exists()


def test_a_backup_is_the_owners_and_is_never_written_over(settings: Settings, tmp_path: Path) -> None:
    folder = backup(settings, tmp_path / "backup")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with pytest.raises(ServicesError, match="a backup is never written over another"):
        backup(settings, folder)


def test_a_warehouse_with_deliveries_is_not_restored_over(settings: Settings, tmp_path: Path) -> None:
    folder = backup(settings, tmp_path / "backup")

    with pytest.raises(ServicesError, match="The warehouse holds deliveries"):
        restore(settings, folder)


def test_a_folder_without_backup_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ServicesError, match=r"holds no backup: kho\.dump is missing"):
        restore(settings, tmp_path)

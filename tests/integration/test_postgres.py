"""The embedded server: made once, started by anyone, and back after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from kho import postgres_programs
from kho.postgres import EmbeddedPostgres, PostgresError, embedded, running_url
from kho.settings import Settings

FORGETFUL = {"fsync": "off", "shared_buffers": "32MB", "max_wal_size": "256MB"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can enter; pytest's own is private."""
    path = Path(tempfile.mkdtemp(prefix="kho-postgres-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    made = EmbeddedPostgres(folder / "postgres", settings=FORGETFUL)
    yield made
    made.destroy()


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    return psutil.Process(int((server.folder / "cluster" / "postmaster.pid").read_text().split()[0]))


def test_first_start_makes_a_server_with_both_databases(server: EmbeddedPostgres) -> None:
    url = server.start()

    assert server.is_running()
    assert value(url, "select current_database()") == "kho"
    assert value(url, "select count(*) from pg_database where datname = 'airflow'") == 1
    assert value(url, "select lower('ĐỒNG THÁP')") == "đồng tháp"
    assert value(url, "show listen_addresses") == "127.0.0.1"


def test_nobody_is_let_into_a_database_who_is_not_told_to_be(server: EmbeddedPostgres) -> None:
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create role stranger login password 'word'")
    for name in ("kho", "airflow", "postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(url, dbname=name, user="stranger", password="word")


def test_the_record_with_the_password_is_the_owners(server: EmbeddedPostgres) -> None:
    server.start()

    assert stat.S_IMODE(server.record.stat().st_mode) == 0o600


def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    host = server.start().rpartition("@")[2]

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://kho:wrong@{host}")


def test_starting_again_changes_nothing(server: EmbeddedPostgres) -> None:
    url = server.start()
    pid = postmaster(server).pid

    assert server.start() == url
    assert postmaster(server).pid == pid


def test_data_outlive_a_stop(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.start()) as connection:
        connection.execute("create table kept as select 42 as answer")
    server.stop()
    assert not server.is_running()

    assert value(server.start(), "select answer from kept") == 42


def test_a_killed_server_is_started_again_on_its_data(server: EmbeddedPostgres) -> None:
    url = server.start()
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 42 as answer")
    os.kill(postmaster(server).pid, signal.SIGKILL)

    assert value(server.start(), "select answer from kept") == 42
    assert server.url == url


def test_a_zombie_postmaster_is_not_taken_for_a_server(server: EmbeddedPostgres) -> None:
    server.start()
    killed = postmaster(server)
    killed.kill()
    killed.wait(10)
    zombie = subprocess.Popen([sys.executable, "-c", "pass"])
    while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    pid_file = server.folder / "cluster" / "postmaster.pid"
    pid_file.write_text("\n".join([str(zombie.pid), *pid_file.read_text().splitlines()[1:]]) + "\n")

    try:
        assert value(server.start(), "select 1") == 1
    finally:
        zombie.wait()


def test_a_pid_file_with_another_programs_number_does_not_hinder(server: EmbeddedPostgres) -> None:
    server.start()
    server.stop()
    (server.folder / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert value(server.start(), "select 1") == 1


def test_several_starts_at_once_make_one_server(folder: Path) -> None:
    servers = [EmbeddedPostgres(folder / "postgres", settings=FORGETFUL) for _ in range(4)]
    try:
        with ThreadPoolExecutor(4) as pool:
            urls = set(pool.map(EmbeddedPostgres.start, servers))
        assert len(urls) == 1
        assert value(urls.pop(), "select 1") == 1
    finally:
        servers[0].destroy()


def test_a_taken_port_is_left_to_its_owner(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        server = EmbeddedPostgres(folder / "postgres", port=taken, settings=FORGETFUL)
        try:
            assert f":{taken}/" not in server.start()
        finally:
            server.destroy()


def test_a_half_made_server_is_made_anew(server: EmbeddedPostgres) -> None:
    half = server.data / "cluster.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    assert value(server.start(), "select 1") == 1
    assert not half.exists()


def test_files_of_a_removed_home_are_set_aside(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.start()) as connection:
        connection.execute("create table old_home ()")
    server.stop()
    server.record.unlink()

    assert value(server.start(), "select to_regclass('old_home')") is None
    assert len(list(server.folder.glob("left-*"))) == 1


def test_an_installation_finds_its_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_HOME", str(folder / "home"))
    settings = Settings.from_environment()
    assert running_url(settings) is None
    server = embedded(settings)
    try:
        url = server.start()
        assert running_url(settings) == url
        assert server.record == settings.secrets / "postgres.json"
        assert stat.S_IMODE(settings.secrets.stat().st_mode) == 0o700
    finally:
        server.destroy()


def test_a_server_that_does_not_start_names_its_log(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "postgres", settings={"shared_buffers": "nonsense"})
    try:
        with pytest.raises(PostgresError, match=r"PostgreSQL does not start on port \d+: see .*server\.log\."):
            server.start()
    finally:
        server.destroy()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")
def test_root_in_a_private_folder_keeps_programs_and_data_where_the_account_reaches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    source = postgres_programs.packaged()
    shutil.copytree(source, private / source.name)
    shutil.copytree(source.with_name(source.name + ".libs"), private / f"{source.name}.libs")
    monkeypatch.setattr(postgres_programs, "packaged", lambda: private / source.name)
    server = EmbeddedPostgres(private / "postgres", settings=FORGETFUL)
    try:
        assert value(server.start(), "select 1") == 1
        assert server.folder.is_relative_to("/var/lib")
        assert postmaster(server).exe().startswith(str(server.folder))
        assert postmaster(server).uids().effective != 0
    finally:
        server.destroy()
    assert not server.folder.exists()

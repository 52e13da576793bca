"""Backups: the database, every file ever taken, what waits, the receipts and the keys, in one folder.

A backup is taken while everything runs. The dump is one snapshot; files of the archive never change, so those copied
after it are at most more than it knows of.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import uuid
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kho import database
from kho.postgres_programs import INSTALLATION, packaged
from kho.services.errors import ServicesError
from kho.settings import Settings

#: What a home holds that cannot be made again; the embedded server's files are in the dump.
FOLDERS = ("archive", "inbox", "outbox", "secrets")

#: The embedded server's own password and locks, which belong to its files.
SERVERS_OWN = "secrets/postgres."

#: Where a script sets its session's options, and the one that servers before 17 refuse.
PREAMBLE_LINES = 40
TOO_NEW = b"SET transaction_timeout"


def backup(settings: Settings, folder: Path) -> Path:
    """Write a backup.

    Args:
        settings: The installation; its database runs.
        folder: Where to; must not exist. It appears once it is complete, readable by the owner only.

    Raises:
        ServicesError: The folder exists, or the database cannot be dumped.
    """
    if folder.exists():
        raise ServicesError(f"{folder} exists: name a folder that does not, a backup is never written over another.")
    beside = folder.with_name(f"{folder.name}.{uuid.uuid4().hex[:8]}.part")
    beside.mkdir(parents=True, mode=0o700)
    _dump(database.url(settings), beside / "kho.dump")
    for name in FOLDERS:
        if (settings.home / name).is_dir():
            with tarfile.open(beside / f"{name}.tar", "w") as tar:
                tar.add(settings.home / name, arcname=name, filter=_keep)
    beside.rename(folder)
    return folder


def restore(settings: Settings, folder: Path) -> None:
    """Put a backup into an installation that has no deliveries yet.

    Args:
        settings: The installation; its database runs.
        folder: What `backup` wrote.

    Raises:
        ServicesError: There is no backup, the warehouse is not empty, or the database refuses.
    """
    dump = folder / "kho.dump"
    if not dump.is_file():
        raise ServicesError(f"{folder} holds no backup: kho.dump is missing.")
    url = database.url(settings)
    _empty(url)
    _make_roles(settings, url)
    _load(url, dump)
    for name in FOLDERS:
        if (folder / f"{name}.tar").is_file():
            with tarfile.open(folder / f"{name}.tar") as tar:
                # Python has filters since 3.11.4; the dump beside it is trusted with more
                tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
                tar.extractall(settings.home)  # noqa: S202


def _keep(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if member.name.startswith(SERVERS_OWN) or not (member.isfile() or member.isdir()) else member


def _empty(url: str) -> None:
    """Remove the schemas that the migrations made, unless something was delivered."""
    with psycopg.connect(url) as connection:
        known = connection.execute("select to_regclass('control.delivery')").fetchone()
        if known and known[0] and connection.execute("select from control.delivery limit 1").rowcount:
            raise ServicesError("The warehouse holds deliveries: restore into a new KHO_HOME or an empty database.")
        views = ("marts", "marts_next", "staging", "staging_next")
        for schema in (*views, "warehouse", "scratch", "raw", "control", "kho"):
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))


def _make_roles(settings: Settings, url: str) -> None:
    """Roles belong to the server and are not in the dump: the migrations make them, in a database that goes again."""
    name = f"kho_restore_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            database.migrate(replace(settings, database_url=make_conninfo(url, dbname=name)))
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _load(url: str, dump: Path) -> None:
    """Load a dump in one transaction, through SQL: the newest programs set what older servers do not know."""
    script = subprocess.Popen([_path("pg_restore"), "--file", "-", str(dump)], stdout=subprocess.PIPE)
    command, environment = _connected(url, "psql")
    options = ["--quiet", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
    loader = subprocess.Popen([*command, *options], env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert script.stdout
    assert loader.stdin
    assert loader.stderr
    try:
        preamble = (script.stdout.readline() for _ in range(PREAMBLE_LINES))
        loader.stdin.writelines(line for line in preamble if not line.startswith(TOO_NEW))
        shutil.copyfileobj(script.stdout, loader.stdin)
        loader.stdin.close()
    except BrokenPipeError:
        script.terminate()
    told = loader.stderr.read().decode(errors="replace")
    if loader.wait() != 0 or script.wait() != 0:
        raise ServicesError(f"The dump could not be loaded: {_first_line(told)}")


def _dump(url: str, target: Path) -> None:
    command, environment = _connected(url, "pg_dump")
    options = ["--format", "custom", "--file", str(target)]
    done = subprocess.run([*command, *options], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServicesError(f"The database could not be dumped: {_first_line(done.stderr)}")


def _connected(url: str, name: str) -> tuple[list[str], dict[str, str]]:
    """One of PostgreSQL's programs on the warehouse, and its environment, through which the password goes."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    environment = os.environ | {"PGPASSWORD": parts.pop("password", "")}
    return [_path(name), "--dbname", make_conninfo("", **parts)], environment


def _path(name: str) -> str:
    return str(packaged() / INSTALLATION / "bin" / name)


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[0]

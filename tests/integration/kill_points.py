"""Kills a step with SIGKILL at one point after another, runs it again, and prints what each run ended in.

Run as a program of its own, so that the heavy libraries are loaded once and every attempt is a fork of a process
that has used none of them. Arguments: the template database's URL, the server's URL, the folder to work in, the step.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

SENDER, FEED = "nhnn/khu_vuc_6", "payment_accounts"
REPORT = """Địa phương;Quý;Nhóm tuổi;Số tài khoản cá nhân;Số người có tài khoản;Dân số 15+;Số giao dịch QR
31;Quý III/2025;15+;3.100.000;1.500.000;1.600.000;25.000
22;Quý III/2025;15+;1.900.000;900.000;1.000.000;12.000
"""
STEPS = ("receive", "read", "gate", "settle", "acknowledge", "build", "gate_release", "publish")

#: Points of one step that are tried: so many boundaries of transactions and files, and so many other statements.
BOUNDARIES_TRIED = 6
OTHERS = 3

BOUNDARIES = ("commit", "rename", "replace", "link", "unlink", "rmtree", "fsync")


def points(record: Callable[[str], None]) -> None:
    """Call `record` before every statement, and before and after every boundary, of this process."""

    def before(owner: Any, name: str, label: str) -> None:
        original = getattr(owner, name)

        def run(*args: Any, **kwargs: Any) -> Any:
            record(f"before {label}")
            result = original(*args, **kwargs)
            if label in BOUNDARIES:
                record(f"after {label}")
            return result

        setattr(owner, name, run)

    before(psycopg.Connection, "commit", "commit")
    before(psycopg.Cursor, "execute", "statement")
    before(psycopg.Cursor, "executemany", "statement")
    for name in ("rename", "replace", "link", "unlink", "fsync"):
        before(os, name, name)
    before(shutil, "rmtree", "rmtree")
    from sqlalchemy import Engine, event

    event.listen(Engine, "before_cursor_execute", lambda *_: record("before statement"))


def run_step(name: str) -> None:
    """Run one step for the only delivery, or the only release, that there is."""
    from kho.database import connect
    from kho.steps import acknowledge, build, gate, publish, read, receive, settle

    with connect() as conn:
        delivery = conn.execute("select max(delivery_id) from control.delivery").fetchone()
        release = conn.execute("select max(release_id) from control.release").fetchone()
    number = delivery[0] if delivery else None
    candidate = release[0] if release else None
    steps: dict[str, Callable[[], Any]] = {
        "receive": lambda: receive.receive(FEED),
        "read": lambda: read.read(number),
        "gate": lambda: gate.gate(number),
        "settle": lambda: settle.settle(number),
        "acknowledge": lambda: acknowledge.acknowledge(number),
        "build": build.build,
        "gate_release": lambda: publish.gate_release(candidate),
        "publish": lambda: publish.publish(candidate),
    }
    steps[name]()


def forked(work: Callable[[], None]) -> int:
    """Run in a fork; its exit status, negative for the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            logging.exception("the step failed")
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class Place:
    """A database and a home as they are before the step, made anew for every attempt."""

    def __init__(self, template: str, server: str, folder: Path) -> None:
        self.template, self.server, self.folder = template, server, folder

    def fresh(self, source: str | None = None, home: Path | None = None) -> tuple[str, Path]:
        """Copy the database and the home; both are set in the environment."""
        name = f"kho_kill_{uuid.uuid4().hex[:10]}"
        with psycopg.connect(self.server, autocommit=True) as conn:
            conn.execute(f"create database {name} template {source or self.template}")
        target = self.folder / name
        if home:
            shutil.copytree(home, target)
        else:
            target.mkdir()
        os.environ["KHO_HOME"] = str(target)
        os.environ["KHO_DATABASE_URL"] = urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))
        return name, target

    def drop(self, name: str) -> None:
        """Remove a database."""
        with psycopg.connect(self.server, autocommit=True) as conn:
            conn.execute(f"drop database if exists {name} with (force)")


def state() -> dict[str, Any]:
    """Everything that a delivery leaves behind, without numbers and times that differ from run to run."""
    queries = {
        "delivery": """select sender, feed, file_name, sha256, duplicate_of, state, verdict, rows_read, rows_ignored,
            rows_in_error from control.delivery""",
        "finding": "select step, rule, sheet, cell, field, raw from control.finding order by 1, 2, 3, 4, 5",
        "settlement": "select verdict from control.settlement",
        "release": "select status, gate_passed, accepted_count, row_counts from control.release",
        "published": "select release_id is not null from control.published",
        "publication": "select count(*) from control.publication",
        "scope": "select count(*) from control.scope_version",
        "gate_result": "select rule, passed from control.gate_result order by 1",
    }
    found: dict[str, Any] = {}
    with psycopg.connect(os.environ["KHO_DATABASE_URL"]) as conn:
        for name, query in queries.items():
            found[name] = conn.execute(query).fetchall()
        tables = conn.execute(
            """select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'
                and table_schema in ('raw', 'warehouse', 'scratch') order by 1, 2"""
        ).fetchall()
        for schema, table in tables:
            count = conn.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
            found[f"{schema}.{table}"] = count
    home = Path(os.environ["KHO_HOME"])
    found["files"] = sorted(
        str(path.relative_to(home))
        for part in ("inbox", "archive", "outbox")
        for path in (home / part).rglob("*")
        if path.is_file()
    )
    return json.loads(json.dumps(found, default=str))


def chosen(events: list[str]) -> list[int]:
    """The points to kill at: boundaries and some of the others, over the step; all boundaries for `make kills`."""
    boundaries = [number for number, label in enumerate(events) if label != "before statement"]
    others = [number for number, label in enumerate(events) if label == "before statement"]
    most = len(boundaries) if os.environ.get("KHO_TEST_KILLS") == "all" else BOUNDARIES_TRIED
    return sorted({*spread(boundaries, most), *spread(others, OTHERS)})


def spread(numbers: list[int], most: int) -> list[int]:
    """So many of the numbers at even distances, the first and the last among them."""
    if len(numbers) <= most:
        return numbers
    return [numbers[round(turn * (len(numbers) - 1) / (most - 1))] for turn in range(most)]


def attempt(step: str, kill_at: int | None, events: Path) -> int:
    """Run a step in a fork, and kill it at the given point; without one, note the points it passes."""

    def work() -> None:
        passed = 0

        def record(label: str) -> None:
            nonlocal passed
            if kill_at is None:
                with events.open("a") as file:
                    file.write(label + "\n")
            elif passed == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            passed += 1

        points(record)
        run_step(step)

    return forked(work)


def main() -> None:
    """Print one JSON object: the points, and the end of each attempt beside the end without a kill."""
    template, server, folder, step = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]
    import expectations
    import kho.steps.chain  # noqa: F401 - loaded before the forks

    expectations.preload()
    place = Place(template, server, folder)
    name, home = place.fresh()
    dropped = home / "inbox" / SENDER / FEED / "báo cáo quý.csv"
    dropped.parent.mkdir(parents=True)
    dropped.write_text(REPORT, encoding="utf-8")
    os.utime(dropped, (1_700_000_000, 1_700_000_000))
    for earlier in STEPS[: STEPS.index(step)]:
        assert forked(lambda name=earlier: run_step(name)) == 0, earlier  # type: ignore[misc]
    events = folder / "events"
    undisturbed, _ = place.fresh(name, home)
    assert attempt(step, None, events) == 0
    expected = state()
    place.drop(undisturbed)
    labels = events.read_text().splitlines()
    results = []
    for number in chosen(labels):
        copy, copied = place.fresh(name, home)
        killed = attempt(step, number, events)
        again = forked(lambda: run_step(step))
        results.append({"point": f"{number} {labels[number]}", "killed": killed, "again": again, "state": state()})
        place.drop(copy)
        shutil.rmtree(copied)
    print(json.dumps({"points": len(labels), "expected": expected, "attempts": results}))


if __name__ == "__main__":
    main()

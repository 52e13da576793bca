"""The ledger on a real PostgreSQL: what is new, who may touch it, and what is kept."""

from __future__ import annotations

import threading
import uuid

import polars as pl
import psycopg
import pytest

from kho import ledger
from kho.database import connect, migrate
from kho.finding import Findings
from kho.rules import finding

SHA = "ab" * 32


def enter(conn: psycopg.Connection, sha256: str = SHA, *, sender: str = "hanoi/so_khcn", admitted: bool = True) -> int:
    return ledger.enter(conn, uuid.uuid4(), sender, "payment_accounts", "báo cáo.csv", sha256, 10, admitted=admitted)


def test_same_bytes_of_one_sender_are_a_duplicate_that_points_at_the_first(database: str) -> None:
    with connect() as conn:
        first, second = enter(conn), enter(conn)
        again = ledger.get(conn, second)
        other = ledger.get(conn, enter(conn, sender="nhnn/khu_vuc_6"))
    assert (again.verdict, again.duplicate_of, again.state) == ("duplicate", first, "settled")
    assert (other.verdict, other.duplicate_of, other.state) == (None, None, "received")


def test_a_refused_folder_does_not_make_the_same_bytes_a_duplicate_later(database: str) -> None:
    with connect() as conn:
        enter(conn, admitted=False)
        later = ledger.get(conn, enter(conn))
    assert later.duplicate_of is None


def test_two_workers_with_the_same_bytes_make_one_load(database: str) -> None:
    numbers: list[int] = []

    def work() -> None:
        with connect() as conn:
            numbers.append(enter(conn))

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with connect() as conn:
        found = [ledger.get(conn, number) for number in numbers]
    assert len(found) == 8
    assert [one.duplicate_of for one in found].count(None) == 1
    assert len({one.duplicate_of for one in found} - {None}) == 1


def test_findings_of_a_step_replace_those_it_found_before(database: str) -> None:
    found = Findings()
    found.add(finding("cell.type", sheet="T1", cell="C7", row=7, field="value", raw='a "b"\n,c', expected="số"))
    found.extend(pl.DataFrame({"rule": ["X-01"], "tier": ["validity"], "standing": ["warn"], "raw": [""]}))
    with connect() as conn:
        number = enter(conn)
        for _ in range(2):
            ledger.record_findings(conn, number, "read", [found.frame()])
        stored = ledger.findings(conn, number)
        standings = ledger.standings(conn, number)
    assert stored["rule"].to_list() == ["cell.type", "X-01"]
    assert stored["raw"].to_list() == ['a "b"\n,c', ""]
    assert standings == {"block", "warn"}


def test_an_earlier_verdict_stays_on_record(database: str) -> None:
    with connect() as conn:
        number = enter(conn)
        ledger.settle(conn, number, "held", "gate")
        ledger.settle(conn, number, "accepted_with_warnings", "steward", "seen the paper")
        history = conn.execute("select verdict, settled_by from control.settlement order by settlement_id").fetchall()
        assert ledger.get(conn, number).verdict == "accepted_with_warnings"
    assert history == [("held", "gate"), ("accepted_with_warnings", "steward")]


def test_an_unknown_delivery_is_one_sentence(database: str) -> None:
    with connect() as conn, pytest.raises(ledger.UnknownDelivery, match="There is no delivery 99: `kho status`"):
        ledger.get(conn, 99)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("kho_analyst", "select * from control.delivery"),
        ("kho_analyst", "create table marts.mine (a int)"),
        ("kho_analyst", "create temp table mine (a int); insert into control.finding default values"),
        ("kho_loader", "delete from control.delivery"),
        ("kho_loader", "update control.settlement set verdict = 'accepted'"),
        ("kho_loader", "create table raw.mine (a int)"),
        ("kho_transformer", "update control.delivery set verdict = 'accepted'"),
        ("kho_transformer", "create table raw.mine (a int)"),
    ],
)
def test_no_role_does_what_is_not_its_task(database: str, role: str, statement: str) -> None:
    with connect(role) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):  # type: ignore[arg-type]
        conn.execute(statement.encode())


def test_migrations_run_on_a_database_with_data_and_change_nothing_twice(database: str) -> None:
    with connect() as conn:
        number = enter(conn)
    assert migrate() == []
    with connect() as conn:
        assert ledger.get(conn, number).sha256 == SHA

"""Every mart shows what was known at a release, on a day and at a time, and refuses what is none of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import sql

from kho.database import connect
from kho.steps import dbt
from kho.steps.settle import decide
from tests.integration.entries import deliver, indicator, publish_next

#: The samples are read, judged and built once for the whole run, which the first test here may have to wait for.
pytestmark = pytest.mark.timeout(600)

MARTS = sorted(path.stem for path in (dbt.FOLDER / "models").rglob("mart_*.sql"))
#: Of lists that belong to the project, and of the ledger, which has moments: tests/integration/test_reporting.py.
WITHOUT_DELIVERIES = {
    "mart_commune_changes", "mart_communes", "mart_departments", "mart_indicators", "mart_periods", "mart_register",
    "mart_reporting_compliance", "mart_reporting_duties", "mart_sectors", "mart_territories",
}  # fmt: skip
#: A technology that no export has any more is closed, and stays.
FOLLOWED = {"mart_technology_listings"}

Shown = dict[str, list[Any]]


def shown(as_of: str) -> Shown:
    """Every mart's rows, as an analyst sees them."""
    with connect("kho_analyst", as_of=as_of) as conn:
        return {mart: _rows(conn, mart) for mart in MARTS}


def _rows(conn: psycopg.Connection, mart: str) -> list[Any]:
    query = sql.SQL("select to_jsonb(shown)::text from {} as shown order by 1").format(sql.Identifier("marts", mart))
    return conn.execute(query).fetchall()


def ledger(statement: str) -> list[tuple[Any, ...]]:
    with connect(None) as conn:
        cursor = conn.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def known(demo_warehouse: None) -> Shown:
    """What release 2 showed, which readers got yesterday; release 3, of today, has none of its deliveries left."""
    deliver("digital_economy_indicators", [indicator(actual_value="12.5", sector_code="ict")])
    assert publish_next() == 2
    ledger("update control.publication set published_at = published_at - interval '1 day' where release_id = 2")
    ledger("update control.publication set published_at = published_at - interval '9 days' where release_id = 1")
    before = shown("2")
    for (delivery_id,) in ledger("select delivery_id from control.delivery where verdict like 'accepted%%'"):
        decide(delivery_id, accept=False, by="test", reason="taken back")
    assert publish_next() == 3
    return before


def moment(form: str) -> str:
    ((text,),) = ledger(f"""select to_char(published_at at time zone 'Asia/Ho_Chi_Minh', '{form}')
        from control.publication where release_id = 2""")
    return str(text)


def test_there_was_something_to_know(known: Shown) -> None:
    assert [mart for mart, rows in known.items() if not rows] == []
    now = shown("")
    assert {mart for mart, rows in now.items() if rows} == WITHOUT_DELIVERIES | FOLLOWED


@pytest.mark.parametrize(
    "as_of",
    [lambda: "2", lambda: moment("YYYY-MM-DD"), lambda: moment('YYYY-MM-DD HH24:MI:SS.US"+07"')],
    ids=["release", "day", "time"],
)
def test_every_mart_shows_what_was_known_then(known: Shown, as_of: Callable[[], str]) -> None:
    then = shown(as_of())
    assert [mart for mart in MARTS if then[mart] != known[mart]] in ([], ["mart_reporting_compliance"])


def test_before_the_first_release_nothing_was_known(known: Shown) -> None:
    then = shown("2000-01-01")
    assert {mart for mart, rows in then.items() if rows} <= {"mart_reporting_duties"}


EXPECTED = "which is no release, date or time: expected 12, 2026-01-31 or 2026-01-31 17:00."


@pytest.mark.parametrize(
    ("as_of", "sentence"),
    [
        ("soon", f"kho.as_of is “soon”, {EXPECTED}"),
        ("2026-02-30", f"kho.as_of is “2026-02-30”, {EXPECTED}"),
        ("77", "Release 77 is not one that this session may see: the published one is 3."),
    ],
    ids=["no moment", "no day", "no release"],
)
def test_a_moment_that_is_none_is_refused_in_one_sentence(known: Shown, as_of: str, sentence: str) -> None:
    with connect("kho_analyst", autocommit=True, as_of=as_of) as conn:
        assert {mart: _refusal(conn, mart) for mart in MARTS} == dict.fromkeys(MARTS, sentence)


def _refusal(conn: psycopg.Connection, mart: str) -> str | None:
    with pytest.raises(psycopg.DatabaseError) as refused:
        _rows(conn, mart)
    return refused.value.diag.message_primary

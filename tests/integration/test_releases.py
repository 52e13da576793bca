"""The ledger of releases on a real PostgreSQL: what enters, whose rows stand, who sees which release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from kho import release_changes, releases
from kho.catalog import catalog
from kho.database import connect
from tests.integration.entries import HANOI, deliver, indicator, settle, year

FEED = "digital_economy_indicators"


@pytest.fixture
def conn(database: str) -> Iterator[psycopg.Connection]:
    with connect() as connection:
        yield connection


def prepare(conn: psycopg.Connection) -> int:
    """A candidate of whatever is pending, without its rows."""
    open_one = releases.candidate(conn)
    release_id = open_one.release_id if open_one else releases.open_candidate(conn, "definition")
    release_changes.fill(conn, release_id, "definition", release_changes.pending(conn), catalog().contracts.values())
    conn.commit()
    return release_id


def release(conn: psycopg.Connection) -> int:
    """The next release, published."""
    number = prepare(conn)
    releases.record_gate(conn, number, [], passed=True)
    releases.show(conn, number, "test")
    conn.commit()
    return number


def standing(conn: psycopg.Connection, release_id: int) -> list[int]:
    """The deliveries whose rows stand in some scope of a release."""
    query = """select distinct delivery_id from control.scope_version
        where from_release <= %s and to_release > %s order by delivery_id"""
    return [row[0] for row in conn.execute(query, [release_id, release_id])]


def test_accepted_deliveries_are_pending_until_a_release_takes_them(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5)])
    deliver(FEED, [indicator(actual_value=99)], verdict="held")
    assert [(number, change) for number, _, change in release_changes.pending(conn)] == [(first, "accepted")]
    release(conn)
    assert release_changes.pending(conn) == []


def test_a_correction_takes_the_scope_and_gives_it_back_when_withdrawn(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5)])
    before = release(conn)
    correction = deliver(FEED, [indicator(actual_value=18.5)])
    corrected = release(conn)
    settle(correction, "rejected")
    after = release(conn)
    assert [standing(conn, number) for number in (before, corrected, after)] == [[first], [correction], [first]]


def test_scopes_that_a_correction_does_not_name_stay(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5), indicator(actual_value=23.5, source_method="NEU")])
    release(conn)
    other_year = deliver(FEED, [indicator(actual_value=19, **year(2024))])
    correction = deliver(FEED, [indicator(actual_value=18.5)])
    number = release(conn)
    assert standing(conn, number) == [first, other_year, correction]


def test_another_sender_replaces_nothing(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5)])
    second = deliver(FEED, [indicator(actual_value=20)], sender="haiphong/so_khcn")
    assert standing(conn, release(conn)) == [first, second]


def test_an_earlier_report_that_is_accepted_late_does_not_push_out_the_later_one(conn: psycopg.Connection) -> None:
    held = deliver(FEED, [indicator(actual_value=17.5)], verdict="held")
    later = deliver(FEED, [indicator(actual_value=18.5)])
    release(conn)
    settle(held, "accepted")
    assert standing(conn, release(conn)) == [later]


def test_an_older_snapshot_that_comes_late_does_not_push_out_the_latest(conn: psycopg.Connection) -> None:
    def register(month: str, last_day: str) -> int:
        firm = {"tax_code": "0200000001", "enterprise_name": "Công ty", "commune_code": "11311", "status": "active"}
        day = {"period_start": f"{month}-01", "period_end": last_day, "period_kind": "month", "period_label": month}
        rows = [firm | day | {"territory_code": "31", "founded_date": "2020-01-02", "industry_code": "62010"}]
        return deliver("enterprise_register", rows, sender="haiphong/so_tai_chinh")

    october = register("2025-10", "2025-10-31")
    release(conn)
    september = register("2025-09", "2025-09-30")
    assert standing(conn, release(conn)) == [october]
    corrected = register("2025-10", "2025-10-31")
    assert standing(conn, release(conn)) == [corrected]
    settle(october, "rejected")
    settle(corrected, "rejected")
    assert standing(conn, release(conn)) == [september]


def test_filling_a_candidate_twice_is_the_same_as_once(conn: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    release(conn)
    deliver(FEED, [indicator(actual_value=18.5)])
    query = "select scope_id, delivery_id, from_release, to_release from control.scope_version order by 1, 4"
    number = prepare(conn)
    once = conn.execute(query).fetchall()
    assert prepare(conn) == number
    assert conn.execute(query).fetchall() == once


def test_a_failed_candidate_leaves_its_changes_pending(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5)])
    number = prepare(conn)
    releases.fail(conn, number, "test")
    assert [row[0] for row in release_changes.pending(conn)] == [first]
    assert standing(conn, number) == []


def test_what_a_rollback_took_out_stays_out_of_the_next_release(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5)])
    good = release(conn)
    deliver(FEED, [indicator(actual_value=99)])
    release(conn)
    releases.show(conn, good, "test")
    conn.commit()
    other_year = deliver(FEED, [indicator(actual_value=19, **year(2024))])
    assert standing(conn, release(conn)) == [first, other_year]


def test_what_a_rollback_took_out_comes_back_when_it_is_settled_again(conn: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    good = release(conn)
    correction = deliver(FEED, [indicator(actual_value=18.5)])
    release(conn)
    releases.show(conn, good, "test")
    conn.commit()
    settle(correction, "accepted")
    assert standing(conn, release(conn)) == [correction]


def test_a_withdrawn_report_does_not_come_back_by_a_rollback(conn: psycopg.Connection) -> None:
    first = deliver(FEED, [indicator(actual_value=17.5)])
    good = release(conn)
    settle(first, "rejected")
    release(conn)
    releases.show(conn, good, "test")
    conn.commit()
    other_year = deliver(FEED, [indicator(actual_value=19, **year(2024))])
    assert standing(conn, release(conn)) == [other_year]


def test_a_release_that_has_not_passed_its_gate_cannot_be_published(conn: psycopg.Connection) -> None:
    number = prepare(conn)
    with pytest.raises(
        releases.ReleaseError, match=f"^Release {number} has not passed its gate and cannot be published.$"
    ):
        releases.show(conn, number, "test")


def test_publishing_changes_one_row_and_is_logged(conn: psycopg.Connection) -> None:
    first, second = release(conn), release(conn)
    assert releases.show(conn, first, "steward")
    assert not releases.show(conn, first, "steward")
    rows = conn.execute(
        "select release_id, replaced, published_by from control.publication order by publication_id"
    ).fetchall()
    assert rows == [(first, None, "test"), (second, first, "test"), (first, second, "steward")]


def test_there_is_one_candidate_at_a_time(conn: psycopg.Connection) -> None:
    prepare(conn)
    with pytest.raises(psycopg.errors.UniqueViolation):
        releases.open_candidate(conn, "definition")


def seen(as_of: str = "", role: str = "kho_analyst") -> int:
    with connect(role, as_of=as_of) as conn:  # type: ignore[arg-type]  # the tests' roles are the product's
        row = conn.execute("select kho.release()").fetchone()
    assert row is not None
    return int(row[0])


def test_readers_see_the_published_release_or_an_earlier_one(conn: psycopg.Connection) -> None:
    assert seen() == 0
    first, second = release(conn), release(conn)
    assert (seen(), seen(str(first)), seen(f" {second} ")) == (second, first, second)


def test_a_time_is_what_was_shown_then_rollbacks_too(conn: psycopg.Connection) -> None:
    first, second = release(conn), release(conn)
    releases.show(conn, first, "test")
    conn.commit()
    times = [row[0] for row in conn.execute("select published_at from control.publication order by publication_id")]
    just_after = [(time + timedelta(microseconds=1)).isoformat() for time in times]
    assert [seen(moment) for moment in just_after] == [first, second, first]
    assert seen((times[0] - timedelta(days=2)).date().isoformat()) == 0
    assert seen((times[0] + timedelta(days=1)).date().isoformat()) == first


def test_a_day_ends_at_midnight_in_ha_noi(conn: psycopg.Connection) -> None:
    number = release(conn)
    with connect(None) as owner:
        owner.execute("update control.publication set published_at = '2026-01-31 23:59:59+07'")
    assert (seen("2026-01-30"), seen("2026-01-31"), seen("2026-01-31 23:59:58"), seen("2026-01-31 23:59:59")) == (
        0, number, 0, number,
    )  # fmt: skip


def test_only_builders_see_a_candidate(conn: psycopg.Connection) -> None:
    shown, candidate = release(conn), prepare(conn)
    assert seen(str(candidate), "kho_transformer") == candidate
    assert seen(str(candidate), "kho_loader") == candidate
    message = f"Release {candidate} is not one that this session may see: the published one is {shown}."
    with pytest.raises(psycopg.DatabaseError, match=re.escape(message)):
        seen(str(candidate))


def test_analysts_do_not_see_past_a_rollback_by_number(conn: psycopg.Connection) -> None:
    first, second = release(conn), release(conn)
    releases.show(conn, first, "test")
    conn.commit()
    with pytest.raises(psycopg.DatabaseError, match=f"Release {second} is not one that this session may see"):
        seen(str(second))
    assert seen(str(second), "kho_transformer") == second


def test_a_misspelt_setting_says_what_was_expected(conn: psycopg.Connection) -> None:
    with pytest.raises(
        psycopg.DatabaseError, match=r"kho\.as_of is “yesterday-ish”, which is no release, date or time"
    ):
        seen("yesterday-ish")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from control.delivery",
        f"select * from raw.{FEED}",
        "update control.published set release_id = 1",
        "insert into control.publication (release_id, published_by) values (1, 'me')",
        "create table marts.mine (a int)",
        "create table public.mine (a int)",
        "select control.publish()",
    ],
)
def test_analysts_read_marts_and_nothing_else(conn: psycopg.Connection, statement: str) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    with connect("kho_analyst") as analyst:
        analyst.execute("select * from marts.release").fetchall()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            analyst.execute(statement.encode())


def test_the_release_view_says_which_release_is_shown(conn: psycopg.Connection) -> None:
    first, second = release(conn), release(conn)
    with connect("kho_analyst", as_of=str(first)) as analyst:
        rows = analyst.execute("select release_id, is_published, is_shown from marts.release order by 1").fetchall()
    assert rows == [(first, False, True), (second, True, False)]


def test_sender_is_part_of_every_scope(conn: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=1)], sender=HANOI)
    deliver(FEED, [indicator(actual_value=1)], sender="quangninh/so_khcn")
    release(conn)
    row = conn.execute("select count(distinct scope_id) from control.scope_version").fetchone()
    assert row == (2,)

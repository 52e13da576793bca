"""Building, publishing and rolling back with dbt on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from kho import release_changes, releases
from kho.database import connect
from kho.steps import build as building
from kho.steps.build import BuildFailed, build
from kho.steps.publish import publish, rollback
from tests.integration.entries import deliver, indicator, settle, year

FEED = "digital_economy_indicators"


@pytest.fixture
def analyst(database: str) -> Iterator[psycopg.Connection]:
    """What a reader sees."""
    with connect("kho_analyst", autocommit=True) as conn:
        yield conn


def passed(release_id: int | None) -> int:
    """Publish a candidate whose gate is taken to have passed."""
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)
    return release_id


def shares(conn: psycopg.Connection, as_of: object = "") -> list[tuple[Any, ...]]:
    conn.execute("select set_config('kho.as_of', %s, false)", [str(as_of)])
    query = """select source_method, extract(year from period_end)::int, value from marts.mart_observation
        where scenario = 'actual' order by 1, 2, 3"""
    return conn.execute(query).fetchall()


def versions(database: str) -> list[tuple[Any, ...]]:
    """Every row of the central fact, in any release."""
    with connect(None) as conn:
        query = """select observation_id, value, delivery_id, from_release, to_release
            from warehouse.fct_observation order by 1, 5"""
        return conn.execute(query).fetchall()


def test_nothing_to_build_from_an_empty_ledger(database: str) -> None:
    assert build() is None


def test_correction_publication_rollback_and_what_was_known(analyst: psycopg.Connection, database: str) -> None:
    deliver(FEED, [indicator(actual_value=17.5), indicator(actual_value=23.5, source_method="NEU")])
    first = passed(build())
    reported = [("Bộ KH&CN", 2023, Decimal("17.5")), ("NEU", 2023, Decimal("23.5"))]
    assert shares(analyst) == reported
    assert build() is None

    correction = deliver(FEED, [indicator(actual_value=18.5)])
    candidate = build()
    assert shares(analyst) == reported, "a candidate is not seen"
    second = passed(candidate)
    corrected = [("Bộ KH&CN", 2023, Decimal("18.5")), ("NEU", 2023, Decimal("23.5"))]
    assert (shares(analyst), shares(analyst, first)) == (corrected, reported)

    assert rollback() == first
    assert shares(analyst) == reported
    publish(second)
    assert shares(analyst) == corrected

    settle(correction, "rejected")
    third = passed(build())
    assert (shares(analyst), shares(analyst, second)) == (reported, corrected)
    written = [row for row in versions(database) if row[3] == third]
    assert [(row[1], row[4]) for row in written] == [(Decimal("17.5"), release_changes.OPEN)], (
        "only what changed is written"
    )


def test_a_row_that_the_correction_leaves_out_is_gone(analyst: psycopg.Connection) -> None:
    ict = indicator(actual_value=12, sector_code="ict")
    deliver(FEED, [indicator(actual_value=17.5), ict])
    first = passed(build())
    deliver(FEED, [indicator(actual_value=17.5)])
    passed(build())
    assert len(shares(analyst)) == 1
    assert len(shares(analyst, first)) == 2


def test_a_release_built_twice_is_the_same_as_built_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    passed(build())
    deliver(FEED, [indicator(actual_value=18.5), indicator(actual_value=20, **year(2024))])
    # killed after dbt has written and before the ledger says so
    monkeypatch.setattr(building, "_finish", lambda _: None)
    candidate = build()
    once = versions(database)
    monkeypatch.undo()
    monkeypatch.setenv("KHO_DATABASE_URL", database)
    assert build() == candidate
    assert versions(database) == once
    assert build() == candidate, "what is built and waits for its gate is handed on"


def test_deliveries_that_come_while_a_candidate_waits_join_it(analyst: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    candidate = build()
    deliver(FEED, [indicator(actual_value=20, **year(2024))])
    assert build() == candidate
    passed(candidate)
    assert [row[1] for row in shares(analyst)] == [2023, 2024]


def test_a_gate_that_passed_does_not_hold_for_what_was_built_after_it(database: str) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    candidate = build()
    assert candidate is not None
    with connect() as conn:
        releases.record_gate(conn, candidate, [], passed=True)
    deliver(FEED, [indicator(actual_value=20, **year(2024))])
    build()
    with connect() as conn:
        assert releases.get(conn, candidate).gate_passed is None


def test_a_candidate_that_is_given_up_leaves_no_trace(analyst: psycopg.Connection, database: str) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    passed(build())
    before = versions(database)
    deliver(FEED, [indicator(actual_value=99)])
    candidate = build()
    assert candidate is not None
    building.give_up(candidate, "test")
    assert versions(database) == before
    again = build()
    assert again is not None
    assert again > candidate
    passed(again)
    assert shares(analyst) == [("Bộ KH&CN", 2023, Decimal(99))]


def test_a_candidate_whose_delivery_is_taken_back_is_given_up(database: str) -> None:
    correction = deliver(FEED, [indicator(actual_value=17.5)])
    candidate = build()
    assert candidate is not None
    settle(correction, "rejected")
    assert build() is None
    with connect() as conn:
        assert releases.get(conn, candidate).status == "failed"
    assert versions(database) == []


def test_a_model_that_fails_gives_the_release_up_in_one_sentence(database: str) -> None:
    # two rows of one key, as no gate lets through
    deliver(FEED, [indicator(actual_value=17.5), indicator(actual_value=18.5)])
    with pytest.raises(BuildFailed) as failure:
        build()
    assert str(failure.value).startswith("Release 1 was not built: model fct_observation")
    assert "\n" not in str(failure.value)
    with connect() as conn:
        assert releases.get(conn, 1).reason == str(failure.value)
        assert len(release_changes.pending(conn)) == 1


def test_what_was_built_is_counted(database: str) -> None:
    deliver(FEED, [indicator(actual_value=17.5, target_value=30)])
    passed(build())
    with connect() as conn:
        row = conn.execute("select row_counts -> 'fct_observation', accepted_count from control.release").fetchone()
    assert row == (2, 1)


def test_numbers_carry_their_place_and_standing(analyst: psycopg.Connection) -> None:
    number = deliver(FEED, [indicator(target_value=40, target_value_comparator=">", **year(2030))])
    release_id = passed(build())
    query = """select comparator, value, scenario, field, delivery_id, sheet_name, row_number, is_sample,
        open_warnings_count, shown_release, territory_name from marts.mart_observation"""
    expected = (">", Decimal(40), "target", "target_value", number, "Biểu 1", 7, False, 0, release_id, "Hà Nội")
    assert analyst.execute(query).fetchall() == [expected]


def test_analysts_may_not_look_behind_the_marts(analyst: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    passed(build())
    for relation in ("warehouse.fct_observation", f"staging.stg_{FEED}", f"raw.{FEED}"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            analyst.execute(f"select * from {relation}".encode())

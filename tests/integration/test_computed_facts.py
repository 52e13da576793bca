"""Facts that are computed from the observations follow them, release by release, at the cost of what changed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from kho import releases
from kho.database import connect
from kho.steps import models
from kho.steps.build import build
from kho.steps.publish import publish
from tests.integration.entries import deliver, indicator, settle, year

FEED = "digital_economy_indicators"
COMPUTED = ("fct_source_conflict", "fct_target_actual")


@pytest.fixture
def analyst(database: str) -> Iterator[psycopg.Connection]:
    """What a reader sees."""
    with connect("kho_analyst", autocommit=True) as conn:
        yield conn


def released() -> int:
    """Build and publish; the gate is taken to have passed."""
    release_id = build()
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)
    return release_id


def conflicts(conn: psycopg.Connection, as_of: object = "") -> list[Decimal]:
    conn.execute("select set_config('kho.as_of', %s, false)", [str(as_of)])
    return [value for (value,) in conn.execute("select value from marts.mart_source_conflicts order by 1")]


def progress(conn: psycopg.Connection, as_of: object = "") -> list[tuple[Any, ...]]:
    conn.execute("select set_config('kho.as_of', %s, false)", [str(as_of)])
    query = """select target_comparator || target_value, actual_source_method, actual_value, previous_value
        from marts.mart_target_progress order by 1, 2"""
    return conn.execute(query).fetchall()


def test_conflicts_and_progress_follow_each_release(
    analyst: psycopg.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(FEED, [indicator(actual_value=17.5), indicator(actual_value=23.5, source_method="NEU")])
    deliver(FEED, [indicator(target_value=40, target_value_comparator=">", source_method="Kế hoạch", **year(2030))])
    first = released()
    both = [Decimal("17.5"), Decimal("23.5")]
    assert conflicts(analyst) == both
    beside = [(">40", "Bộ KH&CN", Decimal("17.5"), None), (">40", "NEU", Decimal("23.5"), None)]
    assert progress(analyst) == beside

    # the figure that is corrected keeps its name: only the fact is written, and both marts show it
    deliver(FEED, [indicator(actual_value=18.5)])
    corrected = released()
    assert conflicts(analyst) == [Decimal("18.5"), Decimal("23.5")]
    assert written(corrected) == {"fct_source_conflict": 1, "fct_target_actual": 0}

    # a newer figure takes the place of the older one, and one that agrees ends the conflict
    deliver(FEED, [indicator(actual_value=20, **year(2024))])
    agreeing = deliver(FEED, [indicator(actual_value=18.5, source_method="NEU")])
    newer = released()
    assert conflicts(analyst) == []
    after = [(">40", "Bộ KH&CN", Decimal(20), Decimal("18.5")), (">40", "NEU", Decimal("18.5"), None)]
    assert progress(analyst) == after

    # what is withdrawn gives its place back; a target that is reported anew counts once
    settle(agreeing, "rejected")
    deliver(FEED, [indicator(target_value=45, source_method="Kế hoạch", **year(2030))])
    released()
    assert conflicts(analyst) == [Decimal("18.5"), Decimal("23.5")]
    assert [row[:3] for row in progress(analyst)] == [
        ("=45", "Bộ KH&CN", Decimal(20)),
        ("=45", "NEU", Decimal("23.5")),
    ]
    assert (conflicts(analyst, first), progress(analyst, first)) == (both, beside)
    assert (conflicts(analyst, newer), progress(analyst, newer)) == ([], after)

    # computed anew from everything, not one row differs from what the steps have made
    digest = models.digest
    monkeypatch.setattr(models, "digest", lambda *of: f"other than {digest(*of)}")
    assert changed(released()) == dict.fromkeys(COMPUTED, 0)


def test_a_plan_that_is_repeated_or_reported_no_more_leaves_the_progress(analyst: psycopg.Connection) -> None:
    quarter = {"period_start": "2025-01-01", "period_kind": "quarter", "period_label": "Quý"}
    deliver(FEED, [indicator(target_value=20, **quarter | {"period_end": "2025-03-31"})])
    released()
    assert progress(analyst) == [("=20", None, None, None)]
    second = deliver(FEED, [indicator(target_value=22, **quarter | {"period_end": "2025-06-30"})])
    released()
    assert progress(analyst) == [("=22", None, None, None)]
    settle(second, "rejected")
    released()
    assert progress(analyst) == [("=20", None, None, None)]
    deliver(FEED, [indicator(actual_value=19, **quarter | {"period_end": "2025-03-31"})])
    released()
    assert progress(analyst) == []


def written(release_id: int) -> dict[str, int]:
    """Rows that a release has written, by computed fact."""
    with connect(None) as conn:
        return {
            table: conn.execute(
                f"select count(*) from warehouse.{table} where from_release = %s", [release_id]
            ).fetchone()[0]
            for table in COMPUTED
        }


def changed(release_id: int) -> dict[str, int]:
    """Rows that a release has written or closed, by computed fact."""
    with connect(None) as conn:
        return {
            table: conn.execute(
                f"select count(*) from warehouse.{table} where %s in (from_release, to_release)", [release_id]
            ).fetchone()[0]
            for table in COMPUTED
        }

"""Who reported in time: the calendar of the contracts against the ledger, at any moment."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from kho import reporting
from kho.catalog import Catalog, catalog
from kho.contract.schedule import Due
from kho.database import connect
from tests.integration.entries import deliver, indicator, publish_next, settle, year

TRADE = "hanoi/so_cong_thuong"
MONTH = {"period_kind": "month", "territory_code": "01", "commune_code": "00070", "site_kind": "market"}
OCTOBER = MONTH | {"period_start": "2025-10-01", "period_end": "2025-10-31", "period_label": "Tháng 10/2025"}
NOVEMBER = MONTH | {"period_start": "2025-11-01", "period_end": "2025-11-30", "period_label": "Tháng 11/2025"}
DUE = "due_at at time zone 'Asia/Ho_Chi_Minh'"
SITE = {"site_name": "Chợ Đồng Xuân", "traders_count": 410, "qr_traders_count": 246}
ASSESSMENT = {"organisation_code": "HN-SCT", "organisation_name": "Sở Công Thương", "sector_code": "ecommerce"} | {
    "criteria_version": "2025.1", "criterion_code": "N1C1", "self_score": 3, "max_score": 4,
    "assessed_date": "2025-12-10", "territory_code": "01",
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> None:
    """October on time and corrected later, November rejected on the day and accepted after it, December not sent.

    And a self-assessment that names no period, only its day.
    """
    _report()
    publish_next()


def _report() -> None:
    _streets(OCTOBER, "2025-10-16 09:00+07")
    _streets(OCTOBER, "2025-11-03 09:00+07")
    _streets(NOVEMBER, "2025-11-17 09:00+07", "rejected")
    held = _streets(NOVEMBER, "2025-11-19 18:00+07", "held")
    settle(held, "accepted_with_warnings")
    _settled_at(held, "accepted_with_warnings", "2025-11-21 09:00+07")
    _received("self_assessment", ASSESSMENT, "2025-12-30 09:00+07")


def _streets(period: dict[str, Any], received_at: str, verdict: Any = "accepted") -> int:
    """A report on one market, received and settled at a given moment."""
    return _received("cashless_streets", period | SITE, received_at, verdict)


def _received(feed: str, row: dict[str, Any], received_at: str, verdict: Any = "accepted") -> int:
    number = deliver(feed, [row], sender=TRADE, verdict=verdict)
    with connect() as conn:
        reporting.note_periods(conn, catalog().contracts[feed], number)
    with connect(None) as conn:
        conn.execute("update control.delivery set received_at = %s where delivery_id = %s", [received_at, number])
    _settled_at(number, verdict, received_at)
    return number


def _settled_at(delivery_id: int, verdict: str, moment: str) -> None:
    with connect(None) as conn:
        conn.execute(
            "update control.settlement set settled_at = %s where delivery_id = %s and verdict = %s",
            [moment, delivery_id, verdict],
        )


def compliance(as_of: str, columns: str, sender: str = TRADE, feed: str = "cashless_streets") -> list[tuple[Any, ...]]:
    """What the mart says of one sender and feed at a moment, oldest period first."""
    with connect("kho_analyst", as_of=as_of) as conn:
        query = f"""select {columns} from marts.mart_reporting_compliance
            where sender = %s and feed = %s order by period_start"""
        return conn.execute(query.encode(), [sender, feed]).fetchall()


@pytest.mark.usefixtures("warehouse")
def test_each_month_has_its_status_and_days() -> None:
    found = compliance("2025-12-20", "period_label, status, is_on_time, days_late, corrections_count, rejected_count")
    assert found == [
        ("Tháng 10/2025", "on_time", True, 0, 1, 0),
        ("Tháng 11/2025", "late", False, 3, 0, 1),
        ("Tháng 12/2025", "missing", False, 4, 0, 0),
    ]


@pytest.mark.usefixtures("warehouse")
def test_a_form_that_names_no_period_is_for_that_of_its_day() -> None:
    found = compliance("2026-06-30 18:00", "period_label, status, deliveries_count", feed="self_assessment")
    assert found == [("6 tháng cuối năm 2025", "on_time", 1), ("6 tháng đầu năm 2026", "missing", 0)]


@pytest.mark.usefixtures("warehouse")
def test_an_earlier_moment_knows_only_what_was_known_then() -> None:
    assert compliance("2025-10-31", "period_label, status, corrections_count") == [("Tháng 10/2025", "on_time", 0)]
    assert compliance("2025-11-16", "status, is_expected")[1] == ("open", False)
    assert compliance("2025-11-18", "status, days_late")[1] == ("rejected", 2)
    assert compliance("2025-11-20", "status, days_late")[1] == ("held", 4)
    assert compliance("2025-11-20 17:30", "status, is_received, is_accepted")[1] == ("held", True, False)


@pytest.mark.usefixtures("warehouse")
def test_administrative_quarters_and_weeks_are_owed_from_the_first_on() -> None:
    quarters = compliance("2026-01-10", f"period_label, period_start, {DUE}", "nhnn/khu_vuc_6", "payment_accounts")
    assert [(label, str(start), str(due)) for label, start, due in quarters] == [
        ("Quý III/2025", "2025-06-15", "2025-09-15 17:00:00"),
        ("Quý IV/2025", "2025-09-15", "2025-12-15 17:00:00"),
        ("Quý I/2026", "2025-12-15", "2026-03-15 17:00:00"),
    ]
    booths = compliance("2026-02-01", f"period_label, {DUE}", "hanoi/so_khcn", "digital_booths")
    assert [booths[0][0], booths[-1][0], len(booths)] == ["Tuần 41/2025", "Tuần 51/2025", 11]
    assert str(booths[0][1]) == "2025-10-13 12:00:00"


@pytest.mark.usefixtures("warehouse")
def test_a_sender_is_counted_in_one_line() -> None:
    counts = """count(*) filter (where is_expected), count(*) filter (where is_received),
        count(*) filter (where is_on_time), count(*) filter (where is_accepted)"""
    with connect("kho_analyst", as_of="2025-12-20") as conn:
        query = f"select {counts} from marts.mart_reporting_compliance where sender = %s and feed = 'cashless_streets'"
        assert conn.execute(query.encode(), [TRADE]).fetchall() == [(3, 2, 1, 2)]


@pytest.mark.usefixtures("warehouse")
def test_a_due_day_that_changes_and_a_feed_that_goes_leave_the_past_alone() -> None:
    """Written on 20 November and seen from January, in a transaction that is taken back."""
    feed, known = "cashless_streets", catalog()
    contract = known.contracts[feed]
    earlier = contract.delivery.model_copy(update={"due": (Due(day=5),)})
    changed = Catalog(
        known.contracts | {feed: contract.model_copy(update={"delivery": earlier})}, known.senders, known.folder
    )
    sender = known.senders[TRADE].model_copy(update={"feeds": ("self_assessment",)})
    without = Catalog(known.contracts, known.senders | {TRADE: sender}, known.folder)
    query = (
        f"select ({DUE})::text, status from marts.mart_reporting_compliance where sender = %s and feed = %s order by 1"
    )
    found = []
    for other in (changed, without):
        with connect(None) as conn:
            reporting.write_duties(conn, other, date(2025, 11, 20))
            conn.execute("select set_config('kho.as_of', '2026-01-10', true)")
            found.append(conn.execute(query.encode(), [TRADE, feed]).fetchall())
            conn.rollback()
    held = [("2025-10-17 17:00:00", "on_time"), ("2025-11-17 17:00:00", "late")]
    assert found == [[*held, ("2025-12-05 17:00:00", "missing"), ("2026-01-05 17:00:00", "missing")], held]


@pytest.mark.usefixtures("warehouse")
def test_of_tables_that_are_published_nothing_is_due() -> None:
    query = """select feed, is_owed, no_day_reason from marts.mart_reporting_duties
        where sender in ('trunguong/bo_tai_chinh', 'hanoi/bva', 'trunguong/cuc_thong_ke') order by feed"""
    nothing = (False, "nothing is due: it comes when there is something to report")
    with connect("kho_analyst") as conn:
        assert conn.execute(query.encode()).fetchall() == [
            ("commune_conversion", *nothing),
            ("dtmarket_exchange", True, None),
            ("merged_provinces", *nothing),
            ("provincial_budget", *nothing),
            ("statistics_table", *nothing),
            ("technology_listings", True, None),
        ]
        owed = "select count(*) from marts.mart_reporting_compliance where feed = 'statistics_table'"
        assert conn.execute(owed.encode()).fetchone() == (0,)


@pytest.mark.usefixtures("warehouse")
def test_a_misspelt_moment_is_refused_in_a_sentence() -> None:
    with pytest.raises(psycopg.Error, match=r"kho\.as_of is “gestern”, which is no release, date or time"):
        compliance("gestern", "status")


def test_a_plan_is_no_report_on_its_year(database: str) -> None:
    rows = [indicator(target_value=30, **year(2025)), indicator(actual_value="17.5", **year(2024))]
    number = deliver("digital_economy_indicators", rows)
    with connect() as conn:
        for _ in range(2):
            reporting.note_periods(conn, catalog().contracts["digital_economy_indicators"], number)
        noted = conn.execute("select delivery_id, period_end::text from control.delivery_period").fetchall()
    assert noted == [(number, "2024-12-31")]

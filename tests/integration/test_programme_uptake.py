"""The mart of the programmes, from deliveries to what an analyst may see of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.database import connect
from kho.settings import Settings
from kho.steps import dbt
from tests.integration.entries import deliver, publish_next

MONTH = {
    "period_start": "2025-10-01",
    "period_end": "2025-10-31",
    "period_kind": "month",
    "period_label": "Tháng 10/2025",
    "territory_code": "01",
}
INVOICES = MONTH | {"service_code": "e_invoice", "user_group": "household", "new_count": 500}
BOOTH = {
    "business_name": "Hộ kinh doanh Nguyễn Thị Minh Họa",
    "owner_name": "Nguyễn Thị Minh Họa",
    "owner_phone": "0900000001",
    "business_kind": "household",
    "opened_date": "2025-10-02",
    "products_count": 3,
    "orders_count": 2,
    "revenue_vnd": 250_000,
    "as_of_date": "2025-10-26",
    "territory_code": "01",
}


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> Path:
    """One release of the three feeds of the programmes, for all tests of this file to read."""
    _report()
    publish_next()
    return installation


def _report() -> None:
    sites = [("00070", 410, 246), ("00082", 40, 25), ("00256", 8, 8)]
    deliver(
        "cashless_streets",
        [
            MONTH
            | {"commune_code": commune, "site_name": f"Chợ {commune}", "site_kind": "market"}
            | {"traders_count": traders, "qr_traders_count": with_code}
            for commune, traders, with_code in sites
        ],
        sender="hanoi/so_cong_thuong",
    )
    booths = ["00070"] * 12 + ["00082"] * 11
    deliver(
        "digital_booths",
        [
            BOOTH | {"commune_code": commune, "tax_code": f"01{number:08}", "booth_code": f"GH-{number}"}
            for number, commune in enumerate(booths)
        ],
    )
    counted = {"hanoi/so_khcn": (58_700, 340_000), "hanoi/thue": (59_480, 338_900)}
    for sender, (active, eligible) in counted.items():
        row = INVOICES | {"active_count": active, "eligible_count": eligible}
        deliver("digital_services_uptake", [row], sender=sender)


def rows(query: str) -> list[tuple[Any, ...]]:
    with connect("kho_analyst") as conn:
        return conn.execute(query.encode()).fetchall()


@pytest.mark.usefixtures("warehouse")
def test_a_share_is_recomputed_and_small_wards_cannot_be_worked_out() -> None:
    query = """select commune_code, figure_value, denominator_count, share_pct, missing_reason
        from marts.mart_programme_uptake where measure_code = 'qr_traders' order by commune_code nulls first"""
    hidden = "would tell a cell of fewer than 10 persons"
    assert rows(query) == [
        (None, Decimal(279), Decimal(458), Decimal("60.92"), None),
        ("00070", Decimal(246), Decimal(410), Decimal(60), None),
        ("00082", None, None, None, hidden),
        ("00256", None, None, None, "fewer than 10 persons"),
    ]


@pytest.mark.usefixtures("warehouse")
def test_two_senders_stay_and_the_contract_says_who_goes_first() -> None:
    query = """select sender, is_preferred, other_senders_count, figure_value, share_pct, measure_kind, row_number,
            field
        from marts.mart_programme_uptake where measure_code = 'active_users' order by is_preferred desc"""
    assert rows(query) == [
        ("hanoi/thue", True, 1, Decimal(59_480), Decimal("17.55"), "cumulative", 7, "active_count"),
        ("hanoi/so_khcn", False, 1, Decimal(58_700), Decimal("17.26"), "cumulative", 7, "active_count"),
    ]


@pytest.mark.usefixtures("warehouse")
def test_flows_and_stocks_of_booths_are_apart() -> None:
    query = """select measure_code, measure_kind, figure_value from marts.mart_programme_uptake
        where measure_code in ('booths', 'orders', 'revenue_vnd') and commune_code = '00070' order by 1"""
    assert rows(query) == [
        ("booths", "stock", Decimal(12)),
        ("orders", "new", Decimal(24)),
        ("revenue_vnd", "new", Decimal(3_000_000)),
    ]


@pytest.mark.usefixtures("warehouse")
def test_a_column_that_nobody_filled_in_is_no_figure_of_zero() -> None:
    query = """select commune_code, figure_value, denominator_count, missing_reason, completeness_pct
        from marts.mart_programme_uptake where measure_code = 'trained_booths' order by 1 nulls first"""
    nobody = (None, Decimal(0), "no report gives it", Decimal(0))
    assert rows(query) == [(None, *nobody), ("00070", *nobody), ("00082", *nobody)]


@pytest.mark.usefixtures("warehouse")
def test_no_person_leaves_the_raw_table() -> None:
    query = """select table_schema, column_name from information_schema.columns
        where column_name in ('business_name', 'owner_name', 'owner_phone') and table_schema <> 'raw'"""
    with connect(None) as conn:
        assert conn.execute(query.encode()).fetchall() == []


@pytest.mark.usefixtures("warehouse")
def test_the_rules_of_the_models_hold() -> None:
    settings = Settings.from_environment()
    models = ("int_programmes__figures_suppressed", "mart_programme_uptake")
    tested = dbt.run(
        dbt.definition(settings.contracts), "test", "--select", *(f"{model},test_type:unit" for model in models)
    )
    assert len(tested) == 4

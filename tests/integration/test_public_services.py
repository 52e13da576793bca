"""Online public services: from deliveries to what an analyst sees, before and after a correction."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.database import connect
from kho.settings import Settings
from kho.steps import dbt
from tests.integration.entries import deliver, publish_next

SENDER = "hanoi/tt_pvhcc"
DOSSIERS = {
    "agency_code": "H26.01",
    "agency_name": "Sở Y tế",
    "procedure_code": "1.001234",
    "service_level": "full",
    "carried_over_count": 20,
    "received_count": 100,
    "online_count": 80,
    "processed_count": 90,
    "on_time_count": 81,
    "pending_count": 30,
    "digitised_count": 45,
    "territory_code": "01",
}
SCORE = {"agency_code": "398101", "agency_name": "UBND thành phố Hà Nội", "territory_code": "01"}


def month(number: int) -> dict[str, Any]:
    """The columns of a month of 2025."""
    last = {6: 30, 10: 31}[number]
    return {
        "period_start": f"2025-{number:02}-01",
        "period_end": f"2025-{number:02}-{last}",
        "period_kind": "month",
        "period_label": f"Tháng {number}/2025",
    }


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> list[int]:
    """Two releases: a report of October with an earlier one of June, and a correction of October."""
    june = DOSSIERS | month(6) | {"agency_code": "000.00.01.H26"}
    deliver("online_public_services", [june], sender=SENDER)
    partial = {"procedure_code": "2.000123", "service_level": "partial", "received_count": 300, "online_count": 40}
    stock = {"processed_count": 310, "on_time_count": 279, "pending_count": 10, "digitised_count": None}
    october = [DOSSIERS | month(10), DOSSIERS | month(10) | partial | stock]
    deliver("online_public_services", [*october, SCORE | month(10) | {"total_score": "87.53"}], sender=SENDER)
    first = publish_next()
    corrected = [october[0] | {"online_count": 100}, october[1]]
    deliver("online_public_services", corrected, sender=SENDER)
    return [first, publish_next()]


def rows(query: str, as_of: int | str = "") -> list[tuple[Any, ...]]:
    with connect("kho_analyst", as_of=str(as_of)) as conn:
        return conn.execute(query.encode()).fetchall()


OCTOBER = """select service_level, received_count, online_pct, on_time_pct, digitised_pct, digitised_completeness_pct,
        total_score, score_remark
    from marts.mart_public_services
    where agency_code is null and period_end = '2025-10-31' order by service_level nulls first"""


def test_shares_are_made_of_sums_and_the_score_is_the_gateways(warehouse: list[int]) -> None:
    levels = "scores are given to agencies, not to levels of service"
    assert rows(OCTOBER, warehouse[0]) == [
        (None, 400, Decimal(30), Decimal(90), Decimal(50), Decimal(50), Decimal("87.53"), None),
        ("full", 100, Decimal(80), Decimal(90), Decimal(50), Decimal(100), None, levels),
        ("partial", 300, Decimal("13.33"), Decimal(90), None, Decimal(0), None, levels),
    ]


def test_a_correction_replaces_the_month_and_the_earlier_state_stays(warehouse: list[int]) -> None:
    whole = [row[:3] + row[6:] for row in rows(OCTOBER) if row[0] is None]
    assert whole == [(None, 400, Decimal(35), None, "no score was reported")]
    assert rows(OCTOBER, warehouse[0])[0][2] == Decimal(30)


def test_an_agency_is_found_again_under_its_new_number(warehouse: list[int]) -> None:
    query = """select agency_code, earlier_agency_code from marts.mart_public_services
        where agency_code is not null and service_level is null order by period_end"""
    assert rows(query) == [("000.00.01.H26", None), ("H26.01", "000.00.01.H26")]


def test_the_rates_are_observations(warehouse: list[int]) -> None:
    query = """select indicator_code, value, numerator, denominator, unit from marts.mart_observation
        where period_end = '2025-10-31' order by 1"""
    assert rows(query, warehouse[0]) == [
        ("OPS_766_SCORE", Decimal("87.53"), Decimal("87.53"), Decimal(100), "điểm (0-100)"),
        ("OPS_DIGITISED_RATE", Decimal(50), Decimal(45), Decimal(90), "%"),
        ("OPS_FULL_RATE", Decimal(20), Decimal(80), Decimal(400), "%"),
        ("OPS_ONLINE_RATE", Decimal(30), Decimal(120), Decimal(400), "%"),
        ("OPS_ONTIME_RATE", Decimal(90), Decimal(360), Decimal(400), "%"),
    ]
    assert [row[0] for row in rows(query)] == [
        "OPS_DIGITISED_RATE",
        "OPS_FULL_RATE",
        "OPS_ONLINE_RATE",
        "OPS_ONTIME_RATE",
    ]


@pytest.mark.usefixtures("warehouse")
def test_the_rules_of_the_models_hold() -> None:
    settings = Settings.from_environment()
    models = (
        "int_public_services__scores_told",
        "int_public_services__agencies_summed",
        "int_observations__public_services_computed",
        "mart_public_services",
    )
    tested = dbt.run(
        dbt.definition(settings.contracts), "test", "--select", *(f"{model},test_type:unit" for model in models)
    )
    assert len(tested) == 6

"""Accounts of electronic identity: from deliveries to what an analyst may see, before and after a correction."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps import dbt
from tests.integration.entries import deliver, indicator, publish_next, year

SENDER = "haiphong/cong_an"
COMMUNE = {
    "period_start": "2025-10-01",
    "period_end": "2025-10-31",
    "period_kind": "month",
    "period_label": "Tháng 10/2025",
    "territory_code": "31",
    "population_14_count": 1_200,
    "adult_population_count": 1_000,
    "enrolled_count": 900,
    "activated_1_count": 50,
    "activated_2_count": 700,
}


def communes() -> list[str]:
    """The communes of Hải Phòng since 2025-07-01."""
    with (PROJECT / "contracts/codes/communes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return sorted(row["code"] for row in rows if row["province_code"] == "31" and not row["valid_to"])


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> list[int]:
    """Two releases: every commune but one beside the plan of 2025, and a correction with all of them."""
    plan = {"indicator_code": "VNEID_ADULT", "territory_code": "31", "boundary_date": "2025-06-30"}
    target = indicator(target_value=80, target_value_comparator="=", **plan, **year(2025))
    deliver("digital_economy_indicators", [target], sender="haiphong/so_khcn")
    first, second, *others = communes()
    rows = [COMMUNE | {"commune_code": code} for code in others]
    rows.append(COMMUNE | {"commune_code": first, "activated_2_count": 7})
    deliver("vneid_accounts", rows, sender=SENDER)
    before = publish_next()
    deliver("vneid_accounts", [*rows, COMMUNE | {"commune_code": second}], sender=SENDER)
    return [before, publish_next()]


def rows(query: str, as_of: int | str = "") -> list[tuple[Any, ...]]:
    with connect("kho_analyst", as_of=str(as_of)) as conn:
        return conn.execute(query.encode()).fetchall()


PROVINCE = """select activated_2_count, activated_of_adults_pct, missing_reason, reported_communes_count, communes_count
    from marts.mart_digital_identity where commune_code is null"""


def test_a_province_is_summed_once_every_commune_has_reported(warehouse: list[int]) -> None:
    assert rows(PROVINCE, warehouse[0]) == [(None, None, "not every commune has reported", 113, 114)]
    activated = 113 * 700 + 7
    share = Decimal(100 * activated) / 114_000
    assert rows(PROVINCE) == [(Decimal(activated), share.quantize(Decimal("0.01")), None, 114, 114)]


def test_a_small_cell_takes_another_commune_with_it(warehouse: list[int]) -> None:
    query = """select missing_reason, count(*), count(activated_2_count), count(enrolled_count)
        from marts.mart_digital_identity where commune_code is not null group by 1 order by 2"""
    assert rows(query) == [
        ("fewer than 10 persons", 1, 0, 1),
        ("would tell a cell of fewer than 10 persons", 1, 0, 1),
        (None, 112, 112, 112),
    ]


def test_the_plan_on_the_old_boundary_is_not_compared_with_the_new_one(warehouse: list[int]) -> None:
    query = """select target_value, actual_value, comparison from marts.mart_target_progress
        where indicator_code = 'VNEID_ADULT'"""
    assert rows(query, warehouse[0]) == [(Decimal(80), None, "no_actual")]
    assert rows(query) == [(Decimal(80), Decimal("69.3921"), "not_comparable")]


def test_the_programmes_have_it_too(warehouse: list[int]) -> None:
    query = """select measure_code, figure_value, missing_reason, completeness_pct from marts.mart_programme_uptake
        where programme_code = 'vneid' and commune_code is null order by 1"""
    reason = "not every commune has reported"
    assert rows(query, warehouse[0]) == [
        (measure, None, reason, Decimal("99.1")) for measure in ("activated_level_1", "activated_level_2", "enrolled")
    ]
    assert rows(query)[2] == ("enrolled", Decimal(114 * 900), None, Decimal(100))


@pytest.mark.usefixtures("warehouse")
def test_the_rules_of_the_models_hold() -> None:
    settings = Settings.from_environment()
    models = (
        "int_observations__identity_computed",
        "int_programmes__identity_summed",
        "int_programmes__figures_suppressed",
        "mart_digital_identity",
    )
    tested = dbt.run(
        dbt.definition(settings.contracts), "test", "--select", *(f"{model},test_type:unit" for model in models)
    )
    assert len(tested) == 6

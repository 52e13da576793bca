"""Money for tasks and for firms, from deliveries to what an analyst may see of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.database import connect
from kho.settings import Settings
from kho.steps import dbt
from tests.integration.entries import deliver, publish_next

MILLION = 10**6
SCIENCE, FINANCE = "danang/so_khcn", "danang/so_tai_chinh"
QUARTER = {
    "period_start": "2026-01-01",
    "period_end": "2026-03-31",
    "period_kind": "quarter",
    "period_label": "Quý I/2026",
}
TASK = QUARTER | {
    "task_name": "Nền tảng dữ liệu",
    "lead_unit_code": "so_khcn",
    "funding_source": "state_budget",
    "territory_code": "48",
    "plan_code": "PLAN_DN_ST",
}
DONG_THAP, TREASURY = "dongthap/so_khcn", "dongthap/so_tai_chinh"
SUPPORT = {
    "business_name": "Hộ kinh doanh Nguyễn Thị Minh Họa",
    "programme_code": "PRG_DT_SUPPORT",
    "support_date": "2025-05-12",
    "amount_vnd": 20 * MILLION,
}


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> Path:
    """Two releases: the reports, and what a correction has made of them."""
    _report_budget(paid=250)
    deliver("science_technology_budget", [TASK | _money(1000, 260)], sender=FINANCE)
    _report_support()
    publish_next()
    _report_budget(paid=400)
    taken_back = SUPPORT | {"tax_code": "1400200001", "territory_code": "82", "business_scale": "small"}
    deliver("business_support", [taken_back | {"result": "Thu hồi"}], sender=DONG_THAP)
    publish_next()
    return installation


def _money(allotment: int, paid: int | None) -> dict[str, Any]:
    spent = None if paid is None else paid * MILLION
    return {"allotment_vnd": allotment * MILLION, "disbursed_vnd": spent, "cumulative_vnd": spent}


def _report_budget(paid: int) -> None:
    other = TASK | {"task_name": "Vườn ươm", "funding_source": "social"}
    deliver("science_technology_budget", [TASK | _money(1000, paid), other | _money(600, None)], sender=SCIENCE)


def _report_support() -> None:
    """Twelve households in old Đồng Tháp, three in Tiền Giang, and two firms of which one was supported twice."""
    households = [
        SUPPORT | {"tax_code": f"14001{number:05}", "territory_code": "87" if number < 12 else "82"}
        for number in range(15)
    ]
    firms = [
        SUPPORT | {"tax_code": f"140020000{number}", "territory_code": "82", "business_scale": "small"}
        for number in (1, 2)
    ]
    again = firms[1] | {"support_date": "2025-06-30", "amount_vnd": None}
    rows = [row | {"business_scale": "household"} for row in households] + firms + [again]
    deliver("business_support", rows, sender=DONG_THAP)
    later = firms[0] | {"support_date": "2025-07-01", "programme_code": "CT-CDS-02"}
    deliver("business_support", [later], sender=TREASURY)


def rows(query: str, as_of: str = "") -> list[tuple[Any, ...]]:
    with connect("kho_analyst", as_of=as_of) as conn:
        return conn.execute(query.encode()).fetchall()


@pytest.mark.usefixtures("warehouse")
def test_two_departments_stay_and_the_treasury_goes_first() -> None:
    query = """select sender, is_preferred, other_senders_count, allotment_vnd, cumulative_vnd, disbursed_pct,
            completeness_pct, tasks_count, plan_code
        from marts.mart_budget_execution where level = 'all' order by is_preferred desc"""
    assert rows(query) == [
        (FINANCE, True, 1, Decimal(10**9), Decimal(260 * MILLION), Decimal(26), Decimal(100), 1, "PLAN_DN_ST"),
        (SCIENCE, False, 1, Decimal(1600 * MILLION), Decimal(400 * MILLION), Decimal(40), Decimal(50), 2, "PLAN_DN_ST"),
    ]


@pytest.mark.usefixtures("warehouse")
def test_a_correction_replaces_a_disbursement_and_the_earlier_one_stays_to_be_asked_for() -> None:
    query = f"""select task_name, disbursed_pct, row_number, field, missing_reason from marts.mart_budget_execution
        where level = 'task' and sender = '{SCIENCE}' order by row_number"""
    silent = ("Vườn ươm", None, 8, "allotment_vnd", "no task reports what was disbursed")
    assert rows(query, as_of="1") == [("Nền tảng dữ liệu", Decimal(25), 7, "cumulative_vnd", None), silent]
    assert rows(query) == [("Nền tảng dữ liệu", Decimal(40), 7, "cumulative_vnd", None), silent]


@pytest.mark.usefixtures("warehouse")
def test_code_82_is_tien_giang_before_the_reform_and_dong_thap_since() -> None:
    query = """select territory_name, period_label, sender, firms_count, amount_vnd from marts.mart_business_support
        where boundary = 'reported' and territory_code = '82' and group_code = 'enterprise'
            and programme_code is null and business_scale is null order by period_end"""
    assert rows(query, as_of="1") == [
        ("Tiền Giang", "Quý II/2025", DONG_THAP, 2, Decimal(40 * MILLION)),
        ("Đồng Tháp", "Quý III/2025", TREASURY, 1, Decimal(20 * MILLION)),
    ]


@pytest.mark.usefixtures("warehouse")
def test_a_firm_counts_once_and_support_that_was_taken_back_not_at_all() -> None:
    query = """select firms_count, supports_count, amount_vnd, completeness_pct, programme_name
        from marts.mart_business_support
        where boundary = 'today' and business_scale = 'small' and programme_code = 'PRG_DT_SUPPORT'"""
    name = "Hỗ trợ chuyển đổi số doanh nghiệp; thu hút dự án công nghệ cao"
    assert rows(query, as_of="1") == [(2, 3, Decimal(40 * MILLION), Decimal("66.7"), name)]
    assert rows(query) == [(1, 2, Decimal(20 * MILLION), Decimal(50), name)]


@pytest.mark.usefixtures("warehouse")
def test_few_households_cannot_be_worked_out_from_the_sums() -> None:
    query = """select boundary, territory_code, programme_code, firms_count, missing_reason
        from marts.mart_business_support where group_code = 'household' order by 1, 2, 3 nulls last"""
    few, told = "fewer than 10 persons", "would tell a cell of fewer than 10 persons"
    assert rows(query) == [
        ("reported", "82", "PRG_DT_SUPPORT", None, few),
        ("reported", "82", None, None, few),
        ("reported", "87", "PRG_DT_SUPPORT", 12, None),
        ("reported", "87", None, 12, None),
        ("today", "82", "PRG_DT_SUPPORT", None, told),
        ("today", "82", None, None, told),
    ]


@pytest.mark.usefixtures("warehouse")
def test_no_name_and_no_code_of_a_firm_reaches_a_mart() -> None:
    query = """select table_name, column_name from information_schema.columns
        where (column_name = 'business_name' and table_schema <> 'raw')
            or (column_name = 'tax_code' and table_schema = 'marts')"""
    with connect(None) as conn:
        assert conn.execute(query.encode()).fetchall() == []


@pytest.mark.usefixtures("warehouse")
def test_the_rules_of_the_models_hold() -> None:
    models = ("mart_budget_execution", "mart_business_support", "int_support__*")
    tested = dbt.run(
        dbt.definition(Settings.from_environment().contracts),
        "test",
        "--select",
        *(f"{model},test_type:unit" for model in models),
    )
    assert len(tested) == 5

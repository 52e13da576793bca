"""Money for tasks and for firms, from deliveries to what an analyst may see of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho import releases
from kho.database import connect
from kho.settings import Settings
from kho.steps import dbt
from kho.steps.build import build
from kho.steps.publish import publish
from tests.conftest import execute, named
from tests.integration.entries import deliver

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


@pytest.fixture(scope="module")
def warehouse(postgres_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two releases: the reports, and what a correction has made of them."""
    name = f"kho_money_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name} template {migrated_template}")
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KHO_HOME", str(home))
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        _report_budget(paid=250)
        deliver("science_technology_budget", [TASK | _money(1000, 260)], sender=FINANCE)
        _publish()
        _report_budget(paid=400)
        _publish()
        yield home
    execute(postgres_server, f"drop database {name} with (force)")


def _publish() -> None:
    release_id = build()
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)


def _money(allotment: int, paid: int | None) -> dict[str, Any]:
    spent = None if paid is None else paid * MILLION
    return {"allotment_vnd": allotment * MILLION, "disbursed_vnd": spent, "cumulative_vnd": spent}


def _report_budget(paid: int) -> None:
    other = TASK | {"task_name": "Vườn ươm", "funding_source": "social"}
    deliver("science_technology_budget", [TASK | _money(1000, paid), other | _money(600, None)], sender=SCIENCE)


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
def test_the_rules_of_the_models_hold() -> None:
    models = ("mart_budget_execution",)
    tested = dbt.run(dbt.definition(Settings.from_environment().contracts), "test", "--select", *models)
    assert len(tested) == 1

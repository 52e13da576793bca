"""Self-assessments: from deliveries to what an analyst sees, before and after a resubmission."""

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

SENDER = "haiphong/so_cong_thuong"
ANSWER = {
    "organisation_code": "HP-SCT",
    "organisation_name": "Sở Công Thương",
    "sector_code": "ecommerce",
    "criteria_version": "2025.1",
    "criterion_code": "N1C1",
    "self_score": 3,
    "max_score": 4,
    "assessed_date": "2025-11-20",
    "territory_code": "31",
}


@pytest.fixture(scope="module")
def warehouse(
    postgres_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[int]]:
    """Two releases: a department, a ward and nine firms; then the department once more, and a tenth firm."""
    name = f"kho_assessment_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name} template {migrated_template}")
    with pytest.MonkeyPatch.context() as patch:
        home: Path = tmp_path_factory.mktemp("home")
        patch.setenv("KHO_HOME", str(home))
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        department = [
            ANSWER | {"appraised_score": 2},
            ANSWER | {"criterion_code": "N1C2", "self_score": None, "self_score_text": "Có", "max_score": 1},
            ANSWER | {"criterion_code": "N2C1", "self_score": None},
            ANSWER | {"criterion_code": "N2C2", "self_score": 0, "appraised_score": 0, "max_score": 1000},
        ]
        ward = ANSWER | {"organisation_code": "11311", "self_score": 1}
        earlier = ANSWER | {"criteria_version": "2024.1", "assessed_date": "2025-05-20"}
        firms = [ANSWER | {"organisation_code": f"020123456{number}", "self_score": 4} for number in range(9)]
        deliver("self_assessment", [*department, ward, earlier, *firms], sender=SENDER)
        first = _release()
        again = [row | {"assessed_date": "2025-12-10"} for row in department[:2]]
        tenth = ANSWER | {"organisation_code": "0201234569", "self_score": 4}
        deliver("self_assessment", [again[0] | {"self_score": 4}, again[1], tenth], sender=SENDER)
        yield [first, _release()]
    execute(postgres_server, f"drop database {name} with (force)")


def _release() -> int:
    release_id = build()
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)
    return release_id


def rows(query: str, as_of: int | str = "") -> list[tuple[Any, ...]]:
    with connect("kho_analyst", as_of=str(as_of)) as conn:
        return conn.execute(query.encode()).fetchall()


UNITS = """select organisation_code, organisation_name, criteria_group, criteria_count, unanswered_count, zero_count,
        self_score_pct, self_mean_pct, appraised_score_pct, gap_pct
    from marts.mart_self_assessment
    where level_code = 'unit' and criteria_version = '2025.1' order by 1, 3 nulls first"""


def test_no_answer_is_not_zero_and_scales_are_brought_together(warehouse: list[int]) -> None:
    ward = ("11311", "Phường Hồng Bàng")
    department = ("HP-SCT", "Sở Công Thương Hải Phòng")
    quarter, nothing = Decimal(25), (None, None)
    assert rows(UNITS, warehouse[0]) == [
        (*ward, None, 1, 0, 0, quarter, quarter, *nothing),
        (*ward, "N1", 1, 0, 0, quarter, quarter, *nothing),
        (*department, None, 4, 1, 1, Decimal("0.4"), Decimal("58.33"), Decimal("0.2"), Decimal("0.1")),
        (*department, "N1", 2, 0, 0, Decimal(80), Decimal("87.5"), Decimal(50), quarter),
        (*department, "N2", 2, 1, 1, Decimal(0), Decimal(0), Decimal(0), Decimal(0)),
    ]


def test_the_last_assessment_of_a_period_counts_and_the_earlier_state_stays(warehouse: list[int]) -> None:
    query = """select assessed_date::text, assessments_count, criteria_count, self_score_pct, previous_missing_reason
        from marts.mart_self_assessment where organisation_code = 'HP-SCT' and criteria_group is null
            and criteria_version = '2025.1'"""
    reason = "the criteria have another version since: 2024.1 before"
    assert rows(query, warehouse[0]) == [("2025-11-20", 1, 4, Decimal("0.4"), reason)]
    assert rows(query) == [("2025-12-10", 2, 2, Decimal(100), reason)]


def test_firms_are_counted_from_ten_on_and_never_named(warehouse: list[int]) -> None:
    query = """select units_count, self_score_pct from marts.mart_self_assessment
        where level_code = 'sector' and criteria_version = '2025.1' and criteria_group = 'N1'"""
    assert rows(query, warehouse[0]) == [(2, Decimal("55.56"))]
    assert rows(query) == [(12, Decimal("93.88"))]
    assert rows("select count(*) from marts.mart_self_assessment where organisation_code like '0201%'") == [(0,)]


@pytest.mark.usefixtures("warehouse")
def test_no_name_and_no_evidence_leaves_the_raw_table() -> None:
    query = """select table_schema, table_name from information_schema.columns
        where column_name in ('organisation_name', 'evidence') and table_name like '%self_assessment'
            and table_schema in ('staging', 'warehouse')"""
    with connect(None) as conn:
        assert conn.execute(query.encode()).fetchall() == []


@pytest.mark.usefixtures("warehouse")
def test_the_rules_of_the_models_hold() -> None:
    settings = Settings.from_environment()
    models = ("int_assessments__answers_scored", "int_assessments__answers_standing", "mart_self_assessment")
    tested = dbt.run(
        dbt.definition(settings.contracts), "test", "--select", *(f"{model},test_type:unit" for model in models)
    )
    assert len(tested) == 5

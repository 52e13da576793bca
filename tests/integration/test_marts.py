"""What analysts read, from deliveries of all four feeds to the numbers of the marts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg.types.json import Jsonb

from kho.catalog import catalog
from kho.database import connect
from kho.settings import Settings
from kho.steps import dbt
from tests.integration.entries import deliver, indicator, publish_next, year

QUARTER = {
    "period_start": "2025-06-15",
    "period_end": "2025-09-14",
    "period_kind": "quarter",
    "period_label": "Quý III/2025",
}
PROJECT = {
    "project_name": "Dự án",
    "investor_name": "Công ty",
    "licensed_date": "2020-01-02",
    "status": "operating",
    "territory_code": "01",
}


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> Path:
    """One release of a few deliveries of every feed, for all tests of this file to read."""
    _report()
    publish_next()
    return installation


def _report() -> None:
    deliver(
        "digital_economy_indicators",
        [
            indicator(actual_value="17.5"),
            indicator(actual_value="23.5", source_method="NEU"),
            indicator(target_value="40", target_value_comparator="=", source_method="Kế hoạch", **year(2030)),
            indicator(target_value="40", target_value_comparator=">", source_method="Trương Việt Dũng", **year(2030)),
        ],
    )
    deliver(
        "digital_economy_indicators",
        [
            indicator(
                indicator_code="PAYMENT_ACCOUNT_15P", territory_code="31", target_value="85",
                boundary_date="2025-05-30", plan_code="106/KH-UBND", **year(2025),
            )
        ],
        sender="haiphong/so_khcn",
    )  # fmt: skip
    _report_of_the_bank()
    _report_of_the_park()
    _report_of_the_market()


def _report_of_the_bank() -> None:
    accounts = {"territory_code": "31", "accounts_count": 3_100_000, "account_holders_count": 1_500_000}
    deliver(
        "payment_accounts",
        [
            accounts | QUARTER | {"age_group": "15+", "population_15_count": 1_600_000},
            accounts | QUARTER | {"age_group": "18+", "population_15_count": 1_600_000},
        ],
        sender="nhnn/khu_vuc_6",
        verdict="accepted_with_warnings",
    )


def _report_of_the_park() -> None:
    deliver(
        "hightech_park_projects",
        [
            PROJECT
            | QUARTER
            | {"project_code": f"{number:03}", "project_kind": kind, "registered_capital_vnd": capital}
            for number, (kind, capital) in enumerate(
                [("domestic", 10**12), ("domestic", 2 * 10**12), ("fdi", 5 * 10**12)]
            )
        ],
        sender="hanoi/bql_khu_cnc",
    )


def _report_of_the_market() -> None:
    record = {"organisation_code": "HN-SYT", "status": "new"}
    kpis = Jsonb([{"ten": "Tỷ lệ", "mucTieu": ">= 80%", "ketQua": "86%"}])
    deliver(
        "dtmarket_exchange",
        [
            record
            | {
                "record_type": "need",
                "record_id": "NC-1",
                "record_date": "2026-02-03",
                "title": "Đặt lịch khám, hỏi 024.3825.3536, (024) 3825 3536 hay (+84912 345 678, a.b@hanoi.gov.vn)",
            },
            record | {"record_type": "solution", "record_id": "GP-1", "record_date": "2026-02-05", "kpis": kpis},
            record
            | {"record_type": "deal", "record_id": "GD-1", "record_date": "2026-02-22", "need_id": "NC-1"}
            | {"solution_id": "GP-1", "contract_value_vnd": 48 * 10**8, "kpis": kpis},
        ],
        sender="hanoi/bva",
    )


def rows(query: str) -> list[tuple[Any, ...]]:
    with connect("kho_analyst") as conn:
        return conn.execute(query.encode()).fetchall()


def test_both_sources_of_2023_stand_beside_each_target(warehouse: Path) -> None:
    query = """select target_comparator, actual_source_method, actual_value, gap_value, comparison, shown_release
        from marts.mart_target_progress where territory_code = '01' order by 1, 2"""
    assert rows(query) == [
        (comparator, source, Decimal(actual), Decimal(gap), "comparable", 1)
        for comparator in ("=", ">")
        for source, actual, gap in (("Bộ KH&CN", "17.5", "22.5"), ("NEU", "23.5", "16.5"))
    ]


def test_a_target_on_the_old_boundary_is_not_measured_on_the_new_one(warehouse: Path) -> None:
    query = """select target_value, actual_value, comparison, comparison_reason, gap_value
        from marts.mart_target_progress where territory_code = '31'"""
    reason = "the target stands on the boundary of 2025-05-30, the actual on that of 2025-09-14"
    assert rows(query) == [(Decimal(85), Decimal("93.75"), "not_comparable", reason, None)]


def test_conflicts_are_values_and_comparators_that_differ(warehouse: Path) -> None:
    query = """select scenario, comparator, value, lowest_value, highest_value, spread_value
        from marts.mart_source_conflicts order by 1, 2, 3"""
    found = [tuple(str(value) for value in row) for row in rows(query)]
    assert found == [
        ("actual", "=", "17.5", "17.5", "23.5", "6"),
        ("actual", "=", "23.5", "17.5", "23.5", "6"),
        ("target", "=", "40", "40", "40", "0"),
        ("target", ">", "40", "40", "40", "0"),
    ]


def test_a_share_of_persons_has_its_numerator_and_denominator(warehouse: Path) -> None:
    query = """select value, numerator, denominator, period_basis, territory_name, boundary_since::text
        from marts.mart_observation where indicator_code = 'PAYMENT_ACCOUNT_15P' and scenario = 'actual'"""
    expected = (Decimal("93.75"), Decimal(1_500_000), Decimal(1_600_000), "administrative", "Hải Phòng", "2025-07-01")
    assert rows(query) == [expected]


def test_accounts_are_never_a_share_of_persons(warehouse: Path) -> None:
    query = """select age_group, holders_pct, accounts_per_person, accounts_per_holder
        from marts.mart_payment_accounts order by 1"""
    assert rows(query) == [
        ("15+", Decimal("93.75"), Decimal("1.9375"), Decimal("2.0667")),
        ("18+", None, None, Decimal("2.0667")),
    ]


def test_park_totals_are_the_sum_of_their_kinds(warehouse: Path) -> None:
    query = "select project_kind, projects_count, registered_capital_vnd from marts.mart_park_investment order by 1"
    assert rows(query) == [
        ("all", 3, Decimal(8 * 10**12)),
        ("domestic", 2, Decimal(3 * 10**12)),
        ("fdi", 1, Decimal(5 * 10**12)),
    ]


def test_supply_meets_demand_with_results_and_days(warehouse: Path) -> None:
    query = """select need_id, solutions_count, deals_count, days_to_first_deal, contract_value_vnd, kpis_count,
        met_count from marts.mart_technology_market"""
    assert rows(query) == [("NC-1", 1, 1, 19, Decimal(48 * 10**8), 1, 1)]


def test_free_text_leaves_out_whom_to_call(warehouse: Path) -> None:
    assert rows("select title from marts.mart_technology_market") == [("Đặt lịch khám, hỏi …, (… hay (…, …)",)]


def test_the_database_says_of_every_table_and_column_what_its_page_says(warehouse: Path) -> None:
    query = """select c.relname, obj_description(c.oid), jsonb_object_agg(a.attname, col_description(c.oid, a.attnum))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where n.nspname in ('marts', 'warehouse') and c.relkind in ('r', 'v')
        group by c.oid, c.relname"""
    with connect(None) as conn:
        said = {name: (text, columns) for name, text, columns in conn.execute(query)}
    folders = [dbt.FOLDER / "models" / folder for folder in ("marts", "warehouse")]
    pages = [
        yaml.safe_load(path.read_text("utf-8"))["models"][0] for folder in folders for path in folder.glob("*.yml")
    ]
    described = {
        page["name"]: (page["description"], {column["name"]: column["description"] for column in page["columns"]})
        for page in pages
    }
    assert {name: said[name] for name in described} == described
    # marts.release and its like are made by migrations
    assert [name for name, (text, columns) in said.items() if not text or None in columns.values()] == []


def test_every_staged_column_is_described(warehouse: Path) -> None:
    query = """select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relname like 'stg\\_%' and not a.attisdropped and col_description(c.oid, a.attnum) is null"""
    with connect(None) as conn:
        assert conn.execute(query.encode()).fetchall() == []


def test_a_column_is_described_as_the_contract_says(warehouse: Path) -> None:
    query = """select c.relname, col_description(c.oid, a.attnum) from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'accounts_count'
        where c.relname in ('payment_accounts', 'stg_payment_accounts') order by 1"""
    contract = catalog().contracts["payment_accounts"]
    (column,) = [column for column in contract.columns if column.name == "accounts_count"]
    with connect(None) as conn:
        comments = conn.execute(query).fetchall()
    said = contract.described(column)
    assert comments == [("payment_accounts", said), ("stg_payment_accounts", said)]


def test_no_mart_shows_personal_data(warehouse: Path) -> None:
    columns = {
        row[0] for row in rows("select column_name from information_schema.columns where table_schema = 'marts'")
    }
    assert columns & {"settled_by", "published_by", "email", "phone", "contact"} == set()


def test_readers_of_one_statement_see_one_release(warehouse: Path) -> None:
    assert rows("select distinct shown_release from marts.mart_observation") == [(1,)]


@pytest.mark.timeout(600)  # a hundred tests in one
def test_the_rules_of_the_models_hold(warehouse: Path) -> None:
    pages = [yaml.safe_load(path.read_text("utf-8")) for path in (dbt.FOLDER / "models").rglob("*.yml")]
    settings = Settings.from_environment()
    tested = dbt.run(dbt.definition(settings.contracts), "test", "--select", "test_type:unit")
    assert sorted(tested) == sorted(test["name"] for page in pages for test in page.get("unit_tests", []))


def test_a_table_is_not_emptied_by_a_session_without_a_candidate(warehouse: Path) -> None:
    definition = dbt.definition(Settings.from_environment().contracts)
    with pytest.raises(dbt.DbtFailed, match="Release 0 is not a candidate: nothing is written to"):
        dbt.run(definition, "run", "--select", "fct_park_project")
    assert rows("select sum(projects_count) from marts.mart_park_investment where project_kind = 'all'") == [(3,)]


def test_builders_pin_a_release_and_misspellings_do_not_pass(warehouse: Path) -> None:
    with connect("kho_analyst", as_of="2") as conn, pytest.raises(psycopg.DatabaseError, match="Release 2 is not one"):
        conn.execute("select count(*) from marts.mart_observation")

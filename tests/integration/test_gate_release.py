"""The gate of a release on a real PostgreSQL: what each rule of `expectations/release.yml` finds, and says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jinja2
import psycopg
import pytest
import yaml
from psycopg import sql

from expectations.outcome import GateError, WarehouseUnavailable
from expectations.release import GateResult, validate_release
from expectations.release_rules import ReleaseRule, load
from kho.database import connect, sqlalchemy_url
from kho.settings import PROJECT

OPEN = 2147483647
MODELS = PROJECT / "dbt_project" / "models"
TABLES = (
    "fct_observation",
    "fct_park_project",
    "fct_payment_account",
    "fct_exchange_record",
    "fct_technology_listing",
    "dim_indicator",
    "dim_period",
    "dim_sector",
    "dim_territory",
    "dim_delivery",
)
EVER = {"from_release": 1, "to_release": OPEN}
TEXT = {"vi": "v", "en": "{failing_count} are bad", "fr": "f"}

FIGURE: dict[str, Any] = {
    "territory_code": "01",
    "indicator_code": "DE_GRDP_SHARE",
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 12, 31),
    "period_kind": "year",
    "period_basis": "calendar",
    "scenario": "actual",
    "measure": "value",
    "source_method": "Cục Thống kê",
    "sender": "hanoi/so_khcn",
    "comparator": "=",
    "value": 17.5,
    "unit": "%",
    "boundary_date": date(2023, 12, 31),
    "delivery_id": 4,
    "sheet_name": "Biểu 01",
    "row_number": 9,
    "field": "actual_value",
    **EVER,
}
CORE = {"indicator_code": "DE_CORE_GRDP_SHARE", "value": 9}
PROJECT_ROW = {"project_code": "P1", "period_end": date(2025, 6, 30), "period_kind": "half", "sender": "s"} | EVER

NEED = {"record_type": "need", "record_id": "n1", "record_date": date(2026, 2, 3), "status": "new", "title": "Số hóa"}
NEED |= {"organisation_code": "HN-P-LANG"}
WARD = {"record_id": "n2", "organisation_code": "HN-P-CUANAM"}
DEAL = {"record_type": "deal", "record_id": "d1", "record_date": date(2026, 2, 20), "need_id": "n1"}
BEFORE = {"from_release": 1, "to_release": 2}
SIGNED = DEAL | {"need_id": None, "status": "signed"}
GONE = {"listing_id": "a", **BEFORE}

Insert = Callable[..., None]
Judge = Callable[..., dict[str, GateResult]]


def insert(conn: psycopg.Connection, table: str, row: dict[str, Any]) -> None:
    statement = sql.SQL("insert into warehouse.{} ({}) values ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    conn.execute(statement, list(row.values()))


def make_tables(conn: psycopg.Connection) -> None:
    """The tables as the dbt models declare them, and the one mart that the rules look at."""
    for name in TABLES:
        columns = yaml.safe_load((MODELS / "warehouse" / f"{name}.yml").read_text())["models"][0]["columns"]
        body = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in columns)
        conn.execute(f"create table warehouse.{name} ({body})")
    predicate = "coalesce(from_release <= (select kho.release()) and to_release > (select kho.release()), false)"
    mart = jinja2.Template((MODELS / "marts" / "mart_observation.sql").read_text()).render(
        ref=lambda name: f"warehouse.{name}", released=lambda table: f"select * from {table} where {predicate}"
    )
    conn.execute(f"create view marts.mart_observation as {mart}")


@pytest.fixture
def warehouse(database: str) -> Insert:
    """A warehouse of two releases: 1 is published, 2 is the candidate; gives a function that adds rows."""
    with connect("kho_transformer") as conn:
        make_tables(conn)
        for code in ("DE_GRDP_SHARE", "DE_CORE_GRDP_SHARE", "DE_GROWTH", "STORES"):
            insert(conn, "dim_indicator", {"indicator_code": code, "indicator_name_vi": code, **EVER})
        known = {"valid_from": date(1900, 1, 1), "valid_to": date(9999, 12, 31), **EVER}
        insert(conn, "dim_territory", {"territory_code": "01", "territory_name": "Hà Nội", **known})
        merged = known | {"valid_to": date(2025, 6, 30)}
        insert(conn, "dim_territory", {"territory_code": "30", "territory_name": "Hải Dương", **merged})
    with connect(None) as conn:
        conn.execute("insert into control.release (release_id, definition, gate_passed) values (1, 'x', true)")
        conn.execute("update control.published set release_id = 1")
        conn.execute("insert into control.release (release_id, definition) values (2, 'x')")

    def add(*rows: dict[str, Any], table: str = "fct_observation", good: dict[str, Any] = FIGURE) -> None:
        with connect("kho_transformer") as conn:
            for row in rows:
                named = {"observation_id": uuid4()} if table == "fct_observation" else {}
                insert(conn, table, named | good | row)

    return add


@pytest.fixture
def judge(warehouse: Insert) -> Judge:
    """Judge release 2 with these rows of observations; only rules that failed are given."""

    def run(*rows: dict[str, Any], rules: list[ReleaseRule] | None = None) -> dict[str, GateResult]:
        warehouse(*rows)
        results = validate_release(sqlalchemy_url(role="kho_transformer"), 2, rules)
        return {result.rule: result for result in results if not result.passed}

    return run


def test_a_sound_release_passes_every_rule_in_the_order_of_the_file(warehouse: Insert) -> None:
    warehouse(FIGURE, FIGURE | CORE, FIGURE | {"source_method": "Sở KH&CN", "value": 23.5})
    results = validate_release(sqlalchemy_url(role="kho_transformer"), 2)
    assert [result.rule for result in results] == [rule.id for rule in load()]
    assert {(result.passed, result.failing_count, result.message) for result in results} == {(True, 0, None)}


def test_an_empty_release_passes(judge: Judge) -> None:
    assert judge() == {}


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        ([{"observation_id": UUID(int=1)}, {"observation_id": UUID(int=1), "value": 20}], {"REL-01"}),
        ([{}, {"sector_code": "ict"}], set()),
        ([{"indicator_code": ""}], {"REL-02", "REL-05"}),
        ([{"value": None}], {"REL-03"}),
        ([{"value": None, "value_text": "tăng mạnh"}], set()),
        ([{"territory_code": "99"}], {"REL-04"}),
        ([{"territory_code": "VN"}], set()),
        ([{"territory_code": "30"}], set()),
        ([{"territory_code": "30", "boundary_date": date(2025, 12, 31)}], {"REL-04"}),
        ([{"indicator_code": "NONE"}], {"REL-05"}),
        ([{}, CORE | {"value": 17.6}], {"REL-06"}),
        ([{}, CORE | {"value": 17.6, "source_method": "other"}], set()),
        ([{}, CORE | {"value": 17.6, "comparator": "<"}], set()),
        ([{"value": 100.1}], {"REL-07"}),
        ([{"value": -0.1}], {"REL-07"}),
        ([{"value": 120, "measure": "year_on_year"}], set()),
        ([{"value": -3, "indicator_code": "DE_GROWTH"}], set()),
        ([{"value": -1, "indicator_code": "STORES", "unit": "cửa hàng"}], {"REL-08"}),
        ([{"numerator": 5, "denominator": 4}], {"REL-09"}),
        ([{"period_start": date(2024, 1, 1)}], {"REL-10"}),
    ],
)
def test_observations(judge: Judge, rows: list[dict[str, Any]], rules: set[str]) -> None:
    assert set(judge(*rows)) == rules


@pytest.mark.parametrize(
    ("table", "rows", "rules"),
    [
        ("fct_park_project", [{}, {}], {"REL-20"}),
        ("fct_park_project", [{"implemented_capital_vnd": -1}], {"REL-21"}),
        ("fct_payment_account", [{"accounts_count": -1}], {"REL-30"}),
        ("fct_payment_account", [{"account_holders_count": 2, "population_15_count": 1}], {"REL-31"}),
        ("fct_exchange_record", [{"record_type": "need", "record_id": "a"}] * 2, {"REL-40"}),
        ("fct_exchange_record", [{"contract_value_vnd": -5}], {"REL-41"}),
        ("fct_exchange_record", [NEED, DEAL | {"record_date": date(2026, 2, 3)}], set()),
        ("fct_exchange_record", [NEED, DEAL | {"record_date": date(2026, 2, 2)}], {"REL-42"}),
        ("fct_exchange_record", [NEED | {"record_id": "n2"}, DEAL], {"REL-43"}),
        ("fct_exchange_record", [DEAL | {"need_id": None, "solution_id": "s1"}], {"REL-43"}),
        ("fct_exchange_record", [DEAL | BEFORE | {"need_id": None, "status": "negotiating"}, SIGNED], set()),
        ("fct_exchange_record", [DEAL | BEFORE | {"need_id": None, "status": "accepted"}, SIGNED], {"REL-44"}),
        ("fct_exchange_record", [NEED, NEED | {"record_id": "n2", "title": " số hóa "}], set()),
        ("fct_exchange_record", [NEED, NEED | WARD | {"title": "SỐ HÓA "}], {"REL-45"}),
        ("fct_exchange_record", [NEED, NEED | WARD | {"status": "completed"}], set()),
        ("fct_technology_listing", [GONE] * 11 + [{"listing_id": "b"}] * 5, {"REL-46"}),
        ("fct_technology_listing", [GONE] * 10 + [{"listing_id": "b"}] * 5, set()),
    ],
)
def test_other_facts(warehouse: Insert, judge: Judge, table: str, rows: list[dict[str, Any]], rules: set[str]) -> None:
    good = PROJECT_ROW if table == "fct_park_project" else {"sender": "s", "from_release": 2, "to_release": OPEN}
    warehouse(*rows, table=table, good=good)
    assert set(judge()) == rules


def test_only_rows_of_the_release_are_judged(judge: Judge) -> None:
    closed, later = {"value": 500, "to_release": 2}, {"value": 500, "from_release": 3}
    assert judge({}, closed, later) == {}


@pytest.mark.parametrize(
    ("status", "definition", "rules"),
    [("published", "x", {"REL-07"}), ("published", "y", {"REL-03", "REL-07"}), ("failed", "x", {"REL-03", "REL-07"})],
)
def test_a_rule_judges_what_is_new_since_a_published_release_of_the_same_models_passed_it(
    judge: Judge, status: str, definition: str, rules: set[str]
) -> None:
    with connect(None) as conn:
        conn.execute(
            "update control.release set status = %s, definition = %s, published_at = now()", [status, definition]
        )
        conn.execute("update control.release set status = 'candidate', definition = 'x' where release_id = 2")
        conn.execute(
            "insert into control.gate_result values (1, 'REL-03', 'block', true), (1, 'REL-07', 'block', false)"
        )
    assert set(judge({"value": None}, {"value": 101}, {"value": 5, "from_release": 2})) == rules


def test_a_new_row_is_judged_against_all_rows_of_the_release(judge: Judge) -> None:
    with connect(None) as conn:
        conn.execute(
            "insert into control.gate_result values (1, 'REL-01', 'block', true), (1, 'REL-06', 'block', true)"
        )
    same, fresh = {"observation_id": UUID(int=1)}, {"from_release": 2}
    assert set(judge(same, same | fresh)) == {"REL-01"}
    assert set(judge(CORE | {"value": 20} | fresh)) == {"REL-01", "REL-06"}


def test_a_failed_rule_counts_all_shows_some_and_says_it_in_three_languages(judge: Judge) -> None:
    found = judge(*({"value": 200 + n, "sector_code": str(n), "row_number": n} for n in range(30)))["REL-07"]
    assert (found.standing, found.failing_count, len(found.sample)) == ("block", 30, 20)
    assert set(found.sample[0]) >= {"value", "unit", "sender", "delivery_id", "sheet_name", "row_number"}
    assert found.message == "30 shares are not between 0 and 100 %."
    assert found.text is not None
    assert found.text.vi == "30 tỷ trọng nằm ngoài khoảng từ 0 đến 100 %."


def test_the_core_above_the_whole_leads_back_to_its_row(judge: Judge) -> None:
    found = judge({}, CORE | {"value": 18, "row_number": 12})["REL-06"]
    assert found.failing_count == 1
    assert {name: found.sample[0][name] for name in ("core_share", "total_share", "row_number")} == {
        "core_share": 18,
        "total_share": 17.5,
        "row_number": 12,
    }


def test_a_release_that_lost_most_of_the_shown_one_is_stopped(judge: Judge) -> None:
    rows = [{"sector_code": str(n), "to_release": 2 if n < 101 else OPEN} for n in range(200)]
    found = judge(*rows)["REL-50"]
    assert (found.failing_count, found.sample) == (1, [{"shown_rows": 200, "new_rows": 99}])


def test_losing_half_or_shrinking_a_small_table_is_no_mistake(judge: Judge) -> None:
    rows = [{"sector_code": str(n), "to_release": 2 if n < 90 else OPEN} for n in range(100)]
    assert judge(*rows) == {}


def test_a_rule_that_an_engineer_adds_needs_no_python(judge: Judge, tmp_path: Path) -> None:
    file = tmp_path / "release.yml"
    extra = {"id": "REL-90", "standing": "warn", "table": "warehouse.fct_observation", "message": TEXT}
    file.write_text(yaml.safe_dump([extra | {"check": "note is not null", "when": "value > 10"}]))
    found = judge({}, {"value": 5, "sector_code": "a"}, rules=list(load(file)))["REL-90"]
    assert (found.standing, found.failing_count, found.message) == ("warn", 1, "1 are bad")
    assert found.sample[0]["note"] is None


def test_a_query_with_colons_and_percent_signs_is_run_as_written(judge: Judge) -> None:
    query = (
        "select sender::text as s, '12:30'::time as t from released where unit like '%\\%' or mod(row_number, 2) = 7"
    )
    rule = ReleaseRule(id="REL-91", standing="hold", table="warehouse.fct_observation", found=query, message=TEXT)
    assert judge({}, rules=[rule])["REL-91"].sample[0]["s"] == "hanoi/so_khcn"


def test_a_table_that_is_missing_and_a_broken_query_stop_the_gate(judge: Judge) -> None:
    missing = ReleaseRule(id="REL-92", standing="warn", table="warehouse.nothing", check="a > 1", message=TEXT)
    with pytest.raises(GateError, match=r"^The table warehouse\.nothing cannot be read: "):
        judge(rules=[missing])
    broken = missing.model_copy(
        update={"table": "marts.mart_observation", "check": None, "found": "select nowhere from released"}
    )
    with pytest.raises(GateError, match=r"^release marts\.mart_observation, rule REL-92: .*nowhere"):
        judge(rules=[broken])


def test_a_database_that_is_gone_is_another_kind_of_failure() -> None:
    with pytest.raises(WarehouseUnavailable, match=r"^The warehouse does not answer: "):
        validate_release("postgresql+psycopg2://kho@127.0.0.1:1/kho", 1)

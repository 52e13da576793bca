"""The gate of a delivery on a real PostgreSQL: every failing row, with what its message needs."""

import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
import yaml

from expectations.delivery import Validation, validate
from expectations.outcome import GateError
from expectations.suite import suite_of
from kho import landing
from kho.catalog import Catalog
from kho.contract import Contract
from kho.database import connect, sqlalchemy_url
from kho.finding import Finding, Findings
from kho.settings import PROJECT

CONTRACT = """
feed: streets
title: {vi: Phố, en: Streets, fr: Rues}
grain: one row per street and month
key: [site_code, sector_code, period]
replaces: [sender, period]
delivery: {formats: [xlsx], frequency: month}
fields:
  site_code: {header: Mã phố, type: code, required: true, pattern: "[A-Z]{2}[0-9]{2}%?", example: HN01, length: 4}
  ward_code: {header: Mã phường, type: code, length: 5}
  sector_code: {header: Ngành, type: enum, codes: {trade: [Thương mại, TM], food: []}}
  period: {header: Tháng, type: period, required: true}
  merchants: {header: Số hộ, type: count, min: 0, max: 500}
  merchants_qr: {header: Số hộ có QR, type: count}
  qr_value_vnd: {header: Giá trị, type: money, unit: triệu đồng, min: 0.5}
  target: {header: Chỉ tiêu, type: decimal, required: true, text_allowed: true}
  score: {header: Điểm, type: decimal}
  grade: {header: Hạng, type: text, required: true, unless: score}
standings: {cell.length: warn}
rules:
  - id: STR-01
    tier: consistency
    standing: hold
    check: merchants_qr / merchants <= 1
    when: sector_code = 'trade'
    message: {vi: "{site_code}", en: "{merchants_qr} of {merchants} at {site_code}", fr: "{site_code}"}
  - id: STR-02
    tier: quality
    standing: shadow
    check: site_code not like '%\\%'
    expected: không có %
    message: {vi: v, en: e, fr: f}
"""
CATALOG = Catalog.load(PROJECT / "contracts")
FEED = Contract.model_validate(yaml.safe_load(CONTRACT))
GOOD: dict[str, Any] = {
    "sheet_name": "Phường 1",
    "row_number": 1,
    "site_code": "HN01",
    "ward_code": "00070",
    "sector_code": "trade",
    "period_start": date(2025, 1, 1),
    "period_end": date(2025, 1, 31),
    "period_kind": "month",
    "period_label": "01/2025",
    "merchants": 10,
    "merchants_qr": 5,
    "qr_value_vnd": 1_000_000,
    "target": None,
    "target_text": "tăng",
    "grade": "A",
}

Gate = Callable[..., Validation]


@pytest.fixture
def gate(database: str) -> Gate:
    """Land rows that differ from a good one, as delivery 2 beside another delivery, and validate them."""

    def run(*rows: dict[str, Any], already: pl.DataFrame | None = None, good: int = 0) -> Validation:
        schema = {"sheet_name": pl.String, "row_number": pl.Int64} | {c.name: c.dtype for c in FEED.columns}
        schema |= {name: pl.String for name, _ in landing.REMARKS}
        filled = [GOOD | {"row_number": 100 + i, "site_code": f"QN{i:02}"} for i in range(good)]
        filled += [GOOD | {"row_number": number} | row for number, row in enumerate(rows, start=1)]
        with connect() as conn:
            landing.ensure_table(conn, FEED)
            landing.land(conn, FEED, 1, [pl.DataFrame([GOOD, GOOD | {"merchants": -1}], schema=schema)])
            landing.land(conn, FEED, 2, [pl.DataFrame(filled, schema=schema)])
        return validate(sqlalchemy_url(role="kho_loader"), ("raw", "streets"), FEED, 2, already)

    return run


def found(validation: Validation) -> list[tuple[Any, ...]]:
    return validation.failures.select("rule", "standing", "row", "field", "raw", "expected").rows()


def test_good_rows_pass_whatever_other_deliveries_hold(gate: Gate) -> None:
    validation = gate(good=5)
    assert found(validation) == []
    assert validation.statistics.failed == ()
    assert validation.statistics.expectations == len(suite_of(FEED).expectations) == 12


def test_no_rows_at_all_pass(gate: Gate) -> None:
    assert found(gate()) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"site_code": None}, ("cell.required", "block", 1, "site_code", None, None)),
        ({"period_end": None, "period_label": None}, ("cell.required", "block", 1, "period", None, None)),
        ({"target_text": None}, ("cell.required", "block", 1, "target", None, None)),
        ({"grade": None}, ("cell.required", "block", 1, "grade", None, None)),
        ({"sector_code": "fish"}, ("cell.code", "block", 1, "sector_code", "fish", "Thương mại, food")),
        ({"merchants": 501}, ("cell.range", "block", 1, "merchants", "501", ">= 0, <= 500")),
        ({"qr_value_vnd": 499_999}, ("cell.range", "block", 1, "qr_value_vnd", "499999", ">= 0.5 triệu đồng")),
        ({"site_code": "hn01"}, ("cell.pattern", "block", 1, "site_code", "hn01", "HN01")),
        ({"merchants_qr": 11}, ("STR-01", "hold", 1, "merchants_qr", "11", "“Số hộ có QR” / “Số hộ” <= 1")),
    ],
)
def test_each_kind_of_rule_names_row_value_and_expectation(
    gate: Gate, change: dict[str, Any], finding: tuple[Any, ...]
) -> None:
    assert found(gate(change, good=2)) == [finding]


@pytest.mark.parametrize(
    "change",
    [
        {"target": 5, "target_text": None},
        {"grade": None, "score": 7},
        {"merchants": None},
        {"merchants": 0},
        {"merchants_qr": 11, "sector_code": "food"},
        {"merchants_qr": 11, "sector_code": None},
        {"qr_value_vnd": 500_000},
    ],
)
def test_null_zero_and_rows_the_rule_is_not_about_pass(gate: Gate, change: dict[str, Any]) -> None:
    assert found(gate(change)) == []


def test_standings_come_from_the_contract_and_percent_signs_survive(gate: Gate) -> None:
    assert found(gate({"site_code": "HN01%", "ward_code": "123456"})) == [
        ("cell.length", "warn", 1, "ward_code", "123456", "5"),
        ("STR-02", "shadow", 1, "site_code", "HN01%", "không có %"),
    ]


def test_params_hold_the_columns_that_the_rule_and_its_message_name(gate: Gate) -> None:
    row = gate({"merchants": 2, "merchants_qr": 3}).failures.row(0, named=True)
    assert (row["sheet"], row["tier"]) == ("Phường 1", "consistency")
    assert json.loads(row["params"]) == {
        "merchants": "2",
        "merchants_qr": "3",
        "sector_code": "trade",
        "site_code": "HN01",
    }


def test_doubled_keys_name_the_other_row_and_nulls_are_equal(gate: Gate) -> None:
    validation = gate(
        {"sector_code": None},
        {"sector_code": None},
        {"sector_code": None, "sheet_name": "Phường 2"},
        {"sector_code": "food"},
        good=3,
    )
    rows = validation.failures.select("rule", "sheet", "row", "raw", "expected", "params").rows()
    assert rows == [
        ("key.double", "Phường 1", 1, "HN01 / 01/2025", "Mã phố, Ngành, Tháng", '{"other": "2"}'),
        ("key.double", "Phường 1", 2, "HN01 / 01/2025", "Mã phố, Ngành, Tháng", '{"other": "1"}'),
        ("key.double", "Phường 2", 3, "HN01 / 01/2025", "Mã phố, Ngành, Tháng", '{"other": "Phường 1!1"}'),
    ]


def test_rows_without_a_required_part_of_the_key_are_not_doubled(gate: Gate) -> None:
    rules = gate({"site_code": None}, {"site_code": None}).failures["rule"].to_list()
    assert rules == ["cell.required", "cell.required"]


def test_every_failing_row_is_known_not_a_sample(gate: Gate) -> None:
    rows = [{"site_code": f"A{number}", "merchants": -number} for number in range(1, 3001)]
    failures = gate(*rows).failures.filter(pl.col("rule") == "cell.range")
    assert failures["row"].to_list() == list(range(1, 3001))
    assert failures["raw"].to_list() == [str(-number) for number in range(1, 3001)]


def test_a_rule_is_silent_on_a_cell_that_could_not_be_read_and_heeds_one_that_was(gate: Gate) -> None:
    validation = gate(
        {"merchants_qr": 20, "blocked_fields": "{merchants,merchants_qr}"},
        {"merchants_qr": 20, "site_code": "HN02", "doubted_fields": "{merchants_qr}"},
    )
    assert [(rule, row) for rule, _, row, *_ in found(validation)] == [("STR-01", 2)]


def test_cells_that_reading_blamed_are_not_called_empty(gate: Gate) -> None:
    already = Findings()
    already.add(Finding("cell.unit_other", "syntax", "block", field="target"))
    already.add(Finding("cell.unit", "quality", "warn", field="grade"))
    already.add(Finding("cell.type", "syntax", "block", field="period", params={"further": 5}))
    none = {"site_code": None}
    validation = gate(
        none | {"blocked_fields": "{site_code}"},
        none | {"doubted_fields": "{merchants,site_code}"},
        none | {"blocked_fields": "{merchants}", "target_text": None, "grade": None},
        {"period_end": None, "period_label": None},
        already=already.frame(),
    )
    assert [(rule, row, field) for rule, _, row, field, *_ in found(validation)] == [
        ("cell.required", 3, "site_code"), ("cell.required", 4, "period"), ("cell.required", 3, "grade"),
    ]  # fmt: skip
    assert validation.rows_in_error() == 3


def test_rows_in_error_are_counted_once_however_much_is_wrong_with_them(gate: Gate) -> None:
    doubled = {"site_code": "HN09"}
    validation = gate(
        {"blocked_fields": "{merchants_qr}"},  # by reading alone
        {"site_code": "a1", "merchants": -1, "blocked_fields": "{merchants_qr}"},  # by reading and two rules
        doubled | {"merchants": -1},  # by a rule and as a doubled key
        doubled | {"blocked_fields": "{G}"},  # by reading and as a doubled key
        doubled | {"sheet_name": "Phường 2"},  # as a doubled key alone
        {"site_code": "HN05", "merchants_qr": 11},  # held
        {"site_code": "HN06%"},  # only recorded
        {"site_code": "HN07", "ward_code": "1", "doubted_fields": "{ward_code}"},  # warned of
        {"site_code": None, "doubted_fields": "{site_code}"},  # warned of, and not called empty
        {"site_code": "HN08", "merchants": None},
        good=4,
    )
    assert {standing for _, standing, *_ in found(validation)} == {"block", "hold", "warn", "shadow"}
    assert validation.rows_in_error() == 5


def test_rows_in_error_are_those_of_the_delivery(gate: Gate) -> None:
    assert gate(good=3).rows_in_error() == 0


def test_an_expectation_that_cannot_be_evaluated_stops_the_gate(database: str) -> None:
    broken = FEED.model_copy(update={"rules": (FEED.rules[0].model_copy(update={"check": "merchants > 'many'"}),)})
    with connect() as conn:
        landing.ensure_table(conn, FEED)
    with pytest.raises(GateError, match=r"^streets, rule .*could not be evaluated.*many"):
        validate(sqlalchemy_url(role="kho_loader"), ("raw", "streets"), broken, 1)


def test_a_rule_on_a_period_quotes_it_as_the_report_writes_it(gate: Gate) -> None:
    rule = FEED.rules[0].model_copy(update={"when": None, "check": "period_end < date '2025-01-01'"})
    gate({})
    feed = FEED.model_copy(update={"rules": (rule,)})
    failures = validate(sqlalchemy_url(role="kho_loader"), ("raw", "streets"), feed, 2).failures
    assert failures.select("field", "raw", "expected").rows() == [("period", "01/2025", "“Tháng” < '2025-01-01'")]


@pytest.mark.parametrize("feed", sorted(CATALOG.contracts))
def test_every_rule_of_the_house_can_be_evaluated(database: str, feed: str) -> None:
    contract = CATALOG.contracts[feed]
    with connect() as conn:
        landing.ensure_table(conn, contract)
    validation = validate(sqlalchemy_url(role="kho_loader"), ("raw", feed), contract, 1)
    assert validation.statistics.expectations >= len(contract.rules)
    assert validation.failures.is_empty()


def test_great_expectations_stays_silent(gate: Gate, capfd: pytest.CaptureFixture[str]) -> None:
    gate({"merchants": -1})
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("great_expectations").getEffectiveLevel() == logging.WARNING


def test_the_suite_is_named_after_the_feed_and_can_be_exported() -> None:
    exported = suite_of(FEED).to_json_dict()
    assert exported["name"] == "streets"
    severities = {item["meta"]["rule"]: item["severity"] for item in exported["expectations"]}
    assert severities == {
        "cell.required": "critical",
        "cell.pattern": "critical",
        "cell.length": "warning",
        "cell.code": "critical",
        "cell.range": "critical",
        "key.double": "critical",
        "STR-01": "warning",
        "STR-02": "info",
    }

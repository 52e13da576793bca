"""What every model of the dbt project brings along: a page of its own, a contract, and a test of the rule in it."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kho.settings import PROJECT

MODELS = PROJECT / "dbt_project" / "models"
SQL = {path.stem: path for path in sorted(MODELS.rglob("*.sql"))}
TABLES = [name for name, path in SQL.items() if path.parent.name == "warehouse"]
MARTS = [name for name, path in SQL.items() if path.parent.name == "marts"]

#: SQL that decides something: chooses, leaves out, counts, ranks, computes or fills in.
RULE = re.compile(
    r"\b(case|filter|over|where|distinct|group by|limit|exists|coalesce|nullif|greatest|between|round|union|md5)\b"
    r"|\w [*/%~+-] \w"
)
#: What is no rule of the model's own: macros, which have tests of theirs, remarks, and taking everything.
OTHERS = re.compile(r"where \{\{ touched.*?\}\}|\{\{.*?\}\}|\{#.*?#\}|--[^\n]*|select \*", re.DOTALL)
#: Tested whole by tests/integration/test_periods.py: each period of the calendar is what the reader makes of it.
COMPARED = {"int_calendar__periods_counted"}

#: Marts of codes, names and duties: they show no number that a department reports.
LISTS = {
    "mart_commune_changes", "mart_communes", "mart_departments", "mart_indicators", "mart_periods", "mart_register",
    "mart_reporting_duties", "mart_sectors", "mart_territories",
}  # fmt: skip
#: What leads a number back to its cell; a mart whose numbers are sums says instead what it is made of (`made_of`).
PLACE = {re.compile(rf"(.+_)?{name}") for name in ("delivery_id", "sheet_name", "row_number")}
#: What stands beside every number, by itself or with a prefix where a row has several.
BESIDE = PLACE | {
    re.compile(r"(.+_)?completeness_pct"),
    re.compile(r"(.+_)?open_warnings_count"),
    re.compile(r"(.+_)?vintage"),
    re.compile(r"is_sample"),
    re.compile(r"shown_release"),
}
#: Mart → what it leaves out, and why.
EXCUSED = {
    "mart_reporting_compliance": {
        r"(.+_)?completeness_pct": "the ledger counts what has come, and misses none of it",
        r"(.+_)?vintage": "a count of deliveries has none",
        r"(.+_)?sheet_name": "a whole delivery is meant",
        r"(.+_)?row_number": "a whole delivery is meant",
    },
}


@functools.cache
def page(model: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(SQL[model].with_suffix(".yml").read_text(encoding="utf-8"))
    return content


def rule_in(path: Path) -> str | None:
    found = RULE.search(OTHERS.sub(" ", path.read_text(encoding="utf-8")))
    return found and found[0]


def test_every_model_has_a_page_of_its_own() -> None:
    described = {model: [entry["name"] for entry in page(model)["models"]] for model in SQL}
    assert described == {model: [model] for model in SQL}
    assert [model for model in SQL if not page(model)["models"][0].get("description")] == []


def test_every_model_with_a_rule_in_it_has_a_unit_test() -> None:
    untested = {model: rule_in(path) for model, path in SQL.items() if "unit_tests" not in page(model)}
    assert {model: rule for model, rule in untested.items() if rule and model not in COMPARED} == {}


@pytest.mark.parametrize("model", TABLES)
def test_a_table_has_the_key_that_its_versions_are_told_by(model: str) -> None:
    declared = re.search(r"unique_key=(\[.*?\])", SQL[model].read_text(encoding="utf-8"), re.DOTALL)
    assert declared is not None
    entry = page(model)["models"][0]
    (key,) = [one["columns"] for one in entry["constraints"] if one["type"] == "primary_key"]
    assert key == [*ast.literal_eval(declared[1]), "to_release"]
    columns = {column["name"]: column for column in entry["columns"]}
    assert [name for name in key if {"type": "not_null"} not in columns[name].get("constraints", [])] == []
    assert [name for name, column in columns.items() if not column.get("description")] == []


@pytest.mark.parametrize("model", MARTS)
def test_a_mart_has_a_contract_and_a_key_and_says_which_release_it_shows(model: str) -> None:
    entry = page(model)["models"][0]
    assert entry["config"]["contract"] == {"enforced": True}
    assert [test["key"]["arguments"].keys() for test in entry["data_tests"] if "key" in test] == [{"columns"}]
    assert [column["name"] for column in entry["columns"] if not column.get("description")] == []
    assert entry["columns"][-1]["name"] == "shown_release"


@pytest.mark.parametrize("mart", sorted(set(MARTS) - LISTS))
def test_beside_every_number_stands_what_it_is_worth_and_where_it_was_read(mart: str) -> None:
    entry = page(mart)["models"][0]
    missing = {needed for needed in BESIDE if not any(needed.fullmatch(column["name"]) for column in entry["columns"])}
    if "made_of" in entry["config"].get("meta", {}):
        missing -= PLACE
    excused = EXCUSED.get(mart, {})
    assert {needed.pattern for needed in missing} == set(excused)

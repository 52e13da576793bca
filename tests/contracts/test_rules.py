"""Every rule of a contract with rows that pass it and rows that fail it, asked of PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg import sql

from kho import conditions
from kho.catalog import Catalog
from kho.contract import Contract, RuleSpec
from kho.settings import PROJECT

CONTRACTS = Catalog.load(PROJECT / "contracts").contracts.values()
RULES = {rule.id: (contract, rule) for contract in CONTRACTS for rule in contract.rules}
CASES: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    (Path(__file__).parent / "rule_cases.yml").read_text(encoding="utf-8")
)


def _fails(connection: psycopg.Connection, contract: Contract, rule: RuleSpec, row: dict[str, Any]) -> bool:
    unknown = set(row) - {column.name for column in contract.columns}
    assert not unknown, unknown
    columns = sql.SQL(", ").join(
        sql.SQL("{}::{} as {}").format(
            sql.Literal(None if row.get(column.name) is None else str(row[column.name])),
            sql.SQL(column.sql_type),
            sql.Identifier(column.name),
        )
        for column in contract.columns
    )
    condition = sql.SQL(conditions.of_rule(rule, contract).sql)
    query = sql.SQL("select ({}) is false from (select {}) as row").format(condition, columns)
    found = connection.execute(query).fetchone()
    assert found is not None
    return bool(found[0])


def test_every_rule_has_a_case_that_passes_and_one_that_fails() -> None:
    assert sorted(CASES) == sorted(RULES)
    assert [rule for rule, cases in CASES.items() if not cases["pass"] or not cases["fail"]] == []


@pytest.mark.parametrize("rule_id", CASES)
def test_a_rule_tells_good_rows_from_bad_ones(rule_id: str, postgres_server: str) -> None:
    contract, rule = RULES[rule_id]
    with psycopg.connect(postgres_server) as connection:
        assert [row for row in CASES[rule_id]["pass"] if _fails(connection, contract, rule, row)] == []
        assert [row for row in CASES[rule_id]["fail"] if not _fails(connection, contract, rule, row)] == []

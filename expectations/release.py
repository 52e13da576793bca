"""The gate of a release: may readers see this state of the warehouse?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import great_expectations as gx
from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.datasource.fluent.interfaces import Batch
from sqlalchemy.engine import make_url

from expectations.batch import SchemaTable, batch_of, source
from expectations.failing_rows import condition_of
from expectations.found_rows import ExpectNothingFound
from expectations.outcome import outcomes
from expectations.release_rules import ReleaseRule, load
from expectations.row_condition import ExpectRowsToMeetCondition
from expectations.suite import SEVERITY
from kho import conditions
from kho.contract import Text
from kho.finding import Standing

#: How many failing rows a steward is shown.
SAMPLE_SIZE = 20
#: Columns that lead a row back to the report it came from, shown where a table has them.
_PLACE = ("sender", "delivery_id", "sheet_name", "row_number")
_RELEASED = "coalesce(from_release <= {release:d} and to_release > {release:d}, false)"
#: GX gives counts, and no values: those are fetched for failed rules only.
_COUNTS = {"result_format": "BASIC", "partial_unexpected_count": 0}


@dataclass(frozen=True)
class GateResult:
    """What one rule found in a release.

    Attributes:
        rule: Identifier of the rule.
        standing: What follows when it fails; only `block` keeps a release from being published.
        passed: Whether nothing was found.
        failing_count: How many rows were found.
        sample: The first of them, column by column.
        message: What is wrong, in English; None when the rule passed.
        text: The same in all languages of the house; None when the rule passed.
    """

    rule: str
    standing: Standing
    passed: bool
    failing_count: int
    sample: list[dict[str, Any]]
    message: str | None
    text: Text | None


def validate_release(engine_url: str, release_id: int, rules: Sequence[ReleaseRule] | None = None) -> list[GateResult]:
    """Judge a release, candidate or not, by the rules of `expectations/release.yml`.

    Args:
        engine_url: SQLAlchemy address with the driver psycopg2 and a role that may see candidates. The session's
            `kho.as_of` is set to the release, so the marts show it too.
        release_id: The release.
        rules: Other rules than those of the file.

    Returns:
        One result a rule, in the order of the rules.

    Raises:
        expectations.outcome.GateError: A rule could not be evaluated, or its table is not there.
        expectations.outcome.WarehouseUnavailable: The database does not answer, or stopped answering.
        expectations.release_rules.ReleaseRulesError: The file of rules is not as it should be.
        kho.conditions.ConditionError: A rule's condition is none.
    """
    rules = load() if rules is None else rules
    results: dict[str, GateResult] = {}
    with source(_as_of(engine_url, release_id)) as warehouse:
        for (schema, table), group in groupby(sorted(rules, key=lambda rule: rule.place), key=lambda rule: rule.place):
            batch = batch_of(warehouse, SchemaTable(name=f"{schema}.{table}", schema_of_table=schema, table_name=table))
            described = batch.data.execution_engine.get_inspector().get_columns(table, schema)
            results |= _judge(batch, list(group), [column["name"] for column in described], release_id)
    return [results[rule.id] for rule in rules]


def _as_of(engine_url: str, release_id: int) -> str:
    address = make_url(engine_url)
    options = f"{address.query.get('options', '')} -c kho.as_of={release_id:d}".strip()
    return address.update_query_dict({"options": options}).render_as_string(hide_password=False)


def _judge(batch: Batch, rules: list[ReleaseRule], columns: list[str], release_id: int) -> dict[str, GateResult]:
    """Validate the rules of one table as one suite."""
    by_id = {rule.id: rule for rule in rules}
    expectations = [_expectation(rule, columns, release_id) for rule in rules]
    suite = gx.ExpectationSuite(name=f"release {rules[0].table}", expectations=expectations)
    results = {}
    for expectation, outcome in outcomes(batch.validate(suite, result_format=_COUNTS)):
        rule = by_id[expectation.meta["rule"]]
        count, sample = 0, []
        if not outcome.success and isinstance(expectation, ExpectNothingFound):
            count, sample = outcome.result["observed_value"], outcome.result["details"]["sample"]
        elif not outcome.success:
            count, sample = outcome.result["unexpected_count"], _sample(batch, expectation)
        results[rule.id] = _result(rule, count, sample)
    return results


def _expectation(rule: ReleaseRule, columns: list[str], release_id: int) -> Any:
    """One expectation a rule; a table without `to_release` is a view that shows the release itself."""
    released = _RELEASED.format(release=release_id) if "to_release" in columns else None
    judged: dict[str, Any] = {"severity": SEVERITY[rule.standing], "meta": {"rule": rule.id}}
    if rule.found:
        where = f" where {released}" if released else ""
        query = f"with released as (select * from {rule.table}{where}) {rule.found}"  # noqa: S608 - the rules are ours
        return ExpectNothingFound(query=query, sample_size=SAMPLE_SIZE, **judged)
    try:
        check = conditions.parse(rule.check or "", columns)
        when = conditions.parse(rule.when, columns) if rule.when else None
    except conditions.ConditionError as error:
        raise conditions.ConditionError(f"Release rule {rule.id}: {error}") from error
    about = [f"({part})" for part in (released, when and when.sql) if part]
    sql = f"({' and '.join(about)}) is not true or ({check.sql})" if about else check.sql
    named = dict.fromkeys([*check.columns, *(when.columns if when else ()), *(c for c in _PLACE if c in columns)])
    judged["meta"] |= {"columns": list(named)}
    return ExpectRowsToMeetCondition(column=columns[0], condition=sql, **judged)


def _sample(batch: Batch, expectation: Any) -> list[dict[str, Any]]:
    engine = batch.data.execution_engine
    rows = engine.get_domain_records(domain_kwargs={"batch_id": batch.id})
    columns = [sa.column(name) for name in expectation.meta["columns"]]
    query = sa.select(*columns).select_from(rows).where(condition_of(batch, expectation)).limit(SAMPLE_SIZE)
    return [dict(row) for row in engine.execute_query(query).mappings().all()]


def _result(rule: ReleaseRule, count: int, sample: list[dict[str, Any]]) -> GateResult:
    if not count:
        return GateResult(rule.id, rule.standing, True, 0, [], None, None)
    filled = {lang: text.format(failing_count=count) for lang, text in rule.message.model_dump().items()}
    return GateResult(rule.id, rule.standing, False, count, sample, filled["en"], Text(**filled))

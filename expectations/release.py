"""The gate of a release: may readers see this state of the warehouse?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import great_expectations as gx
from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.expectations.row_conditions import Column
from sqlalchemy.engine import make_url

from expectations.batch import SchemaTable, batch_of, source
from expectations.failing_rows import failing
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
# A row of this release that an earlier published one had is as it was there, and was judged with it, unless models or
# code lists are others now.
_PASSED = """
select gate_result.rule, max(gate_result.release_id) as release_id
from control.gate_result
join control.release as earlier using (release_id)
join control.release as this on this.release_id = :release and this.definition = earlier.definition
where gate_result.passed and earlier.status = 'published' and earlier.release_id < this.release_id
group by gate_result.rule
"""
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


def validate_release(
    engine_url: str, release_id: int, rules: Sequence[ReleaseRule] | None = None, marts: str = "marts"
) -> list[GateResult]:
    """Judge a release, candidate or not, by the rules of `expectations/release.yml`.

    A rule that a published release has passed judges the rows that are new since then; a new rule judges all. So the
    gate costs what has changed, not what is stored.

    Args:
        engine_url: SQLAlchemy address with the driver psycopg2 and a role that may see candidates. The session's
            `kho.as_of` is set to the release, so the marts show it too.
        release_id: The release.
        rules: Other rules than those of the file.
        marts: The schema of the marts that the release brings along.

    Returns:
        One result a rule, in the order of the rules.

    Raises:
        expectations.outcome.GateError: A rule could not be evaluated, or its table is not there.
        expectations.outcome.WarehouseUnavailable: The database does not answer, or stopped answering.
        expectations.release_rules.ReleaseRulesError: The file of rules is not as it should be.
        kho.conditions.ConditionError: A rule's condition is none.
    """
    rules = [
        rule.model_copy(update={"table": f"{marts}.{rule.place[1]}"}) if rule.place[0] == "marts" else rule
        for rule in (load() if rules is None else rules)
    ]
    results: dict[str, GateResult] = {}
    place = attrgetter("place")
    with source(_as_of(engine_url, release_id)) as warehouse:
        with warehouse.get_engine().connect() as connection:
            passed = dict(connection.execute(sa.text(_PASSED), {"release": release_id}).all())
        for (schema, table), group in groupby(sorted(rules, key=place), key=place):
            batch = batch_of(warehouse, SchemaTable(name=f"{schema}.{table}", schema_of_table=schema, table_name=table))
            described = batch.data.execution_engine.get_inspector().get_columns(table, schema)
            columns = [column["name"] for column in described]
            judged = {rule: _expectation(rule, columns, release_id, passed.get(rule.id, 0)) for rule in group}
            results |= _judge(batch, judged)
    return [results[rule.id] for rule in rules]


def _as_of(engine_url: str, release_id: int) -> str:
    address = make_url(engine_url)
    options = f"{address.query.get('options', '')} -c kho.as_of={release_id:d}".strip()
    return address.update_query_dict({"options": options}).render_as_string(hide_password=False)


def _judge(batch: Batch, judged: dict[ReleaseRule, Any]) -> dict[str, GateResult]:
    """Validate the rules of one table as one suite."""
    rules = {rule.id: rule for rule in judged}
    suite = gx.ExpectationSuite(name=f"release {batch.data_asset.name}", expectations=list(judged.values()))
    results = {}
    for expectation, outcome in outcomes(batch.validate(suite, result_format=_COUNTS)):
        rule = rules[expectation.meta["rule"]]
        count, sample = 0, []
        if not outcome.success and isinstance(expectation, ExpectNothingFound):
            count, sample = outcome.result["observed_value"], outcome.result["details"]["sample"]
        elif not outcome.success:
            count, sample = outcome.result["unexpected_count"], _sample(batch, expectation)
        results[rule.id] = _result(rule, count, sample)
    return results


def _expectation(rule: ReleaseRule, columns: list[str], release_id: int, since: int) -> Any:
    """The expectation of a rule; a table without `to_release` is a view that shows the release itself."""
    judged: dict[str, Any] = {"severity": SEVERITY[rule.standing], "meta": {"rule": rule.id}}
    if rule.found:
        released = _RELEASED.format(release=release_id) if "to_release" in columns else "true"
        fresh = f"from_release > {since:d}" if "from_release" in columns else "true"
        query = (
            f"with released as not materialized (select * from {rule.table} where {released}), "  # noqa: S608
            f"fresh as not materialized (select * from {rule.table} where {released} and {fresh}) {rule.found}"
        )
        return ExpectNothingFound(query=query, sample_size=SAMPLE_SIZE, **judged)
    try:
        check = conditions.parse(rule.check or "", columns)
        when = conditions.parse(rule.when, columns) if rule.when else None
    except conditions.ConditionError as error:
        raise conditions.ConditionError(f"Release rule {rule.id}: {error}") from error
    sql = f"({when.sql}) is not true or ({check.sql})" if when else check.sql
    named = dict.fromkeys([*check.columns, *(when.columns if when else ()), *(c for c in _PLACE if c in columns)])
    judged["meta"] |= {"columns": list(named)}
    about = _rows_to_judge(columns, release_id, since)
    return ExpectRowsToMeetCondition(column=columns[0], condition=sql, row_condition=about, **judged)


def _rows_to_judge(columns: list[str], release_id: int, since: int) -> Any:
    """The rows of the release that are new since it passed, as GX wants to be told; None for all of a view."""
    if "from_release" not in columns:
        return None
    judged = Column("from_release") > since
    if "to_release" in columns:
        judged = judged & (Column("from_release") <= release_id) & (Column("to_release") > release_id)
    return judged


def _sample(batch: Batch, expectation: Any) -> list[dict[str, Any]]:
    rows, condition = failing(batch, expectation)
    columns = [sa.column(name) for name in expectation.meta["columns"]]
    query = sa.select(*columns).select_from(rows).where(condition).limit(SAMPLE_SIZE)
    return [dict(row) for row in batch.data.execution_engine.execute_query(query).mappings().all()]


def _result(rule: ReleaseRule, count: int, sample: list[dict[str, Any]]) -> GateResult:
    if not count:
        return GateResult(rule.id, rule.standing, True, 0, [], None, None)
    filled = {lang: text.format(failing_count=count) for lang, text in rule.message.model_dump().items()}
    return GateResult(rule.id, rule.standing, False, count, sample, filled["en"], Text(**filled))

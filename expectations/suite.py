"""From a contract to the suite of expectations that its deliveries must pass.

The suite is derived whenever it is needed and written nowhere: the contract is the only place where a rule stands.
Each expectation carries in its `meta` what a finding of it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from string import Formatter
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe

from expectations.row_condition import ExpectRowsToMeetCondition
from expectations.unique_key import ExpectKeyToIdentifyRows
from kho import conditions
from kho.contract import Contract, FieldSpec, RuleSpec
from kho.finding import Standing, Tier
from kho.reading.values.units import Units
from kho.rules import RULES
from kho.settings import Settings

#: What GX knows of severity; whether a delivery is accepted follows from the standing in `meta`.
SEVERITY: dict[Standing, str] = {"block": "critical", "hold": "warning", "warn": "warning", "shadow": "info"}
_TEXT = frozenset({"text", "code", "enum"})
#: Stored in the base of their unit, see `kho.reading.values.scaling`.
_IN_BASE = frozenset({"count", "integer", "money"})
_NUMBERS = frozenset({"count", "integer", "decimal", "money", "percent"})


def suite_of(contract: Contract) -> gx.ExpectationSuite:
    """The suite of a feed, named after it.

    Raises:
        kho.conditions.ConditionError: A rule's condition is none.
    """
    expectations: list[Any] = []
    for name, spec in contract.fields.items():
        expectations += _of_field(contract, name, spec)
    if contract.key:
        expectations.append(_of_key(contract))
    expectations += (_of_rule(contract, rule) for rule in contract.rules)
    return gx.ExpectationSuite(name=contract.feed, expectations=expectations)


def _of_field(contract: Contract, name: str, spec: FieldSpec) -> Iterator[Any]:
    column = spec.columns(name)[0].name
    if spec.required:
        yield _required(contract, name, spec)
    if spec.type == "enum" and not spec.open_codes:
        codes = spec.codes or {}
        labels = [labels[0] if labels else code for code, labels in codes.items()]
        judged = _judged(contract, "cell.code", name, ", ".join(labels))
        yield gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(codes), **judged)
    if spec.type in _NUMBERS and (spec.min is not None or spec.max is not None):
        low, high = _stored(spec.min, spec), _stored(spec.max, spec)
        judged = _judged(contract, "cell.range", name, _range(spec))
        yield gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high, **judged)
    if spec.type in _TEXT and spec.pattern:
        judged = _judged(contract, "cell.pattern", name, spec.example)
        yield gxe.ExpectColumnValuesToMatchRegex(column=column, regex=f"^(?:{spec.pattern})$", **judged)
    if spec.type in _TEXT and spec.length and not spec.pattern:
        judged = _judged(contract, "cell.length", name, str(spec.length))
        yield gxe.ExpectColumnValueLengthsToEqual(column=column, value=spec.length, **judged)


def _required(contract: Contract, name: str, spec: FieldSpec) -> Any:
    """A period is there when its end is; one of several columns is enough for words, and for other kinds of records."""
    judged = _judged(contract, "cell.required", name, None)
    others = [f"{name}_text"] if spec.keeps_text else []
    others += contract.key_columns((spec.unless,))[:1] if spec.unless else []
    if others:
        own = contract.key_columns((name,))[0]
        either = " or ".join(f'"{column}" is not null' for column in (own, *others))
        return ExpectRowsToMeetCondition(column="row_number", condition=either, **judged)
    return gxe.ExpectColumnValuesToNotBeNull(column=contract.key_columns((name,))[0], **judged)


def _of_key(contract: Contract) -> Any:
    titles = ", ".join(contract.fields[name].header for name in contract.key)
    required = [name for name in contract.key if contract.fields[name].required and not contract.fields[name].unless]
    return ExpectKeyToIdentifyRows(
        key=contract.key_columns(contract.key),
        required=contract.key_columns(tuple(required)),
        **_judged(contract, "key.double", None, titles),
    )


def _of_rule(contract: Contract, rule: RuleSpec) -> Any:
    condition = conditions.of_rule(rule, contract)
    titles = {column.name: contract.fields[column.field].header for column in contract.columns}
    expected = rule.expected or condition.check.worded(titles)
    named = _placeholders(rule) & {column.name for column in contract.columns}
    field = condition.fields[0] if condition.fields else None
    return ExpectRowsToMeetCondition(
        column="row_number",
        condition=condition.sql,
        severity=SEVERITY[rule.standing],
        meta=_meta(rule.id, rule.tier, rule.standing, field, expected, [*condition.columns, *sorted(named)]),
    )


def _judged(contract: Contract, rule: str, field: str | None, expected: str | None) -> dict[str, Any]:
    """Severity and meta of a built-in rule, with the standing that the contract gives it."""
    standing = contract.standings.get(rule, RULES[rule].standing)
    meta = _meta(rule, RULES[rule].tier, standing, field, expected, [])
    return {"severity": SEVERITY[standing], "meta": meta}


def _meta(
    rule: str, tier: Tier, standing: Standing, field: str | None, expected: str | None, columns: Sequence[str]
) -> dict[str, Any]:
    return {
        "rule": rule,
        "tier": tier,
        "standing": standing,
        "field": field,
        "expected": expected,
        "columns": list(dict.fromkeys(columns)),
    }


def _placeholders(rule: RuleSpec) -> set[str]:
    texts = (rule.message.vi, rule.message.en, rule.message.fr)
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def _stored(bound: float | None, spec: FieldSpec) -> float | None:
    """A bound in the unit that values are stored in: đồng, USD, single transactions."""
    if not bound or spec.type not in _IN_BASE or not spec.unit:
        return bound
    codes = Settings.from_environment().contracts / "codes"
    return float(Decimal(str(bound)) * Units.load(codes).parse(spec.unit).factor)


def _range(spec: FieldSpec) -> str:
    """The bounds in the unit that the department writes in."""
    bounds = [f"{sign} {bound:.15g}" for sign, bound in ((">=", spec.min), ("<=", spec.max)) if bound is not None]
    return " ".join([", ".join(bounds), *([spec.unit] if spec.unit else [])])

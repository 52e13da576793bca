"""Conditions of contract rules: parsed, checked against the columns of the feed, and rendered as PostgreSQL.

A condition is a SQL boolean over the physical columns of one row. It is parsed and written anew, never pasted into
a statement. What could fail on a single odd row, and so take the whole gate down, is refused or made safe: a column
is cast into nothing but text, a pattern is a literal, and a division is exact and gives null where it is by zero.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from kho.contract import Contract, RuleSpec

#: Everything a condition may be made of; what is not here is refused.
_ALLOWED: tuple[type[exp.Expr], ...] = (
    # logic
    exp.And, exp.Or, exp.Not, exp.Paren, exp.Boolean, exp.Null, exp.Is, exp.Case, exp.If,
    # comparison
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
    exp.Between, exp.In, exp.Like, exp.ILike, exp.RegexpLike,
    # arithmetic
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.Interval, exp.Var,
    # operands
    exp.Column, exp.Identifier, exp.Literal, exp.Cast, exp.DataType, exp.DataTypeParam,
    # functions
    exp.Abs, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least, exp.Round, exp.Ceil, exp.Floor,
    exp.Length, exp.Lower, exp.Upper, exp.Trim, exp.Left, exp.Right, exp.StartsWith,
    exp.Extract, exp.TimestampTrunc, exp.CurrentDate,
    # JSON
    exp.JSONExtract, exp.JSONExtractScalar, exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey, exp.JSONPathSubscript,
)  # fmt: skip

_PREDICATES = (
    exp.And, exp.Or, exp.Not, exp.Boolean, exp.Is, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.Between, exp.In, exp.Like, exp.ILike, exp.RegexpLike, exp.Case, exp.Column,
    exp.StartsWith,
)  # fmt: skip

#: Functions that sqlglot has no class for.
_FUNCTIONS = frozenset({"jsonb_typeof"})


class ConditionError(ValueError):
    """A condition that is no SQL boolean, or says more than a condition may."""


@dataclass(frozen=True)
class Condition:
    """A condition that has been checked.

    Attributes:
        written: The syntax tree as the contract has it.
        columns: The physical columns that it names, in the order of their first mention.
    """

    written: exp.Expr
    columns: tuple[str, ...]

    @cached_property
    def sql(self) -> str:
        """The condition as PostgreSQL, every name quoted."""
        return self.written.transform(_safe).sql(dialect="postgres", identify=True, comments=False)

    def worded(self, titles: Mapping[str, str]) -> str:
        """The condition for people: columns under their titles, where there is one, and no casts."""

        def title(node: exp.Expr) -> exp.Expr:
            if isinstance(node, exp.Cast):
                return title(node.this)
            if isinstance(node, exp.Column) and node.name in titles:
                return exp.Var(this=f"“{titles[node.name]}”")
            return node

        return self.written.transform(title).sql(dialect="postgres", comments=False)


def parse(text: str, columns: Iterable[str]) -> Condition:
    """Parse one condition.

    Args:
        text: A SQL boolean over columns of one row, in PostgreSQL's words.
        columns: The physical columns that it may name.

    Raises:
        ConditionError: The text cannot be parsed, is no boolean, or uses a subquery, a function or a column that it
            may not; one sentence that names it.
    """
    try:
        tree = sqlglot.parse_one(text, dialect="postgres")
    except SqlglotError as error:
        raise ConditionError(f"The condition {text!r} is not SQL: {str(error).splitlines()[0]}") from error
    known = list(columns)
    for node in tree.walk():
        _check(node, text, known)
    if not isinstance(tree.unnest(), _PREDICATES):
        raise ConditionError(f"The condition {text!r} is neither true nor false: expected a comparison.")
    named = dict.fromkeys(node.name for node in tree.find_all(exp.Column, bfs=False))
    return Condition(tree, tuple(named))


@dataclass(frozen=True)
class RuleCondition:
    """What a rule of a contract asks of a row.

    Attributes:
        check: The condition that must not be false.
        when: The rows it is about; None for all.
        columns: The physical columns that either of them names.
        fields: The fields to point at, as the contract says or as `check` names them.
    """

    check: Condition
    when: Condition | None
    columns: tuple[str, ...]
    fields: tuple[str, ...]

    @cached_property
    def sql(self) -> str:
        """True or null for a row that passes, false for one that fails."""
        return self.check.sql if self.when is None else f"({self.when.sql}) IS NOT TRUE OR ({self.check.sql})"


def of_rule(rule: RuleSpec, contract: Contract) -> RuleCondition:
    """The condition of one rule over the columns of its feed.

    Raises:
        ConditionError: See `parse`; the sentence begins with the rule.
    """
    field_of = {column.name: column.field for column in contract.columns}
    try:
        check = parse(rule.check, field_of)
        when = parse(rule.when, field_of) if rule.when else None
    except ConditionError as error:
        raise ConditionError(f"{contract.feed}, rule {rule.id}: {error}") from error
    if unknown := set(rule.fields) - set(contract.fields):
        raise ConditionError(f"{contract.feed}, rule {rule.id}: points at {sorted(unknown)}, which are no fields.")
    columns = dict.fromkeys(check.columns + (when.columns if when else ()))
    fields = rule.fields or tuple(dict.fromkeys(field_of[column] for column in check.columns))
    return RuleCondition(check, when, tuple(columns), fields)


def _check(node: exp.Expr, text: str, known: list[str]) -> None:
    if isinstance(node, exp.Query) or node.args.get("query"):
        raise ConditionError(f"The condition {text!r} holds a subquery: a condition looks at one row only.")
    if isinstance(node, exp.Anonymous):
        if node.name.lower() not in _FUNCTIONS:
            raise ConditionError(f"The condition {text!r} calls {node.name}(), which is not allowed in a condition.")
    elif not isinstance(node, _ALLOWED):
        kind = node.sql_name().lower() + "()" if isinstance(node, exp.Func) else node.sql(dialect="postgres")
        raise ConditionError(f"The condition {text!r} uses {kind}, which is not allowed in a condition.")
    if isinstance(node, exp.Column):
        _check_column(node, text, known)
    if isinstance(node, exp.Cast) and not _cannot_fail(node):
        raise ConditionError(f"The condition {text!r} casts {node.this.sql()}, which can fail: only text is safe.")
    if isinstance(node, exp.RegexpLike):
        _check_pattern(node, text)


def _check_column(node: exp.Column, text: str, known: list[str]) -> None:
    if node.table:
        raise ConditionError(f"The condition {text!r} names {node.sql()}: name the column alone, without a table.")
    if node.name not in known:
        near = difflib.get_close_matches(node.name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}."
        raise ConditionError(f"The condition {text!r} names {node.name!r}, which is no column of the feed; {hint}")


def _check_pattern(node: exp.RegexpLike, text: str) -> None:
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string):
        raise ConditionError(f"The condition {text!r} takes a pattern from {pattern.sql()}: write the pattern itself.")
    try:
        re.compile(pattern.this)
    except re.error as error:
        raise ConditionError(f"The condition {text!r} holds a pattern that is none: {error}.") from error


def _cannot_fail(cast: exp.Cast) -> bool:
    """Casting a literal fails always or never, and anything can become text."""
    return isinstance(cast.this, exp.Literal) or cast.to.this in exp.DataType.TEXT_TYPES


def _safe(node: exp.Expr) -> exp.Expr:
    """Division as people mean it: 1/2 is a half, and a row that would divide by zero is not judged."""
    if isinstance(node, exp.Div | exp.Mod):
        if isinstance(node, exp.Div):
            node.set("this", exp.cast(node.this, "numeric"))
        if not isinstance(node.expression, exp.Literal):
            node.set("expression", exp.Nullif(this=node.expression, expression=exp.Literal.number(0)))
    return node

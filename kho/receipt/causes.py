"""Findings grouped by what caused them, the likeliest root cause first.

A clerk who mended a column should not read five hundred lines about its cells: findings of one rule in one column
are one cause, and what follows from a wrong title or unit of that column stands under it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kho.finding import STANDINGS, further

#: A column of which so many rows fail the same rule has one fault, not many.
WHOLE_COLUMN = 0.8
#: Below so many rows nothing can be said about a whole column.
FEWEST_ROWS = 5
#: So many columns that are wrong as a whole are no accident of each.
MANY_COLUMNS = 3
VALUES_SHOWN = 6
PLACES_SHOWN = 4
MESSAGES_SHOWN = 20

#: What comes first when several things are wrong with a file: the beginning of the rule's name → its rank.
_RANKS = {"file": 0, "sender": 1, "table": 2, "column": 3, "field": 3, "period": 4}
_ROOTS_OF_A_COLUMN = {"column.similar": 2, "column.scale": 1, "cell.unit": 4, "field.missing": 3}
#: Rules that are named after something greater, but speak of a value in a row.
_OF_CELLS = frozenset({"sender.territory"})
_CELL, _TOTAL = 6, 7


@dataclass(frozen=True, slots=True)
class Value:
    """One value that was found, where, and how often; `is_number` as in the params of its findings."""

    raw: str | None
    is_number: bool
    expected: str | None
    suggestion: str | None
    count: int
    places: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that share a rule, a field and a standing.

    Attributes:
        rule: The rule.
        field: The field of the contract, if they are about one.
        standing: What follows from it.
        count: How many findings.
        further: How many of them are counted and not told one by one.
        is_whole_column: Nearly every row has it.
        is_of_cells: They are about values in rows, which can be counted; otherwise each has its own message.
        findings: The first findings, as rows of `kho.finding.SCHEMA`.
        values: The commonest values, where `is_of_cells`.
        effects: Causes that probably vanish with this one.
    """

    rule: str
    field: str | None
    standing: str
    count: int
    further: int
    is_whole_column: bool
    is_of_cells: bool
    findings: tuple[Mapping[str, Any], ...]
    values: tuple[Value, ...]
    effects: tuple[Cause, ...] = ()

    @property
    def is_month_first(self) -> bool:
        """Dates of a column were written month first, so those that can be read either way may be wrong as well."""
        return any(value.expected in ("date", "timestamp") and value.suggestion for value in self.values)

    @property
    def rank(self) -> int:
        """How near to the root of the trouble, from 0."""
        if self.rule in _ROOTS_OF_A_COLUMN:
            return _ROOTS_OF_A_COLUMN[self.rule]
        if self.rule.startswith("total."):
            return _TOTAL
        rank = _RANKS.get(self.rule.split(".")[0], _CELL)
        return 5 if rank == _CELL and self.is_whole_column else rank

    @property
    def severity(self) -> int:
        """The place among the standings of the most severe of this cause and its effects."""
        return max(STANDINGS.index(cause.standing) for cause in (self, *self.effects))


def causes(findings: pl.DataFrame, rows_read: int) -> list[Cause]:
    """Group the findings of a delivery.

    Args:
        findings: A frame of `kho.finding.SCHEMA`, without those that are only recorded.
        rows_read: Rows of data in the file, to tell a whole column from single cells.

    Returns:
        Causes with their effects; the most severe first, then the nearest to the root, then the largest.
    """
    keys = ["rule", "field", "standing"]
    groups = findings.partition_by(keys, maintain_order=True) if findings.height else []
    found = [_cause(group, rows_read) for group in groups]
    return sorted(_nested(found), key=lambda cause: (-cause.severity, cause.rank, -cause.count))


def wrong_columns(found: list[Cause]) -> list[str]:
    """The fields of which nearly every row is wrong, where they are so many that they have one cause between them."""
    fields = dict.fromkeys(cause.field for cause in found if cause.is_whole_column and cause.field)
    return list(fields) if len(fields) >= MANY_COLUMNS else []


def in_order(findings: pl.DataFrame, rows_read: int) -> pl.DataFrame:
    """The findings in the order of their causes, what follows from one behind it; else in the order they come in."""
    found = [cause for root in causes(findings, rows_read) for cause in (root, *root.effects)]
    places = [(cause.rule, cause.field, cause.standing, place) for place, cause in enumerate(found)]
    keys = ["rule", "field", "standing"]
    order = pl.DataFrame(places, orient="row", schema=dict.fromkeys(keys, pl.String) | {"place": pl.Int64})
    placed = findings.join(order, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return placed.sort("place", maintain_order=True).drop("place")


def _cause(group: pl.DataFrame, rows_read: int) -> Cause:
    first = group.row(0, named=True)
    counted = further(group)
    untold = int(counted["further"].sum())
    told = group.filter(~pl.col("params").is_in(counted["params"].implode())) if untold else group
    rows = group.select(pl.struct("sheet", "row").n_unique()).item() + untold if first["row"] is not None else 0
    is_whole = first["field"] is not None and rows_read >= FEWEST_ROWS and rows >= WHOLE_COLUMN * rows_read
    is_of_cells = first["rule"] in _OF_CELLS or _RANKS.get(first["rule"].split(".")[0], _CELL) == _CELL
    return Cause(
        rule=first["rule"],
        field=first["field"],
        standing=first["standing"],
        count=told.height + untold,
        further=untold,
        is_whole_column=bool(is_whole and is_of_cells),
        is_of_cells=is_of_cells,
        findings=tuple(group.head(MESSAGES_SHOWN).iter_rows(named=True)),
        values=_values(told) if is_of_cells else (),
    )


def _values(group: pl.DataFrame) -> tuple[Value, ...]:
    said = {name: pl.col("params").str.json_path_match(f"$.{name}") for name in ("suggestion", "is_number")}
    counted = (
        group.with_columns(**said)
        .group_by("raw", "is_number", "expected", "suggestion", maintain_order=True)
        .agg(pl.len().alias("count"), pl.struct("sheet", "cell", "row").head(PLACES_SHOWN).alias("places"))
        .sort("count", descending=True, maintain_order=True)
        .head(VALUES_SHOWN)
    )
    return tuple(
        Value(**row | {"is_number": bool(row["is_number"]), "places": tuple(row["places"])})
        for row in counted.iter_rows(named=True)
    )


def _nested(found: list[Cause]) -> list[Cause]:
    """Put what a wrong title or unit brings about in the same column under it."""
    roots: dict[str, Cause] = {}
    for cause in found:
        if cause.rule in _ROOTS_OF_A_COLUMN and cause.field is not None:
            known = roots.get(cause.field)
            roots[cause.field] = cause if known is None or cause.rank < known.rank else known
    effects: dict[str, list[Cause]] = {}
    for cause in found:
        root = roots.get(cause.field or "")
        if root is not None and cause is not root:
            effects.setdefault(str(cause.field), []).append(cause)
    return [
        dataclasses.replace(cause, effects=tuple(effects.get(cause.field or "", ())))
        if cause is roots.get(cause.field or "")
        else cause
        for cause in found
        if roots.get(cause.field or "", cause) is cause
    ]

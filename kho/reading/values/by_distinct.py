"""Reads a long column through its distinct cells, where a cell's meaning depends on nothing that its row brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed
from kho.reading.values.text import DITTO

#: Types whose cells mean the same in every row of the same day and territory.
INDEPENDENT = frozenset({"boolean", "code", "date", "enum", "territory", "commune", "department", "organisation"})
#: Shorter columns gain nothing, neither from this nor from being typed side by side.
MANY_ROWS = 20_000
#: Rows a distinct cell must stand for on average.
WORTH_IT = 8


def read_distinct(
    reader: Callable[[str, FieldSpec, pl.DataFrame, ColumnContext], Typed],
    name: str,
    spec: FieldSpec,
    texts: pl.DataFrame,
    context: ColumnContext,
) -> Typed | None:
    """Read each distinct cell once.

    Args:
        reader: Reads a column of this type.
        name: The field's name.
        spec: The field.
        texts: The cells, as for `type_column`.
        context: What else is known about the column.

    Returns:
        The column; None where it must be read row by row: it is short, hardly repeats itself, has cells that repeat
        the one above or that their file types, its rows differ in what else decides their meaning, or something is
        wrong with a cell, whose rows are then told.
    """
    if spec.type not in INDEPENDENT or texts.height < MANY_ROWS or texts.columns != ["raw"]:
        return None
    if _differs(context.on) or _differs(context.territory):
        return None
    raw = texts["raw"]
    if texts.select(pl.col("raw").approx_n_unique()).item() * WORTH_IT > raw.len():
        return None
    distinct = raw.unique()
    if distinct.str.contains(DITTO).any():
        return None
    read = reader(name, spec, distinct.to_frame(), _for_rows(context, distinct.len()))
    if not read.problems.is_empty():
        return None
    key = "raw of the distinct cells"
    answers = read.columns.with_columns(distinct.alias(key))
    joined = texts.join(answers, left_on="raw", right_on=key, how="left", nulls_equal=True, maintain_order="left")
    return Typed(joined.select(read.columns.columns), read.problems)


def _differs(surroundings: pl.Series | None) -> bool:
    return surroundings is not None and surroundings.n_unique() > 1


def _for_rows(context: ColumnContext, count: int) -> ColumnContext:
    """The context of a column whose rows are all in the same surroundings, for so many rows."""
    on, territory = (None if one is None else one.new_from_index(0, count) for one in (context.on, context.territory))
    return replace(context, on=on, territory=territory)

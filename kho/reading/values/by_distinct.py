"""Reads a long column through its distinct cells, where a cell's meaning depends on nothing but itself."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed
from kho.reading.values.text import DITTO

#: Types whose cells mean the same in every row.
INDEPENDENT = frozenset({"boolean", "code", "date", "enum"})
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
        the one above or that their file types, or something is wrong with a cell, whose rows are then told.
    """
    if spec.type not in INDEPENDENT or texts.height < MANY_ROWS or texts.columns != ["raw"]:
        return None
    raw = texts["raw"]
    if texts.select(pl.col("raw").approx_n_unique()).item() * WORTH_IT > raw.len():
        return None
    distinct = raw.unique()
    if distinct.str.contains(DITTO).any():
        return None
    read = reader(name, spec, distinct.to_frame(), context)
    if not read.problems.is_empty():
        return None
    key = "raw of the distinct cells"
    answers = read.columns.with_columns(distinct.alias(key))
    joined = texts.join(answers, left_on="raw", right_on=key, how="left", nulls_equal=True, maintain_order="left")
    return Typed(joined.select(read.columns.columns), read.problems)

"""Cells that went wrong before they were read: bytes that were no text, and values beyond the last title."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

import polars as pl

from kho.reading.grid import Cells, letter
from kho.reading.tables.columns import Problems
from kho.reading.values.column import complete


def unreadable(data: Cells, positions: Mapping[str, int], problems: Problems) -> Problems:
    """The problems of the columns at these positions, with those of bytes that were no text."""
    if not data.damaged:
        return problems
    found = {}
    for name, index in positions.items():
        texts = data.raw[str(index)]
        broken = texts.str.contains("\ufffd", literal=True).fill_null(False)
        known = [problems[name][1]] if name in problems else []
        found[name] = (index, pl.concat([*known, _cells("cell.encoding", texts, broken, data.damaged)]))
    return problems | found


def untitled(data: Cells, titled: Collection[int]) -> Iterator[int]:
    """The columns that hold something and have no title."""
    return (i for i in range(len(data.raw.columns)) if i not in titled and data.raw[str(i)].is_not_null().any())


def too_many(texts: pl.Series, index: int, width: int) -> pl.DataFrame:
    """The problems of a column of a text file beyond its table: an unquoted delimiter has moved the others.

    Args:
        texts: Its cells.
        index: Its position.
        width: How many columns the table has.
    """
    return _cells("cell.type", texts, texts.is_not_null(), f"{width} cells in this row", header=letter(index))


def _cells(rule: str, texts: pl.Series, wrong: pl.Series, expected: str, **params: str) -> pl.DataFrame:
    """One problem for each of the cells that are wrong."""
    same = {"rule": rule, "expected": expected, "params": json.dumps(params)}
    found = pl.DataFrame({"row": wrong.arg_true().cast(pl.Int64), "raw": texts.filter(wrong)})
    return complete(found.with_columns(pl.lit(value).alias(name) for name, value in same.items()))

"""A place that stands twice in each row: as its code and as its name."""

from __future__ import annotations

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.values import ColumnContext, type_column
from kho.reading.values.column import Typed, complete

#: Types whose codes and names lead to the same list.
LISTED = frozenset({"commune", "territory", "department"})


def is_code(title: str) -> bool:
    """Whether a title is that of codes: `Mã xã`, `ma_xa`."""
    return fold(title).startswith("ma ")


def completed(codes: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The cells of a column of codes (`Cells.texts`), those that are blank by the names beside them."""
    return codes.with_columns(raw=pl.coalesce(codes["raw"], names["raw"]))


def compared(
    name: str, spec: FieldSpec, read: Typed, codes: pl.Series, names: pl.DataFrame, context: ColumnContext
) -> Typed:
    """A column of codes as read, with a problem where the name beside a code is that of another place.

    Args:
        name: The field.
        spec: Its contract.
        read: What its cells were read as.
        codes: The codes as written; null where the cell is blank.
        names: The cells of the names.
        context: What is known about the column.
    """
    named = type_column(name, spec, names, context)
    unsure = named.problems["row"].drop_nulls().implode()
    differs = (read.columns[name] != named.columns[name]) & codes.is_not_null() & names["raw"].is_not_null()
    rows = (differs & ~pl.int_range(codes.len(), eager=True).is_in(unsure)).fill_null(False).arg_true()
    told = pl.DataFrame({"row": rows, "raw": codes.gather(rows), "expected": names["raw"].gather(rows)})
    problems = pl.concat([read.problems, complete(told.with_columns(rule=pl.lit("cell.disagrees")))])
    return Typed(read.columns, problems.sort("row", nulls_last=False, maintain_order=True))

"""Columns of text into typed values: numbers, dates, periods, codes and names, one column at a time."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from kho.contract import FieldSpec, FieldType
from kho.reading.values.booleans import type_boolean
from kho.reading.values.by_distinct import read_distinct
from kho.reading.values.codes import type_code, type_enum, type_json
from kho.reading.values.column import PROBLEMS, ColumnContext, Typed
from kho.reading.values.commune_column import type_commune
from kho.reading.values.dates import type_date, type_timestamp
from kho.reading.values.days import day_in_line, day_in_name
from kho.reading.values.departments import type_department
from kho.reading.values.failed import without_errors
from kho.reading.values.free_text import type_text
from kho.reading.values.lists import type_list
from kho.reading.values.notation import convention_of
from kho.reading.values.numbers import type_number
from kho.reading.values.organisations import type_organisation
from kho.reading.values.period_columns import of_month, type_period
from kho.reading.values.periods import parse_period, period_in_text
from kho.reading.values.plain import read_plain
from kho.reading.values.resolved import type_indicator, type_territory
from kho.reading.values.spans import Period

__all__ = [
    "PROBLEMS",
    "ColumnContext",
    "Period",
    "Typed",
    "convention_of",
    "day_in_line",
    "day_in_name",
    "of_month",
    "parse_period",
    "period_in_text",
    "type_column",
]

Reader = Callable[[str, FieldSpec, pl.DataFrame, ColumnContext], Typed]

_READERS: dict[FieldType, Reader] = {
    "text": type_text,
    "count": type_number,
    "integer": type_number,
    "decimal": type_number,
    "money": type_number,
    "percent": type_number,
    "date": type_date,
    "timestamp": type_timestamp,
    "period": type_period,
    "boolean": type_boolean,
    "code": type_code,
    "enum": type_enum,
    "territory": type_territory,
    "commune": type_commune,
    "department": type_department,
    "organisation": type_organisation,
    "indicator": type_indicator,
    "json": type_json,
    "list": type_list,
}


def type_column(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read one column of a table into the physical columns of its field.

    An empty cell is null and no problem: whether a value is required is the gate's question, as are ranges.

    Args:
        name: The field's name.
        spec: The field.
        texts: The cells in the order of the rows: `raw` (String, as written) and, for cells that their file types,
            `number` (Float64), `date` (Datetime), `boolean` and `is_percent` (the cell is shown as a percentage).
        context: What else is known about the column.

    Returns:
        The physical columns with their dtypes, and the problems; bad input never raises.
    """
    if plain := read_plain(name, spec, texts, context):
        return plain
    texts, failed = without_errors(texts)
    reader = _READERS[spec.type]
    read = read_distinct(reader, name, spec, texts, context) or reader(name, spec, texts, context)
    if failed.is_empty():
        return read
    # an empty cell that a failed formula left is not missed once more
    others = read.problems.filter(~pl.col("row").is_in(failed["row"].implode()).fill_null(False))
    return Typed(read.columns, pl.concat([failed, others]))

"""Long columns whose every cell is plain: digits that can be read in one way only, whatever else is in the column.

What is read here is read as the full readers read it, in a tenth of the time; a column with a single cell that is not
plain is left to them as a whole.
"""

from __future__ import annotations

import polars as pl

from kho.contract import DECIMAL, FieldSpec
from kho.reading.values.by_distinct import MANY_ROWS
from kho.reading.values.column import ColumnContext, Typed, typed
from kho.reading.values.scaling import Agreement, scale_of

_NUMBERS = frozenset({"count", "integer", "decimal", "money", "percent"})
_INTEGERS = frozenset({"count", "integer"})
#: Digits without a mark, or in whole groups of three behind the mark of the agreed convention.
_DIGITS = r"[0-9]{1,15}"
_GROUPS = r"[1-9][0-9]{0,2}(?:\%s[0-9]{3}){1,4}"


def read_plain(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed | None:
    """Read a column of codes or numbers; None where it is short or a cell is not plain.

    Args:
        name: The field's name.
        spec: The field.
        texts: The cells, as for `type_column`.
        context: What else is known about the column.
    """
    if texts.height < MANY_ROWS or texts.columns != ["raw"]:
        return None
    if spec.type == "code":
        return _codes(name, spec, texts["raw"])
    return _numbers(name, spec, texts["raw"], context) if spec.type in _NUMBERS else None


def _codes(name: str, spec: FieldSpec, raw: pl.Series) -> Typed | None:
    """Codes of digits alone that have lost no zero."""
    digits = rf"^[0-9]{{{spec.length}}}$" if spec.length else r"^[0-9]+$"
    if spec.surrogate or not raw.str.contains(digits).all():
        return None
    return typed(name, spec, raw.alias(name).to_frame())


def _numbers(name: str, spec: FieldSpec, raw: pl.Series, context: ColumnContext) -> Typed | None:
    """Whole numbers, not negative, in the one unit of the column."""
    if spec.comparator or spec.text_allowed or context.row_units is not None or context.row_agreed is not None:
        return None
    agreed = context.contract.delivery.decimal
    mark = {"comma": ".", "point": ","}.get(agreed)
    form = f"^(?:{_DIGITS}|{_GROUPS % mark})$" if mark else f"^{_DIGITS}$"
    scale, differs = scale_of(pl.Series([None], dtype=pl.String), Agreement.of(spec, context)).row(0)[2:]
    if scale is None or differs or not raw.str.contains(form).all():
        return None
    whole = (raw.str.replace_all(mark, "", literal=True) if mark else raw).cast(pl.Int64)
    if spec.type in _INTEGERS:
        largest = whole.max()
        fits = scale == int(scale) and (not isinstance(largest, int) or largest * scale < 2**63)
        return typed(name, spec, pl.DataFrame({name: whole * int(scale)})) if fits else None
    value = pl.DataFrame({name: whole.cast(DECIMAL)})
    if scale != 1:
        value = value.select(pl.col(name) * pl.lit(scale, DECIMAL))
    return typed(name, spec, value) if value[name].null_count() == raw.null_count() else None

"""From the unit a value is written in to the unit it is stored in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from kho.contract import DECIMAL, FieldSpec
from kho.reading.fold import split_unit
from kho.reading.values.column import ColumnContext
from kho.reading.values.units import Unit, Units, unit_key

#: Stored in the base of their unit (đồng, USD, single transactions), whatever unit was agreed for the cells.
_IN_BASE = frozenset({"count", "integer", "money"})
_DEFAULT_UNIT = {"money": "đồng", "percent": "%"}


@dataclass(frozen=True)
class Agreement:
    """The units of a column.

    Attributes:
        spec: The field.
        agreed: Unit of the contract, or of the field's own title; None where there is none.
        column: Unit that the reader found for the column.
        rows: Unit of each row; None where the table has no such column.
        wanted: Unit that each row's value is stored in, where its indicator says it; none of the others was agreed.
        units: The list of units.
    """

    spec: FieldSpec
    agreed: str | None
    column: str | None
    rows: pl.Series | None
    wanted: pl.Series | None
    units: Units

    @classmethod
    def of(cls, spec: FieldSpec, context: ColumnContext) -> Agreement:
        """The units that hold for a column."""
        agreed = spec.unit or split_unit(spec.header)[1] or _DEFAULT_UNIT.get(spec.type)
        units = Units.load(context.codes)
        if agreed and not spec.unit and not units.parse(agreed).known:
            agreed = _DEFAULT_UNIT.get(spec.type)
        return cls(spec, agreed, _chosen(context.unit, agreed, units), context.row_units, context.row_agreed, units)

    @property
    def is_scaled(self) -> bool:
        """Whether the column, or a row of it, may be in a multiple of the unit that is stored."""
        units = [self.column or self.agreed, *([] if self.rows is None else self.rows.drop_nulls().unique())]
        return any(self.units.parse(unit).factor > 1 for unit in units if unit)

    def keys(self) -> set[str]:
        """The keys of every unit that may stand behind a number without being in the list."""
        rows = [] if self.rows is None else self.rows.drop_nulls().unique().to_list()
        return {unit_key(text) for text in (self.agreed, self.column, *rows) if text}


def _chosen(found: str | None, agreed: str | None, units: Units) -> str | None:
    """The part of a unit line (`Tỷ đồng; %`) that fits the column."""
    if not found or not agreed:
        return found
    parts = [part for part in found.replace(",", ";").split(";") if part.strip()]
    wanted = units.parse(agreed)
    return next((part for part in parts if units.parse(part, wanted.dimension).converts_to(wanted)), found)


def scale_of(cell_units: pl.Series, agreement: Agreement) -> pl.DataFrame:
    """What each value is to be multiplied with.

    Args:
        cell_units: The unit within each cell, as written; null for none.
        agreement: The units of the column.

    Returns:
        `found` and `agreed` (String, as written), `scale` (Decimal; null where the units do not convert) and
        `differs` (the cell's unit is another one than was agreed).
    """
    rows = pl.lit(None, pl.String) if agreement.rows is None else agreement.rows
    wanted = pl.lit(None, pl.String) if agreement.wanted is None else agreement.wanted
    frame = cell_units.alias("cell").to_frame().with_columns(row=rows, wanted=wanted)
    alike = agreement.rows is None and agreement.wanted is None and cell_units.null_count() == cell_units.len()
    distinct = frame.head(1) if alike else frame.unique()
    told = [(cell, row, unit, *_told(cell, row, unit, agreement)) for cell, row, unit in distinct.iter_rows()]
    schema = {
        **dict.fromkeys(("cell", "row", "wanted", "found", "agreed"), pl.String()),
        "scale": DECIMAL,
        "differs": pl.Boolean(),
    }
    scales = pl.DataFrame(told, schema=schema, orient="row")
    names = ["found", "agreed", "scale", "differs"]
    if distinct.height == 1:
        return frame.with_columns(pl.lit(scales[name][0], schema[name]).alias(name) for name in names).select(names)
    return frame.join(scales, on=["cell", "row", "wanted"], how="left", nulls_equal=True, maintain_order="left").select(
        names
    )


def _told(
    cell: str | None, row: str | None, wanted: str | None, agreement: Agreement
) -> tuple[str | None, str | None, Decimal | None, bool]:
    """The unit that holds for a cell, the one that was agreed, and what `_scale` says of the two.

    A unit in the cell goes before the column's, that before the row's: a title such as `So với cùng kỳ (%)` has a unit
    of its own.
    """
    if wanted and not agreement.agreed:
        return _told_of_indicator(cell, row, wanted, agreement)
    found = cell or agreement.column or row or agreement.agreed
    agreed = agreement.agreed or agreement.column or row
    return found, agreed, *_scale(found, agreed, agreement)


def _told_of_indicator(
    cell: str | None, row: str | None, wanted: str, agreement: Agreement
) -> tuple[str | None, str | None, Decimal | None, bool]:
    """The same where the row's indicator says the unit: no unit was agreed, so that only a foreign one is a problem.

    A column of several indicators has the unit of its title only where that can be theirs, and shares of any
    indicator are percentages.
    """
    units = agreement.units
    target = units.parse(wanted)
    found = cell or _chosen(row, wanted, units)
    if found and units.parse(found).dimension == "percent":
        return found, found, Decimal(1), False
    if found is None and agreement.column:
        column = _chosen(agreement.column, wanted, units) or ""
        found = column if units.parse(column, target.dimension).converts_to(target) else None
    factor, _ = _scale(found or wanted, wanted, agreement)
    return found or wanted, wanted, factor, factor is None


def _scale(found: str | None, agreed: str | None, agreement: Agreement) -> tuple[Decimal | None, bool]:
    """The factor from the unit that was found to the unit stored, and whether it is another than was agreed."""
    if found is None:
        return Decimal(1), False
    wanted = agreement.units.parse(agreed) if agreed else None
    # a word of scale alone (`triệu`) is no percentage, however many of them it would be
    alone = wanted.dimension if wanted and wanted.dimension != "percent" else "VND"
    unit = agreement.units.parse(found, alone)
    if wanted and not unit.converts_to(wanted):
        return None, True
    differs = wanted is not None and unit.factor != wanted.factor
    return _factor(unit, wanted, agreement.spec), differs


def _factor(unit: Unit, wanted: Unit | None, spec: FieldSpec) -> Decimal:
    if spec.type in _IN_BASE:
        return unit.factor
    return unit.factor / wanted.factor if wanted else Decimal(1)

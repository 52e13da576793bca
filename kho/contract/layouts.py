"""Layouts of tables whose columns are not the fields of a feed, as a contract declares them."""

from __future__ import annotations

from typing import Literal

import polars as pl

from kho.contract.parts import Model


class Crosstab(Model):
    """A table with labels down and periods or measures across, each of whose values is a row of the feed.

    Every attribute names the field that takes a part of the table.

    Attributes:
        label: The label of the row.
        header: The title of the column, its rows joined.
        value: The cell.
        column: The letter of the cell's column; with the row it names the cell.
        row: The number of the cell's row.
        path: The labels that the row's label stands under.
        unit: The unit: of the row, of the column's title, or of the table.
        title: The title of the sheet.
        period: The period that the column's title names, if it names one.
        unit_mark: What parts a label from its unit within one cell (`Total - Thous. persons`).
        indicator: The innermost of the row's label, the labels above it and the title of the sheet that names an
            indicator of the list.
        breakdown: The labels within that indicator, joined; none for its total.
        comparison: What the column's title compares the value with (`kho.reading.crosstab.headings.Heading`).
        territory: The province that a row of the column's title is.
        said: Enumerations whose labels may stand in the column's title (`Ước tính`, `Kế hoạch`).
    """

    kind: Literal["crosstab"]
    label: str
    header: str
    value: str
    column: str
    row: str
    path: str | None = None
    unit: str | None = None
    title: str | None = None
    period: str | None = None
    unit_mark: str | None = None
    indicator: str | None = None
    breakdown: str | None = None
    comparison: str | None = None
    territory: str | None = None
    said: tuple[str, ...] = ()

    def fields(self) -> set[str]:
        """The fields that take a part of the table."""
        parts = self.model_dump(exclude={"kind", "unit_mark", "said"}, exclude_none=True)
        return {*parts.values(), *self.said}

    def cell_columns(self) -> list[pl.Expr]:
        """Row, label, path, column, unit and value of the rows that a table of this layout became."""
        parts = (self.row, self.label, self.path, self.column, self.unit, self.value)
        return [pl.col(name).alias(str(at)) if name else pl.lit(None).alias(str(at)) for at, name in enumerate(parts)]

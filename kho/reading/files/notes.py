"""What a workbook knows about the cells of a sheet besides their values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Notes:
    """What is known about one sheet besides its values.

    Attributes:
        errors: (row from 1, column from 0) → the error as shown (`#REF!`).
        percents: (row, column) of cells that are shown as percentages; empty for large sheets.
        percent_columns: Columns that a large sheet shows as percentages throughout its beginning.
        hidden_rows: Numbers of hidden rows.
        hidden_columns: Positions of hidden columns.
        merges: Merged ranges that calamine does not tell: first row, first column, last row, last column.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    percent_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

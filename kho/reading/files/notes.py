"""What a workbook knows about the cells of a sheet besides their values, and how far they may reach."""

from __future__ import annotations

from dataclasses import dataclass, field

from kho.reading.refusal import Refused

#: More cells than this within the used range of one sheet are refused before they are laid out in memory.
_MOST_CELLS = 60_000_000
_WIDEST = 16_384


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
        indents: (row, column) → by how many steps the style of a cell with text moves it to the right.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    percent_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)


def check_reach(kind: str, name: str, last_row: int, widest: int) -> None:
    """Refuse a sheet that reaches further than can be laid out in memory, or than any spreadsheet does.

    Raises:
        Refused: Its used range has more than 60 million cells or 16,384 columns.
    """
    if last_row * widest > _MOST_CELLS or widest > _WIDEST:
        reason = f"the sheet {name} has cells as far out as row {last_row} and column {widest}".replace("  ", " ")
        raise Refused("file.unreadable", sheet=name or None, expected=kind, reason=reason)

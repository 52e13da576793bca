"""Workbooks whose bytes depend on nothing but their content."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

#: The day that every sample says it was made on.
MADE_ON = datetime(2026, 3, 2, 8, 0, 0)

_THIN = Side(style="thin")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)


def new_sheet(title: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet of that name."""
    workbook = Workbook()
    workbook.properties.creator = "kho"
    workbook.properties.created = MADE_ON
    sheet = workbook.worksheets[0]
    sheet.title = title
    return workbook, sheet


def write_title(sheet: Worksheet, lines: Sequence[str], width: int) -> None:
    """Put one line a row over the whole width, from row 1, as a report's heading."""
    for row, line in enumerate(lines, start=1):
        sheet.cell(row, 1, line).font = Font(bold=row <= 4, size=12)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
        sheet.cell(row, 1).alignment = CENTRED


def write_row(sheet: Worksheet, row: int, values: Sequence[Any], *, bold: bool = False) -> None:
    """Put values side by side from column A, with the grid of a form; `None` leaves a cell empty."""
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        cell.border = GRID
        cell.font = Font(bold=bold)


def write_header(sheet: Worksheet, row: int, header: Sequence[tuple[str, Sequence[str]]]) -> int:
    """Put a header of two rows: a title over its parts, or a title merged down where it has none.

    Returns:
        The number of columns.
    """
    column = 1
    for title, parts in header:
        if parts:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + len(parts) - 1)
            for offset, part in enumerate(parts):
                sheet.cell(row + 1, column + offset, part)
        else:
            sheet.merge_cells(start_row=row, start_column=column, end_row=row + 1, end_column=column)
        sheet.cell(row, column, title)
        column += max(1, len(parts))
    for cells in sheet.iter_rows(min_row=row, max_row=row + 1, max_col=column - 1):
        for cell in cells:
            cell.font, cell.alignment, cell.border = Font(bold=True), CENTRED, GRID
    return column - 1


def write_signatures(sheet: Worksheet, row: int, right: int, head: str) -> None:
    """Put the block that closes a form: who made it, who signs it."""
    for column, title in ((2, "NGƯỜI LẬP BIỂU"), (right, head)):
        sheet.cell(row, column, title).font = Font(bold=True)
        sheet.cell(row + 1, column, "(Ký, ghi rõ họ tên)").font = Font(italic=True)


def to_bytes(workbook: Workbook) -> bytes:
    """The workbook as a file; neither the clock nor the build of zlib shows in it."""
    raw = BytesIO()
    workbook.save(raw)
    fixed = BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                stamp = f">{MADE_ON:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()
                content = re.sub(rb">[^<]*</dcterms:modified>", stamp, content)
            target.writestr(zipfile.ZipInfo(name, MADE_ON.timetuple()[:6]), content)
    return fixed.getvalue()

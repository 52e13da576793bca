"""The tables of a contract in one sheet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from kho.reading.grid import HEAD_ROWS, Cells, MemorySheet, part_name
from kho.reading.ignored import IgnoredApart
from kho.reading.tables import title_block
from kho.reading.tables.beside import Part, parts
from kho.reading.tables.leftovers import settle_rivals
from kho.reading.tables.locate import locate
from kho.reading.tables.matching import from_keys
from kho.reading.tables.places import Surroundings, values
from kho.reading.tables.table import Setting, Table
from kho.reading.titles import Titles, known_titles
from kho.reading.values.font_encodings import known_in_font
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.spans import Period
from kho.reading.values.text import nfc


def tables(sheet: MemorySheet, setting: Setting) -> list[Table]:
    """The tables in a sheet from left to right, or none if the sheet holds none."""
    batches = sheet.batches()
    first = next(batches, None)
    if first is None:
        return []
    if sheet.records:
        found = from_keys(sheet.keys, setting.contract)
        above = title_block.lines((), sheet.preamble)
        return [Table(sheet, setting, found, itertools.chain([first], batches), above)] if found.columns else []
    head = _head(first.raw.head(HEAD_ROWS), known_titles(setting.contract))
    layout = locate(head, sheet.merges, setting.contract, sheet.hidden_columns)
    if layout is None or not layout.columns:
        return []
    above = title_block.lines(head[: layout.first - 1], sheet.preamble)
    if layout.rivals:
        settle_rivals(layout, _period(sheet, setting, above), setting.contract)
    if several := parts(head, sheet.merges, layout, setting.contract):
        return [_apart(sheet, setting, part, above, is_first=at == 0) for at, part in enumerate(several)]
    return [Table(sheet, setting, layout, itertools.chain([first], batches), above)]


def _period(sheet: MemorySheet, setting: Setting, above: list[title_block.Line]) -> Period | None:
    """The period that the title block or the name of the sheet or file says that the report is on."""
    around = Surroundings(above, sheet.name, setting.file_name, setting.context.scope)
    fields = setting.contract.fields.items()
    found = [
        value for name, spec in fields if spec.type == "period" for value in values(name, spec, around, setting.context)
    ]
    if not found:
        return None
    start, end, kind, _ = found[0].typed.values()
    return Period(start, end, kind)


def _apart(sheet: MemorySheet, setting: Setting, part: Part, above: list[title_block.Line], *, is_first: bool) -> Table:
    """One of several tables beside one another: what stands above it says more of it than what stands elsewhere."""
    own, last = min(part.own), max(part.own)
    name = sheet.name if is_first else part_name(sheet.name, own, last)
    narrow = replace(sheet, name=name, source=lambda: _only(sheet, part.columns))
    lines = sorted(above, key=lambda line: line.column not in part.own)
    setting = replace(setting, ignored=IgnoredApart())
    return Table(narrow, setting, part.layout, narrow.batches(), lines, told=part.told, left=part.left)


def _only(sheet: MemorySheet, columns: frozenset[int]) -> Iterator[Cells]:
    return (cells.only(columns) for cells in sheet.batches())


def _head(raw: pl.DataFrame, known: Titles) -> list[tuple[str | None, ...]]:
    """The first rows of a sheet in Unicode; a title that the form knows may be in a font encoding by itself."""

    def plain(cell: str | None) -> str | None:
        return cell if cell is None or cell in known else known_in_font(cell, known.__contains__) or cell

    rows = raw.select(decode_legacy(nfc(column)) for column in raw).iter_rows()
    return [tuple(plain(cell) for cell in row) for row in rows]

"""Times how fast a workbook is read, against calamine alone, which checks and types nothing."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import python_calamine as calamine

from kho.catalog import Catalog, Sender
from kho.contract import Contract, Text
from kho.reading import Source, read
from kho.reading.grid import letter
from kho.settings import Settings

ROWS, COLUMNS = 100_000, 20
SENDER = "benchmark/sheet"
#: Columns in turn: a code in text, a name, and figures.
_KINDS = ("code", "text", "count", "decimal", "money")
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
    'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Biểu 1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def measure(folder: Path, rows: int = ROWS) -> tuple[float, float]:
    """Seconds that calamine takes to hand out the cells of a workbook, and kho to read it; the best of two each.

    Args:
        folder: Where the workbook may lie.
        rows: How many it has, of `COLUMNS` columns.
    """
    path = folder / "sheet.xlsx"
    write(path, rows)
    pairs = [(_bare(path), _read(path, rows)) for _ in range(2)]
    path.unlink()
    return min(bare for bare, _ in pairs), min(ours for _, ours in pairs)


def write(path: Path, rows: int) -> None:
    """Write the workbook: a row of titles, then texts and figures in turn."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, part in _PARTS.items():
            book.writestr(name, part)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            sheet.write(_row(1, [f"Cột {column}" for column in range(COLUMNS)]))
            for row in range(rows):
                values = [_value(_KINDS[column % len(_KINDS)], row, column) for column in range(COLUMNS)]
                sheet.write(_row(row + 2, values))
            sheet.write(b"</sheetData></worksheet>")


def _row(number: int, values: Sequence[str | float]) -> bytes:
    cells = "".join(_cell(f"{letter(column)}{number}", value) for column, value in enumerate(values))
    return f'<row r="{number}">{cells}</row>'.encode()


def _value(kind: str, row: int, column: int) -> str | float:
    seed = row * 7919 + column * 104_729
    match kind:
        case "code":
            return f"{seed % 10**9:010}"
        case "text":
            return f"Công ty TNHH Dịch vụ số {seed % 50_000}"
        case "decimal":
            return seed % 100_000 / 100
        case _:
            return seed % 1_000_000


def _cell(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def contract() -> Contract:
    """The contract of the workbook, which is the benchmark's own."""
    fields = {
        f"column_{column}": {"header": f"Cột {column}", "type": _KINDS[column % len(_KINDS)]}
        for column in range(COLUMNS)
    }
    return Contract.model_validate(
        {
            "feed": "sheet",
            "title": {"vi": "Đo tốc độ", "en": "Benchmark", "fr": "Mesure"},
            "grain": "one row a thing",
            "key": ["column_0"],
            "replaces": ["column_0"],
            "delivery": {"formats": ["xlsx"], "frequency": "irregular", "decimal": "comma"},
            "fields": fields,
        }
    )


def _bare(path: Path) -> float:
    start = time.perf_counter()
    calamine.load_workbook(path).get_sheet_by_index(0).to_python()
    return time.perf_counter() - start


def _read(path: Path, rows: int) -> float:
    feed = contract()
    title = Text(vi="Đo tốc độ", en="Benchmark", fr="Mesure")
    sender = Sender(title=title, feeds=(feed.feed,), territories=("*",))
    catalog = Catalog({feed.feed: feed}, {SENDER: sender}, Settings.from_environment().contracts)
    start = time.perf_counter()
    batches = read(Source(path, path.name, SENDER, dt.date.today()), feed, catalog).batches()
    counted = sum(frame.height for frame in batches)
    seconds = time.perf_counter() - start
    assert counted == rows, f"{counted} rows were read of {rows}"
    return seconds

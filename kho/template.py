"""Contract → the workbook that a department fills in, in the form that reading takes without a remark."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kho.catalog import Catalog, CatalogError, Sender, catalog
from kho.contract import Contract, FieldSpec, Language
from kho.message_terms import TERMS
from kho.messages import text
from kho.prefill import Row
from kho.reading import stamp
from kho.rules import N_
from kho.template_guide import write_guide

#: Sheets whose names begin with this belong to kho; reading passes over them.
OWN = "_kho"
LISTS, STAMP, GUIDE = f"{OWN}_lists", stamp.SHEET, f"{OWN} Hướng dẫn"
SHEET = "Báo cáo"
#: Rows that have drop-downs and checks.
ROWS = 2_000

_FORMATS = {
    "count": "#,##0",
    "integer": "#,##0",
    "decimal": "#,##0.######",
    "money": "#,##0.######",
    "percent": "#,##0.######",
    "date": "dd/mm/yyyy",
    "timestamp": "dd/mm/yyyy hh:mm",
}
_SCALES = ("nghìn", "triệu", "tỷ", "%")
_REQUIRED, _OPTIONAL, _FILL_IN = (PatternFill("solid", fgColor=rgb) for rgb in ("FF1F4E79", "FF8EA9C1", "FFFFF9DB"))
_LINE = Side(style="thin", color="FFB8C2CC")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


class TemplateError(CatalogError):
    """There is no workbook to fill in for this feed and sender; the sentence says why."""


def write(feed: str, sender: str, output: Path, known: Catalog | None = None, rows: Sequence[Row] = ()) -> None:
    """Write the workbook that a sender fills in for a feed.

    Args:
        feed: The report.
        sender: Who will send it; decides the territories of the drop-downs and the language of the hints.
        output: Where the workbook goes; its folder is made if it is missing.
        known: Contracts and senders; those of this installation by default.
        rows: What is filled in before, a line each (`kho.prefill`).

    Raises:
        TemplateError: Feed or sender is unknown, the sender may not send it, or it is not sent as a workbook.
    """
    known = known or catalog()
    contract, who = allowed(known, feed, sender)
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise TemplateError("The workbook has no sheet to write to.")
    sheet.title = SHEET
    guide = book.create_sheet(GUIDE)
    lists = book.create_sheet(LISTS)
    columns = {name: spec for name, spec in contract.fields.items() if has_column(spec)}
    header = _title_block(sheet, contract, who) + 1
    for index, (name, spec) in enumerate(columns.items(), 1):
        choices = _choices(spec, name, contract, known, who)
        _column(sheet, lists, index, header, spec, choices, who.language)
    _fill_in(sheet, header, list(columns), rows)
    _page(sheet, header)
    write_guide(guide, contract, is_prefilled=bool(rows))
    _stamp(book, contract, sender)
    lists.sheet_state = "hidden"
    output.parent.mkdir(parents=True, exist_ok=True)
    book.save(output)


def has_column(spec: FieldSpec) -> bool:
    """Whether a field is asked for in a column: not if the title block or the sender says it first."""
    return spec.found_in[0] == "column"


def column_title(spec: FieldSpec) -> str:
    """The title of a field's column, with its unit where the contract knows such a title or figures are scaled."""
    if spec.unit is None:
        return spec.header
    with_unit = next((title for title in spec.titles if title.endswith(f"({spec.unit})")), None)
    is_scaled = spec.type == "money" or spec.unit.startswith(_SCALES)
    return with_unit or (f"{spec.header} ({spec.unit})" if is_scaled else spec.header)


def allowed(known: Catalog, feed: str, sender: str) -> tuple[Contract, Sender]:
    """The contract and the sender of a template that may be made.

    Raises:
        TemplateError: As `write`.
    """
    if obstacle := known.obstacle(sender, feed):
        raise TemplateError(obstacle)
    if feed not in known.contracts:
        raise TemplateError(f"There is no report {feed!r}; there are: {', '.join(sorted(known.contracts))}.")
    if sender not in known.senders:
        raise TemplateError(f"There is no sender {sender!r}; see senders.yml for those that are registered.")
    contract, who = known.contracts[feed], known.senders[sender]
    if feed not in who.feeds:
        raise TemplateError(f"The sender {sender} may not send {feed}; it may send: {', '.join(who.feeds)}.")
    if "xlsx" not in contract.delivery.formats:
        raise TemplateError(f"The report {feed} is sent as {', '.join(contract.delivery.formats)}, not as a workbook.")
    return contract, who


def _title_block(sheet: Worksheet, contract: Contract, who: Sender) -> int:
    """Sender, title, and what is said once for the whole report; returns the last row."""
    sheet["A1"] = who.title.vi.upper()
    sheet["A1"].font = Font(bold=True)
    sheet["A2"] = contract.title.vi.upper()
    sheet["A2"].font = Font(bold=True, size=14)
    row = 2
    for spec in contract.fields.values():
        if spec.found_in[0] == "title":
            row += 1
            sheet.cell(row, 1, f"{spec.header}:").alignment = Alignment(horizontal="right")
            blank = sheet.cell(row, 2)
            blank.fill, blank.border, blank.number_format = _FILL_IN, _BORDER, "@"
            blank.comment = _note(spec, "vi")
    return row + 1


def _column(
    sheet: Worksheet, lists: Worksheet, index: int, header: int, spec: FieldSpec, choices: Sequence[str], lang: Language
) -> None:
    """One column: its title, its format, and what may be entered."""
    title = sheet.cell(header, index, column_title(spec))
    _dress(title, is_required=spec.required)
    title.comment = _note(spec, lang)
    letter = get_column_letter(index)
    dimension = sheet.column_dimensions[letter]
    dimension.width = max(14, min(40, len(column_title(spec)) + 4))
    dimension.number_format = _FORMATS.get(spec.type, "@")
    if choices:
        source = lists.cell(1, index, spec.header).column_letter
        for row, choice in enumerate(choices, 2):
            lists.cell(row, index, choice).data_type = "s"
        formula = f"'{LISTS}'!${source}$2:${source}${len(choices) + 1}"
        check = DataValidation(type="list", formula1=formula, allow_blank=True)
        check.errorStyle = (
            "warning" if spec.open_codes or spec.type in {"indicator", "territory", "commune", "text"} else "stop"
        )
    else:
        check = _check(spec)
    check.promptTitle, check.prompt = spec.header[:32], _hint(spec, lang)[:250]
    check.errorTitle, check.error = spec.header[:32], _hint(spec, lang)[:220]
    check.showInputMessage = True
    check.showErrorMessage = check.type is not None
    sheet.add_data_validation(check)
    check.add(f"{letter}{header + 1}:{letter}{header + ROWS}")


def _fill_in(sheet: Worksheet, header: int, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """What was reported last, below the titles; a text is never taken for a formula."""
    for number, values in enumerate(rows, header + 1):
        for index, name in enumerate(columns, 1):
            if values.get(name) is not None:
                cell = sheet.cell(number, index, values[name])
                cell.number_format = sheet.column_dimensions[get_column_letter(index)].number_format
                if isinstance(values[name], str):
                    cell.data_type = "s"


def _check(spec: FieldSpec) -> DataValidation:
    """What a spreadsheet program can check while the cell is filled in."""
    kinds: dict[str, Literal["whole", "date"]] = {"count": "whole", "integer": "whole", "date": "date"}
    kind: Literal["whole", "date", "decimal"] | None = kinds.get(spec.type)
    if spec.type in {"decimal", "money", "percent"} and not spec.comparator and not spec.text_allowed:
        kind = "decimal"
    if kind is None or spec.comparator:
        return DataValidation(type=None, allow_blank=True)
    if kind == "date":
        return DataValidation(type="date", operator="greaterThan", formula1="DATE(1945,1,1)", allow_blank=True)
    least = spec.min if spec.min is not None else 0 if spec.type == "count" else -1e15
    most = spec.max if spec.max is not None else 1e15
    return DataValidation(
        type=kind, operator="between", formula1=f"{least:.15g}", formula2=f"{most:.15g}", allow_blank=True
    )


def _choices(spec: FieldSpec, name: str, contract: Contract, known: Catalog, who: Sender) -> list[str]:
    """What the drop-down of a column offers; nothing where anything may be written."""
    if spec.type == "enum":
        return [labels[0] if labels else code for code, labels in (spec.codes or {}).items()]
    if spec.type == "boolean":
        return ["Có", "Không"]
    if spec.type == "territory":
        current = _codes_of_today(known, "provinces")
        return [row["full_name"] for row in current if "*" in who.territories or row["code"] in who.territories]
    if spec.type == "commune":
        current = _codes_of_today(known, "communes")
        return [row["full_name"] for row in current if row["province_code"] in who.territories]
    if spec.type == "indicator":
        return [row["code"] for row in _codes(known, "indicators")]
    if any(other.type == "indicator" and other.fallback == name for other in contract.fields.values()):
        return [row["name_vi"] for row in _codes(known, "indicators")]
    return []


def _codes(known: Catalog, name: str) -> list[dict[str, str]]:
    with (known.folder / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _codes_of_today(known: Catalog, name: str) -> list[dict[str, str]]:
    today = date.today().isoformat()
    return [row for row in _codes(known, name) if row["valid_from"] <= today <= (row["valid_to"] or today)]


def _hint(spec: FieldSpec, lang: Language) -> str:
    needed = text(N_("Required."), lang) if spec.required else text(N_("May be left empty."), lang)
    unit = [text(N_("Unit: {unit}."), lang, unit=spec.unit)] if spec.unit else []
    what = text(N_("Write {expected}."), lang, expected=text(TERMS[spec.type], lang))
    return " ".join([what, *unit, needed])


def _note(spec: FieldSpec, lang: Language) -> Comment:
    note = Comment(_hint(spec, lang), "kho")
    note.width, note.height = 280, 90
    return note


def _dress(cell: Cell, *, is_required: bool) -> None:
    cell.fill = _REQUIRED if is_required else _OPTIONAL
    cell.font = Font(bold=True, color="FFFFFFFF" if is_required else "FF000000")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _BORDER
    cell.number_format = "@"


def _page(sheet: Worksheet, header: int) -> None:
    sheet.freeze_panes = f"A{header + 1}"
    sheet.row_dimensions[header].height, sheet.row_dimensions[2].height = 34, 20
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.print_options.gridLines = True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header}:{header}"


def _stamp(book: Workbook, contract: Contract, sender: str) -> None:
    """What the workbook means by its titles and choices, where nobody changes it by accident."""
    titles = {name: column_title(spec) for name, spec in contract.fields.items() if has_column(spec)}
    titles |= {name: spec.header for name, spec in contract.fields.items() if spec.found_in[0] == "title"}
    sheet = book.create_sheet(STAMP)
    for number, line in enumerate(stamp.rows(contract, sender, titles), 1):
        for index, value in enumerate(line, 1):
            cell = sheet.cell(number, index, value)
            if isinstance(value, str):
                cell.data_type = "s"
    sheet.sheet_state = "veryHidden"

"""The sheet of a template that explains how it is filled in, in three languages."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from kho.contract import Contract, FieldSpec, Language
from kho.message_terms import TERMS
from kho.messages import LANGUAGES, shortened, text
from kho.rules import N_
from kho.typography import typeset

_STEPS = (
    N_("Fill in one row for each line of the report. Dark columns are required, light ones may be left empty."),
    N_("Keep the titles of the columns; write figures as figures, without their unit."),
    N_(
        "Choose from the drop-down where a cell offers one. Leave a cell empty where there is no figure; "
        "zero is a figure."
    ),
    N_("Save the workbook as xlsx and put it into your folder. The receipt comes within seconds."),
)
_FILLED = N_(
    "The rows begin with what your last accepted report had: add the figures, delete the rows that no longer apply, "
    "and write new ones below."
)
_TITLES = (N_("Column"), N_("What it holds"), N_("Unit"), N_("Required"), N_("What to write"))
_WIDTHS = (34, 60, 18, 12, 70)


def write_guide(sheet: Worksheet, contract: Contract, *, is_prefilled: bool = False) -> None:
    """Write the explanations below each other: Vietnamese, English, French."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for index, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDE"[index]].width = width
    row = 1
    for lang in LANGUAGES:
        row = _explain(sheet, row, contract, lang, (*_STEPS, _FILLED) if is_prefilled else _STEPS) + 2
    wrapped = Alignment(vertical="top", wrap_text=True)
    for cells in sheet.iter_rows(min_col=2):
        for cell in cells:
            cell.alignment = wrapped


def _explain(sheet: Worksheet, row: int, contract: Contract, lang: Language, steps: tuple[str, ...]) -> int:
    """The part of one language; returns the row behind it."""
    sheet.cell(row, 1, typeset(getattr(contract.title, lang), lang)).font = Font(bold=True, size=14)
    for number, step in enumerate(steps, 1):
        row += 1
        sheet.cell(row, 1, f"{number}. {text(step, lang)}")
    row += 2
    for column, title in enumerate(_TITLES, 1):
        sheet.cell(row, column, text(title, lang)).font = Font(bold=True)
    for spec in contract.fields.values():
        if {"column", "title"} & set(spec.found_in):
            row += 1
            for column, value in enumerate(_line(spec, lang), 1):
                sheet.cell(row, column, value).data_type = "s"
    return row


def _line(spec: FieldSpec, lang: Language) -> tuple[str, str, str, str, str]:
    label = typeset(getattr(spec.label, lang), lang) if spec.label else spec.header
    expected = text(TERMS[spec.type], lang)
    if spec.codes:
        expected = shortened("; ".join(labels[0] if labels else code for code, labels in spec.codes.items()), lang)
    needed = text(N_("yes"), lang) if spec.required else text(N_("no"), lang)
    return spec.header, label, spec.unit or "", needed, expected

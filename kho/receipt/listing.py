"""The sheet `_kho` of a marked workbook: every finding on a line, with a link to its cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kho.messages import text
from kho.receipt.judgement import Judgement
from kho.receipt.marks import Line
from kho.receipt.words import SIGNS, STANDINGS
from kho.receipt.xml_edit import xml_attribute, xml_text
from kho.rules import N_
from kho.vietnam import ZONE

#: The name by which reading knows the sheet, and passes over it when the workbook comes back.
NAME = "_kho"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (6, 20, 44, 26, 24, 34, 22, 80)
_TITLES = (
    N_("No."),
    N_("What follows"),
    N_("Where"),
    N_("Column"),
    N_("Value found"),
    N_("Expected"),
    N_("Suggested value"),
    N_("What is wrong"),
)
#: A run of its own look says its font too, or a program takes one that no other cell has.
_FONT = '<rFont val="Calibri"/><family val="2"/>'
_BOLD, _LINK = f'<b/><sz val="11"/>{_FONT}', f'<u/><sz val="11"/><color rgb="FF0B4F8A"/>{_FONT}'


def sheet_xml(judgement: Judgement, lines: Sequence[Line], notes: Sequence[str], styles: dict[str, int]) -> bytes:
    """The worksheet part.

    Args:
        judgement: What was decided.
        lines: The findings to list.
        notes: What is to be said about the workbook itself, a sentence each.
        styles: Style of the lines by standing, and of other text under `text`.
    """
    lang = judgement.language
    moment = judgement.received_at.astimezone(ZONE)
    head = [
        text(N_("Findings in the file {file}, received {time}"), lang, file=judgement.file_name, time=moment),
        *notes,
    ]
    first = len(head) + 2
    rows = [
        _row(number, [_cell("A", number, line, 0, _BOLD if number == 1 else "")]) for number, line in enumerate(head, 1)
    ]
    rows.append(_row(first, [_cell(c, first, text(t, lang), styles["text"], _BOLD) for c, t in _columns(_TITLES)]))
    rows += [_line(line, number, first + number, judgement, styles) for number, line in enumerate(lines, 1)]
    links = "".join(_links(lines, first))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0"><pane ySplit="{first}" topLeftCell="A{first + 1}" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><cols>{_column_widths()}</cols><sheetData>{"".join(rows)}</sheetData>'
        f'<autoFilter ref="A{first}:H{first + max(len(lines), 1)}"/>'
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _line(line: Line, number: int, row: int, judgement: Judgement, styles: dict[str, int]) -> str:
    standing = f"{SIGNS[line.standing]} {text(STANDINGS[line.standing], judgement.language)}"
    plain = styles["text"]
    cells = [
        _cell("A", row, str(number), plain),
        _cell("B", row, standing, styles[line.standing]),
        _cell("C", row, line.where, plain, _LINK if line.place else ""),
        *(
            _cell(column, row, value, plain)
            for column, value in _columns((line.header, line.raw, line.expected, line.suggestion, line.message), "D")
        ),
    ]
    texts = (line.where, line.header, line.raw, line.expected, line.suggestion, line.message)
    return _row(row, cells, max(1 + len(said) // width for said, width in zip(texts, _WIDTHS[2:], strict=True)))


def _columns(values: Sequence[str], first: str = "A") -> Iterator[tuple[str, str]]:
    return ((chr(ord(first) + step), value) for step, value in enumerate(values))


def _row(number: int, cells: list[str], lines: int = 1) -> str:
    # not every spreadsheet program makes room for wrapped text when it opens a file
    height = f' ht="{min(15 * lines, 400)}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{"".join(cells)}</row>'


def _cell(column: str, row: int, value: str, style: int, run: str = "") -> str:
    """A cell that holds text and never a formula, whatever it begins with."""
    if not value:
        return f'<c r="{column}{row}" s="{style}"/>'
    content = f'<t xml:space="preserve">{xml_text(value[:32_000])}</t>'
    content = f"<r><rPr>{run}</rPr>{content}</r>" if run else content
    return f'<c r="{column}{row}" s="{style}" t="inlineStr"><is>{content}</is></c>'


def _links(lines: Sequence[Line], first: int) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if line.place:
            sheet, cell = line.place
            target = "'{}'!{}".format(sheet.replace("'", "''"), cell)
            yield f'<hyperlink ref="C{first + number}" location={xml_attribute(target)}/>'


def _column_widths() -> str:
    return "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, 1)
    )

"""The marked workbook: the department's own, with marks and nothing lost; or one of its cells."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from kho.contract import Contract
from kho.finding import Findings
from kho.receipt import workbook as marked_workbook
from kho.receipt import write
from kho.rules import finding
from tests.fixtures.receipts import SHEET, contract, judgement

BLOCK, WARN = "FFFFC9C4", "FFFFF5B5"


def department_workbook(path: Path) -> Path:
    """A workbook as a department keeps it: merged title, formula, drop-down, chart, own comment and colour."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet["A1"] = "BÁO CÁO THÁNG 10/2025"
    sheet.merge_cells("A1:E1")
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["E4"] = "Đơn vị tính: đồng"
    for row in range(6, 20):
        sheet[f"A{row}"] = None if row == 9 else f"Chợ {row}"
        sheet[f"B{row}"] = "Chơ"
        sheet[f"C{row}"], sheet[f"D{row}"], sheet[f"E{row}"] = 1000, 900, 12_000_000 + row
        sheet[f"E{row}"].number_format = "#,##0"
    sheet["F6"] = "=SUM(C6:D6)"
    sheet["C7"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B6"].comment = Comment("Ghi chú của phòng", "An")
    choice = DataValidation(type="list", formula1='"Chợ,Tuyến phố"')
    choice.add("B6:B19")
    sheet.add_data_validation(choice)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=6, max_row=12))
    sheet.add_chart(chart, "H5")
    book.create_sheet("Khác")["A1"] = "không đổi"
    book.save(path)
    return path


def mark(original: Path, folder: Path, rules: Contract | None = None, **changes: Any) -> Path:
    return write(judgement(**changes), original, folder / "outbox", rules or contract())[2]


def test_bad_cells_are_coloured_and_say_what_was_expected(tmp_path: Path) -> None:
    sheet = load_workbook(mark(department_workbook(tmp_path / "a.xlsx"), tmp_path))[SHEET]
    assert sheet["E6"].fill.fgColor.rgb == BLOCK
    assert sheet["E6"].comment.text == (
        "✕ PHẢI SỬA\n“Giá trị giao dịch” là 12000006, nằm ngoài khoảng cho phép (cần có: 0 – 100.000). "
        "Đề nghị kiểm tra lại số liệu và đơn vị tính."
    )
    assert sheet["E4"].fill.fgColor.rgb == WARN
    assert sheet["E4"].comment.text.startswith("! NÊN KIỂM TRA LẠI\n")
    assert sheet["B7"].comment.text.endswith("\nGợi ý: Chợ")
    assert sheet["C8"].fill.fill_type is None


def test_an_empty_cell_is_coloured_although_it_was_not_there(tmp_path: Path) -> None:
    sheet = load_workbook(mark(department_workbook(tmp_path / "a.xlsx"), tmp_path))[SHEET]
    assert sheet["A9"].fill.fgColor.rgb == BLOCK
    assert sheet["A9"].value is None
    assert sheet["B9"].value == "Chơ"


def test_what_the_department_made_is_still_there(tmp_path: Path) -> None:
    book = load_workbook(mark(department_workbook(tmp_path / "a.xlsx"), tmp_path))
    sheet = book[SHEET]
    assert sheet["F6"].value == "=SUM(C6:D6)"
    assert sheet["E6"].number_format == "#,##0"
    assert sheet["E6"].value == 12_000_006
    assert sheet["C7"].fill.fgColor.rgb == "FF00FF00"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B6:B19"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:E1"]
    assert len(sheet._charts) == 1
    assert sheet["B6"].comment.text.startswith("Ghi chú của phòng\n—\nkho: ✕ PHẢI SỬA")
    assert book.sheetnames == [SHEET, "Khác", "_kho"]


def test_parts_that_are_not_concerned_are_the_same_bytes(tmp_path: Path) -> None:
    original = department_workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(original) as before, zipfile.ZipFile(mark(original, tmp_path)) as after:
        touched = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert touched == {
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
        "xl/styles.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }


def test_what_no_library_of_ours_knows_of_is_the_same_bytes(tmp_path: Path) -> None:
    original = department_workbook(tmp_path / "a.xlsx")
    book = load_workbook(original)
    book.defined_names["Tong"] = DefinedName("Tong", attr_text=f"'{SHEET}'!$E$6:$E$19")
    rule = CellIsRule(operator="lessThan", formula=["0"], font=Font(color="FFFF0000"))
    book[SHEET].conditional_formatting.add("C6:C19", rule)
    book.save(original)
    foreign = {
        "xl/media/image1.png": b"\x89PNG\r\n",
        "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition/>",
        "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
        "customXml/item1.xml": b"<a/>",
    }
    with zipfile.ZipFile(original, "a") as package:
        for name, content in foreign.items():
            package.writestr(name, content)
    marked = mark(original, tmp_path)
    with zipfile.ZipFile(original) as before, zipfile.ZipFile(marked) as after:
        assert {name: after.read(name) for name in foreign} == foreign
        same = [
            name for name in before.namelist() if name.startswith(("xl/charts/", "xl/theme/", "xl/worksheets/sheet2"))
        ]
        assert len(same) == 3
        assert [after.read(name) for name in same] == [before.read(name) for name in same]
    shown = load_workbook(marked)
    assert shown.defined_names["Tong"].attr_text == f"'{SHEET}'!$E$6:$E$19"
    assert [(str(kept.sqref), kept.rules[0].dxf.font.color.rgb) for kept in shown[SHEET].conditional_formatting] == [
        ("C6:C19", "FFFF0000")
    ]


def test_the_sheet_that_is_added_has_numbers_of_its_own(tmp_path: Path) -> None:
    with zipfile.ZipFile(mark(department_workbook(tmp_path / "a.xlsx"), tmp_path)) as marked:
        book = marked.read("xl/workbook.xml").decode()
        relations = marked.read("xl/_rels/workbook.xml.rels").decode()
    assert re.findall(r'<sheet [^>]*sheetId="(\d+)"', book) == ["1", "2", "3"]
    ids = re.findall(r'\bId="(\w+)"', relations)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'<sheet [^>]*r:id="(\w+)"', book)) <= set(ids)


def test_the_list_leads_to_the_cells(tmp_path: Path) -> None:
    listing = load_workbook(mark(department_workbook(tmp_path / "a.xlsx"), tmp_path))["_kho"]
    rows = {row[2].value: row for row in listing.iter_rows(min_row=6)}
    line = rows["Trang tính “Tháng 10”, ô A9"]
    assert [cell.value for cell in line[1:4]] == ["✕ Phải sửa", "Trang tính “Tháng 10”, ô A9", "Tên tuyến phố/chợ"]
    assert line[2].hyperlink.location == "'Tháng 10'!A9"


def test_a_marked_copy_sent_back_gets_new_marks_instead_of_more(tmp_path: Path) -> None:
    once = mark(department_workbook(tmp_path / "a.xlsx"), tmp_path)
    left = Findings()
    left.add(finding("cell.required", sheet=SHEET, cell="A9", row=9, field="site"))
    again = mark(once, tmp_path, findings=left.frame(), delivery_id=124)
    book = load_workbook(again)
    sheet = book[SHEET]
    assert book.sheetnames == [SHEET, "Khác", "_kho"]
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment} == {"A9", "B6"}
    assert sheet["E6"].fill.fill_type is None
    assert sheet["A9"].fill.fgColor.rgb == BLOCK
    assert book["_kho"].max_row == 6
    with zipfile.ZipFile(again) as archive:
        drawing = archive.read("xl/drawings/commentsDrawing1.vml").decode()
    assert len(re.findall(r"<\w+:Row>", drawing)) == 2


def test_a_fault_under_a_merged_cell_is_marked_where_it_shows(tmp_path: Path) -> None:
    found = Findings()
    found.add(finding("cell.required", sheet=SHEET, cell="C1", row=1, field="site"))
    sheet = load_workbook(mark(department_workbook(tmp_path / "a.xlsx"), tmp_path, findings=found.frame()))[SHEET]
    assert sheet["A1"].fill.fgColor.rgb == BLOCK
    assert sheet["A1"].font.bold


def test_a_text_file_becomes_a_workbook_of_text(tmp_path: Path) -> None:
    original = tmp_path / "a.csv"
    original.write_text("site;merchants\nChợ 1;x\n=cmd|'/c calc'!A1;001\n", encoding="utf-8")
    found = Findings()
    found.add(finding("cell.type", sheet="csv", cell="B2", row=2, field="merchants", raw="x", expected="count"))
    found.add(finding("column.unknown", sheet="csv", cell="A1", raw="site"))
    sheet = load_workbook(mark(original, tmp_path, findings=found.frame(), file_name="a.csv")).worksheets[0]
    assert sheet["B2"].fill.fgColor.rgb == BLOCK
    assert sheet["A1"].comment.text.startswith("! NÊN KIỂM TRA LẠI\n")
    assert sheet["B2"].comment.text.startswith("✕ PHẢI SỬA\nKhông đọc được “x” ở cột “Số hộ kinh doanh”.")
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=cmd|'/c calc'!A1", "s")
    assert sheet["B3"].value == "001"


@pytest.mark.parametrize(
    ("name", "content", "pane"),
    [
        ("a.csv", "BÁO CÁO\n\nTên tuyến phố/chợ;Số hộ kinh doanh\nChợ 1;x\n", "A4"),
        ("a.csv", "Chợ 1;x\n" * 4, None),
        ("a.json", '[{"a": 1}, {"a": 2}, {"a": 3}, {"a": "x"}]', "A2"),
    ],
)
def test_the_header_of_a_copy_stays_in_sight(tmp_path: Path, name: str, content: str, pane: str | None) -> None:
    original = tmp_path / name
    original.write_text(content, encoding="utf-8")
    found = Findings()
    found.add(finding("cell.type", sheet=name[2:], row=4, field="merchants", raw="x", expected="count"))
    marked = load_workbook(mark(original, tmp_path, findings=found.frame(), file_name=name))
    assert marked.worksheets[0].freeze_panes == pane


def test_a_record_of_json_is_marked_under_its_key(tmp_path: Path) -> None:
    original = tmp_path / "a.json"
    original.write_text('[{"site": "a", "merchants": 1}, {"site": "b", "merchants": "x"}]', encoding="utf-8")
    found = Findings()
    found.add(
        finding("cell.type", sheet="json", cell="merchants:2", row=2, field="merchants", raw="x", expected="count")
    )
    sheet = load_workbook(mark(original, tmp_path, findings=found.frame(), file_name="a.json")).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["site", "merchants"]
    assert sheet["B3"].fill.fgColor.rgb == BLOCK


def test_a_record_whose_key_is_not_named_is_marked_under_its_field(tmp_path: Path) -> None:
    original = tmp_path / "a.json"
    original.write_text('[{"Tên tuyến phố/chợ": "a", "Số hộ kinh doanh": "x"}]', encoding="utf-8")
    found = Findings()
    found.add(finding("cell.type", sheet="json", row=1, field="merchants", raw="x", expected="count"))
    sheet = load_workbook(mark(original, tmp_path, findings=found.frame(), file_name="a.json")).worksheets[0]
    assert sheet["B2"].fill.fgColor.rgb == BLOCK


def test_of_a_very_large_file_the_rows_with_findings_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_workbook, "MOST_ROWS", 100)
    original = tmp_path / "a.csv"
    original.write_text("site;merchants\n" + "".join(f"Chợ {row};{row}\n" for row in range(2, 600)), encoding="utf-8")
    found = Findings()
    found.add(finding("cell.range", sheet="csv", cell="B500", row=500, field="merchants", raw="500", expected="≤ 100"))
    book = load_workbook(mark(original, tmp_path, findings=found.frame(), file_name="a.csv"))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[13]] == ["500", "Chợ 500", "500"]
    assert sheet["C13"].fill.fgColor.rgb == BLOCK
    assert "chỉ gồm phần đầu và 1 dòng cần xem" in book["_kho"]["A2"].value


def test_of_a_very_large_workbook_a_copy_of_the_rows_with_findings_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marked_workbook, "MOST_ROWS", 100)
    original = Workbook()
    original.active.title = "T10"
    for row in range(600):
        original.active.append([f"Chợ {row}", row])
    original.save(tmp_path / "a.xlsx")
    found = Findings()
    found.add(finding("cell.range", sheet="T10", cell="B500", row=500, field="merchants", raw="499", expected="≤ 100"))
    book = load_workbook(mark(tmp_path / "a.xlsx", tmp_path, findings=found.frame(), file_name="a.xlsx"))
    assert book.worksheets[0].max_row < 20
    assert "500" in [cell.value for cell in book.worksheets[0]["A"]]


def test_a_file_that_cannot_be_read_gets_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    found = Findings()
    found.add(finding("column.missing", sheet=SHEET, field="period", expected="Kỳ báo cáo"))
    written = write(judgement(findings=found.frame()), tmp_path / "a.xlsx", tmp_path / "outbox", contract())
    assert [path.suffix for path in written] == [".html", ".json"]

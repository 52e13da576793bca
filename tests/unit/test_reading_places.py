"""Values that stand beside the table: in the title block, the name of the file or the sheet, or with the sender."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kho.contract import FieldSpec
from kho.messages import merged, render
from kho.reading.tables.title_block import Line, labels
from tests.fixtures.reading import CONTRACT, consume, found, workbook

TITLES = ["Mã chợ", "Tên chợ", "Số hộ"]
ROW = ["CH01", "Chợ Đồng Xuân", 1200]


@pytest.mark.parametrize(
    ("line", "end", "label"),
    [
        ("BÁO CÁO CHỢ SỐ QUÝ III NĂM 2025", dt.date(2025, 9, 30), "Quý III/2025"),
        ("Kỳ báo cáo: Tháng 10/2025", dt.date(2025, 10, 31), "Tháng 10/2025"),
        ("(9 tháng đầu năm 2025)", dt.date(2025, 9, 30), "9 tháng năm 2025"),
        ("Năm 2024", dt.date(2024, 12, 31), "Năm 2024"),
        ("Kỳ báo cáo: 2024", dt.date(2024, 12, 31), "Năm 2024"),
        ("Theo kỳ báo cáo: III/2025", dt.date(2025, 9, 30), "Quý III/2025"),
    ],
)
def test_the_period_of_the_title_block(tmp_path: Path, line: str, end: dt.date, label: str) -> None:
    rows, reading = consume(
        workbook(tmp_path / "cho.xlsx", [["Hà Nội, ngày 20 tháng 1 năm 2026"], [line], TITLES, ROW])
    )
    assert rows.select("period_end", "period_label").rows() == [(end, label)]
    assert found(reading) == []


@pytest.mark.parametrize("label", ["Ngày mở", "Chợ có ngày mở"])
def test_a_value_behind_the_title_of_its_field(tmp_path: Path, label: str) -> None:
    spec = CONTRACT.fields["kind"].model_copy(update={"found_in": ("title",), "header": "Ngày mở", "aliases": ()})
    fields = {name: field for name, field in CONTRACT.fields.items() if name != "opened_date"}
    contract = CONTRACT.model_copy(update={"fields": fields | {"kind": spec}})
    lines = [["Quý III/2025"], [f"{label}: chợ đêm"], ["Không phải ngày mở cửa: sai"]]
    rows, _ = consume(workbook(tmp_path / "a.xlsx", [*lines, TITLES, ROW]), contract=contract)
    assert rows["kind"].to_list() == ["chợ đêm"]


def test_the_period_of_the_file_name(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "a.xlsx", [TITLES, ROW]), "cho_so_2025-10.xlsx")
    assert rows["period_label"].to_list() == ["Tháng 10/2025"]
    assert found(reading) == []


def test_a_report_that_names_no_period_is_told_where_to_write_it(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, ROW]))
    finding = reading.findings.frame().row(0, named=True)
    assert (finding["rule"], finding["expected"]) == ("field.missing", "column, title, file_name")
    assert render(finding["rule"], merged(finding), "vi", CONTRACT) == (
        "Trang tính “Biểu 1”: báo cáo không ghi “Kỳ báo cáo”. "
        "Đề nghị ghi trong cột, ở phần tiêu đề phía trên bảng hoặc ở tên tệp."
    )
    assert rows["period_end"].to_list() == [None]


def test_a_cell_beside_the_title_of_the_period_is_the_whole_of_it(tmp_path: Path) -> None:
    rows, _ = consume(workbook(tmp_path / "a.xlsx", [["Kỳ báo cáo:", "2024"], TITLES, ROW]))
    assert rows["period_label"].to_list() == ["Năm 2024"]
    rows, _ = consume(workbook(tmp_path / "b.xlsx", [["Biểu số", "2024"], TITLES, ROW]))
    assert rows["period_label"].to_list() == [None]


@pytest.mark.parametrize(("sheet", "label"), [("2024", "Năm 2024"), ("III-2025", "Quý III/2025"), ("Biểu 2024", None)])
def test_a_sheet_may_be_named_after_its_period(tmp_path: Path, sheet: str, label: str | None) -> None:
    spec = CONTRACT.fields["period"].model_copy(update={"found_in": ("column", "sheet_name")})
    contract = CONTRACT.model_copy(update={"fields": CONTRACT.fields | {"period": spec}})
    rows, _ = consume(workbook(tmp_path / "a.xlsx", [TITLES, ROW], sheet=sheet), contract=contract)
    assert rows["period_label"].to_list() == [label]


def test_blank_cells_of_a_column_take_the_value_of_the_title(tmp_path: Path) -> None:
    sheet = [["Quý III/2025"], [*TITLES, "Kỳ báo cáo"], [*ROW, "Tháng 8/2025"], [*ROW, None]]
    rows, _ = consume(workbook(tmp_path / "cho.xlsx", sheet))
    assert rows["period_label"].to_list() == ["Tháng 8/2025", "Quý III/2025"]


def test_title_and_file_name_that_disagree_are_held(tmp_path: Path) -> None:
    _, reading = consume(workbook(tmp_path / "a.xlsx", [["Quý III/2025"], TITLES, ROW]), "cho_quy_II_2025.xlsx")
    finding = reading.findings.frame().row(0, named=True)
    assert (finding["rule"], finding["standing"], finding["cell"]) == ("period.disagrees", "hold", "A1")
    assert (finding["raw"], finding["expected"]) == ("Quý III/2025", "cho_quy_II_2025.xlsx")


def test_title_and_column_that_disagree_are_held(tmp_path: Path) -> None:
    sheet = [["Quý III/2025"], [*TITLES, "Kỳ báo cáo"], [*ROW, "Quý II/2025"], [*ROW, "Quý I/2025"]]
    _, reading = consume(workbook(tmp_path / "a.xlsx", sheet))
    assert [(row["rule"], row["raw"], row["expected"]) for row in reading.findings.frame().to_dicts()] == [
        ("period.disagrees", "Quý III/2025", "Quý I/2025, Quý II/2025")
    ]


def test_a_month_within_the_quarter_of_the_title_agrees(tmp_path: Path) -> None:
    sheet = [["Quý III/2025"], [*TITLES, "Kỳ báo cáo"], [*ROW, "Tháng 8/2025"]]
    assert found(consume(workbook(tmp_path / "a.xlsx", sheet))[1]) == []


def test_a_place_trusted_before_the_column_decides(tmp_path: Path) -> None:
    spec = CONTRACT.fields["period"].model_copy(update={"found_in": ("title", "column")})
    contract = CONTRACT.model_copy(update={"fields": CONTRACT.fields | {"period": spec}})
    sheet = [["Quý III/2025"], [*TITLES, "Kỳ báo cáo"], [*ROW, "Tháng 8/2025"]]
    rows, _ = consume(workbook(tmp_path / "a.xlsx", sheet), contract=contract)
    assert rows["period_label"].to_list() == ["Quý III/2025"]


def test_the_name_of_the_sheet(tmp_path: Path) -> None:
    spec = CONTRACT.fields["kind"].model_copy(update={"found_in": ("sheet_name",)})
    contract = CONTRACT.model_copy(update={"fields": CONTRACT.fields | {"kind": spec}})
    rows, _ = consume(
        workbook(tmp_path / "a.xlsx", [["Quý III/2025"], TITLES, ROW], sheet="Phường Ba Đình"), contract=contract
    )
    assert rows["kind"].to_list() == ["Phường Ba Đình"]


@pytest.mark.parametrize("line", ["(Số liệu minh họa)", "DỮ LIỆU MẪU", "SỐ LIỆU MẪU – không dùng", "Sample data"])
def test_a_title_block_may_say_that_it_is_a_sample(tmp_path: Path, line: str) -> None:
    _, reading = consume(workbook(tmp_path / "a.xlsx", [[line, "Quý III/2025"], TITLES, ROW]))
    assert reading.is_sample


def test_a_number_of_a_form_is_no_sample(tmp_path: Path) -> None:
    _, reading = consume(workbook(tmp_path / "a.xlsx", [["Mẫu số 06/CKTC-NSNN"], ["Quý III/2025"], TITLES, ROW]))
    assert not reading.is_sample


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("DỰ TOÁN THU, CHI NGÂN SÁCH NĂM 2003", ["Dự toán"]),
        ("budget_plan_2004.xls", ["plan"]),
        ("Kế hoạch hóa", []),
        ("Bổ sung dự toán", ["Bổ sung dự toán", "Dự toán"]),
    ],
)
def test_labels_of_an_enum_within_a_text(text: str, label: list[str]) -> None:
    codes = {"plan": ("Dự toán",), "amended": ("Bổ sung dự toán", "Kế hoạch lại")}
    spec = FieldSpec(header="Loại", type="enum", codes=codes, found_in=("title",))
    assert [line.text for line in labels(spec, Line(text))] == label

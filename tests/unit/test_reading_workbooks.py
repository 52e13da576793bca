"""What workbooks do besides holding values: percentages, errors, merged and hidden cells, dates, marks of kho's own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kho.messages import merged, quoted, render
from kho.reading.grid import index_of, letter
from kho.receipt.causes import causes
from tests.fixtures.reading import CONTRACT, TITLES, consume, found, workbook

ROW = ["CH01", "Chợ Đồng Xuân", 1200, "Quý III/2025"]


def test_a_number_shown_as_a_percentage_is_read_as_shown(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "cho.xlsx", [[*TITLES, "Tỷ lệ (%)"], [*ROW, 0.35], [*ROW, 35], [*ROW, "35%"], [*ROW, 0.4]]
    )
    book = openpyxl.load_workbook(path)
    book.active["E2"].number_format = "0%"
    book.active["E5"].number_format = "0.00%"
    book.save(path)
    rows, reading = consume(path)
    assert rows["share_pct"].to_list() == [Decimal(35), Decimal(35), Decimal(35), Decimal(40)]
    assert found(reading) == []


def test_a_number_is_quoted_as_the_language_writes_it_and_a_text_as_it_stands(tmp_path: Path) -> None:
    rows = [
        [*TITLES, "Tỷ lệ (%)", "Ngày mở"],
        [*ROW[:2], 0.695, ROW[3], 35, 0.1 + 0.2],
        [*ROW[:2], "69.5", ROW[3]],
    ]
    path = workbook(tmp_path / "cho.xlsx", rows)
    book = openpyxl.load_workbook(path)
    book.active["C2"].number_format = "0.0%"
    book.save(path)
    findings = consume(path)[1].findings.frame()
    said = [{lang: quoted(merged(one), lang) for lang in ("vi", "fr", "en")} for one in findings.iter_rows(named=True)]
    assert said == [
        {"vi": "69,5\u00a0%", "fr": "69,5\u00a0%", "en": "69.5%"},
        {"vi": "69.5", "fr": "69.5", "en": "69.5"},
        {"vi": "0,3", "fr": "0,3", "en": "0.3"},
    ]
    assert "“0,3”" in render("cell.type", merged(findings.row(2, named=True)), "vi", CONTRACT)
    (value,) = next(cause for cause in causes(findings, 2) if cause.field == "opened_date").values
    assert value.is_number


def test_a_large_sheet_is_judged_by_the_evidence_of_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kho.reading.files.ooxml._EXACT", 0)
    path = workbook(tmp_path / "cho.xlsx", [[*TITLES, "Tỷ lệ (%)"], *[[*ROW, 0.35]] * 20])
    book = openpyxl.load_workbook(path)
    for row in range(2, 22):
        book.active.cell(row, 5).number_format = "0%"
    book.save(path)
    rows, _ = consume(path)
    assert set(rows["share_pct"]) == {Decimal(35)}


def test_a_failed_formula_is_named_with_its_error(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, ["CH01", "Chợ Mơ", "#REF!", "Quý III/2025"], ROW]))
    assert found(reading) == [("cell.error", "C2", "#REF!")]
    assert rows["merchants_count"].to_list() == [None, 1200]
    assert (reading.rows_read, reading.rows_in_error) == (2, 1)


def test_a_formula_that_was_never_computed_is_no_empty_cell(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, ["CH01", "Chợ Mơ", "=1+1", "Quý III/2025"]]))
    assert found(reading) == [("cell.error", "C2", "#CALC!")]
    assert rows["merchants_count"].to_list() == [None]


def test_cells_merged_over_rows_stand_for_each_of_them(tmp_path: Path) -> None:
    rows = [
        [*TITLES, "Loại"],
        [*ROW, "chợ"],
        ["CH02", "Chợ Hôm", 5, "Quý III/2025", None],
        ["CH03", "Chợ Mơ", 6, "Quý III/2025", "phố"],
    ]
    frame, _ = consume(workbook(tmp_path / "cho.xlsx", rows, ["E2:E3"]))
    assert frame["kind"].to_list() == ["chợ", "chợ", "phố"]


def test_hidden_sheets_and_those_of_kho_are_left_out_and_counted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, ROW])
    book = openpyxl.load_workbook(path)
    for name in ("Danh mục", "_kho"):
        book.create_sheet(name).append(TITLES)
        book[name].append(ROW)
    book["Danh mục"].sheet_state = "hidden"
    book.save(path)
    rows, reading = consume(path)
    assert rows["sheet_name"].to_list() == ["Biểu 1"]
    assert [(run.sheet, run.row_count) for run in reading.ignored if run.reason == "hidden sheet"] == [
        ("Danh mục", 2),
        ("_kho", 2),
    ]


def test_hidden_rows_and_columns_are_read_and_reported(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, ROW, ["CH02", "Chợ Hôm", 5, "Quý III/2025"]])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(path)
    rows, reading = consume(path)
    assert rows.height == 2
    assert found(reading) == [("table.hidden", None, "column C; row 3")]


def test_dates_and_numbers_typed_by_the_workbook(tmp_path: Path) -> None:
    titles = [*TITLES, "Ngày mở", "Giá trị giao dịch"]
    path = workbook(tmp_path / "cho.xlsx", [titles, [*ROW, dt.date(2025, 7, 1), 1.5], [*ROW, "02/07/2025", "2.500,5"]])
    rows, reading = consume(path)
    assert rows["opened_date"].to_list() == [dt.date(2025, 7, 1), dt.date(2025, 7, 2)]
    assert rows["qr_value_vnd"].to_list() == [Decimal(1_500_000), Decimal(2_500_500_000)]
    assert found(reading) == []


def test_a_code_that_is_a_number_has_no_decimals(tmp_path: Path) -> None:
    rows, _ = consume(workbook(tmp_path / "cho.xlsx", [TITLES, [1234567, "Chợ Mơ", 5, "Quý III/2025"]]))
    assert rows["market_code"].to_list() == ["1234567"]


def test_a_table_that_begins_away_from_the_corner(tmp_path: Path) -> None:
    rows = [[None] * 6, [None, None, *TITLES], [None, None, *ROW]]
    frame, reading = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["row_number"].to_list() == [3]
    assert reading.layout == {"Biểu 1": {"market_code": "C", "market_name": "D", "merchants_count": "E", "period": "F"}}


def test_every_sheet_that_holds_the_table_is_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cho.xlsx", [TITLES, ROW], sheet="Ba Đình")
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("Tây Hồ")
    other.append(TITLES)
    other.append(["CH09", "Chợ Bưởi", 3, "Quý III/2025"])
    book.create_sheet("Hướng dẫn").append(["Cách điền"])
    book.save(path)
    rows, reading = consume(path)
    assert rows.select("sheet_name", "market_code").rows() == [("Ba Đình", "CH01"), ("Tây Hồ", "CH09")]
    assert ("Hướng dẫn", "no table") in [(run.sheet, run.reason) for run in reading.ignored]


def test_columns_are_named_as_excel_names_them() -> None:
    assert [letter(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(index_of(letter(index)) == index for index in range(0, 16384, 7))

"""Tables with labels down and periods across: every value a row that names its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.styles import Alignment

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.settings import PROJECT
from tests.fixtures.reading import found, text, workbook

CATALOG = Catalog.load(PROJECT / "contracts")
HEAD: list[list[Any]] = [
    ["1. Sản phẩm"],
    [None, None, None, "Tỷ đồng"],
    [None, None, "Quý II", "Quý III"],
    [None, None, 2024, 2024],
]


def consume(path: Path) -> tuple[pl.DataFrame, Reading]:
    """Every value of a file of statistical tables."""
    source = Source(path, path.name, "trunguong/cuc_thong_ke", dt.date(2024, 10, 6))
    reading = read(source, CATALOG.contracts["statistics_table"], CATALOG)
    return pl.concat(list(reading.batches())), reading


def values(path: Path, *names: str) -> list[tuple[Any, ...]]:
    """The named columns of every value."""
    return consume(path)[0].select(names).rows()


def sheet(tmp_path: Path, rows: Iterable[Sequence[Any]], merges: Sequence[str] = ()) -> Path:
    return workbook(tmp_path / "bieu_2024-09.xlsx", [*HEAD, *rows], merges)


def test_every_value_is_a_row_that_names_its_cell(tmp_path: Path) -> None:
    path = sheet(tmp_path, [["Tổng số", None, 10, 12.5], [None, "Nông nghiệp", 4, None]])
    named = values(path, "row_label", "row_number", "column_letter", "column_title", "value")
    assert named == [
        ("Tổng số", 5, "C", "Quý II 2024", Decimal(10)),
        ("Tổng số", 5, "D", "Quý III 2024", Decimal("12.5")),
        ("Nông nghiệp", 6, "C", "Quý II 2024", Decimal(4)),
    ]
    rows, reading = consume(path)
    assert rows["row_position"].to_list() == [5, 5, 6]
    assert rows["table_title"].unique().to_list() == ["1. Sản phẩm"]
    assert rows["unit"].unique().to_list() == ["Tỷ đồng"]
    assert rows["value_period"].to_list() == ["Quý II/2024", "Quý III/2024", "Quý II/2024"]
    assert rows["publication_period_label"].unique().to_list() == ["Tháng 9/2024"]
    assert found(reading) == []


def test_every_row_of_the_file_is_accounted_for(tmp_path: Path) -> None:
    body: list[list[Any]] = [["Trong đó:"], [None, "Ngô", 4, 5], [], ["(*) Ước tính"], ["và số sơ bộ"]]
    rows, reading = consume(sheet(tmp_path, body))
    assert rows["row_number"].unique().to_list() == [6]
    assert [(run.row, run.reason, run.row_count) for run in reading.ignored] == [
        (1, "title", 2),
        (3, "header", 2),
        (5, "section", 1),
        (7, "empty", 1),
        (8, "footnote", 2),
    ]


def test_columns_and_sections_make_the_path(tmp_path: Path) -> None:
    body: list[list[Any]] = [["Cây trồng", None, 9, 9], ["Trong đó:"], [None, "Ngô", 4, 5], ["Vật nuôi", None, 3, 3]]
    paths = values(sheet(tmp_path, body), "row_label", "row_path")[::2]
    assert paths == [("Cây trồng", None), ("Ngô", "Cây trồng › Trong đó:"), ("Vật nuôi", None)]


def test_a_unit_stands_with_its_row_its_column_or_the_table(tmp_path: Path) -> None:
    head: list[list[Any]] = [["2. Sản phẩm"], [None, "Đơn vị tính", "Quý II", "So với quý I (%)"]]
    body: list[list[Any]] = [["Than", "Nghìn tấn", 4, 101.5], ["Dầu", '"', 5, 99], ["Khí", "Triệu m3", 6, 98]]
    path = workbook(tmp_path / "a.xlsx", [*head, *body])
    units = ["Nghìn tấn", "%", "Nghìn tấn", "%", "Triệu m3", "%"]
    assert [unit for (unit,) in values(path, "unit")] == units
    labelled = sheet(tmp_path, [["Trứng (Triệu quả)", None, 4, 5], ["Vốn (tự có)", None, 6, 7]])
    assert [unit for (unit,) in values(labelled, "unit")] == ["Triệu quả"] * 2 + ["Tỷ đồng"] * 2


def test_a_text_alone_over_the_columns_is_the_unit_of_the_rows_below(tmp_path: Path) -> None:
    body: list[list[Any]] = [
        [],
        [None, None, "Nghìn người"],
        ["Nam", None, 4, 5],
        [],
        [None, None, "Cơ cấu - %"],
        ["Nam", None, 44, 55],
    ]
    assert [unit for (unit,) in values(sheet(tmp_path, body), "unit")] == ["Nghìn người"] * 2 + ["%"] * 2


def test_a_value_that_is_no_number_is_told_at_its_cell(tmp_path: Path) -> None:
    rows, reading = consume(sheet(tmp_path, [["Tổng số", None, 10, 12], ["Nông nghiệp", None, 4, "gấp đôi"]]))
    assert found(reading) == [("cell.type", "D6", "gấp đôi")]
    assert rows["value"].to_list()[-1] is None


def test_numbers_under_no_title_are_left_out_and_told(tmp_path: Path) -> None:
    _, reading = consume(sheet(tmp_path, [["Tổng số", None, 10, 12, 7]]))
    assert found(reading) == [("column.unknown", "E5", "E")]


def test_tables_below_one_another_have_titles_and_units_of_their_own(tmp_path: Path) -> None:
    second: list[list[Any]] = [
        ["2. Lao động"],
        [None, None, "Kế hoạch", "Thực hiện"],
        [None, None, "(Người)", "(%)"],
        ["Nam", None, 1, 2],
    ]
    rows, reading = consume(sheet(tmp_path, [["Tổng số", None, 10, 12], ["(*) Sơ bộ"], [], *second]))
    assert rows.select("table_title", "row_label", "column_title", "unit", "row_number").rows() == [
        ("1. Sản phẩm", "Tổng số", "Quý II 2024", "Tỷ đồng", 5),
        ("1. Sản phẩm", "Tổng số", "Quý III 2024", "Tỷ đồng", 5),
        ("2. Lao động", "Nam", "Kế hoạch (Người)", "Người", 11),
        ("2. Lao động", "Nam", "Thực hiện (%)", "%", 11),
    ]
    assert found(reading) == []
    reasons = [(run.row, run.reason, run.row_count) for run in reading.ignored]
    assert reasons[2:] == [(6, "footnote", 1), (7, "empty", 1), (8, "title", 1), (9, "header", 2)]


def test_a_header_that_is_printed_again_goes_on_with_the_table_above(tmp_path: Path) -> None:
    again: list[list[Any]] = [["1. (Tiếp theo) Sản phẩm"], *HEAD[1:]]
    body: list[list[Any]] = [
        ["Miền Bắc", None, 9, 9],
        [None, "Hà Nội", 4, 5],
        *again,
        [None, "Hải Phòng", 5, 4],
        ["Miền Nam", None, 3, 3],
    ]
    rows, reading = consume(sheet(tmp_path, body))
    assert rows.select("table_title", "row_path", "row_label", "unit").rows()[::2] == [
        ("1. Sản phẩm", None, "Miền Bắc", "Tỷ đồng"),
        ("1. Sản phẩm", "Miền Bắc", "Hà Nội", "Tỷ đồng"),
        ("1. Sản phẩm", "Miền Bắc", "Hải Phòng", "Tỷ đồng"),
        ("1. Sản phẩm", None, "Miền Nam", "Tỷ đồng"),
    ]
    assert [(run.row, run.reason, run.row_count) for run in reading.ignored][2:] == [(7, "title", 2), (9, "header", 2)]


def test_units_over_the_columns_are_those_of_the_rows_below(tmp_path: Path) -> None:
    people: list[list[Any]] = [[], ["A. HÀNH KHÁCH", None, "Nghìn HK", "Triệu HK.km"], [None, "Đường bộ", 4, 5]]
    goods: list[list[Any]] = [["B. HÀNG HÓA", None, "Nghìn tấn", "Triệu tấn.km"], [None, "Đường bộ", 6, 7]]
    named = values(sheet(tmp_path, [*people, *goods]), "row_path", "unit")
    assert named == [
        ("A. HÀNH KHÁCH", "Nghìn HK"),
        ("A. HÀNH KHÁCH", "Triệu HK.km"),
        ("B. HÀNG HÓA", "Nghìn tấn"),
        ("B. HÀNG HÓA", "Triệu tấn.km"),
    ]


@pytest.mark.parametrize("style", ["indent", "mark", "heading"])
def test_labels_stand_under_one_another_without_any_space(tmp_path: Path, style: str) -> None:
    marks = {"indent": ("", ""), "mark": ("I. ", "1. "), "heading": ("", "")}[style]
    names = [f"{marks[0]}Thuế", f"{marks[1]}Thuế xe", f"{marks[1]}Thuế đất", f"{marks[0]}Phí", f"{marks[1]}Phí rừng"]
    figures = [None if style == "heading" and name in ("Thuế", "Phí") else 7 for name in names]
    path = sheet(tmp_path, [[name, None, figure, figure] for name, figure in zip(names, figures, strict=True)])
    if style == "indent":
        book = openpyxl.load_workbook(path)
        for row in (6, 7, 9):
            book.worksheets[0].cell(row, 1).alignment = Alignment(indent=2)
        book.save(path)
    paths = dict(values(path, "row_label", "row_path"))
    assert [paths[name] for name in (names[1], names[2], names[4])] == [names[0], names[0], names[3]]


@pytest.mark.parametrize(
    ("head", "period"),
    [
        ("Theo giá so sánh, tốc độ tăng so với 9 tháng năm 2008 (%)", None),
        ("Năm 2024 Quý II", "Quý II/2024"),
        ("2024 9 tháng", "9 tháng năm 2024"),
        ("Thời điểm 30/9/2024", "30/09/2024"),
        ("Cộng dồn tháng năm 2009", None),
    ],
)
def test_the_period_of_a_column_is_never_the_one_that_it_is_compared_with(
    tmp_path: Path, head: str, period: str | None
) -> None:
    path = workbook(tmp_path / "a.xlsx", [["3. Sản lượng"], [None, head, "Ước tính tháng 9/2024"], ["Lúa", 4, 5]])
    assert values(path, "value_period") == [(period,), ("Tháng 9/2024",)]


def test_rows_may_be_the_periods_and_the_title_may_name_one(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Tỷ lệ thất nghiệp"],
        ["Quý I năm 2024", 2.1, 3.2],
        ["Ước tính 9 tháng năm 2024", 2.2, 3.1],
        [],
        ["Nam", 1, 2],
    ]
    path = workbook(tmp_path / "a.xlsx", [["4. Lao động năm 2023"], [None, "Thành thị", "Nông thôn"], *rows])
    told = values(path, "row_path", "value_period")[::2]
    assert told == [
        ("Tỷ lệ thất nghiệp", "Quý I/2024"),
        ("Tỷ lệ thất nghiệp", "9 tháng năm 2024"),
        (None, "Năm 2023"),
    ]


def test_letters_and_numbers_of_columns_running_numbers_codes_and_notes_are_no_values(tmp_path: Path) -> None:
    head = ["STT", "Chỉ tiêu", "Mã số", "ĐVT", "Năm 2023", "Năm 2024", "Ghi chú"]
    body: list[list[Any]] = [["I", "Thu", "01", "Tỷ đồng", 9, 8, None], [1, "Thuế", "02", '"', 5, 4, "Tạm tính"]]
    path = workbook(tmp_path / "a.xlsx", [["5. Thu, chi"], head, ["A", "B", "C", "D", 1, 2, 3], *body])
    rows, reading = consume(path)
    assert rows.select("row_path", "row_label", "unit", "column_letter", "value").rows() == [
        (None, "Thu", "Tỷ đồng", "E", 9),
        (None, "Thu", "Tỷ đồng", "F", 8),
        ("Thu", "Thuế", "Tỷ đồng", "E", 5),
        ("Thu", "Thuế", "Tỷ đồng", "F", 4),
    ]
    assert found(reading) == []


def test_sums_of_pages_are_no_rows_of_a_table(tmp_path: Path) -> None:
    body: list[list[Any]] = [
        ["Lúa", None, 4, 5],
        ["Cộng trang 1", None, 4, 5],
        ["Mang sang", None, 4, 5],
        ["Ngô", None, 1, 2],
    ]
    rows, reading = consume(sheet(tmp_path, body))
    assert rows["row_label"].unique(maintain_order=True).to_list() == ["Lúa", "Ngô"]
    assert [(run.row, run.reason, run.row_count) for run in reading.ignored][2:] == [(6, "total", 2)]


def test_an_export_keeps_its_columns_of_labels(tmp_path: Path) -> None:
    lines = ['"Subscribers by Items and Year"', "", '"Items";"Year";"Telephones"']
    lines += ['"Total - Thous.";"2005";15.5', '"Index - %";"Pre. 2006";..']
    rows = values(text(tmp_path / "a.csv", lines), "row_label", "value_period", "column_title", "unit", "value")
    assert rows == [
        ("Total - Thous.", "2005", "Telephones", "Thous.", Decimal("15.5")),
        ("Index - %", "Pre. 2006", "Telephones", "%", None),
    ]

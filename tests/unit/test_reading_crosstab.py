"""Tables with labels down and periods across: every value a row that names its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.settings import PROJECT
from tests.fixtures.reading import found, text, workbook

CATALOG = Catalog.load(PROJECT / "contracts")
HEAD = [["1. Sản phẩm"], [None, None, None, "Tỷ đồng"], [None, None, "Quý II", "Quý III"], [None, None, 2024, 2024]]


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
    body = [["Trong đó:"], [None, "Ngô", 4, 5], [], ["(*) Ước tính"], ["và số sơ bộ"]]
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
    body = [["Cây trồng", None, 9, 9], ["Trong đó:"], [None, "Ngô", 4, 5], ["Vật nuôi", None, 3, 3]]
    paths = values(sheet(tmp_path, body), "row_label", "row_path")[::2]
    assert paths == [("Cây trồng", None), ("Ngô", "Cây trồng › Trong đó:"), ("Vật nuôi", None)]


def test_a_unit_stands_with_its_row_its_column_or_the_table(tmp_path: Path) -> None:
    head = [["2. Sản phẩm"], [None, "Đơn vị tính", "Quý II", "So với quý I (%)"]]
    body = [["Than", "Nghìn tấn", 4, 101.5], ["Dầu", '"', 5, 99], ["Khí", "Triệu m3", 6, 98]]
    path = workbook(tmp_path / "a.xlsx", [*head, *body])
    units = ["Nghìn tấn", "%", "Nghìn tấn", "%", "Triệu m3", "%"]
    assert [unit for (unit,) in values(path, "unit")] == units
    labelled = sheet(tmp_path, [["Trứng (Triệu quả)", None, 4, 5], ["Vốn (tự có)", None, 6, 7]])
    assert [unit for (unit,) in values(labelled, "unit")] == ["Triệu quả"] * 2 + ["Tỷ đồng"] * 2


def test_a_text_alone_over_the_columns_is_the_unit_of_the_rows_below(tmp_path: Path) -> None:
    body = [[], [None, None, "Nghìn người"], ["Nam", None, 4, 5], [], [None, None, "Cơ cấu - %"], ["Nam", None, 44, 55]]
    assert [unit for (unit,) in values(sheet(tmp_path, body), "unit")] == ["Nghìn người"] * 2 + ["%"] * 2


def test_a_value_that_is_no_number_is_told_at_its_cell(tmp_path: Path) -> None:
    rows, reading = consume(sheet(tmp_path, [["Tổng số", None, 10, 12], ["Nông nghiệp", None, 4, "gấp đôi"]]))
    assert found(reading) == [("cell.type", "D6", "gấp đôi")]
    assert rows["value"].to_list()[-1] is None


def test_numbers_under_no_title_are_left_out_and_told(tmp_path: Path) -> None:
    _, reading = consume(sheet(tmp_path, [["Tổng số", None, 10, 12, 7]]))
    assert found(reading) == [("column.unknown", "E5", "E")]


def test_two_tables_in_one_sheet_are_not_guessed_at(tmp_path: Path) -> None:
    body = [["Tổng số", None, 10, 12], [None, None, "Kế hoạch", "Thực hiện"], ["Tổng số", None, 1, 2]]
    path = sheet(tmp_path, body)
    source = Source(path, path.name, "trunguong/cuc_thong_ke", dt.date(2024, 10, 6))
    reading = read(source, CATALOG.contracts["statistics_table"], CATALOG)
    assert list(reading.batches()) == []
    assert found(reading)[0][0] == "table.layout"
    assert [(run.reason, run.row_count) for run in reading.ignored] == [("no table", 7)]


def test_an_export_keeps_its_columns_of_labels(tmp_path: Path) -> None:
    lines = ['"Subscribers by Items and Year"', "", '"Items";"Year";"Telephones"']
    lines += ['"Total - Thous.";"2005";15.5', '"Index - %";"Pre. 2006";..']
    rows = values(text(tmp_path / "a.csv", lines), "row_label", "value_period", "column_title", "unit", "value")
    assert rows == [
        ("Total - Thous.", "2005", "Telephones", "Thous.", Decimal("15.5")),
        ("Index - %", "Pre. 2006", "Telephones", "%", None),
    ]

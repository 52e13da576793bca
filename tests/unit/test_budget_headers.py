"""Headers of the budget of other years: titles under titles, stages beside one another, columns that nobody sees."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from kho.reading import Reading, Source, read
from tests.fixtures.mess import findings, house
from tests.fixtures.reading import workbook

MILLION = 10**6


def consume(path: Path) -> tuple[pl.DataFrame, Reading, list[tuple[str, str | None, str | None]]]:
    source = Source(path, path.name, "trunguong/bo_tai_chinh", dt.date(2020, 1, 1))
    reading = read(source, house().contracts["provincial_budget"], house())
    frame = pl.concat(reading.batches())
    return frame, reading, findings(reading)


STOOD = ["STT", "Tỉnh, thành phố", "Tổng thu NSNN trên địa bàn"]
ROWS: list[list[Any]] = [[1, "Hà Nội", 11, 12, 13, 14, 15, 16], [2, "Hải Phòng", 21, 22, 23, 24, 25, 26]]

#: Rows of titles, merged cells, measure → its first figure, and the titles that belong to none.
HEADERS: dict[str, tuple[list[list[Any]], list[str], dict[str, int | None], list[str]]] = {
    "a transfer that stands alone": (
        [[*STOOD, "Số bổ sung từ ngân sách trung ương", "Tổng chi cân đối NSĐP"]],
        [], {"revenue": 11, "transfer": 12, "expenditure": 13}, [],
    ),
    "one title under two others": (
        [[*STOOD, "THU NSĐP", None, "BỔ SUNG TỪ NSTW", None, "TỔNG CHI NSĐP"],
         [None, None, None, "THU NSĐP ĐƯỢC HƯỞNG", "BỔ SUNG CÂN ĐỐI", "BỔ SUNG CÂN ĐỐI", "BỔ SUNG CÓ MỤC TIÊU", None]],
        ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:H3"],
        {"retained_revenue": 12, "balancing_transfer": 14, "targeted_transfer": 15, "expenditure": 16}, ["E3"],
    ),
    "parts of two totals": (
        [["STT", "Tỉnh, thành phố", "Thu NSNN trên địa bàn", "Chi cân đối NSĐP", None, "Chi CTMTQG", None, None],
         [None, None, None, "Tổng số", "Chi ĐTPT", "Tổng số", "Chi ĐTPT", "Chi thường xuyên"]],
        ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:H2"],
        {"expenditure": 12, "investment": 13}, ["F3", "G3", "H3"],
    ),
    "revenue in its parts, and deficits": (
        [[*STOOD, "Thu NSĐP được hưởng theo phân cấp", None, "Số bổ sung cân đối từ NSTW", "Tổng chi cân đối NSĐP",
          "Bội chi NSĐP"], [None, None, None, "Tổng số", "Các khoản thu NSĐP hưởng 100%", None, None, None],
         ["A", "B", 1, "2=3+4", 3, 5, "6=2+5", 7]],
        ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:G3", "H2:H3"],
        {"retained_revenue": 12, "balancing_transfer": 14, "expenditure": 15}, ["E3", "H3"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_a_figure_lands_in_its_measure_or_is_told(tmp_path: Path, name: str) -> None:
    head, merges, found, unknown = HEADERS[name]
    width = max(map(len, head))
    table = [["DỰ TOÁN THU, CHI NSĐP NĂM 2018, đơn vị: triệu đồng"], *head, *(row[:width] for row in ROWS)]
    frame, _, told = consume(workbook(tmp_path / "dt.xlsx", table, merges))
    measures = [column for column in frame.columns if column.endswith(("_vnd", "_pct"))]
    read = {column.rsplit("_", 1)[0]: frame[column][0] for column in measures if frame[column][0] is not None}
    assert {measure: figure // MILLION for measure, figure in read.items()} == {"revenue": 11} | found
    assert [(rule, cell) for rule, cell, _ in told] == [("column.unknown", cell) for cell in unknown]


def test_plan_and_final_accounts_beside_one_another_are_two_stages(tmp_path: Path) -> None:
    under = ["Tổng thu NSNN trên địa bàn", "Tổng chi cân đối NSĐP"]
    head: list[list[Any]] = [
        ["STT", "Tỉnh, thành phố", "Dự toán năm 2017", None, "Quyết toán năm 2017", None, "So sánh QT/DT (%)", None],
        [None, None, *under, *under, *under],
    ]
    merges = ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"]
    frame, _, told = consume(
        workbook(tmp_path / "qt.xlsx", [["QUYẾT TOÁN NĂM 2017 (triệu đồng)"], *head, *ROWS], merges)
    )
    columns = ["territory_code", "budget_stage", "revenue_vnd", "expenditure_vnd"]
    assert frame.select(columns).rows() == [
        ("01", "plan", 11 * MILLION, 12 * MILLION), ("31", "plan", 21 * MILLION, 22 * MILLION),
        ("01", "final", 13 * MILLION, 14 * MILLION), ("31", "final", 23 * MILLION, 24 * MILLION),
    ]  # fmt: skip
    assert [(rule, cell) for rule, cell, _ in told] == [("column.unknown", "G3"), ("column.unknown", "H3")]


@pytest.mark.parametrize(("figures", "hidden", "told"), [
    ([None, None], True, []), (["#VALUE!", "#REF!"], True, []), ([None, None], False, []),
    ([7, 8], True, ["column.unknown"]), ([7, 8], False, ["column.double"]),
])  # fmt: skip
def test_a_second_column_that_nobody_sees_or_fills_is_none(
    tmp_path: Path, figures: list[Any], hidden: bool, told: list[str]
) -> None:
    titles = [*STOOD, "Tổng chi cân đối NSĐP", "Tổng chi cân đối NSĐP"]
    rows = [[*row[:4], figure] for row, figure in zip(ROWS, figures, strict=True)]
    path = workbook(tmp_path / "dt.xlsx", [["DỰ TOÁN NĂM 2012 (triệu đồng)"], titles, *rows])
    if hidden:
        book = openpyxl.load_workbook(path)
        book.worksheets[0].column_dimensions["E"].hidden = True
        book.save(path)
    frame, _, found = consume(path)
    assert frame["expenditure_vnd"].to_list() == [12 * MILLION, 22 * MILLION]
    assert [(rule, cell) for rule, cell, _ in found] == [(rule, "E2") for rule in told]


@pytest.mark.parametrize("whole_first", [True, False])
def test_of_a_book_of_tables_the_first_whole_one_is_read(tmp_path: Path, whole_first: bool) -> None:
    lacking: list[list[Any]] = [
        ["DỰ TOÁN CHI NĂM 2013"],
        ["STT", "Tỉnh, thành phố", "Bổ sung cân đối", "Bổ sung có mục tiêu"],
    ]
    whole: list[list[Any]] = [["DỰ TOÁN NĂM 2013 (triệu đồng)"], [*STOOD, "Tổng chi NSĐP"], *(row[:4] for row in ROWS)]
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sorted({"M07": lacking, "M09": whole}.items(), reverse=whole_first):
        for row in rows:
            (book[name] if name in book.sheetnames else book.create_sheet(name)).append(row)
    book.save(tmp_path / "dt.xlsx")
    frame, reading, told = consume(tmp_path / "dt.xlsx")
    assert frame["sheet_name"].unique().to_list() == ["M09"]
    assert [(run.sheet, run.reason) for run in reading.ignored if run.row is None] == [("M07", "other sheet")]
    assert told == []

"""Tables beside one another: lists in two halves, other tables behind an empty column, columns for each period."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kho.reading import Reading
from kho.reading.cells import raw_cells
from kho.receipt.judgement import Judgement
from tests.fixtures.mess import ACCOUNTS, Reader, xlsx
from tests.fixtures.reading import TITLES, consume, found, text, workbook

LIST = ["STT", "Mã chợ", "Tên chợ", "Số hộ"]
TITLE = ["Danh sách chợ Quý III/2025"]
Rows = list[list[Any]]


def market(number: int, households: Any = None) -> list[Any]:
    return [number, f"CH{number:02}", f"Chợ {number}", number * 10 if households is None else households]


def shown(rows: pl.DataFrame) -> list[tuple[str, int, str, int]]:
    return rows.select("sheet_name", "row_number", "market_code", "merchants_count").rows()


def ignored(reading: Reading) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for run in reading.ignored:
        counts[run.reason] += run.row_count
    return dict(counts)


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_the_second_half_of_a_list_follows_the_first_one(tmp_path: Path, gap: int) -> None:
    apart: list[Any] = [None] * gap
    table: Rows = [TITLE, [*LIST, *apart, *LIST], [*market(1), *apart, *market(4)], [*market(2), *apart, *market(5)]]
    table += [[*market(3), *apart, None, "Tổng cộng", None, 150]]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", table))
    second = f"Biểu 1 [{'EFG'[gap]}:{'HIJ'[gap]}]"
    assert shown(rows) == [
        ("Biểu 1", 3, "CH01", 10), ("Biểu 1", 4, "CH02", 20), ("Biểu 1", 5, "CH03", 30),
        (second, 3, "CH04", 40), (second, 4, "CH05", 50),
    ]  # fmt: skip
    # the row of the total holds a market of the first half
    assert (found(reading), ignored(reading)) == ([], {"title": 1, "header": 1})
    assert reading.layout[second]["merchants_count"] == "HIJ"[gap]
    wanted = [(second, f"{'HIJ'[gap]}4"), ("Biểu 1", "D4")]
    written = raw_cells(tmp_path / "cho.xlsx", wanted)
    assert [written[cell].text for cell in wanted] == ["50", "20"]


def test_a_total_of_both_halves_is_reconciled_and_a_wrong_cell_is_told_where_it_stands(tmp_path: Path) -> None:
    table: Rows = [TITLE, [*LIST, *LIST], [*market(1), *market(2, "nhiều")], [None, "Cộng", None, 77]]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", table))
    told = reading.findings.frame().select("rule", "sheet", "cell", "raw").rows()
    assert sorted(told) == [
        ("cell.type", "Biểu 1 [E:H]", "H3", "nhiều"),
        ("total.disagrees", "Biểu 1", "D4", "77"),
    ]
    assert (reading.rows_read, reading.rows_in_error, ignored(reading)) == (2, 1, {"title": 1, "header": 1, "total": 1})


def test_halves_of_a_delimited_text(tmp_path: Path) -> None:
    lines = ["Danh sách chợ Quý III/2025", ";".join([*LIST, *LIST]), "1;A;Chợ A;10;2;B;Chợ B;20", "3;C;Chợ C;30;;;;"]
    rows, reading = consume(text(tmp_path / "cho.csv", lines))
    assert [row[1:] for row in shown(rows)] == [(3, "A", 10), (4, "C", 30), (3, "B", 20)]
    assert found(reading) == []


def test_each_of_two_tables_has_the_period_that_stands_above_it(tmp_path: Path) -> None:
    over = ["Danh sách quý II/2025", *[None] * 4, "Danh sách quý III/2025"]
    table: Rows = [over, [*LIST, None, *LIST], [*market(1), None, *market(1)], [*[None] * 5, *market(2)]]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", table))
    assert rows.select("market_code", "period_label").rows() == [
        ("CH01", "Quý II/2025"), ("CH01", "Quý III/2025"), ("CH02", "Quý III/2025"),
    ]  # fmt: skip
    assert found(reading) == []


def test_a_summary_behind_an_empty_column_is_another_table(tmp_path: Path) -> None:
    head = [*TITLES, None, "Mã chợ", "Số hộ"]
    table: Rows = [head, ["A", "Chợ A", 1, "Quý III/2025", None, "A", 1], ["B", "Chợ B", 2, "Quý III/2025"]]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", table))
    assert shown(rows) == [("Biểu 1", 2, "A", 1), ("Biểu 1", 3, "B", 2)]
    assert found(reading) == [("column.unknown", "F1", "Mã chợ"), ("column.unknown", "G1", "Số hộ")]
    assert ignored(reading) == {"header": 1}


@pytest.mark.parametrize("more", [["Số hộ"], [None, "Số hộ"], ["Ghi", "Số hộ"]])
def test_a_column_that_stands_twice_in_one_table_still_blocks(tmp_path: Path, more: list[str | None]) -> None:
    row = ["A", "Chợ A", 1, "Quý III/2025", *[2 for _ in more]]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", [[*TITLES, *more], row]))
    assert ("column.double", "block", "Số hộ") in reading.findings.frame().select("rule", "standing", "raw").rows()


OVER = ["Địa phương", "Nhóm tuổi", "Quý III/2025", None, None, "Quý IV/2025", None, None]
COUNTS = ["Số tài khoản cá nhân", "Số người có tài khoản", "Dân số 15+"]
UNDER = [None, None, *COUNTS, *COUNTS]
QUARTERS = ["A2:A3", "B2:B3", "C2:E2", "F2:H2"]


def told_periods(rows: pl.DataFrame) -> list[tuple[str, str, int]]:
    return rows.select("territory_code", "period_label", "accounts_count").rows()


def test_columns_of_several_periods_give_a_row_for_each(deliver: Reader) -> None:
    table: Rows = [
        ["Tài khoản"],
        OVER,
        UNDER,
        ["Hải Phòng", "15+", 1, 2, 3, 4, 5, 6],
        ["Xứ sở", "15+", 7, 8, 9, 7, 8, 9],
    ]
    rows, reading = deliver(xlsx(table, QUARTERS), ACCOUNTS)
    assert told_periods(rows) == [
        ("31", "Quý III/2025", 1), (None, "Quý III/2025", 7), ("31", "Quý IV/2025", 4), (None, "Quý IV/2025", 7),
    ]  # fmt: skip
    assert rows["population_15_count"].to_list() == [3, 9, 6, 9]
    assert (reading.rows_in_error, ignored(reading)) == (2, {"title": 1, "header": 2})
    cells = [(rule, cell) for rule, cell, _ in found(reading)]
    assert cells == [("cell.code", "A5")] * 2  # both rows need the cell that they share


def test_periods_may_stand_below_what_is_counted_and_leave_their_year_to_the_title(deliver: Reader) -> None:
    over = ["Địa phương", "Nhóm tuổi", *(part for title in COUNTS for part in (title, None))]
    table: Rows = [
        ["Tài khoản năm 2025"],
        over,
        [None, None, *["Quý I", "Quý II"] * 3],
        ["Hải Phòng", "15+", 1, 4, 2, 5, 3, 6],
    ]
    rows, reading = deliver(xlsx(table, ["A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:H2"]), ACCOUNTS)
    assert told_periods(rows) == [("31", "Quý I/2025", 1), ("31", "Quý II/2025", 4)]
    assert rows["account_holders_count"].to_list() == [2, 5]
    assert found(reading) == []


def test_what_compares_the_periods_is_no_period(deliver: Reader) -> None:
    over = [*OVER, "Tăng, giảm", None, None]
    table: Rows = [["Tài khoản"], over, [*UNDER, *COUNTS], ["Hải Phòng", "15+", 1, 2, 3, 4, 5, 6, 3, 3, 3]]
    rows, reading = deliver(xlsx(table, [*QUARTERS, "I2:K2"]), ACCOUNTS)
    assert told_periods(rows) == [("31", "Quý III/2025", 1), ("31", "Quý IV/2025", 4)]
    assert [(rule, cell) for rule, cell, _ in found(reading)] == [("column.unknown", f"{at}3") for at in "IJK"]


def test_a_title_that_is_nearly_right_is_taken_in_every_period(deliver: Reader) -> None:
    under = [None, None, *["Số tài khoản cá nhân các loại", *COUNTS[1:]] * 2]
    table: Rows = [["Tài khoản"], OVER, under, ["Hải Phòng", "15+", 1, 2, 3, 4, 5, 6]]
    rows, reading = deliver(xlsx(table, QUARTERS), ACCOUNTS)
    assert told_periods(rows) == [("31", "Quý III/2025", 1), ("31", "Quý IV/2025", 4)]
    assert [(rule, cell) for rule, cell, _ in found(reading)] == [("column.similar", "C3"), ("column.similar", "F3")]


def test_a_receipt_names_the_sheet_alone_and_a_shared_cell_once(deliver: Reader) -> None:
    table: Rows = [["Tài khoản"], OVER, UNDER, ["Xứ sở", "15+", 7, 8, 9, 7, 8, 9]]
    _, reading = deliver(xlsx(table, QUARTERS), ACCOUNTS)
    about = dict.fromkeys((one for one in Judgement.__dataclass_fields__), None)
    judgement = Judgement(**about | {"findings": reading.findings.frame()})  # type: ignore[arg-type]
    assert judgement.findings.select("sheet", "cell").rows() == [("Biểu 1", "A4")]

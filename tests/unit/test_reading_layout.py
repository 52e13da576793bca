"""Headers as departments build them, and the columns that are found in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kho.reading.tables.locate import is_numbering, locate
from tests.fixtures.reading import CONTRACT, TITLES, consume, found, workbook

ROW = ["CH01", "Chợ Đồng Xuân", 1200, "Quý III/2025"]


def columns(*head: list[str | None], merges: tuple[tuple[int, int, int, int], ...] = ()) -> dict[str, int]:
    """Field → position, as found in the rows of a header."""
    layout = locate(head, merges, CONTRACT)
    assert layout is not None
    return layout.columns


def test_titles_match_whatever_their_case_marks_and_spaces() -> None:
    assert columns(["MÃ CHỢ", "Tên  chợ\n", "so ho"]) == {"market_code": 0, "market_name": 1, "merchants_count": 2}


def test_the_parent_and_the_leaf_make_the_title() -> None:
    head = (["Mã chợ", "Tên chợ", "Kế hoạch", "Thực hiện", None], [None, None, "Số hộ", "Số hộ", "Giá trị giao dịch"])
    merges = ((1, 0, 2, 0), (1, 1, 2, 1), (1, 3, 1, 4))
    assert columns(*head, merges=merges) == {
        "market_code": 0,
        "market_name": 1,
        "merchants_plan_count": 2,
        "merchants_count": 3,
        "qr_value_vnd": 4,
    }


def test_without_merged_ranges_a_parent_stands_over_the_blank_cells_beside_it() -> None:
    head = (["Mã chợ", "Tên chợ", "Kế hoạch", "Thực hiện", None], ["", "", "Số hộ", "Số hộ", "Tỷ lệ (%)"])
    found_columns = columns(*head)
    assert (found_columns["merchants_plan_count"], found_columns["merchants_count"], found_columns["share_pct"]) == (
        2,
        3,
        4,
    )


def test_a_title_over_units_is_the_parent() -> None:
    head = (["Mã chợ", "Tên chợ", "Số hộ", "Giá trị giao dịch"], [None, None, "hộ", "nghìn đồng"])
    assert columns(*head)["qr_value_vnd"] == 3


def test_the_unit_in_a_title_is_the_unit_of_its_column(tmp_path: Path) -> None:
    rows, _ = consume(workbook(tmp_path / "cho.xlsx", [[*TITLES, "Giá trị giao dịch (tỷ đồng)"], [*ROW, 2]]))
    assert [int(value) for value in rows["qr_value_vnd"]] == [2_000_000_000]


def test_the_unit_of_the_title_block_holds_where_it_fits(tmp_path: Path) -> None:
    rows, _ = consume(
        workbook(tmp_path / "cho.xlsx", [["Đơn vị tính: Tỷ đồng; %"], [*TITLES, "Giá trị giao dịch"], [*ROW, 2]])
    )
    assert [int(value) for value in rows["qr_value_vnd"]] == [2_000_000_000]
    assert rows["merchants_count"].to_list() == [1200]


def test_letters_and_numbers_of_columns_are_no_row(tmp_path: Path) -> None:
    titles = ["STT", *TITLES, "Giá trị giao dịch"]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [titles, ["A", "B", 1, 2, 3, "4=2x3"], [1, *ROW, 7]]))
    assert rows["row_number"].to_list() == [3]
    assert [(run.row, run.reason, run.row_count) for run in reading.ignored] == [(1, "header", 2)]
    assert found(reading) == []


def test_a_row_of_small_numbers_is_data(tmp_path: Path) -> None:
    rows, _ = consume(workbook(tmp_path / "cho.xlsx", [TITLES, ["5", "7", "7", "9/2025"], ROW]))
    assert rows.height == 2


def test_a_title_that_is_nearly_right_is_used_and_held(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [["Mã chợ", "Tên chợ số", "Số hộ", "Kỳ báo cáo"], ROW]))
    finding = reading.findings.frame().row(0, named=True)
    assert (finding["rule"], finding["standing"], finding["cell"]) == ("column.similar", "hold", "B1")
    assert (finding["raw"], finding["expected"], finding["field"]) == ("Tên chợ số", "Tên chợ", "market_name")
    assert rows["market_name"].to_list() == ["Chợ Đồng Xuân"]


def test_of_two_titles_that_are_nearly_right_the_closest_is_used(tmp_path: Path) -> None:
    titles = ["Mã chợ", "Tên chợs", "Tên chợ số", "Số hộ", "Kỳ báo cáo"]
    row = [*ROW[:2], "sai", *ROW[2:]]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [titles, row]))
    assert sorted(found(reading)) == [("column.similar", "B1", "Tên chợs"), ("column.unknown", "C1", "Tên chợ số")]
    assert rows["market_name"].to_list() == ["Chợ Đồng Xuân"]


def test_columns_that_are_unknown_or_stand_twice_are_told(tmp_path: Path) -> None:
    titles = ["STT", *TITLES, "Ký hiệu", "Người nhập", "Số hộ"]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", [titles, [1, *ROW, "x", "An", 7]]))
    assert found(reading) == [("column.unknown", "G1", "Người nhập"), ("column.double", "H1", "Số hộ")]


def test_cells_under_no_title_are_told_once(tmp_path: Path) -> None:
    _, reading = consume(
        workbook(tmp_path / "cho.xlsx", [TITLES, ROW, [*ROW, None, "xem lại"], [*ROW, None, "xem lại"]])
    )
    assert found(reading) == [("column.unknown", "F3", "F")]


def test_a_header_that_is_printed_again_is_no_row(tmp_path: Path) -> None:
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, ROW, TITLES, ROW]))
    assert rows["row_number"].to_list() == [2, 4]
    assert [(run.row, run.reason) for run in reading.ignored] == [(1, "header"), (3, "header")]


@pytest.mark.parametrize("title", ["Mã chợ (1)", "Mã chợ *", "Mã chợ¹"])
def test_footnote_marks_behind_a_title_are_not_part_of_it(title: str) -> None:
    assert columns([title, "Tên chợ", "Số hộ"])["market_code"] == 0


def test_too_few_titles_are_no_header() -> None:
    assert locate([["Mã chợ", "Điện thoại", "Địa chỉ"], ["1", "2", "3"]], (), CONTRACT) is None


def test_of_columns_under_one_merged_title_the_full_one_holds_the_values(tmp_path: Path) -> None:
    head = ["Mã chợ", "Tên chợ", "Số hộ", None, "Kỳ báo cáo"]
    body = [["CH01", "Chợ Đồng Xuân", None, number, "Quý III/2025"] for number in range(1, 31)]
    body[4][2] = -2  # a footnote mark (2), as a spreadsheet understands it
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [head, *body], ["C1:D1"]))
    assert rows["merchants_count"].to_list() == list(range(1, 31))
    assert found(reading) == [("column.unknown", "C6", "C")]


def test_columns_under_one_merged_title_that_are_both_full_are_double(tmp_path: Path) -> None:
    head = ["Mã chợ", "Tên chợ", "Số hộ", None, "Kỳ báo cáo"]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", [head, ["CH01", "Chợ A", 1, 2, "Quý III/2025"]], ["C1:D1"]))
    assert found(reading) == [("column.double", "D1", "Số hộ")]


def test_rows_in_error_are_those_with_a_finding_that_blocks(tmp_path: Path) -> None:
    clean, odd = [TITLES, ROW, ROW], [TITLES, ROW, ["CH02", "Chợ Hôm", "nhiều", "Quý III/2025"], ROW]
    counts = [consume(workbook(tmp_path / "cho.xlsx", rows))[1].rows_in_error for rows in (clean, odd)]
    assert counts == [0, 1]


@pytest.mark.parametrize(("row", "numbers"), [
    (["A", "B", "1", "2"], True), (["A", "B", "1", "5"], True), (["1", "2", "4", "5"], True),
    (["1", "2", "5", "6"], False), (["3", "4", "5", "6"], False), (["1", "2"], False), (["B", "A", "1", "2"], False),
    (["A", "B", "1", "#REF!"], True), (["A", "B", "2", "1"], False),
])  # fmt: skip
def test_a_row_that_only_letters_and_numbers_columns(row: list[str], numbers: bool) -> None:
    assert is_numbering(row) is numbers


def test_a_merged_title_reaches_no_further_than_it_is_merged() -> None:
    head = (["Mã chợ", "Tên chợ", "Kế hoạch", None], [None, None, None, "Số hộ"])
    layout = locate(head, ((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2)), CONTRACT)
    assert layout is not None
    assert {title.index: title.text for title in layout.titles.values()}[3] == "Số hộ"

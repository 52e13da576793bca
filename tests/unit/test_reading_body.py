"""Rows that are no data, and the totals that are reconciled with those that are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.reading import CONTRACT, consume, found, workbook

TITLES = ["STT", "Mã chợ", "Tên chợ", "Số hộ", "Giá trị giao dịch", "Kỳ báo cáo"]


def data(number: int, count: int, value: float = 0) -> list[Any]:
    return [number, f"CH{number:02}", f"Chợ số {number}", count, value, "Quý III/2025"]


def reasons(reading: Any) -> dict[int, str]:
    """Row → reason, for every ignored row."""
    return {row: run.reason for run in reading.ignored for row in range(run.row, run.row + run.row_count)}


def test_every_kind_of_row_is_told_apart(tmp_path: Path) -> None:
    rows = [
        TITLES,
        ["I", None, "KHU VỰC NỘI THÀNH"],
        data(1, 10, 1),
        ["Trong đó:"],
        data(2, 20, 2),
        [None, None, "Cộng", 30, 3],
        ["B. Ngoại thành (1)"],
        data(3, 5, 4),
        [None, "TỔNG SỐ", None, 35, 7],
        [],
        ["(1) Số liệu sơ bộ"],
        ["Ghi chú: chưa gồm chợ đêm"],
        [None, None, None, None, "Hà Nội, ngày 20 tháng 10 năm 2025"],
        [None, "NGƯỜI LẬP BIỂU", None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
        [None, "(Ký, ghi rõ họ tên)", None, None, "(Ký tên, đóng dấu)"],
        [None, "Nguyễn Văn A", None, None, "Trần Thị B"],
    ]
    frame, reading = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["row_number"].to_list() == [3, 5, 8]
    assert reasons(reading) == {
        1: "header", 2: "section", 4: "section", 6: "total", 7: "section", 9: "total", 10: "empty", 11: "footnote",
        12: "footnote", 13: "signature", 14: "signature", 15: "signature", 16: "signature",
    }  # fmt: skip
    assert found(reading) == []
    assert reading.rows_read + len(reasons(reading)) == len(rows)


def test_a_row_whose_number_others_go_on_from_is_their_heading(tmp_path: Path) -> None:
    rows = [
        TITLES,
        ["I", None, "KHU VỰC NỘI THÀNH", 60],
        ["1", None, "Chợ của thành phố", 30],
        ["1.1", *data(1, 10)[1:]],
        ["1.2", *data(2, 20)[1:]],
        ["2", *data(3, 30)[1:]],
        ["10", None, "Chợ chưa có mã", 4],
        [None, None, "Tổng cộng", 64],
    ]
    frame, reading = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["row_number"].to_list() == [4, 5, 6, 7]
    assert reasons(reading) == {1: "header", 2: "section", 3: "section", 8: "total"}
    assert ("total.disagrees", "D2", "60") in found(reading)
    assert [cell for rule, cell, _ in found(reading) if rule == "total.disagrees"] == ["D2"]


@pytest.mark.parametrize("name", ["Tổng công ty Bưu điện", "Cộng đồng số", "Tổng cục Thống kê"])
def test_names_that_begin_like_a_total_are_data(tmp_path: Path, name: str) -> None:
    rows = [TITLES, [1, "CH01", name, 5, 1, "Quý III/2025"], [None, "CH02", name, 5, 1, "Quý III/2025"]]
    frame, _ = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["market_name"].to_list() == [name, name]


def test_a_row_with_a_gap_stays_data(tmp_path: Path) -> None:
    rows = [
        TITLES,
        data(1, 5),
        ["II", "CH02", "Chợ Hôm", None, 2, "Quý III/2025"],
        [3, None, "Chợ Mơ", 4, 2, "Quý III/2025"],
        [4, None, "Chợ Bưởi"],
    ]
    frame, reading = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["row_number"].to_list() == [2, 3, 4, 5]
    assert frame["merchants_count"].to_list() == [5, None, 4, None]
    assert reasons(reading) == {1: "header"}


TEN = [data(1, 10, 1.5), data(2, 20, 2)]
PRINTED = {
    "a total below": ([*TEN, ["Tổng cộng", None, None, 31, 3.5]], [("D4", "31", "30")]),
    "a total above": ([["Tổng số", None, None, 30, 3], *TEN], [("E2", "3", "3.5")]),
    "a total that is right": ([*TEN, ["Tổng cộng", None, None, 30, 3.5]], []),
    "counts in titles": (
        [["A. Nội thành (3 chợ)"], *TEN, ["B. Ngoại thành (12)"], *[data(3, 1)] * 12],
        [("A2", "3", "2")],
    ),
    "sums in titles": (
        [["A", None, "Nội thành", 31], *TEN, ["B", None, "Ngoại thành", 5], data(3, 5)],
        [("D2", "31", "30")],
    ),
    "a mark of a footnote": ([["I. Nội thành (1)"], *TEN], []),
    "sums of groups and of all": (
        [*TEN, ["Cộng", None, None, 30], data(3, 5), ["Cộng", None, None, 5], ["Tổng cộng", None, None, 35]],
        [],
    ),
}


@pytest.mark.parametrize("case", PRINTED)
def test_printed_totals_are_reconciled(tmp_path: Path, case: str) -> None:
    rows, expected = PRINTED[case]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, *rows]))
    findings = reading.findings.frame()
    assert findings.select("cell", "raw", "expected").rows() == expected
    assert set(findings["rule"]) <= {"total.disagrees"}


def test_sections_of_two_levels_add_up_on_each(tmp_path: Path) -> None:
    rows = [
        TITLES,
        ["A", None, "Thành thị", 12],
        ["I", None, "Ba Đình", 7],
        data(1, 3),
        data(2, 4),
        ["II", None, "Tây Hồ", 5],
        data(3, 5),
        ["B", None, "Nông thôn", 6],
        data(4, 6),
    ]
    frame, reading = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["row_number"].to_list() == [4, 5, 7, 9]
    assert found(reading) == []


def test_ditto_marks_stand_for_the_cell_above(tmp_path: Path) -> None:
    rows = [[*TITLES, "Đơn vị tính"], [*data(1, 1), "hộ"], [*data(2, 2), '"'], [*data(3, 3), "nt"]]
    frame, _ = consume(workbook(tmp_path / "cho.xlsx", rows))
    assert frame["unit"].to_list() == ["hộ", "hộ", "hộ"]


@pytest.mark.parametrize("check", [2, 205])
def test_numbers_apart_from_the_table_check_it(tmp_path: Path, check: int) -> None:
    table = [TITLES, data(1, 120), data(2, 85), [], [None, None, None, check]]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", table))
    assert rows.height == 2
    assert [(run.row, run.reason) for run in reading.ignored] == [(1, "header"), (4, "empty"), (5, "total")]
    assert found(reading) == []


def test_a_check_that_neither_adds_up_nor_counts_is_reported(tmp_path: Path) -> None:
    table = [TITLES, data(1, 120), data(2, 85), [], [None, None, None, 204]]
    _, reading = consume(workbook(tmp_path / "cho.xlsx", table))
    assert found(reading) == [("total.disagrees", "D5", "204")]


@pytest.mark.parametrize("label", ["Tổng cộng", "Céng", "TæNG Sè", "Toång coäng"])
def test_a_total_whose_label_stands_behind_its_numbers_is_one(tmp_path: Path, label: str) -> None:
    rows: list[list[Any]] = [
        ["Số hộ", "Giá trị giao dịch", "Kỳ báo cáo", "Mã chợ", "Tên chợ"],
        [10, 1, "Quý III/2025", "CH01", "Chợ số 1"],
        [20, 2, "Quý III/2025", "CH02", "Chợ số 2"],
        [31, 3, None, None, label],
    ]
    frame, reading = consume(workbook(tmp_path / "a.xlsx", rows))
    assert frame.height == 2
    assert reasons(reading)[4] == "total"
    assert found(reading) == [("total.disagrees", "A4", "31")]


def test_a_total_is_told_where_its_label_is_all_that_a_row_must_say(tmp_path: Path) -> None:
    loose = {name: CONTRACT.fields[name].model_copy(update={"required": False}) for name in ("market_code", "period")}
    contract = CONTRACT.model_copy(update={"fields": CONTRACT.fields | loose})
    rows: list[list[Any]] = [["Số hộ", "Giá trị giao dịch", "Tên chợ"], [10, 1, "Chợ số 1"], [10, 1, "TỔNG SỐ"]]
    frame, reading = consume(workbook(tmp_path / "a.xlsx", rows), contract=contract)
    assert frame["market_name"].to_list() == ["Chợ số 1"]
    assert reasons(reading)[3] == "total"


def test_the_signature_block_is_told_in_font_encodings(tmp_path: Path) -> None:
    tails: tuple[list[list[Any]], ...] = (
        [[None, "NG¦êI LËP BIÓU", None, "Hµ Néi, ngµy 17 th¸ng 11 n¨m 2025"], [None, "(Ký, ghi râ hä tªn)"]],
        [[None, "NGÖÔØI LAÄP BIEÅU"], [None, "(Ký, ghi roõ hoï teân)"], [None, "Nguyeãn Vaên A"]],
    )
    for number, tail in enumerate(tails):
        frame, reading = consume(workbook(tmp_path / f"{number}.xlsx", [TITLES, data(1, 10), *tail]))
        assert frame.height == 1
        assert found(reading) == []


def test_the_whole_as_a_breakdown_of_its_own_is_data(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Đơn vị tính", "Mã chợ", "Tên chợ", "Số hộ", "Kỳ báo cáo"],
        ["Tổng số", "CH01", "Chợ số 1", 10, "Quý III/2025"],
        ["Nội thành", "CH01", "Chợ số 1", 6, "Quý II/2025"],
        ["Tổng số", None, None, 16, None],
    ]
    frame, reading = consume(workbook(tmp_path / "a.xlsx", rows))
    assert frame["unit"].to_list() == ["Tổng số", "Nội thành"]
    assert reasons(reading)[4] == "total"


def test_a_footnote_may_have_its_mark_in_a_cell_of_its_own(tmp_path: Path) -> None:
    note = ["(*)", "Số liệu sơ bộ"]
    rows, reading = consume(workbook(tmp_path / "cho.xlsx", [TITLES, data(1, 85), note]))
    assert rows["merchants_count"].to_list() == [85]
    assert reasons(reading) == {1: "header", 3: "footnote"}

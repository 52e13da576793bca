"""The mess that departments send, line by line of its catalogue: headers, sections, totals, what surrounds them."""

from __future__ import annotations

from typing import Any

from tests.fixtures.mess import (
    INDICATORS,
    PARK,
    PARK_TITLES,
    PROJECT_ROW,
    TITLES,
    Reader,
    findings,
    indicator,
    numbers,
    xlsx,
)


def test_09_merged_header_of_several_rows_and_a_row_of_formulas(deliver: Reader) -> None:
    head = [
        ["Dự án quý III/2025"],
        [*PARK_TITLES[:6], "Vốn đăng ký", "", *PARK_TITLES[8:]],
        ["", "", "", "", "", "", "Tỷ đồng", "Triệu USD", "", ""],
        ["A", "B", "C", "D", "E", "F", "1", "2", "3=1-2", "4"],
    ]
    merges = [*(f"{column}2:{column}3" for column in "ABCDEFIJ"), "G2:H2"]
    rows, reading = deliver(xlsx([*head, PROJECT_ROW], merges), PARK)
    assert rows.select("row_number", "registered_capital_vnd", "registered_capital_usd").rows() == [
        (5, 1_200_000_000_000, 50_500_000)
    ]
    assert [(one.row, one.reason, one.row_count) for one in reading.ignored] == [(1, "title", 1), (2, "header", 3)]
    assert findings(reading) == []


def test_10_sections_and_totals_are_no_data_but_are_reconciled(deliver: Reader) -> None:
    def line(mark: str, name: str, capital: str) -> list[str]:
        return [mark, name, *([""] * 4), capital, "", "", ""]

    body = [
        line("", "TỔNG SỐ", "1.500"),
        line("I", "Dự án trong nước (2)", "300"),
        ["01", "Dự án 1", "Công ty 1", "trong nước", "", "05/03/2020", "100", "", "", "Đang hoạt động"],
        ["02", "Dự án 2", "Công ty 2", "trong nước", "", "05/03/2020", "200", "", "", "Đang hoạt động"],
        line("II", "Dự án FDI (1)", "1.300"),
        ["03", *PROJECT_ROW[1:]],
        line("", "Trong đó:", ""),
    ]
    rows, reading = deliver(xlsx([["Quý III/2025"], PARK_TITLES, *body]), PARK)
    assert rows["project_code"].to_list() == ["01", "02", "03"]
    assert sorted((one.row, one.reason) for one in reading.ignored) == [
        (1, "title"), (2, "header"), (3, "total"), (4, "section"), (7, "section"), (9, "section"),
    ]  # fmt: skip
    assert findings(reading) == [("total.disagrees", "G7", "1.300")]


def test_11_title_block_decision_line_and_signatures(deliver: Reader) -> None:
    above = [["UBND THÀNH PHỐ HẢI PHÒNG"], ["BÁO CÁO QUÝ III NĂM 2025"],
             ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/10/2024)"], []]  # fmt: skip
    below = [[], ["", "NGƯỜI LẬP BIỂU"], ["", "(Ký, ghi rõ họ tên)"], ["", "Nguyễn Văn A"]]
    rows, reading = deliver(xlsx([*above, TITLES, indicator(period=None), *below]), INDICATORS)
    assert rows.select("row_number", "period_label", "territory_code").rows() == [(6, "Quý III/2025", "31")]
    assert [(one.reason, one.row_count) for one in reading.ignored] == [
        ("title", 4), ("header", 1), ("empty", 1), ("signature", 3),
    ]  # fmt: skip
    assert findings(reading) == []


def test_20_errors_hidden_parts_and_formulas(deliver: Reader) -> None:
    def hide(book: Any) -> None:
        page = book.active
        page["G2"].value, page["G2"].data_type = "#REF!", "e"
        page["G3"].value = "=1+1"
        page.row_dimensions[4].hidden = True
        book.create_sheet("Nháp").sheet_state = "hidden"
        book["Nháp"].append(TITLES)

    rows, reading = deliver(xlsx([TITLES, indicator(), indicator(), indicator(30)], change=hide), INDICATORS)
    assert numbers(rows, "actual_value") == [None, None, 30]
    assert sorted(findings(reading)) == [
        ("cell.error", "G2", "#REF!"), ("cell.error", "G3", "#CALC!"), ("table.hidden", None, "row 4"),
    ]  # fmt: skip
    assert [(one.sheet, one.reason) for one in reading.ignored if one.row is None] == [("Nháp", "hidden sheet")]

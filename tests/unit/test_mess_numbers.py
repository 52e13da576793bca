"""The mess that departments send, line by line of its catalogue: numbers and units."""

from __future__ import annotations

from decimal import Decimal

from tests.fixtures.mess import (
    ACCOUNT,
    ACCOUNT_TITLES,
    ACCOUNTS,
    COUNT,
    INDICATORS,
    PARK,
    PARK_TITLES,
    PROJECT_ROW,
    SHARE,
    TITLES,
    Reader,
    csv,
    findings,
    indicator,
    numbers,
    xlsx,
)


def test_01_dot_thousands_and_comma_decimals(deliver: Reader) -> None:
    cells = ["13.000", "1.000", "0,7", "3.359,80", "8.718.000"]
    rows, reading = deliver(xlsx([TITLES, *(indicator(cell, what=COUNT) for cell in cells)]), INDICATORS)
    assert numbers(rows, "actual_value") == [13000, 1000, Decimal("0.7"), Decimal("3359.8"), 8718000]
    assert findings(reading) == []


def test_01_english_thousands_are_doubted_and_never_read_as_a_fraction(deliver: Reader) -> None:
    english = [*ACCOUNT[:3], "950,000", "800,000", "900,000", "12,345", "1,234"]
    rows, reading = deliver(csv([ACCOUNT_TITLES, english]).encode(), ACCOUNTS, "a.csv")
    assert rows.select("accounts_count", "transaction_value_vnd").row(0) == (None, None)
    assert findings(reading) == [
        ("cell.ambiguous", f"{column}2", cell) for column, cell in zip("DEFGH", english[3:], strict=True)
    ]


def test_02_a_number_with_a_footnote_mark(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, indicator("(1)    419.278.223", what=COUNT)]), INDICATORS)
    assert numbers(rows, "actual_value") == [419278223]
    assert findings(reading) == [("cell.footnote", "G2", "(1)    419.278.223")]


def test_03_a_footnote_mark_in_place_of_a_number(deliver: Reader) -> None:
    cells = ["12.345", "(1)", "23.456"]
    rows, reading = deliver(xlsx([TITLES, *(indicator(cell, what=COUNT) for cell in cells)]), INDICATORS)
    assert numbers(rows, "actual_value") == [12345, None, 23456]
    assert findings(reading) == [("cell.footnote_only", "G3", "(1)")]


def test_04_units_in_title_header_and_ditto(deliver: Reader) -> None:
    project = [*PROJECT_ROW[:6], "1.200.000", "50.500", "600.000", "Đang hoạt động"]
    titles = [*PARK_TITLES[:7], "Vốn đăng ký USD (nghìn USD)", *PARK_TITLES[8:]]
    rows, reading = deliver(xlsx([["Dự án quý III/2025"], ["Đơn vị tính: Triệu đồng"], titles, project]), PARK)
    capital = ("registered_capital_vnd", "registered_capital_usd", "implemented_capital_vnd")
    assert rows.select(capital).row(0) == (1_200_000_000_000, 50_500_000, 600_000_000_000)
    assert findings(reading) == [
        ("cell.unit", "G3", "Triệu đồng"), ("cell.unit", "H3", "nghìn USD"), ("cell.unit", "I3", "Triệu đồng"),
    ]  # fmt: skip
    ditto = [indicator(), indicator(what=(*SHARE[:2], '"')), indicator(what=(*SHARE[:2], "″"))]
    rows, reading = deliver(xlsx([TITLES, *ditto]), INDICATORS)
    assert rows["unit"].to_list() == ["%", "%", "%"]
    assert findings(reading) == []


def test_04_a_unit_above_the_table_scales_only_what_it_counts(deliver: Reader) -> None:
    title = ["Đơn vị: nghìn giao dịch, tỷ đồng", *[""] * 7]
    rows, reading = deliver(csv([title, ACCOUNT_TITLES, ACCOUNT]).encode(), ACCOUNTS, "a.csv")
    assert rows.select("accounts_count", "qr_transactions_count").row(0) == (5_100_000, 12_345_600)
    assert findings(reading) == []


def test_05_an_index_is_kept_as_written(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, indicator(growth="107,92"), indicator(growth="7,92")]), INDICATORS)
    assert numbers(rows, "yoy_value") == [Decimal("107.92"), Decimal("7.92")]
    assert findings(reading) == []


def test_12_missing_marks_are_no_zero(deliver: Reader) -> None:
    cells = ["-", "..", "…", "\xa0", None, "0", " - "]
    rows, reading = deliver(xlsx([TITLES, *(indicator(cell) for cell in cells)]), INDICATORS)
    assert numbers(rows, "actual_value") == [None, None, None, None, None, 0, None]
    assert findings(reading) == []


APPROXIMATE = {
    "gần 10": ("~<", 10), "trên 10": (">", 10), "khoảng 10": ("~=", 10), "hơn 10": (">", 10), "> 40": (">", 40),
    ">0,7": (">", Decimal("0.7")), "từ 30 trở lên": (">=", 30), "≥ 15": (">=", 15),
}  # fmt: skip


def test_24_approximate_words(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, *(indicator(plan=plan) for plan in APPROXIMATE)]), INDICATORS)
    assert rows.select("target_value_comparator", "target_value").rows() == list(APPROXIMATE.values())
    assert findings(reading) == []

"""Numbers as departments write them: notation, marks, comparators, units."""

from __future__ import annotations

import json
from decimal import Decimal

import polars as pl
import pytest


def plain(read):
    return [None if value is None else float(value) for value in read.columns["value"]]


def rules(read):
    return list(read.problems.select("row", "rule").iter_rows())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["3.359,80", "8.718.000"], [3359.8, 8718000]),
        (["1.000", "0,7"], [1000, 0.7]),
        (["1,234,567.89", "1.500"], [1234567.89, 1.5]),
        (["105.698", "21.0001"], [105.698, 21.0001]),
        (["1\u00a0234\u202f567", "12"], [1234567, 12]),
        (["0.125", "0.5"], [0.125, 0.5]),
        (["1.250.000 đ", "750.000 đồng"], [1250000, 750000]),
        (["-1.234,5", "− 2,5"], [-1234.5, -2.5]),
        (["(1.234,5)", "1,0"], [-1234.5, 1]),
    ],
)
def test_the_whole_column_tells_what_a_dot_means(read_column, cells, expected):
    read = read_column("decimal", cells)
    assert plain(read) == expected
    assert read.problems.is_empty()


@pytest.mark.parametrize("kind", ["count", "money", "integer"])
def test_thirteen_thousand_alone_in_a_column_of_counts_is_thirteen_thousand(read_column, kind):
    assert plain(read_column(kind, ["13.000"])) == [13000]
    assert plain(read_column(kind, ["13,000"])) == [13000]


@pytest.mark.parametrize(
    ("cells", "more", "expected"),
    [
        (["48,149", "52,310"], {}, [None, None]),
        (["48.149", "52,310"], {}, [None, None]),
        (["48,149", "52,3"], {}, [48.149, 52.3]),
        (["48,149", "52,310.5"], {}, [48149, 52310.5]),
        (["48,149"], {"decimal": "comma"}, [48.149]),
        (["48,149"], {"decimal": "point"}, [48149]),
        (["48,149"], {"min": 0, "max": 500}, [48.149]),
        (["48,149", "12,250"], {"min": 1000, "max": 100_000}, [48149, 12250]),
        (["48,149", "12,250"], {"min": 0, "max": 40_000}, [48.149, 12.25]),
        (["48,149"], {"min": 0, "max": 100_000}, [None]),
        (["13.000", "1.000"], {}, [13000, 1000]),
        (["48,149"], {"agreed": "comma"}, [None]),
        (["48,149"], {"agreed": "comma", "decimal": "comma"}, [48.149]),
        (["48,149", "0,5"], {"agreed": "comma"}, [48.149, 0.5]),
    ],
)
def test_billions_may_be_thousands_or_fractions_until_something_tells(read_column, cells, more, expected):
    read = read_column("money", cells, unit="tỷ đồng", **more)
    assert plain(read) == [value and value * 1_000_000_000 for value in expected]
    assert rules(read) == [(row, "cell.ambiguous") for row, value in enumerate(expected) if value is None]


@pytest.mark.parametrize(
    ("agreed", "cells"), [("evidence", ["950.000", "950,000"]), ("comma", ["1.250.000", "950,000"])]
)
def test_nobody_means_thousandths_of_a_dong(read_column, agreed, cells):
    read = read_column("money", cells, agreed=agreed)
    assert plain(read)[1] is None
    assert rules(read) == [(1, "cell.ambiguous")]


def test_the_contract_decides_before_the_evidence(read_column):
    assert plain(read_column("decimal", ["1.234"], agreed="comma")) == [1234]
    assert plain(read_column("decimal", ["1.234"], agreed="point")) == [1.234]
    assert rules(read_column("decimal", ["17.5"], agreed="comma")) == [(0, "cell.type")]


def test_where_bounds_leave_no_thousands_either_mark_is_that_of_decimals(read_column):
    read = read_column("decimal", ["105,876", "105.8", "22.123456"], min=8, max=118)
    assert plain(read) == [105.876, 105.8, 22.123456]
    assert read.problems.is_empty()
    assert rules(read_column("decimal", ["17.5"], agreed="comma", min=8, max=118)) == [(0, "cell.type")]


def test_a_share_of_at_most_a_hundred_has_no_thousands(read_column):
    read = read_column("percent", ["12.345", "7,5", "100"], min=0, max=100)
    assert plain(read) == [12.345, 7.5, 100]
    assert rules(read) == []


def test_bounds_beyond_a_thousand_leave_a_dot_to_the_column(read_column):
    assert plain(read_column("decimal", ["1.234", "0,5"], min=0, max=2000)) == [1234, 0.5]


def test_a_column_of_decimals_that_could_be_either_is_a_finding(read_column):
    read = read_column("decimal", ["1.234", "5.678", "12"])
    assert plain(read) == [None, None, 12]
    assert rules(read) == [(0, "cell.ambiguous"), (1, "cell.ambiguous")]


def test_the_other_columns_of_the_file_decide_where_a_column_cannot(read_column):
    assert plain(read_column("decimal", ["1.234"], decimal="point")) == [1.234]
    assert plain(read_column("count", ["13.000"], decimal="point")) == [13000]


def test_cells_against_the_notation_of_their_column_are_not_guessed(read_column):
    read = read_column("decimal", ["1,5", "2,75", "3.5", "1.234.5"])
    assert plain(read) == [1.5, 2.75, None, None]
    assert rules(read) == [(2, "cell.type"), (3, "cell.type")]


def test_counts_are_whole(read_column):
    read = read_column("count", ["13,5", "13,0", "7"])
    assert read.columns["value"].to_list() == [None, 13, 7]
    assert read.problems.rows() == [(0, "cell.type", "13,5", "count", None)]


def test_floats_of_a_workbook_are_exact(read_column):
    cells = {"raw": ["17,5", "29", "0,3", "13000"], "number": [17.5, 0.29 * 100, 0.1 + 0.2, 13000.0]}
    assert read_column("decimal", cells).columns["value"].to_list() == [
        Decimal("17.5"), Decimal("29"), Decimal("0.3"), Decimal("13000"),
    ]  # fmt: skip
    assert read_column("count", cells).columns["value"].to_list() == [None, 29, None, 13000]


def test_percent_by_format_by_sign_and_bare_are_one(read_column):
    cells = {
        "raw": ["35%", "35%", "35", "0,35 %"],
        "number": [0.35, None, 35.0, None],
        "is_percent": [True, False, False, False],
    }
    assert plain(read_column("percent", cells)) == [35, 35, 35, 0.35]


@pytest.mark.parametrize("mark", ["-", "–", "—", "..", "...", "…", "\u00a0", "", "  ", None])
def test_missing_marks_are_no_zero(read_column, mark):
    read = read_column("decimal", [mark, "0"])
    assert plain(read) == [None, 0]
    assert read.problems.is_empty()


def test_a_cross_is_no_missing_mark(read_column):
    assert rules(read_column("decimal", ["x", "1"])) == [(0, "cell.type")]


def test_a_footnote_mark_is_stripped_and_recorded(read_column):
    read = read_column("count", ["(1)    419.278.223", "5.000 (2)", "7*", "8¹"])
    assert read.columns["value"].to_list() == [419278223, 5000, 7, 8]
    assert [rule for _, rule in rules(read)] == ["cell.footnote"] * 4
    assert [json.loads(params)["mark"] for params in read.problems["params"]] == ["(1)", "(2)", "*", "¹"]


def test_a_footnote_mark_alone_among_large_numbers_is_no_number(read_column):
    read = read_column("count", ["419.278.223", "(1)", "12.000"])
    assert read.columns["value"].to_list() == [419278223, None, 12000]
    assert rules(read) == [(1, "cell.footnote_only")]


def test_a_contract_says_that_brackets_are_always_a_minus(read_column):
    read = read_column("money", ["419.278.223", "(35)", "(1) 12.000"], brackets="negative", unit="triệu đồng")
    assert read.columns["value"].to_list() == [419278223000000, -35000000, 12000000000]
    assert rules(read) == [(2, "cell.footnote")]


def test_brackets_among_small_numbers_are_a_minus(read_column):
    assert read_column("integer", ["(1)", "5", "(12)"]).columns["value"].to_list() == [-1, 5, -12]


@pytest.mark.parametrize(
    ("cell", "comparator", "value"),
    [
        (">0,7", ">", 0.7), ("> 0,7", ">", 0.7), ("≥ 30", ">=", 30), (">= 30", ">=", 30), ("trên 40%", ">", 40),
        ("Hơn 40%", ">", 40), ("gần 10", "~<", 10), ("khoảng 115.830", "~=", 115830), ("~20", "~=", 20),
        ("ít nhất 15%", ">=", 15), ("tối thiểu 15", ">=", 15), ("30% trở lên", ">=", 30), ("dưới 2,5", "<", 2.5),
        ("không quá 15", "<=", 15), ("tối đa 15", "<=", 15), ("≤ 15", "<=", 15), ("+40%", "=", 40), ("35", "=", 35),
        ("đạt khoảng 30%", "~=", 30), ("ước đạt 30%", "~=", 30), ("chiếm trên 30%", ">", 30), ("chiếm 30%", "=", 30),
        ("phấn đấu đạt trên 30%", ">", 30), ("lớn hơn hoặc bằng 30", ">=", 30), ("ngót 30", "~<", 30),
        ("gÇn 30%", "~<", 30), ("treân 30%", ">", 30), ("có 30", None, None), ("phấn đấu 30", None, None),
    ],
)  # fmt: skip
def test_comparators_stand_apart_from_the_value(read_column, cell, comparator, value):
    read = read_column("decimal", [cell], comparator=True, agreed="comma")
    assert (plain(read), read.columns["value_comparator"].to_list()) == ([value], [comparator])
    assert read.problems.is_empty() == (value is not None)


def test_a_comparator_where_none_is_taken_is_a_finding(read_column):
    assert rules(read_column("count", ["trên 13.000", "12"])) == [(0, "cell.type")]


def test_a_target_in_words_is_kept_as_text(read_column):
    cells = ["> bình quân cả nước", "Cao hơn bình quân cả nước", "Trong nhóm dẫn đầu", "30", "-"]
    read = read_column("decimal", cells, comparator=True, text_allowed=True)
    assert read.columns["value_text"].to_list() == [*cells[:3], None, None]
    assert read.columns["value_comparator"].to_list() == [">", ">", None, "=", None]
    assert read.problems.is_empty()


def test_money_is_stored_in_dong_and_the_agreed_unit_is_no_finding(read_column):
    read = read_column("money", ["115.830", "1,5"], unit="tỷ đồng", found="Đơn vị tính: Tỷ đồng; %")
    assert plain(read) == [115830e9, 1.5e9]
    assert read.problems.is_empty()


def test_another_unit_in_the_header_is_converted_and_reported_once(read_column):
    read = read_column("money", ["1.000", "2"], unit="tỷ đồng", found="Triệu đồng")
    assert plain(read) == [1e9, 2e6]
    assert read.problems.rows() == [(None, "cell.unit", "Triệu đồng", "tỷ đồng", None)]


def test_a_unit_that_does_not_convert_is_refused(read_column):
    read = read_column("money", ["1.000", "2"], unit="tỷ đồng", found="triệu USD")
    assert plain(read) == [None, None]
    assert read.problems.rows() == [(None, "cell.unit_other", "triệu USD", "tỷ đồng", None)]


def test_a_unit_within_the_cell_goes_before_the_column(read_column):
    units = pl.Series(["tỷ đồng", "tỷ đồng", "%"])
    read = read_column("decimal", ["530,8 nghìn tỷ", "499.900", "103,3%"], row_units=units)
    assert plain(read) == [530800, 499900, 103.3]
    assert read.problems.rows() == [(0, "cell.unit", "nghìn tỷ", "tỷ đồng", None)]


@pytest.mark.parametrize("cell", ["1.250 trđ", "1.250 tr.đ", "1.250 (triệu đồng)", "1.250 (Tr.đ)", "1,25 TỶ ĐỒNG"])
def test_a_unit_may_be_short_or_in_brackets(read_column, cell):
    read = read_column("money", [cell, "1.000"], unit="triệu đồng", agreed="comma")
    assert plain(read) == [1_250_000_000, 1_000_000_000]


def test_a_percentage_in_brackets_is_negative_and_a_scale_alone_is_none(read_column):
    read = read_column("percent", ["(2,5%)", "2,5", "1,2 triệu"], agreed="comma")
    assert plain(read) == [-2.5, 2.5, None]
    assert read.problems.rows() == [(2, "cell.unit_other", "triệu", "%", None)]


def test_a_dollar_amount_in_a_column_of_dong_is_refused_in_its_row(read_column):
    read = read_column("money", ["115", "25 triệu USD"], unit="tỷ đồng")
    assert plain(read) == [115e9, None]
    assert read.problems.rows() == [(1, "cell.unit_other", "triệu USD", "tỷ đồng", None)]


def test_counts_in_thousands_are_stored_one_by_one(read_column):
    read = read_column("count", ["1.000,5", "2"], unit="nghìn giao dịch")
    assert read.columns["value"].to_list() == [1000500, 2000]


def test_a_thousand_within_a_unit_is_no_number(read_column):
    read = read_column("decimal", ["0,7", "0,9 DN/1.000 dân"], row_units=pl.Series(["DN/1.000 dân"] * 2))
    assert plain(read) == [0.7, 0.9]
    assert read.problems.is_empty()


@pytest.mark.parametrize("cell", ["3 – 5", "10/2025", "O,7", "12 con bò", "(5", "1.23.456", "1,5E+08"])
def test_what_is_no_number_is_a_finding(read_column, cell):
    read = read_column("decimal", [cell, "1,5"])
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [(0, "cell.type", cell, "decimal")]


def test_error_cells_are_told_apart(read_column):
    assert rules(read_column("money", ["#REF!", "#DIV/0!", "1"])) == [(0, "cell.error"), (1, "cell.error")]


def test_a_number_beyond_what_is_stored_is_a_finding(read_column):
    assert rules(read_column("count", ["9" * 25, "1"])) == [(0, "cell.type")]
    assert rules(read_column("money", ["9" * 35, "9" * 25 + " nghìn tỷ", "1 tỷ tỷ tỷ", "1"])) == [
        (0, "cell.type"), (1, "cell.type"), (2, "cell.type"),
    ]  # fmt: skip
    assert rules(read_column("decimal", {"raw": ["1e32", "inf"], "number": [1.000000000000005e32, float("inf")]})) == [
        (0, "cell.type"), (1, "cell.type"),
    ]  # fmt: skip


def test_a_failed_formula_does_not_hide_the_unit_of_the_title(read_column):
    read = read_column("money", ["7", "#REF!", "12"], unit="tỷ đồng", found="triệu đồng")
    assert rules(read) == [(1, "cell.error"), (None, "cell.unit")]
    assert plain(read) == [7_000_000, None, 12_000_000]


def test_a_currency_may_stand_before_the_digits_and_no_other_unit(read_column):
    read = read_column("money", ["$ 5", "USD 1.200", "VND 7", "% 5", "ha 5"], agreed="comma", unit="USD")
    assert plain(read)[:2] == [5, 1200]
    assert rules(read) == [(2, "cell.unit_other"), (3, "cell.type"), (4, "cell.type")]

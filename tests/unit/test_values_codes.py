"""Codes, enumerations, yes and no, JSON, indicators."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from kho.reading.values.indicators import Indicators
from kho.reading.values.nearest import listed, nearest
from kho.reading.values.units import Units, unit_key


def test_codes_get_their_zeros_back(read_column):
    read = read_column("code", ["101234567", "0101234567", "0101234567-001", "1.0", None], length=10)
    assert read.columns["value"].to_list() == ["0101234567", "0101234567", "0101234567-001", "0000000001", None]


def test_numbers_in_a_column_of_codes_lose_their_decimals(read_column):
    cells = {"raw": ["1", "4", "00013"], "number": [1.0, 4.0, None]}
    assert read_column("code", cells, length=5).columns["value"].to_list() == ["00001", "00004", "00013"]


def test_a_code_whose_digits_were_lost_is_a_finding(read_column):
    read = read_column("code", {"raw": ["1.01E+08", "12,5"], "number": [None, 12.5]}, length=10)
    assert read.columns["value"].to_list() == [None, None]
    assert read.problems["rule"].to_list() == ["cell.type", "cell.type"]


def test_phone_numbers_keep_their_zero(read_column):
    assert read_column("code", ["0912345678"]).columns["value"].to_list() == ["0912345678"]


KINDS = {"domestic": ("trong nước", "DTTN"), "fdi": ("FDI", "Đầu tư nước ngoài")}


def test_labels_in_any_spelling_become_codes(read_column):
    read = read_column("enum", ["Trong  nước", "TRONG NUOC", "fdi", "domestic", None], codes=KINDS)
    assert read.columns["value"].to_list() == ["domestic", "domestic", "fdi", "domestic", None]
    assert read.problems.is_empty()


def test_an_unknown_label_is_refused_with_the_nearest_one(read_column):
    read = read_column("enum", ["trong nướcc", "khác"], codes=KINDS)
    assert read.columns["value"].to_list() == [None, None]
    assert read.problems.select("row", "rule", "raw", "expected").rows() == [
        (0, "cell.code", "trong nướcc", "trong nước, FDI"),
        (1, "cell.code", "khác", "trong nước, FDI"),
    ]
    assert json.loads(read.problems["params"][0]) == {"suggestion": "trong nước"}


def test_an_open_list_keeps_what_it_does_not_know(read_column):
    read = read_column("enum", ["FDI", "liên doanh"], codes=KINDS, open_codes=True)
    assert read.columns["value"].to_list() == ["fdi", "liên doanh"]
    assert read.problems.select("row", "rule", "raw").rows() == [(1, "cell.code_new", "liên doanh")]


def test_less_than_fifteen_is_not_fifteen_and_more(read_column):
    read = read_column("enum", [">= 15", "15 +", "< 15"], codes={"15+": ("15+", ">= 15")})
    assert read.columns["value"].to_list() == ["15+", "15+", None]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["x", None, "X", " "], [True, False, True, False]),
        (["✓", ""], [True, False]),
        (["Có", "Không", None], [True, False, None]),
        (["1", "0", None], [True, False, None]),
        (["TRUE", "false", "-"], [True, False, None]),
        (["[x]", "(x)", "☒", "+", None], [True, True, True, True, False]),
        (["☐", "☑", None], [False, True, None]),
        (["C", "K", "Ko", "1.0", "0.0"], [True, False, False, True, False]),
    ],
)
def test_yes_and_no(read_column, cells, expected):
    read = read_column("boolean", cells)
    assert read.columns["value"].to_list() == expected
    assert read.problems.is_empty()


def test_an_answer_may_repeat_what_the_column_asks(read_column):
    read = read_column("boolean", ["Đã tập huấn", "Chưa tập huấn", "Chưa được mời", "✗"], header="Đã tập huấn")
    assert read.columns["value"].to_list() == [True, False, None, None]
    assert read.problems.select("row", "raw").rows() == [(2, "Chưa được mời"), (3, "✗")]


def test_neither_yes_nor_no(read_column):
    read = read_column(
        "boolean", {"raw": ["2", "có lẽ", "TRUE"], "number": [2.0, None, None], "boolean": [None, None, True]}
    )
    assert read.columns["value"].to_list() == [None, None, True]
    assert read.problems.select("row", "rule", "raw").rows() == [(0, "cell.type", "2"), (1, "cell.type", "có lẽ")]


def test_json_is_kept_as_written_and_checked(read_column):
    read = read_column("json", ['{"a": [1, 2]}', "[1", None])
    assert read.columns["value"].to_list() == ['{"a": [1, 2]}', None, None]
    assert read.problems.select("row", "rule").rows() == [(1, "cell.type")]


def test_indicators_by_code_name_and_alias(read_column):
    cells = ["DE_GRDP_SHARE", "de_grdp_share", "1.1. Tỷ trọng TMĐT trong tổng mức bán lẻ (%)", None]
    fallback = pl.Series(["bất kỳ", "", "", "Tỷ lệ doanh nghiệp công nghệ số trên 1.000 dân"])
    read = read_column("indicator", cells, fallback=fallback)
    assert read.columns["value"].to_list() == [
        "DE_GRDP_SHARE",
        "DE_GRDP_SHARE",
        "ECOM_RETAIL_SHARE",
        "DIGITAL_ENT_PER_1000",
    ]
    assert read.problems.is_empty()


def test_an_unknown_indicator_is_refused_with_the_nearest_one(read_column):
    read = read_column("indicator", ["Tỷ trọng kinh tế số lõi trong GRĐPP"])
    assert read.problems.select("rule", "expected").rows() == [
        ("cell.code", "Tỷ trọng kinh tế số lõi trong GRDP (DE_CORE_GRDP_SHARE)")
    ]


def test_a_suggestion_is_accepted_when_it_is_followed(read_column):
    wrong = read_column("indicator", ["Tỷ trọng kinh tế số lõi trong GRĐPP", "DE_GRDP_SHAR"]).problems["params"]
    right = read_column("indicator", [json.loads(params)["suggestion"] for params in wrong])
    assert right.columns["value"].to_list() == ["DE_CORE_GRDP_SHARE", "DE_GRDP_SHARE"]


def test_names_of_indicators_are_unique(codes):
    with (codes / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    indicators = Indicators.load(codes)
    assert {row["code"]: indicators.find(row["code"]) for row in rows} == {row["code"]: row["code"] for row in rows}
    names = {
        (name, row["code"]) for row in rows for name in (row["name_vi"], *filter(None, row["aliases_vi"].split("|")))
    }
    assert {(name, code) for name, code in names if indicators.find(name) != code} == set()
    assert {row["direction"] for row in rows} == {"higher", "lower"}
    assert {row["evidence"] for row in rows} == {"checked", "partly_checked", "unchecked"}


def test_every_unit_of_an_indicator_is_in_the_list_of_units(codes):
    units = Units.load(codes)
    with (codes / "indicators.csv").open(encoding="utf-8", newline="") as file:
        assert {row["unit"] for row in csv.DictReader(file) if not units.parse(row["unit"]).known} == set()


@pytest.mark.parametrize(
    ("text", "dimension", "factor"),
    [
        ("Đơn vị tính: Triệu đồng", "VND", 10**6), ("tỷ đồng", "VND", 10**9), ("nghìn tỷ", "VND", 10**12),
        ("ngàn đồng", "VND", 1000), ("1.000 đồng", "VND", 1000), ("VNĐ", "VND", 1), ("triệu USD", "USD", 10**6),
        ("nghìn giao dịch", "count", 1000), ("Triệu hóa đơn", "count", 10**6), ("%", "percent", 1),
        ("DN/1.000 dân", "ratio", 1), ("DN/1000 dân", "ratio", 1), ("ha", "area", 10000), ("Tỷ lệ nộp", "count", 1),
    ],
)  # fmt: skip
def test_units(codes, text, dimension, factor):
    unit = Units.load(codes).parse(text)
    assert (unit.dimension, unit.factor) == (dimension, factor)


def test_a_unit_has_one_meaning(codes):
    meanings = defaultdict(set)
    with (codes / "units.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in (row["unit"], *filter(None, row["aliases_vi"].split("|"))):
                meanings[unit_key(name)].add((row["dimension"], row["factor"]))
    assert {key for key, found in meanings.items() if len(found) > 1 or not key} == set()


def test_a_blank_unit_is_none(codes: Path) -> None:
    assert not Units.load(codes).parse(" ( ) ").known


def test_a_list_of_ten_is_told_whole() -> None:
    labels = [str(number) for number in range(11)]
    assert listed(labels[:10]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
    assert listed(labels) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …"


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("tieu chi 1.2", ["tieu chi 1.2 a"]),
        ("tieu chi 1.4", ["tieu chi"]),
        ("tieu chy", ["tieu chi"]),
        ("70123", []),
        ("xa la", []),
    ],
)
def test_figures_are_alike_by_chance_and_nothing_is_proposed_for_them(key: str, near: list[str]) -> None:
    assert nearest(key, ["tieu chi 1.2 a", "tieu chi 1.3", "70124", "tieu chi"]) == near

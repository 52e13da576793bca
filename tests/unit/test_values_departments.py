"""Columns of departments, by whatever name they go on the day."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.settings import PROJECT

SENDERS = Catalog.load(PROJECT / "contracts").senders
HANOI = ["01"]


def days(*texts: str) -> pl.Series:
    return pl.Series([dt.date.fromisoformat(text) for text in texts])


@pytest.mark.parametrize(
    "name",
    [
        "Sở Khoa học và Công nghệ Hà Nội",
        "SỞ KHOA HỌC & CÔNG NGHỆ TP. HÀ NỘI",
        "so khoa hoc va cong nghe thanh pho ha noi",
        "Sở KH&CN",
        "Sở KH-CN Hà Nội",
        "HN-SKHCN",
        "Sở KH và CN",
    ],
)
def test_a_name_in_any_spelling_is_the_department(read_column, name: str) -> None:
    read = read_column("department", [name], on=days("2025-10-31"), territory=pl.Series(HANOI))
    assert read.columns.rows() == [("HN-SKHCN", name)]
    assert read.problems.is_empty()


def test_the_senders_province_tells_whose_department_a_short_name_is(read_column) -> None:
    cells = ["Sở Công Thương", "Sở Công Thương Quảng Ninh"]
    read = read_column("department", cells, received_on=dt.date(2025, 11, 1), scope=SENDERS["hanoi/so_khcn"])
    assert read.columns["value"].to_list() == ["HN-SCT", "QN-SCT"]


def test_the_day_decides_between_a_department_and_its_heir(read_column) -> None:
    cells, on = ["Sở Công Thương Bắc Kạn"] * 2, days("2025-06-30", "2025-07-01")
    read = read_column("department", cells, on=on)
    assert read.columns.rows() == [("BK-SCT", cells[0]), (None, cells[0])]
    assert read.problems.select("row", "rule", "expected").rows() == [
        (1, "cell.department", "Sở Công Thương Thái Nguyên")
    ]


def test_the_heir_in_the_province_of_the_row_is_what_a_former_name_means(read_column) -> None:
    cells = ["Sở TT&TT", "Sở NN&PTNT", "Sở Ngoại vụ", "SNV"]
    read = read_column("department", cells, on=days(*["2025-10-31"] * 4), territory=pl.Series(["01", "22", "01", "19"]))
    assert read.problems.select("expected", "params").rows() == [
        (f"{name}", f'{{"date": "31/10/2025"{suggested}}}')
        for name, suggested in [
            ("Sở Khoa học và Công nghệ Hà Nội", ', "suggestion": "Sở Khoa học và Công nghệ Hà Nội"'),
            ("Sở Nông nghiệp và Môi trường Quảng Ninh", ', "suggestion": "Sở Nông nghiệp và Môi trường Quảng Ninh"'),
            ("Sở Nội vụ Hà Nội", ""),
            ("Sở Nội vụ Thái Nguyên", ""),
        ]
    ]


def test_names_in_a_font_encoding_are_those_of_departments(read_column) -> None:
    read = read_column("department", ["Bé KH&CN", "Së TC"], territory=pl.Series(["01", "01"]))
    assert read.columns.rows() == [("TW-BKHCN", "Bộ KH&CN"), ("HN-STC", "Sở TC")]
    assert read.problems.is_empty()


def test_an_unknown_name_is_kept_and_the_nearest_proposed(read_column) -> None:
    cells = ["Sở Công Thuơg Hà Nội", "Sở Công Thương", None]
    read = read_column("department", cells, received_on=dt.date(2025, 11, 1))
    assert read.columns.rows() == [(None, cells[0]), (None, cells[1]), (None, None)]
    told = read.problems.select("row", "rule", "raw", "expected").rows()
    assert told[0] == (0, "cell.department", cells[0], "Sở Công Thương Hà Nội")
    assert told[1][:3] == (1, "cell.department", cells[1])
    assert "Sở Công Thương Hà Nội, " in told[1][3]


def test_a_name_like_no_department_is_kept_and_nothing_proposed(read_column) -> None:
    read = read_column("department", ["Câu lạc bộ cờ vua"], received_on=dt.date(2025, 11, 1))
    assert read.columns.rows() == [(None, "Câu lạc bộ cờ vua")]
    assert read.problems.select("rule", "expected").rows() == [("cell.department", "…")]

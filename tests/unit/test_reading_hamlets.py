"""Hamlets as operators write them: without codes, in the communes of before the reform, each operator its own file."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")
HEADER = "Mã xã;Tên xóm;Mã xóm;Tình trạng"


def _read(
    folder: Path,
    *rows: str,
    name: str = "viettel_2025-07.csv",
    sender: str = "thainguyen/so_khcn",
    header: str = HEADER,
) -> tuple[Reading, list[dict[str, Any]]]:
    path = folder / name
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    reading = read(Source(path, name, sender, dt.date(2026, 3, 2)), CATALOG.contracts["signal_gaps"], CATALOG)
    return reading, pl.concat(reading.batches()).to_dicts()


def _found(reading: Reading) -> list[tuple[str, str | None, str | None]]:
    return reading.findings.frame().select("rule", "cell", "expected").rows()


def test_the_place_and_the_name_stand_for_a_code_that_is_missing(tmp_path: Path) -> None:
    rows = ("01840;Bản  HÒA;;trắng sóng", "01840;Bản Hoà;X7;trắng sóng", "01840;Bản Hóa;;lõm sóng")
    _, read_rows = _read(tmp_path, *(unicodedata.normalize("NFD", row) for row in rows))
    assert [(row["hamlet_code"], row["hamlet_code_surrogate"]) for row in read_rows] == [
        ("01840/bản hoà", "01840/bản hoà"),
        ("X7", "01840/bản hoà"),
        ("01840/bản hoá", "01840/bản hoá"),
    ]
    assert read_rows[0]["hamlet_name"] == "Bản HÒA"


def test_without_the_place_nothing_stands_for_the_code(tmp_path: Path) -> None:
    _, rows = _read(tmp_path, ";Bản Hòa;;trắng sóng", "99999;Bản Hòa;;trắng sóng")
    assert [row["hamlet_code"] for row in rows] == [None, None]


def test_a_commune_of_before_the_reform_is_read_as_the_one_that_it_went_into(tmp_path: Path) -> None:
    reading, rows = _read(tmp_path, "01834;A;1;trắng sóng", "Xã Cao Thượng;B;2;trắng sóng", "05443;C;3;trắng sóng")
    assert [row["commune_code"] for row in rows] == ["01840", "01906", "05443"]
    assert _found(reading) == [
        ("cell.commune_old", "A2", "Phường Đức Xuân (01840)"),
        ("cell.commune_old", "A3", "Xã Ba Bể (01906)"),
    ]


def test_until_the_reform_the_old_communes_are_themselves(tmp_path: Path) -> None:
    reading, rows = _read(tmp_path, "05443;A;1;trắng sóng", "05446;B;2;trắng sóng", name="vnpt_2025-06.csv")
    assert [(row["commune_code"], row["operator_code"]) for row in rows] == [("05443", "vnpt"), ("05446", "vnpt")]
    assert _found(reading) == []


def test_a_commune_of_today_is_not_read_back_into_the_many_that_it_was_made_of(tmp_path: Path) -> None:
    reading, rows = _read(tmp_path, "Phường Linh Sơn;A;1;trắng sóng", name="vnpt_2025-06.csv")
    assert rows[0]["commune_code"] is None
    assert [rule for rule, _, _ in _found(reading)] == ["cell.commune"]


@pytest.mark.parametrize(
    ("name", "sender", "operator"),
    [
        ("MobiFone_thang_7_2025.csv", "thainguyen/so_khcn", "mobifone"),
        ("bao_cao_2025-07.csv", "thainguyen/vnpt", "vnpt"),
        ("bao_cao_2025-07.csv", "thainguyen/so_khcn", None),
    ],
)
def test_the_operator_is_in_the_name_of_the_file_or_is_the_sender(
    name: str, sender: str, operator: str | None, tmp_path: Path
) -> None:
    reading, rows = _read(tmp_path, "01840;A;1;trắng sóng", name=name, sender=sender)
    assert rows[0]["operator_code"] == operator
    assert [rule for rule, _, _ in _found(reading)] == ([] if operator else ["field.missing"])


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("22,147123", "105,834265"), ("22.147123", "105.834265"), ("22,147", "105,834")],
)
def test_coordinates_have_a_comma_or_a_point(latitude: str, longitude: str, tmp_path: Path) -> None:
    header = f"{HEADER};Nhà mạng;Vĩ độ;Kinh độ"
    _, rows = _read(tmp_path, f"01840;A;1;lõm sóng;Viettel;{latitude};{longitude}", header=header)
    assert [round(rows[0][name], 3) for name in ("latitude", "longitude")] == [Decimal("22.147"), Decimal("105.834")]


def test_the_names_of_the_columns_in_the_registry_are_known_too(tmp_path: Path) -> None:
    header = "ma_xa;ten_xom;ma_xom;nha_mang;tinh_trang;cong_nghe;co_dien;ngay_phu;lat;lon;thang"
    row = "01840;Xóm A;7;Viettel;Đã phủ sóng;4G;x;05/07/2025;22,147123;105,834765;7/2025"
    reading, rows = _read(tmp_path, row, header=header, name="a.csv")
    assert _found(reading) == []
    assert {
        name: rows[0][name] for name in ("coverage_status", "technology_code", "has_grid_power", "covered_date")
    } == {
        "coverage_status": "covered",
        "technology_code": "4G",
        "has_grid_power": True,
        "covered_date": dt.date(2025, 7, 5),
    }

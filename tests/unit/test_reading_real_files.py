"""Real files of ministries and offices, read with contracts made for them; skipped where the files are not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kho.contract import Contract
from kho.reading import Reading
from kho.settings import PROJECT
from tests.fixtures.reading import consume, found

FOLDER = Path(os.environ.get("KHO_REAL_FILES") or PROJECT.parent / "shared" / "real_files")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real files are not at {FOLDER}: set KHO_REAL_FILES")


def contract(fields: dict[str, dict[str, Any]], **delivery: Any) -> Contract:
    """A contract of the given fields."""
    title = {"vi": "Tệp thật", "en": "Real file", "fr": "Fichier réel"}
    known = {"formats": ["xls", "xlsx", "csv"], "frequency": "year", "sheets": "all"} | delivery
    key = [next(iter(fields))]
    return Contract.model_validate(
        {
            "feed": "real",
            "title": title,
            "grain": "row",
            "key": key,
            "replaces": key,
            "delivery": known,
            "fields": fields,
        }
    )


def read(name: str, fields: dict[str, dict[str, Any]], **delivery: Any) -> tuple[pl.DataFrame, Reading]:
    """The rows of a real file."""
    return consume(FOLDER / name, contract=contract(fields, **delivery))


def accounted(reading: Reading) -> int:
    """Rows read and rows ignored."""
    return reading.rows_read + sum(run.row_count for run in reading.ignored)


def test_the_final_budget_of_2008() -> None:
    rows, reading = read(
        "mof_budget_final_2008_by_province.xls",
        {
            "province_name": {"header": "Tên tỉnh, thành phố", "type": "text", "required": True},
            "revenue_vnd": {
                "header": "Tổng thu NSNN trên địa bàn tỉnh, thành phố",
                "type": "money",
                "unit": "triệu đồng",
                "required": True,
            },
            "balance_vnd": {"header": "Bổ sung cân đối", "type": "money", "unit": "triệu đồng"},
            "period": {"header": "Năm", "type": "period", "required": True, "found_in": ["title"]},
        },
    )
    assert rows.height == 63
    assert rows["period_label"].unique().to_list() == ["Năm 2008"]
    # the rows add up to one million more than is printed; that is rounding, and no finding
    assert int(rows["revenue_vnd"].sum()) == 419_278_224_000_000
    assert not rows["province_name"].is_in(["ĐÔNG BẮC", "TỔNG SỐ"]).any()
    assert {rule for rule, _, _ in found(reading)} == {"column.unknown"}
    assert accounted(reading) == 85
    assert (8, "header", 2) in [(run.row, run.reason, run.row_count) for run in reading.ignored]


def test_the_budget_plan_of_2003_in_tcvn3_and_in_unicode() -> None:
    rows, reading = read(
        "mof_budget_plan_2003_by_province_tcvn3.xls",
        {
            "province_name": {"header": "Tỉnh, thành phố", "type": "text", "required": True},
            "revenue_vnd": {
                "header": "Tổng thu NSNN trên địa bàn các tỉnh, TP trực thuộc trung ương",
                "type": "money",
                "unit": "triệu đồng",
            },
        },
    )
    sheets = rows.filter(pl.col("province_name").is_not_null()).partition_by("sheet_name")
    assert [sheet.height for sheet in sheets] == [61, 61]
    assert sheets[0]["revenue_vnd"].to_list() == sheets[1]["revenue_vnd"].to_list()
    assert [name.casefold() for name in sheets[0]["province_name"]] == [
        name.casefold() for name in sheets[1]["province_name"]
    ]
    assert ("table.hidden", None, "row 16, 17") in found(reading)


def test_the_budget_plan_of_2004_with_two_languages_in_a_title() -> None:
    rows, _ = read(
        "mof_budget_plan_2004_by_province.xls",
        {
            "province_name": {"header": "Tỉnh, thành phố", "type": "text", "required": True},
            "revenue_vnd": {
                "header": "Tổng thu ngân sách nhà nước trên địa bàn",
                "type": "money",
                "unit": "triệu đồng",
            },
            "expenditure_vnd": {
                "header": "Tổng chi cân đối ngân sách địa phương",
                "type": "money",
                "unit": "triệu đồng",
            },
        },
    )
    assert rows.height == 61
    assert int(rows["revenue_vnd"].sum()) == 154_820_000_000_000
    assert rows["row_number"][0] == 10


def test_the_table_of_old_and_new_communes() -> None:
    rows, reading = read(
        "nso_conversion_table_communes_new_old_2025-07.csv",
        {
            "province_name": {"header": "Tỉnh, thành phố", "type": "text", "required": True},
            "new_code": {"header": "Mã Xã mới", "type": "text", "required": True},
            "new_name": {"header": "Tên Xã mới", "type": "text", "required": True},
            "old_code": {"header": "Mã Xã cũ", "type": "text"},
            "old_name": {"header": "Tên Xã cũ", "type": "text"},
            "note": {"header": "Ghi chú", "type": "text"},
        },
    )
    assert rows.height == 10_571
    assert rows["new_code"].n_unique() == 3_321
    assert sum(run.row_count for run in reading.ignored if run.reason == "section") == 34
    assert rows["new_code"][0] == "00004"
    assert not rows["new_name"].str.contains(r"\n|^\s|\s$").any()


def test_the_provinces_of_2025_in_vietnamese_numbers() -> None:
    rows, reading = read(
        "sapnhap_provinces_34_2025-07-17.csv",
        {
            "province_name": {"header": "tentinh", "type": "text", "required": True},
            "area_km2": {"header": "dientichkm2", "type": "decimal"},
            "population_count": {"header": "dansonguoi", "type": "count"},
        },
    )
    assert rows.height == 34
    assert [str(rows["area_km2"][0]), rows["population_count"][0]] == ["3359.800000", 8_718_000]
    assert "cell.type" not in {rule for rule, _, _ in found(reading)}


def test_an_export_with_a_title_line_and_quoted_cells() -> None:
    rows, reading = read(
        "gso_pxweb_telephone_internet_subscribers.csv",
        {
            "item": {"header": "Items", "type": "text", "required": True},
            "year": {"header": "Year", "type": "text", "required": True},
            "telephones": {"header": "Number of telephone subscribers", "type": "decimal"},
        },
        decimal="point",
    )
    assert rows["year"][0] == "2005"
    assert str(rows["telephones"][0]) == "15845.000000"
    assert [(run.row, run.reason, run.row_count) for run in reading.ignored][:2] == [(1, "title", 2), (3, "header", 1)]


def test_every_real_file_is_read_or_refused_but_never_raises() -> None:
    fields = {"province_name": {"header": "Tỉnh, thành phố", "type": "text", "required": True}}
    for path in sorted(FOLDER.iterdir()):
        _, reading = consume(path, contract=contract(fields))
        assert "file.unreadable" not in {rule for rule, _, _ in found(reading)}, path.name

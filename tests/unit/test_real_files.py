"""The feeds of real files: each file is read row by row, and what it prints adds up.

The files are no part of the project: `KHO_REAL_FILES` says where they are, else they lie beside it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from decimal import Decimal
from itertools import product
from pathlib import Path

import polars as pl
import pytest
import python_calamine as calamine

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.reading.files import workbooks
from kho.reading.grid import letter
from kho.reading.values.text import tidy
from kho.settings import PROJECT

FOLDER = Path(os.environ.get("KHO_REAL_FILES") or PROJECT.parent / "shared" / "real_files")
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the real files are not at {FOLDER}: set KHO_REAL_FILES")

CATALOG = Catalog.load(PROJECT / "contracts")
MILLION = 1_000_000


def real(name: str, feed: str) -> tuple[pl.DataFrame, Reading]:
    """The rows of a real file, read as its publisher would deliver it."""
    sender = next(sender for sender, known in CATALOG.senders.items() if feed in known.feeds)
    reading = read(Source(FOLDER / name, name, sender, dt.date(2026, 3, 2)), CATALOG.contracts[feed], CATALOG)
    return pl.concat(list(reading.batches())), reading


def ignored(reading: Reading) -> dict[str, int]:
    """Reason → rows that are no data."""
    counts: Counter[str] = Counter()
    for run in reading.ignored:
        counts[run.reason] += run.row_count
    return dict(counts)


def told(reading: Reading) -> dict[str, int]:
    """Rule → number of findings."""
    return dict(reading.findings.frame()["rule"].value_counts().iter_rows())


def of(rows: pl.DataFrame, territory: str) -> dict[str, object]:
    """The row of a province."""
    return rows.row(by_predicate=pl.col("territory_code") == territory, named=True)


def test_the_budget_plan_of_2003() -> None:
    rows, reading = real("mof_budget_plan_2003_by_province_tcvn3.xls", "provincial_budget")
    assert (reading.rows_read, reading.rows_in_error) == (61, 0)
    assert ignored(reading) == {"title": 8, "header": 7, "total": 2, "section": 1, "empty": 6, "other sheet": 85}
    assert rows["territory_code"].n_unique() == 61
    assert rows.select("period_label", "budget_stage").unique().rows() == [("Năm 2003", "plan")]
    assert of(rows, "01")["revenue_vnd"] == 19_348_000 * MILLION
    assert of(rows, "28")["revenue_vnd"] == 715_300 * MILLION  # Hà Tây
    # the hidden row 17 is a sum of the first five provinces only, and the file hides it for that
    assert told(reading) == {"table.hidden": 1, "total.disagrees": 4}
    hidden = reading.findings.frame().filter(rule="total.disagrees").sort("cell")
    assert hidden["cell"].to_list() == ["C17", "E17", "F17", "G17"]
    sums = (
        rows.head(5).select(f"{name}_vnd" for name in ("revenue", "transfer", "expenditure", "target_programmes")).sum()
    )
    assert [value // MILLION for value in sums.row(0)] == [int(raw) for raw in hidden["raw"]]


def test_the_budget_plan_of_2003_is_the_same_in_tcvn3_and_in_unicode() -> None:
    name = "mof_budget_plan_2003_by_province_tcvn3.xls"
    contract = CATALOG.contracts["provincial_budget"]
    delivery = contract.delivery.model_copy(update={"sheets": "all"})
    twice = contract.model_copy(update={"delivery": delivery})
    source = Source(FOLDER / name, name, "trunguong/bo_tai_chinh", dt.date(2026, 3, 2))
    reading = read(source, twice, CATALOG)
    tcvn3, unicode = pl.concat(list(reading.batches())).drop("row_number").partition_by("sheet_name", include_key=False)
    assert tcvn3.equals(unicode)


def test_the_budget_plan_of_2004() -> None:
    rows, reading = real("mof_budget_plan_2004_by_province.xls", "provincial_budget")
    assert (reading.rows_read, reading.rows_in_error) == (61, 0)
    assert ignored(reading) == {"header": 7, "total": 1, "section": 8}
    assert told(reading) == {}
    assert rows.select("period_label", "budget_stage").unique().rows() == [("Năm 2004", "plan")]
    assert rows["revenue_vnd"].sum() == 154_820_000 * MILLION
    assert rows["expenditure_vnd"].sum() == 66_789_708 * MILLION
    assert (of(rows, "01")["retained_share_pct"], of(rows, "01")["balancing_transfer_vnd"]) == (Decimal(32), None)


def test_the_final_budget_of_2008() -> None:
    rows, reading = real("mof_budget_final_2008_by_province.xls", "provincial_budget")
    assert (reading.rows_read, reading.rows_in_error) == (63, 0)
    assert ignored(reading) == {"title": 7, "header": 2, "total": 1, "section": 8, "empty": 1, "footnote": 3}
    assert rows.select("period_label", "budget_stage").unique().rows() == [("Năm 2008", "final")]
    # printed is `(1)    419.278.223`; the provinces are rounded one by one, which makes a million more
    assert rows["revenue_vnd"].sum() == (419_278_223 + 1) * MILLION
    assert of(rows, "01")["retained_share_pct"] == 45
    # the footnote (2) of Hà Nội stands in a column of its own, which a spreadsheet has made into -2
    assert reading.findings.frame().select("rule", "cell").rows() == [("column.unknown", "D29")]


def test_the_provinces_of_2025() -> None:
    rows, reading = real("sapnhap_provinces_34_2025-07-17.csv", "merged_provinces")
    assert (reading.rows_read, reading.rows_in_error, ignored(reading), told(reading)) == (34, 0, {"header": 1}, {})
    assert rows["territory_code"].n_unique() == 34
    assert of(rows, "01")["area_km2"] == Decimal("3359.8")
    assert of(rows, "01")["population_count"] == 8_718_000
    assert rows["former_provinces"].is_in(["không sáp nhập"]).sum() == 11


def test_the_new_and_the_former_communes() -> None:
    rows, reading = real("nso_conversion_table_communes_new_old_2025-07.csv", "commune_conversion")
    assert (reading.rows_read, reading.rows_in_error) == (10_571, 0)
    assert ignored(reading) == {"title": 1, "header": 1, "section": 34}
    assert rows["new_commune_code"].n_unique() == 3_321
    # five island districts and a mudflat had no commune
    assert rows["old_commune_code"].null_count() == 6
    assert not rows["new_commune_name"].str.contains(r"\n|^\s|\s$").any()
    # a province is written with its code, which looks like a number of rows
    assert reading.findings.frame().select("rule", "standing", "raw").rows() == [("total.disagrees", "shadow", "24")]


def value(rows: pl.DataFrame, sheet: str, cell: str) -> Decimal:
    """The value of one cell."""
    here = (pl.col("sheet_name") == sheet) & (pl.col("column_letter") + pl.col("row_number").cast(pl.String) == cell)
    return Decimal(rows.filter(here)["value"].item())


def left_out(path: Path, rows: pl.DataFrame) -> set[tuple[str, str]]:
    """Sheet and column of numbers that are no years and no values; every value is as calamine has it."""
    values = {(sheet, row, column): float(value) for sheet, row, column, value in rows.select(
        "sheet_name", "row_number", "column_letter", "value").rows() if value is not None}  # fmt: skip
    missing = set()
    book = calamine.load_workbook(path)
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        for row, cells in enumerate(sheet.iter_rows(), 1):
            for column, cell in enumerate(cells, sheet.start[1] if sheet.start else 0):
                if not isinstance(cell, float) or cell in (2019, 2023, 2024):
                    continue
                if (place := (name, row, letter(column))) in values:
                    assert values[place] == pytest.approx(cell, rel=1e-5, abs=1e-6)
                else:
                    missing.add((name, letter(column)))
    return missing


def accounted(rows: pl.DataFrame, reading: Reading) -> int:
    """Rows of the file that gave values, and rows that are no data."""
    return rows.select("sheet_name", "row_number").n_unique() + sum(ignored(reading).values())


def test_the_export_of_subscribers() -> None:
    rows, reading = real("gso_pxweb_telephone_internet_subscribers.csv", "statistics_table")
    assert (reading.rows_read, reading.rows_in_error, told(reading)) == (72, 0, {})
    assert (ignored(reading), accounted(rows, reading)) == ({"title": 2, "header": 1}, 27)
    assert rows["unit"].value_counts().sort("unit").rows() == [("%", 36), ("Thous. Subcribers", 36)]
    assert rows["value"].null_count() == 3
    assert value(rows, "csv", "C15") == Decimal("130168.1")
    assert "Pre. 2016" in rows["value_period"]


def test_the_monthly_tables_of_2024() -> None:
    rows, reading = real("gso_monthly_tables_2024-09.xlsx", "statistics_table")
    assert (reading.rows_read, reading.rows_in_error) == (4_468, 0)
    assert ignored(reading) == {"title": 125, "header": 161, "section": 59, "empty": 59, "footnote": 9}
    assert accounted(rows, reading) == 1_392
    assert rows["sheet_name"].n_unique() == 44
    assert rows.filter(pl.struct("table_title", "row_position", "column_letter").is_duplicated()).is_empty()
    # columns with numbers that are hidden or have no title; what else is no value are running numbers and years
    assert told(reading) == {"column.unknown": 7}
    hidden = {("6.Thuy san", "E"), *product(["12.Chi tieu DN"], "KL"), *product(["13.DN DK thanh lap"], "FLMN")}
    assert left_out(FOLDER / "gso_monthly_tables_2024-09.xlsx", rows) == {
        *hidden, ("39.Du lich ", "A"), ("40.Du lich quý", "A")
    }  # fmt: skip
    paths = dict(rows.filter(sheet_name="42.thatnghiep").select("row_number", "row_path").rows())
    assert (paths[8], paths[14]) == (
        "Tỷ lệ thất nghiệp trong độ tuổi lao động",
        "Tỷ lệ thất nghiệp thanh niên (từ 15-24 tuổi)",
    )
    accidents = rows.filter(sheet_name="44.XHMT", row_number=8).select("column_letter", "value_period").rows()
    assert accidents == [("D", "Quý II/2024"), ("F", "9 tháng năm 2024")]
    # indents that are no spaces
    fish = rows.filter(sheet_name="6.Thuy san", row_number=14)
    assert fish.select("row_path", "row_label").row(0) == ("Tổng số › Khai thác", "Tôm")
    assert value(rows, "20.FDI", "E9") == Decimal("-9.557457")
    assert (
        rows.filter(sheet_name="9.SPCNthang", row_label="Xăng, dầu")["unit"].to_list() == ["Nghìn tấn"] * 3 + ["%"] * 2
    )


def test_the_product_of_2024_adds_up() -> None:
    rows, _ = real("gso_monthly_tables_2024-09.xlsx", "statistics_table")
    parts = ["B9", "B13", "B20", "B35"]
    for column in "CDE":
        total = value(rows, "1.GDP-HH", f"{column}8")
        sectors = sum(value(rows, "1.GDP-HH", cell.replace("B", column)) for cell in parts)
        assert abs(total - sectors) < 1


def test_the_monthly_tables_of_2009() -> None:
    name = "gso_monthly_tables_2009-09_mixed_tcvn3_unicode.xls"
    rows, reading = real(name, "statistics_table")
    assert (reading.rows_read, reading.rows_in_error) == (1_800, 0)
    # the empty sheet of a macro has a 1 in its last row
    assert told(reading) == {"table.layout": 1}
    assert ignored(reading) == {
        "no table": 982, "title": 76, "header": 51, "empty": 37, "section": 21, "footnote": 3
    }  # fmt: skip
    assert (rows["sheet_name"].n_unique(), accounted(rows, reading)) == (17, 1_654)
    assert left_out(FOLDER / name, rows) == {("Sheet1 (3)", "A")}
    # 2GDPHH is TCVN3, GTSX is Unicode
    assert value(rows, "2GDPHH", "C9") == 1_157_077
    assert rows.filter(sheet_name="2GDPHH")["row_label"][0] == "Tổng số"


def test_tables_of_2009_that_go_over_a_page() -> None:
    rows, _ = real("gso_monthly_tables_2009-09_mixed_tcvn3_unicode.xls", "statistics_table")
    named = {
        (sheet, f"{letter}{number}"): rest
        for sheet, letter, number, *rest in rows.select(
            "sheet_name", "column_letter", "row_number", "row_path", "row_label", "value_period", "unit", "value"
        ).rows()
    }
    region, month = "Bắc Trung Bộ và duyên hải miền Trung", "Tháng 9/2009"
    assert named["gia tri tinh", "G56"] == [
        "Tp. Hồ Chí Minh", "Đầu tư nước ngoài", "9 tháng năm 2009", "%", Decimal("108.301078")
    ]  # fmt: skip
    assert named["gia tri tinh", "C53"] == [None, "Tp. Hồ Chí Minh", month, "%", Decimal("101.639853")]
    assert named["Sheet11", "B52"] == [region, "Đà Nẵng", "01/04/2009", "Người", 887_069]
    assert named["Sheet11", "C60"] == [None, "Tây Nguyên", "01/04/2009", "Người/km2", 93]
    assert named["THPT", "C49"][:2] + named["THPT", "C49"][3:] == [region, "Đà Nẵng", "Học sinh", 11_076]
    rail = ["A. HÀNH KHÁCH › Tổng số › Phân theo ngành vận tải", "Đường sắt", "9 tháng năm 2009"]
    assert named["van tai", "C17"] == [*rail, "Nghìn HK", Decimal("8597.2")]
    assert named["van tai", "D17"] == [*rail, "Triệu HK.km", Decimal("3097.2")]
    assert named["van tai", "F17"] == [*rail, "%", Decimal("98.63")]
    assert named["van tai", "D24"] == [
        "B. HÀNG HOÁ",
        "Tổng số",
        "9 tháng năm 2009",
        "Triệu tấn.km",
        Decimal("137549.6"),
    ]
    # what a growth is compared with is no period of its own, and a month without its number is none
    assert named["2GDPHH", "G9"][2:4] == ["9 tháng năm 2009", "%"]
    assert named["NK", "J8"][2] is None
    assert rows.filter(sheet_name="THPT")["table_title"].n_unique() == 1


def test_the_65_labels_of_2003_are_equal_in_tcvn3_and_in_unicode() -> None:
    sheets = workbooks.sheets(FOLDER / "mof_budget_plan_2003_by_province_tcvn3.xls", "xls")
    tcvn3, unicode = (tidy(next(sheet.batches()).raw["1"]).drop_nulls().to_list() for sheet in sheets)
    assert len(tcvn3) == 65
    assert [text.casefold() for text in tcvn3] == [text.casefold() for text in unicode]

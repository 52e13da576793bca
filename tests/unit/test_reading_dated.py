"""Places that are understood by a date of their row: support to firms on both sides of the reform of 1 July 2025."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.settings import PROJECT
from tests.fixtures.reading import text

CATALOG = Catalog.load(PROJECT / "contracts")
HEADER = "Mã số DN;Tên DN;Quy mô;Chương trình;Kinh phí hỗ trợ;Ngày"
ROW = "1400100001;Công ty A;nhỏ;CT-01;13.000;"


def consume(path: Path, sender: str = "dongthap/so_khcn") -> tuple[pl.DataFrame, Reading]:
    source = Source(path, path.name, sender, dt.date(2026, 1, 20))
    reading = read(source, CATALOG.contracts["business_support"], CATALOG)
    return pl.concat(reading.batches()), reading


def test_a_code_is_understood_by_the_day_of_its_row(tmp_path: Path) -> None:
    places = [("15/05/2025", "82"), ("15/05/2025", "87"), ("01/07/2025", "82"), ("01/07/2025", "Đồng Tháp")]
    lines = [f"{HEADER};Mã tỉnh", *(f"{ROW}{day};{place}" for day, place in places)]
    rows, reading = consume(text(tmp_path / "a.csv", lines))
    assert rows["territory_code"].to_list() == ["82", "87", "82", "82"]
    assert reading.findings.frame().is_empty()


def test_a_province_of_before_is_read_as_todays_and_the_sender_is_told(tmp_path: Path) -> None:
    lines = [f"{HEADER};Mã tỉnh", f"{ROW}01/07/2025;87", f"{ROW}02/07/2025;Tiền Giang", f"{ROW}30/06/2025;Bến Tre"]
    rows, reading = consume(text(tmp_path / "a.csv", lines))
    assert rows["territory_code"].to_list() == ["82", "82", "83"]
    found = reading.findings.frame().select("rule", "standing", "raw", "expected").rows()
    assert found[:2] == [
        ("cell.territory_old", "warn", "87", "Tỉnh Đồng Tháp (82)"),
        ("cell.territory_old", "warn", "Tiền Giang", "Tỉnh Đồng Tháp (82)"),
    ]
    assert [rule for rule, *_ in found[2:]] == ["sender.territory"]


def test_a_department_of_two_old_provinces_must_say_which(tmp_path: Path) -> None:
    rows, _ = consume(text(tmp_path / "a.csv", [HEADER, f"{ROW}15/05/2025", f"{ROW}01/07/2025"]))
    assert rows["territory_code"].to_list() == [None, "82"]


def test_thirteen_thousand_and_codes_that_lost_their_zero(tmp_path: Path) -> None:
    lines = [
        HEADER,
        "301234567;Công ty A;lớn;CT-01;13.000;01/07/2025",
        "301234568.0;Công ty B;lớn;CT-01;0,5;01/07/2025",
    ]
    rows, _ = consume(text(tmp_path / "a.csv", lines))
    assert rows["amount_vnd"].to_list() == [13_000_000_000, 500_000]
    assert rows["tax_code"].to_list() == ["0301234567", "0301234568"]

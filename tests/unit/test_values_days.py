"""The day up to which figures run, in a title line and in the name of a file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kho.catalog import Catalog
from kho.reading import Source, read
from kho.reading.values import day_in_line, day_in_name
from kho.settings import PROJECT
from tests.fixtures.reading import found

SUNDAY = dt.date(2025, 10, 26)


@pytest.mark.parametrize(
    "line",
    [
        "Số liệu tính đến ngày 26/10/2025",
        "(Chốt đến 24h00 ngày 26/10/2025)",
        "Tuần từ 20/10/2025 đến 26/10/2025",
        "Tuần 43 (20/10/2025 - 26/10/2025)",
        "Từ ngày 20 tháng 10 năm 2025 đến hết ngày 26 tháng 10 năm 2025",
        "TUẦN 43 NĂM 2025",
    ],
)
def test_a_title_says_up_to_which_day_its_figures_run(line: str) -> None:
    assert day_in_line(line) == SUNDAY


@pytest.mark.parametrize(
    "line",
    [
        "Hà Nội, ngày 27 tháng 10 năm 2025",
        "(Kèm theo Quyết định số 12/2025/QĐ-UBND ngày 01/02/2025)",
        "Tháng 10/2025",
        "Số: 26-10/BC-SKHCN",
    ],
)
def test_the_day_of_a_signature_is_no_cut_off(line: str) -> None:
    assert day_in_line(line) is None


@pytest.mark.parametrize(
    "name",
    [
        "gian_hang_so_2025-10-26.csv",
        "2025_10_26_ghs.csv",
        "GHS 20-10-2025_26-10-2025.xlsx",
        "ghs_20251026.csv",
        "ghs_26102025.csv",
        "Gian hàng số chốt 26.10.2025.csv",
        "Gian hàng số tuần 43 năm 2025.csv",
    ],
)
def test_the_name_of_a_file_says_its_day(name: str) -> None:
    assert day_in_name(name) == SUNDAY


@pytest.mark.parametrize("name", ["mst_0101234567.csv", "ghs_2025-10.csv", "ghs_99999999.csv", "ghs.csv"])
def test_the_name_of_a_file_that_names_no_day(name: str) -> None:
    assert day_in_name(name) is None


@pytest.mark.parametrize(
    ("above", "name"), [("", "gian_hang_so_2025-10-26.csv"), ("Tuần 43 (20/10/2025 - 26/10/2025)\n", "export.csv")]
)
def test_an_export_without_a_column_of_the_day_takes_it_from_beside(tmp_path: Path, above: str, name: str) -> None:
    catalog = Catalog.load(PROJECT / "contracts")
    path = tmp_path / "export.csv"
    titles = "Mã số thuế/Mã HKD;Tên cơ sở;Loại hình;Xã/phường;Mã gian hàng;Ngày mở gian hàng;Số sản phẩm niêm yết;"
    row = "0101234567;Cửa hàng Minh Họa;hộ KD;00070;GH-01;02/10/2025;12;5;1.250.000 đ"
    path.write_text(f"{above}{titles}Đơn hàng trong tuần;Doanh thu trong tuần\n{row}\n", encoding="utf-8")
    source = Source(path, name, "hanoi/so_khcn", dt.date(2025, 10, 27))
    reading = read(source, catalog.contracts["digital_booths"], catalog)
    assert [day for rows in reading.batches() for day in rows["as_of_date"]] == [SUNDAY]
    assert found(reading) == []

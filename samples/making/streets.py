"""Workbooks of `cashless_streets`: a sheet a ward, the ward's cell merged, subtotals, and all figures made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from making.workbook import CENTRED, new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

FOLDER = "hanoi/so_cong_thuong/cashless_streets"
HEADER: list[tuple[str, list[str]]] = [
    ("STT", []),
    ("Phường/xã", []),
    ("Tên tuyến phố/chợ", []),
    ("Loại mô hình", []),
    ("Số hộ kinh doanh", []),
    ("Số hộ có mã QR", []),
    ("Tỷ lệ (%)", []),
    ("Giao dịch QR", ["Số giao dịch QR", "Giá trị giao dịch (triệu đồng)"]),
    ("Số hộ bán trên sàn TMĐT", []),
]
#: Name of the site, kind, traders, with a QR code, share by hand, transactions, triệu đồng, selling online.
Site = tuple[Any, ...]

OCTOBER: dict[str, Sequence[Site]] = {
    "Phường Hoàn Kiếm (00070)": (
        ("Tuyến phố minh họa Hàng Ngang", "phố 4.0", 120, 102, 85, "18.450", "2.214,5", 31),
        ("Tuyến phố minh họa Hàng Đào", "Phố 4.0", 96, 72, "75,0", 11_320, 1_585, 24),
        ("Chợ minh họa số 1", "chợ số", 410, 246, "60%", 30_750, "3.690", 45),
    ),
    "Phường Cửa Nam": (
        ("Tuyến phố minh họa Lê Duẩn", "tuyến phố 4.0", 64, 41, "64,06", 5_125, 676.5, 12),
        ("Chợ minh họa số 2", "Chợ số", 150, 57, 38, 4_560, 410.4, None),
    ),
    "Phường Hai Bà Trưng (00256)": (
        ("Chợ minh họa số 3", "chợ số", 260, 143, 55, 12_870, 1_158.3, 20),
        ("Chợ minh họa số 4", "chợ số", 35, 8, 22.9, 640, 51.2, 4),
    ),
}
#: One error a row: more with a QR code than there are, words for a number, no such kind, no trader at all, a share
#: that does not follow, twice the same.
NOVEMBER: dict[str, Sequence[Site]] = {
    "Phường Hoàn Kiếm (00070)": (
        ("Tuyến phố minh họa Hàng Ngang", "phố 4.0", 120, 126, None, 18_900, 2_268, 33),
        ("Tuyến phố minh họa Hàng Đào", "phố 4.0", 96, "chưa rà soát", None, 11_500, 1_610, 25),
        ("Chợ minh họa số 1", "siêu thị", 410, 250, 61, 31_250, 3_750, 46),
    ),
    "Phường Cửa Nam": (
        ("Tuyến phố minh họa Lê Duẩn", "phố 4.0", 0, 0, None, 0, 0, 0),
        ("Chợ minh họa số 2", "chợ số", 150, 60, 45, 4_800, 432, 9),
        ("Chợ minh họa số 5", "chợ số", 80, 40, 50, 3_200, 288, 7),
        ("Chợ minh họa số 5", "chợ số", 80, 41, None, 3_280, 295.2, 7),
    ),
}


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    yield f"{FOLDER}/Pho_40_Cho_so_thang_10_2025.xlsx", _workbook(OCTOBER, ["Tháng 10/2025", date(2025, 10, 1)])
    yield f"{FOLDER}/Pho_40_Cho_so_thang_11_2025_loi.xlsx", _workbook(NOVEMBER, ["Tháng 11/2025"])


def _workbook(wards: Mapping[str, Sequence[Site]], periods: Sequence[str | date]) -> bytes:
    """A sheet a ward; the period stands in turn as text and as a date, as the wards have written it."""
    workbook, sheet = new_sheet("Phường")
    for number, (ward, sites) in enumerate(wards.items()):
        sheet = workbook.create_sheet(ward.split(" (")[0]) if number else sheet
        sheet.title = ward.split(" (")[0]
        _write(sheet, ward, sites, periods[number % len(periods)])
    return to_bytes(workbook)


def _write(sheet: Worksheet, ward: str, sites: Sequence[Site], period: str | date) -> None:
    title = [
        "SỞ CÔNG THƯƠNG HÀ NỘI",
        "TUYẾN PHỐ THƯƠNG MẠI 4.0 - KHÔNG DÙNG TIỀN MẶT VÀ CHỢ SỐ",
        f"UBND {ward.split(' (')[0]} lập biểu",
        "Số liệu minh họa",
    ]
    write_title(sheet, title, 10)
    sheet.cell(5, 4, "Kỳ báo cáo:")
    sheet.cell(5, 5, period).number_format = "dd/mm/yyyy" if isinstance(period, date) else "General"
    write_header(sheet, 7, HEADER)
    for number, site in enumerate(sites, start=1):
        write_row(sheet, 8 + number, [number, ward if number == 1 else None, *site])
    last = 8 + len(sites)
    sheet.merge_cells(start_row=9, start_column=2, end_row=last, end_column=2)
    sheet.cell(9, 2).alignment = CENTRED
    write_row(sheet, last + 1, _total(f"Cộng {ward.split(' (')[0]}", sites), bold=True)
    write_row(sheet, last + 2, _total("Tổng cộng", sites), bold=True)
    write_signatures(sheet, last + 4, 8, "CHỦ TỊCH")
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = 28, 34


def _total(label: str, sites: Sequence[Site]) -> list[Any]:
    """Sums of the counts; the share is left out, for it has no sum."""

    def add(position: int) -> float:
        return sum(_number(site[position]) for site in sites)

    return [None, label, None, None, add(2), add(3), None, add(5), round(add(6), 1), add(7)]


def _number(value: Any) -> float:
    if isinstance(value, str):
        digits = value.replace(".", "").replace(",", ".")
        return float(digits) if digits.replace(".", "").isdigit() else 0
    return value or 0

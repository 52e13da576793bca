"""Text files of `digital_booths` as a platform exports them: UTF-8 with BOM. Every row is made up."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

FOLDER = "hanoi/so_khcn/digital_booths"
HEADER = (
    "Mã số thuế/Mã HKD",
    "Tên cơ sở",
    "Chủ cơ sở",
    "Điện thoại",
    "Loại hình",
    "Xã/phường",
    "Mã gian hàng",
    "Ngày mở gian hàng",
    "Số sản phẩm niêm yết",
    "Đơn hàng trong tuần",
    "Doanh thu trong tuần",
    "Đã tập huấn",
    "Truy xuất nguồn gốc",
)
WARDS = (
    *["Phường Hoàn Kiếm (00070)"] * 24,
    *["P. Hai Bà Trưng"] * 14,
    *["Phường Cửa Nam (00082)"] * 4,
)
KINDS = ("Hộ kinh doanh", "hộ KD", "DN", "HTX", "Nông dân", "Tiểu thương")
#: One error a row: twelve digits, opened after the cut-off, words for a number, no such kind, sold without an order,
#: twice the same.
WITH_ERRORS = (
    ("001085012345", "Cơ sở minh họa 01", "DN", "GH-0001", "2025-09-28", "12", "3", "450000.0"),
    ("0101000022", "Cơ sở minh họa 02", "DN", "GH-0002", "2025-11-05", "8", "2", "310000.5"),
    ("0101000033", "Cơ sở minh họa 03", "DN", "GH-0003", "2025-09-29", "nhiều", "2", "280000.0"),
    ("0101000044", "Cơ sở minh họa 04", "chợ phiên", "GH-0004", "2025-09-29", "5", "1", "99000.0"),
    ("0101000055", "Cơ sở minh họa 05", "HTX", "GH-0005", "2025-09-30", "5", "0", "120000.0"),
    ("0101000066", "Cơ sở minh họa 06", "DN", "GH-0006", "2025-10-02", "9", "4", "610000.0"),
    ("0101000066", "Cơ sở minh họa 06", "DN", "GH-0006", "2025-10-02", "9", "5", "700000.0"),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    rows = [_booth(number, ward) for number, ward in enumerate(WARDS, start=1)]
    yield f"{FOLDER}/gian_hang_so_2025-10-26.csv", _text("26/10/2025", rows)
    yield f"{FOLDER}/gian_hang_so_2025-11-02_loi.csv", _text("02/11/2025", [_with_error(row) for row in WITH_ERRORS])


def _booth(number: int, ward: str) -> tuple[str, ...]:
    """One booth; spreadsheets have taken the zeros of its codes, its owner has decorated its name."""
    branch = "-001" if number % 10 == 0 else ""
    tax_code = f"{101_000_000 + number * 11}" if number % 3 and not branch else f"0{101_000_000 + number * 11}{branch}"
    orders = number * 7 % 23
    revenue = f"{orders * (85_000 + number * 500):,}".replace(",", ".")
    return (
        tax_code,
        f"Cơ sở minh họa {number:02d}{' 🌸' if number % 5 == 0 else ''}",
        f"Chủ hộ minh họa {number:02d}",
        f"{900_000_000 + number}",
        KINDS[number % len(KINDS)],
        ward,
        f"GH-{number:04d}",
        f"{1 + number % 20:02d}/10/2025",
        str(4 + number % 30),
        str(orders),
        f"{revenue} đ",
        ("Có", "Không", "Có", "Có")[number % 4],
        "x" if number % 3 == 0 else "",
    )


def _with_error(row: Sequence[str]) -> tuple[str, ...]:
    tax_code, name, kind, booth, *rest = row
    return (tax_code, name, "Chủ hộ minh họa", "0900000000", kind, WARDS[0], booth, *rest, "Có", "")


def _text(day: str, rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    blank = [""] * (len(HEADER) - 1)
    writer.writerows([["GIAN HÀNG SỐ - TIỂU THƯƠNG THỦ ĐÔ", *blank], [f"Ngày chốt: {day}", *blank]])
    writer.writerows([["Số liệu minh họa", *blank], HEADER, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()

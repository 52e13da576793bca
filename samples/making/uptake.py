"""Workbooks of `digital_services_uptake`: two departments report the e-invoices of one month. All is made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

FEED = "digital_services_uptake"
#: Service, group, providers, new, active, all of the group, share by hand, invoices.
Row = tuple[Any, ...]

DEPARTMENT: Sequence[Row] = (
    ("Chữ ký số", "DN", "VNPT-CA, Viettel-CA, FPT…", "1.250", "148.600", "205.000", "72,5", None),
    (None, "Hộ kinh doanh", "nhiều nhà cung cấp", 3_410, 61_200, 340_000, 18, None),
    (None, "Cá nhân trưởng thành", "VNPT SmartCA; MySign", "48.900", "2.415.000", "6.300.000", "38,33%", None),
    ("HDDT", "doanh nghiệp", "FPT.eContract, iContract", 640, 27_300, 205_000, "13,3", None),
    ("Hóa đơn điện tử", "DN", None, 980, 201_400, 205_000, "98,2", "96.500"),
    ("HoaDon", "hộ KD", "VNPT Invoice / MISA", "2.100", "58.700", "340.000", "17,3", "4.120,5"),
    ("TXNG", "DN", "hệ thống của thành phố", 35, 3_260, 9_800, "33,3", None),
    ("Truy xuất nguồn gốc", "Hộ kinh doanh", None, 4, 7, 52, "13,5", None),
)
TAX: Sequence[Row] = (
    ("Hóa đơn điện tử", "Doanh nghiệp", None, 1_012, 202_150, 205_340, "98,4", "97,1"),
    ("Hóa đơn điện tử", "Hộ kinh doanh", None, 2_260, 59_480, 338_900, "17,6", "4,3"),
)
#: One error a row: fewer active than new, more than there are, no such service, words for a number, a share that does
#: not follow, invoices of a signature, twice the same.
WITH_ERRORS: Sequence[Row] = (
    ("Chữ ký số", "DN", None, 149_900, 1_300, 205_000, None, None),
    ("Chữ ký số", "Hộ kinh doanh", None, 3_600, 390_000, 340_000, None, None),
    ("Sổ hộ khẩu điện tử", "DN", None, 10, 20, 205_000, None, None),
    ("HDDT", "DN", None, "đang tổng hợp", 27_900, 205_000, None, None),
    ("HDDT", "hộ KD", None, 12, 410, 340_000, 1.2, None),
    ("Chữ ký số", "Cá nhân trưởng thành", None, 51_000, 2_466_000, 6_310_000, 39.1, 12),
    ("TXNG", "DN", None, 30, 3_290, 9_800, None, None),
    ("Truy xuất nguồn gốc", "DN", None, 31, 3_291, 9_800, None, None),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    department, tax = f"hanoi/so_khcn/{FEED}", f"hanoi/thue/{FEED}"
    name = "SỞ KHOA HỌC VÀ CÔNG NGHỆ HÀ NỘI"
    yield f"{department}/Dich_vu_so_thang_10_2025.xlsx", _workbook(name, "Tháng 10/2025", "nghìn", DEPARTMENT)
    yield f"{department}/Dich_vu_so_thang_11_2025_loi.xlsx", _workbook(name, "Tháng 11/2025", "nghìn", WITH_ERRORS)
    yield f"{tax}/Hoa_don_dien_tu_thang_10_2025.xlsx", _workbook("THUẾ THÀNH PHỐ HÀ NỘI", "Tháng 10/2025", "triệu", TAX)


def _workbook(department: str, period: str, unit: str, rows: Sequence[Row]) -> bytes:
    """One sheet; invoices in thousands or millions, as the department counts them."""
    workbook, sheet = new_sheet("Dịch vụ số")
    title = [department, "TÌNH HÌNH SỬ DỤNG DỊCH VỤ SỐ", f"Kỳ báo cáo: {period}", "Số liệu minh họa"]
    write_title(sheet, title, 9)
    header: list[tuple[str, list[str]]] = [
        ("STT", []),
        ("Dịch vụ", []),
        ("Đối tượng", []),
        ("Nhà cung cấp", []),
        ("Số mới trong kỳ", []),
        ("Lũy kế đang hiệu lực", []),
        ("Tổng đối tượng", []),
        ("Tỷ lệ (%)", []),
        (f"Số hóa đơn điện tử ({unit} hóa đơn)", []),
    ]
    write_header(sheet, 6, header)
    for number, row in enumerate(rows, start=1):
        write_row(sheet, 7 + number, [number, *row])
        if row[0] is None and rows[number - 2][0] is not None:
            last = next((at for at in range(number, len(rows)) if rows[at][0] is not None), len(rows))
            sheet.merge_cells(start_row=6 + number, start_column=2, end_row=7 + last, end_column=2)
    write_signatures(sheet, 10 + len(rows), 7, "GIÁM ĐỐC")
    for column, width in {"B": 24, "C": 22, "D": 30}.items():
        sheet.column_dimensions[column].width = width
    return to_bytes(workbook)

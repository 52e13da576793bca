"""A budget by province as the Ministry of Finance lays it out. All figures are made up."""

from __future__ import annotations

from collections.abc import Iterator

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_title

FOLDER = "trunguong/bo_tai_chinh/provincial_budget"
HEADER = (
    ("STT", ()),
    ("TÊN TỈNH, THÀNH PHỐ", ()),
    ("TỔNG THU NSNN TRÊN ĐỊA BÀN TỈNH, THÀNH PHỐ", ()),
    ("TỶ LỆ PHÂN CHIA NGUỒN THU GIỮA NSTW VÀ NSĐP", ()),
    ("TỔNG CHI CÂN ĐỐI NSĐP", ()),
    ("BỔ SUNG TỪ NSTW CHO NSĐP", ("TỔNG SỐ", "BỔ SUNG CÂN ĐỐI", "BỔ SUNG CÓ MỤC TIÊU")),
)
#: Region → name, revenue, share, expenditure, balancing transfer and targeted transfer of its provinces.
REGIONS = {
    "ĐÔNG BẮC": (("QUẢNG NINH", 31_200, 65, 14_100, None, 900), ("HÀ GIANG", 1_450, 100, 7_300, 4_100, 1_750)),
    "ĐỒNG BẰNG SÔNG HỒNG": (("HÀ NỘI", 161_500, 42, 78_400, None, 2_300), ("HẢI PHÒNG", 56_300, 88, 13_900, None, 800)),
}


def deliveries() -> Iterator[tuple[str, bytes]]:
    """The file's place under `samples/` and its bytes."""
    yield f"{FOLDER}/quyet_toan_2015_minh_hoa.xlsx", _workbook()


def _workbook() -> bytes:
    workbook, sheet = new_sheet("Sheet1")
    title = [
        "BỘ TÀI CHÍNH",
        "QUYẾT TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM 2015",
        "Số liệu minh họa",
        "Đơn vị tính: Triệu đồng",
    ]
    write_title(sheet, title, write_header(sheet, 6, HEADER))
    provinces = [province for group in REGIONS.values() for province in group]
    write_row(sheet, 8, [None, "TỔNG SỐ", _dotted(sum(province[1] for province in provinces)), None])
    row, number = 9, 1
    for roman, (region, group) in zip(("I", "II"), REGIONS.items(), strict=True):
        write_row(sheet, row, [roman, region, sum(province[1] for province in group)], bold=True)
        for name, revenue, share, expenditure, balancing, targeted in group:
            row += 1
            both = (balancing or 0) + targeted
            write_row(sheet, row, [number, name, revenue, share, expenditure, both, balancing, targeted])
            number += 1
        row += 1
    sheet.cell(row + 1, 1, "Ghi chú:")
    sheet.cell(row + 2, 1, "(1) Chưa bao gồm các khoản thu quản lý qua ngân sách")
    return to_bytes(workbook)


def _dotted(number: int) -> str:
    """A grand total as typed by hand: a footnote's mark, no-break spaces, thousands parted by dots."""
    return f"(1)\u00a0\u00a0\u00a0{number:,}".replace(",", ".")

"""Tables of the statistics office: a workbook with indicators down and periods across, an export. All made up."""

from __future__ import annotations

from collections.abc import Iterator

from making.workbook import new_sheet, to_bytes, write_row

FOLDER = "trunguong/cuc_thong_ke/statistics_table"
EXPORT = """"Number of telephone and internet subscribers by Items, Year and Subscribers. Sample data"

"Items";"Year";"Number of telephone subscribers";"Of which: Mobi-phone"
"Total - Thous. Subscribers";"2005";150.0;80.5
"Total - Thous. Subscribers";"Pre. 2006";165.5;91.0
"Index (Previous year = 100) - %";"2005";..;..
"Index (Previous year = 100) - %";"Pre. 2006";110.3;113.0
"""
#: The rows of the workbook from its first: title, unit, a header of four rows, and the body in two columns of labels.
TABLE = (
    ("1. Tổng sản phẩm trong nước theo giá hiện hành (Số liệu minh họa)",),
    (None, None, None, None, None, "Tỷ đồng"),
    (None, None, "Sơ bộ", "Ước tính", "Cơ cấu (%)", None),
    (None, None, "quý II", "quý III", "Quý II", "Quý III"),
    (None, None, "năm", "năm", "năm", "năm"),
    (None, None, 2024, 2024, 2024, 2024),
    (),
    ("TỔNG SỐ", None, 1000, 1100, 100, 100),
    (None, "Nông, lâm nghiệp và thủy sản", 120, 130, 12, 11.8),
    (None, "Công nghiệp và xây dựng", 380, 425, 38, 38.6),
    ("Trong đó:",),
    (None, "Công nghiệp", 300, 340, 30, 30.9),
    (None, "Điều chỉnh", -1.5, None, None, None),
    (),
    ("(*) Số liệu minh họa",),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    yield f"{FOLDER}/bieu_thang_2024-09_minh_hoa.xlsx", _workbook()
    yield f"{FOLDER}/thue_bao_minh_hoa.csv", b"\xef\xbb\xbf" + EXPORT.replace("\n", "\r\n").encode()


def _workbook() -> bytes:
    workbook, sheet = new_sheet("1.GDP-HH")
    for row, values in enumerate(TABLE, 1):
        write_row(sheet, row, values)
    sheet.merge_cells("E3:F3")
    return to_bytes(workbook)

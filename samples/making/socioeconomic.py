"""Socio-economic indicators: lists of published figures, and tables with periods across that are made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.styles import Font

from making.workbook import new_sheet, to_bytes, write_row

FEED = "socioeconomic_indicators"
HEADER = (
    "Tên biểu", "Chỉ tiêu", "Phân tổ", "Kỳ", "Giá trị", "So với cùng kỳ (%)", "Lần công bố", "Ngày chốt",
    "Loại số liệu", "Nguồn số liệu", "Ghi chú",
)  # fmt: skip
GROWTH = "Tốc độ tăng GRDP"
NINE_MONTHS = "Báo cáo kinh tế - xã hội 9 tháng 2025"

#: Published: the report of the first nine months of 2025, and what the department of finance said of the budget.
STATISTICS = (
    (GROWTH, "GRDP_GROWTH_YOY", None, "9 tháng 2025", "7,92", None, "Ước tính", "30/09/2025", None, NINE_MONTHS),
    (GROWTH, GROWTH, None, "Quý I/2025", "7,52", None, "Sơ bộ", "30/09/2025", None, NINE_MONTHS),
    (GROWTH, GROWTH, None, "Quý II/2025", 8, None, "Sơ bộ", "30/09/2025", None, NINE_MONTHS),
    (GROWTH, GROWTH, None, "Quý III/2025", 8.2, None, "Ước tính", "30/09/2025", None, NINE_MONTHS),
    ("Thu NSNN", "Thu ngân sách nhà nước trên địa bàn", None, "9 tháng 2025", "499,9 nghìn tỷ", "132,5", "Ước tính",
     "30/09/2025", None, NINE_MONTHS),
)  # fmt: skip
FINANCE = (
    ("Thu NSNN", "Thu NSNN trên địa bàn", None, "9 tháng 2025", "530.800", "gần 40", "Sơ bộ", "01/10/2025"),
    ("Thu NSNN", "STATE_BUDGET_REVENUE_VS_PLAN", None, "9 tháng 2025", "103,3", None, "Sơ bộ", "01/10/2025"),
    ("Mục tiêu", "Mục tiêu tốc độ tăng GRDP", None, "Năm 2025", "≥ 8", None, None, None, "Mục tiêu"),
    ("Mục tiêu", "Tốc độ tăng GRDP", None, "Năm 2026", "ít nhất 11", None, None, "18/02/2026", "Mục tiêu"),
    ("Định hướng", "Tăng trưởng hai con số", None, "9 tháng 2025", "hai con số", None, None, None, "Mục tiêu", None,
     "Văn bản không nêu số và năm; ghi theo kỳ báo cáo."),
)  # fmt: skip
QUANG_NINH = (
    ("Tăng trưởng", "Tốc độ tăng GRDP bình quân", None, "2016-2019", "gần 11", None, "Chính thức", "31/12/2019"),
)
STRUCTURE = (
    ("Cơ cấu", "Tỷ trọng công nghiệp trong cơ cấu kinh tế", None, "9 tháng 2025", "> 60", None, "Ước tính",
     "30/09/2025", None, NINE_MONTHS),
)  # fmt: skip
FAULTY = (
    ("GRDP", "GRDP", None, "9 tháng 2025", "930.000", "107,92", "Ước tính", "30/09/2025"),
    ("GRDP", "GRDP", "Công nghiệp và xây dựng", "9 tháng 2025", "200.000", "108,5", None, "30/09/2025"),
    ("GRDP", "GRDP", "    Công nghiệp", "9 tháng 2025", "chưa có", None, "Ước tính", "30/09/2025"),
    ("Thu NSNN", "Tổng thu NSNN", None, "9 tháng 2025", "7,92", "55", "Ước tính", None),
    ("Du lịch", "Lượt khách du lịch", None, "9 tháng 2025", "25", None, "Ước tính", "30/09/2025"),
)

#: A table whose header has five rows, with the year a number below, and one of the budget in thousands of thousands of
#: millions; the third is in the font and the code of the archives.
GRDP = (
    ("Biểu 1. Tổng sản phẩm trên địa bàn (GRDP) theo giá so sánh 2010 (Số liệu minh họa)",),
    ("9 tháng năm 2025 - Tính đến ngày 06/10/2025",),
    (None, None, None, None, None, "Tỷ đồng"),
    (None, "Sơ bộ", "Ước tính", "Ước tính", "Quý III năm", "9 tháng năm"),
    (None, "quý II", "quý III", "9 tháng", "2025 so với", "2025 so với"),
    (None, "năm", "năm", "năm", "cùng kỳ", "cùng kỳ"),
    (None, 2025, 2025, 2025, "năm trước", "năm trước"),
    (None, None, None, None, "(%)", "(%)"),
    ("TỔNG SỐ", 310_000, 320_000, 930_000, 108.2, 107.92),
    ("I. Nông, lâm nghiệp và thủy sản", 6_000, 6_100, 18_000, 103, 103.1),
    ("II. Công nghiệp và xây dựng", 70_000, 72_000, 206_000, 108.9, 108.5),
    ("    Công nghiệp", 50_000, 52_000, 150_000, 108.4, 108.1),
    ("    Xây dựng", 20_000, 20_000, 56_000, 110, 109.4),
    ("III. Dịch vụ", 234_000, 241_900, 706_000, 108.1, 107.9),
    ("(*) Số liệu minh họa",),
)
REVENUE = (
    ("Biểu 2. Thu ngân sách nhà nước trên địa bàn (Số liệu minh họa)",),
    ("Tháng 9 và 9 tháng năm 2025",),
    (None, None, None, None, None, "Đơn vị tính: Nghìn tỷ đồng"),
    (None, "Dự toán", "Ước", "Cộng dồn", "9 tháng so với", "9 tháng so với"),
    (None, "năm 2025", "tháng 9", "9 tháng", "cùng kỳ (%)", "dự toán (%)"),
    ("Tổng thu", 513.8, 50.1, 520.5, 132.5, 101.3),
    ("1. Thu nội địa", 480, 45, 490, 130, 102.1),
    ("2. Thu từ dầu thô", 3, 0.2, 2.5, 80, 83.3),
)
ARCHIVE = (
    ("Biểu 3. Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu dùng (minh họa)",),
    (None, "Đơn vị tính: Tỷ đồng"),
    (None, "Ước tính 9 tháng năm 2025", "9 tháng năm 2025 so với cùng kỳ (%)"),
    ("Tổng số", 680_000, 112.4),
    ("Bán lẻ hàng hóa", 430_000, 111),
    ("Dịch vụ lưu trú, ăn uống", 90_000, 115.3),
)
#: TCVN 5712:1993 as the `.Vn` fonts have it.
_TCVN3 = str.maketrans(
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    lists = {
        "hanoi/thong_ke/KTXH_9_thang_2025.xlsx": ("Tổng hợp số liệu đã công bố", STATISTICS),
        "hanoi/so_tai_chinh/Thu_NSNN_9_thang_2025.xlsx": ("Đơn vị tính: Tỷ đồng", FINANCE),
        "quangninh/thong_ke/KTXH_2016-2019.xlsx": ("Tổng hợp số liệu đã công bố", QUANG_NINH),
        "hanoi/thong_ke/KTXH_co_cau_9_thang_2025.xlsx": ("Tổng hợp số liệu đã công bố", STRUCTURE),
        "hanoi/thong_ke/KTXH_loi_minh_hoa.xlsx": ("Số liệu minh họa", FAULTY),
    }
    for place, (remark, rows) in lists.items():
        sender, name = place.rsplit("/", 1)
        yield f"{sender}/{FEED}/{name}", _list(remark, rows)
    yield f"hanoi/thong_ke/{FEED}/Bieu_KTXH_9_thang_2025_minh_hoa.xlsx", _tables()


def _list(remark: str, rows: Sequence[Sequence[Any]]) -> bytes:
    workbook, sheet = new_sheet("KTXH")
    for row, line in enumerate(("CHỈ TIÊU KINH TẾ - XÃ HỘI", remark), start=1):
        sheet.cell(row, 1, line)
    for row, values in enumerate((HEADER, *rows), start=4):
        write_row(sheet, row, values, bold=row == 4)
    return to_bytes(workbook)


def _tables() -> bytes:
    workbook, sheet = new_sheet("1.GRDP")
    for row, values in enumerate(GRDP, start=1):
        write_row(sheet, row, values)
    sheet = workbook.create_sheet("2.Thu NSNN")
    for row, values in enumerate(REVENUE, start=1):
        write_row(sheet, row, values)
    sheet = workbook.create_sheet("3.Ban le")
    for row, values in enumerate(ARCHIVE, start=1):
        write_row(sheet, row, [_archived(value) for value in values])
        for cell in sheet[row]:
            cell.font = Font(name=".VnTime")
    return to_bytes(workbook)


def _archived(value: Any) -> Any:
    """A text in TCVN3, as the bytes of a font of the archives show it."""
    return value.translate(_TCVN3) if isinstance(value, str) else value

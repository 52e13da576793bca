"""Workbooks of `science_technology_budget` on the form of the state budget; the rows add up to what was published.

Published is the total for 2026: 132.428 triệu đồng (Kế hoạch 54/KH-UBND, Đà Nẵng). The tasks are made up, and the
title block says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

TOTAL = 132_428
HEADER: list[tuple[str, list[str]]] = [
    ("STT", []),
    ("Nội dung/nhiệm vụ", []),
    ("Đơn vị chủ trì", []),
    ("Nguồn vốn", []),
    ("Dự toán năm", []),
    ("Giải ngân", ["Giải ngân trong kỳ", "Lũy kế giải ngân"]),
    ("Tỷ lệ giải ngân (%)", []),
]
SCIENCE, DIGITAL = "Sở Khoa học và Công nghệ", "Văn phòng UBND thành phố"
Task = tuple[str, str, str, str, float | str, float | str | None]
#: Section → number, task, lead unit, source of funds, allotment and disbursement in triệu đồng; the allotment of the
#: last task is what the others leave of the total. A row without a lead unit opens a group.
SECTIONS: dict[str, tuple[Task, ...]] = {
    "KHOA HỌC VÀ CÔNG NGHỆ": (
        ("1", "Nhiệm vụ khoa học và công nghệ cấp thành phố", "", "", 43_500, 7_130),
        ("1.1", "Đề tài minh họa: cảm biến môi trường", SCIENCE, "NSNN", 28_000, 5_210.5),
        ("1.2", "Đề tài minh họa: vật liệu mới", "Sở KH&CN", "NSNN", 15_500, 1_919.5),
        ("2", "Phòng thử nghiệm dùng chung", "Khu công nghệ cao Đà Nẵng", "lồng ghép", 12_750, None),
        ("3", "Thu hồi tạm ứng năm trước", "Sở Tài chính", "NSNN", "(1.250)", "(35)"),
    ),
    "ĐỔI MỚI SÁNG TẠO": (
        ("1", "Hỗ trợ khởi nghiệp đổi mới sáng tạo", SCIENCE, "NSNN", 18_400, "3.680"),
        ("2", "Hỗ trợ khởi nghiệp đổi mới sáng tạo", SCIENCE, "XHH", 6_000, 450),
    ),
    "CHUYỂN ĐỔI SỐ": (
        ("1", "Nền tảng dữ liệu dùng chung", DIGITAL, "NSNN", 35_200, 8_800),
        ("2", "Đào tạo kỹ năng số", "Sở Giáo dục và Đào tạo", "Xã hội hóa", 0, 1_240),
    ),
}
#: One error a row: beyond the allotment, words for a number, no source, more in the quarter than in the year so far,
#: a rate that does not follow.
WITH_ERRORS: tuple[tuple[Any, ...], ...] = (
    (1, "Nhiệm vụ minh họa 1", SCIENCE, "NSNN", 1_000, 200, 1_051, 105.1),
    (2, "Nhiệm vụ minh họa 2", SCIENCE, "NSNN", "đang trình", 200, 300, None),
    (3, "Nhiệm vụ minh họa 3", SCIENCE, None, 1_000, 200, 300, 30),
    (4, "Nhiệm vụ minh họa 4", SCIENCE, "XHH", 1_000, 500, 300, 30),
    (5, "Nhiệm vụ minh họa 5", "Sở Xây dựng", "vốn vay", 1_000, 200, 300, "33,3"),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    science, finance = (f"danang/{sender}/science_technology_budget" for sender in ("so_khcn", "so_tai_chinh"))
    yield f"{science}/Kinh_phi_KHCN_Quy_I_2026.xlsx", _report("SỞ KHOA HỌC VÀ CÔNG NGHỆ", _filled(0))
    yield f"{finance}/Kinh_phi_KHCN_Quy_I_2026.xlsx", _report("SỞ TÀI CHÍNH", _filled(125))
    yield f"{science}/Kinh_phi_KHCN_Quy_II_2026_loi.xlsx", _with_errors()


def _filled(more: float) -> dict[str, list[tuple[Any, ...]]]:
    """The sections with every cell of their rows; `more` was paid for the last task by another department's books."""
    rest = TOTAL - sum(_number(task[4]) for tasks in SECTIONS.values() for task in tasks if task[2])
    filled: dict[str, list[tuple[Any, ...]]] = {}
    for title, tasks in SECTIONS.items():
        filled[title] = []
        for number, name, unit, source, allotment, paid in tasks:
            is_last = name == "Đào tạo kỹ năng số"
            budget = rest if is_last else allotment
            spent = _number(paid) + more if is_last else paid
            rate = None if not unit or spent is None else round(100 * _number(spent) / _number(budget), 2)
            row = (number, name, unit or None, source or None, budget, spent, spent, rate)
            filled[title].append(row)
    return filled


def _number(value: float | str | None) -> float:
    if isinstance(value, str):
        return float(value.strip("()").replace(".", "")) * (-1 if value.startswith("(") else 1)
    return value or 0


def _head(department: str, period: str) -> list[str]:
    return [
        f"ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG - {department}",
        "KINH PHÍ KHOA HỌC, CÔNG NGHỆ, ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ",
        "(Đề án Phát triển khoa học và công nghệ giai đoạn 2026-2030, tầm nhìn 2035; Biểu mẫu NSNN)",
        f"Kỳ báo cáo: {period}",
        "Số liệu minh họa: các nhiệm vụ được dựng để khớp với tổng số đã công bố",
        "Đơn vị tính: Triệu đồng",
    ]


def _report(department: str, sections: dict[str, list[tuple[Any, ...]]]) -> bytes:
    workbook, sheet = new_sheet("Biểu 01-NSNN")
    width = write_header(sheet, 8, HEADER)
    write_title(sheet, _head(department, "Quý I/2026"), width)
    write_row(sheet, 10, ["A", "B", "C", "D", 1, 2, 3, "4=3/1"])
    tasks = [task for section in sections.values() for task in section]
    write_row(sheet, 11, [None, "TỔNG SỐ", None, None, *_sums(tasks, dotted=True), None], bold=True)
    row = 12
    for roman, (title, section) in zip(("I", "II", "III"), sections.items(), strict=True):
        write_row(sheet, row, [roman, title, None, None, *_sums(section), None], bold=True)
        for task in section:
            row += 1
            write_row(sheet, row, task)
        row += 1
    sheet.cell(row + 1, 2, "Ghi chú: số trong ngoặc đơn là số giảm trừ.")
    write_signatures(sheet, row + 3, 7, "THỦ TRƯỞNG ĐƠN VỊ")
    return to_bytes(workbook)


def _sums(tasks: Sequence[tuple[Any, ...]], *, dotted: bool = False) -> list[Any]:
    """Sums of the money columns over tasks; a grand total is typed by hand, thousands parted by dots."""
    sums = [sum(_number(task[column]) for task in tasks if task[2]) for column in (4, 5, 6)]
    return [_typed(total) for total in sums] if dotted else sums


def _typed(number: float) -> str:
    return f"{number:,.1f}".replace(",", " ").replace(".", ",").replace(" ", ".").removesuffix(",0")


def _with_errors() -> bytes:
    workbook, sheet = new_sheet("Biểu 01-NSNN")
    width = write_header(sheet, 8, HEADER)
    write_title(sheet, _head("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Quý II/2026"), width)
    write_row(sheet, 10, ["A", "B", "C", "D", 1, 2, 3, "4=3/1"])
    for row, task in enumerate(WITH_ERRORS, start=11):
        write_row(sheet, row, task)
    write_row(sheet, 16, [None, "Tổng cộng", None, None, 4_500, 1_300, 2_251, None], bold=True)
    return to_bytes(workbook)

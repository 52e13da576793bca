"""Workbooks of `hightech_park_projects`: 111 illustrated projects that add up to what the park published.

Published are the totals: 111 projects, 96 of them domestic and 15 foreign, and about 115,830 tỷ đồng of
registered capital. The rows are made up, and the title block says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

FOLDER = "hanoi/bql_khu_cnc/hightech_park_projects"
DOMESTIC, FOREIGN = 96, 15
#: tỷ đồng; the last domestic project takes what the others leave.
TOTAL_CAPITAL = 115_830
#: đồng for one USD, in thousands, as the illustration converts.
RATE = 25

INSTITUTIONS = (
    "Trung tâm Đổi mới sáng tạo Quốc gia",
    "Trung tâm Kỹ thuật hỗ trợ phát triển công nghiệp khu vực phía Bắc",
    "Trung tâm Ươm tạo và Đào tạo công nghệ cao",
    "Trung tâm R&D SSI",
    "Vườn ươm doanh nghiệp CNTT đổi mới sáng tạo Hà Nội",
)
TECHNOLOGIES = ("Công nghệ thông tin", "Công nghệ sinh học", "Vật liệu mới", "Tự động hóa", "Bán dẫn", "Năng lượng mới")
COUNTRIES = ("Hàn Quốc", "Nhật Bản", "Xinh-ga-po", "Hoa Kỳ", "Đài Loan (Trung Quốc)", "Đức")
STATUSES = ("Đang hoạt động", "Đang hoạt động", "Đang triển khai", "Chưa triển khai")
HEADER: list[tuple[str, list[str]]] = [
    ("STT", []),
    ("Mã dự án/Số GCNĐT", []),
    ("Tên dự án", []),
    ("Nhà đầu tư", []),
    ("Loại dự án", []),
    ("Quốc tịch", []),
    ("Lĩnh vực CNC", []),
    ("Ngày cấp", []),
    ("Vốn đăng ký", ["tỷ đồng", "triệu USD"]),
    ("Vốn thực hiện (tỷ đồng)", []),
    ("Diện tích (ha)", []),
    ("Tình trạng", []),
]


@dataclass(frozen=True)
class Project:
    """One row of the list: capital in tỷ đồng and triệu USD, area in ha."""

    code: str | None
    name: str
    investor: str
    kind: str
    country: str | None
    technology: str
    licensed: date | str
    capital: float | str
    capital_usd: float | None
    implemented: float
    area: float
    status: str


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    domestic = [_domestic(number) for number in range(1, DOMESTIC)]
    foreign = [_foreign(number) for number in range(1, FOREIGN + 1)]
    rest = TOTAL_CAPITAL - sum(float(project.capital) for project in domestic + foreign)
    last = replace(_domestic(DOMESTIC), capital=rest, implemented=round(rest * 0.2))
    yield f"{FOLDER}/Du_an_Hoa_Lac_Quy_III_2025.xlsx", _workbook("Quý III/2025", [*domestic, last], foreign)
    yield f"{FOLDER}/Du_an_Hoa_Lac_Quy_IV_2025_loi.xlsx", _workbook("Quý IV/2025", *_with_errors(domestic, foreign))


def _domestic(number: int) -> Project:
    named = number <= len(INSTITUTIONS)
    capital = 150 + number * 37 % 900
    technology = TECHNOLOGIES[number % len(TECHNOLOGIES)]
    return Project(
        code=f"HL-TN-{number:03d}",
        name=INSTITUTIONS[number - 1] if named else f"Dự án minh họa {number:03d} - {technology}",
        investor=INSTITUTIONS[number - 1] if named else f"Nhà đầu tư minh họa {number:03d}",
        kind="trong nước",
        country="Việt Nam",
        technology=technology,
        licensed=date(2008, 1, 15) + timedelta(days=number * 61),
        capital=capital,
        capital_usd=None,
        implemented=capital * (number % 9) // 10,
        area=round(0.5 + number * 13 % 70 / 10, 1),
        status=STATUSES[number % len(STATUSES)],
    )


def _foreign(number: int) -> Project:
    millions = 40 + number * 29 % 150
    return replace(
        _domestic(number + len(INSTITUTIONS)),
        code=f"HL-FDI-{number:03d}",
        name=f"Dự án FDI minh họa {number:03d}",
        investor=f"Nhà đầu tư nước ngoài minh họa {number:03d}",
        kind="FDI",
        country=COUNTRIES[number % len(COUNTRIES)],
        capital=millions * RATE,
        capital_usd=millions,
        implemented=millions * RATE * (number % 8) // 10,
    )


def _with_errors(domestic: list[Project], foreign: list[Project]) -> tuple[list[Project], list[Project]]:
    """A short list with one error a row: no code, twice the same, no such day, words for a number, no such kind."""
    return (
        [
            replace(domestic[5], code=None),
            domestic[6],
            replace(domestic[6], name="Dự án minh họa trùng mã"),
            replace(domestic[7], licensed="31/02/2024"),
            replace(domestic[8], capital="đang xác định"),
            replace(domestic[9], kind="liên doanh"),
        ],
        [replace(foreign[0], country=None, implemented=float(foreign[0].capital) + 500)],
    )


def _workbook(period: str, domestic: list[Project], foreign: list[Project]) -> bytes:
    workbook, sheet = new_sheet("Danh mục dự án")
    title = [
        "BAN QUẢN LÝ KHU CÔNG NGHỆ CAO VÀ KHU CÔNG NGHIỆP THÀNH PHỐ HÀ NỘI",
        "DANH MỤC DỰ ÁN ĐẦU TƯ TẠI KHU CÔNG NGHỆ CAO HÒA LẠC",
        f"Kỳ báo cáo: {period}",
        "Số liệu minh họa: danh mục được dựng để khớp với tổng số đã công bố",
    ]
    write_title(sheet, title, 13)
    write_header(sheet, 6, HEADER)
    write_row(sheet, 8, ["A", "B", *range(1, 12)])
    row = _write_section(sheet, 9, "A", "Dự án trong nước", domestic)
    row = _write_section(sheet, row, "B", "Dự án FDI", foreign)
    everything = domestic + foreign
    write_row(sheet, row, _total(f"Tổng cộng ({len(everything)} dự án)", everything), bold=True)
    write_signatures(sheet, row + 3, 10, "TRƯỞNG BAN")
    for column, width in {"B": 14, "C": 44, "D": 44, "H": 12}.items():
        sheet.column_dimensions[column].width = width
    return to_bytes(workbook)


def _write_section(sheet: Worksheet, row: int, letter: str, title: str, projects: list[Project]) -> int:
    """Put the section's title, its projects and its subtotal; returns the first free row."""
    write_row(sheet, row, [letter, f"{letter}. {title} ({len(projects)})", *[None] * 11], bold=True)
    for number, project in enumerate(projects, start=1):
        row += 1
        write_row(sheet, row, [number, *vars(project).values()])
        sheet.cell(row, 8).number_format = "dd/mm/yyyy"
    write_row(sheet, row + 1, _total(f"Cộng {title.lower().replace('fdi', 'FDI')}", projects), bold=True)
    return row + 2


def _total(label: str, projects: list[Project]) -> list[Any]:
    def add(*values: float | str | None) -> float:
        return round(sum(value for value in values if isinstance(value, int | float)), 1)

    return [
        None,
        label,
        *[None] * 6,
        add(*(project.capital for project in projects)),
        add(*(project.capital_usd for project in projects)),
        add(*(project.implemented for project in projects)),
        add(*(project.area for project in projects)),
        None,
    ]

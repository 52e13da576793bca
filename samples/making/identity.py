"""Workbooks of `vneid_accounts`: communes under the districts that they lay in, and all figures made up."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

CODES = Path(__file__).parents[2] / "contracts" / "codes"
HAIPHONG = "haiphong/cong_an/vneid_accounts"
HANOI = "hanoi/cong_an/vneid_accounts"
HEADER: list[tuple[str, list[str]]] = [
    ("STT", []),
    ("Xã/phường", []),
    ("Dân số", ["Dân số từ 14 tuổi", "Dân số trưởng thành"]),
    ("Hồ sơ thu nhận", []),
    ("Tài khoản kích hoạt", ["Mức 1", "Mức 2"]),
    ("Tỷ lệ kích hoạt (%)", []),
]

#: One error a row: more activated than enrolled, more adults than people of 14 and more, a rate that follows from
#: nothing, words for a number, a commune of another province, twice the same.
REJECTED: Sequence[tuple[Any, ...]] = (
    ("Phường Hoàn Kiếm", 82_000, 75_000, 61_000, 2_100, 64_500, None),
    ("Phường Cửa Nam", 41_000, 43_500, 30_000, 900, 26_400, 88),
    ("Phường Ba Đình", 52_000, 47_000, 40_000, 1_200, 34_000, 97.5),
    ("Phường Ngọc Hà", 48_000, 44_000, "đang rà soát", 1_000, 31_000, None),
    ("Phường Hồng Bàng (11311)", 30_000, 27_500, 22_500, 600, 20_000, 88.9),
    ("Phường Giảng Võ", 50_000, 46_000, 39_000, 1_100, 33_150, 85),
    ("Phường Giảng Võ", 50_000, 46_000, 39_000, 1_100, 33_150, 85),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    yield f"{HAIPHONG}/VNeID_thang_10_2025.xlsx", _accepted()
    yield f"{HANOI}/VNeID_thang_10_2025_loi.xlsx", _rejected()


def _districts(province: str) -> dict[str, list[str]]:
    """The communes of today by the district that most of each lay in, or under the province where there was none."""
    with (CODES / "communes.csv").open(encoding="utf-8") as file:
        communes = list(csv.DictReader(file))
    with (CODES / "commune_changes.csv").open(encoding="utf-8") as file:
        changes = list(csv.DictReader(file))
    district = {row["code"]: row["district"] for row in communes if row["valid_from"] == "2004-01-01"}
    today = {row["code"]: row for row in communes if row["province_code"] == province and not row["valid_to"]}
    groups: dict[str, list[str]] = {}
    for code, commune in sorted(today.items()):
        before = Counter(district[row["old_code"]] for row in changes if row["new_code"] == code)
        groups.setdefault(max(before, key=lambda name: (before[name], name)), []).append(commune["full_name"])
    return groups


def _counts(number: int) -> tuple[int, int, int, int, int]:
    people = 9_000 + 370 * (number % 60)
    adults = people * 91 // 100
    enrolled = adults * (80 + number % 12) // 100
    return people, adults, enrolled, 40 + number % 90, enrolled * (84 + number % 9) // 100


def _accepted() -> bytes:
    workbook, sheet = new_sheet("VNeID")
    _title(sheet, "CÔNG AN THÀNH PHỐ HẢI PHÒNG", date(2025, 10, 1))
    row, number, total = 9, 0, [0] * 5
    for position, (district, communes) in enumerate(sorted(_districts("31").items()), 1):
        counted: list[tuple[str, tuple[int, ...]]] = []
        for commune in communes:
            number += 1
            counts = _counts(number)
            # too few to be shown
            counted.append((commune, (*counts[:3], 7, counts[4]) if number == 20 else counts))
        sums = [sum(counts[place] for _, counts in counted) for place in range(5)]
        write_row(sheet, row, [position, f"Địa bàn {district} (cũ)", *sums, _rate(sums)], bold=True)
        for offset, (commune, counts) in enumerate(counted, 1):
            name = commune.upper() if offset % 7 == 0 else commune
            write_row(sheet, row + offset, [f"{position}.{offset}", name, *counts, _rate(counts)])
        row += 1 + len(counted)
        total = [one + other for one, other in zip(total, sums, strict=True)]
    write_row(sheet, row, [None, "Toàn thành phố", *total, _rate(total)], bold=True)
    write_signatures(sheet, row + 2, 7, "TRƯỞNG PHÒNG PC06")
    return to_bytes(workbook)


def _rejected() -> bytes:
    workbook, sheet = new_sheet("VNeID")
    _title(sheet, "CÔNG AN THÀNH PHỐ HÀ NỘI", "Tháng 10/2025")
    for offset, values in enumerate(REJECTED):
        write_row(sheet, 9 + offset, [offset + 1, *values])
    return to_bytes(workbook)


def _title(sheet: Any, office: str, month: str | date) -> None:
    write_title(sheet, [office, "KẾT QUẢ CẤP TÀI KHOẢN ĐỊNH DANH ĐIỆN TỬ", "(Đề án 06)", "Số liệu minh họa"], 8)
    sheet.cell(5, 3, "Tháng:")
    sheet.cell(5, 4, month).number_format = "mm/yyyy" if isinstance(month, date) else "General"
    write_header(sheet, 7, HEADER)
    sheet.column_dimensions["B"].width = 34


def _rate(counts: Sequence[int]) -> str:
    """Activated at level 2 in percent of the enrolled, as a department writes it."""
    return f"{100 * counts[4] / counts[2]:.1f}".replace(".", ",")

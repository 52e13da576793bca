"""Deliveries of `self_assessment`: mixed scales, words for points, a unit that assesses itself twice. All made up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from making.workbook import new_sheet, to_bytes, write_header, write_row, write_signatures, write_title

TRADE = "haiphong/so_cong_thuong/self_assessment"
TOURISM = "haiphong/so_du_lich/self_assessment"
HANOI = "hanoi/so_du_lich/self_assessment"
HEADER: list[tuple[str, list[str]]] = [
    ("STT", []),
    ("Mã đơn vị", []),
    ("Tên đơn vị", []),
    ("Nhóm ngành", []),
    ("Phiên bản bộ tiêu chí", []),
    ("Mã tiêu chí", []),
    ("Điểm", ["Điểm tự đánh giá", "Điểm tối đa", "Điểm thẩm định"]),
    ("Minh chứng", []),
    ("Ngày đánh giá", []),
]
SHOP, TOUR = "thương mại điện tử", "du lịch thông minh"
DEPARTMENT = ("HP-SCT", "Sở Công Thương Hải Phòng", SHOP)
WARD = ("Phường Hồng Bàng", "UBND phường Hồng Bàng", "Thương mại điện tử")
#: Unit, criterion, own points, points to be had, appraised points, evidence, day.
Answer = tuple[tuple[str, str, str], str, Any, Any, Any, Any, Any]

ACCEPTED: Sequence[Answer] = (
    (DEPARTMENT, "N1C1", 3, 4, 2.5, "https://sct.example/minh-chung/1", date(2025, 11, 20)),
    (DEPARTMENT, "N1C2", "Có", 1, "Có", "QD-minh-hoa.pdf", date(2025, 11, 20)),
    (DEPARTMENT, "N1C3", "x", 1, "Không", None, date(2025, 11, 20)),
    (DEPARTMENT, "N2C1", "-", 4, None, None, date(2025, 11, 20)),
    (DEPARTMENT, "N2C2", 850, 1000, 810, None, date(2025, 11, 20)),
    (DEPARTMENT, "N2C3", None, 4, None, None, date(2025, 11, 20)),
    (DEPARTMENT, "N3C1", 0, 1, 0, None, date(2025, 11, 20)),
    (DEPARTMENT, "N3C2", "0,75", 1, "0,5", None, date(2025, 11, 20)),
    (WARD, "N1C1", 2, 4, 2, None, "18/11/2025"),
    (WARD, "N1C2", "Không", 1, None, None, "18/11/2025"),
    (WARD, "N2C1", 1, 4, 1, None, "18/11/2025"),
    # the ward assesses itself once more: the later day counts
    (WARD, "N1C1", 3, 4, 2, None, "05/12/2025"),
    (WARD, "N1C2", "Có", 1, None, None, "05/12/2025"),
    (WARD, "N2C1", 1, 4, 1, None, "05/12/2025"),
)
#: One error a row: more points than there are, words for points, a criterion twice, no such day, no points to be had,
#: a unit that is on no list.
REJECTED: Sequence[Answer] = (
    (("HP-SDL", "Sở Du lịch Hải Phòng", TOUR), "N1C1", 5, 4, None, None, "10/12/2025"),
    (("HP-SDL", "Sở Du lịch Hải Phòng", TOUR), "N1C2", "đang làm", 1, None, None, "10/12/2025"),
    (("HP-SDL", "Sở Du lịch Hải Phòng", TOUR), "N1C3", 1, 1, None, None, "10/12/2025"),
    (("HP-SDL", "Sở Du lịch Hải Phòng", TOUR), "N1C3", 1, 1, None, None, "10/12/2025"),
    (("HP-SDL", "Sở Du lịch Hải Phòng", TOUR), "N2C1", 2, 4, None, None, "31/11/2025"),
    (("HP-SDL", "Sở Du lịch Hải Phòng", TOUR), "N2C2", 0, 0, None, None, "10/12/2025"),
    (("HTX-01", "Hợp tác xã Minh họa", TOUR), "N2C3", 3, 4, None, None, "10/12/2025"),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    yield f"{TRADE}/Tu_danh_gia_6_thang_cuoi_nam_2025.xlsx", _workbook("SỞ CÔNG THƯƠNG HẢI PHÒNG", ACCEPTED)
    yield f"{TOURISM}/Tu_danh_gia_6_thang_cuoi_nam_2025_loi.xlsx", _workbook("SỞ DU LỊCH HẢI PHÒNG", REJECTED)
    yield f"{HANOI}/tu_danh_gia.json", _as_json()


def _workbook(office: str, answers: Sequence[Answer]) -> bytes:
    workbook, sheet = new_sheet("Tự đánh giá")
    title = "PHIẾU TỰ ĐÁNH GIÁ MỨC ĐỘ CHUYỂN ĐỔI SỐ NGÀNH, ĐƠN VỊ"
    write_title(sheet, [office, title, "6 tháng cuối năm 2025", "Số liệu minh họa"], 11)
    write_header(sheet, 6, HEADER)
    for number, (unit, criterion, own, most, appraised, evidence, day) in enumerate(answers, 1):
        row = [number, *unit, "2025.1", criterion, own, most, appraised, evidence, day]
        write_row(sheet, 7 + number, row)
        if isinstance(day, date):
            sheet.cell(7 + number, 11).number_format = "dd/mm/yyyy"
    write_signatures(sheet, 10 + len(answers), 9, "GIÁM ĐỐC")
    return to_bytes(workbook)


def _as_json() -> bytes:
    """What a department's program sends: columns by their short names, numbers as strings."""
    unit = {"ma_don_vi": "HN-SDL", "ten_don_vi": "Sở Du lịch", "ma_nganh_uu_tien": TOUR, "phien_ban": "2025.1"}
    answers = (("N1C1", "3", "4", "3"), ("N1C2", "1", "1", None), ("N2C1", None, "4", None), ("N2C2", "0", "1", "0"))
    records = [
        unit
        | {"ma_tieu_chi": criterion, "diem_tu_danh_gia": own, "diem_toi_da": most, "diem_tham_dinh": appraised}
        | {"minh_chung": None, "ngay_danh_gia": "15/12/2025"}
        for criterion, own, most, appraised in answers
    ]
    return (json.dumps({"ghiChu": "Số liệu minh họa", "items": records}, ensure_ascii=False, indent=1) + "\n").encode()

"""Deliveries of `online_public_services`: the gateway's JSON with numbers as strings, and csv. All figures made up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

HANOI = "hanoi/tt_pvhcc/online_public_services"
QUANGNINH = "quangninh/tt_pvhcc/online_public_services"
REMARK = "Số liệu minh họa"
COUNTS = (
    "ton_ky_truoc", "tiep_nhan", "tiep_nhan_tt", "da_giai_quyet", "dung_han", "dang_giai_quyet",
    "ho_so_co_phi", "tt_truc_tuyen", "so_hoa", "vb_truc_tuyen",
)  # fmt: skip
SCORES = ("CKMB", "TDGQ", "TTTT", "CLGQ", "MDHL", "MDSH", "TONG_SCORE")
#: Agency, procedure, level, and the counts in the order of `COUNTS`.
OCTOBER: Sequence[tuple[Any, ...]] = (
    ("H26.01", "1.001234", "toàn trình", 120, 1_850, 1_702, 1_830, 1_801, 140, 1_600, 1_210, 1_745, 64),
    ("H26.01", "2.000123", "một phần", 45, 610, 318, 598, 571, 57, 410, 96, 402, None),
    ("H26.02", "1.004567", "Toàn trình", 0, 935, 935, 920, 920, 15, 935, 902, 918, 21),
    ("H26.70", "1.001230", "trực tiếp", 8, 74, 0, 71, 66, 11, None, None, 12, None),
)
OCTOBER_SCORES: Sequence[tuple[Any, ...]] = (
    ("398101", "Thành phố Hà Nội", "15.20", "18.10", "9.53", "10.20", "17.50", "17.00", "87.53"),
    ("H26.01", "Sở Minh họa thứ nhất", "16.00", "18.90", "7.40", "9.80", "17.10", "16.20", "85.40"),
    ("H26.02", "Sở Minh họa thứ hai", "17.10", "19.60", "9.70", "10.90", "17.80", "18.30", "93.40"),
)
#: One error a record: more online than received, more in time than processed, a stock that does not balance, twice
#: the same, no such level, a total that is not the sum of its parts.
NOVEMBER: Sequence[tuple[Any, ...]] = (
    ("H26.01", "1.001234", "toàn trình", 140, 1_700, 1_711, 1_750, 1_690, 90, 1_500, 1_190, 1_640, 60),
    ("H26.01", "2.000123", "một phần", 57, 580, 301, 600, 604, 37, 400, 95, 390, None),
    ("H26.02", "1.004567", "toàn trình", 15, 880, 880, 860, 860, 53, 880, 851, 860, 18),
    ("H26.70", "1.001230", "trực tiếp", 11, 70, 0, 66, 60, 15, None, None, 9, None),
    ("H26.70", "1.001230", "trực tiếp", 11, 70, 0, 66, 60, 15, None, None, 9, None),
    ("H26.70", "1.005678", "qua bưu điện", 0, 30, 0, 30, 30, 0, None, None, None, None),
)
NOVEMBER_SCORES = (("H26.01", "Sở Minh họa thứ nhất", "16.00", "18.90", "7.40", "9.80", "17.10", "16.20", "95.40"),)

#: As an office of the people's committee exports it: semicolons, points for thousands, a total row.
CSV = """HỒ SƠ DỊCH VỤ CÔNG TRỰC TUYẾN TỈNH QUẢNG NINH;;;;;;;;;;;;
Tháng 10/2025 (Số liệu minh họa);;;;;;;;;;;;
STT;Mã cơ quan;Mã TTHC;Mức độ;Tồn kỳ trước;Tiếp nhận trong kỳ;Trong đó trực tuyến;Đã giải quyết;Đúng hạn;\
Đang giải quyết;Thanh toán trực tuyến;Số hóa kết quả;Văn bản trao đổi trực tuyến với DN
1;H49.10;1.001234;Toàn trình;31;1.240;1.180;1.235;1.228;36;806;1.190;-
2;H49.10;2.000123;Một phần;12;415;206;409;398;18;77;301;
3;H49.33;1.004567;Toàn trình;0;388;371;388;388;0;352;388;5
;Tổng cộng;;;43;2.043;1.757;2.032;2.014;54;1.235;1.879;5
"""


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    yield f"{HANOI}/dvc_2025-10.json", _as_json("10/2025", OCTOBER, OCTOBER_SCORES)
    yield f"{HANOI}/dvc_2025-11_loi.json", _as_json("11/2025", NOVEMBER, NOVEMBER_SCORES)
    yield f"{QUANGNINH}/dvc_thang_10_2025.csv", b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode()


def _as_json(month: str, dossiers: Sequence[tuple[Any, ...]], scores: Sequence[tuple[Any, ...]]) -> bytes:
    document = {
        "ghiChu": REMARK,
        "kyBaoCao": month,
        "data": [_dossier(*dossier) for dossier in dossiers],
        "diem_766": [
            {"ID": agency, "TEN": name, "ROW_STT": str(rank)} | dict(zip(SCORES, points, strict=True))
            for rank, (agency, name, *points) in enumerate(scores, 1)
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _dossier(agency: str, procedure: str, level: str, *counts: int | None) -> dict[str, Any]:
    """A record as the gateway writes it: every number is a string."""
    numbers = {key: None if count is None else str(count) for key, count in zip(COUNTS, counts, strict=True)}
    return {"ma_co_quan": agency, "ma_tthc": procedure, "muc_do": level} | numbers

"""Text files of `payment_accounts`: windows-1258 with semicolons, and UTF-16 with tabs. All figures are made up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

HEADER = (
    "Địa phương",
    "Quý",
    "Nhóm tuổi",
    "Số tài khoản cá nhân",
    "Số người có tài khoản",
    "Dân số 15+",
    "Số giao dịch QR",
    "Giá trị giao dịch",
)
REGION_6 = (
    ("Thành phố Hải Phòng", "Quý III/2025", "15+", "5.214.300", "3.102.450", "3.561.200", "38.415", "61.240,5"),
    ("Thành phố Hải Phòng", "Quý III/2025", "18+", "5.012.700", "2.955.100", "3.561.200", "36.980", "60.115,2"),
    ("Tỉnh Quảng Ninh", "Quý III/2025", "15+", "1.648.900", "921.300", "1.058.700", "12.730", "21.870"),
    ("Tỉnh Quảng Ninh", "Quý III/2025", "18+", "1.580.200", "879.400", "1.058.700", "12.105", "21.402,8"),
    ("Tỉnh Hưng Yên", "Quý III/2025", "15+", "3.275.000", "2.214.600", "2.704.300", "20.344", "33.518,7"),
    ("Tỉnh Hưng Yên", "Quý III/2025", "18+", "3.102.400", "2.100.900", "2.704.300", "19.512", "32.960"),
)
REGION_1 = (
    ("Hà Nội", "Quý III/2025", "15+", "15.870.000", "6.215.400", "6.702.100", "214.530", "402.115,4"),
    ("Hà Nội", "Quý III/2025", "18+", "15.102.300", "5.904.800", "6.702.100", "208.117", "396.280,9"),
)
#: One error a row: more holders than people, out of scope, no such province, words for a number, twice the same.
WITH_ERRORS = (
    ("Thành phố Hải Phòng", "Quý IV/2025", "15+", "5.301.200", "4.205.700", "3.570.400", "39.870", "63.010,2"),
    ("Thành phố Đà Nẵng", "Quý IV/2025", "15+", "3.010.400", "1.980.500", "2.301.700", "18.200", "30.455"),
    ("Tỉnh Hải Đông", "Quý IV/2025", "15+", "1.201.000", "702.300", "811.500", "9.100", "15.020"),
    ("Tỉnh Quảng Ninh", "Quý IV/2025", "15+", "chưa có", "930.100", "1.060.200", "13.004", "22.310"),
    ("Tỉnh Hưng Yên", "Quý IV/2025", "15+", "3.301.000", "2.230.700", "2.709.900", "20.718", "34.100"),
    ("Tỉnh Hưng Yên", "Quý IV/2025", "15+", "3.302.500", "2.231.000", "2.709.900", "20.720", "34.112"),
)
#: Marks that windows-1258 has as characters of their own, to follow their letter.
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    region_6, region_1 = "nhnn/khu_vuc_6/payment_accounts", "nhnn/khu_vuc_1/payment_accounts"
    yield f"{region_6}/tai_khoan_KV6_Quy_III_2025.csv", windows_1258(_text(6, REGION_6, ";"))
    yield f"{region_6}/tai_khoan_KV6_Quy_IV_2025_loi.csv", windows_1258(_text(6, WITH_ERRORS, ";"))
    yield f"{region_1}/tai_khoan_KV1_Quy_III_2025.csv", b"\xff\xfe" + _text(1, REGION_1, "\t").encode("utf-16-le")


def _text(region: int, rows: Sequence[Sequence[str]], separator: str) -> str:
    empty = separator * (len(HEADER) - 1)
    title = (
        f"NGÂN HÀNG NHÀ NƯỚC VIỆT NAM - CHI NHÁNH KHU VỰC {region}{empty}",
        f"Tài khoản thanh toán và thanh toán không dùng tiền mặt{empty}",
        f"Số liệu minh họa{empty}",
        empty,
    )
    return "\r\n".join([*title, *(separator.join(row) for row in (HEADER, *rows)), ""])


def windows_1258(text: str) -> bytes:
    """The text in windows-1258, which writes a letter's tone as a character after it."""
    return "".join(_with_tone_apart(letter) for letter in text).encode("cp1258")


def _with_tone_apart(letter: str) -> str:
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in TONES)
    if not tone:
        return letter
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)) + tone

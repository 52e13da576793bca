"""What the text of a row says that the row is: a total, a breakdown, a note, a section."""

from __future__ import annotations

import re

from kho.reading.fold import fold
from kho.reading.values.font_encodings import known_in_font

#: The whole label of a total.
TOTAL = re.compile(
    r"(tong( cong| so)?|cong|cong tong|tong cong chung|total|grand total|toan (tinh|thanh pho)"
    r"|(tong|cong)( cong| so)? (ca nuoc|toan quoc|toan nganh))( so)?( total)?"
    r"( (i{1,3}|iv|v|vi{0,3}|ix|x|[a-h]|\d|va)\b)*( \d+)?( (du an|doanh nghiep|don vi|dong|ho|truong hop|total|diem))?"
)
#: What is printed for the reader of paper: sums of a page, and what the next one begins with.
_CARRIED = re.compile(
    r"((cong|tong|so) )?(mang sang|chuyen sang)( trang( \S+){1,2})?|(cong|tong)( cong| so)? trang( \S+)?|cong don trang"
)
_FOOTNOTE = re.compile(
    r"^\s*(?:\(?\*+\)?|\(\d{1,2}\)|\d\)|[¹²³⁴⁵])|^\s*(?:ghi chú|nguồn|chú thích|chú giải|lưu ý|note|source)\b.*[:.]?",
    re.I,
)
_BREAKDOWN = re.compile(r"^(chia ra|trong do|gom|bao gom|phan theo .*|chia theo .*)$")
#: The same of what is only contained, which never makes up the whole.
_PART_SECTION = re.compile(r"trong do|bao gom|gom")
_MARKER = re.compile(r"^(?P<roman>[IVXLC]+)[.)]?$|^(?P<letter>[A-ZĐ])[.)]?$")
_MARKED = re.compile(r"^(?:(?P<roman>[IVXLC]+)|(?P<letter>[A-ZĐ])|(?P<number>\d{1,2}))(?:[.)]\s*|\s*[-–:]\s+)(?=\D)")
#: The number of a row.
ORDINAL = re.compile(r"\d{1,6}(\.\d+)*\.?")


def footnote(text: str) -> bool:
    """Whether a text alone in its row is a note on the table."""
    return bool(_FOOTNOTE.match(text)) and not text.strip().isdigit()


def breakdown(text: str) -> bool:
    """Whether a text only says that parts of what stands above follow (`Trong đó:`)."""
    return bool(_BREAKDOWN.match(fold(text)))


def is_part(text: str) -> bool:
    """Whether a text says that only some parts follow (`Trong đó:`), which do not make up the whole."""
    return bool(_PART_SECTION.match(fold(text)))


def is_carried(text: str) -> bool:
    """Whether a label names the sum of a page, or what is carried over to the next one (`Mang sang`)."""
    return bool(_CARRIED.fullmatch(fold(text)))


def is_total(text: str) -> bool:
    """Whether a label names the whole of what stands around it (`TỔNG SỐ`, `Toàn tỉnh`)."""
    key = fold(text.rstrip(": "))
    return bool(TOTAL.fullmatch(key)) or key in ("toan nganh", "toan nganh cong nghiep", "tong muc", "chung")


def total_label(cells: list[tuple[int, str]]) -> tuple[int, str, str] | None:
    """The label of a total that stands behind numbers, for columns in another order than the form's."""
    worded = [(at, text) for at, text in cells if any(mark.isalpha() for mark in text)]
    if len(worded) != 1:
        return None
    at, text = worded[0]
    label = text if is_total(text) else known_in_font(text, is_total)
    return (at, label, "") if label else None


def row_label(cells: list[tuple[int, str]]) -> tuple[int, str, str]:
    """Where the text stands that says what a row is, the text, and the kind of its marker.

    The marker has a cell of its own, or stands before the text.
    """
    at, first = cells[0]
    if len(cells) > 1:
        if marker := _MARKER.match(first):
            return *cells[1], marker.lastgroup or ""
        if ORDINAL.fullmatch(first):
            return *cells[1], ""
    marked = _MARKED.match(first)
    return at, first, (marked.lastgroup or "") if marked else ""

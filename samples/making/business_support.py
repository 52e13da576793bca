"""Text files of `business_support`: one as an old tool exports TCVN3, one with codes of both sides of 2025-07-01.

Every firm is made up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from making.accounts import windows_1258

HEADER = (
    "Mã số DN",
    "Tên DN",
    "Quy mô",
    "Chương trình",
    "Nội dung hỗ trợ",
    "Kinh phí hỗ trợ",
    "Ngày",
    "Kết quả",
    "Mã tỉnh",
)
SOFTWARE, ADVICE = "Phần mềm kế toán, hóa đơn điện tử", "Tư vấn lộ trình chuyển đổi số"
SCALES = ("siêu nhỏ", "nhỏ", "vừa", "nhỏ")
#: The letters of TCVN 5712:1993, as the `.Vn` fonts have them.
TCVN3 = dict(
    zip(
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        strict=True,
    )
)
#: One error a row: a code of eight digits and a letter, a scale that is none, words for money, a day to come, no
#: programme, a place that the department does not report for, twice the same.
WITH_ERRORS = (
    ("14001A3", "Công ty minh họa 91", "nhỏ", "CT-CDS-01", ADVICE, "20", "05/01/2026", "Hoàn thành", "82"),
    ("1400100092", "Công ty minh họa 92", "rất nhỏ", "CT-CDS-01", ADVICE, "20", "06/01/2026", "Hoàn thành", "82"),
    ("1400100093", "Công ty minh họa 93", "vừa", "CT-CDS-01", ADVICE, "chưa chi", "07/01/2026", "", "82"),
    ("1400100094", "Công ty minh họa 94", "lớn", "CT-CDS-01", ADVICE, "13.000", "08/01/2065", "", "82"),
    ("1400100095", "Công ty minh họa 95", "nhỏ", "", ADVICE, "20", "09/01/2026", "", "82"),
    ("1400100096", "Công ty minh họa 96", "nhỏ", "CT-CDS-01", ADVICE, "20", "10/01/2026", "", "Vĩnh Long"),
    ("1400100097", "Công ty minh họa 97", "nhỏ", "CT-CDS-01", ADVICE, "20", "12/01/2026", "", "82"),
    ("1400100097", "Công ty minh họa 97", "nhỏ", "CT-CDS-01", ADVICE, "30", "12/01/2026", "", "82"),
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    science, finance = (f"dongthap/{sender}/business_support" for sender in ("so_khcn", "so_tai_chinh"))
    yield f"{science}/ho_tro_dn_Quy_II_2025.csv", _tcvn3(_text("II/2025", [_before(n) for n in range(1, 25)]))
    yield f"{finance}/ho_tro_dn_Quy_III_2025.csv", windows_1258(_text("III/2025", [_after(n) for n in range(1, 17)]))
    yield f"{science}/ho_tro_dn_Quy_I_2026_loi.csv", _text("I/2026", WITH_ERRORS).encode("utf-8-sig")


def _before(number: int) -> tuple[str, ...]:
    """A firm of the second quarter of 2025: code 82 is Tiền Giang, 87 is Đồng Tháp; spreadsheets took zeros."""
    code = f"{400_100_000 + number}" if number % 4 == 0 else f"1{400_100_000 + number}"
    place = ("87", "82")[number % 2]
    day = f"{1 + number:02d}/{4 + number % 3:02d}/2025"
    amount = "" if number % 6 == 0 else f"{12 + number % 5},5"
    scale = "Hộ kinh doanh" if number % 3 == 0 else SCALES[number % len(SCALES)]
    name = f"{'Hộ kinh doanh' if number % 3 == 0 else 'Công ty'} minh họa {number:02d}"
    return (code, name, scale, "CT-CDS-01", SOFTWARE, amount, day, "Hoàn thành", place)


def _after(number: int) -> tuple[str, ...]:
    """A firm of the third quarter of 2025: code 82 is Đồng Tháp; an old tool still writes 87 for two firms."""
    place = {5: "87", 10: "Tiền Giang"}.get(number, "82")
    day = f"{1 + number:02d}/{7 + number % 3:02d}/2025"
    amount = "13.000" if number == 16 else f"{20 + number}"
    scale = "lớn" if number == 16 else SCALES[number % len(SCALES)]
    result = "Hủy" if number == 7 else "Hoàn thành"
    code = f"1{400_100_000 + number}"
    return (code, f"Công ty minh họa {number:02d}", scale, "CT-CDS-02", ADVICE, amount, day, result, place)


def _text(quarter: str, rows: Sequence[Sequence[str]]) -> str:
    empty = ";" * (len(HEADER) - 1)
    title = (
        f"HỖ TRỢ DOANH NGHIỆP CHUYỂN ĐỔI SỐ - Quý {quarter}{empty}",
        f"Số liệu minh họa; Đơn vị tính: triệu đồng{empty[1:]}",
        empty,
    )
    return "\r\n".join([*title, *(";".join(row) for row in (HEADER, *rows)), ""])


def _tcvn3(text: str) -> bytes:
    """The text in TCVN3, which has no capitals with tones: they are written small."""
    return "".join(_in_tcvn3(letter) for letter in text).encode("cp1252")


def _in_tcvn3(letter: str) -> str:
    plain = unicodedata.normalize("NFC", letter)
    return TCVN3.get(plain) or TCVN3.get(plain.lower()) or plain

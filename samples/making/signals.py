"""Text files of `signal_gaps`, one an operator; names, places and days are made up, only the 59 hamlets are known.

Viettel writes on a Mac, VNPT with some codes of the old communes of Bắc Kạn, MobiFone without some codes of hamlets.
The department sends the files of January together, as an archive.
"""

from __future__ import annotations

import csv
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO

from making.workbook import MADE_ON

FOLDER = "thainguyen/{}/signal_gaps"
HEADER = (
    "Mã xã",
    "Tên xóm",
    "Mã xóm",
    "Nhà mạng",
    "Tình trạng",
    "Công nghệ",
    "Có điện lưới",
    "Ngày phủ sóng",
    "Vĩ độ",
    "Kinh độ",
)
#: Code of the commune → one of the communes that it was made of.
COMMUNES = {
    "01864": "01858",
    "01879": "01867",
    "01882": "01873",
    "01906": "01900",
    "05719": "05719",
    "05722": "05722",
    "05725": "05725",
}
#: Without any signal, without a good one, and without Viettel's alone.
NONE, WEAK, OTHERS = range(1, 38), range(38, 60), range(60, 63)
GAPS = [*NONE, *WEAK]
#: Written with the code of an old commune by VNPT, and without a code by MobiFone.
CARELESS = (1, 2, 3)
#: One error a row: no such state, no such commune, covered after the month, both coordinates changed places, no
#: operator of that name, twice the same.
WITH_ERRORS = (
    ("05719", "Xóm minh họa 01", "XM-01", "MobiFone", "không rõ", "", "Có", "", "", ""),
    ("05999", "Xóm minh họa 02", "XM-02", "MobiFone", "trắng sóng", "", "Có", "", "", ""),
    ("05722", "Xóm minh họa 03", "XM-03", "MobiFone", "đã phủ", "4G", "Có", "15/09/2025", "", ""),
    ("05722", "Xóm minh họa 04", "XM-04", "MobiFone", "lõm sóng", "3G", "Có", "", "105,912345", "21,812345"),
    ("05725", "Xóm minh họa 05", "XM-05", "Mobiphone", "lõm sóng", "3G", "Có", "", "21,812345", "105,912345"),
    ("05725", "Xóm minh họa 06", "", "MobiFone", "trắng sóng", "", "Không", "", "", ""),
    ("05725", "Xóm minh hoạ 06", "", "MobiFone", "lõm sóng", "3G", "Không", "", "", ""),
)

Row = tuple[str, ...]


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    for operator, rows in (("viettel", _viettel()), ("vnpt", _vnpt()), ("mobifone", _mobifone())):
        content = _text("Tháng 7/2025", rows)
        if operator == "viettel":
            content = unicodedata.normalize("NFD", content.decode()).encode()
        yield f"{FOLDER.format(operator)}/trang_song_{operator}_2025-07.csv", content
    yield f"{FOLDER.format('mobifone')}/trang_song_mobifone_2025-08_loi.csv", _text("Tháng 8/2025", WITH_ERRORS)
    yield f"{FOLDER.format('so_khcn')}/trang_song_thang_01_2026.zip", _archive()


def _viettel() -> Iterator[Row]:
    for number in (*GAPS, *OTHERS):
        weak = number in WEAK
        yield _row(number, "Viettel", "lõm sóng" if weak else "trắng sóng", "3G" if weak else "")


def _vnpt() -> Iterator[Row]:
    for number in GAPS:
        weak = number in WEAK and number % 2
        yield _row(number, "VNPT", "Lõm sóng" if weak else "Trắng sóng", "3G" if weak else "", old=number in CARELESS)
    for number in OTHERS:
        yield _row(number, "VNPT", "Đã phủ", "4G", "20/05/2024")


def _mobifone() -> Iterator[Row]:
    for number in NONE:
        yield _row(number, "MobiFone", "trắng sóng", coded=number not in CARELESS)


def _row(
    number: int,
    operator: str,
    state: str,
    technology: str = "",
    day: str = "",
    *,
    old: bool = False,
    coded: bool = True,
) -> Row:
    commune = list(COMMUNES)[number % len(COMMUNES)]
    north, east = 21.75 + number * 0.011, 105.6 + number * 0.007
    return (
        COMMUNES[commune] if old else commune,
        f"Xóm minh họa {number:02d}",
        f"XM-{number:02d}" if coded else "",
        operator,
        state,
        technology,
        "Không" if number % 9 == 0 else "Có",
        day,
        f"{north:.6f}".replace(".", ","),
        f"{east:.6f}".replace(".", ","),
    )


def _archive() -> bytes:
    """January: Viettel has covered every hamlet, VNPT and MobiFone some; two hamlets bear a new name."""
    covered = [_row(number, "Viettel", "đã phủ", "4G", f"{1 + number % 28:02d}/12/2025") for number in (*GAPS, *OTHERS)]
    covered[4:6] = [(row[0], f"{row[1]} (tên mới)", *row[2:]) for row in covered[4:6]]
    others = [_row(number, "VNPT", "trắng sóng") for number in GAPS[::10]]
    others += [_row(number, "VNPT", "đã phủ", "5G", "10/01/2026") for number in GAPS[1::10]]
    weak = [_row(number, "MobiFone", "lõm sóng", "4G", coded=number not in CARELESS) for number in GAPS[2::10]]
    members = {"viettel": covered, "vnpt": others, "mobifone": weak}
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for operator, rows in members.items():
            member = zipfile.ZipInfo(f"{operator}_2026-01.csv", MADE_ON.timetuple()[:6])
            archive.writestr(member, _text("Tháng 01/2026", rows))
    return content.getvalue()


def _text(month: str, rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["DANH SÁCH THÔN, XÓM TRẮNG SÓNG, LÕM SÓNG"])
    writer.writerows([[month], ["Số liệu minh họa"], HEADER, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()

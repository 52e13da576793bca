"""Registers of enterprises: snapshots on both sides of 1 July 2025. All made up; no name is that of a firm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

FEED = "enterprise_register"
HEADER = (
    "Mã số DN", "Tên DN", "Mã ngành VSIC", "Là DN công nghệ số", "Xã/phường", "Ngày thành lập", "Vốn điều lệ",
    "Số lao động", "Tình trạng", "Mã tỉnh",
)  # fmt: skip
#: Industries as a column of numbers has them: 01110 and 03110 have lost their zero.
INDUSTRIES = ("62010", "47110", "1110", "62020", "56101", "3110", "41000", "58200")
STATUSES = ("Đang hoạt động", "NNT đang HĐ", "Đang hoạt động", "Tạm ngừng", "NNT đang HĐ")
#: Communes of Tiền Giang until 30 June 2025 and of Đồng Tháp since. The later list still has 28252, which went into
#: 28249, and 29995 of the old Đồng Tháp, which went into two.
BEFORE = ("28249", "28252", "28261")
SINCE = ("28249", "28261", "29869")


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Each file's place under `samples/` and its bytes."""
    folder = f"dongthap/so_tai_chinh/{FEED}"
    yield f"{folder}/dang_ky_dn_2025-06_minh_hoa.csv", _file("Tháng 6/2025", _enterprises(BEFORE, 14))
    later = [list(row) for row in _enterprises(SINCE, 18, since=4)]
    later[16][4], later[17][4] = "28252", "29995"
    yield f"{folder}/dang_ky_dn_2025-10_minh_hoa.csv", _file("Tháng 10/2025", later)
    yield f"{folder}/dang_ky_dn_2025-11_loi_minh_hoa.csv", _file("Tháng 11/2025", _faulty())


def _enterprises(communes: Sequence[str], count: int, since: int = 0) -> list[tuple[str, ...]]:
    rows = []
    for number in range(since, since + count):
        industry = INDUSTRIES[number % len(INDUSTRIES)]
        rows.append(
            (
                f"{1200000000 + number}",
                f"Công ty TNHH Minh họa {number:02}",
                industry,
                "Có" if industry.startswith(("62", "58")) else "Không",
                communes[number % len(communes)],
                f"{1 + number % 28:02}/{1 + number % 12:02}/{2010 + number % 15}" if number < 20 else "14/10/2025",
                f"{(1 + number % 9) * 500_000_000:,}".replace(",", "."),
                str(3 + number * 2),
                STATUSES[number % len(STATUSES)],
                "82",
            )
        )
    return rows


def _faulty() -> list[tuple[str, ...]]:
    rows = [list(row) for row in _enterprises(SINCE, 6)]
    rows[1][0] = "12000"
    rows[2][2] = "CNTT"
    rows[3][5] = "31/02/2020"
    rows[4][8] = "Đang chờ xử lý"
    rows[5][0] = rows[0][0]
    return [tuple(row) for row in rows]


def _file(month: str, rows: Sequence[Sequence[str]]) -> bytes:
    lines = [f"DANH SÁCH DOANH NGHIỆP - {month} (Số liệu minh họa)", "", ";".join(HEADER)]
    lines += [";".join(row) for row in rows]
    return b"\xef\xbb\xbf" + "".join(line + "\r\n" for line in lines).encode()

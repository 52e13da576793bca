"""Makes the enterprise register that the benchmark reads: as a department sends it, and its clean twin."""

from __future__ import annotations

from pathlib import Path

import polars as pl

HEADERS = (
    "Mã số DN", "Tên DN", "Mã ngành VSIC", "Là DN công nghệ số", "Xã/phường", "Ngày thành lập", "Vốn điều lệ",
    "Số lao động", "Tình trạng",
)  # fmt: skip
COLUMNS = (
    "tax_code", "enterprise_name", "industry_code", "is_declared_digital", "commune_code", "founded_date",
    "charter_capital_vnd", "employees_count", "status",
)  # fmt: skip
FEED = "enterprise_register"
#: Hà Nội and wards of it.
TERRITORY = "01"
COMMUNES = ("00004", "00008", "00025", "00070", "00082", "00091", "00097", "00103", "00118", "00136", "00160", "00166")
WORDS = ("Thương mại", "Xây dựng", "Công nghệ", "Dịch vụ", "Vận tải", "Đầu tư", "Sản xuất", "Du lịch")
NAMES = ("Hồng Hà", "Đại Việt", "Sao Mai", "Thăng Long", "Bạch Đằng", "Hạ Long", "Sông Hàn", "Sen Vàng")
SLICE = 200_000


def write(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write both files, the same on every machine.

    Args:
        folder: Where to.
        rows: How many enterprises.

    Returns:
        The department's file (`;`, BOM, dd/mm/yyyy, dotted thousands) and the clean one, which COPY takes as it is.
    """
    sent, clean = folder / "danh_sach_doanh_nghiep_2025-10.csv", folder / "clean.csv"
    with sent.open("wb") as messy, clean.open("wb") as tidy:
        messy.write(b"\xef\xbb\xbf" + (";".join(HEADERS) + "\r\n").encode())
        for start in range(0, rows, SLICE):
            frame = _enterprises(start, min(SLICE, rows - start))
            _as_sent(frame).write_csv(messy, include_header=False, separator=";", line_terminator="\r\n")
            frame.write_csv(tidy, include_header=False)
    return sent, clean


def _enterprises(start: int, count: int) -> pl.DataFrame:
    number = pl.int_range(start, start + count, dtype=pl.UInt64, eager=True).alias("number")
    chance = number.hash(seed=20251122)

    def pick(values: tuple[str, ...], shift: int) -> pl.Series:
        return pl.Series(values).gather(((chance // 2**shift) % len(values)).cast(pl.UInt32))

    day = pl.lit(((chance // 2**13) % 9000).cast(pl.Int32))
    name = pl.select(
        pl.concat_str(
            pl.lit("Công ty TNHH "), pick(WORDS, 3), pl.lit(" "), pick(NAMES, 7), pl.lit(" "), number.cast(pl.String)
        )
    ).to_series()
    return pl.DataFrame(
        {
            "tax_code": (number + 100_000_000).cast(pl.String).str.zfill(10),
            "enterprise_name": name,
            "industry_code": (((chance // 2**5) % 9000) + 1000).cast(pl.String),
            "is_declared_digital": (chance % 12) == 0,
            "commune_code": pick(COMMUNES, 9),
            "founded_date": pl.select(pl.date(2000, 1, 1) + pl.duration(days=day)).to_series(),
            "charter_capital_vnd": ((chance // 2**11) % 90_000 + 1).cast(pl.Int64) * 1_000_000,
            "employees_count": ((chance // 2**17) % 3_000).cast(pl.Int64),
            "status": pick(("active", "active", "active", "suspended"), 19),
        }
    )


def _as_sent(frame: pl.DataFrame) -> pl.DataFrame:
    dotted = pl.col("charter_capital_vnd").cast(pl.String)
    for _ in range(4):  # each pass puts one more dot, from the right
        dotted = dotted.str.replace(r"^(\d+)(\d{3})(\.|$)", "$1.$2$3")
    return frame.with_columns(
        pl.when("is_declared_digital").then(pl.lit("Có")).otherwise(pl.lit("Không")).alias("is_declared_digital"),
        pl.col("founded_date").dt.strftime("%d/%m/%Y"),
        dotted,
        pl.col("status").replace_strict({"active": "Đang hoạt động", "suspended": "Tạm ngừng"}),
    )

"""The budget of years and layouts that nobody here has seen, read by the one contract; figures are illustrative."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.reading.values.font_encodings import TCVN3
from kho.settings import PROJECT
from tests.fixtures.reading import text, workbook

CATALOG = Catalog.load(PROJECT / "contracts")
TO_TCVN3 = {letter: sign for sign, letter in TCVN3.items()}
#: Province, revenue and expenditure in triệu đồng, share in percent.
BEFORE = [
    ("Hà Nội", 32_000_000, 5_000_000, 31),
    ("HẢI PHÒNG", 16_000_000, 2_500_000, 90),
    ("Hà Tây", 1_200_000, 1_900_000, 100),
]
SINCE = [*BEFORE[:2], ("Bà Rịa - Vũng Tàu", 1_200_000, 1_900_000, 46)]
BILLION = 10**9


def consume(path: Path) -> tuple[pl.DataFrame, Reading, list[tuple[str, str | None, str | None]]]:
    sender = next(name for name, one in CATALOG.senders.items() if "provincial_budget" in one.feeds)
    source = Source(path, path.name, sender, dt.date(2014, 1, 1))
    reading = read(source, CATALOG.contracts["provincial_budget"], CATALOG)
    frame = pl.concat(reading.batches())
    told = reading.findings.frame().filter(pl.col("standing") != "shadow").select("rule", "cell", "raw").rows()
    return frame, reading, told


def expect(frame: pl.DataFrame, year: int, stage: str, codes: Sequence[str]) -> None:
    assert frame["territory_code"].to_list() == codes
    assert frame["period_label"].unique().to_list() == [f"Năm {year}"]
    assert frame["budget_stage"].unique().to_list() == [stage]
    assert frame["revenue_vnd"].to_list() == [32_000 * BILLION, 16_000 * BILLION, 1_200 * BILLION]
    assert frame["expenditure_vnd"].to_list() == [5_000 * BILLION, 2_500 * BILLION, 1_900 * BILLION]


def plan(head: Sequence[str], year: int) -> list[list[Any]]:
    rows = [[n, name, revenue, share, spent] for n, (name, revenue, spent, share) in enumerate(BEFORE, 1)]
    return [
        ["BỘ TÀI CHÍNH"],
        [f"DỰ TOÁN THU, CHI NGÂN SÁCH CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM {year}"],
        ["(Kèm theo Quyết định số 123/QĐ-BTC ngày 5/1/2004 của Bộ trưởng Bộ Tài chính)"],
        [None, None, None, None, "Đơn vị: Triệu đồng"],
        list(head),
        ["A", "B", 1, 2, 3],
        [None, "TỔNG SỐ", 49_200_000, None, 9_400_000],
        ["I", "ĐỒNG BẰNG SÔNG HỒNG"],
        *rows,
        [],
        ["Ghi chú: Số liệu chưa bao gồm thu kết dư"],
        [None, None, None, "Hà Nội, ngày 10 tháng 1 năm 2004"],
        [None, None, None, "BỘ TRƯỞNG"],
    ]


@pytest.mark.parametrize(
    "head",
    [
        ["STT", "Tỉnh, thành phố", "Tổng thu NSNN trên địa bàn", "Tỷ lệ (%) phân chia các khoản thu cho NSĐP",
         "Tổng chi cân đối NSĐP"],
        ["TT", "Địa phương", "Thu ngân sách nhà nước trên địa bàn", "Tỷ lệ điều tiết (%)", "Chi ngân sách địa phương"],
    ],
)  # fmt: skip
def test_a_plan_with_its_total_above_and_notes_below(tmp_path: Path, head: list[str]) -> None:
    frame, _, told = consume(workbook(tmp_path / "du_toan.xlsx", plan(head, 2005)))
    expect(frame, 2005, "plan", ["01", "31", "28"])
    assert frame["retained_share_pct"].to_list() == [31, 90, 100]
    assert told == []


def test_final_accounts_in_billions_with_a_column_more_and_the_total_below(tmp_path: Path) -> None:
    rows = [[n, name, r / 1000, r / 2000, s / 1000] for n, (name, r, s, _) in enumerate(BEFORE, 1)]
    head = ["STT", "Tên tỉnh, thành phố", "Tổng thu NSNN", "Thu NSĐP được hưởng theo phân cấp", "Tổng chi NSĐP"]
    title = ["QUYẾT TOÁN THU, CHI NGÂN SÁCH NHÀ NƯỚC NĂM 2006 CỦA CÁC TỈNH, THÀNH PHỐ"]
    table = [title, ["Đơn vị tính: Tỷ đồng"], head, *rows, [None, "TỔNG CỘNG", 49_200, 24_600, 9_400]]
    frame, _, told = consume(workbook(tmp_path / "qt.xlsx", table))
    expect(frame, 2006, "final", ["01", "31", "28"])
    assert frame["retained_revenue_vnd"].to_list() == [16_000 * BILLION, 8_000 * BILLION, 600 * BILLION]
    assert told == [("cell.unit", f"{column}3", "Tỷ đồng") for column in "CED"]


def test_a_table_in_tcvn3(tmp_path: Path) -> None:
    rows = [[n, name.lower().title(), r, s, 5] for n, (name, r, s, _) in enumerate(BEFORE, 1)]
    table = [
        ["Bộ tài chính"],
        ["quyết toán thu, chi ngân sách của các tỉnh, thành phố trực thuộc trung ương năm 2007"],
        [None, None, None, None, "Đơn vị: Triệu đồng"],
        ["stt", "Tỉnh, thành phố", "Tổng thu nsnn trên địa bàn", "Tổng chi cân đối nsđp",
         "Số bổ sung từ ngân sách trung ương cho ngân sách địa phương"],
        *rows,
        [None, "Tổng số", 49_200_000, 9_400_000, 15],
    ]  # fmt: skip
    encoded = [
        ["".join(TO_TCVN3.get(sign, sign) for sign in cell) if isinstance(cell, str) else cell for cell in row]
        for row in table
    ]
    frame, _, told = consume(workbook(tmp_path / "qt2007.xlsx", encoded))
    expect(frame, 2007, "final", ["01", "31", "28"])
    assert frame["transfer_vnd"].to_list() == [Decimal(5_000_000)] * 3
    assert told == []


def test_an_export_with_dots_for_thousands_and_its_columns_in_another_order(tmp_path: Path) -> None:
    def dots(number: int) -> str:
        return f"{number:,}".replace(",", ".")

    rows = [f"{n};{name};{dots(s)};{dots(r)};{share}" for n, (name, r, s, share) in enumerate(SINCE, 1)]
    head = ["DỰ TOÁN THU, CHI NGÂN SÁCH CÁC TỈNH NĂM 2010;;;;", "Đơn vị: triệu đồng;;;;"]
    head += ["STT;Tỉnh, thành phố;Tổng chi cân đối NSĐP;Tổng thu NSNN trên địa bàn;Tỷ lệ điều tiết (%)"]
    frame, _, told = consume(text(tmp_path / "dt.csv", [*head, *rows, ";Tổng số;9.400.000;49.200.000;"]))
    expect(frame, 2010, "plan", ["01", "31", "77"])
    assert told == []


def test_titles_of_two_rows_with_parts_of_what_stands_beside_them(tmp_path: Path) -> None:
    head = [
        ["STT", "TÊN TỈNH, THÀNH PHỐ", "TỔNG THU NSNN TRÊN ĐỊA BÀN", "TRONG ĐÓ", "TỶ LỆ PHÂN CHIA (%)", "TỔNG CHI NSĐP",
         None, "BỔ SUNG TỪ NSTW CHO NSĐP", None, None],
        [None, None, None, "THU NỘI ĐỊA", None, "TỔNG SỐ", "CHI THƯỜNG XUYÊN", "TỔNG SỐ", "BỔ SUNG CÂN ĐỐI",
         "BỔ SUNG CÓ MỤC TIÊU"],
    ]  # fmt: skip
    rows = [[n, name, r, 1, share, s, 1, 3, 1, 2] for n, (name, r, s, share) in enumerate(SINCE, 1)]
    title: list[list[Any]] = [
        ["QUYẾT TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ NĂM 2012"],
        ["Đơn vị tính: Triệu đồng"],
    ]
    merges = ("F3:G3", "H3:J3", "A3:A4", "B3:B4", "C3:C4", "E3:E4")
    frame, _, told = consume(workbook(tmp_path / "qt2012.xlsx", [*title, *head, *rows], merges))
    expect(frame, 2012, "final", ["01", "31", "77"])
    assert frame.select("transfer_vnd", "balancing_transfer_vnd", "targeted_transfer_vnd").rows()[0] == (
        3_000_000,
        1_000_000,
        2_000_000,
    )
    assert frame["recurrent_vnd"].to_list() == [1_000_000] * 3
    assert told == [("column.unknown", "D4", "TRONG ĐÓ – THU NỘI ĐỊA")]


def rows_of(width: int) -> list[list[Any]]:
    """Two provinces whose figures are 10 and 20, 11 and 21 …"""
    return [[1, "Hà Giang", *(10 + at for at in range(width))], [2, "Cao Bằng", *(20 + at for at in range(width))]]


@pytest.mark.parametrize(
    ("head", "merges", "found", "unknown"),
    [
        # titles in two languages within a cell, wrapped; the parts of a transfer under their own titles
        (
            [["STT\nNo", "Tỉnh, thành phố\nName of provinces and cities",
              "Tổng thu NSNN trên địa bàn từng tỉnh, thành phố\nTotal revenues collected at the locality",
              "Tổng chi cân đối ngân sách địa phương\nTotal local budget balancing expenditures",
              "Bổ sung từ NSTW cho NSĐP\nTransfer from central budget", None, None],
             [None, None, None, None, "Tổng số\nTotal", "Bổ sung \ncân đối\nBalance transfers",
              "Bổ sung \ncó mục tiêu\nTarget transfers"]],
            ["A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:G4"],
            {"revenue": 10, "expenditure": 11, "transfer": 12, "balancing_transfer": 13, "targeted_transfer": 14}, [],
        ),
        # a title over parts none of which is its total says of none what it is
        (
            [["STT", "TÊN TỈNH, THÀNH PHỐ", "TỔNG THU NSNN TRÊN ĐỊA BÀN", "TỔNG CHI CÂN ĐỐI   NSĐP",
              "BỔ SUNG TỪ NSTW CHO NSĐP", None, None, None],
             [None, None, None, None, "TỔNG SỐ", "BỔ SUNG CÂN ĐỐI", "BỔ SUNG CÓ MỤC TIÊU", None],
             [None, None, None, None, None, None, "Vốn ngoài nước", "Nhiệm vụ quan trọng"]],
            ["A4:A6", "B4:B6", "C4:C6", "D4:D6", "E4:H4", "E5:E6", "F5:F6", "G5:H5"],
            {"revenue": 10, "expenditure": 11, "transfer": 12, "balancing_transfer": 13, "targeted_transfer": None},
            ["G6", "H6"],
        ),
        # a title of a word a row, brackets that are no unit, numbers of columns that leave some out
        (
            [["SỐ", "TỈNH, THÀNH PHỐ", "THU NSNN", "TỶ LỆ ĐIỀU TIẾT", "SỐ BỔ SUNG", "TỔNG CHI CÂN ĐỐI"],
             ["TT", None, "TRÊN", "PHẦN NSĐP ĐƯỢC", "CÂN ĐỐI TỪ NSTW", "NGÂN SÁCH ĐỊA PHƯƠNG"],
             [None, None, "ĐỊA BÀN (1)", "HƯỞNG (100%)", "CHO NSĐP", "(bao gồm bội thu, bội chi NSĐP)"],
             [], ["A", "B", "1", "2", "5", "8=1+5"]],
            [], {"revenue": 10, "retained_share": 11, "balancing_transfer": 12, "expenditure": 13}, [],
        ),
    ],
)  # fmt: skip
def test_headers_of_other_years(
    tmp_path: Path, head: list[list[Any]], merges: list[str], found: dict[str, int | None], unknown: list[str]
) -> None:
    title: list[list[Any]] = [["QUYẾT TOÁN THU, CHI NGÂN SÁCH CÁC TỈNH NĂM 2011"], ["Đơn vị: Triệu đồng"], []]
    width = max(map(len, head)) - 2
    total: list[Any] = [None, "TỔNG SỐ - TOTAL (1)", *(30 + 2 * at for at in range(width))]
    table: list[list[Any]] = [*title, *head, total, *rows_of(width), [None, None, 0], ["(1) Chưa gồm thu chuyển nguồn"]]
    frame, reading, told = consume(workbook(tmp_path / "qt.xlsx", table, merges))
    assert frame["territory_code"].to_list() == ["02", "04"]
    for name, figure in found.items():
        column = f"{name}_pct" if name.endswith("share") else f"{name}_vnd"
        scale = 1 if name.endswith("share") else 1_000_000
        assert frame[column][0] == (figure and figure * scale), name
    assert [cell for rule, cell, _ in told if rule == "column.unknown"] == unknown
    assert {rule for rule, _, _ in told} <= {"column.unknown"}
    assert frame.height + sum(run.row_count for run in reading.ignored) == len(table)


@pytest.mark.parametrize(("year", "code"), [(2008, "28"), (2009, None)])
def test_a_province_that_went_into_another_within_the_year_is_itself(
    tmp_path: Path, year: int, code: str | None
) -> None:
    head = ["STT", "Tỉnh/TP", "Tổng thu NSNN trên địa bàn", "Tổng chi NSĐP"]
    table: list[list[Any]] = [
        [f"Dự toán ngân sách năm {year}"],
        ["Đơn vị: Triệu đồng"],
        head,
        [1, "Hà Nội", 1, 2],
        [2, "Hà Tây", 3, 4],
    ]
    frame, _, told = consume(workbook(tmp_path / "dt.xlsx", [*table, [None, "Cộng cả nước", 4, 6]]))
    assert frame["territory_code"].to_list() == ["01", code]
    assert [rule for rule, _, _ in told] == ([] if code else ["cell.territory"])

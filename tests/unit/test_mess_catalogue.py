"""The mess that departments send, line by line: what stands in the file, and exactly what is read from it.

Every case is a small file of one of the feeds, read by the whole engine with the house's own contracts.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.styles import Font

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.settings import PROJECT

INDICATORS, ACCOUNTS, PARK, EXCHANGE = (
    "digital_economy_indicators", "payment_accounts", "hightech_park_projects", "dtmarket_exchange",
)  # fmt: skip
SENDERS = {
    INDICATORS: "haiphong/so_khcn",
    ACCOUNTS: "nhnn/khu_vuc_6",
    PARK: "hanoi/bql_khu_cnc",
    EXCHANGE: "hanoi/bva",
}

Outcome = tuple[pl.DataFrame, Reading]
Reader = Callable[..., Outcome]


@lru_cache(maxsize=1)
def house() -> Catalog:
    """The contracts and senders of the house."""
    return Catalog.load(PROJECT / "contracts")


@pytest.fixture
def deliver(tmp_path: Path) -> Reader:
    """Read the bytes of a file as its feed's department sent it."""

    def go(content: bytes, feed: str, name: str = "bao_cao.xlsx", sender: str | None = None) -> Outcome:
        path = tmp_path / "delivered"
        path.write_bytes(content)
        source = Source(path, name, sender or SENDERS[feed], dt.date(2025, 10, 20))
        reading = read(source, house().contracts[feed], house())
        frames = list(reading.batches())
        return (pl.concat(frames) if frames else pl.DataFrame()), reading

    return go


def xlsx(
    rows: Sequence[Sequence[Any]], merges: Sequence[str] = (), change: Callable[[Any], None] | None = None
) -> bytes:
    """A workbook of one sheet; `change` may do more to it."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "Biểu 1"
    for row in rows:
        page.append(list(row))
    for merged in merges:
        page.merge_cells(merged)
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(rows: Sequence[Sequence[str]], delimiter: str = ";", end: str = "\n") -> str:
    """Lines of cells."""
    return "".join(delimiter.join(row) + end for row in rows)


def findings(reading: Reading, *wanted: str) -> list[tuple[str, str | None, str | None]]:
    """The findings as (rule, cell, raw), those of the wanted rules."""
    rows = reading.findings.frame().select("rule", "cell", "raw").rows()
    return [row for row in rows if not wanted or row[0] in wanted]


def numbers(rows: pl.DataFrame, name: str) -> list[Decimal | int | None]:
    """A column of numbers, its artificial zeros left out by comparison."""
    return rows[name].to_list()


TITLES = ["Mã chỉ tiêu", "Chỉ tiêu", "Đơn vị tính", "Địa phương", "Kỳ báo cáo", "Kế hoạch năm", "Thực hiện kỳ báo cáo",
          "So với cùng kỳ (%)", "Nguồn/phương pháp"]  # fmt: skip
SHARE = ("DE_GRDP_SHARE", "Tỷ trọng kinh tế số trong GRDP", "%")
COUNT = ("DIGITAL_ENT_COUNT", "Số doanh nghiệp công nghệ số", "DN")
SOURCE = "Cục Thống kê"


def indicator(
    actual: Any = 28.5, *, what: Sequence[Any] = SHARE, place: Any = "31", period: Any = "Quý III/2025",
    plan: Any = 35, growth: Any = None, source: Any = SOURCE,
) -> list[Any]:  # fmt: skip
    """One row of a return of indicators."""
    return [*what, place, period, plan, actual, growth, source]


ACCOUNT_TITLES = ["Địa phương", "Quý", "Nhóm tuổi", "Số tài khoản cá nhân", "Số người có tài khoản", "Dân số 15+",
                  "Số giao dịch QR", "Giá trị giao dịch"]  # fmt: skip
ACCOUNT = ["Hải Phòng", "Quý III/2025", "15+", "5.100.000", "3.050.000", "3.600.000", "12.345,6", "1.234,5"]
PARK_TITLES = ["Mã dự án", "Tên dự án", "Nhà đầu tư", "Loại dự án", "Quốc tịch", "Ngày cấp", "Vốn đăng ký",
               "Vốn đăng ký (USD)", "Vốn thực hiện", "Tình trạng"]  # fmt: skip
PROJECT_ROW = ["0101234567", "Nhà máy A", "Công ty A", "FDI", "Hàn Quốc", "05/03/2020", "1.200", "50,5", "600",
               "Đang hoạt động"]  # fmt: skip


def test_01_dot_thousands_and_comma_decimals(deliver: Reader) -> None:
    cells = ["13.000", "1.000", "0,7", "3.359,80", "8.718.000"]
    rows, reading = deliver(xlsx([TITLES, *(indicator(cell, what=COUNT) for cell in cells)]), INDICATORS)
    assert numbers(rows, "actual_value") == [13000, 1000, Decimal("0.7"), Decimal("3359.8"), 8718000]
    assert findings(reading) == []


def test_01_english_thousands_are_doubted_and_never_read_as_a_fraction(deliver: Reader) -> None:
    english = [*ACCOUNT[:3], "950,000", "800,000", "900,000", "12,345", "1,234"]
    rows, reading = deliver(csv([ACCOUNT_TITLES, english]).encode(), ACCOUNTS, "a.csv")
    assert rows.select("accounts_count", "transaction_value_vnd").row(0) == (None, None)
    assert findings(reading) == [
        ("cell.ambiguous", f"{column}2", cell) for column, cell in zip("DEFGH", english[3:], strict=True)
    ]


def test_02_a_number_with_a_footnote_mark(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, indicator("(1)    419.278.223", what=COUNT)]), INDICATORS)
    assert numbers(rows, "actual_value") == [419278223]
    assert findings(reading) == [("cell.footnote", "G2", "(1)    419.278.223")]


def test_03_a_footnote_mark_in_place_of_a_number(deliver: Reader) -> None:
    cells = ["12.345", "(1)", "23.456"]
    rows, reading = deliver(xlsx([TITLES, *(indicator(cell, what=COUNT) for cell in cells)]), INDICATORS)
    assert numbers(rows, "actual_value") == [12345, None, 23456]
    assert findings(reading) == [("cell.footnote_only", "G3", "(1)")]


def test_04_units_in_title_header_and_ditto(deliver: Reader) -> None:
    project = [*PROJECT_ROW[:6], "1.200.000", "50.500", "600.000", "Đang hoạt động"]
    titles = [*PARK_TITLES[:7], "Vốn đăng ký USD (nghìn USD)", *PARK_TITLES[8:]]
    rows, reading = deliver(xlsx([["Dự án quý III/2025"], ["Đơn vị tính: Triệu đồng"], titles, project]), PARK)
    capital = ("registered_capital_vnd", "registered_capital_usd", "implemented_capital_vnd")
    assert rows.select(capital).row(0) == (1_200_000_000_000, 50_500_000, 600_000_000_000)
    assert findings(reading) == [
        ("cell.unit", "G3", "Triệu đồng"), ("cell.unit", "H3", "nghìn USD"), ("cell.unit", "I3", "Triệu đồng"),
    ]  # fmt: skip
    ditto = [indicator(), indicator(what=(*SHARE[:2], '"')), indicator(what=(*SHARE[:2], "″"))]
    rows, reading = deliver(xlsx([TITLES, *ditto]), INDICATORS)
    assert rows["unit"].to_list() == ["%", "%", "%"]
    assert findings(reading) == []


def test_04_a_unit_above_the_table_scales_only_what_it_counts(deliver: Reader) -> None:
    title = ["Đơn vị: nghìn giao dịch, tỷ đồng", *[""] * 7]
    rows, reading = deliver(csv([title, ACCOUNT_TITLES, ACCOUNT]).encode(), ACCOUNTS, "a.csv")
    assert rows.select("accounts_count", "qr_transactions_count").row(0) == (5_100_000, 12_345_600)
    assert findings(reading) == []


def test_05_an_index_is_kept_as_written(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, indicator(growth="107,92"), indicator(growth="7,92")]), INDICATORS)
    assert numbers(rows, "yoy_value") == [Decimal("107.92"), Decimal("7.92")]
    assert findings(reading) == []


PERIODS = {
    "Quý III/2025": ("2025-07-01", "2025-09-30", "quarter"),
    "III/2025": ("2025-07-01", "2025-09-30", "quarter"),
    "9 tháng năm 2024": ("2024-01-01", "2024-09-30", "nine_months"),
    "6 tháng đầu năm 2025": ("2025-01-01", "2025-06-30", "half"),
    "Tháng 10/2025": ("2025-10-01", "2025-10-31", "month"),
    "2 tháng 2025": ("2025-01-01", "2025-02-28", "span"),
    "Pre. 2016": ("2016-01-01", "2016-12-31", "year"),
    "Sơ bộ 2024": ("2024-01-01", "2024-12-31", "year"),
    "Ước tính quý III/2025": ("2025-07-01", "2025-09-30", "quarter"),
    "Cộng dồn 9 tháng 2025": ("2025-01-01", "2025-09-30", "nine_months"),
    "cuối 2025": ("2025-01-01", "2025-12-31", "year"),
}


def test_06_period_labels(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, *(indicator(period=label) for label in PERIODS)]), INDICATORS)
    read_as = rows.select(pl.col("period_start", "period_end").cast(pl.String), "period_kind").rows()
    assert read_as == list(PERIODS.values())
    assert rows["period_label"].to_list() == list(PERIODS)
    assert findings(reading) == []


def test_07_the_year_one_row_below_the_quarter(deliver: Reader) -> None:
    above: list[list[Any]] = [["BÁO CÁO CHỈ TIÊU KINH TẾ SỐ"], ["Quý III"], ["năm"], [2024]]
    without = [*TITLES[:4], *TITLES[5:]]
    row = indicator()
    rows, reading = deliver(xlsx([*above, without, [*row[:4], *row[5:]]]), INDICATORS)
    assert rows.select("period_start", "period_end", "period_kind").rows() == [
        (dt.date(2024, 7, 1), dt.date(2024, 9, 30), "quarter")
    ]
    assert findings(reading) == []


def test_08_administrative_quarters_begin_on_the_15th(deliver: Reader) -> None:
    rows, reading = deliver(csv([ACCOUNT_TITLES, ACCOUNT]).encode(), ACCOUNTS, "a.csv")
    assert rows.select("period_start", "period_end").row(0) == (dt.date(2025, 6, 15), dt.date(2025, 9, 14))
    assert findings(reading) == []


def test_09_merged_header_of_several_rows_and_a_row_of_formulas(deliver: Reader) -> None:
    head = [
        ["Dự án quý III/2025"],
        [*PARK_TITLES[:6], "Vốn đăng ký", "", *PARK_TITLES[8:]],
        ["", "", "", "", "", "", "Tỷ đồng", "Triệu USD", "", ""],
        ["A", "B", "C", "D", "E", "F", "1", "2", "3=1-2", "4"],
    ]
    merges = [*(f"{column}2:{column}3" for column in "ABCDEFIJ"), "G2:H2"]
    rows, reading = deliver(xlsx([*head, PROJECT_ROW], merges), PARK)
    assert rows.select("row_number", "registered_capital_vnd", "registered_capital_usd").rows() == [
        (5, 1_200_000_000_000, 50_500_000)
    ]
    assert [(one.row, one.reason, one.row_count) for one in reading.ignored] == [(1, "title", 1), (2, "header", 3)]
    assert findings(reading) == []


def test_10_sections_and_totals_are_no_data_but_are_reconciled(deliver: Reader) -> None:
    def line(mark: str, name: str, capital: str) -> list[str]:
        return [mark, name, *([""] * 4), capital, "", "", ""]

    body = [
        line("", "TỔNG SỐ", "1.500"),
        line("I", "Dự án trong nước (2)", "300"),
        ["01", "Dự án 1", "Công ty 1", "trong nước", "", "05/03/2020", "100", "", "", "Đang hoạt động"],
        ["02", "Dự án 2", "Công ty 2", "trong nước", "", "05/03/2020", "200", "", "", "Đang hoạt động"],
        line("II", "Dự án FDI (1)", "1.300"),
        ["03", *PROJECT_ROW[1:]],
        line("", "Trong đó:", ""),
    ]
    rows, reading = deliver(xlsx([["Quý III/2025"], PARK_TITLES, *body]), PARK)
    assert rows["project_code"].to_list() == ["01", "02", "03"]
    assert sorted((one.row, one.reason) for one in reading.ignored) == [
        (1, "title"), (2, "header"), (3, "total"), (4, "section"), (7, "section"), (9, "section"),
    ]  # fmt: skip
    assert findings(reading) == [("total.disagrees", "G7", "1.300")]


def test_11_title_block_decision_line_and_signatures(deliver: Reader) -> None:
    above = [["UBND THÀNH PHỐ HẢI PHÒNG"], ["BÁO CÁO QUÝ III NĂM 2025"],
             ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/10/2024)"], []]  # fmt: skip
    below = [[], ["", "NGƯỜI LẬP BIỂU"], ["", "(Ký, ghi rõ họ tên)"], ["", "Nguyễn Văn A"]]
    rows, reading = deliver(xlsx([*above, TITLES, indicator(period=None), *below]), INDICATORS)
    assert rows.select("row_number", "period_label", "territory_code").rows() == [(6, "Quý III/2025", "31")]
    assert [(one.reason, one.row_count) for one in reading.ignored] == [
        ("title", 4), ("header", 1), ("empty", 1), ("signature", 3),
    ]  # fmt: skip
    assert findings(reading) == []


def test_12_missing_marks_are_no_zero(deliver: Reader) -> None:
    cells = ["-", "..", "…", "\xa0", None, "0", " - "]
    rows, reading = deliver(xlsx([TITLES, *(indicator(cell) for cell in cells)]), INDICATORS)
    assert numbers(rows, "actual_value") == [None, None, None, None, None, 0, None]
    assert findings(reading) == []


#: `Tổng sản phẩm`, as fonts of the family .VnTime show it.
TCVN3 = "Tæng s¶n phÈm"


def test_13_tcvn3_text(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, indicator(what=("DE_GRDP_SHARE", TCVN3, "%"))]), INDICATORS)
    assert rows["indicator_name"].to_list() == ["Tổng sản phẩm"]
    assert findings(reading) == []


def test_14_tcvn3_and_unicode_in_one_workbook(deliver: Reader) -> None:
    names = [TCVN3, "Tổng sản phẩm", "Số doanh nghiệp"]
    content = xlsx([TITLES, *(indicator(what=("DE_GRDP_SHARE", name, "%")) for name in names)])
    rows, reading = deliver(content, INDICATORS)
    assert rows["indicator_name"].to_list() == ["Tổng sản phẩm", "Tổng sản phẩm", "Số doanh nghiệp"]
    assert findings(reading) == []


def test_15_unicode_text_in_a_legacy_font(deliver: Reader) -> None:
    def dress(book: Any) -> None:
        for row in book.active.iter_rows():
            for cell in row:
                cell.font = Font(name=".VnTime")

    rows, reading = deliver(xlsx([TITLES, indicator()], change=dress), INDICATORS)
    assert rows["indicator_name"].to_list() == [SHARE[1]]
    assert findings(reading) == []


def test_16_combining_marks(deliver: Reader) -> None:
    def loose(text: Any) -> Any:
        return unicodedata.normalize("NFD", text) if isinstance(text, str) else text

    rows, reading = deliver(
        xlsx([list(map(loose, TITLES)), list(map(loose, indicator(place="Hải Phòng")))]), INDICATORS
    )
    assert rows.select("indicator_name", "territory_code", "source_method").row(0) == (SHARE[1], "31", SOURCE)
    assert findings(reading) == []


def test_17_the_place_of_the_tone_mark(deliver: Reader) -> None:
    places = ["Thanh Hóa", "Thanh Hoá", "Khánh Hòa", "Khánh Hoà"]
    content = xlsx([TITLES, *(indicator(place=place) for place in places)])
    rows, reading = deliver(content, INDICATORS, sender="trunguong/bo_khcn")
    assert rows["territory_code"].to_list() == ["38", "38", "56", "56"]
    assert findings(reading) == []


def cp1258(text: str) -> bytes:
    """Text in windows-1258, where a letter keeps its circumflex or horn and its tone stands behind it."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = list(unicodedata.normalize("NFD", letter))
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            shape = unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark not in tones))
            out += (shape + "".join(tones)).encode("cp1258")
    return out


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda: b"\xef\xbb\xbf" + csv([ACCOUNT_TITLES, ACCOUNT], end="\r\n").encode(), id="BOM, CRLF, ;"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, ACCOUNT], "\t").encode("utf-16"), id="Unicode Text"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, ACCOUNT], "\t").encode("utf-16-le"), id="UTF-16 without mark"),
        pytest.param(lambda: cp1258(csv([ACCOUNT_TITLES, ACCOUNT])), id="windows-1258"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, [f'"{cell}"' for cell in ACCOUNT]], ",").encode(), id="quoted"),
        pytest.param(lambda: csv([ACCOUNT_TITLES, ACCOUNT], end="\r").encode(), id="old Macintosh"),
    ],
)
def test_18_bytes_and_delimiters(deliver: Reader, written: Callable[[], bytes]) -> None:
    rows, reading = deliver(written(), ACCOUNTS, "a.csv")
    assert rows.select("territory_code", "age_group", "accounts_count", "transaction_value_vnd").rows() == [
        ("31", "15+", 5_100_000, 1_234_500_000_000)
    ]
    assert findings(reading) == []


def test_19_one_stray_byte(deliver: Reader) -> None:
    content = csv([ACCOUNT_TITLES, ACCOUNT]).encode().replace("Hải Phòng".encode(), b"H\xeci Phong")
    rows, reading = deliver(content, ACCOUNTS, "a.csv")
    assert rows["accounts_count"].to_list() == [5_100_000]
    assert findings(reading, "cell.encoding") == [("cell.encoding", "A2", "H�i Phong")]


def test_20_errors_hidden_parts_and_formulas(deliver: Reader) -> None:
    def hide(book: Any) -> None:
        page = book.active
        page["G2"].value, page["G2"].data_type = "#REF!", "e"
        page["G3"].value = "=1+1"
        page.row_dimensions[4].hidden = True
        book.create_sheet("Nháp").sheet_state = "hidden"
        book["Nháp"].append(TITLES)

    rows, reading = deliver(xlsx([TITLES, indicator(), indicator(), indicator(30)], change=hide), INDICATORS)
    assert numbers(rows, "actual_value") == [None, None, 30]
    assert sorted(findings(reading)) == [
        ("cell.error", "G2", "#REF!"), ("cell.error", "G3", "#CALC!"), ("table.hidden", None, "row 4"),
    ]  # fmt: skip
    assert [(one.sheet, one.reason) for one in reading.ignored if one.row is None] == [("Nháp", "hidden sheet")]


def test_21_codes_that_lost_zeros_or_became_floats(deliver: Reader) -> None:
    rows, reading = deliver(
        xlsx([TITLES, indicator(place=1), indicator(place="1.0"), indicator(place="01"), indicator(place=1.0)]),
        INDICATORS, sender="hanoi/so_khcn",
    )  # fmt: skip
    assert rows["territory_code"].to_list() == ["01", "01", "01", "01"]
    assert findings(reading) == []
    codes = ["0101234567", 101234567, "101234567.0", "1.01E+08"]
    projects = [[code, *PROJECT_ROW[1:]] for code in codes]
    rows, reading = deliver(xlsx([["Quý III/2025"], PARK_TITLES, *projects]), PARK)
    assert rows["project_code"].to_list() == ["0101234567", "101234567", "101234567", None]
    assert findings(reading) == [("cell.type", "A6", "1.01E+08")]


def test_22_names_in_every_spelling(deliver: Reader) -> None:
    places = ["HÀ NỘI", "Thủ đô Hà Nội", "TP. Hà Nội", "Hà  Nội", "TP. Hồ Chí Minh", "TPHCM", "ha noi"]
    content = xlsx([TITLES, *(indicator(place=place) for place in places)])
    rows, reading = deliver(content, INDICATORS, sender="trunguong/bo_khcn")
    assert rows["territory_code"].to_list() == ["01", "01", "01", "01", "79", "79", "01"]
    assert findings(reading) == []


def test_23_old_provinces_and_reused_codes_on_both_sides_of_the_reform(deliver: Reader) -> None:
    cases = [(place, period) for place in ("82", "Đồng Tháp", "87", "Tiền Giang") for period in ("II", "III")]
    content = xlsx([TITLES, *(indicator(place=place, period=f"Quý {period}/2025") for place, period in cases)])
    rows, reading = deliver(content, INDICATORS, sender="dongthap/so_khcn")
    assert rows["territory_code"].to_list() == ["82", "82", "87", "82", "87", None, "82", None]
    assert findings(reading) == [("cell.territory", "D7", "87"), ("cell.territory", "D9", "Tiền Giang")]
    assert set(reading.findings.frame()["expected"]) == {"Tỉnh Đồng Tháp (82)"}


APPROXIMATE = {
    "gần 10": ("~<", 10), "trên 10": (">", 10), "khoảng 10": ("~=", 10), "hơn 10": (">", 10), "> 40": (">", 40),
    ">0,7": (">", Decimal("0.7")), "từ 30 trở lên": (">=", 30), "≥ 15": (">=", 15),
}  # fmt: skip


def test_24_approximate_words(deliver: Reader) -> None:
    rows, reading = deliver(xlsx([TITLES, *(indicator(plan=plan) for plan in APPROXIMATE)]), INDICATORS)
    assert rows.select("target_value_comparator", "target_value").rows() == list(APPROXIMATE.values())
    assert findings(reading) == []


def test_25_two_vintages_of_one_number(deliver: Reader) -> None:
    titles = [*TITLES, "Lần công bố", "Ngày chốt số liệu"]
    first = [*indicator("12,33", source="Cục Thống kê"), "Sơ bộ", "31/03/2024"]
    second = [*indicator("12,87", source="Bộ KH&CN"), "Chính thức", dt.datetime(2024, 9, 30)]
    rows, reading = deliver(xlsx([titles, first, second]), INDICATORS)
    assert rows.select("actual_value", "source_method", "vintage", "as_of_date").rows() == [
        (Decimal("12.33"), "Cục Thống kê", "preliminary", dt.date(2024, 3, 31)),
        (Decimal("12.87"), "Bộ KH&CN", "final", dt.date(2024, 9, 30)),
    ]
    assert findings(reading) == []


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ([["Báo cáo tài khoản thanh toán"], ["Quý III năm 2025"]], "a.xlsx"),
        ([["Báo cáo tài khoản thanh toán"], ["Quý: III/2025"]], "a.xlsx"),
        ([], "tai_khoan_q3_2025.xlsx"),
    ],
)
def test_26_a_period_that_stands_in_the_title_or_the_file_name_only(
    deliver: Reader, above: list[list[str]], name: str
) -> None:
    rows, reading = deliver(
        xlsx([*above, [ACCOUNT_TITLES[0], *ACCOUNT_TITLES[2:]], [ACCOUNT[0], *ACCOUNT[2:]]]), ACCOUNTS, name
    )
    assert rows.select("period_start", "period_end", "period_kind").rows() == [
        (dt.date(2025, 6, 15), dt.date(2025, 9, 14), "quarter")
    ]
    assert findings(reading) == []


def test_26_two_places_that_disagree_are_a_finding(deliver: Reader) -> None:
    content = xlsx([["Quý II/2025"], PARK_TITLES, PROJECT_ROW])
    _, reading = deliver(content, PARK, "du_an_q3_2025.xlsx")
    assert findings(reading) == [("period.disagrees", "A1", "Quý II/2025")]


def test_27_a_senders_scope_before_and_after_the_reform(deliver: Reader) -> None:
    cases = [("Hải Dương", "Quý II/2025"), ("Hải Dương", "Quý III/2025"), ("Quảng Ninh", "Quý III/2025")]
    content = xlsx([TITLES, *(indicator(place=place, period=period) for place, period in cases)])
    rows, reading = deliver(content, INDICATORS)
    assert rows["territory_code"].to_list() == ["30", None, "22"]
    assert findings(reading) == [("cell.territory", "D3", "Hải Dương"), ("sender.territory", "D4", "Quảng Ninh")]


def test_records_of_a_portal_are_no_table_but_the_same_mess(deliver: Reader) -> None:
    deal = {
        "id": 5,
        "donViId": "HN-SYT",
        "ngay": "2025-10-01T23:30:00Z",
        "trangThai": "Đã ký",
        "giaTriHopDong": "1,5 tỷ",
    }
    rows, reading = deliver(json.dumps({"giao_dich": [deal]}).encode(), EXCHANGE, "a.json")
    assert rows.select("record_type", "record_id", "record_date", "contract_value_vnd", "status").rows() == [
        ("deal", "5", dt.date(2025, 10, 2), 1_500_000_000, "signed")
    ]
    assert findings(reading) == [("cell.unit", None, "tỷ")]

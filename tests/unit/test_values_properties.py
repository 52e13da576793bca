"""What holds for every value: written in any usual way, it is read back; and no text breaks the reader."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.contract import FieldSpec
from kho.contract.field import TYPES
from kho.reading.fold import fold
from kho.reading.values import parse_period, period_in_text
from kho.reading.values.dates import parse_date, parse_moment
from kho.reading.values.font_encodings import TCVN3
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.text import folded, tidy

KINDS = [*TYPES, "period"]
NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31))
YEARS = st.integers(min_value=1900, max_value=2199)
ROMAN = ["I", "II", "III", "IV"]


def written(number: Decimal, thousands: str, decimal: str) -> str:
    return f"{number:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)


@pytest.mark.parametrize(
    ("thousands", "decimal"), [(".", ","), (",", "."), (" ", ","), ("\u00a0", ","), ("", ","), ("", ".")]
)
@given(numbers=st.lists(NUMBERS, min_size=1, max_size=8))
def test_numbers_come_back_in_every_notation(read_column, thousands, decimal, numbers):
    read = read_column("decimal", [written(number, thousands, decimal) for number in numbers])
    assert read.columns["value"].to_list() == numbers
    assert read.problems.is_empty()


@given(numbers=st.lists(st.integers(min_value=-(10**15), max_value=10**15), min_size=1, max_size=8))
def test_counts_come_back_with_dotted_thousands(read_column, numbers):
    read = read_column("count", [f"{number:,}".replace(",", ".") for number in numbers])
    assert read.columns["value"].to_list() == numbers


@given(numbers=st.lists(st.decimals(min_value=-(10**8), max_value=10**8, places=4), min_size=1, max_size=8))
def test_floats_of_a_workbook_come_back_exactly(read_column, numbers):
    cells = {"raw": [str(number) for number in numbers], "number": [float(number) for number in numbers]}
    assert read_column("decimal", cells).columns["value"].to_list() == numbers


@given(day=DAYS)
def test_dates_come_back(day):
    forms = (
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%Y-%m-%d}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%Y%m%d}",
        f"{day:%d-%b-%Y}",
        f"Hà Nội, ngày {day:%d/%m/%Y}",
        f"8h30 ngày {day:%d/%m/%Y}",
    )
    assert {parse_date(form) for form in forms} == {day}


@given(
    moment=st.datetimes(
        min_value=dt.datetime(1980, 1, 1), max_value=dt.datetime(2199, 12, 30), timezones=st.just(dt.UTC)
    )
)
def test_moments_come_back(moment):
    moment = moment.replace(microsecond=0)
    local = moment.astimezone(dt.timezone(dt.timedelta(hours=7)))
    assert {parse_moment(moment.strftime("%Y-%m-%dT%H:%M:%SZ")), parse_moment(local.isoformat())} == {moment}


@given(year=YEARS, quarter=st.integers(min_value=1, max_value=4))
def test_quarters_come_back(year, quarter):
    forms = (
        f"Quý {ROMAN[quarter - 1]}/{year}",
        f"quý {quarter} năm {year}",
        f"Q{quarter}/{year}",
        f"Q{quarter}-{year}",
        f"{year}Q{quarter}",
        f"Quý 0{quarter}/{year}",
        f"tháng {3 * quarter - 2}-{3 * quarter}/{year}",
        f"T{3 * quarter - 2}-T{3 * quarter}/{year}",
    )
    periods = {parse_period(form) for form in forms} | {
        period_in_text(f"BÁO CÁO Quý {ROMAN[quarter - 1]}/{year} CỦA TỈNH")
    }
    assert {(period.start, period.end.month, period.kind) for period in periods} == {
        (dt.date(year, 3 * quarter - 2, 1), 3 * quarter, "quarter")
    }


@given(year=YEARS, month=st.integers(min_value=1, max_value=12))
def test_months_come_back_on_both_bases(year, month):
    forms = (
        f"Tháng {month}/{year}",
        f"{month:02d}/{year}",
        f"{year}-{month:02d}",
        f"tháng {month} năm {year}",
        f"T{month}/{year}",
        f"{year}M{month}",
        f"thg {month}/{year}",
    )
    assert {parse_period(form).start for form in forms} == {dt.date(year, month, 1)}
    administrative = {parse_period(form, "administrative") for form in forms}
    assert {(period.start.day, period.end) for period in administrative} == {(15, dt.date(year, month, 14))}


@given(first=DAYS, length=st.integers(min_value=0, max_value=400))
def test_stretches_of_days_come_back_as_they_are(first, length):
    last = min(first + dt.timedelta(days=length), dt.date(2199, 12, 31))
    forms = (
        f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}",
        f"{first.day}/{first.month}/{first.year} - {last.day}/{last.month}/{last.year}",
        f"Từ ngày {first.day} tháng {first.month} năm {first.year} đến hết ngày {last:%d/%m/%Y}",
    )
    for basis in ("calendar", "administrative"):
        periods = {parse_period(form, basis) for form in forms}
        periods |= {period_in_text(f"BÁO CÁO ({forms[0]})", basis)}
        assert {(period.start, period.end) for period in periods} == {(first, last)}


@given(text=st.text(max_size=60))
def test_no_text_breaks_a_parser(text):
    for parse in (parse_date, parse_moment, parse_period, period_in_text):
        parse(text)
    assert fold(text) == folded(pl.Series([text]))[0]


@pytest.mark.parametrize("kind", KINDS)
@given(
    cells=st.lists(
        st.none() | st.text(max_size=25) | st.from_regex(r"[(>≥~ ]?\d{1,4}[.,/ -]\d{1,4}[%)* đ]{0,3}", fullmatch=True),
        max_size=6,
    )
)
def test_no_column_breaks_the_reader(read_column, kind, cells):
    codes = {"codes": {"a": ("A",)}} if kind == "enum" else {}
    read = read_column(kind, cells, **codes)
    assert read.columns.height == len(cells)
    spec = FieldSpec(header="Giá trị", type=kind, **codes)
    assert read.columns.schema == {column.name: column.dtype for column in spec.columns("value")}
    assert read.problems.drop_nulls("row").filter(pl.col("row") >= len(cells)).is_empty()


@given(number=st.floats() | st.none(), moment=st.datetimes() | st.none(), flag=st.booleans() | st.none())
@pytest.mark.parametrize("kind", KINDS)
def test_no_native_cell_breaks_the_reader(read_column, kind, number, moment, flag):
    cells = {"raw": [str(number or moment or flag)], "number": [number], "date": [moment], "boolean": [flag]}
    schema = {"raw": pl.String(), "number": pl.Float64(), "date": pl.Datetime("us"), "boolean": pl.Boolean()}
    frame = {name: pl.Series(name, values, dtype=schema[name]) for name, values in cells.items()}
    read = read_column(kind, frame, **({"codes": {"a": ("A",)}} if kind == "enum" else {}))
    assert read.columns.height == 1


@given(text=st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text):
    once = tidy(pl.Series([text], dtype=pl.String))
    assert tidy(once).to_list() == once.to_list()


VIETNAMESE = st.sampled_from(
    ["Tổng sản phẩm", "Thành phố Hồ Chí Minh", "tỷ đồng", "Sở Khoa học và Công nghệ", "kế hoạch năm", "Đồng Tháp"]
)


@given(words=st.lists(VIETNAMESE, min_size=1, max_size=4))
def test_tcvn3_comes_back_and_unicode_stays(words):
    text = " ".join(words)
    to_tcvn3 = {letter: sign for sign, letter in TCVN3.items()}
    legacy = "".join(to_tcvn3.get(letter, letter) for letter in text)
    assert decode_legacy(pl.Series([legacy, text])).to_list() == [text, text]

"""Reporting periods: from `Quý III/2025`, `9 tháng đầu năm 2025`, `cuối 2025` to a first and a last day."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from kho.contract.schedule import Basis
from kho.reading.values.dates import parse_date

Kind = Literal["week", "month", "quarter", "half", "nine_months", "year", "point", "span"]
Vintage = Literal["estimate", "preliminary", "final"]


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period.

    Attributes:
        start: First day.
        end: Last day.
        kind: What kind of period it is; a point in time starts and ends on its day.
        vintage: How final the figures are, where the label says so (`Sơ bộ 2024`).
    """

    start: date
    end: date
    kind: Kind
    vintage: Vintage | None = None


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NUMBER_WORDS = {
    "mot": 1, "nhat": 1, "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi mot": 11, "muoi hai": 12, "muoi": 10, "chap": 12,
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_VINTAGES: dict[str, Vintage] = {
    "so bo": "preliminary", "pre": "preliminary", "prel": "preliminary", "uoc tinh": "estimate", "uoc": "estimate",
    "uoc thuc hien": "estimate", "est": "estimate", "chinh thuc": "final",
}  # fmt: skip
#: Words before a period that name a figure, not another period.
_LEAD = re.compile(
    r"(?:(?:so bo|prel?|uoc thuc hien|uoc tinh|uoc|est|chinh thuc|luy ke|cong don|thuc hien|ke hoach|du kien|muc tieu|"
    r"so lieu|ky bao cao|ky|bao cao|trong|cua)\b[\s.:]*)+"
)

# What a label may be written as, on text without marks. `Y` is a year, `S` what may stand between number and year.
_Y = r"(?P<year>(?:19|20|21)\d{2})"
_FIRST, _LAST = (_Y.replace("year", name) for name in ("first", "last"))
_S = r"(?:\s*[/.\-–,]\s*|\s+)?(?:nam\s*)?"
#: `tháng năm 2009` has lost its number: May is `tháng năm năm 2009`.
_MONTH_NUMBER = rf"(?P<month>0?[1-9]|1[0-2]|(?!nam\b\s*\d)(?:{_WORDS}))"
_END = r"(?:(?:tinh )?den (?:het |cuoi )?|cuoi |het )"


def _week(found: re.Match[str]) -> Period | None:
    try:
        monday = date.fromisocalendar(int(found["year"]), int(found["number"]), 1)
    except ValueError:
        return None
    return Period(monday, monday + timedelta(days=6), "week")


def _quarter(found: re.Match[str]) -> Period:
    text = found["quarter"]
    number = _ROMAN.get(text) or _NUMBER_WORDS.get(text) or int(text)
    return _months(int(found["year"]), 3 * number - 2, 3, "quarter")


def _half(found: re.Match[str]) -> Period:
    second = found["half"] in {"cuoi", "2", "sau", "ii"}
    return _months(int(found["year"]), 7 if second else 1, 6, "half")


def _first_months(found: re.Match[str]) -> Period:
    count = int(found["count"])
    kinds: dict[int, Kind] = {1: "month", 3: "quarter", 6: "half", 9: "nine_months", 12: "year"}
    return _months(int(found["year"]), 1, count, kinds.get(count, "span"))


def _month(found: re.Match[str]) -> Period:
    text = found["month"]
    return _months(int(found["year"]), _NUMBER_WORDS.get(text) or int(text), 1, "month")


def _year(found: re.Match[str]) -> Period:
    return _months(int(found["year"]), 1, 12, "year")


def _span(found: re.Match[str]) -> Period | None:
    first, last = int(found["first"]), int(found["last"])
    return Period(date(first, 1, 1), date(last, 12, 31), "span") if first < last else None


def _span_of_months(found: re.Match[str]) -> Period | None:
    year, first, last = int(found["year"]), int(found["first"]), int(found["last"])
    return _months(year, first, last - first + 1, "span") if first < last else None


def _until(found: re.Match[str]) -> Period:
    """A stock at the end of a quarter or month: a point in time."""
    whole = _quarter(found) if found.groupdict().get("quarter") else _month(found)
    return Period(whole.end, whole.end, "point")


def _months(year: int, first: int, count: int, kind: Kind) -> Period:
    last = first + count - 1
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), kind)


_QUARTER = rf"(?:quy|qui|q)[\s.:]*(?P<quarter>iv|iii|ii|i|[1-4]|nhat|mot|hai|ba|tu)\b{_S}{_Y}"
#: Forms that say what they are, so that they can be found within a line; the most specific ones first.
_SPOKEN: tuple[tuple[str, Callable[[re.Match[str]], Period | None]], ...] = (
    (rf"(?:tuan(?: thu)?|w)\s*(?P<number>\d{{1,2}}){_S}{_Y}", _week),
    (rf"(?:tinh )?den (?:het |cuoi ){_QUARTER}", _until),
    (_QUARTER, _quarter),
    (rf"{_Y}[\s\-/]?q(?P<quarter>[1-4])\b", _quarter),
    (rf"(?:0?6|sau)\s*thang\s*(?P<half>dau|cuoi)(?: nam)?{_S}{_Y}", _half),
    (rf"nua\s*(?P<half>dau|cuoi|sau)(?: nam)?{_S}{_Y}", _half),
    (rf"h(?P<half>[12]){_S}{_Y}", _half),
    (rf"(?<!\d)(?P<count>0?[1-9]|1[0-2])\s*(?:thang|th|t)(?: dau)?(?: nam)?\s*{_S}{_Y}", _first_months),
    (rf"tu thang (?P<first>\d{{1,2}}) den (?:het )?thang (?P<last>\d{{1,2}}){_S}{_Y}", _span_of_months),
    (rf"(?:tinh )?den (?:het |cuoi )thang\s*{_MONTH_NUMBER}{_S}{_Y}", _until),
    (rf"(?:thang|th|t)[\s.:]*{_MONTH_NUMBER}\b{_S}{_Y}", _month),
    (rf"(?:giai doan|thoi ky|tu nam|tu)\s*{_FIRST}\s*(?:[-–]|den)\s*(?:nam )?{_LAST}", _span),
)
#: Under a header such as `Quý`, the whole of a label: only quarters are numbered in Roman.
_ROMAN_QUARTER = (rf"(?P<quarter>iv|iii|ii|i)\s*[/.\-–]\s*(?:nam\s*)?{_Y}", _quarter)
#: Forms of digits alone: the whole of a label, or a part of a file's name.
_BARE: tuple[tuple[str, Callable[[re.Match[str]], Period | None]], ...] = (
    (r"(?P<month>0?[1-9]|1[0-2])\s*[/.\-]\s*" + _Y, _month),
    (_Y + r"\s*[/.\-]\s*(?P<month>0?[1-9]|1[0-2])", _month),
    (_Y + r"(?P<month>0[1-9]|1[0-2])", _month),
    (rf"{_FIRST}\s*[-–]\s*{_LAST}", _span),
)
_YEAR = (rf"(?:{_END}|trong )?(?:nam\s*)?{_Y}", _year)
_FORMS = tuple((re.compile(form), make) for form, make in (*_SPOKEN, _ROMAN_QUARTER, *_BARE, _YEAR))


def parse_period(text: str, basis: Basis = "calendar") -> Period | None:
    """The period that a label names; None when it names none, or no year.

    Args:
        text: `Quý III/2025`, `Q3/2025`, `9 tháng 2025`, `Tháng 10/2025`, `10/2025`, `2025`, `cuối 2025` (the year),
            `đến 30/9/2025` (a point in time), `2016-2019` (a span of years), `Sơ bộ 2024`, `Tuần 40/2025`.
        basis: Administrative periods begin on the 15th and end on the 14th (Thông tư 09/2019/TT-NHNN).
    """
    label = plain(text)
    lead = _LEAD.match(label)
    words = lead.group() if lead else ""
    vintage = next((vintage for word, vintage in _VINTAGES.items() if re.search(rf"\b{word}\b", words)), None)
    label = re.sub(r"^\((.*)\)$", r"\1", label.removeprefix(words)).strip()
    matches = ((make, form.fullmatch(label)) for form, make in _FORMS)
    made = (make(found) for make, found in matches if found)
    period = _point(label) or next((period for period in made if period), None)
    return None if period is None else _on(basis, replace(period, vintage=vintage))


def _point(label: str) -> Period | None:
    """A day, alone or as the end of a stock."""
    bare = re.sub(r"^(?:(?:tinh )?den (?:het )?(?:ngay )?|ngay |tai ngay |thoi diem )", "", label)
    if not re.search(r"\d\s*[/.\-]\s*\d+\s*[/.\-]\s*\d|thang \d+ nam", bare):
        return None
    day = parse_date(bare)
    return Period(day, day, "point") if day else None


def plain(text: str) -> str:
    """The text without marks and case, with single spaces; punctuation stays."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _on(basis: Basis, period: Period) -> Period:
    """The period on its basis: administrative months begin on the 15th of the month before."""
    if basis == "calendar" or period.kind in {"week", "point"}:
        return period
    before = period.start - timedelta(days=1)
    return replace(period, start=before.replace(day=15), end=period.end.replace(day=14))


#: What looks like a period in a title and is none: the day a paper was signed, the number of a decision.
_NO_PERIOD = re.compile(
    r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)|"
    r"(?:ngay\s*)?\d{1,2}\s*(?:/|-|\.)\s*\d{1,2}\s*(?:/|-|\.)\s*\d{4}|ngay\s*\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4}"
    r"|\d+\s*/\s*\d{4}\s*/\s*[a-z][\w\-]*|(?:so|so:)\s*\d+\s*[/\-]\s*[\w\-/]+|\d+\s*/\s*[a-z]{2,}[\w\-]*"
)
_DATED = re.compile(
    r"(?:tinh |luy ke )?(?:(?:den|tai|chot)(?: het)?|thoi diem)(?: thoi diem)?(?: \d{1,2} gio)?(?: ngay)? "
    r"(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2} thang \d{1,2} nam \d{4})"
)
_SUFFIX = re.compile(r"\.(?:xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt|json|zip)$")


def period_in_text(text: str, basis: Basis = "calendar") -> Period | None:
    """The period that a title line or the name of a file speaks of; None when it speaks of none.

    Dates of signature and numbers of decisions are passed over; of several periods the most specific one wins.

    Args:
        text: `BÁO CÁO ... Quý III/2025`, `tram_phat_song_2025-10.csv`, `bao_cao_q3_2025.xlsx`.
        basis: See `parse_period`.
    """
    line = plain(text)
    is_name = bool(_SUFFIX.search(line))
    line = _SUFFIX.sub("", line) if is_name else line
    day = _DATED.search(line)
    line = _NO_PERIOD.sub(" ; ", line).replace("_", " ")
    found = next(_found(line, is_name), None)
    if found:
        return _on(basis, found)
    return parse_period(day.group(1)) if day else None


def _found(line: str, is_name: bool) -> Iterator[Period]:
    """Every period in a line, the most specific forms first."""
    beside, forms, year = _IN_NAME if is_name else _IN_LINE
    for form, make in _SPOKEN:
        for found in re.finditer(rf"(?<![a-z0-9]){form}(?!\d)", line):
            if period := make(found):
                yield period
    for form, make in forms:
        for found in re.finditer(beside.format(form), line):
            if period := make(found):
                yield period
    for found in re.finditer(year, line):
        yield _year(found)


#: What may stand beside digits that are a period, the forms of digits, and how a year stands by itself: in a line …
_IN_LINE = (r"(?<![\d/.\-])(?:{})(?![\d/.\-]|\s*[/\-])", _BARE, rf"(?<!thang )\bnam\s*{_Y}(?!\d)")
#: … and in the name of a file, where underscores have become spaces.
_IN_NAME = (
    r"(?<![a-z\d])(?:{})(?!\d|[\-. ]\d{{1,2}}(?!\d))",
    (*_BARE, (rf"(?P<month>0[1-9]|1[0-2]) {_Y}", _month), (rf"{_Y} (?P<month>0[1-9]|1[0-2])", _month)),
    rf"(?<!\d){_Y}(?!\d)",
)

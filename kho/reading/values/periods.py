"""Reporting periods: from `Quý III/2025`, `9 tháng đầu năm 2025`, `cuối 2025` to a first and a last day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from kho.contract.schedule import Basis
from kho.reading.values.dates import ENGLISH_MONTHS, NUMBER_WORDS, parse_date
from kho.reading.values.spans import Period, Vintage, between_days, months, on_basis

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
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
_S = r"(?:\s*[/.\-–,'’]\s*|\s+)?(?:nam\s*)?"
#: A year of two digits is one only behind a word that says what is numbered, and where it is no month (`Q3/25`).
_YY = rf"(?:{_S}{_Y}|\s*[/'’]\s*(?P<short>1[5-9]|[2-4]\d)(?![\d/.\-]))"
#: `tháng năm 2009` has lost its number: May is `tháng năm năm 2009`.
_MONTH_NUMBER = rf"(?P<month>0?[1-9]|1[0-2]|(?!nam\b\s*\d)(?:{_WORDS}))"
_END = r"(?:(?:tinh )?den (?:het |cuoi )?|cuoi |het )"


def _year_of(found: re.Match[str]) -> int:
    return int(found["year"]) if found["year"] else 2000 + int(found["short"])


def _week(found: re.Match[str]) -> Period | None:
    try:
        monday = date.fromisocalendar(int(found["year"]), int(found["number"]), 1)
    except ValueError:
        return None
    return Period(monday, monday + timedelta(days=6), "week")


def _quarter(found: re.Match[str]) -> Period:
    text = found["quarter"]
    number = _ROMAN.get(text) or NUMBER_WORDS.get(text) or int(text)
    return months(_year_of(found), 3 * number - 2, 3)


def _half(found: re.Match[str]) -> Period:
    second = found["half"] in {"cuoi", "2", "sau", "ii"}
    return months(int(found["year"]), 7 if second else 1, 6)


def _first_months(found: re.Match[str]) -> Period:
    text = found["count"]
    return months(int(found["year"]), 1, NUMBER_WORDS.get(text) or int(text))


def _month(found: re.Match[str]) -> Period:
    text = found["month"]
    return months(_year_of(found), NUMBER_WORDS.get(text) or ENGLISH_MONTHS.get(text[:3]) or int(text), 1)


def _year(found: re.Match[str]) -> Period:
    return months(int(found["year"]), 1, 12)


def _span(found: re.Match[str]) -> Period | None:
    first, last = int(found["first"]), int(found["last"])
    return Period(date(first, 1, 1), date(last, 12, 31), "span") if first < last else None


def _span_of_months(found: re.Match[str]) -> Period | None:
    year, first, last = int(found["year"]), int(found["first"]), int(found["last"])
    return months(year, first, last - first + 1) if first < last <= 12 else None


def _until(found: re.Match[str]) -> Period:
    """A stock at the end of a quarter or month: a point in time."""
    whole = _quarter(found) if found.groupdict().get("quarter") else _month(found)
    return Period(whole.end, whole.end, "point")


_MONTH = "(?:thang|thg|th|t)"
_QUARTER = rf"(?:quy|qui|q)[\s.:]*(?P<quarter>iv|iii|ii|i|0?[1-4]|nhat|mot|hai|ba|tu)\b{_YY}"
#: Forms that say what they are, so that they can be found within a line; the most specific ones first.
_SPOKEN: tuple[tuple[str, Callable[[re.Match[str]], Period | None]], ...] = (
    (rf"(?:tuan(?: thu)?|w)\s*(?P<number>\d{{1,2}}){_S}{_Y}", _week),
    (rf"(?:tinh )?den (?:het |cuoi ){_QUARTER}", _until),
    (_QUARTER, _quarter),
    (rf"{_Y}[\s\-/]?q(?P<quarter>[1-4])\b", _quarter),
    (rf"{_Y}[\s\-/]?h(?P<half>[12])\b", _half),
    (rf"{_Y}[\s\-/]?w(?P<number>\d{{2}})\b", _week),
    (rf"{_Y}[\s\-/]?m(?P<month>0?[1-9]|1[0-2])\b", _month),
    (rf"(?:0?6|sau)\s*thang\s*(?P<half>dau|cuoi)(?: nam)?{_S}{_Y}", _half),
    (rf"nua\s*(?P<half>dau|cuoi|sau)(?: nam)?{_S}{_Y}", _half),
    (rf"h(?P<half>[12]){_S}{_Y}", _half),
    (rf"(?<!\d)(?P<count>0?[1-9]|1[0-2]|{_WORDS})\s*(?:thang|th|t)(?: dau)?(?: nam)?\s*{_S}{_Y}", _first_months),
    (
        rf"(?:tu )?{_MONTH} ?(?P<first>\d{{1,2}})\s*(?:[-–]|den)(?: het)?\s*(?:{_MONTH} ?)?(?P<last>\d{{1,2}}){_S}{_Y}",
        _span_of_months,
    ),
    (rf"(?:tinh )?den (?:het |cuoi )thang\s*{_MONTH_NUMBER}{_S}{_Y}", _until),
    (rf"{_MONTH}[\s.:]*{_MONTH_NUMBER}\b{_YY}", _month),
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
_YEAR = (rf"(?:{_END}|trong )?(?:(?:ca |toan )?nam\s*)?{_Y}(?:\.0)?", _year)
#: As programs in English write a month (`Oct-25`); within a line they would be words: `máy 2025`.
_ENGLISH = (rf"(?P<month>(?:{'|'.join(ENGLISH_MONTHS)})[a-z]{{0,6}})(?:[\s.\-/,]*{_Y}|[-'](?P<short>\d\d))", _month)
_FORMS = tuple((re.compile(form), make) for form, make in (*_SPOKEN, _ROMAN_QUARTER, *_BARE, _ENGLISH, _YEAR))
#: What names several periods, or numbers a period that may be a quarter or a half: `quý 1, 2/2025`, `Kỳ I/2025`.
_ONE = r"(?:iv|i{1,3}|\d{1,2})"
_SEVERAL = re.compile(
    rf"(?<![a-z])(?:(?P<what>quy|qui|q|thang|thg|th|t)[\s.]*{_ONE}(?:\s*(?:,|;|\+|&|va)\s*(?:(?:quy|qui|q|thang|thg|th|t)"
    rf"[\s.]*)?{_ONE})+|ky (?:thu )?(?:ii?|0?[12])\b|(?:quy|qui)\s*(?:0?[5-9]|[1-9]\d)){_S}{_Y}"
)


def parse_period(text: str, basis: Basis = "calendar") -> Period | None:
    """The period that a label names; None when it names none, several, or no year.

    Args:
        text: `Quý III/2025`, `Q3/2025`, `9 tháng 2025`, `Tháng 10/2025`, `10/2025`, `2025`, `cuối 2025` (the year),
            `đến 30/9/2025` (a point in time), `2016-2019` (a span of years), `Sơ bộ 2024`, `Tuần 40/2025`,
            `từ 15/9 đến 14/10/2025`.
        basis: Administrative periods begin on the 15th and end on the 14th (Thông tư 09/2019/TT-NHNN).
    """
    label = plain(text)
    if _SEVERAL.fullmatch(label):
        return None
    lead = _LEAD.match(label)
    words = lead.group() if lead else ""
    label = re.sub(r"^\((.*)\)$", r"\1", label.removeprefix(words)).strip()
    if told := re.fullmatch(r"(.+?)\s*\(([^()]+)\)", label):
        label, behind = told.groups()
        if behind not in _VINTAGES:
            return _told_twice(label, behind, basis)
        words = behind
    vintage = next((vintage for word, vintage in _VINTAGES.items() if re.search(rf"\b{word}\b", words)), None)
    if days := between_days(label, basis):
        return replace(days, vintage=vintage)
    matches = ((make, form.fullmatch(label)) for form, make in _FORMS)
    made = (make(found) for make, found in matches if found)
    period = _point(label) or next((period for period in made if period), None)
    return None if period is None else on_basis(basis, replace(period, vintage=vintage))


def _told_twice(label: str, behind: str, basis: Basis) -> Period | None:
    """A period and its days in brackets (`Tuần 43 (20/10 - 26/10/2025)`); None where they are not the same."""
    days = parse_period(behind, basis)
    named = days and (parse_period(label, basis) or parse_period(f"{label} nam {days.end.year}", basis))
    return named if named and days and (named.start, named.end) == (days.start, days.end) else None


def _point(label: str) -> Period | None:
    """A day, alone or as the end of a stock."""
    bare = re.sub(r"^(?:tinh )?(?:(?:den|tai)\s)?(?:het )?(?:thoi diem )?(?:ngay )?", "", label)
    if not re.search(r"\d\s*[/.\-]\s*\d+\s*[/.\-]\s*\d|\d thang \d+ nam", bare):
        return None
    day = parse_date(bare)
    return Period(day, day, "point") if day else None


def plain(text: str) -> str:
    """The text without marks and case, with single spaces; punctuation stays."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


#: What looks like a period in a title and is none: the day a paper was signed, the number of a decision or a form.
_NO_PERIOD = re.compile(
    r"(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)|"
    r"(?<!\d)(?<!thang )(?:ngay\s*)?\d{1,2}\s*(?:/|-|\.)\s*\d{1,2}\s*(?:/|-|\.)\s*\d{4}|"
    r"ngay\s*\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4}"
    r"|\d+\s*/\s*\d{4}\s*/\s*[a-z][\w\-]*|(?:so|so:)\s*\d+\s*[/\-]\s*[\w\-/]+|\d+\s*/\s*[a-z]{2,}[\w\-]*"
    r"|(?<![a-z])(?:bieu|mau|phu luc|pl|bang|thong tu|tt|nghi (?:dinh|quyet)|nd|nq|quyet dinh|qd|cong van|cv)"
    r"\s*\d{1,4}\s*[/.\-]\s*\d{4}(?!\d)"
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
    days = between_days(line.replace("_", " "), basis, whole=False)
    line = _SEVERAL.sub(" ; ", _NO_PERIOD.sub(" ; ", line).replace("_", " "))
    found = next(_spoken(line), None) or days or next(_bare(line, is_name), None)
    if found:
        return found if found is days else on_basis(basis, found)
    return parse_period(day.group(1)) if day else None


def _spoken(line: str) -> Iterator[Period]:
    """The periods in a line that say what they are, the most specific forms first."""
    for form, make in _SPOKEN:
        for found in re.finditer(rf"(?<![a-z0-9]){form}(?!\d)", line):
            if period := make(found):
                yield period


def _bare(line: str, is_name: bool) -> Iterator[Period]:
    """The periods in a line that are digits alone, years last."""
    beside, forms, year = _IN_NAME if is_name else _IN_LINE
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

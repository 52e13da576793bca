"""Columns of dates and of moments."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.values.column import ColumnContext, Typed, as_json, cells, typed
from kho.reading.values.font_encodings import known_in_font
from kho.reading.values.text import tidy
from kho.vietnam import ZONE

#: Day 0 of the serial numbers of spreadsheets (from March 1900 on).
_SERIAL_ZERO = date(1899, 12, 30)
#: Serial numbers that are read as dates: 1927 to 2173. Outside of it a number is a year or a mistake.
SERIALS = (10_000, 99_999)
_YEARS = range(1900, 2200)

#: Months in words, as they are spoken and as programs in English write them; keys without marks.
NUMBER_WORDS = {
    "mot": 1, "nhat": 1, "gieng": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi mot": 11, "muoi hai": 12, "muoi": 10, "chap": 12,
}  # fmt: skip
ENGLISH_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_NAMED = rf"({'|'.join(ENGLISH_MONTHS)})[a-z]{{0,6}}"

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\\]\s*(\d{1,2})\s*[/.\-\\]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
#: On folded text: `ngày 15 tháng mười năm 2025`, `15-Th10-25`, `15-Oct-25`, `Oct 15, 2025`.
_IN_WORDS = re.compile(rf"(?:ngay )?(\d{{1,2}}) (?:thang|thg|th) ?(\d{{1,2}}|{_WORDS}) (?:nam )?(\d{{4}}|\d{{2}})")
_ENGLISH = re.compile(
    rf"(?P<day>\d{{1,2}}) {_NAMED} (?P<year>\d{{4}}|\d{{2}})|{_NAMED} (?P<late>\d{{1,2}}) (?P<last>\d{{4}})"
)
_MONTH = re.compile(r"(?:thang )?(\d{1,2})(?:\s*[/.\-]\s*| nam )(\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
#: Where and on which day of the week, before a date: `Hà Nội, ngày 15/10/2025`, `Thứ 4, 15/10/2025`.
_BEFORE = re.compile(r"(?i)^(?:thứ \d|[^\d,]{2,30}),\s*(?=ngày |\d)")
_CLOCK = r"(\d{1,2})(?::| ?h ?|\s*giờ\s*)(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?\s*(AM|PM|SA|CH)?"
_TIME = rf"(?:[ T]+{_CLOCK}\s*(Z|[+-]\d{{2}}:?\d{{2}})?)?"
_MOMENT = re.compile(rf"(?i)(.*?\d){_TIME}")
_HAS_CLOCK = re.compile(r"(?i)\d(?::| ?h ?|\s*giờ\s*)\d")
_CLOCK_FIRST = re.compile(rf"(?i)({_CLOCK})\s*,?\s+(?:ngày )?(\d.*)")


def type_date(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of dates: day first, ISO, serial numbers, words; a moment counts on its day in Vietnam."""
    frame = cells(texts)
    fast = frame["raw"].str.len_bytes() == 10
    day_first = pl.when(fast).then("raw").str.to_date("%d/%m/%Y", strict=False)
    iso = pl.when(fast).then("raw").str.to_date("%Y-%m-%d", strict=False)
    native = pl.col("date").dt.date()
    frame = frame.with_columns(value=pl.coalesce(native, day_first, _sound(iso), serial_date(pl.col("number"))))
    frame = frame.with_columns(value=_sound(pl.col("value")))
    rest = frame.filter(pl.col("value").is_null() & pl.col("raw").is_not_null() & pl.col("number").is_null())
    pivot = context.received_on.year
    read = {text: _day(text, pivot) for text in rest["raw"].unique()}
    days = rest["raw"].replace_strict(list(read), list(read.values()), default=None, return_dtype=pl.Date)
    frame = frame.join(rest.select("row", late=days), on="row", how="left", maintain_order="left")
    frame = frame.with_columns(pl.coalesce("value", "late").alias(name))
    imprecise = rest.filter(rest["raw"].is_in([text for text, day in read.items() if day and _names_no_day(text)]))
    no_day = imprecise.select("row", "raw", pl.lit("cell.date_day").alias("rule"))
    return typed(name, spec, frame, [_with_suggestion(unread(frame, name, spec)), no_day])


def _with_suggestion(wrong: pl.DataFrame) -> pl.DataFrame:
    """Problems with dates; one written month first (`10/25/2025`) gets the same day written day first."""
    distinct = wrong["raw"].unique()
    turned = {text: as_json({"suggestion": day}) for text in distinct if (day := _turned(text))}
    params = wrong["raw"].replace_strict(list(turned), list(turned.values()), default=None, return_dtype=pl.String)
    return wrong.with_columns(params=params)


def _turned(text: str) -> str | None:
    found = _DAY_FIRST.fullmatch(text.strip())
    turned = f"{found.group(2)}/{found.group(1)}/{found.group(3)}" if found else ""
    return turned if parse_date(turned) else None


def type_timestamp(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of moments; without a zone they are in Vietnam's time. Stored in UTC."""
    frame = cells(texts)
    native = pl.col("date").dt.replace_time_zone(str(ZONE)).dt.convert_time_zone("UTC")
    serial = serial_date(pl.col("number")).cast(pl.Datetime("us"))
    at = serial + pl.duration(microseconds=((pl.col("number") % 1) * 86_400_000_000).round())
    at = at.dt.replace_time_zone(str(ZONE)).dt.convert_time_zone("UTC")
    read = {text: parse_moment(text, context.received_on.year) for text in frame["raw"].drop_nulls().unique()}
    dtype = pl.Datetime("us", "UTC")
    late = frame["raw"].replace_strict(
        list(read), pl.Series(list(read.values()), dtype=dtype), default=None, return_dtype=dtype
    )
    frame = frame.with_columns(late=late).with_columns(pl.coalesce(native, at, "late").alias(name))
    return typed(name, spec, frame, [unread(frame, name, spec)])


def unread(frame: pl.DataFrame, column: str, spec: FieldSpec) -> pl.DataFrame:
    """The problems of cells that hold something of which nothing could be made.

    Args:
        frame: `row`, `raw`, and the column that was read.
        column: Name of that column; null where nothing was read.
        spec: The field.
    """
    left = frame.filter(pl.col(column).is_null() & pl.col("raw").is_not_null()).select("row", "raw")
    left = left.filter(tidy(left["raw"]).is_not_null())
    is_error = left["raw"].str.starts_with("#") & left["raw"].str.contains(r"^#[A-Z/0]+[!?A]?$")
    rule = pl.when(is_error).then(pl.lit("cell.error")).otherwise(pl.lit("cell.type"))
    return left.select("row", "raw", rule.alias("rule"), pl.lit(spec.type).alias("expected"))


def _day(text: str, received: int) -> date | None:
    """The date of a cell, which may be in words of a font encoding."""
    day = parse_date(text, received)
    plain = None if day else known_in_font(text, lambda decoded: parse_date(decoded, received) is not None)
    return parse_date(plain, received) if plain else day


def _sound(day: pl.Expr) -> pl.Expr:
    return pl.when(day.dt.year().is_between(_YEARS.start, _YEARS.stop - 1)).then(day)


def serial_date(number: pl.Expr) -> pl.Expr:
    """The date of a spreadsheet's serial number; null outside `SERIALS`."""
    days = pl.when(number.is_between(*SERIALS)).then(number.floor()).cast(pl.Int64)
    return pl.lit(_SERIAL_ZERO) + pl.duration(days=days)


def parse_date(text: str, received: int = 2030) -> date | None:
    """The date that a text names, read day first; None when there is none.

    Args:
        text: `15/10/2025`, `5.1.25`, `2025-10-15`, `2025-10-14T23:30:00Z` (the next day in Vietnam),
            `ngày 15 tháng 10 năm 2025`, `45931` (a serial number), `10/2025` (the first of the month).
        received: Year of the report: two-digit years up to ten years after it are of this century.
    """
    text = _BEFORE.sub("", _bare(text))
    if (found := _SERIAL.fullmatch(text)) and SERIALS[0] <= int(found.group(1)) <= SERIALS[1]:
        return _SERIAL_ZERO + timedelta(days=int(found.group(1)))
    if _HAS_CLOCK.search(text):
        moment = parse_moment(text, received)
        return moment.astimezone(ZONE).date() if moment else None
    if found := _DAY_FIRST.fullmatch(re.sub(r"(?i)^ngày\s+", "", text)):
        day, month, year = found.groups()
        return _date(_century(year, received), int(month), int(day))
    if found := _YEAR_FIRST.fullmatch(text):
        return _date(*map(int, found.groups()))
    if re.fullmatch(r"\d{8}", text):
        return _of_eight(text)
    if day := _in_words(fold(text), received):
        return day
    found = _MONTH.fullmatch(_plain(text))
    return _date(int(found.group(2)), int(found.group(1)), 1) if found else None


def _bare(text: str) -> str:
    """The text with single spaces, without the apostrophe that keeps a cell text and the dot that ends a sentence."""
    return " ".join(text.split()).lstrip("'’").rstrip(".;,")


def _of_eight(digits: str) -> date | None:
    """Eight digits without marks, year first or day first: in the years that count they cannot be both."""
    year_first = _date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return year_first or _date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))


def _in_words(key: str, received: int) -> date | None:
    if found := _IN_WORDS.fullmatch(key):
        day, month, year = found.groups()
        return _date(_century(year, received), NUMBER_WORDS.get(month) or int(month), int(day))
    if found := _ENGLISH.fullmatch(key):
        name = found.group(2) or found.group(4)
        return _date(
            _century(found["year"] or found["last"], received), ENGLISH_MONTHS[name], int(found["day"] or found["late"])
        )
    return None


def parse_moment(text: str, received: int = 2030) -> datetime | None:
    """The moment that a text names, in UTC; without a zone it is Vietnam's time."""
    text = _bare(text)
    if first := _CLOCK_FIRST.fullmatch(text):
        text = f"{first.group(7)} {first.group(1)}"
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    day_text, hour, minute, second, fraction, half, zone = found.groups()
    day = None if _HAS_CLOCK.search(day_text) else parse_date(day_text, received)
    if day is None:
        return None
    hour = _of_day(int(hour or 0), half)
    try:
        at = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")),
        )
        return at.replace(tzinfo=_zone(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _of_day(hour: int, half: str | None) -> int:
    """The hour of the day; 24 and more are none, as are 13 to 23 of a half."""
    if not half:
        return hour
    return hour % 12 + (12 if half.upper() in {"PM", "CH"} else 0) if 1 <= hour <= 12 else 24


def _zone(text: str | None) -> ZoneInfo | timezone:
    if text is None:
        return ZONE
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _names_no_day(text: str) -> bool:
    return bool(_MONTH.fullmatch(_plain(_bare(text))))


def _plain(text: str) -> str:
    return text.lower().replace("tháng", "thang").replace("năm", "nam")


def _century(year: str, received: int) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) <= received % 100 + 10 else 1900)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None

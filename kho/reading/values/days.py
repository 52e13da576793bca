"""The day up to which a title line or the name of a file says that its figures were gathered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kho.reading.fold import fold
from kho.reading.values.dates import parse_date
from kho.reading.values.periods import period_in_text, plain

_NUMERIC = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}"
_DAY = rf"({_NUMERIC}|\d{{1,2}} thang \d{{1,2}} nam \d{{4}})(?!\d)"
_HOUR = r"(?: \d{1,2} ?(?:h|gio|:) ?\d{0,2})?"
#: A day alone in a title is the day of signature: only one that figures run up to counts.
_UP_TO = re.compile(rf"\b(?:den|tai|chot|het)(?: het)?:?{_HOUR}(?: cua)?(?: ngay)?:? {_DAY}|\d\s*[-–]\s*{_DAY}")
_IN_NAME = re.compile(rf"(?<!\d)(?:{_NUMERIC}|\d{{4}} \d{{2}} \d{{2}}|\d{{1,2}} \d{{1,2}} \d{{4}}|\d{{8}})(?!\d)")


def day_in_line(text: str) -> date | None:
    """The day up to which a line of a title block says that the figures run; the end of a week that it names.

    Args:
        text: `Số liệu tính đến ngày 26/10/2025`, `Tuần từ 20/10/2025 đến 26/10/2025`, `Tuần 43/2025`.
    """
    days = [parse_date(next(filter(None, found.groups()))) for found in _UP_TO.finditer(plain(text))]
    return next((day for day in reversed(days) if day), None) or _end_of_week(text)


def day_in_name(text: str) -> date | None:
    """The day in the name of a file, the last one of a span; the end of a week that it names.

    Args:
        text: `gian_hang_so_2025-10-26.csv`, `GHS 20-10-2025_26-10-2025.xlsx`, `ghs_20251026.csv`, `tuan_43_2025.csv`.
    """
    return max(_days(plain(text).replace("_", " ")), default=None) or _end_of_week(text)


def _days(name: str) -> Iterator[date]:
    for found in _IN_NAME.finditer(name):
        digits = found.group().strip().replace(" ", "-")
        readings = [digits]
        if digits.isdigit():
            readings = [f"{digits[:4]}-{digits[4:6]}-{digits[6:]}", f"{digits[:2]}-{digits[2:4]}-{digits[4:]}"]
        if day := next((day for day in map(parse_date, readings) if day), None):
            yield day


def _end_of_week(text: str) -> date | None:
    period = period_in_text(text) if "tuan" in fold(text) else None
    return period.end if period and period.kind == "week" else None

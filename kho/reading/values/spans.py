"""Stretches of time: what a period is made of, and from one day to another as titles write it."""

from __future__ import annotations

import re
from calendar import monthrange
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


#: How many months → the first months that a period of this kind begins with.
_BEGIN: dict[int, tuple[Kind, frozenset[int]]] = {
    1: ("month", frozenset(range(1, 13))),
    3: ("quarter", frozenset({1, 4, 7, 10})),
    6: ("half", frozenset({1, 7})),
    9: ("nine_months", frozenset({1})),
    12: ("year", frozenset({1})),
}


def months(year: int, first: int, count: int) -> Period:
    """So many months of a year from one on: a quarter, a half … where they are one, else a span."""
    last = first + count - 1
    kind, begins = _BEGIN.get(count, ("span", frozenset[int]()))
    end = date(year, last, monthrange(year, last)[1])
    return Period(date(year, first, 1), end, kind if first in begins else "span")


def on_basis(basis: Basis, period: Period) -> Period:
    """The period on its basis: administrative months begin on the 15th of the month before."""
    if basis == "calendar" or period.kind in {"week", "point"}:
        return period
    before = period.start - timedelta(days=1)
    return replace(period, start=before.replace(day=15), end=period.end.replace(day=14))


_DAY = r"\d{{1,2}}\s*[/.\-]\s*\d{{1,2}}{0}|\d{{1,2}} thang \d{{1,2}}{1}"
_WHOLE = _DAY.format(r"\s*[/.\-]\s*\d{4}", r" nam \d{4}") + r"|\d{4}-\d{1,2}-\d{1,2}"
_PART = _DAY.format("", "") + r"|\d{1,2}"
_FROM_TO = re.compile(
    rf"(?<![\d/.\-])(?:(?P<from>tu)\s*)?(?:ngay )?(?P<first>{_WHOLE}|{_PART})\s*(?P<to>[-–]|den(?: het)?)\s*(?:ngay )?"
    rf"(?P<last>{_WHOLE})(?![\d/.\-])"
)


def between_days(text: str, basis: Basis, whole: bool = True) -> Period | None:
    """The period from one day to another: the month, quarter or week that it fills, else a span.

    Args:
        text: Without marks and case: `tu 15/9 den 14/10/2025`, `01/07/2025 - 30/09/2025`. A first day without a year
            is the last one of its kind before the end.
        basis: Whether months begin on the 1st or on the 15th.
        whole: The text is nothing else; otherwise the days may stand within it.
    """
    found = _FROM_TO.fullmatch(text) if whole else _FROM_TO.search(text)
    if found is None or (found["first"].isdigit() and not found["from"]):
        return None
    end = parse_date(found["last"])
    start = _first_day(found["first"], end) if end else None
    return Period(start, end, _kind(start, end, basis)) if start and end and start <= end else None


def _first_day(text: str, end: date) -> date | None:
    if re.search(r"\d{4}", text):
        return parse_date(text)
    day, *month = re.findall(r"\d+", text)
    month_number = int(month[0]) if month else end.month
    year = end.year - (month_number > end.month)
    return parse_date(f"{day}/{month_number}/{year}")


def _kind(start: date, end: date, basis: Basis) -> Kind:
    if start.isoweekday() == 1 and end - start == timedelta(days=6):
        return "week"
    fitting = (months(end.year, end.month - count + 1, count) for count in _BEGIN if end.month >= count)
    return next((one.kind for one in fitting if _runs(on_basis(basis, one), start, end)), "span")


def _runs(period: Period, start: date, end: date) -> bool:
    return (period.start, period.end) == (start, end)

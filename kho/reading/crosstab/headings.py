"""What the title of a matrix's column says of its values: their period, and what they are compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from kho.contract import FieldSpec
from kho.contract.schedule import Basis
from kho.reading.fold import fold
from kho.reading.tables.title_block import Line, labels
from kho.reading.values import Period, period_in_text

_AGAINST = re.compile(r"(?<!giá )\bso\s+(?:sánh(?:\s+với\b)?(?:\s*\(?%\)?)?|với\b|(?=cùng\s+kỳ))", re.I)
#: What a value is compared with, so far as it is no period of its own.
_BASE = re.compile(
    r"^\s*(?:cùng\s+kỳ|kế\s+hoạch|dự\s+toán|mục\s+tiêu|(?:số\s+)?(?:ước\s+(?:tính|thực\s+hiện)|sơ\s+bộ|thực\s+hiện)|(?:tháng|quý)\s+\S+|\d+\s+tháng|bình\s+quân)?"
    r"\s*(?:đầu\s+)?(?:năm\s+(?:trước|\d{4})|năm\b|\d{4}|trước)?",
    re.I,
)
_SAME_TIME = re.compile(r"\b(?:cung ky|nam truoc)\b")
_GROWTH = re.compile(r"\b(?:toc do (?:tang|phat trien)|tang truong|tang giam|(?:tang|giam)(?= so)|muc tang)\b")
_PLAN = re.compile(r"\b(?:so (?:sanh )?voi|dat|bang|ty le|phan tram|so) (?:\S+ ){0,3}?(?:du toan|ke hoach|muc tieu)\b")
_PLANNED = re.compile(r"\b(?:dự toán|kế hoạch|mục tiêu)\b", re.I)
_SHARE = re.compile(r"\b(?:co cau|ty trong)\b")
_BEFORE = re.compile(r"\bso (?:sanh )?voi (?:thang|quy|ky) truoc\b")
_YEAR = re.compile(r"\b(?:19|20|21)\d{2}\b")
#: A year that is merged over its quarters or months: `Năm 2024` over `Quý II`.
_YEAR_FIRST = re.compile(
    r".*?(?:\bnăm\s+)?\b(?P<year>(?:19|20|21)\d{2})\b\s+(?P<rest>(?:(?!(?:19|20|21)\d{2}\b).)+)", re.I
)


@dataclass(frozen=True)
class Heading:
    """What a title says.

    Attributes:
        period: The period of the values; None where the title names none.
        comparison: `year_on_year` (an index or a growth), `growth` (on a year before), `of_plan`, `share`,
            `previous_period`, `other`; None for plain values.
        plain: The title without what the values are compared with.
    """

    period: Period | None
    comparison: str | None
    plain: str


def heading(title: str, whole: Period | None, basis: Basis) -> Heading:
    """Read the title of one column.

    Args:
        title: Its rows joined, `Ước tính 9 tháng 2025 so với cùng kỳ năm trước (%)`.
        whole: The period of the whole table, which lends its year to a column that names none.
        basis: Whether periods are calendar or administrative ones.
    """
    before, against, after = _parted(title)
    base = _BASE.match(after)
    rest = after[base.end() :] if base else after
    own = _period(before, whole, basis) or _period(rest, whole, basis)
    if own is None and not against and whole and _SAME_TIME.search(fold(title)):
        own = _year_before(whole)
    compared = period_in_text(_with_year(base.group() if base else "", whole), basis) if against else None
    comparison = _comparison(title, own or whole, compared, bool(against))
    plain = f"{before} {rest}".strip()
    return Heading(own, comparison, _PLANNED.sub("", plain) if comparison == "of_plan" else plain)


def said(spec: FieldSpec, text: str) -> str | None:
    """The label of an enumeration that stands in a text, the longest one; None where none does."""
    return next((line.text for line in labels(spec, Line(text))), None)


def _parted(title: str) -> tuple[str, str, str]:
    """What stands before `so với`, the words themselves, and what stands behind them."""
    found = _AGAINST.search(title)
    return (title[: found.start()], found.group(), title[found.end() :]) if found else (title, "", "")


def _period(text: str, whole: Period | None, basis: Basis) -> Period | None:
    """The period in a text; a month or quarter without a year has that of the whole table."""
    if not text.strip():
        return None
    if _YEAR.search(text):
        turned = _YEAR_FIRST.fullmatch(text)
        within = period_in_text(f"{turned['rest']} năm {turned['year']}", basis) if turned else None
        if within and within.kind != "year":
            return within
        return period_in_text(text, basis) or period_in_text(f"năm {text}", basis)
    found = period_in_text(_with_year(text, whole), basis)
    return found if found and found.kind != "year" else None


def _with_year(text: str, whole: Period | None) -> str:
    plain = re.sub(r"\W+$", "", re.sub(r"\([^()]*\)|%", "", text))
    plain = re.sub(r"\s+năm$", "", plain, flags=re.I)
    return text if _YEAR.search(text) or whole is None else f"{plain} năm {whole.end.year}"


def _comparison(title: str, own: Period | None, compared: Period | None, is_against: bool) -> str | None:
    key = fold(title)
    if _PLAN.search(key) or re.search(r"%\s*(?:dự toán|kế hoạch)", title, re.I):
        return "of_plan"
    if is_against and _BEFORE.search(key):
        return "previous_period"
    if is_against and (_SAME_TIME.search(key) or _is_year_apart(own, compared)):
        return "growth" if _GROWTH.search(key) else "year_on_year"
    if is_against:
        return "other"
    if _SHARE.search(key):
        return "share"
    return "growth" if _GROWTH.search(key) else None


def _is_year_apart(own: Period | None, compared: Period | None) -> bool:
    if own is None or compared is None:
        return False
    return (own.kind, own.end.month, own.end.year) == (compared.kind, compared.end.month, compared.end.year + 1)


def _year_before(period: Period) -> Period:
    return replace(period, start=_back(period.start), end=_back(period.end), vintage=None)


def _back(day: date) -> date:
    """The same day a year before; 29 February becomes the 28th, the last day of the month stays the last."""
    if (day.month, day.day) in ((2, 28), (2, 29)):
        year = day.year - 1
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return date(year, 2, 29 if leap else 28)
    return day.replace(year=day.year - 1)

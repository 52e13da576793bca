"""When a report is owed: how often, on which periods, and by which day."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from kho.contract.parts import Model
from kho.vietnam import REFORM

Frequency = Literal["day", "week", "month", "quarter", "half", "year", "irregular"]
Basis = Literal["calendar", "administrative"]


class Due(Model):
    """When a report is due.

    Attributes:
        day: Day of the month that the period ends in; for a week, the weekday after its end (1 is Monday).
        months_after: So many months later than that month.
        time: Time of the day, in Việt Nam.
    """

    day: int = Field(ge=1, le=31)
    months_after: int = Field(default=0, ge=0, le=12)
    time: dt.time = dt.time(17, 0)


class Schedule(Model):
    """What makes a feed's reporting calendar.

    Attributes:
        frequency: How often a report is owed; an irregular one never is.
        due: By when; without it a report is owed for every period and never late.
        period_basis: Calendar periods, or administrative ones, 15th to 14th (Thông tư 09/2019/TT-NHNN).
        since: No report is owed for a period that begins before this day: departments are those of today since then.
        until: Nor for one that begins after this day.
        report_when: A SQL condition; only a row that meets it is a report on its period (a target is a plan for it).
    """

    frequency: Frequency
    due: Due | None = None
    period_basis: Basis = "calendar"
    since: dt.date = REFORM
    until: dt.date | None = None
    report_when: str | None = None

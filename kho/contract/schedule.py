"""When a report is owed: how often, on which periods, and by which day."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from kho.contract.parts import Model, one_or_several
from kho.vietnam import REFORM

Frequency = Literal["day", "week", "month", "quarter", "half", "year", "irregular"]
Basis = Literal["calendar", "administrative"]


class Due(Model):
    """When a report is due.

    Attributes:
        holds_from: `from` in a contract: it holds for periods that begin on this day or later.
        day: Day of the month that the period ends in; for a week, the weekday after its end (1 is Monday).
        months_after: So many months later than that month.
        time: Time of the day, in Việt Nam.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)

    holds_from: dt.date | None = Field(default=None, alias="from")
    day: int = Field(ge=1, le=31)
    months_after: int = Field(default=0, ge=0, le=12)
    time: dt.time = dt.time(17, 0)


class Span(Model):
    """The days between which a sender owes a feed: periods that begin on one of them, both included."""

    since: dt.date | None = None
    until: dt.date | None = None


class Schedule(Model):
    """What makes a feed's reporting calendar.

    Attributes:
        frequency: How often a report is owed; an irregular one never is.
        due: By when; without it a report is owed for every period and never late. Where the day has changed, an entry
            for each, the later ones with `from`; a change that names no day holds from the build on that saw it.
        period_basis: Calendar periods, or administrative ones, 15th to 14th (Thông tư 09/2019/TT-NHNN).
        since: No report is owed for a period that begins before this day: departments are those of today since then.
        until: Nor for one that begins after this day.
        report_when: A SQL condition; only a row that meets it is a report on its period (a target is a plan for it).
    """

    frequency: Frequency
    due: Annotated[tuple[Due, ...], BeforeValidator(one_or_several)] = ()
    period_basis: Basis = "calendar"
    since: dt.date = REFORM
    until: dt.date | None = None
    report_when: str | None = None

    @property
    def tells_history(self) -> bool:
        """Whether the contract says itself for which periods a due day holds."""
        return any(due.holds_from for due in self.due)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for earlier, later in pairwise(self.due):
            if later.holds_from is None or later.holds_from <= (earlier.holds_from or dt.date.min):
                raise ValueError("each due day after the first needs a later `from`, the first day that it holds for")
        if self.frequency == "irregular" and self.due:
            raise ValueError("what comes irregularly is due on no day: leave `due` out, or say how often it is owed")
        return self

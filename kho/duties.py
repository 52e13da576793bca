"""How the terms of a reporting duty change over time: a new due day leaves the periods before it as they were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from kho.contract.schedule import Schedule

ALWAYS, FOR_EVER = dt.date.min, dt.date.max
_DAY = dt.timedelta(days=1)


class Terms(NamedTuple):
    """How often a feed is owed and by when, in the columns of `control.reporting_duty`."""

    frequency: str
    period_basis: str
    due_day: int | None
    due_months_after: int | None
    due_time: dt.time | None


@dataclass(frozen=True, slots=True)
class Era:
    """Terms, and the periods that they hold for: those that begin on a day from `held_from` to `held_to`."""

    terms: Terms
    held_from: dt.date
    held_to: dt.date


def continued(known: Sequence[Era], schedule: Schedule, today: dt.date, *, is_added: bool = False) -> list[Era]:
    """The eras of a duty now that its contract says this.

    A contract whose `due` names days (`from`) tells the history itself. One that does not is taken at its word for the
    periods to come: what it says otherwise than before holds for those that begin today or later.

    Args:
        known: The eras so far, in order of time; none for a duty that is new.
        schedule: What the contract says.
        today: The day on which it is read.
        is_added: The feed was given to a sender that was there already: it is owed from now on.
    """
    said = list(_said(schedule, today if is_added else ALWAYS))
    first = said[0]
    if schedule.tells_history or not known:
        return [*ended(known, first.held_from), *said]
    if known[-1].terms == first.terms and known[-1].held_from <= today and known[-1].held_to == FOR_EVER:
        return list(known)
    before = ended(known, today)
    if before and before[-1].terms == first.terms and before[-1].held_to == today - _DAY:
        return [*before[:-1], replace(before[-1], held_to=FOR_EVER)]  # a change that was taken back the same day
    return [*before, replace(first, held_from=today)]


def ended(known: Sequence[Era], on: dt.date) -> list[Era]:
    """The eras as far as they hold for periods that begin before a day."""
    return [replace(era, held_to=min(era.held_to, on - _DAY)) for era in known if era.held_from < on]


def _said(schedule: Schedule, begin: dt.date) -> Iterator[Era]:
    starts = [due.holds_from or begin for due in schedule.due] or [begin]
    ends = [after - _DAY for _, after in pairwise(starts)] + [FOR_EVER]
    for due, held_from, held_to in zip(schedule.due or (None,), starts, ends, strict=True):
        day, after, time = (due.day, due.months_after, due.time) if due else (None, None, None)
        yield Era(Terms(schedule.frequency, schedule.period_basis, day, after, time), held_from, held_to)

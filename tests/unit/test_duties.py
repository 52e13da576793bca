"""Terms that change leave the periods that began before as they were."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from kho.contract.schedule import Schedule
from kho.duties import Era, continued, ended

TODAY = date(2026, 3, 20)


def monthly(due: Any) -> Schedule:
    return Schedule.model_validate({"frequency": "month", "due": due})


def told(eras: list[Era]) -> list[tuple[str, str, int | None]]:
    """First and last day of each era, a dash where it has none, and its due day."""
    first, last = str(date.min), str(date.max)
    return [
        (str(era.held_from).replace(first, "-"), str(era.held_to).replace(last, "-"), era.terms.due_day) for era in eras
    ]


FIRST = continued((), monthly({"day": 17, "time": "17:00"}), date(2025, 11, 3))


def test_what_was_never_otherwise_holds_always() -> None:
    assert told(FIRST) == [("-", "-", 17)]
    assert continued(FIRST, monthly({"day": 17}), TODAY) == FIRST


def test_a_new_day_holds_for_periods_that_begin_from_now_on() -> None:
    changed = continued(FIRST, monthly({"day": 10}), TODAY)
    assert told(changed) == [("-", "2026-03-19", 17), ("2026-03-20", "-", 10)]
    assert continued(changed, monthly({"day": 10}), date(2026, 5, 1)) == changed


def test_a_change_taken_back_on_its_day_was_none() -> None:
    changed = continued(FIRST, monthly({"day": 10}), TODAY)
    assert continued(changed, monthly({"day": 17}), TODAY) == FIRST
    assert told(continued(changed, monthly({"day": 17}), date(2026, 4, 2))) == [
        ("-", "2026-03-19", 17), ("2026-03-20", "2026-04-01", 10), ("2026-04-02", "-", 17),
    ]  # fmt: skip


def test_a_contract_may_tell_the_history_itself() -> None:
    """A wrong day is put right for the past too, and a change announced before it holds."""
    changed = continued(FIRST, monthly([{"day": 20}, {"from": "2026-01-01", "day": 15}]), TODAY)
    assert told(changed) == [("-", "2025-12-31", 20), ("2026-01-01", "-", 15)]
    later = continued(changed, monthly([{"from": "2026-07-01", "day": 5}]), TODAY)
    assert told(later) == [("-", "2025-12-31", 20), ("2026-01-01", "2026-06-30", 15), ("2026-07-01", "-", 5)]
    assert told(continued(later, monthly({"day": 5}), TODAY))[-1] == ("2026-03-20", "-", 5)


def test_what_is_owed_no_more_was_owed_before() -> None:
    gone = ended(FIRST, TODAY)
    assert told(gone) == [("-", "2026-03-19", 17)]
    assert ended(gone, date(2026, 8, 1)) == gone
    assert told(continued(gone, monthly({"day": 17}), date(2026, 8, 1))) == [
        ("-", "2026-03-19", 17), ("2026-08-01", "-", 17),
    ]  # fmt: skip
    stopped = continued(FIRST, Schedule(frequency="irregular"), TODAY)
    assert [(era.terms.frequency, str(era.held_to)) for era in stopped] == [
        ("month", "2026-03-19"),
        ("irregular", "9999-12-31"),
    ]


def test_a_feed_that_is_given_to_a_sender_is_owed_from_then_on() -> None:
    assert told(continued((), monthly({"day": 17}), TODAY, is_added=True)) == [("2026-03-20", "-", 17)]


@pytest.mark.parametrize(
    "due",
    [
        [{"day": 20}, {"day": 15}],
        [{"from": "2026-01-01", "day": 20}, {"from": "2026-01-01", "day": 15}],
    ],
)
def test_days_that_do_not_say_when_they_begin_are_refused(due: Any) -> None:
    with pytest.raises(ValidationError, match="each due day after the first needs a later `from`, the first day"):
        monthly(due)


def test_what_comes_irregularly_is_due_on_no_day() -> None:
    with pytest.raises(ValidationError, match="what comes irregularly is due on no day: leave `due` out"):
        Schedule.model_validate({"frequency": "irregular", "due": {"day": 3}})

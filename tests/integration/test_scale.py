"""The measure of scale measures: on few observations, with everything that it does on many."""

from __future__ import annotations

from kho.bench import scale


def test_corrections_are_timed_and_every_question_is_answered(database: str) -> None:
    measured = scale.measure_here(5_000, lambda _: None, turns=2)
    assert set(measured["seconds"]) == {"build", "gate", "publish", "correction"}
    assert set(measured["milliseconds"]) == set(scale.QUESTIONS)
    assert all(value > 0 for value in measured["milliseconds"].values())

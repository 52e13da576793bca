"""What a spreadsheet program would run does not leave in a csv."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kho.analyst import Answer
from kho.formulas import harmless


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "-A1", "-1+1|x", "- Nông nghiệp", "\t=1", "\r=1", "=\n1"]
)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "value",
    ["Chợ = 1", "-", "=", "", "-5", "+84 912 345 678", "-5,2 %", "1.234", None, -5, Decimal("-5.2"), True, "'=1"],
)
def test_everything_else_stays_as_it_is(value: Any) -> None:
    assert harmless(value) is value


def test_an_answer_as_csv_runs_nothing() -> None:
    answer = Answer(["=name", "value"], [("@sum(A1)", -5), ("Chợ", Decimal("-1.5")), (None, 0)])
    assert answer.as_csv() == "'=name,value\n'@sum(A1),-5\nChợ,-1.5\n,0\n"

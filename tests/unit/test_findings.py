"""Findings are told one by one up to a bound, and counted beyond it."""

from __future__ import annotations

import polars as pl
import pytest

from kho import messages
from kho.finding import Finding, Findings, further
from kho.receipt.causes import causes
from tests.fixtures.reading import TITLES, consume, text


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kho.finding.MOST_TOLD", 100)
    monkeypatch.setattr("kho.finding.FEWEST_TOLD", 10)


def wrong(field: str, rows: range, **more: object) -> pl.DataFrame:
    same = {"rule": "cell.type", "tier": "syntax", "standing": "block", "sheet": "csv", "field": field} | more
    return pl.DataFrame({"row": rows}).with_columns(pl.lit(value).alias(name) for name, value in same.items())


def test_within_the_bound_every_finding_is_told() -> None:
    found = Findings()
    found.extend(wrong("a", range(60)))
    found.extend(wrong("b", range(40)))
    assert found.frame().height == len(found) == 100
    assert further(found.frame()).is_empty()


def test_beyond_the_bound_each_cause_has_its_first_findings_and_a_number() -> None:
    found = Findings()
    found.add(Finding("table.wide", "syntax", "warn"))
    for start in range(0, 200, 50):
        found.extend(pl.concat([wrong("a", range(start, start + 50)), wrong("b", range(start, start + 7))]))
    found.extend(wrong("c", range(500)))
    frame = found.frame()
    told = frame.filter(pl.col("row").is_not_null())["field"].value_counts().sort("field")
    assert told.rows() == [("a", 93), ("b", 10), ("c", 10)]
    numbers = further(frame).sort("field").select("field", "further")
    assert numbers.rows() == [("a", 107), ("b", 18), ("c", 490)]
    assert len(found) == 1 + 200 + 28 + 500
    assert {cause.field: (cause.count, cause.further) for cause in causes(frame, 500)} == {
        "a": (200, 107), "b": (28, 18), "c": (500, 490), None: (1, 0),
    }  # fmt: skip
    assert [cause.is_whole_column for cause in causes(frame, 500)] == [True, False, False, False]


def test_what_is_only_counted_is_said(tmp_path: object) -> None:
    found = Findings()
    found.extend(wrong("a", range(1100)))
    told = messages.merged(further(found.frame()).row(0, named=True))
    assert messages.render("cell.type", told, "en") == (
        "The whole file: 1,000 more cells of “a” have the same fault as those listed; they are counted and not listed "
        "one by one: correct the whole column."
    )
    assert "còn 1.000 dòng nữa" in messages.render("key.double", told | {"field": None}, "vi")


def test_a_file_in_which_every_row_is_wrong_is_counted_in_full(tmp_path) -> None:  # type: ignore[no-untyped-def]
    lines = [f"C{i};Chợ {i};nhiều;Quý III/2025;thừa" for i in range(300)]
    rows, reading = consume(text(tmp_path / "cho.csv", [";".join(TITLES), *lines]))
    assert (rows.height, reading.rows_read) == (300, 300)
    frame = reading.findings.frame()
    assert frame.height < 150
    assert sum(cause.count for cause in causes(frame, 300)) == len(reading.findings) == 600
    numbers = further(frame).select("rule", "field", "further").sort("further").rows()
    assert numbers == [("cell.type", "merchants_count", 200), ("cell.type", None, 290)]

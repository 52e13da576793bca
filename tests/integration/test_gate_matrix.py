"""The gate of a matrix: what fails is one of its cells, not one of its rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from kho import landing
from kho.catalog import Catalog
from kho.contract import RuleSpec, Text
from kho.database import connect
from kho.messages import merged, quoted
from kho.reading import Source, read
from kho.settings import PROJECT
from kho.steps.gate import judge_rows
from tests.fixtures.reading import workbook

CATALOG = Catalog.load(PROJECT / "contracts")
RULE = RuleSpec(
    id="MAT-01",
    tier="validity",
    standing="block",
    check="value >= 0",
    fields=("value",),
    message=Text(vi="v", en="e", fr="f"),
)


@pytest.mark.usefixtures("database")
def test_a_failing_value_is_told_at_its_own_cell(tmp_path: Path) -> None:
    contract = CATALOG.contracts["statistics_table"].model_copy(update={"feed": "matrix", "rules": (RULE,)})
    head = [["1. Sản phẩm"], [None, None, "Quý II", "Quý III"], [None, None, 2024, 2024]]
    path = workbook(tmp_path / "bieu_2024-09.xlsx", [*head, ["Lúa", None, 10, -4.5], ["Ngô", None, -3, 5]])
    reading = read(Source(path, path.name, "trunguong/cuc_thong_ke", dt.date(2024, 10, 6)), contract, CATALOG)
    with connect() as conn:
        landing.ensure_table(conn, contract)
        landing.land(conn, contract, 1, reading.batches())
    table, already = ("raw", "matrix"), reading.findings.frame()
    frames = list(judge_rows(contract, 1, table, reading.layout, already, path).failures)
    told = pl.concat(frames)
    assert told.select("rule", "cell", "row", "raw").sort("cell").rows() == [
        ("MAT-01", "C5", 5, "-3"), ("MAT-01", "D4", 4, "-4.5"),
    ]  # fmt: skip
    assert [quoted(merged(one), "vi") for one in told.sort("cell").iter_rows(named=True)] == ["-3", "-4,5"]

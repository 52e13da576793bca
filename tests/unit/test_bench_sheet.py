"""The benchmark's workbook: a real one, read without a finding, so that what is timed is reading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from kho.bench import sheet
from kho.catalog import Catalog
from kho.landing import REMARKS
from kho.reading import Source, read
from kho.settings import PROJECT


def test_the_workbook_reads_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    sheet.write(path, 40)
    feed = sheet.contract()
    reading = read(
        Source(path, path.name, sheet.SENDER, dt.date(2026, 1, 2)), feed, Catalog({}, {}, PROJECT / "contracts")
    )
    rows = pl.concat(reading.batches())
    assert reading.findings.frame().is_empty()
    assert rows.shape == (40, 2 + sheet.COLUMNS + len(REMARKS))
    assert rows.row(1)[2:5] == ("0000007919", "Công ty TNHH Dịch vụ số 12648", 217377)


def test_both_times_are_taken(tmp_path: Path) -> None:
    bare, ours = sheet.measure(tmp_path, rows=40)
    assert bare > 0
    assert ours > 0
    assert list(tmp_path.iterdir()) == []

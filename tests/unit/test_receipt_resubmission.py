"""The marked copy of a sample, sent back as it is, reads like the file it was made from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.contract import Contract
from kho.reading import Source, read
from kho.receipt import write
from tests.fixtures.receipts import judgement

PROJECT = Path(__file__).resolve().parents[2]
CATALOG = Catalog.load(PROJECT / "contracts")
ON = dt.date(2026, 11, 22)
SAMPLES = [
    "hanoi/bql_khu_cnc/hightech_park_projects/Du_an_Hoa_Lac_Quy_IV_2025_loi.xlsx",
    "hanoi/so_khcn/digital_economy_indicators/KTS_Ha_Noi_loi_so_lieu.xlsx",
    "nhnn/khu_vuc_6/payment_accounts/tai_khoan_KV6_Quy_IV_2025_loi.csv",
]


def as_read(path: Path, sender: str, contract: Contract) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows and the findings of a file."""
    reading = read(Source(path, path.name, sender, ON), contract, CATALOG)
    rows = pl.concat(list(reading.batches()))
    return rows.drop("sheet_name"), reading.findings.frame()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_marked_copy_reads_like_the_original(sample: str, tmp_path: Path) -> None:
    path = PROJECT / "samples" / sample
    sender, feed = "/".join(sample.split("/")[:2]), sample.split("/")[2]
    contract = CATALOG.contracts[feed]
    rows, found = as_read(path, sender, contract)
    marked = write(judgement(findings=found, file_name=path.name), path, tmp_path, contract)[2]
    again, found_again = as_read(marked, sender, contract)
    assert again.equals(rows)
    told = ["rule", "standing", "cell", "row", "field", "raw", "expected"]
    assert found_again.select(told).rows() == found.select(told).rows()
    assert found.height >= 3

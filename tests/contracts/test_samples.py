"""The samples: made byte for byte, judged as `expected.yml` says, and carrying the figures that were published."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from kho.catalog import Catalog
from kho.contract import Contract
from kho.reading import Source, read
from kho.settings import PROJECT
from kho.steps.judge import judge

SAMPLES = PROJECT / "samples"
EXPECTED: list[dict[str, Any]] = yaml.safe_load((SAMPLES / "expected.yml").read_text(encoding="utf-8"))
CATALOG = Catalog.load(PROJECT / "contracts")
FIGURES = Path(__file__).parent / "published_figures.csv"
#: A finding of `expected.yml` is told by these.
TOLD = ["rule", "standing", "sheet", "cell", "row", "field", "raw"]
RECEIVED = dt.date(2026, 3, 2)


def _name(sample: dict[str, Any]) -> str:
    return Path(sample["file"]).stem


def _rows(sample: dict[str, Any]) -> pl.DataFrame:
    path = SAMPLES / sample["file"]
    contract: Contract = CATALOG.contracts[sample["feed"]]
    return pl.concat(read(Source(path, path.name, sample["sender"], RECEIVED), contract, CATALOG).batches())


def _accepted(feed: str, *, samples: bool) -> Iterator[dict[str, Any]]:
    for sample in EXPECTED:
        if sample["feed"] == feed and sample["verdict"] == "accepted" and sample["is_sample"] is samples:
            yield sample


def test_the_script_makes_the_committed_files(tmp_path: Path) -> None:
    command = [sys.executable, str(SAMPLES / "make.py"), "--into", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert made <= {sample["file"] for sample in EXPECTED}  # others are committed as a department wrote them
    assert [name for name in sorted(made) if (tmp_path / name).read_bytes() != (SAMPLES / name).read_bytes()] == []


def test_every_committed_file_has_an_entry() -> None:
    there = {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*/*/*") if path.is_file()}
    assert there - {sample["file"] for sample in EXPECTED} == set()


def test_every_entry_says_everything() -> None:
    said = {"file", "sender", "feed", "verdict", "rows_read", "is_sample", "demo", "findings"}
    assert [sample["file"] for sample in EXPECTED if not said <= set(sample)] == []


def test_every_sender_and_feed_of_a_sample_is_its_folder() -> None:
    for sample in EXPECTED:
        assert sample["file"].rsplit("/", 1)[0] == f"{sample['sender']}/{sample['feed']}"


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("sample", EXPECTED, ids=_name)
def test_a_sample_gets_its_verdict_and_its_findings(sample: dict[str, Any]) -> None:
    judgement = judge(SAMPLES / sample["file"], sample["feed"], sample["sender"])
    found = judgement.findings.select(TOLD).to_dicts()
    assert _sorted(found) == _sorted(sample["findings"])
    assert judgement.verdict == sample["verdict"]
    assert judgement.rows_read == sample["rows_read"]
    assert judgement.is_sample == sample["is_sample"]


def _sorted(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(findings, key=lambda finding: (str(finding["sheet"]), finding["row"] or 0, finding["rule"]))


def _figures(sample: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The figures of a delivery in the words of `published_figures.csv`."""
    for row in _rows(sample).iter_rows(named=True):
        is_target = row["actual_value"] is None
        field = "target_value" if is_target else "actual_value"
        value = row[field]
        yield {
            "territory_code": row["territory_code"],
            "indicator_code": row["indicator_code"],
            "scenario": "target" if is_target else row["scenario"] or "actual",
            "comparator": row[f"{field}_comparator"] or "",
            "value": row["target_value_text"] if value is None else f"{value.normalize():f}",
            "unit": row["unit"],
            "period_start": str(row["period_start"]),
            "period_end": str(row["period_end"]),
            "boundary_date": str(row["boundary_date"] or ""),
        }


def test_every_published_figure_is_delivered_and_nothing_else() -> None:
    with FIGURES.open(encoding="utf-8") as file:
        published = [{name: text for name, text in row.items() if name != "fact"} for row in csv.DictReader(file)]
    delivered = [
        figure for sample in _accepted("digital_economy_indicators", samples=False) for figure in _figures(sample)
    ]
    assert sorted(map(str, published)) == sorted(map(str, delivered))


def test_figures_of_one_indicator_keep_their_sources_apart() -> None:
    rows = pl.concat(_rows(sample) for sample in _accepted("digital_economy_indicators", samples=False))
    key = CATALOG.contracts["digital_economy_indicators"].key_columns(
        CATALOG.contracts["digital_economy_indicators"].key
    )
    assert rows.height == rows.unique(key).height
    share = rows.filter(indicator_code="DE_GRDP_SHARE", territory_code="01", period_end=dt.date(2023, 12, 31))
    assert share["source_method"].to_list() == [
        "Vụ Kinh tế số và Xã hội số, Bộ KH&CN",
        "Đại học Kinh tế Quốc dân (NEU)",
    ]


def test_the_projects_of_the_park_reconcile_to_what_was_published() -> None:
    (sample,) = _accepted("hightech_park_projects", samples=True)
    rows = _rows(sample)
    assert dict(rows["project_kind"].value_counts().iter_rows()) == {"domestic": 96, "fdi": 15}
    assert rows["registered_capital_vnd"].sum() == 115_830 * 10**9


def test_accounts_are_counted_apart_from_persons() -> None:
    rows = pl.concat(_rows(sample) for sample in _accepted("payment_accounts", samples=True))
    assert sorted(rows["territory_code"].unique()) == ["01", "22", "31", "33"]
    assert rows.filter(pl.col("accounts_count") > pl.col("population_15_count")).height > 0
    assert rows["period_start"].unique().to_list() == [dt.date(2025, 6, 15)]
    assert rows["period_end"].unique().to_list() == [dt.date(2025, 9, 14)]

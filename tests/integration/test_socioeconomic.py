"""The socio-economic indicators, from files to what an analyst sees: published figures, tables, a correction."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps.chain import ingest, release
from tests.conftest import execute, named

FEED = "socioeconomic_indicators"
SAMPLES = PROJECT / "samples"


def drop(file: Path, sender: str) -> None:
    folder = Settings.from_environment().inbox / sender / FEED
    folder.mkdir(parents=True, exist_ok=True)
    target = shutil.copy(file, folder / file.name)
    os.utime(target, (time.time() - 60,) * 2)


def correction(folder: Path) -> Path:
    """The quarterly growth once more, the third quarter corrected."""
    book = openpyxl.load_workbook(SAMPLES / "hanoi/thong_ke" / FEED / "KTXH_9_thang_2025.xlsx")
    book.worksheets[0]["E8"] = "8,25"
    book.save(folder / "KTXH_9_thang_2025_dinh_chinh.xlsx")
    return folder / "KTXH_9_thang_2025_dinh_chinh.xlsx"


@pytest.fixture(scope="module")
def warehouse(postgres_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two gated releases: the samples that are accepted, and a correction."""
    name = f"kho_socioeconomic_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name} template {migrated_template}")
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KHO_HOME", str(home))
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        for file in sorted(SAMPLES.glob(f"*/*/{FEED}/*.xlsx")):
            drop(file, "/".join(file.relative_to(SAMPLES).parts[:2]))
        verdicts = [outcome.delivery.verdict for outcome in ingest()]
        assert sorted(map(str, verdicts)) == ["accepted"] * 4 + ["held", "rejected"]
        assert not release().refused
        drop(correction(tmp_path_factory.mktemp("files")), "hanoi/thong_ke")
        assert [outcome.delivery.verdict for outcome in ingest()] == ["accepted"]
        assert not release().refused
        yield home
    execute(postgres_server, f"drop database {name} with (force)")


def rows(query: str, as_of: str = "") -> list[tuple[Any, ...]]:
    with connect("kho_analyst", as_of=as_of) as conn:
        return conn.execute(query.encode()).fetchall()


GROWTH = """select period_label, comparator, value, coalesce(value_text, '') from marts.mart_observation
    where indicator_code = 'GRDP_GROWTH_YOY' and breakdown is null and not is_sample order by scenario, period_label"""


@pytest.mark.usefixtures("warehouse")
def test_growth_and_its_targets_are_as_published_before_and_after_a_correction() -> None:
    targets = [("9 tháng 2025", None, None, "hai con số"), ("Năm 2025", ">=", Decimal(8), "")]
    targets.append(("Năm 2026", ">=", Decimal(11), ""))
    quarters = [("9 tháng 2025", "7.92"), ("Quý I/2025", "7.52"), ("Quý II/2025", "8")]
    for as_of, third in (("1", "8.2"), ("", "8.25")):
        actuals = [(label, "=", Decimal(value), "") for label, value in [*quarters, ("Quý III/2025", third)]]
        assert rows(GROWTH, as_of) == [*actuals, *targets]


@pytest.mark.usefixtures("warehouse")
def test_two_days_of_one_figure_are_both_kept_and_stand_against_each_other() -> None:
    query = """select sender, value, as_of_date::text, vintage, comparator from marts.mart_source_conflicts
        where indicator_code = 'STATE_BUDGET_REVENUE' and not is_sample order by as_of_date"""
    assert rows(query) == [
        ("hanoi/thong_ke", Decimal(499_900), "2025-09-30", "estimate", "="),
        ("hanoi/so_tai_chinh", Decimal(530_800), "2025-10-01", "preliminary", "="),
    ]
    query = """select indicator_code, comparator, value, unit from marts.mart_observation
        where sender = 'hanoi/so_tai_chinh' and scenario = 'actual' and value < 200 order by 1"""
    assert rows(query) == [
        ("STATE_BUDGET_REVENUE_VS_PLAN", "=", Decimal("103.3"), "%"),
        ("STATE_BUDGET_REVENUE_YOY", "~<", Decimal(40), "%"),
    ]


@pytest.mark.usefixtures("warehouse")
def test_an_average_over_years_is_a_span() -> None:
    query = """select comparator, value, unit, period_kind, period_start::text from marts.mart_socioeconomic_indicators
        where indicator_code = 'GRDP_GROWTH_AVG'"""
    assert rows(query) == [("~<", Decimal(11), "%/năm", "span", "2016-01-01")]


@pytest.mark.usefixtures("warehouse")
def test_a_share_that_contradicts_the_published_structure_reaches_no_mart() -> None:
    assert rows("select count(*) from marts.mart_observation where indicator_code = 'INDUSTRY_GRDP_SHARE'") == [(0,)]


@pytest.mark.usefixtures("warehouse")
def test_the_target_is_measured_against_the_whole_and_the_newest_edition() -> None:
    query = """select actual_sender, actual_value, actual_vintage, gap_value, comparison
        from marts.mart_target_progress
        where indicator_code = 'GRDP_GROWTH_YOY' and target_value = 8 and not is_sample"""
    assert rows(query) == [("hanoi/thong_ke", Decimal("7.92"), "estimate", Decimal("0.08"), "comparable")]


@pytest.mark.usefixtures("warehouse")
def test_values_of_a_table_lead_back_to_their_cells() -> None:
    query = """select indicator_code, breakdown, period_label, value, unit, measure, sheet_name, row_number
        from marts.mart_socioeconomic_indicators
        where is_sample and value in (8.1, 150000, 513800, 20, 12.4) order by value, row_number"""
    part = "Công nghiệp và xây dựng › Công nghiệp"
    nine = "9 tháng năm 2025"
    assert rows(query) == [
        ("GRDP_GROWTH_YOY", part, nine, Decimal("8.1"), "%", "value", "1.GRDP", 12),
        ("GRDP_GROWTH_YOY", "Dịch vụ", "Quý III/2025", Decimal("8.1"), "%", "value", "1.GRDP", 14),
        ("RETAIL_SALES", None, nine, Decimal("12.4"), "%", "year_on_year", "3.Ban le", 4),
        ("GRDP", part, nine, Decimal(150_000), "tỷ đồng", "value", "1.GRDP", 12),
        ("STATE_BUDGET_REVENUE", None, "Năm 2025", Decimal(513_800), "tỷ đồng", "value", "2.Thu NSNN", 6),
    ]

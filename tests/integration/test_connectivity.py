"""Hamlets and their mobile signal, from the files of three operators to what an analyst may ask."""

from __future__ import annotations

import datetime as dt
import os
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from kho import analyst, releases
from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps import dbt
from kho.steps.build import build
from kho.steps.chain import ingest
from kho.steps.publish import publish

FEED = "signal_gaps"
SAMPLES = sorted((PROJECT / "samples/thainguyen").glob(f"*/{FEED}/*"))
JULY = next(path for path in SAMPLES if path.name == "trang_song_viettel_2025-07.csv")


@pytest.fixture(scope="module")
def verdicts(installation: Path) -> Any:
    """Two releases: the samples, and a correction by Viettel; gives the verdict of each file."""
    for path in SAMPLES:
        drop(path.parts[-3], path.name, path.read_bytes())
    told = {one.delivery.file_name: one.verdict for one in ingest()}
    release()
    text = unicodedata.normalize("NFC", JULY.read_text(encoding="utf-8-sig"))
    first = next(line for line in text.splitlines() if "XM-01" in line)
    corrected = first.replace(first.split(";")[4], "lõm sóng")
    drop("viettel", "dinh_chinh_2025-07.csv", text.replace(first, corrected).encode())
    header = next(line for line in text.splitlines() if "Mã xã" in line)
    checked = next(line for line in text.splitlines() if "XM-02" in line).replace("trắng sóng", "đã phủ")
    drop("so_khcn", "kiem_tra_2025-07.csv", "\n".join([header, checked]).encode())
    told |= {one.delivery.file_name: one.verdict for one in ingest()}
    release()
    return told


def drop(sender: str, name: str, content: bytes) -> None:
    target: Path = Settings.from_environment().inbox / "thainguyen" / sender / FEED / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    os.utime(target, (time.time() - 60,) * 2)


def release() -> None:
    release_id = build()
    assert release_id is not None
    with connect() as conn:
        releases.record_gate(conn, release_id, [], passed=True)
    publish(release_id)


def rows(query: str, as_of: str = "1") -> list[tuple[Any, ...]]:
    return analyst.query(query, as_of=as_of).rows


PROVINCE = "from marts.mart_connectivity where commune_code is null"


def test_every_file_is_taken_but_the_one_with_errors(verdicts: dict[str, str]) -> None:
    assert verdicts == {
        "trang_song_viettel_2025-07.csv": "accepted",
        "trang_song_vnpt_2025-07.csv": "accepted_with_warnings",
        "trang_song_mobifone_2025-07.csv": "accepted",
        "trang_song_thang_01_2026.zip": "accepted",
        "trang_song_mobifone_2025-08_loi.csv": "rejected",
        "dinh_chinh_2025-07.csv": "accepted",
        "kiem_tra_2025-07.csv": "accepted_with_warnings",
    }


@pytest.mark.usefixtures("verdicts")
def test_59_hamlets_become_none_before_tet() -> None:
    query = f"""select period_label, gaps_count, no_signal_count, weak_signal_count, covered_count, not_listed_count,
            all_covered_since_date, operators_count, is_sample
        {PROVINCE} and operator_code is null order by period_end"""
    assert rows(query) == [
        ("Tháng 7/2025", 59, 37, 22, 3, 0, None, 3, True),
        ("Tháng 1/2026", 0, 0, 0, 62, 0, dt.date(2025, 12, 28), 3, True),
    ]


@pytest.mark.usefixtures("verdicts")
def test_each_operator_keeps_its_own_numbers() -> None:
    query = f"""select operator_code, gaps_count, no_signal_count, gaps_without_power_count, not_listed_count,
            completeness_pct::float, deliveries_count
        {PROVINCE} and operator_code is not null order by period_end, operator_code"""
    assert rows(query) == [
        ("mobifone", 37, 37, 4, 0, 59.7, 1),
        ("viettel", 62, 40, 6, 0, 100, 1),
        ("vnpt", 59, 48, 6, 0, 100, 1),
        ("mobifone", 6, 0, 0, 33, 9.7, 1),
        ("viettel", 0, 0, 0, 0, 100, 1),
        ("vnpt", 6, 6, 0, 47, 19.4, 1),
    ]


@pytest.mark.usefixtures("verdicts")
def test_a_hamlet_is_one_whatever_its_reports_call_it() -> None:
    query = """select distinct hamlet_id, hamlet_name, is_without_code, coverage_status_of_all, covered_date_of_all
        from marts.mart_hamlet_signal where hamlet_id like '%01' or hamlet_id = 'XM-05' order by hamlet_name desc"""
    assert rows(query) == [
        ("XM-05", "Xóm minh họa 05 (tên mới)", False, "covered", dt.date(2025, 12, 6)),
        ("XM-05", "Xóm minh họa 05", False, "none", None),
        ("XM-01", "Xóm minh họa 01", False, "covered", dt.date(2025, 12, 2)),
        ("XM-01", "Xóm minh họa 01", False, "none", None),
    ]


@pytest.mark.usefixtures("verdicts")
def test_an_old_code_of_bac_kan_is_counted_in_the_commune_of_today() -> None:
    query = """select operator_code, commune_name, row_number from marts.mart_hamlet_signal
        where hamlet_id = 'XM-01' and period_label = 'Tháng 7/2025' order by operator_code"""
    assert rows(query) == [
        ("mobifone", "Xã Cao Minh", 5),
        ("viettel", "Xã Cao Minh", 5),
        ("vnpt", "Xã Cao Minh", 5),
    ]


@pytest.mark.usefixtures("verdicts")
def test_operators_that_disagree_are_counted() -> None:
    query = f"select disputed_count {PROVINCE} and operator_code is null order by period_end"
    assert rows(query) == [(14,), (12,)]


@pytest.mark.usefixtures("verdicts")
def test_a_correction_changes_the_month_and_the_state_before_it_stays() -> None:
    query = f"""select no_signal_count, weak_signal_count, hamlets_count
        {PROVINCE} and operator_code = 'viettel' and period_label = 'Tháng 7/2025'"""
    assert rows(query, as_of="1") == [(40, 22, 62)]
    assert rows(query, as_of="2") == [(39, 23, 62)]


@pytest.mark.usefixtures("verdicts")
def test_what_the_department_says_of_a_network_stays_behind_what_its_operator_says() -> None:
    query = """select sender, coverage_status, is_preferred, other_senders_count from marts.mart_hamlet_signal
        where hamlet_id = 'XM-02' and operator_code = 'viettel' and period_label = 'Tháng 7/2025' order by sender"""
    assert rows(query, as_of="2") == [
        ("thainguyen/so_khcn", "covered", False, 1),
        ("thainguyen/viettel", "none", True, 1),
    ]


@pytest.mark.usefixtures("verdicts")
def test_the_rules_of_the_models_hold() -> None:
    settings = Settings.from_environment()
    models = ("int_signal__hamlets_identified", "int_signal__hamlets_combined")
    assert len(dbt.run(dbt.definition(settings.contracts), "test", "--select", *models)) == 3

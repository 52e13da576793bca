"""The register of enterprises: snapshots that replace each other, counts, and a code that changed its meaning."""

from __future__ import annotations

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps.chain import ingest, release
from tests.conftest import execute, named
from tests.integration.entries import deliver, publish_next, settle

FEED = "enterprise_register"
FOLDER = f"dongthap/so_tai_chinh/{FEED}"
SNAPSHOT = {
    "period_start": "2025-10-01",
    "period_end": "2025-10-31",
    "period_kind": "month",
    "period_label": "Tháng 10/2025",
    "territory_code": "31",
    "commune_code": "11311",
    "founded_date": "2020-01-02",
    "industry_code": "62010",
    "status": "active",
}


def enterprises(*codes: str, **values: Any) -> list[dict[str, Any]]:
    return [SNAPSHOT | {"tax_code": code, "enterprise_name": f"Công ty {code}"} | values for code in codes]


def snapshot(name: str) -> None:
    """Deliver a sample as a department does."""
    folder = Settings.from_environment().inbox / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    target = shutil.copy(PROJECT / "samples" / FOLDER / name, folder / name)
    os.utime(target, (time.time() - 60,) * 2)
    verdicts = {outcome.delivery.file_name: outcome.delivery.verdict for outcome in ingest()}
    assert str(verdicts[name]).startswith("accepted")


@pytest.fixture(scope="module")
def warehouse(postgres_server: str, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two releases: the snapshots of June and those of October."""
    name = f"kho_enterprises_{uuid.uuid4().hex[:12]}"
    execute(postgres_server, f"create database {name} template {migrated_template}")
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KHO_HOME", str(home))
        patch.setenv("KHO_DATABASE_URL", named(postgres_server, name))
        snapshot("dang_ky_dn_2025-06_minh_hoa.csv")
        deliver(FEED, enterprises("0200000001", "0200000002", "0200000003"), sender="haiphong/so_tai_chinh")
        _population()
        assert not release().refused
        snapshot("dang_ky_dn_2025-10_minh_hoa.csv")
        later = enterprises("0200000002") + enterprises("0200000003", status="suspended") + enterprises("0200000004")
        deliver(FEED, later, sender="haiphong/so_tai_chinh")
        assert not release().refused
        yield home
    execute(postgres_server, f"drop database {name} with (force)")


def _population(value: int = 4000) -> None:
    row = {
        "table_title": "Dân số",
        "indicator_code": "POPULATION",
        "territory_code": "31",
        "value": value,
        "period_start": "2025-01-01",
        "period_end": "2025-09-30",
        "period_kind": "nine_months",
        "period_label": "9 tháng 2025",
    }
    deliver("socioeconomic_indicators", [row], sender="haiphong/so_tai_chinh")


def rows(query: str, as_of: str = "", role: str | None = "kho_analyst") -> list[tuple[Any, ...]]:
    with connect(role, as_of=as_of) as conn:  # type: ignore[arg-type]
        return conn.execute(query.encode()).fetchall()


@pytest.mark.usefixtures("warehouse")
def test_code_82_is_tien_giang_before_the_reform_and_dong_thap_since() -> None:
    query = """select territory_name, period_end::text, enterprises_count, new_count from marts.mart_enterprises
        where territory_code = '82' and group_kind = 'all'"""
    assert rows(query, "1") == [("Tiền Giang", "2025-06-30", 14, 0)]
    assert rows(query) == [("Đồng Tháp", "2025-10-31", 18, 2)]
    query = "select territory_name, value from marts.mart_observation where indicator_code = 'ENTERPRISE_COUNT'"
    assert ("Tiền Giang", Decimal(11)) in rows(query, "1")
    assert ("Đồng Tháp", Decimal(15)) in rows(query)


@pytest.mark.usefixtures("warehouse")
def test_a_snapshot_closes_who_is_gone_and_writes_only_what_changed() -> None:
    query = """select tax_code, status, from_release, nullif(to_release, 2147483647) from warehouse.fct_enterprise
        where territory_code = '31' order by tax_code, from_release"""
    assert rows(query, role=None) == [
        ("0200000001", "active", 1, 2),
        ("0200000002", "active", 1, None),
        ("0200000003", "active", 1, 2),
        ("0200000003", "suspended", 2, None),
        ("0200000004", "active", 2, None),
    ]


@pytest.mark.usefixtures("warehouse")
def test_digital_enterprises_are_derived_and_set_against_the_population() -> None:
    query = """select active_count, digital_count, declared_digital_count, digital_share_pct, digital_per_1000,
        employees_count from marts.mart_enterprises where territory_code = '31' and group_kind = 'all'"""
    # the register has no column of its own for it: it calls none digital, and none not digital
    assert rows(query) == [(2, 2, None, Decimal(100), Decimal("0.5"), None)]


@pytest.mark.usefixtures("warehouse")
def test_lost_zeros_and_old_communes_find_their_places() -> None:
    query = """select group_kind, group_code, group_name, enterprises_count from marts.mart_enterprises
        where territory_code = '82' and group_kind in ('commune', 'sector') order by 1, 2 nulls last"""
    assert rows(query) == [
        ("commune", "28249", "Đạo Thạnh", 6),
        ("commune", "28261", "Mỹ Tho", 6),
        ("commune", "29869", "Cao Lãnh", 5),
        ("commune", None, None, 1),
        ("sector", "vsic_a", "Nông nghiệp, lâm nghiệp và thủy sản", 5),
        ("sector", "vsic_f", "Xây dựng", 2),
        ("sector", "vsic_g", "Bán buôn và bán lẻ; sửa chữa ô tô, mô tô, xe máy và xe có động cơ khác", 2),
        ("sector", "vsic_i", "Dịch vụ lưu trú và ăn uống", 3),
        ("sector", "vsic_j", "Thông tin và truyền thông", 6),
    ]


@pytest.mark.usefixtures("warehouse")
def test_enterprises_per_inhabitant_follow_the_register_and_the_population_whichever_comes_later() -> None:
    query = """select value, numerator, denominator, from_release from marts.mart_observation
        where indicator_code = 'DIGITAL_ENT_PER_1000'"""
    deliveries = "select delivery_id from control.delivery where feed = 'socioeconomic_indicators' order by 1"
    assert rows(query, "1") == [(Decimal("0.75"), Decimal(3), Decimal(4), 1)]
    assert rows(query) == [(Decimal("0.5"), Decimal(2), Decimal(4), 2)]
    _population(8000)
    publish_next()
    assert rows(query) == [(Decimal("0.25"), Decimal(2), Decimal(8), 3)]
    first, corrected = (one for (one,) in rows(deliveries, role=None))
    settle(corrected, "rejected")
    publish_next()
    assert rows(query) == [(Decimal("0.5"), Decimal(2), Decimal(4), 4)]
    settle(first, "rejected")
    publish_next()
    assert rows(query) == []
    assert rows(query, "3") == [(Decimal("0.25"), Decimal(2), Decimal(8), 3)]

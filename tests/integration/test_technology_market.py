"""The technology market: needs, solutions and deals against what is listed, from the exports to the analyst."""

from __future__ import annotations

import datetime as dt
import os
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kho import analyst
from kho.database import connect
from kho.settings import PROJECT, Settings
from kho.steps import dbt
from kho.steps.chain import ingest
from tests.integration.entries import publish_next

SAMPLES = PROJECT / "samples/hanoi/bva"
FIRST = ("dtmarket_exchange/dtmarket_exchange.json", "technology_listings/technology_listings.json")
SECOND = ("technology_listings/hanotex_2026-02-23.json",)


@pytest.fixture(scope="module")
def warehouse(installation: Path) -> None:
    """Two releases, one a week of exports."""
    for files in (FIRST, SECOND):
        for file in files:
            drop(SAMPLES / file)
        assert {one.verdict for one in ingest()} <= {"accepted", "accepted_with_warnings"}
        publish_next()


def drop(path: Path) -> None:
    target: Path = Settings.from_environment().inbox / "hanoi/bva" / path.parent.name / path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.read_bytes())
    os.utime(target, (time.time() - 60,) * 2)


def rows(query: str, as_of: str = "2") -> list[tuple[Any, ...]]:
    return analyst.query(query, as_of=as_of).rows


pytestmark = pytest.mark.usefixtures("warehouse")


def test_a_listing_that_vanishes_is_closed_and_a_new_version_takes_the_place_of_the_old() -> None:
    query = """select listing_id, version_code, is_in_export, is_on_offer, closed_in_release
        from marts.mart_technology_listings order by listing_id, version_code"""
    assert rows(query, as_of="1") == [
        ("CN-0001", "1", True, True, None),
        ("CN-0002", "1", True, True, None),
        ("CN-0003", "1", True, True, None),
        ("CN-0004", "1", True, True, None),
    ]
    assert rows(query) == [
        ("CN-0001", "1", True, True, None),
        ("CN-0002", "1", True, True, None),
        ("CN-0003", "1", False, False, 2),
        ("CN-0004", "1", False, False, 2),
        ("CN-0004", "2", True, True, None),
        ("CN-0005", "1", True, False, None),
    ]


def test_a_listing_is_read_as_the_operator_means_it() -> None:
    query = """select trl_level, listed_date, asking_price_vnd, asking_price_comparator, asking_price_text,
            field_names, description
        from marts.mart_technology_listings where is_on_offer order by listing_id"""
    day = dt.date(2026, 2, 3)
    words = ("Thanh toán không cần mạng cho tiểu thương.", "Trả lời thủ tục và dẫn nguồn")
    assert rows(query) == [
        (9, day, Decimal(850_000_000), "=", None, ["Thanh toán số", "Thương mại điện tử"], words[0]),
        (7, day, None, None, "Thỏa thuận", ["Chính quyền số", "Trí tuệ nhân tạo"], words[1]),
        (6, dt.date(2026, 2, 18), Decimal(500_000_000), "~=", None, ["Bảo tàng số", "Trí tuệ nhân tạo"], None),
    ]


def test_a_need_is_held_against_the_technologies_of_its_fields() -> None:
    query = """select need_id, field_names, technologies_count, ready_technologies_count, solutions_count, deals_count,
            days_to_first_deal
        from marts.mart_technology_market order by need_id"""
    assert rows(query) == [
        ("NC-0001", ["Y tế số"], 0, 0, 1, 1, 19),
        ("NC-0002", ["Thanh toán số"], 1, 1, 1, 1, 14),
        ("NC-0003", ["Chính quyền số", "Trí tuệ nhân tạo"], 2, 1, 1, 0, None),
        ("NC-0004", ["Dữ liệu không gian"], 0, 0, 0, 0, None),
        # its deal is being negotiated: neither its day nor its value is one of a contract
        ("NC-0005", ["Bảo tàng số"], 1, 0, 1, 1, None),
    ]


def test_supply_and_demand_meet_by_field() -> None:
    query = """select field_name, needs_count, open_needs_count, unanswered_needs_count, solutions_count,
            technologies_count, deals_count, contract_value_vnd, median_days_to_deal, balance
        from marts.mart_technology_fields order by field_name collate "C" """
    assert rows(query) == [
        ("Bảo tàng số", 1, 0, 0, 1, 1, 1, None, None, "no open need"),
        ("Chính quyền số", 1, 1, 0, 0, 1, 0, None, None, "ready technologies are listed"),
        ("Dữ liệu không gian", 1, 1, 1, 0, 0, 0, None, None, "nothing is offered"),
        ("Thanh toán số", 1, 0, 0, 1, 1, 1, Decimal(1_250_000_000), 14, "no open need"),
        ("Thương mại điện tử", 0, 0, 0, 0, 1, 0, None, None, "no open need"),
        ("Trí tuệ nhân tạo", 1, 1, 0, 0, 2, 0, None, None, "ready technologies are listed"),
        ("Y tế số", 1, 0, 0, 1, 0, 1, Decimal(4_800_000_000), 19, "no open need"),
    ]
    before = "select balance from marts.mart_technology_fields where field_name = 'Dữ liệu không gian'"
    assert rows(before, as_of="1") == [("ready technologies are listed",)]


def test_letters_are_lowered_with_their_marks() -> None:
    with connect(None) as conn:
        assert conn.execute("select lower('ĐỊNH DANH SỐ')").fetchone() == ("định danh số",)


def test_the_rules_of_the_models_hold() -> None:
    models = ("int_technology__fields_unnested", "int_technology__listings_followed", "int_technology__supply_matched")
    settings = Settings.from_environment()
    assert len(dbt.run(dbt.definition(settings.contracts), "test", "--select", *models)) == 3

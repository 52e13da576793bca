"""What a delivery is about, as its contract lets the ledger see it, and who owes what."""

from __future__ import annotations

from datetime import date, time

import pytest

from kho import reporting
from kho.catalog import Catalog
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")


@pytest.mark.parametrize(
    ("feed", "columns"),
    [
        ("cashless_streets", ("period_start", "period_end")),
        ("statistics_table", ("publication_period_start", "publication_period_end")),
        # a snapshot names its day, and the day on which a booth opened is none of it
        ("digital_booths", ("as_of_date", "as_of_date")),
        # a record's own date is not what the report is about
        ("dtmarket_exchange", None),
    ],
)
def test_the_days_that_a_report_is_about(feed: str, columns: tuple[str, str] | None) -> None:
    assert reporting.period_columns(CATALOG.contracts[feed]) == columns


def test_a_duty_says_how_often_and_by_when() -> None:
    duties = {(duty[0], duty[1]): duty[8:] for duty in reporting.duties_of(CATALOG)}
    assert duties["hanoi/so_khcn", "digital_booths"] == (
        "week", "calendar", 1, 0, time(12), date(2025, 10, 6), date(2025, 12, 15), True,
    )  # fmt: skip
    assert duties["hanoi/bva", "dtmarket_exchange"] == (
        "week", "calendar", None, None, None, date(2026, 2, 3), None, False,
    )  # fmt: skip


def test_nobody_owes_what_comes_irregularly() -> None:
    assert {feed for _, feed, *_ in reporting.duties_of(CATALOG)}.isdisjoint({"commune_conversion", "merged_provinces"})


def test_a_sender_that_began_later_owes_from_then_on() -> None:
    late = CATALOG.senders["haiphong/so_cong_thuong"].model_copy(update={"since": date(2026, 1, 1)})
    known = Catalog(CATALOG.contracts, {"haiphong/so_cong_thuong": late}, CATALOG.folder)
    assert {duty[1]: duty[-3] for duty in reporting.duties_of(known)}["cashless_streets"] == date(2026, 1, 1)

"""What a delivery is about, as its contract lets the ledger see it, and who owes what."""

from __future__ import annotations

from datetime import date

import pytest

from kho import reporting
from kho.catalog import Catalog, Sender
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")


@pytest.mark.parametrize(
    ("feed", "columns"),
    [
        ("cashless_streets", (("period_start", "period_end"), ("period_end",))),
        # a form that may leave its period out is about the day of the assessment
        ("self_assessment", (("period_start", "period_end", "assessed_date"), ("period_end", "assessed_date"))),
        # a snapshot names its day, and the day on which a booth opened is none of it
        ("digital_booths", (("as_of_date",), ("as_of_date",))),
        # a record's own date is not what the report is about
        ("dtmarket_exchange", None),
    ],
)
def test_the_days_that_a_report_is_about(feed: str, columns: tuple[tuple[str, ...], tuple[str, ...]] | None) -> None:
    assert reporting.period_columns(CATALOG.contracts[feed]) == columns


def test_a_feed_is_owed_between_the_days_of_contract_sender_and_entry() -> None:
    heads = {(head[0], head[1]): head[8:] for head in reporting.duties_of(CATALOG)}
    assert heads["hanoi/so_khcn", "digital_booths"] == (date(2025, 10, 6), date(2025, 12, 15), True)
    assert heads["hanoi/bva", "dtmarket_exchange"] == (date(2026, 2, 3), None, False)


def _known(**changes: object) -> Catalog:
    """The catalog with one sender, changed."""
    name = "haiphong/so_cong_thuong"
    entry = CATALOG.senders[name].model_dump() | changes
    return Catalog(CATALOG.contracts, {name: Sender.model_validate(entry)}, CATALOG.folder)


def test_a_sender_that_began_later_owes_from_then_on() -> None:
    known = _known(since=date(2026, 1, 1))
    assert {head[1]: head[8] for head in reporting.duties_of(known)}["cashless_streets"] == date(2026, 1, 1)


def test_a_feed_of_a_sender_has_days_of_its_own() -> None:
    span = {"feed": "cashless_streets", "since": "2026-02-01", "until": "2026-06-30"}
    known = _known(feeds=[span, "self_assessment"])
    assert known.senders["haiphong/so_cong_thuong"].feeds == ("cashless_streets", "self_assessment")
    heads = {head[1]: head[8:10] for head in reporting.duties_of(known)}
    assert heads == {
        "cashless_streets": (date(2026, 2, 1), date(2026, 6, 30)),
        "self_assessment": (date(2025, 7, 1), None),
    }


def test_a_report_is_due_on_a_day_or_nothing_is_due() -> None:
    """A feed that is owed and never late would look the better the later it comes."""
    undated = [feed for feed, one in CATALOG.contracts.items() if not one.delivery.due]
    assert undated == ["commune_conversion", "merged_provinces", "provincial_budget", "statistics_table"]
    assert {CATALOG.contracts[feed].delivery.frequency for feed in undated} == {"irregular"}

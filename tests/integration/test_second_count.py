"""Marts against a second count: what they say is counted once more in Python, from rows and deliveries by chance."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pytest

from kho import reporting
from kho.catalog import catalog
from kho.database import connect
from kho.steps.build import build
from kho.steps.publish import gate_release, publish
from kho.steps.status import releases_as_text
from kho.vietnam import ZONE
from tests.integration.entries import deliver, publish_next

TRADE, PARTNER = "hanoi/so_cong_thuong", "dongthap/so_khcn"
COMMUNES = ("00004", "00070", "00082", "00097", "00256")
#: In the tables of the ledger, what a clerk does: deliver, and let a delivery be settled once or twice.
DELIVERY = """insert into control.delivery (claim_id, sender, feed, file_name, sha256, bytes, received_at, is_admitted)
    values (%s, %s, %s, 'báo cáo.xlsx', %s, 1, %s, true) returning delivery_id"""
SETTLEMENT = "insert into control.settlement (delivery_id, verdict, settled_at, settled_by) values (%s, %s, %s, 'test')"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def sites(installation: object) -> list[Row]:
    """Streets and markets of a month, some of them of a few traders, and households that two programmes support."""
    chance = random.Random(7)
    rows = [_site(chance, commune, number) for commune in COMMUNES for number in range(4)]
    deliver("cashless_streets", rows, sender=TRADE)
    deliver("business_support", list(_supports()), sender=PARTNER)
    publish_next()
    return rows


def _site(chance: random.Random, commune: str, number: int) -> Row:
    traders = chance.randint(2, 4) if commune == "00082" else chance.randint(30, 300)
    return {
        "period_start": "2025-10-01", "period_end": "2025-10-31", "period_kind": "month",
        "period_label": "Tháng 10/2025", "territory_code": "01", "commune_code": commune,
        "site_name": f"{commune}-{number}",
        "site_kind": ("street", "market")[number % 2], "traders_count": traders,
        "qr_traders_count": chance.randint(0, traders), "online_traders_count": chance.choice([None, traders // 3]),
        "transaction_value_vnd": chance.choice([None, chance.randint(1, 900) * 100_000]),
    }  # fmt: skip


def _supports() -> Iterator[Row]:
    """Programme A supports 12 households and B 11, six of them both; a quarter later 30 and 14, none of them both."""
    for day, programme, first, last in (
        ("2025-08-05", "A", 1, 12), ("2025-08-06", "B", 7, 17), ("2025-11-05", "A", 1, 30), ("2025-11-06", "B", 41, 54),
    ):  # fmt: skip
        for firm in range(first, last + 1):
            yield {
                "territory_code": "82", "tax_code": f"14{firm:08}", "business_name": "Hộ kinh doanh",
                "business_scale": "household", "programme_code": programme, "amount_vnd": 5_000_000,
                "support_date": day,
            }  # fmt: skip


def asked(query: str) -> list[tuple[Any, ...]]:
    with connect("kho_analyst") as conn:
        return conn.execute(query.encode()).fetchall()


def added(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def test_sums_and_shares_are_those_of_the_rows_and_no_small_cell_is_left_over(sites: list[Row]) -> None:
    query = """select measure_code, group_code, commune_code, figure_value, denominator_count, share_pct
        from marts.mart_programme_uptake where measure_code in ('traders', 'qr_traders', 'online_traders')"""
    shown = {row[:3]: row[3:] for row in asked(query)}
    for kind, measure in ((kind, measure) for kind in ("street", "market") for measure in ("traders", "qr_traders")):
        of_kind = [row for row in sites if row["site_kind"] == kind]
        counted = {place: added(r[f"{measure}_count"] for r in of_kind if place in (None, r["commune_code"]))
                   for place in (None, *COMMUNES)}  # fmt: skip
        told = {place: shown[measure, kind, place][0] for place in counted}
        assert {place: value for place, value in told.items() if value is not None}.items() <= counted.items()
        assert told["00082"] is None
        left_out = [counted[place] or 0 for place in COMMUNES if told[place] is None]
        assert told[None] is not None
        assert len(left_out) > 1
        assert sum(left_out) > 9
    for (measure, kind, place), (value, whole, share) in shown.items():
        rows = [r for r in sites if r["site_kind"] == kind and place in (None, r["commune_code"])]
        if share is not None:
            asking = [r["traders_count"] for r in rows if r[f"{measure}_count"] is not None]
            assert whole == sum(asking)
            assert share == (100 * value / Decimal(sum(asking))).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.usefixtures("sites")
def test_no_two_figures_of_households_leave_few_of_them_between() -> None:
    query = """select boundary, period_start, programme_code, firms_count, is_suppressed
        from marts.mart_business_support where group_code = 'household'"""
    cells = defaultdict[tuple[Any, Any], dict[str | None, int | None]](dict)
    for boundary, start, programme, firms, _ in asked(query):
        cells[boundary, start][programme] = firms
    assert {(boundary, str(start)): told for (boundary, start), told in cells.items()} == {
        (boundary, start): told
        for boundary in ("reported", "today")
        for start, told in (
            ("2025-07-01", {"A": None, "B": None, None: 17}),
            ("2025-10-01", {"A": 30, "B": 14, None: 44}),
        )
    }


def test_a_correction_that_takes_rows_away_is_told_to_the_steward(sites: list[Row]) -> None:
    """A part of a report replaces all of it; a report on another month, however short, replaces nothing."""
    november = {"period_start": "2025-11-01", "period_end": "2025-11-30"}
    deliver("cashless_streets", [sites[0] | november], sender=TRADE)
    part = deliver("cashless_streets", sites[:3], sender=TRADE)
    with connect(None) as conn:
        conn.execute("update control.delivery set rows_read = case delivery_id when %s then 3 else 20 end", [part])
    release_id = build()
    assert release_id is not None
    assert gate_release(release_id)
    publish(release_id)
    told = releases_as_text().splitlines()
    assert told[-2].startswith("REL-52  1 reports have fewer rows than the report that they replace")
    assert sorted(told[-1].strip().split(", ")) == [
        f"delivery_id {part}", "feed cashless_streets", "replaced_delivery_id 1", "replaced_rows 20", "rows_read 3",
        f"sender {TRADE}",
    ]  # fmt: skip


class Owed(NamedTuple):
    """A period that a report is owed on: its days, the first day that a report may come, and the last moment for it."""

    start: dt.date
    end: dt.date
    opens: dt.date
    due: dt.datetime


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def _months(first: dt.date, length: int, due_day: int, after: int, last: dt.date) -> Iterator[Owed]:
    """Periods of so many months, due at 17:00 of a day so many months after the one that they end in."""
    number = first.year * 12 + first.month - 1
    while (start := dt.date(number // 12, number % 12 + 1, 1)) <= last:
        number += length
        end = dt.date(number // 12, number % 12 + 1, 1) - dt.timedelta(1)
        year, month = divmod(number - 1 + after, 12)
        day = min(due_day, calendar.monthrange(year, month + 1)[1])
        yield Owed(start, end, end.replace(day=1), _at(dt.date(year, month + 1, day), 17))


def _weeks(first: dt.date, last: dt.date) -> Iterator[Owed]:
    """Weeks that begin on Mondays, due on the Monday after at noon."""
    for start in (first + dt.timedelta(7 * number) for number in range((last - first).days // 7 + 1)):
        end = start + dt.timedelta(6)
        yield Owed(start, end, max(start, end.replace(day=1)), _at(end + dt.timedelta(1), 12))


LAST = dt.date(2026, 6, 30)
#: Monthly with a due day in the month, and in the month after; half-yearly on a 31st; weekly until a pilot ends.
DUTIES = {
    (TRADE, "cashless_streets"): list(_months(dt.date(2025, 10, 1), 1, 17, 0, LAST)),
    ("haiphong/cong_an", "vneid_accounts"): list(_months(dt.date(2025, 7, 1), 1, 16, 1, LAST)),
    (TRADE, "self_assessment"): list(_months(dt.date(2025, 7, 1), 6, 31, 0, LAST)),
    ("hanoi/so_khcn", "digital_booths"): list(_weeks(dt.date(2025, 10, 6), dt.date(2025, 12, 15))),
}


@pytest.fixture(scope="module")
def reports(sites: object) -> list[tuple[tuple[str, str], dt.date, dt.datetime, list[tuple[dt.datetime, str]]]]:
    """Deliveries early and late, each with its settlements: held and let through, accepted and withdrawn."""
    chance, made = random.Random(11), []
    with connect() as conn:
        reporting.write_duties(conn, catalog())
        for _ in range(160):
            duty = chance.choice(list(DUTIES))
            owed = chance.choice(DUTIES[duty])
            received = owed.due + dt.timedelta(
                days=chance.choice([-45, -9, -1, 0, 0, 1, 30]), minutes=chance.choice([0, 1])
            )
            verdicts = chance.choice(
                [["accepted"], ["accepted_with_warnings"], ["rejected"], ["held", "accepted"], ["held"],
                 ["accepted", "rejected"], []]
            )  # fmt: skip
            settled = [(received + dt.timedelta(days=4 * place), one) for place, one in enumerate(verdicts)]
            name = hashlib.sha256(uuid.uuid4().bytes).hexdigest()
            row = conn.execute(DELIVERY, [uuid.uuid4(), *duty, name, received]).fetchone()
            assert row is not None
            for moment, verdict in settled:
                conn.execute(SETTLEMENT, [row[0], verdict, moment])
            conn.execute("insert into control.delivery_period values (%s, %s, %s)", [row[0], owed.start, owed.end])
            made.append((duty, owed.start, received, settled))
    return made


@pytest.mark.parametrize("moment", ["2025-10-17 17:00", "2025-12-31 23:59", "2026-02-28 12:00", "2026-06-30 17:01"])
def test_the_calendar_says_of_every_report_what_came_and_when(reports: list[Any], moment: str) -> None:
    now = dt.datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    query = """select sender, feed, period_start, due_at, is_expected, is_received, is_accepted, is_on_time, days_late,
            deliveries_count, rejected_count, held_count, corrections_count
        from marts.mart_reporting_compliance"""
    with connect("kho_analyst", as_of=moment) as conn:
        found = {row[:3]: row[3:] for row in conn.execute(query.encode()) if (row[0], row[1]) in DUTIES}
    expected = {
        (*duty, owed.start): _judged(owed, now, [one for one in reports if one[:2] == (duty, owed.start)])
        for duty, periods in DUTIES.items()
        for owed in periods
        if owed.start <= now.date()
    }
    assert found == expected


def _judged(owed: Owed, now: dt.datetime, reports: list[Any]) -> tuple[Any, ...]:
    """What the mart has to say of a period, looking from a moment."""
    came = [
        (received, next((verdict for moment, verdict in reversed(settled) if moment <= now), ""))
        for _, _, received, settled in reports
        if received <= now and received.date() >= owed.opens
    ]
    accepted = [received for received, verdict in came if verdict.startswith("accepted")]
    late = (min(accepted, default=now) - owed.due).total_seconds()
    verdicts = [verdict for _, verdict in came]
    return (
        owed.due, owed.due <= now, bool(came), bool(accepted), bool(accepted) and late <= 0,
        max(0, -int(-late // 86_400)), len(came), verdicts.count("rejected"), verdicts.count("held"),
        max(0, len(accepted) - 1),
    )  # fmt: skip

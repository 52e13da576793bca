"""Observations that make a warehouse large, and the report that is corrected among them; all figures are made up."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice, product
from pathlib import Path

import psycopg
from psycopg import sql

from kho.database import connect
from kho.reading.values.territories import Territories
from kho.release_changes import OPEN

FEED, SENDER = "digital_economy_indicators", "trunguong/cuc_thong_ke"
MONTH = dt.date(2026, 6, 30)
_SECTORS = ("", "ecommerce", "smart_tourism", "smart_agriculture", "industry_4_0", "ict")
_TABLE = sql.SQL("warehouse.fct_observation")

# Every province, indicator and sector of a month by three sources; one statement in a thousand is contradicted, and in
# the newest month one source sets a target of every indicator. Written as released rows: reading them would take hours.
_INSERT = """
insert into warehouse.fct_observation (
    observation_id, territory_code, indicator_code, sector_code, period_start, period_end, period_kind, period_label,
    period_basis, scenario, measure, source_method, sender, comparator, value, unit, numerator, denominator,
    boundary_date, completeness_pct, completeness_of, delivery_id, sheet_name, row_number, field, scope_id,
    from_release, to_release
)
select
    md5(concat_ws('/', territory_code, indicator_code, sector_code, %(month)s::date, source, scenario))::uuid,
    territory_code, indicator_code, nullif(sector_code, ''), date_trunc('month', %(month)s::date)::date,
    %(month)s::date, case scenario when 'target' then 'year' else 'month' end,
    to_char(%(month)s::date, '"Tháng "MM/YYYY'), 'calendar', scenario, 'value', source, source, '=',
    figure, unit, figure, 100, %(month)s::date, 100, 'rows of the report', %(delivery)s, 'Biểu 1', 7, 'actual_value',
    md5(concat_ws('/', source, %(month)s::date))::uuid, %(release)s, %(open)s
from warehouse.dim_territory
cross join warehouse.dim_indicator
cross join unnest(%(sectors)s::text[]) as sectors (sector_code)
cross join unnest(array['Thống kê', 'Sở KH&CN', 'Bộ KH&CN']) as sources (source)
cross join lateral (
    select mod(abs(hashtext(concat_ws('/', territory_code, sector_code, %(month)s::date))), 6000) as seed
) as drawn
cross join lateral (
    select 10 + seed / 100.0 + case when source = 'Bộ KH&CN' and mod(seed, 1000) = 0 then 1 else 0 end as figure
) as stated
cross join unnest(
    case when %(has_targets)s and sector_code = '' and source = 'Sở KH&CN' then array['actual', 'target']
        else array['actual'] end
) as scenarios (scenario)
where parent_code = 'VN' and %(month)s::date between valid_from and valid_to
limit %(most)s
"""


def report(contracts: Path, rows: int, turn: int) -> list[dict[str, object]]:
    """The rows of one report as reading leaves them in `raw`: counts by province and sector, others every turn."""
    with (contracts / "codes" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        counted = [(row["code"], row["unit"]) for row in csv.DictReader(file) if row["is_additive"] == "true"]
    provinces = [one.code for one in Territories.load(contracts / "codes").on(MONTH) if one.parent_code == "VN"]
    cells = islice(product(counted, provinces, _SECTORS), rows)
    return [
        {
            "sheet_name": "Biểu 1", "row_number": number, "indicator_code": code, "indicator_name": code, "unit": unit,
            "territory_code": province, "sector_code": sector or None, "period_start": MONTH.replace(day=1),
            "period_end": MONTH, "period_kind": "month", "period_label": "Tháng 6/2026",
            "actual_value": 100 + turn + number % 7, "source_method": "Cục Thống kê",
        }
        for number, ((code, unit), province, sector) in enumerate(cells, start=7)
    ]  # fmt: skip


def fill(observations: int, release_id: int, delivery_id: int, progress: Callable[[str], None]) -> None:
    """Store so many observations in a release that is being built, month by month backwards from `MONTH`.

    Args:
        observations: How many.
        release_id: The candidate.
        delivery_id: The delivery that they are said to come from.
        progress: Told once every million.
    """
    month, missing = MONTH, observations
    values = {"delivery": delivery_id, "release": release_id, "open": OPEN, "sectors": list(_SECTORS)}
    with connect("kho_transformer", autocommit=True) as conn, _without_indexes(conn):
        while missing > 0:
            own = {"month": month, "most": missing, "has_targets": month == MONTH}
            inserted = conn.execute(_INSERT, values | own).rowcount
            if (missing - inserted) // 1_000_000 < missing // 1_000_000:
                progress(f"{observations - missing + inserted:,} stored")
            missing -= inserted
            month = month.replace(day=1) - dt.timedelta(days=1)
    with connect("kho_transformer", autocommit=True) as conn:
        conn.execute("vacuum analyze warehouse.fct_observation")


@contextmanager
def _without_indexes(conn: psycopg.Connection) -> Iterator[None]:
    """Fill first and index then: several times faster than row by row."""
    constraints = conn.execute(
        """select conname, pg_get_constraintdef(oid) from pg_constraint
        where conrelid = 'warehouse.fct_observation'::regclass and contype = 'p'"""
    ).fetchall()
    for name, _ in constraints:
        conn.execute(sql.SQL("alter table {} drop constraint {}").format(_TABLE, sql.Identifier(name)))
    indexes = conn.execute(
        "select indexname, indexdef from pg_indexes where schemaname = 'warehouse' and tablename = 'fct_observation'"
    ).fetchall()
    for name, _ in indexes:
        conn.execute(sql.SQL("drop index {}").format(sql.Identifier("warehouse", name)))
    yield
    for name, definition in constraints:
        add = sql.SQL("alter table {} add constraint {} {}")
        conn.execute(add.format(_TABLE, sql.Identifier(name), sql.SQL(definition)))
    for _, definition in indexes:
        conn.execute(sql.SQL(definition))

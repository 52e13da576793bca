"""The communes in the warehouse, on both sides of the reform."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kho.database import connect
from kho.steps.build import build
from tests.integration.entries import deliver, indicator

BEFORE, AFTER = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


@pytest.fixture
def ask(database: str):
    """A query of the built warehouse, with its parameters."""
    deliver("digital_economy_indicators", [indicator()])
    assert build() is not None
    with connect("kho_transformer", autocommit=True) as conn:
        yield lambda query, *values: conn.execute(query, values).fetchall()


def test_communes_and_their_provinces_on_each_side_of_the_reform(ask: Any) -> None:
    counts = """select count(*), count(distinct commune.commune_code), count(territory.territory_code)
        from warehouse.dim_commune as commune
        left join warehouse.dim_territory as territory
            on commune.territory_code = territory.territory_code
                and %s between territory.valid_from and territory.valid_to
                and territory.to_release = 2147483647
        where %s between commune.valid_from and commune.valid_to"""
    assert ask(counts, BEFORE, BEFORE) == [(10_040, 10_040, 10_040)]
    assert ask(counts, AFTER, AFTER) == [(3_321, 3_321, 3_321)]

    province = """select commune.commune_full_name, territory.territory_name
        from warehouse.dim_commune as commune
        inner join warehouse.dim_territory as territory
            on commune.territory_code = territory.territory_code
                and commune.valid_to between territory.valid_from and territory.valid_to
        where commune.commune_code = '28261' and territory.territory_code = '82'
        order by commune.valid_from"""
    assert ask(province) == [("Phường 1", "Tiền Giang"), ("Phường Mỹ Tho", "Đồng Tháp")]

    kept = """select count(*) from warehouse.dim_commune
        where valid_from = %s and boundary_since < valid_from and code_today = commune_code"""
    assert ask(kept, AFTER) == [(131,)]

    links = """select count(*), count(*) filter (where is_all_population),
            count(distinct old_commune_code) filter (where is_all_population)
        from warehouse.bridge_commune_change"""
    assert ask(links) == [(10_570, 9_658, 9_658)]
    astray = """select count(*) from warehouse.bridge_commune_change as change
        left join warehouse.dim_commune as old
            on change.old_commune_code = old.commune_code and change.effective_date - 1 = old.valid_to
        left join warehouse.dim_commune as new
            on change.new_commune_code = new.commune_code and change.effective_date = new.valid_from
        where old.commune_code is null or new.commune_code is null"""
    assert ask(astray) == [(0,)]

"""Every number of every mart leads back to the cells that it was made of."""

from __future__ import annotations

from typing import Any

import pytest

from kho.database import connect
from kho.steps.errors import Permanent
from kho.steps.trace import as_text, trace

pytestmark = pytest.mark.usefixtures("demo_warehouse")


def only(mart: str, **keys: str) -> dict[str, Any]:
    [traced] = trace(mart, keys)
    return traced


def cells(traced: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(origin["field"], origin["cell"], origin["written"]) for origin in traced["origins"]]


def marts() -> list[str]:
    """Those that show what was reported, and say of it whether it is a sample; the others show lists."""
    with connect("kho_analyst") as conn:
        query = """select distinct table_name from information_schema.columns
            where table_schema = 'marts' and column_name = 'is_sample'"""
        return sorted(name for (name,) in conn.execute(query))


def test_every_mart_leads_to_cells() -> None:
    said = {}
    for mart in marts():
        # a commune that a list leaves out has no hamlets, and no row that says so
        figures = [traced for traced in trace(mart, {}) if traced["number"].get("hamlets_count") != 0]
        said[mart] = {bool(origin["cell"]) for traced in figures[:5] for origin in traced["origins"]}
    # a report is a whole file
    assert said.pop("mart_reporting_compliance") <= {False}
    assert {mart: found for mart, found in said.items() if found != {True}} == {}


def test_a_sum_leads_to_every_row_of_it() -> None:
    park = only("mart_park_investment", project_kind="fdi")
    assert park["rows_count"] == park["number"]["projects_count"] == 15
    rows = {origin["row"] for origin in park["origins"]}
    assert len(rows) == 15
    capital = [float(text.replace(",", ".")) for field, _, text in cells(park) if field == "registered_capital_vnd"]
    assert sum(capital) * 10**9 == pytest.approx(float(park["number"]["registered_capital_vnd"]))
    assert "\n  made of 15 rows:\n" in as_text([park])


def test_of_many_rows_the_first_are_shown() -> None:
    everything = only("mart_park_investment", project_kind="all")
    assert (everything["rows_count"], len({origin["row"] for origin in everything["origins"]})) == (111, 50)
    assert "\n  made of 111 rows; the first 50:\n" in as_text([everything])


def test_a_computed_share_leads_to_both_of_its_parts() -> None:
    invoices = only("mart_observation", indicator_code="EINVOICE_SHARE")
    assert [field for field, _, _ in cells(invoices)] == ["active_count", "eligible_count"] * 2
    rates = only("mart_observation", indicator_code="OPS_ONTIME_RATE")
    assert {cell.split(":")[0] for _, cell, _ in cells(rates)} == {"dung_han", "da_giai_quyet"}
    both = only("mart_target_progress", indicator_code="VNEID_ADULT")
    assert {origin["of"] for origin in both["origins"]} == {"target", "actual"}
    assert both["rows_count"] == 114


def test_a_figure_of_a_table_with_years_side_by_side_leads_to_its_own_column() -> None:
    with connect("kho_analyst") as conn:
        query = """select distinct on (column_letter) observation_id::text, value, column_letter
            from marts.mart_observation
            where column_letter is not null and measure = 'value' and sheet_name = '1.GRDP' and unit <> '%'"""
        figures = conn.execute(query).fetchall()
    assert len(figures) > 1
    for observation_id, value, letter in figures:
        [(_, cell, written)] = cells(only("mart_observation", observation_id=observation_id))
        assert cell.rstrip("0123456789") == letter
        assert float(written.replace(",", ".")) == pytest.approx(float(value))


def test_fewer_than_ten_persons_leave_no_way_back() -> None:
    hidden = trace("mart_programme_uptake", {"measure_code": "booths", "commune_code": "00082"})
    assert [one["origins"] for one in hidden] == [[]]
    assert as_text(hidden).endswith("\n  kept back: fewer than 10 persons")


def test_a_list_says_that_it_was_not_reported() -> None:
    with pytest.raises(
        Permanent, match=r"marts\.mart_register shows a list of this installation, not what a department"
    ):
        trace("mart_register", {})

"""The register of programmes, plans and organisations leads to departments, territories and entries that exist."""

from __future__ import annotations

import csv
from datetime import date

from kho.settings import PROJECT

KINDS = {
    "programme", "plan", "platform", "system", "service", "organisation", "event", "document", "milestone", "policy",
    "classification", "figure_left_out",
}  # fmt: skip


def _rows(name: str) -> list[dict[str, str]]:
    with (PROJECT / "contracts" / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ENTRIES = _rows("register")


def test_an_entry_has_one_code_a_known_kind_three_names_and_a_source() -> None:
    codes = [row["entry_code"] for row in ENTRIES]
    assert len(codes) == len(set(codes))
    assert {row["kind"] for row in ENTRIES} == KINDS
    needed = ("name_vi", "name_en", "name_fr", "territory_code", "source")
    assert [row["entry_code"] for row in ENTRIES if not all(row[name] for name in needed)] == []


def test_an_entry_names_departments_and_entries_that_exist() -> None:
    departments = {row["department_code"] for row in _rows("departments")}
    entries = {row["entry_code"] for row in ENTRIES}
    named = {code for row in ENTRIES for code in filter(None, row["responsible"].split("|"))}
    assert named <= departments
    assert {row["part_of"] for row in ENTRIES} <= entries | {""}


def test_the_territory_of_an_entry_exists_on_the_day_of_its_boundary() -> None:
    provinces = _rows("provinces")
    for entry in ENTRIES:
        day = date.fromisoformat(entry["boundary_date"] or "2025-07-01")
        known = {
            row["code"]
            for row in provinces
            if date.fromisoformat(row["valid_from"]) <= day <= date.fromisoformat(row["valid_to"] or "9999-12-31")
        }
        assert entry["territory_code"] in known | {"VN"}, entry["entry_code"]


def test_a_figure_that_is_left_out_says_why() -> None:
    left_out = [row for row in ENTRIES if row["kind"] == "figure_left_out"]
    assert left_out
    assert [row["entry_code"] for row in left_out if not row["note"] or row["issue"] != "sidebar"] == []


def test_a_plan_is_told_by_its_number_and_territory() -> None:
    """A target that names the number stands on the plan's boundary."""
    numbered = [(row["reference"], row["territory_code"]) for row in ENTRIES if row["kind"] == "plan"]
    assert len(numbered) == len(set(numbered)) > 0

"""Organisations by code or name, among those that the sender may report for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.contract import FieldSpec
from kho.reading.values import ColumnContext, type_column
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")
SPEC = FieldSpec(header="Mã đơn vị", type="organisation")


def read(label: str, day: dt.date = dt.date(2025, 12, 15), sender: str = "haiphong/so_cong_thuong") -> Any:
    """The code of one cell, and the problems with it."""
    context = ColumnContext(
        contract=CATALOG.contracts["self_assessment"],
        codes=CATALOG.folder / "codes",
        received_on=dt.date(2026, 3, 2),
        sender=sender,
        scope=CATALOG.senders[sender],
        on=pl.Series([day]),
    )
    result = type_column("unit", SPEC, pl.DataFrame({"raw": [label]}), context)
    return result.columns["unit"][0], result.problems


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("HP-SCT", "HP-SCT"),
        ("hp-sct", "HP-SCT"),
        ("Sở Công Thương", "HP-SCT"),
        ("Sở Công Thương Hải Phòng", "HP-SCT"),
        ("Sở KH&CN", "HP-SKHCN"),
        ("HN-SDL", "HN-SDL"),
        ("UBND phường Hồng Bàng", "11311"),
        ("11311", "11311"),
        ("0201234567", "0201234567"),
        ("0201234567-001", "0201234567-001"),
    ],
)
def test_a_department_a_commune_and_a_firm_are_found(label: str, code: str) -> None:
    value, problems = read(label)
    assert value == code
    assert problems.is_empty()


def test_a_name_is_that_of_the_senders_province_on_the_day() -> None:
    assert read("Sở Công Thương", sender="hanoi/so_cong_thuong")[0] == "HN-SCT"
    assert read("Sở Thông tin và Truyền thông", dt.date(2025, 2, 1))[0] == "HP-STTTT"


def test_another_unit_is_kept_as_written_with_a_proposal() -> None:
    value, problems = read("Sở Công Thươg Hải Phòng")
    assert value == "Sở Công Thươg Hải Phòng"
    found = problems.row(0, named=True)
    assert (found["rule"], found["expected"]) == ("cell.code_new", "Sở Công Thương Hải Phòng")

"""Every list of every contract: what is not in it is reported, and what is nearly in it gets a proposal."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.contract import Contract
from kho.reading.values import ColumnContext, type_column
from kho.settings import PROJECT

CATALOG = Catalog.load(PROJECT / "contracts")
LISTS = [
    pytest.param(contract, name, id=f"{contract.feed}-{name}")
    for contract in CATALOG.contracts.values()
    for name, spec in contract.fields.items()
    if spec.codes
]


@pytest.mark.parametrize(("contract", "name"), LISTS)
def test_what_no_list_knows_is_reported_and_what_is_near_proposed(contract: Contract, name: str) -> None:
    spec = contract.fields[name]
    codes = dict(spec.codes or {})
    label = max((text for code, texts in codes.items() for text in texts or [code]), key=len)
    context = ColumnContext(contract, CATALOG.folder / "codes", dt.date(2025, 11, 1))
    read = type_column(name, spec, pl.DataFrame({"raw": ["Zyxwvu", label + "z"]}), context)
    rule = "cell.code_new" if spec.open_codes else "cell.code"
    assert read.problems["rule"].to_list() == [rule, rule]
    assert read.problems["params"].is_null().to_list()[0]
    assert len(label) < 4 or json.loads(read.problems["params"][1])["suggestion"]
    assert read.columns[name].to_list() == (["Zyxwvu", label + "z"] if spec.open_codes else [None, None])

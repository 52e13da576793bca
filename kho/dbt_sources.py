"""The file that tells dbt of the raw tables: made from the contracts, never by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from kho.catalog import Catalog
from kho.contract import Column, Contract
from kho.landing import PLACE
from kho.release_changes import scope_expression
from kho.settings import PROJECT

#: Where dbt reads it.
SOURCES = PROJECT / "dbt_project" / "models" / "staging" / "_sources.yml"

_HEAD = """# Made from contracts/*.yml by kho.dbt_sources; a build writes it anew, a test compares it. Do not edit it.
"""

_PLACE_DESCRIPTIONS = {
    "delivery_id": "The delivery that brought the row",
    "sheet_name": "Sheet, member of an archive or JSON collection",
    "row_number": "Row of the sheet, line of the text file or ordinal of the JSON record, from 1",
}


def render(contracts: Iterable[Contract], kept: Iterable[dict[str, Any]] = ()) -> str:
    """The sources file of these contracts; the same contracts give the same bytes.

    Args:
        contracts: The contracts that hold.
        kept: Entries of other feeds, as an earlier file had them.
    """
    tables = sorted([*map(_table, contracts), *kept], key=lambda table: str(table["name"]))
    raw = {"name": "raw", "schema": "raw", "description": "Typed rows as delivered", "tables": tables}
    content = {"version": 2, "sources": [raw]}
    return _HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def write(known: Catalog, path: Path = SOURCES) -> bool:
    """Write the sources file if it is not what the contracts say; a contract that cannot be used keeps its entry.

    Returns:
        Whether it was written.
    """
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    tables = yaml.safe_load(before)["sources"][0]["tables"] if before and known.broken else []
    text = render(known.contracts.values(), (table for table in tables if table["name"] in known.broken))
    if before == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def _table(contract: Contract) -> dict[str, Any]:
    place = [
        {"name": name, "data_type": kind, "description": _PLACE_DESCRIPTIONS[name]} for name, kind in PLACE
    ]  # fmt: skip
    meta: dict[str, Any] = {
        "scope": scope_expression(contract),
        "key": contract.key_columns(contract.key),
        "period_basis": contract.delivery.period_basis,
    }
    if contract.precedence:
        meta["precedence"] = contract.precedence.model_dump(mode="json")
    return {
        "name": contract.feed,
        "description": f"{contract.title.en} / {contract.title.vi}: {contract.grain}",
        "config": {"meta": meta},
        "columns": place + [_column(contract, column) for column in contract.columns],
    }


def _column(contract: Contract, column: Column) -> dict[str, Any]:
    described = contract.described(column)
    entry: dict[str, Any] = {"name": column.name, "data_type": column.sql_type, "description": described}
    spec = contract.fields[column.field]
    if spec.personal:
        entry["config"] = {"meta": {"personal": True}}
    elif spec.type == "text" and column.field not in contract.key:
        entry["config"] = {"meta": {"free_text": True}}
    return entry

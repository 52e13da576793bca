"""Whose report a file is that holds no table of the one that it was sent for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from kho.contract import Contract
from kho.reading.grid import MemorySheet
from kho.reading.ignored import Ignored
from kho.reading.refusal import Refused
from kho.reading.remarks import Remarks
from kho.reading.tables.search import tables
from kho.reading.tables.table import Setting

#: Fewer columns are too often those of anything.
_LEAST = 4


def meant(
    contracts: Iterable[Contract], sheets: Callable[[Contract], Iterator[MemorySheet]], setting: Setting
) -> Contract | None:
    """The one report of which the file has every column that is needed; None where there is none, or several.

    Args:
        contracts: The other reports that its sender may send.
        sheets: The sheets of the file, as a contract asks for them.
        setting: What holds for the file.
    """
    found = []
    for one in contracts:
        with suppress(Refused):  # what cannot be read as another report is none
            found += [one] if any(_is_of(sheet, one, setting) for sheet in sheets(one) if not sheet.hidden) else []
    return found[0] if len(found) == 1 else None


def _is_of(sheet: MemorySheet, contract: Contract, setting: Setting) -> bool:
    context = replace(setting.context, contract=contract)
    remarks = Remarks(contract, setting.file_name)
    silent = replace(setting, contract=contract, context=context, remarks=remarks, ignored=Ignored(), stamp=None)
    return any(not table.lacks and len(table.layout.columns) >= _LEAST for table in tables(sheet, silent))

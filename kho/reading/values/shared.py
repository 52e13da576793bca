"""The shared code lists (`contracts/codes`) that the fields of a contract are read with."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from kho.catalog import ContractBroken
from kho.contract import Contract
from kho.reading.values.communes import Communes
from kho.reading.values.departments import Departments
from kho.reading.values.indicators import Indicators
from kho.reading.values.territories import Territories
from kho.reading.values.units import Units


class _List(Protocol):
    @classmethod
    def load(cls, folder: Path) -> object: ...


_BY_TYPE: dict[str, tuple[type[_List], ...]] = {
    "territory": (Territories,),
    "commune": (Communes, Territories),
    "department": (Departments,),
    "text": (Departments,),
    "organisation": (Departments, Communes),
    "indicator": (Indicators,),
}


def ensure_lists(contract: Contract, folder: Path) -> None:
    """See that every list is there that the feed needs: a list of ours that is damaged is no fault of a report.

    Raises:
        ContractBroken: One is missing or cannot be read; deliveries of the feed wait until it is mended.
    """
    types = {spec.type for spec in contract.fields.values()}
    needed: dict[type[_List], None] = dict.fromkeys(
        [Units, *(one for kind in sorted(types) for one in _BY_TYPE.get(kind, ()))]
    )
    for one in needed:
        try:
            one.load(folder)
        except Exception as error:  # whatever a damaged file leads to
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ContractBroken(
                f"{contract.feed}: a list in {folder} that it needs ({one.__name__.lower()}) cannot be read "
                f"({reason}): put it back, and its deliveries go on."
            ) from error

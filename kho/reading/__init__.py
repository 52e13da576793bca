"""Bytes of a delivery into typed rows and findings, driven by its contract."""

from __future__ import annotations

from kho.catalog import Catalog
from kho.contract import Contract
from kho.reading.cells import raw_cells
from kho.reading.engine import Reading, Source
from kho.reading.ignored import IgnoredRow
from kho.settings import Settings

__all__ = ["IgnoredRow", "Reading", "Source", "raw_cells", "read"]


def read(source: Source, contract: Contract, catalog: Catalog) -> Reading:
    """Begin to read a file; the work is done while `Reading.batches` is consumed.

    Args:
        source: The file, its name, its sender and the day it came.
        contract: What the file should hold.
        catalog: Senders and code lists.
    """
    return Reading(source, contract, catalog, Settings.from_environment())

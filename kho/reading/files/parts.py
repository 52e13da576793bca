"""A file as the sheets it consists of, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kho.contract import Contract
from kho.reading.files import json_files, text_files, workbooks
from kho.reading.grid import MemorySheet
from kho.reading.titles import known_titles


def sheets(path: Path, kind: str, contract: Contract) -> Iterator[MemorySheet]:
    """The sheets of one file that is no archive.

    Args:
        path: The file.
        kind: Its format, as `sniff.recognise` found it.
        contract: What is looked for; decides the delimiter of a text and the collections of a JSON file.

    Raises:
        Refused: The file cannot be read.
    """
    if kind == "csv":
        form = text_files.examine(path, known_titles(contract))
        yield MemorySheet("csv", lambda: text_files.batches(path, form), delimited=True, width=form.cells)
    elif kind == "json":
        yield from json_files.sheets(path, contract)
    else:
        yield from workbooks.sheets(path, kind)

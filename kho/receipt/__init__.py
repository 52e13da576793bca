"""Receipts: what a sender gets back for a delivery.

A page for people, its twin for programs, and the sender's own workbook with the cells marked, each named after the
delivery, so that writing them again replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kho.contract import Contract
from kho.receipt.judgement import First, Judgement
from kho.receipt.names import stem
from kho.receipt.page import page_parts
from kho.receipt.plain_text import as_text
from kho.receipt.twin import as_json, json_parts
from kho.receipt.workbook import write_marked

__all__ = ["First", "Judgement", "as_json", "as_text", "write"]


def write(judgement: Judgement, original: Path, folder: Path, contract: Contract | None) -> list[Path]:
    """Write the receipt of a delivery.

    Args:
        judgement: What was decided.
        original: The file as it was sent, in the archive.
        folder: The sender's outbox for this report; made if it is missing.
        contract: The feed's contract; None where the feed is unknown.

    Returns:
        The page, its JSON twin and, where there is something to mark, the marked workbook. Each file appears whole or
        not at all, and again under the same name when the receipt is written again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = stem(judgement)
    page, twin = folder / f"{name}.html", folder / f"{name}.json"
    _put(twin, json_parts(judgement, contract))
    workbook = write_marked(judgement, original, folder / name, contract)
    files = {"json": twin.name} | ({"workbook": workbook.name} if workbook else {})
    _put(page, page_parts(judgement, contract, files))
    return [page, twin, *([workbook] if workbook else [])]


def _put(path: Path, parts: Iterable[str]) -> None:
    """Write a text file beside its place, then move it there in one step.

    What lies beside is named after the receipt: an attempt that was killed leaves nothing that the next one does not
    write over.
    """
    beside = path.with_name(f".{path.name}.part")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)
    beside.replace(path)

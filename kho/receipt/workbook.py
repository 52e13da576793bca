"""The marked workbook: the department's own one where it can be, else one of the cells as they were read."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from kho.contract import Contract, Language
from kho.finding import further
from kho.messages import counted, text
from kho.reading.refusal import Refused
from kho.receipt.judgement import Judgement
from kho.receipt.mark_book import mark, sheet_parts
from kho.receipt.marks import MOST_COMMENTS, MOST_LISTED, Place, lines
from kho.receipt.package import Package
from kho.receipt.plain_book import PlainBook
from kho.receipt.sheet_part import split
from kho.receipt.xml_edit import Unmarkable
from kho.rules import N_

log = logging.getLogger(__name__)

#: Larger files are not copied: the workbook holds the rows with findings only.
MOST_ROWS = 50_000
#: More findings than this are marked in no workbook; the JSON twin has them all.
MOST_MARKS = 50_000

_OWN = N_("Correct the coloured cells here, save this workbook and put it into the same folder as the report.")
_COPY = N_("Your file is no workbook that can be marked, so its cells were copied into this one as text.")
_EXTRACT = N_(
    "Your file has more than {most} rows. This workbook holds the beginning and the {rows} rows with findings; "
    "the first column says where each stands in your file."
)
_ELSEWHERE = N_("Correct your own file where this workbook is coloured, and send your file again.")
_COMMENTS = N_("Only the first {most} cells have a comment; the list below has the others.")
_LISTED = N_("Only the first {most} of {all} findings are listed; the JSON file beside this workbook has them all.")
_COLOURS = N_("The colours and this sheet need not be removed.")


def write_marked(judgement: Judgement, original: Path, stem: Path, contract: Contract | None) -> Path | None:
    """Write the workbook with the bad cells marked, if there is anything to mark.

    Args:
        judgement: What was decided.
        original: The file as it was sent.
        stem: Where the workbook goes, without its ending.
        contract: The feed's contract.

    Returns:
        The workbook, or None: nothing was found, the feed is unknown, or the file cannot be read at all.
    """
    found = judgement.shown
    if contract is None or found.filter(pl.col("row").is_not_null() | pl.col("sheet").is_not_null()).is_empty():
        return None
    with _workshop(stem) as folder:
        draft = folder / "marked.xlsx"
        try:
            ending = _draft(judgement, original, draft, contract)
        except (Refused, Unmarkable) as reason:
            log.info("%s: no marked workbook (%s)", judgement.file_name, reason)
            return None
        except Exception:
            # the verdict must reach the sender even where its workbook cannot be marked
            log.exception("%s: no marked workbook", judgement.file_name)
            return None
        target = stem.with_name(f"{stem.name}{ending}")
        draft.chmod(0o644)
        draft.replace(target)
    return target


@contextmanager
def _workshop(stem: Path) -> Iterator[Path]:
    """A folder beside the receipt, named after it, so that what a killed attempt has left is cleared by the next."""
    folder = stem.with_name(f".{stem.name}.part")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _draft(judgement: Judgement, original: Path, draft: Path, contract: Contract) -> str:
    """Write the workbook; returns the ending that its name must have."""
    is_large = judgement.rows_read + judgement.rows_ignored > MOST_ROWS
    if not is_large and _is_workbook(original):
        try:
            with Package(original) as package:
                sheets = list(sheet_parts(package))
                ending = ".xlsm" if package.has_macros() else ".xlsx"
            notes = [text(_OWN, judgement.language), text(_COLOURS, judgement.language)]
            _mark(original, draft, judgement, contract, lambda finding: _place(finding, sheets), notes)
            return ending
        except Unmarkable as reason:
            log.info("%s: marked in a copy of its cells (%s)", judgement.file_name, reason)
    _mark_copy(judgement, original, draft, contract, is_large=is_large)
    return ".xlsx"


def _mark_copy(judgement: Judgement, original: Path, draft: Path, contract: Contract, *, is_large: bool) -> None:
    lang = judgement.language
    bad = _bad_rows(judgement) if is_large else None
    plain = PlainBook(contract, bad, text(N_("Row in the file"), lang))
    copy = draft.with_name("copy.xlsx")
    plain.write(original, copy)
    if bad is not None:
        notes = [text(_EXTRACT, lang, most=MOST_ROWS, rows=sum(map(len, bad.values()))), text(_ELSEWHERE, lang)]
    else:
        takes_workbooks = "xlsx" in contract.delivery.formats
        notes = [text(_COPY, lang), text(_OWN if takes_workbooks else _ELSEWHERE, lang)]
    _mark(copy, draft, judgement, contract, plain.locate, notes)


def _mark(
    source: Path,
    draft: Path,
    judgement: Judgement,
    contract: Contract,
    locate: Callable[[Mapping[str, Any]], Place],
    notes: list[str],
) -> None:
    listed = list(lines(judgement, contract, locate, MOST_MARKS))
    mark(source, draft, judgement, listed, [*notes, *_limits(len(listed), judgement)])


def _limits(marked: int, judgement: Judgement) -> list[str]:
    """What the workbook leaves out, said in it."""
    lang: Language = judgement.language
    notes = []
    if marked > MOST_COMMENTS:
        notes.append(text(_COMMENTS, lang, most=MOST_COMMENTS))
    shown = judgement.shown
    if shown.height > MOST_LISTED:
        notes.append(text(_LISTED, lang, most=MOST_LISTED, all=shown.height))
    if left := int(further(shown)["further"].sum()):
        one, many = "{count} more is counted and not listed.", "{count} more are counted and not listed."
        notes.append(counted(one, many, left, lang))
    return notes


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _place(finding: Mapping[str, Any], sheets: list[str]) -> Place:
    """The cell of the department's own workbook; the row's first where the finding is about the row."""
    sheet = finding["sheet"] if finding["sheet"] in sheets else next(iter(sheets), None)
    if sheet is None or (finding["sheet"] is None and finding["cell"] is None):
        return None
    if finding["cell"] and split(finding["cell"]):
        return sheet, finding["cell"]
    return (sheet, f"A{finding['row']}") if finding["row"] else None


def _bad_rows(judgement: Judgement) -> dict[str | None, set[int]]:
    rows = judgement.shown.filter(pl.col("row").is_not_null()).select("sheet", "row").unique().head(MOST_ROWS)
    return {sheet: set(part["row"]) for (sheet,), part in rows.group_by("sheet")}

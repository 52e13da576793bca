"""What is marked in a workbook: each bad cell once, with everything that is to be said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kho.contract import Contract
from kho.finding import STANDINGS
from kho.messages import expectation, header, quoted, render, text, where
from kho.receipt.causes import in_order
from kho.receipt.judgement import Judgement
from kho.receipt.words import SIGNS
from kho.receipt.words import STANDINGS as STANDING_NAMES
from kho.rules import N_

#: A spreadsheet program stalls over more comments; the colours go on, and the list has the rest.
MOST_COMMENTS = 3_000
MOST_LISTED = 20_000

#: Sheet and cell of a finding in the workbook that is marked.
Place = tuple[str, str] | None


@dataclass(slots=True)
class SheetMarks:
    """The marks of one sheet: cell → standing, and cell → comment."""

    standings: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list of findings, in the sender's language, and the cell it leads to."""

    standing: str
    place: Place
    where: str
    header: str
    raw: str
    expected: str
    suggestion: str
    message: str


def lines(
    judgement: Judgement, contract: Contract | None, locate: Callable[[Mapping[str, Any]], Place], most: int
) -> Iterator[Line]:
    """The findings that concern the sender, by cause and the likeliest root cause first.

    Args:
        judgement: What was decided.
        contract: The feed's contract.
        locate: Where a finding is in the workbook that is marked.
        most: No more than so many.
    """
    lang = judgement.language
    for finding in in_order(judgement.shown, judgement.rows_read).head(most).iter_rows(named=True):
        params = judgement.said(finding)
        yield Line(
            standing=finding["standing"],
            place=locate(finding),
            where=where(finding, lang, records=judgement.holds_records),
            header=header(finding["field"], contract) or "",
            raw=quoted(params, lang) if finding["raw"] else "",
            expected=expectation(finding["expected"], lang) if finding["expected"] else "",
            suggestion=str(params.get("suggestion") or ""),
            message=render(finding["rule"], params, lang, contract),
        )


def marks(found: Iterator[Line] | list[Line], judgement: Judgement) -> dict[str, SheetMarks]:
    """The marks of every sheet: the colour of the most severe finding, the words of all."""
    sheets: dict[str, SheetMarks] = {}
    comments = 0
    for line in found:
        if line.place is None:
            continue
        sheet, cell = line.place
        there = sheets.setdefault(sheet, SheetMarks())
        known = there.standings.get(cell)
        if known is None or _rank(line.standing) > _rank(known):
            there.standings[cell] = line.standing
        if cell in there.comments:
            there.comments[cell] += "\n\n" + comment(line, judgement)
        elif comments < MOST_COMMENTS:
            there.comments[cell] = comment(line, judgement)
            comments += 1
    return sheets


def comment(line: Line, judgement: Judgement) -> str:
    """What the comment at a cell says; the place itself need not be said there."""
    lang = judgement.language
    said = line.message.removeprefix(line.where).lstrip(": \u00a0")
    title = f"{SIGNS[line.standing]} {text(STANDING_NAMES[line.standing], lang).upper()}"
    suggestion = [text(N_("Suggestion: {value}"), lang, value=line.suggestion)] if line.suggestion else []
    return "\n".join([title, said[:1].upper() + said[1:], *suggestion])


def _rank(standing: str) -> int:
    return STANDINGS.index(standing)

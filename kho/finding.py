"""What was found in a delivery: one finding a cell, row, column or file."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import polars as pl

Tier = Literal["syntax", "validity", "quality", "consistency"]
Standing = Literal["shadow", "warn", "hold", "block"]
Verdict = Literal["accepted", "accepted_with_warnings", "held", "rejected", "duplicate"]

#: From the mildest to the most severe.
STANDINGS: tuple[Standing, ...] = get_args(Standing)

#: The columns of a frame of findings, in the order of `control.finding`.
SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "tier": pl.String(),
    "standing": pl.String(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "row": pl.Int64(),
    "field": pl.String(),
    "raw": pl.String(),
    "expected": pl.String(),
    "params": pl.String(),
}

#: So many findings of a delivery are told one by one; more help nobody, and a receipt must open.
MOST_TOLD = 100_000
#: So many of each cause are told, however many others there are.
FEWEST_TOLD = 1_000
#: What makes findings those of one cause.
_CAUSE = ["rule", "tier", "standing", "sheet", "field"]
_Cause = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a department or a steward should know.

    Attributes:
        rule: Identifier of the rule: a built-in one (`kho.rules`) or one of the contract.
        tier: What kind of rule it is.
        standing: What follows from it.
        sheet: Sheet, member of an archive or JSON collection; None for the whole file.
        cell: The cell as Excel names it (`C7`); None where no single cell is meant.
        row: Row of the sheet, line of the text file or ordinal of the JSON record, from 1.
        field: Field of the contract.
        raw: What stands there, as written.
        expected: What was expected there, in the words of the contract.
        params: Further values that the message names.
    """

    rule: str
    tier: Tier
    standing: Standing
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    field: str | None = None
    raw: str | None = None
    expected: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        """The finding as a row of `SCHEMA`."""
        params = json.dumps(dict(self.params), ensure_ascii=False, sort_keys=True, default=str)
        return {name: getattr(self, name) for name in SCHEMA if name != "params"} | {"params": params}


class Findings:
    """Findings as they come in: single ones, and whole columns of them.

    `MOST_TOLD` are kept one by one, and of each cause `FEWEST_TOLD` at least. What a cause has beyond is counted: one
    finding of its rule, without a row, bears the number as its param `further`, so that a file in which every row is
    wrong costs no more than one in which many are.
    """

    def __init__(self) -> None:
        self._single: list[Finding] = []
        self._frames: list[pl.DataFrame] = []
        self._told: Counter[_Cause] = Counter()
        self._further: Counter[_Cause] = Counter()

    def add(self, finding: Finding) -> None:
        """Add one finding."""
        self._single.append(finding)

    def extend(self, frame: pl.DataFrame) -> None:
        """Add a frame with the columns of `SCHEMA`; missing ones are null."""
        if frame.is_empty():
            return
        columns = [
            pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in SCHEMA.items()
        ]
        found = frame.select(columns).with_columns(pl.col("params").fill_null("{}"))
        parts = [found] if self._told.total() + found.height <= MOST_TOLD else found.partition_by(_CAUSE)
        self._frames += [self._within_bounds(part) for part in parts]

    def _within_bounds(self, found: pl.DataFrame) -> pl.DataFrame:
        """The findings that are told; the others, all of one cause, are counted."""
        room = MOST_TOLD - self._told.total()
        if found.height > room:
            cause: _Cause = found.select(_CAUSE).row(0)
            is_cell = pl.col("row").is_not_null()
            # what is said of the column as a whole is one finding already
            room = max(room, FEWEST_TOLD - self._told[cause], 0)
            beyond = found.filter(is_cell & (is_cell.cum_sum() > room))
            found = found.filter(~is_cell | (is_cell.cum_sum() <= room))
            self._further[cause] += beyond.height
        self._told.update({tuple(cause): count for *cause, count in found.group_by(_CAUSE).len().iter_rows()})
        return found

    def frame(self) -> pl.DataFrame:
        """All findings as one frame with the columns of `SCHEMA`, in the order of their coming."""
        single = pl.DataFrame([f.as_row() for f in self._single], schema=SCHEMA)
        counted = [
            dict(zip(_CAUSE, cause, strict=True)) | {"params": json.dumps({"further": count})}
            for cause, count in self._further.items()
            if count
        ]
        return pl.concat([single, *self._frames, pl.DataFrame(counted, schema=SCHEMA)])

    def __len__(self) -> int:
        return len(self._single) + self._told.total() + self._further.total()


def marked_numbers(params: pl.Expr, are_numbers: pl.Expr) -> pl.Expr:
    """Params of findings that say where `raw` is a number and no text, which each language writes in its own way."""
    mark = '"is_number": true}'
    said = (
        pl.when(params == "{}")
        .then(pl.lit("{" + mark))
        .otherwise(pl.concat_str(params.str.head(-1), pl.lit(f", {mark}")))
    )
    return pl.when(are_numbers.fill_null(False)).then(said).otherwise(params)


def further(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that only count others of their cause, with `further` (Int64) beside `SCHEMA`."""
    number = pl.col("params").str.json_path_match("$.further").cast(pl.Int64)
    return findings.filter(pl.col("row").is_null()).with_columns(further=number).drop_nulls("further")


def ordered(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings in the order that everybody is shown: the most severe first, then by sheet and row.

    The same findings come out in the same order, whatever the order in which they were found or stored.
    """
    severity = pl.col("standing").replace_strict(dict(zip(STANDINGS, (3, 2, 1, 0), strict=True)), return_dtype=pl.Int8)
    return findings.sort(severity, "sheet", "row", "cell", "rule", "field", "raw", "params", nulls_last=True)


def verdict(standings: set[str]) -> Verdict:
    """The verdict that follows from the standings of all findings."""
    if "block" in standings:
        return "rejected"
    if "hold" in standings:
        return "held"
    return "accepted_with_warnings" if "warn" in standings else "accepted"

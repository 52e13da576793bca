"""What was found in a delivery: one finding a cell, row, column or file."""

from __future__ import annotations

import dataclasses
import json
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
    """Findings as they come in: single ones, and whole columns of them."""

    def __init__(self) -> None:
        self._single: list[Finding] = []
        self._frames: list[pl.DataFrame] = []

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
        self._frames.append(frame.select(columns).with_columns(pl.col("params").fill_null("{}")))

    def frame(self) -> pl.DataFrame:
        """All findings as one frame with the columns of `SCHEMA`, in the order of their coming."""
        single = pl.DataFrame([f.as_row() for f in self._single], schema=SCHEMA)
        return pl.concat([single, *self._frames])

    def __len__(self) -> int:
        return len(self._single) + sum(frame.height for frame in self._frames)


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

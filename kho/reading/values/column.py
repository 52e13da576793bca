"""One column on its way from text to typed values: what is known about it, and what comes out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import polars as pl

from kho.catalog import Sender
from kho.contract import Contract, FieldSpec
from kho.contract.schedule import Basis

Convention = Literal["comma", "point"]

#: The columns of a frame of problems. `row` counts the rows of the column from 0; null means the column as a
#: whole (its header). `rule` is a key of `kho.rules.RULES`; `params` is a JSON object.
PROBLEMS: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "rule": pl.String(),
    "raw": pl.String(),
    "expected": pl.String(),
    "params": pl.String(),
}


@dataclass(frozen=True)
class ColumnContext:
    """What the reader knows about a column besides its cells.

    Attributes:
        contract: The feed's contract.
        codes: The folder of shared code lists (`contracts/codes`).
        received_on: The day on which the file came.
        sender: Name of the sender, for messages.
        scope: What the sender may report for; None leaves territories unchecked.
        unit: Unit found in the column's header, the title or a floating cell, as written.
        row_units: Unit of each row, as written (String), where the table has a column of units.
        row_agreed: Unit that each row's value is to be stored in (String); null leaves the row's own.
        on: The day of each row on which territory codes are resolved (Date); null means `received_on`.
        since: The first day of each row's period (Date), where names that it did not outlast are understood too.
        territory: The territory code of each row (String), where the feed has a territory: its communes lie there.
        fallback: The cells of the field's `fallback` column (String), as written.
        decimal: What separates decimals elsewhere in the file; used where the contract leaves it to the evidence
            and the column has none.
    """

    contract: Contract
    codes: Path
    received_on: date
    sender: str | None = None
    scope: Sender | None = None
    unit: str | None = None
    row_units: pl.Series | None = None
    row_agreed: pl.Series | None = None
    on: pl.Series | None = None
    since: pl.Series | None = None
    territory: pl.Series | None = None
    fallback: pl.Series | None = None
    decimal: Convention | None = None

    @property
    def basis(self) -> Basis:
        """Whether the feed's periods are calendar or administrative ones."""
        return self.contract.delivery.period_basis


@dataclass(frozen=True)
class Typed:
    """A column read.

    Attributes:
        columns: The physical columns of the field (`FieldSpec.columns`) with their dtypes, one row a cell.
        problems: What was wrong, with the columns of `PROBLEMS`, in the order of the rows.
    """

    columns: pl.DataFrame
    problems: pl.DataFrame


def typed(name: str, spec: FieldSpec, values: pl.DataFrame, problems: Sequence[pl.DataFrame] = ()) -> Typed:
    """The result of a column: values brought to the field's dtypes, problems in the order of the rows.

    Args:
        name: The field's name.
        spec: The field.
        values: The field's physical columns; those that are missing are null.
        problems: Frames of problems; columns of `PROBLEMS` that are missing are null.
    """
    columns = values.select(
        pl.col(column.name).cast(column.dtype)
        if column.name in values.columns
        else pl.lit(None, column.dtype).alias(column.name)
        for column in spec.columns(name)
    )
    frames = [complete(frame) for frame in problems if not frame.is_empty()]
    if not frames:
        return Typed(columns, pl.DataFrame(schema=PROBLEMS))
    return Typed(columns, pl.concat(frames).sort("row", nulls_last=False, maintain_order=True))


def complete(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly the columns of `PROBLEMS`."""
    return frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in PROBLEMS.items()
    )


def problem(rule: str, raw: str | None = None, expected: str | None = None, **params: Any) -> pl.DataFrame:
    """A problem of the column as a whole."""
    row = {"row": None, "rule": rule, "raw": raw, "expected": expected, "params": as_json(params)}
    return pl.DataFrame([row], schema=PROBLEMS)


def as_json(params: Mapping[str, Any]) -> str | None:
    """The params of a problem as they are stored; None when there are none."""
    return json.dumps(dict(params), ensure_ascii=False, sort_keys=True, default=str) if params else None


def cells(texts: pl.DataFrame) -> pl.DataFrame:
    """The column's cells with every native column present.

    Returns:
        `row` (Int64, from 0), `raw` (String), `number` (Float64), `date` (Datetime), `boolean`, `is_percent`.
    """
    native = {
        "raw": pl.String(),
        "number": pl.Float64(),
        "date": pl.Datetime("us"),
        "boolean": pl.Boolean(),
        "is_percent": pl.Boolean(),
    }
    return texts.select(
        pl.int_range(pl.len(), dtype=pl.Int64()).alias("row"),
        *(
            pl.col(name).cast(dtype) if name in texts.columns else pl.lit(None, dtype).alias(name)
            for name, dtype in native.items()
        ),
    )

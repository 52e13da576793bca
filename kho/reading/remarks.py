"""Findings of one delivery, each with its sheet, cell and standing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from kho.contract import Contract
from kho.finding import Findings, marked_numbers
from kho.reading.grid import letter
from kho.reading.tables.places import Value
from kho.rules import RULES, finding

#: The columns that tell the gate which fields of a row something is wrong with (`kho.landing.REMARKS`).
_MARKS = ("blocked_fields", "doubted_fields")


class Remarks:
    """Collects findings in the contract's standings, and counts the rows that block.

    Attributes:
        findings: Everything so far.
        rows_in_error: Rows with at least one finding that blocks.
    """

    def __init__(self, contract: Contract, file_name: str) -> None:
        self.findings = Findings()
        self.rows_in_error = 0
        self._contract = contract
        self._file_name = file_name

    def add(self, rule: str, **where: Any) -> None:
        """Add one finding; the file's name goes with it."""
        self.findings.add(finding(rule, self._contract.standings, **{"file": self._file_name, **where}))

    def standing(self, rule: str) -> str:
        """The standing of a built-in rule in this feed."""
        return self._contract.standings.get(rule, RULES[rule].standing)

    def extend(
        self,
        sheet: str,
        problems: dict[str, tuple[int | None, pl.DataFrame]],
        rows: pl.Series,
        headers: Mapping[str, str | None],
        numbers: Mapping[str, pl.Series],
        letters: pl.Series | None = None,
    ) -> pl.DataFrame:
        """Add the problems of the columns of one batch.

        Args:
            sheet: The sheet's name.
            problems: Field, or letter of a column beyond the table → (position of its column or None, frame of
                `kho.reading.values.PROBLEMS`).
            rows: Numbers of the batch's rows.
            headers: Field → cell of its title; None for records, which have keys and no cells.
            numbers: Field → which of its cells are numbers and no text.
            letters: For each row the letter of the column that its cell stands in, where rows are cells.

        Returns:
            For each row the fields that something is wrong with: `blocked_fields` and `doubted_fields`, each a list of
            PostgreSQL as text, null where there are none.
        """
        frames = [
            self._placed(_numbered(frame, numbers.get(name)), sheet, name, column, rows, headers.get(name), letters)
            for name, (column, frame) in problems.items()
            if not frame.is_empty()
        ]
        if not frames:
            return pl.select(pl.repeat(None, rows.len(), dtype=pl.String).alias(name) for name in _MARKS)
        found = pl.concat(frames)
        rules = found["rule"].unique().to_list()
        found = found.with_columns(
            tier=pl.col("rule").replace_strict({rule: RULES[rule].tier for rule in rules}, return_dtype=pl.String),
            standing=pl.col("rule").replace_strict(
                {rule: self.standing(rule) for rule in rules}, return_dtype=pl.String
            ),
        )
        self.findings.extend(found)
        marks = _marks(found, rows.len())
        self.rows_in_error += rows.len() - marks["blocked_fields"].null_count()
        return marks

    def _placed(
        self,
        frame: pl.DataFrame,
        sheet: str,
        name: str,
        column: int | None,
        rows: pl.Series,
        header: str | None,
        letters: pl.Series | None,
    ) -> pl.DataFrame:
        """The problems of a column as findings without their standing, with `index` in the batch and `name`."""
        here = pl.lit(letter(column) if column is not None and header else None, pl.String)
        if letters is not None:
            here = pl.lit(letters.gather(frame["row"]))
        cell = pl.format("{}{}", here, pl.col("row"))
        return frame.with_columns(rows.gather(frame["row"]).alias("row"), index=pl.col("row")).select(
            "rule",
            pl.lit(sheet).alias("sheet"),
            pl.when(pl.col("row").is_not_null()).then(cell).otherwise(pl.lit(header, pl.String)).alias("cell"),
            "row",
            pl.lit(name if name in self._contract.fields else None, pl.String).alias("field"),
            "raw",
            "expected",
            "params",
            "index",
            pl.lit(name).alias("name"),
        )

    def extend_value(self, sheet: str, field: str, value: Value) -> None:
        """Add the problems of a value that stands beside the table; it is one finding however many rows it is about."""
        for problem in value.problems.iter_rows(named=True):
            params = json.loads(problem["params"] or "{}")
            self.add(
                problem["rule"],
                sheet=sheet,
                cell=value.cell,
                field=field,
                raw=problem["raw"],
                expected=problem["expected"],
                **params,
            )


def _numbered(frame: pl.DataFrame, are_numbers: pl.Series | None) -> pl.DataFrame:
    """Problems with their params, which say where the cell is a number and no text."""
    params = pl.col("params").fill_null("{}")
    if are_numbers is not None and are_numbers.any():
        params = marked_numbers(params, pl.lit(are_numbers.gather(frame["row"])))
    return frame.with_columns(params=params)


def _marks(found: pl.DataFrame, height: int) -> pl.DataFrame:
    """Which fields of each row of a batch something is wrong with, apart by whether it blocks."""
    is_blocking = pl.col("standing") == "block"
    names = (pl.col("name").filter(condition).unique().sort() for condition in (is_blocking, ~is_blocking))
    marked = (
        found.drop_nulls("index")
        .group_by("index")
        .agg(
            pl.when(named.len() > 0).then(pl.concat_str(pl.lit("{"), named.str.join(","), pl.lit("}"))).alias(mark)
            for mark, named in zip(_MARKS, names, strict=True)
        )
    )
    every = pl.select(index=pl.int_range(height, dtype=pl.Int64))
    return every.join(marked, on="index", how="left", maintain_order="left").select(_MARKS)

"""Findings of one delivery, each with its sheet, cell and standing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from kho.contract import Contract
from kho.finding import SCHEMA, Findings
from kho.reading.grid import letter
from kho.reading.tables.places import Value
from kho.rules import RULES, finding


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
        typed: pl.DataFrame,
        letters: pl.Series | None = None,
    ) -> None:
        """Add the problems of the columns of one batch.

        Args:
            sheet: The sheet's name.
            problems: Field → (position of its column or None, frame of `kho.reading.values.PROBLEMS`).
            rows: Numbers of the batch's rows.
            headers: Field → cell of its title; None for records, which have keys and no cells.
            typed: What the columns have become.
            letters: For each row the letter of the column that its cell stands in, where rows are cells.
        """
        frames = [
            _placed(
                frame, sheet, field, column if headers.get(field) else None, rows, headers.get(field), letters
            ).with_columns(emptied=self._is_empty(field, typed).gather(frame["row"]))
            for field, (column, frame) in problems.items()
            if not frame.is_empty()
        ]
        if not frames:
            return
        found = pl.concat(frames).with_columns(
            emptied=pl.col("emptied").fill_null(False) & pl.struct("field", "row").is_first_distinct()
        )
        rules = found["rule"].unique().to_list()
        found = found.with_columns(
            tier=pl.col("rule").replace_strict({rule: RULES[rule].tier for rule in rules}, return_dtype=pl.String),
            standing=pl.col("rule").replace_strict(
                {rule: self.standing(rule) for rule in rules}, return_dtype=pl.String
            ),
        )
        self.findings.extend(found)
        self.rows_in_error += found.filter(pl.col("standing") == "block")["row"].drop_nulls().n_unique()

    def _is_empty(self, field: str, typed: pl.DataFrame) -> pl.Series:
        """The rows that the gate finds empty where the field is required: nothing in it, nor in what may replace it."""
        spec = self._contract.fields[field]
        names = [field, *filter(None, [spec.unless])]
        columns = [column.name for name in names for column in self._contract.fields[name].columns(name)]
        return typed.select(pl.all_horizontal(pl.col(columns).is_null())).to_series()

    def add_cells(self, rule: str, sheet: str, cells: pl.DataFrame, field: str | None = None, **where: Any) -> None:
        """Add one finding for each of several cells.

        Args:
            rule: A built-in rule.
            sheet: The sheet's name.
            cells: `row`, `cell` and `raw`.
            field: The field that they belong to, if any.
            **where: What is the same for all of them.
        """
        one = finding(rule, self._contract.standings, sheet=sheet, field=field, file=self._file_name, **where).as_row()
        same = [pl.lit(one[name], SCHEMA[name]).alias(name) for name in SCHEMA if name not in cells.columns]
        self.findings.extend(cells.with_columns(same))

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


def _placed(
    frame: pl.DataFrame,
    sheet: str,
    field: str,
    column: int | None,
    rows: pl.Series,
    header: str | None,
    letters: pl.Series | None,
) -> pl.DataFrame:
    numbers = rows.gather(frame["row"])
    here = pl.lit(letter(column) if column is not None else None, pl.String)
    if letters is not None:
        here = pl.lit(letters.gather(frame["row"]))
    cell = pl.format("{}{}", here, pl.col("row"))
    return frame.with_columns(numbers.alias("row")).select(
        "rule",
        pl.lit(sheet).alias("sheet"),
        pl.when(pl.col("row").is_not_null()).then(cell).otherwise(pl.lit(header, pl.String)).alias("cell"),
        "row",
        pl.lit(field).alias("field"),
        "raw",
        "expected",
        pl.col("params").fill_null("{}"),
    )

"""Cells that show a formula's error instead of its value."""

from __future__ import annotations

import polars as pl

from kho.reading.values.column import PROBLEMS, complete

#: What a spreadsheet shows where a formula failed.
_ERROR = r"(?i)^\s*(?:#(?:REF!|VALUE!|DIV/0!|N/A|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!)|Err:\d{3})\s*$"


def without_errors(texts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells without those that show a formula's error, and a problem for each of these.

    Args:
        texts: The cells, as for `type_column`.
    """
    sharp = texts["raw"].str.starts_with("#") | texts["raw"].str.starts_with("Err:")
    if not sharp.any():
        return texts, pl.DataFrame(schema=PROBLEMS)
    failed = (sharp & texts["raw"].str.contains(_ERROR)).fill_null(False)
    at = failed.arg_true().cast(pl.Int64)
    problems = pl.DataFrame({"row": at, "raw": texts["raw"].filter(failed)}).with_columns(rule=pl.lit("cell.error"))
    return texts.with_columns(pl.when(~failed).then("raw").alias("raw")), complete(problems)

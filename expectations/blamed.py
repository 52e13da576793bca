"""Cells that reading could make nothing of: they are empty now, and are not reported a second time as missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from kho.finding import further

_PLACE = ["sheet", "field"]


@dataclass(frozen=True)
class Blamed:
    """What reading has found about the fields of a delivery.

    Attributes:
        whole: `sheet` and `field` of the columns that something is wrong with as a whole.
        cells: `sheet`, `row` and `field` of single cells.
        untold: `sheet` and `field` of the columns where reading only counted the cells after row `last`, of which it
            left `emptied` without a value.
    """

    whole: pl.DataFrame
    cells: pl.DataFrame
    untold: pl.DataFrame

    @classmethod
    def of(cls, findings: pl.DataFrame) -> Blamed:
        """What a frame of `kho.finding.SCHEMA` says of single fields."""
        about = findings.filter(pl.col("field").is_not_null()).with_columns(pl.col("row").cast(pl.Int64))
        cells = about.filter(pl.col("row").is_not_null())
        counted = further(about)
        cause = ["rule", "standing", *_PLACE]
        last = cells.group_by(cause).agg(last=pl.col("row").max())
        untold = (
            counted.join(last, on=cause, how="left", nulls_equal=True)
            .group_by(_PLACE)
            .agg(pl.col("emptied").sum(), pl.col("last").min().fill_null(0))
        )
        whole = about.filter(pl.col("row").is_null()).join(counted, on=["params", *cause], how="anti", nulls_equal=True)
        return cls(whole.select("field").unique(), cells.select("sheet", "row", "field"), untold)

    def without(self, frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The rows in which a field is missing, without those that reading has told.

        Where it only counted them, which rows are left is not known, but how many are.
        """
        later: Counter[tuple[str | None, int]] = Counter()
        missing: dict[str | None, pl.DataFrame] = {}
        for frame in frames:
            left = frame.join(self.whole, on="field", how="anti", maintain_order="left")
            left = left.join(
                self.cells, on=["sheet", "row", "field"], how="anti", nulls_equal=True, maintain_order="left"
            )
            if self.untold.is_empty():
                yield left
                continue
            known = left.join(self.untold, on=_PLACE, how="left", nulls_equal=True, maintain_order="left")
            is_later = (pl.col("row") > pl.col("last")).fill_null(False)
            yield known.filter(~is_later).select(left.columns)
            for group in known.filter(is_later).partition_by("sheet"):
                sheet, emptied = group.select("sheet", "emptied").row(0)
                later[sheet, emptied] += group.height
                missing[sheet] = group.head(1).select(left.columns)
        for (sheet, emptied), count in later.items():
            if count > emptied:
                said = {"row": None, "raw": None, "params": json.dumps({"further": count - emptied, "emptied": 0})}
                yield missing[sheet].with_columns(
                    pl.lit(value, missing[sheet].schema[name]).alias(name) for name, value in said.items()
                )

"""What a matrix is about: the indicator of each row, the part of it that the row is, and what its columns measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from kho.contract import Contract, Crosstab
from kho.reading.crosstab.axes import Axes
from kho.reading.crosstab.headings import Heading, heading, said
from kho.reading.fold import fold, split_unit
from kho.reading.tables.nesting import ARROW, within
from kho.reading.values import parse_period
from kho.reading.values.indicators import Indicators


@dataclass(frozen=True)
class Subject:
    """What the titles of one matrix say.

    Attributes:
        contract: Whose fields take the parts.
        layout: Which field takes which part.
        title: The title of the sheet.
        unit: The unit that floats above the columns.
        indicators: The list of indicators.
        across: Titles of columns name indicators; the sheet's title is then that of none of them.
    """

    contract: Contract
    layout: Crosstab
    title: str
    unit: str | None
    indicators: Indicators
    across: bool = False

    @classmethod
    def of(cls, axes: Axes, contract: Contract, layout: Crosstab, codes: Path) -> Self:
        """The subject of a matrix whose parts have been found."""
        indicators = Indicators.load(codes)
        across = any(indicators.find(text) for title in axes.values.values() for text in (" ".join(title), *title))
        return cls(contract, layout, axes.title, axes.unit, indicators, across)

    def named(self, told: pl.DataFrame) -> pl.DataFrame:
        """The rows with `indicator`, null where neither `label` nor `path` names one, and `breakdown`."""
        rows = [self._part(label, path) for label, path in told.select("label", "path").iter_rows()]
        return told.hstack(pl.DataFrame(rows, schema={"indicator": pl.String, "breakdown": pl.String}, orient="row"))

    def _part(self, label: str | None, path: str | None) -> tuple[str | None, str | None]:
        labels = [*(path.split(ARROW) if path else []), *([label] if label else [])]
        # a period among the labels says when, not of what
        labels = [text for text in labels if parse_period(text) is None]
        if labels and self._is_whole(labels[0]):
            del labels[0]
        for position in range(len(labels) - 1, -1, -1):
            if code := self.indicators.find(labels[position]):
                return code, within(labels[position + 1 :])
        return None, within(labels)

    def _is_whole(self, label: str) -> bool:
        """Whether the outermost label is a total of what the title names: `Tổng thu` of the revenue."""
        head, _, rest = fold(split_unit(label)[0]).partition(" ")
        return head == "tong" and f" {rest} " in f" {fold(self.title)} "

    def heading(self, own: Heading) -> Heading:
        """What the title of a column says; of a table of nothing but shares, the title of the table says it."""
        if own.comparison or not self.unit or "%" not in self.unit:
            return own
        return Heading(own.period, heading(self.title, None, "calendar").comparison, own.plain)

    def fields(self, told: Heading, titles: Sequence[str]) -> dict[str | None, pl.Expr]:
        """Field → what a column's rows have there; of an indicator that no label names its titles tell, or the sheet's.

        Args:
            told: What its titles say.
            titles: These, from the top down.
        """
        layout = self.layout
        own = (self.indicators.find(text) for text in (" ".join(titles), *reversed(titles)))
        indicator = next(filter(None, own), None) or (None if self.across else self.indicators.within(self.title))
        parts = {
            layout.indicator: pl.col("indicator").fill_null(pl.lit(indicator, pl.String)),
            layout.breakdown: pl.col("breakdown"),
            layout.comparison: pl.lit(told.comparison, pl.String),
        }
        fields = self.contract.fields
        return parts | {name: pl.lit(said(fields[name], told.plain), pl.String) for name in layout.said}

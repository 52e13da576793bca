"""The fields of one table, typed batch by batch: from its columns, or from what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import polars as pl

from kho.contract import Contract, FieldSpec
from kho.reading.fold import fold, split_unit
from kho.reading.grid import Cells
from kho.reading.tables import coded, places
from kho.reading.tables.matching import NUMERIC
from kho.reading.tables.nesting import Nesting
from kho.reading.tables.places import Value
from kho.reading.tables.surrogate import add_surrogates
from kho.reading.tables.title_block import Line
from kho.reading.tables.totals import Printed
from kho.reading.values import ColumnContext, type_column
from kho.reading.values.by_distinct import MANY_ROWS
from kho.reading.values.column import Convention, Typed
from kho.reading.values.failed import without_errors
from kho.reading.values.indicators import Indicators
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.notation import convention_of
from kho.reading.values.text import nfc
from kho.reading.values.units import Units

#: Cells of a batch that are asked what separates decimals.
_EVIDENCE = 10_000
#: The field whose day decides the meaning of territory codes, where a feed has it; else the end of the period.
_BOUNDARY = "boundary_date"

Problems = dict[str, tuple[int | None, pl.DataFrame]]


@dataclass
class Columns:
    """Types the fields of one table.

    Attributes:
        contract: The feed's contract.
        positions: Field → position of its column.
        named: Field → position of the names beside its codes.
        values: Field → values found outside a column, in the order of trust.
        units: Field → unit found in the column's title.
        title_unit: Unit of the whole table, from its title block.
        context: What is known about every column.
    """

    contract: Contract
    positions: Mapping[str, int]
    named: Mapping[str, int]
    values: Mapping[str, Sequence[Value]]
    units: Mapping[str, str]
    title_unit: Line | None
    context: ColumnContext
    _carried: dict[str, pl.DataFrame] = field(default_factory=dict)
    _conventions: dict[str, Convention | None] = field(default_factory=dict)
    _nestings: dict[str, Nesting] = field(default_factory=dict)

    def typed(self, cells: Cells, pool: ThreadPoolExecutor) -> tuple[pl.DataFrame, Problems]:
        """The physical columns of the contract for these rows, and what was wrong with their cells.

        Args:
            cells: The rows.
            pool: What types the columns of many rows side by side.
        """
        texts = {name: self._texts(name, spec, cells) for name, spec in self.contract.fields.items()}
        for name, frame in texts.items():
            self._note_convention(name, frame)
        each: Callable[..., Iterable[Typed]] = pool.map if cells.height >= MANY_ROWS else map
        columns: dict[str, pl.DataFrame] = {}
        problems: Problems = {}
        for names in self._turns():
            outside, asked = {}, []
            # what is known about a column is gathered one after another: it may depend on those before it
            for name in names:
                spec, frame = self.contract.fields[name], texts[name]
                if frame is None:
                    outside[name] = self._constant(name, spec, cells.height, columns)
                else:
                    asked.append((name, spec, frame, self._context(name, spec, frame, texts, columns)))
            for (name, spec, frame, context), read in zip(
                asked, each(lambda one: type_column(*one), asked), strict=True
            ):
                if name in self.named:
                    codes, names_of = cells.texts(self.positions[name])["raw"], cells.texts(self.named[name])
                    read = coded.compared(name, spec, read, codes, names_of, context)
                columns[name] = self._completed(name, read.columns, frame)
                problems[name] = (self.positions.get(name, self.positions.get(spec.fallback or "")), read.problems)
            columns |= outside
        columns = add_surrogates(self.contract, columns)
        return pl.concat([columns[name] for name in self.contract.fields], how="horizontal"), problems

    def printed(self, cells: Cells, names: Sequence[str]) -> list[dict[str, Printed]]:
        """The numbers that total and section rows print, typed like the columns they stand in."""
        rows: list[dict[str, Printed]] = [{} for _ in range(cells.height)]
        for name in names:
            # a one behind the cells tells what the column's unit makes of a printed number
            frame = pl.concat([cells.texts(self.positions[name]), pl.DataFrame({"raw": ["1"]})], how="diagonal")
            spec = self.contract.fields[name]
            self._note_convention(name, frame)
            result = type_column(name, spec, frame, self._context(name, spec, frame, {}, {}))
            *values, factor = result.columns[name]
            bad = set(result.problems["row"])
            numbers = cells.are_numbers(self.positions[name])
            for row, (value, text, is_number) in enumerate(zip(values, frame["raw"], numbers, strict=False)):
                if value is not None and text is not None and row not in bad:
                    rows[row][name] = Printed(text.strip(), Decimal(value), Decimal(factor or 1), is_number)
        return rows

    def _turns(self) -> list[list[str]]:
        """Fields that others are read by go first: units, periods and dates, territories; then all others at once."""
        rank = {"text": 0, "period": 1, "date": 1, "indicator": 1}
        fields = self.contract.fields
        named = {other for spec in fields.values() for other in (spec.unit_of, spec.dated_by)}
        named |= {self._unit_field(), _BOUNDARY}
        turns: dict[int, list[str]] = {}
        for name, spec in fields.items():
            leads = name in named or spec.type in ("period", "territory")
            turns.setdefault(rank.get(spec.type, 2) if leads else 3, []).append(name)
        return [turns[turn] for turn in sorted(turns)]

    def _texts(self, name: str, spec: FieldSpec, cells: Cells) -> pl.DataFrame | None:
        """The cells of a field; None where it has no column, or a place that is trusted before it has the value."""
        position = self.positions.get(name)
        if position is None and spec.fallback in self.positions and not self.values.get(name):
            return pl.DataFrame({"raw": pl.repeat(None, cells.height, dtype=pl.String(), eager=True)})
        if position is None or any(_trusted_before_column(value, spec) for value in self.values.get(name, ())):
            return None
        frame = cells.texts(position)
        if name in self.named:
            frame = coded.completed(frame, cells.texts(self.named[name]))
        if spec.fill == "nested":
            return frame.with_columns(raw=self._nested(name, frame["raw"]))
        return self._filled(name, frame) if spec.fill == "down" else frame

    def _constant(self, name: str, spec: FieldSpec, height: int, columns: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
        """One value for every row; null where no place has it."""
        found = self.values.get(name)
        day = spec.dated_by
        if found and found[0].place == "sender" and self.context.scope and day and day in columns:
            return columns[day].select(places.of_sender(self.context.scope, day).alias(name))
        typed = found[0].typed if found else {}
        return pl.DataFrame(
            {
                column.name: pl.repeat(typed.get(column.name), height, dtype=column.dtype, eager=True)
                for column in spec.columns(name)
            }
        )

    def _completed(self, name: str, columns: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
        """Blank cells, and those of failed formulas, take the value that stands beside the table."""
        found = self.values.get(name)
        if not found:
            return columns
        blank = without_errors(frame)[0]["raw"].is_null()
        return columns.select(
            pl.when(~blank).then(column).otherwise(pl.lit(found[0].typed[column], columns.schema[column])).alias(column)
            for column in columns.columns
        )

    def _filled(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Blank cells take the value of the last one above that has any, across batches."""
        above = self._carried.get(name)
        whole = pl.concat([above, frame], how="diagonal") if above is not None else frame
        source = whole.select(
            pl.when(pl.col("raw").is_not_null()).then(pl.int_range(pl.len())).forward_fill().fill_null(0)
        ).to_series()
        filled = whole[source]
        if filled.height:
            self._carried[name] = filled.tail(1)
        return filled.tail(frame.height) if above is not None else filled

    def _nested(self, name: str, raw: pl.Series) -> pl.Series:
        """Labels with those that they stand under by their indentation, across batches."""
        nesting = self._nestings.setdefault(name, Nesting())
        return pl.Series([nesting.part(text) for text in decode_legacy(nfc(raw))], dtype=pl.String)

    def _units_of_indicators(self, spec: FieldSpec, columns: Mapping[str, pl.DataFrame]) -> pl.Series | None:
        """The unit of each row's indicator, for a field that takes it from there."""
        if spec.unit_of is None or spec.unit_of not in columns:
            return None
        codes = columns[spec.unit_of].to_series()
        indicators = Indicators.load(self.context.codes)
        known = {code: indicators.unit(code) for code in codes.drop_nulls().unique()}
        return codes.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)

    def _context(
        self,
        name: str,
        spec: FieldSpec,
        frame: pl.DataFrame,
        texts: Mapping[str, pl.DataFrame | None],
        columns: Mapping[str, pl.DataFrame],
    ) -> ColumnContext:
        changes: dict[str, Any] = {}
        if spec.type in NUMERIC:
            changes["row_agreed"] = of_indicators = self._units_of_indicators(spec, columns)
            is_mixed, whole = of_indicators is not None, self.title_unit.text if self.title_unit else None
            changes["unit"] = self.units.get(name) or (whole if is_mixed else self._unit_of_title(spec))
            changes["decimal"] = self._convention(name)
            unit = self._unit_field() or ""
            named = spec.unit or split_unit(spec.header)[1] or self.units.get(name)
            layout = self.contract.delivery.layout
            # the number of a row is no figure, whatever unit the row is in
            is_figure = layout is None or name != layout.row
            if is_figure and unit in columns and (unit in self.positions if is_mixed else not named):
                changes["row_units"] = columns[unit].to_series()
        if spec.type in ("territory", "commune", "department", "organisation"):
            changes["on"] = self._on(spec, columns)
            periods = (frame[f"{name}_start"] for name, frame in columns.items() if f"{name}_start" in frame)
            changes["since"] = next(periods, None) if spec.in_period else None
        if spec.type in ("commune", "department", "organisation"):
            changes["territory"] = self._territory(columns)
        other = texts.get(spec.fallback) if spec.fallback else None
        if other is not None:
            changes["fallback"] = other["raw"]
        return replace(self.context, **changes) if changes else self.context

    def _note_convention(self, name: str, frame: pl.DataFrame | None) -> None:
        """See what separates decimals in a column of numbers, by the first texts that tell; totals tell too."""
        is_open = frame is not None and self.contract.fields[name].type in NUMERIC and not self._conventions.get(name)
        if frame is not None and is_open:
            head = frame.head(_EVIDENCE)
            typed = head["number"].is_not_null() if "number" in head.columns else None
            self._conventions[name] = convention_of(head["raw"] if typed is None else head["raw"].filter(~typed))

    def _convention(self, name: str) -> Convention | None:
        """What separates decimals in a column; in all others of the file that tell, where they agree."""
        others = {known for known in self._conventions.values() if known}
        return self._conventions.get(name) or (others.pop() if len(others) == 1 else None)

    def _unit_of_title(self, spec: FieldSpec) -> str | None:
        """The title's unit where it can be the column's: `Triệu đồng` above a table says nothing about its hectares.

        A word of scale alone (`nghìn`) is money where the table has any, and is about its counts where it has none.
        """
        units = Units.load(self.context.codes)
        has_money = any(self.contract.fields[name].type == "money" for name in self.positions)
        counts = spec.type in ("count", "integer") and not has_money
        agreed = units.parse(spec.unit) if spec.unit else None
        for part in self._parts_of_title():
            unit = units.parse(part, "count" if counts else "VND")
            if unit.known and ((counts and unit.is_scale) or (agreed and unit.is_about(agreed))):
                return part
        return None

    def _parts_of_title(self) -> list[str]:
        text = self.title_unit.text if self.title_unit else ""
        return [part for part in re.split(r"[;,]", text) if part.strip()]

    def beyond_unit(self) -> list[str]:
        """Fields that a scaled unit above the table leaves out: all of them, or counts beside those that it scales."""
        fields, units = self.contract.fields, Units.load(self.context.codes)
        if self._unit_field() or all(units.parse(part).factor == 1 for part in self._parts_of_title()):
            return []
        figures = [name for name in self.positions if fields[name].type in NUMERIC]
        told = {name: self._unit_of_title(fields[name]) for name in figures}
        others = [name for name in figures if not told[name] and not self.units.get(name) and not fields[name].unit_of]
        if len(others) == len(figures):
            return others
        counts = [name for name in figures if fields[name].type in ("count", "integer")]
        agreed = [units.parse(fields[name].unit or "").factor for name in counts if told[name]]
        found = [units.parse(told[name] or "", "count").factor for name in counts if told[name]]
        # a unit that was agreed for some columns is no news of the others
        return [name for name in others if name in counts] if agreed and agreed != found else []

    def _unit_field(self) -> str | None:
        texts = ((name, fold(spec.header)) for name, spec in self.contract.fields.items() if spec.type == "text")
        return next((name for name, title in texts if title in ("don vi tinh", "dvt")), None)

    def _territory(self, columns: Mapping[str, pl.DataFrame]) -> pl.Series | None:
        """The territory codes of the rows."""
        fields = self.contract.fields
        return next((columns[name][name] for name in columns if fields[name].type == "territory"), None)

    def _on(self, spec: FieldSpec, columns: Mapping[str, pl.DataFrame]) -> pl.Series | None:
        parts = [columns[day][day] for day in (spec.dated_by, _BOUNDARY) if day and day in columns]
        parts += [
            frame[f"{name}_end"] for name, frame in columns.items() if self.contract.fields[name].type == "period"
        ]
        if not parts:
            return None
        return pl.select(pl.coalesce([pl.lit(part) for part in parts])).to_series()


def _trusted_before_column(value: Value, spec: FieldSpec) -> bool:
    places: list[str] = list(spec.found_in)
    return "column" in places and places.index(value.place) < places.index("column")

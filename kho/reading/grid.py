"""Cells in columns: the form that every format is brought into before anything is understood."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self

import polars as pl

from kho.reading.refusal import unreadable

#: Rows at the top of a sheet within which its header is looked for.
HEAD_ROWS = 80
#: Wider tables are cut: no report has so many columns, and the rest would only cost time.
MOST_COLUMNS = 1_000

#: A spreadsheet takes 32,767 characters, of four bytes at most.
_LONGEST_CELL = 128 << 10

_TEXTS = frozenset({str, type(None)})
_NUMBERS = frozenset({int, float})
_DATES = frozenset({dt.date, dt.datetime})
#: From here on a float no longer holds every integer.
_EXACT = 2**53


def letter(index: int) -> str:
    """The name of a column as Excel has it: 0 → A, 26 → AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(name: str) -> int:
    """The position of a column that Excel calls `name`: A → 0."""
    position = 0
    for mark in name:
        position = position * 26 + ord(mark) - 64
    return position - 1


#: What follows the name of a sheet where tables beside one another are told apart; no name of a sheet has brackets.
PART = r" \[[A-Z]{1,3}:[A-Z]{1,3}\]$"


def part_name(sheet: str, first: int, last: int) -> str:
    """What one of several tables beside one another is called: `Biểu 1 [H:M]`."""
    return f"{sheet} [{letter(first)}:{letter(last)}]"


def sheet_of(name: str) -> str:
    """The name of the sheet that a table stands in."""
    return re.sub(PART, "", name)


@dataclass(frozen=True)
class Cells:
    """A run of rows of one sheet.

    Attributes:
        rows: Int64, the rows' numbers from 1.
        raw: One String column a column of the sheet, called `0`, `1`, …: the text as written; null where empty.
        native: Typed cells of a workbook or a JSON file by column, those of `number` (Float64), `date`
            (Datetime), `boolean` and `is_percent` that it holds some of.
        damaged: The encoding in which some of the bytes were no text; they show as `�`.
    """

    rows: pl.Series
    raw: pl.DataFrame
    native: dict[int, pl.DataFrame] = field(default_factory=dict)
    damaged: str | None = None

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.raw.height

    def filter(self, mask: pl.Series) -> Self:
        """The rows for which the mask holds."""
        if mask.all():
            return self
        native = {index: frame.filter(mask) for index, frame in self.native.items()}
        return replace(self, rows=self.rows.filter(mask), raw=self.raw.filter(mask), native=native)

    def only(self, columns: Collection[int]) -> Self:
        """The same rows with nothing in other columns."""
        blank = pl.lit(None, pl.String)
        raw = self.raw.with_columns(blank.alias(name) for name in self.raw.columns if int(name) not in columns)
        native = {index: frame for index, frame in self.native.items() if index in columns}
        return replace(self, raw=raw, native=native)

    def are_numbers(self, index: int) -> pl.Series:
        """Which cells of one column are numbers and no text, whose `raw` has a point before the decimals."""
        known = self.native.get(index)
        if known is None or "number" not in known.columns:
            return pl.repeat(False, self.height, dtype=pl.Boolean(), eager=True)
        return known["number"].is_not_null()

    def texts(self, index: int) -> pl.DataFrame:
        """One column as `raw` and, where there are typed cells, `number`, `date`, `boolean`, `is_percent`."""
        frame = self.raw.select(pl.col(str(index)).alias("raw"))
        return frame.hstack(self.native[index]) if index in self.native else frame


@dataclass(frozen=True)
class Matrix:
    """What titles one matrix of a sheet.

    Attributes:
        first: Its first row; it reaches to the next one.
        titles: Letter of a column of values → its title, its rows from the top down.
    """

    first: int
    titles: Mapping[str, tuple[str, ...]]


class Sheet(Protocol):
    """One table-like part of a file: a sheet, a text file, a collection of a JSON file.

    Attributes:
        name: What findings call it.
        hidden: Nobody who opens the file sees it.
        records: The header is known beforehand (`keys`); every row is data.
        keys: For records: the key of each column.
        delimited: It is text parted by a delimiter: a row may have more cells than its header.
        merges: Merged ranges as (first row, first column, last row, last column), rows from 1, columns from 0.
        height: Number of rows, where it is known without reading.
        preamble: Texts that stand outside the table, such as scalars beside a JSON list.
        hidden_rows: Numbers of hidden rows.
        hidden_columns: Positions of hidden columns.
        indents: (row, column) → by how many steps a text is moved to the right, where that is no matter of spaces.
        width: Number of columns; those beyond `MOST_COLUMNS` are not read.
        lettered: For records that were cells of one row each: the key that holds the letter of the cell's column.
        matrices: For such records: the matrices that they were cells of, from the top down.
    """

    name: str
    hidden: bool
    records: bool
    keys: Sequence[str]
    delimited: bool
    merges: Sequence[tuple[int, int, int, int]]
    height: int | None
    preamble: Sequence[str]
    hidden_rows: Collection[int]
    hidden_columns: Collection[int]
    indents: Mapping[tuple[int, int], int]
    width: int
    lettered: int | None
    matrices: Sequence[Matrix]

    def batches(self) -> Iterator[Cells]:
        """The cells from the first row on, in batches; the first one holds at least `HEAD_ROWS` rows if there are."""


@dataclass
class MemorySheet:
    """A sheet whose cells come from a function that is called once."""

    name: str
    source: Any
    hidden: bool = False
    records: bool = False
    keys: Sequence[str] = ()
    delimited: bool = False
    merges: Sequence[tuple[int, int, int, int]] = ()
    height: int | None = None
    preamble: Sequence[str] = ()
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    indents: Mapping[tuple[int, int], int] = field(default_factory=dict)
    width: int = 0
    lettered: int | None = None
    matrices: Sequence[Matrix] = ()
    announced: int | None = None

    def batches(self) -> Iterator[Cells]:
        """The cells from the first row on.

        Raises:
            Refused: A cell is longer than any spreadsheet takes, and every later step would pay for it.
        """
        for cells in self.source():
            lengths = cells.raw.select(pl.all().str.len_bytes().max()).row(0) if cells.height else ()
            if max((length or 0 for length in lengths), default=0) > _LONGEST_CELL:
                kind = "json" if self.records else "csv" if self.delimited else "xlsx"
                raise unreadable(kind, f"a cell of {self.name} has more than {_LONGEST_CELL >> 10} kB of text")
            yield cells


def column_of(values: Sequence[Any], percent: pl.Series | None = None) -> tuple[pl.Series, pl.DataFrame | None]:
    """Python values of one column as their text and, where some are no text, as typed cells.

    Args:
        values: str, int, float, bool, date, datetime, time, timedelta, None, and for JSON list and dict.
        percent: Boolean, which of the cells the workbook shows as a percentage.
    """
    kinds = set(map(type, values))
    if kinds <= _TEXTS:
        text = pl.Series(values, dtype=pl.String)
        return text.set(text == "", None), None
    columns = {}
    if kinds & _NUMBERS:
        columns["number"] = _only(values, kinds, _NUMBERS, pl.Float64())
    if kinds & _DATES:
        days = _only(values, kinds, frozenset({dt.date}), pl.Date()).cast(pl.Datetime("us"))
        moments = _only(values, kinds, frozenset({dt.datetime}), pl.Datetime("us"))
        columns["date"] = days.zip_with(days.is_not_null(), moments)
    if bool in kinds:
        columns["boolean"] = _only(values, kinds, frozenset({bool}), pl.Boolean())
    if percent is not None:
        columns["is_percent"] = percent
    if not columns:
        return _texts(values, kinds), None
    native = pl.DataFrame(columns)
    return _written(_texts(values, kinds), native), native


def _only(values: Sequence[Any], kinds: set[type], wanted: frozenset[type], dtype: pl.DataType) -> pl.Series:
    """The values of the wanted types; null where there is another."""
    if not kinds <= wanted:
        values = [value if type(value) in wanted else None for value in values]
    return pl.Series(values, dtype=dtype, strict=False)


def _texts(values: Sequence[Any], kinds: set[type]) -> pl.Series:
    """The values that are written as they are: texts, times, JSON lists and objects, integers too long for a float."""
    if kinds <= _TEXTS | _NUMBERS | _DATES | {bool} and not (int in kinds and _has_long(values)):
        text = _only(values, kinds, frozenset({str}), pl.String())
        return text.set(text == "", None)
    return pl.Series([_text(value) for value in values], dtype=pl.String)


def _has_long(values: Sequence[Any]) -> bool:
    return any(type(value) is int and abs(value) >= _EXACT for value in values)


def _text(value: Any) -> str | None:
    if type(value) is str:
        return value or None
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if type(value) is int and abs(value) >= _EXACT:
        return str(value)
    return None if value is None or isinstance(value, bool | int | float | dt.date) else str(value)


def _written(text: pl.Series, native: pl.DataFrame) -> pl.Series:
    """Cells as a person would have typed them: no `.0`, dates day first, percentages with their sign."""
    parts = [pl.lit(text)]
    if "number" in native.columns:
        number = pl.col("number")
        if "is_percent" in native.columns:
            number = pl.when("is_percent").then((number * 100).round(10)).otherwise(number)
        whole = (number == number.round(0)) & (number.abs() < 1e15)
        plain = (
            pl.when(whole).then(number.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(number.cast(pl.String))
        )
        if "is_percent" in native.columns:
            plain = pl.when("is_percent").then(plain + "%").otherwise(plain)
        parts.append(plain)
    if "date" in native.columns:
        day, moment = (pl.col("date").dt.strftime(form) for form in ("%d/%m/%Y", "%d/%m/%Y %H:%M:%S"))
        parts.append(pl.when(pl.col("date").dt.time() == dt.time()).then(day).otherwise(moment))
    if "boolean" in native.columns:
        parts.append(pl.when("boolean").then(pl.lit("TRUE")).when(~pl.col("boolean")).then(pl.lit("FALSE")))
    return native.select(pl.coalesce(parts).alias("raw")).to_series()

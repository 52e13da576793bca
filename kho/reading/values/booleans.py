"""Columns of yes and no."""

from __future__ import annotations

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.values.column import ColumnContext, Typed, cells, typed
from kho.reading.values.dates import unread
from kho.reading.values.font_encodings import known_in_font

_CROSSES = frozenset({"x", "✓", "✔", "☑", "√", "v", "×"})
_TRUE = frozenset({"co", "dung", "1", "true", "yes", "oui", "roi", "da", "da co", "y", "t"})
_FALSE = frozenset({"khong", "sai", "0", "false", "no", "non", "chua", "chua co", "khong co", "n", "f", "k"})


def type_boolean(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of yes and no.

    Where the column only knows crosses and blanks, a blank means no; beside `Có` and `Không` it means no answer.
    """
    frame = cells(texts)
    text = frame["raw"].str.strip_chars()
    read = {cell: parse_boolean(cell) for cell in text.drop_nulls().unique()}
    from_text = text.replace_strict(list(read), list(read.values()), default=None, return_dtype=pl.Boolean)
    from_number = pl.when(pl.col("number").is_in([0.0, 1.0])).then(pl.col("number") == 1)
    frame = frame.with_columns(from_text=from_text).with_columns(
        pl.coalesce("boolean", from_number, pl.when(pl.col("number").is_null()).then("from_text")).alias(name)
    )
    marks = {cell.lower() for cell in read if cell}
    if marks and marks <= _CROSSES:
        blank = pl.col("raw").is_null() | (pl.col("raw").str.strip_chars() == "")
        frame = frame.with_columns(pl.when(blank).then(pl.lit(False)).otherwise(name).alias(name))
    return typed(name, spec, frame, [unread(frame, name, spec)])


def parse_boolean(text: str) -> bool | None:
    """Yes, no, or None for anything else; in a font encoding too."""
    answer = _answer(text)
    if answer is not None:
        return answer
    plain = known_in_font(text, lambda decoded: _answer(decoded) is not None)
    return _answer(plain) if plain else None


def _answer(text: str) -> bool | None:
    if text.lower() in _CROSSES:
        return True
    key = fold(text)
    return True if key in _TRUE else False if key in _FALSE else None

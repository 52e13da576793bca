"""Columns of yes and no."""

from __future__ import annotations

import re
from collections.abc import Collection

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.values.column import ColumnContext, Typed, cells, typed
from kho.reading.values.dates import unread
from kho.reading.values.font_encodings import known_in_font

#: `✗` is none of them: it is a cross for some and the opposite of `✓` for others.
_CROSSES = frozenset({"x", "✓", "✔", "☑", "☒", "√", "v", "×", "+"})
_EMPTY_BOXES = frozenset({"☐", "□"})
_TRUE = frozenset({"co", "dung", "1", "true", "yes", "oui", "roi", "da", "da co", "y", "t", "c"})
_FALSE = frozenset({"khong", "sai", "0", "false", "no", "non", "chua", "chua co", "khong co", "n", "f", "k", "ko"})
_BRACKETED = re.compile(r"[(\[](.)[)\]]")


def type_boolean(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of yes and no.

    Where the column only knows crosses and blanks, a blank means no; beside `Có` and `Không` it means no answer.
    """
    frame = cells(texts)
    text = frame["raw"].str.strip_chars()
    asked = frozenset(word for title in spec.titles for word in fold(title).split())
    read = {cell: parse_boolean(cell, asked) for cell in text.drop_nulls().unique()}
    from_text = text.replace_strict(list(read), list(read.values()), default=None, return_dtype=pl.Boolean)
    from_number = pl.when(pl.col("number").is_in([0.0, 1.0])).then(pl.col("number") == 1)
    frame = frame.with_columns(from_text=from_text).with_columns(
        pl.coalesce("boolean", from_number, pl.when(pl.col("number").is_null()).then("from_text")).alias(name)
    )
    if any(read.values()) and all(_is_cross(cell) for cell in read if cell):
        blank = pl.col("raw").is_null() | (pl.col("raw").str.strip_chars() == "")
        frame = frame.with_columns(pl.when(blank).then(pl.lit(False)).otherwise(name).alias(name))
    return typed(name, spec, frame, [unread(frame, name, spec)])


def parse_boolean(text: str, asked: Collection[str] = ()) -> bool | None:
    """Yes, no, or None for anything else; in a font encoding too.

    Args:
        text: What stands in the cell.
        asked: The words of the column's titles, folded, which an answer may repeat (`Chưa tập huấn`).
    """
    answer = _answer(text, asked)
    if answer is not None:
        return answer
    plain = known_in_font(text, lambda decoded: _answer(decoded, asked) is not None)
    return _answer(plain, asked) if plain else None


def _is_cross(text: str) -> bool:
    return _BRACKETED.sub(r"\1", text.lower()) in _CROSSES


def _answer(text: str, asked: Collection[str]) -> bool | None:
    if _is_cross(text):
        return True
    if text in _EMPTY_BOXES:
        return False
    words = fold(text.removesuffix(".0")).split()
    for length in range(min(2, len(words)), 0, -1):
        key = " ".join(words[:length])
        if key in _TRUE | _FALSE and all(word in asked for word in words[length:]):
            return key in _TRUE
    return None

"""Columns of lists: several texts in one cell, however they are put together."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed, cells, typed
from kho.reading.values.text import tidy

#: What parts texts in a cell; not the comma, for names of fields hold commas: `Nông, lâm nghiệp`.
_PARTED = re.compile(r"[;|\n•]")
#: Where the text of an element stands that is an object.
_NAMES = ("ten", "name", "label", "tieuDe", "giaTri", "value", "ma", "code")


def type_list(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of lists into JSON arrays of texts, each once: a JSON array, or texts parted by `;`."""
    frame = cells(texts)
    read = {text: _as_array(text) for text in frame["raw"].drop_nulls().unique()}
    arrays = frame["raw"].replace_strict(list(read), list(read.values()), default=None, return_dtype=pl.String)
    return typed(name, spec, pl.DataFrame({name: arrays}))


def _as_array(text: str) -> str | None:
    found = tidy(pl.Series(list(_elements(text)), dtype=pl.String)).drop_nulls()
    elements = list(dict.fromkeys(found))
    return json.dumps(elements, ensure_ascii=False) if elements else None


def _elements(text: str) -> list[str]:
    try:
        value = json.loads(text) if text.lstrip().startswith(("[", "{", '"')) else text
    except (ValueError, RecursionError):
        value = text
    return [part for element in _flat(value) for part in _PARTED.split(element)]


def _flat(value: Any) -> list[str]:
    """The texts of a value, lists in lists and objects included."""
    if isinstance(value, list):
        return [text for element in value for text in _flat(element)]
    if isinstance(value, dict):
        return next((_flat(value[key]) for key in _NAMES if value.get(key)), [])
    return [] if value is None or isinstance(value, bool) else [str(value)]

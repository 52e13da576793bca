"""Columns of codes: kept as text, zeros restored; enumerations; JSON."""

from __future__ import annotations

import json

import polars as pl

from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.titles import exact, spellings
from kho.reading.values.column import ColumnContext, Typed, cells, typed
from kho.reading.values.dates import unread
from kho.reading.values.font_encodings import known_in_font
from kho.reading.values.nearest import listed, nearest
from kho.reading.values.resolved import Answer, labels_of, resolve
from kho.reading.values.text import tidy, undo_ditto

#: A spreadsheet writes long codes as `1.01E+08`: their last digits are lost.
_SCIENTIFIC = r"^\d(?:[.,]\d+)?[eE]\+?\d+$"
#: A long code that some program took for a number and wrote with decimals.
_AS_FLOAT = r"^(\d{6,})[.,]0$"
#: Above this, a number of the workbook no longer tells every digit of a code.
_EXACT = 1e15


def type_code(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of codes as text; numbers lose their `.0`, and lost zeros come back up to `length`."""
    frame = cells(texts)
    exact = (pl.col("number") % 1 == 0) & (pl.col("number").abs() < _EXACT)
    whole = pl.when(exact).then(pl.col("number").cast(pl.Int64, strict=False).cast(pl.String))
    frame = frame.with_columns(label=pl.coalesce(whole, pl.when(pl.col("number").is_null()).then("raw")))
    label = undo_ditto(tidy(frame["label"])).str.strip_chars_start("'’").str.replace(_AS_FLOAT, "$1")
    frame = frame.with_columns(_padded(label, spec.length).alias(name) if spec.length else label.alias(name))
    lost = label.str.contains(_SCIENTIFIC) | label.str.starts_with("#")
    frame = frame.with_columns(frame[name].set(lost.fill_null(False), None))
    return typed(name, spec, frame, [unread(frame, name, spec)])


def _padded(codes: pl.Series, length: int) -> pl.Series:
    """Codes with the zeros that a spreadsheet took from them, and without the decimals that it gave them."""
    rest = codes.filter((codes.str.len_bytes() != length).fill_null(False)).unique()
    if rest.is_empty():
        return codes
    whole = rest.str.replace(r"^(\d+)[.,]0+$", "$1")
    return codes.replace(rest, whole.zip_with(~whole.str.contains(r"^\d+$"), whole.str.zfill(length)))


def type_enum(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of an enumeration: any label of the contract, in any spelling, into its code."""
    codes = spec.codes or {}
    exactly = {exact(label): code for code, labels in codes.items() for label in (*labels, code)}
    known: dict[str, list[str]] = {}
    for code, labels in codes.items():
        for key in dict.fromkeys(key for label in (*labels, code) for key in _keys(label)):
            known.setdefault(key, []).append(code)
    shown = {code: labels[0] if labels else code for code, labels in codes.items()}

    def meanings(label: str) -> list[str]:
        code = exactly.get(exact(label))
        return [code] if code else next((known[key] for key in _keys(label) if key in known), [])

    def answer(label: str) -> Answer:
        meant = meanings(label) or meanings(known_in_font(label, lambda plain: bool(meanings(plain))) or "")
        if len(meant) == 1:
            return Answer(meant[0])
        if meant:
            return Answer(None, "cell.code", listed(shown[code] for code in meant))
        close = {code for key in nearest(enum_key(label), known) for code in known[key]}
        params = {"suggestion": shown[close.pop()]} if len(close) == 1 else {}
        if spec.open_codes:
            return Answer(label, "cell.code_new", listed(shown.values()), params)
        return Answer(None, "cell.code", listed(shown.values()), params)

    return resolve(name, spec, labels_of(texts), ["label"], answer)


def enum_key(label: str) -> str:
    """The key of a label: folded, but `< 15` is not `≥ 15`."""
    return fold(label.replace("<", " lt ").replace("≤", " lt "))


def _keys(label: str) -> tuple[str, ...]:
    """The keys of a label, the surest first: its words, and those of a name such as `dangThucHien`."""
    return (
        tuple(dict.fromkeys((enum_key(label), *spellings(label))))
        if enum_key(label) == fold(label)
        else (enum_key(label),)
    )


def type_json(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of JSON values, kept as they are written."""
    frame = cells(texts)
    raw = frame["raw"].set((frame["raw"].str.strip_chars() == "").fill_null(False), None)
    sound = {text: text if _is_json(text) else None for text in raw.drop_nulls().unique()}
    values = raw.replace_strict(list(sound), list(sound.values()), default=None, return_dtype=pl.String)
    frame = frame.with_columns(values.alias(name))
    return typed(name, spec, frame, [unread(frame, name, spec)])


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True

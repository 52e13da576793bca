"""Columns of counts, decimals, money and percentages."""

from __future__ import annotations

import polars as pl

from kho.contract import DECIMAL, FieldSpec
from kho.reading.values.column import ColumnContext, Convention, Typed, cells, problem, typed
from kho.reading.values.comparators import comparator_of_text
from kho.reading.values.dissection import dissect
from kho.reading.values.notation import (
    Notation,
    fractions,
    has_no_thousands,
    is_ambiguous,
    notation_of,
    parse_bodies,
    within,
)
from kho.reading.values.scaling import Agreement, scale_of
from kho.reading.values.text import tidy

#: Excel computes with 15 significant digits; what a float shows beyond them is an artefact.
_SIGNIFICANT = 15
#: Where numbers are this large, `(1)` is a footnote mark; among small ones it is minus one.
_LARGE = 1000
#: Numbers beyond this are a mistake, and one times the largest unit (nghìn tỷ) still fits what is stored.
_BOUND = 10**20
_INTEGERS = frozenset({"count", "integer"})


def type_number(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of numbers.

    The decimal convention is decided once for the column: by the contract, else by its cells together. Money and
    counts are stored in the base of their unit, decimals in the unit that was agreed, percentages in points; all
    with six decimals.
    """
    agreement = Agreement.of(spec, context)
    frame = cells(texts)
    is_text = frame["number"].is_null() & frame["date"].is_null() & frame["boolean"].is_null()
    parts = dissect(frame["raw"].set(~is_text, None), agreement.units, agreement.keys())
    if _agreed(context) is None and spec.type not in _INTEGERS and has_no_thousands(spec.min, spec.max):
        parts = parts.with_columns(fractions(parts["body"]))
        notation = Notation("comma")
    else:
        bodies = parts["body"].drop_nulls()
        notation = notation_of(bodies, spec.type, _agreed(context), context.decimal, agreement.is_scaled)
        notation = notation if context.unit else within(bodies, notation, spec.min, spec.max)
    frame = frame.hstack(parts).with_columns(
        is_text=is_text,
        value=parse_bodies(parts["body"], notation),
        is_ambiguous=_doubtful(parts, notation),
        cell_unit=pl.when("is_percent").then(pl.lit("%")).otherwise("cell_unit"),
    )
    frame = _signed(_with_native(frame), spec.brackets == "negative")
    frame = frame.hstack(scale_of(frame["cell_unit"], agreement))
    return _settled(name, spec, frame, agreement)


def _agreed(context: ColumnContext) -> Convention | None:
    decimal = context.contract.delivery.decimal
    return None if decimal == "evidence" else decimal


def _doubtful(parts: pl.DataFrame, notation: Notation) -> pl.Series:
    if notation.ambiguous:
        return parts.select(is_ambiguous(pl.col("body")).fill_null(False)).to_series()
    if notation.doubtful:
        return parts["body"].str.contains(notation.doubtful).fill_null(False)
    return pl.repeat(False, parts.height, eager=True)


def _with_native(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers of the workbook where there are any, rounded to the digits that it computes with."""
    number = pl.when("is_percent").then(pl.col("number") * 100).otherwise("number").round_sig_figs(_SIGNIFICANT)
    sound = pl.when(number.is_finite() & (number.abs() < _BOUND)).then(number)
    text = pl.when(pl.col("value").abs() < _BOUND).then("value")
    return frame.with_columns(value=pl.coalesce(sound.cast(DECIMAL), text))


def _signed(frame: pl.DataFrame, bracketed: bool) -> pl.DataFrame:
    """Negative numbers, and footnote marks that stand where a number should, unless brackets always are a sign."""
    signed = pl.when(pl.col("is_negative").fill_null(False)).then(-pl.col("value")).otherwise("value")
    frame = frame.with_columns(value=signed, is_lone_mark=pl.col("is_lone_mark").fill_null(False))
    if not frame["is_lone_mark"].any():
        return frame
    others = frame.filter(~pl.col("is_lone_mark"))["value"].drop_nulls().abs()
    small = bracketed or others.filter(others < _LARGE).len() * 2 > others.len()
    is_mark = pl.col("is_lone_mark") & (pl.col("body").is_null() | (not small))
    return frame.with_columns(
        is_lone_mark=is_mark,
        mark=pl.when(pl.col("is_lone_mark") & ~is_mark).then(None).otherwise("mark"),
        value=pl.when(~is_mark).then("value"),
    )


def _settled(name: str, spec: FieldSpec, frame: pl.DataFrame, agreement: Agreement) -> Typed:
    """Values in the unit that is stored, with everything that was wrong on the way."""
    frame = frame.with_columns(
        value=pl.col("value") * pl.col("scale"),
        read=pl.col("value").is_not_null(),
        empty=(pl.col("is_text") & pl.col("raw").is_null()) | pl.col("is_missing").fill_null(False),
        comparator=pl.col("comparator").fill_null("="),
    )
    bad = ~pl.col("read") & ~pl.col("empty") & ~pl.col("is_lone_mark")
    if not spec.comparator:
        bad |= pl.col("read") & (pl.col("comparator") != "=")
    if spec.type in _INTEGERS:
        whole = (pl.col("value") % 1 == 0) & (pl.col("value").abs() < 2**63)
        bad |= pl.col("value").is_not_null() & ~whole
    bad |= pl.col("read") & pl.col("value").is_null() & pl.col("scale").is_not_null()
    frame = frame.with_columns(bad=bad & ~pl.col("is_error").fill_null(False) & ~pl.col("is_ambiguous"))
    as_text = pl.col("bad") & ~pl.col("read") & pl.lit(spec.text_allowed)
    frame = frame.with_columns(as_text=as_text, bad=pl.col("bad") & ~as_text)
    frame = frame.with_columns(value=pl.when(~pl.col("bad")).then("value"))
    return typed(name, spec, _columns(name, spec, frame), [*_problems(spec, frame), *_unit_problems(frame, agreement)])


def _columns(name: str, spec: FieldSpec, frame: pl.DataFrame) -> pl.DataFrame:
    """The physical columns of the field."""
    has_value = frame["value"].is_not_null()
    columns = {name: frame["value"]}
    if spec.type in _INTEGERS:
        columns[name] = frame["value"].cast(pl.Int64, strict=False)
    text = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    if spec.text_allowed and frame["as_text"].any():
        text = tidy(text.zip_with(~frame["as_text"], frame["raw"]))
    if spec.text_allowed:
        columns[f"{name}_text"] = text
    if spec.comparator:
        none = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
        of_number = frame["comparator"].zip_with(has_value, none)
        columns[f"{name}_comparator"] = of_number.zip_with(has_value, comparator_of_text(text))
    return pl.DataFrame(columns)


def _problems(spec: FieldSpec, frame: pl.DataFrame) -> list[pl.DataFrame]:
    """Cells that could not be read, or only with a remark."""

    def found(rule: str, where: pl.Expr, *columns: pl.Expr) -> pl.DataFrame:
        return frame.filter(where).select("row", pl.lit(rule).alias("rule"), "raw", *columns)

    doubtful = pl.col("is_ambiguous") & ~pl.col("read")
    return [
        found("cell.type", pl.col("bad"), pl.lit(spec.type).alias("expected")),
        found("cell.error", pl.col("is_error").fill_null(False), pl.lit(spec.type).alias("expected")),
        found("cell.ambiguous", doubtful, pl.lit(spec.type).alias("expected")),
        found("cell.footnote_only", pl.col("is_lone_mark"), pl.lit(spec.type).alias("expected")),
        found(
            "cell.footnote",
            pl.col("mark").is_not_null() & pl.col("read"),
            pl.struct("mark").struct.json_encode().alias("params"),
        ),
    ]


def _unit_problems(frame: pl.DataFrame, agreement: Agreement) -> list[pl.DataFrame]:
    """Units that are not the agreed ones: one problem for a header, one a cell where cells or rows differ."""
    other = frame.filter(pl.col("differs") & pl.col("read"))
    if other.is_empty():
        return []
    in_header = other.filter(pl.col("cell_unit").is_null() & (pl.col("found") == pl.lit(agreement.column)))
    problems = [
        problem("cell.unit" if scale is not None else "cell.unit_other", found, agreed)
        for found, agreed, scale in in_header.select("found", "agreed", "scale").unique().iter_rows()
    ]
    in_cells = other.join(in_header.select("row"), on="row", how="anti", maintain_order="left")
    rule = pl.when(pl.col("scale").is_null()).then(pl.lit("cell.unit_other")).otherwise(pl.lit("cell.unit"))
    return [
        *problems,
        in_cells.select("row", rule.alias("rule"), pl.col("found").alias("raw"), pl.col("agreed").alias("expected")),
    ]

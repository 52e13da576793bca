"""Columns of reporting periods."""

from __future__ import annotations

from datetime import date

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed, cells, typed
from kho.reading.values.dates import SERIALS, serial_date, unread
from kho.reading.values.font_encodings import known_in_font
from kho.reading.values.periods import parse_period
from kho.reading.values.spans import Period
from kho.reading.values.text import tidy, undo_ditto


def type_period(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of periods into first day, last day, kind and the label as written.

    A date cell on the first of a month means that month: spreadsheets turn `10/2025` into one. On any other day
    it is a point in time.
    """
    frame = cells(texts)
    day = pl.coalesce(pl.col("date").dt.date(), serial_date(pl.col("number")))
    whole = pl.when(pl.col("number").is_between(*SERIALS).not_() & (pl.col("number") % 1 == 0)).then("number")
    frame = frame.with_columns(day=day, label=undo_ditto(tidy(frame["raw"])))
    frame = frame.with_columns(
        key=pl.when(pl.col("day").is_not_null())
        .then(pl.col("day").cast(pl.String))
        .otherwise(pl.coalesce(whole.cast(pl.Int64, strict=False).cast(pl.String), "label"))
    )
    is_native = frame["day"].is_not_null()
    distinct = frame.select("key", native=is_native).unique().drop_nulls("key")
    rows = [(key, native, *_period(key, native, context)) for key, native in distinct.iter_rows()]
    schema = {
        "key": pl.String(), "native": pl.Boolean(),
        f"{name}_start": pl.Date(), f"{name}_end": pl.Date(), f"{name}_kind": pl.String(),
    }  # fmt: skip
    read = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.with_columns(native=is_native).join(read, on=["key", "native"], how="left", maintain_order="left")
    frame = frame.with_columns(pl.coalesce("label", "key").alias(f"{name}_label"))
    return typed(name, spec, frame, [unread(frame, f"{name}_end", spec)])


def _period(key: str, is_native: bool, context: ColumnContext) -> tuple[date | None, date | None, str | None]:
    period = parse_period(key, context.basis)
    if period is None and (plain := known_in_font(key, lambda text: parse_period(text) is not None)):
        period = parse_period(plain, context.basis)
    return _parts(of_month(period, is_native, context))


def of_month(period: Period | None, is_native: bool, context: ColumnContext) -> Period | None:
    """The month that the first of it stands for: as a date cell anywhere, as a text in reports of each month."""
    monthly = is_native or context.contract.delivery.frequency == "month"
    if period and period.kind == "point" and monthly and period.end.day == 1:
        return parse_period(f"{period.end.month}/{period.end.year}", context.basis)
    return period


def _parts(period: Period | None) -> tuple[date | None, date | None, str | None]:
    return (period.start, period.end, period.kind) if period else (None, None, None)

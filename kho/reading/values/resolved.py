"""Columns whose cells name something on a list: resolved once for each distinct cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed, as_json, cells, complete, typed
from kho.reading.values.indicators import Indicators
from kho.reading.values.nearest import listed
from kho.reading.values.territories import Territories, Territory
from kho.reading.values.text import tidy, undo_ditto
from kho.vietnam import REFORM


@dataclass(frozen=True, slots=True)
class Answer:
    """What a distinct cell was resolved to, and the problem with it."""

    value: str | None = None
    rule: str | None = None
    expected: str | None = None
    params: dict[str, Any] = field(default_factory=dict)


_ERROR = r"^#[A-Z]+(?:/[0A])?[!?]?$"


def labels_of(texts: pl.DataFrame) -> pl.DataFrame:
    """`row`, `raw` and `label`: the cell tidied, numbers of the workbook without their `.0`, ditto marks undone."""
    frame = cells(texts)
    whole = pl.when(pl.col("number") % 1 == 0).then(pl.col("number").cast(pl.Int64, strict=False).cast(pl.String))
    frame = frame.with_columns(text=pl.coalesce(whole, "raw"))
    return frame.select("row", "raw", label=undo_ditto(tidy(frame["text"])))


def resolve(name: str, spec: FieldSpec, frame: pl.DataFrame, by: list[str], answer: Callable[..., Answer]) -> Typed:
    """Resolve a column through its distinct cells.

    Args:
        name: The field's name.
        spec: The field.
        frame: `row`, `raw` and the columns of `by`; a row with a null label is empty.
        by: What an answer depends on, the label first.
        answer: From the values of `by` to the answer.
    """
    distinct = frame.select(by).unique(maintain_order=True).drop_nulls(by[0])
    rows = []
    for key in distinct.iter_rows():
        told = Answer(rule="cell.error", expected=spec.type) if key[0].startswith("#") else answer(*key)
        rows.append((*key, told.value, told.rule, told.expected, as_json(told.params)))
    schema = {column: frame.schema[column] for column in by}
    schema |= dict.fromkeys((name, "rule", "expected", "params"), pl.String())
    answers = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.join(answers, on=by, how="left", nulls_equal=True, maintain_order="left")
    return typed(name, spec, frame, [complete(frame.filter(pl.col("rule").is_not_null()))])


def type_territory(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of provinces and cities into the codes that hold on each row's day."""
    territories = Territories.load(context.codes)
    frame = labels_of(texts)
    days = context.on if context.on is not None else pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    frame = frame.with_columns(
        day=days.fill_null(context.received_on), since=pl.lit(None, pl.Date) if context.since is None else context.since
    )

    def answer(label: str, day: date, since: date | None) -> Answer:
        found = territories.resolve(label, day)
        if found.territory is None and since and territories.has(label):
            earlier = territories.resolve(label, since)
            found, day = (earlier, since) if earlier.territory else (found, day)
        territory = found.territory or (found.successor if spec.follows_changes else None)
        if territory is None:
            return Answer(None, found.rule, found.expected, found.params)
        if not _in_scope(territory, day, context):
            return out_of_scope(territory.code, territories, day, context)
        if found.territory is None:
            return Answer(territory.code, "cell.territory_old", found.expected, found.params)
        return Answer(territory.code)

    return resolve(name, spec, frame, ["label", "day", "since"], answer)


def _in_scope(territory: Territory, day: date, context: ColumnContext) -> bool:
    """Whether the sender may report for the territory, or for the province that a zone lies in."""
    codes = [territory.code]
    if territory.parent_code and territory.parent_code != "VN":
        codes.append(territory.parent_code)
    return any(may_report_for(code, day, context) for code in codes)


def may_report_for(code: str, day: date, context: ColumnContext) -> bool:
    """Whether the sender may report for the province; it may where nothing is known of the sender."""
    return context.scope is None or context.scope.may_report_for(code, day)


def scope_on(day: date, context: ColumnContext) -> tuple[str, ...]:
    """The provinces that the sender reports for on a day; none where nothing is known of the sender."""
    if context.scope is None:
        return ()
    return context.scope.territories if day >= REFORM else context.scope.territories_until_2025_06_30


def out_of_scope(value: str, territories: Territories, day: date, context: ColumnContext) -> Answer:
    """A code that is kept, with the finding that its place is none of the sender's."""
    allowed = (str(one) for one in territories.on(day) if may_report_for(one.code, day, context))
    return Answer(value, "sender.territory", listed(allowed), {"sender": context.sender, "date": f"{day:%d/%m/%Y}"})


def type_indicator(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of indicators by code or name; a blank cell by the row's `fallback`."""
    indicators = Indicators.load(context.codes)
    frame = labels_of(texts)
    if context.fallback is not None:
        other = tidy(context.fallback.cast(pl.String))
        frame = frame.with_columns(label=pl.coalesce("label", other), raw=pl.coalesce("raw", other))
    return resolve(name, spec, frame, ["label"], lambda label: _indicator(label, indicators, spec.open_codes))


def _indicator(label: str, indicators: Indicators, is_open: bool) -> Answer:
    code = indicators.find(label)
    if code:
        return Answer(code)
    close = indicators.nearest(label)
    if is_open:
        proposal = {"suggestion": close} if close else {}
        return Answer(label, "cell.code_new", indicators.label(close) if close else listed(indicators.codes), proposal)
    if close is None:
        return Answer(None, "cell.code", listed(indicators.codes))
    return Answer(None, "cell.code", indicators.label(close), {"suggestion": close})

"""Where the value of a field stands when it is not, or not only, in a column.

In the title block, in the name of the sheet or the file, or with the sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kho.catalog import Sender
from kho.contract import FieldSpec
from kho.reading.fold import fold
from kho.reading.tables import title_block
from kho.reading.tables.aside import says
from kho.reading.tables.matching import Title
from kho.reading.tables.title_block import Line
from kho.reading.values import (
    PROBLEMS,
    ColumnContext,
    Period,
    day_in_line,
    day_in_name,
    of_month,
    parse_period,
    period_in_text,
    type_column,
)
from kho.vietnam import REFORM

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NO_PROBLEMS = pl.DataFrame(schema=PROBLEMS)


@dataclass(frozen=True)
class Value:
    """A value that holds for every row of a sheet.

    Attributes:
        place: Where it was found: `title`, `sheet_name`, `file_name` or `sender`.
        text: As written there.
        cell: The cell, for one in the title block.
        typed: Physical column → value.
        problems: What is wrong with it (`kho.reading.values.PROBLEMS`), such as a territory beyond the sender's scope.
    """

    place: str
    text: str
    cell: str | None
    typed: dict[str, Any]
    problems: pl.DataFrame


@dataclass(frozen=True)
class Surroundings:
    """What surrounds one table."""

    lines: Sequence[Line]
    sheet_name: str
    file_name: str
    sender: Sender | None


def values(name: str, spec: FieldSpec, around: Surroundings, context: ColumnContext) -> list[Value]:
    """The values of a field outside its column, in the contract's order of trust, one a place."""
    found = []
    for place in spec.found_in:
        for line in _candidates(place, spec, around, context):
            if value := read(name, spec, place, line, context):
                found.append(value)
                break
    return found


def headed(name: str, spec: FieldSpec, title: Title, around: Surroundings, context: ColumnContext) -> Value | None:
    """The value that the title of a column says."""
    text = next(part for part in title.aside if says(spec, part))
    return whole(name, spec, Line(text, title.row, title.index), around, context)


def whole(name: str, spec: FieldSpec, line: Line, around: Surroundings, context: ColumnContext) -> Value | None:
    """The value that a line is and nothing else; a period without its year has one that stands beside the table."""
    beside = (*(one.text for one in around.lines), around.sheet_name, around.file_name)
    years = (found.group() for text in beside for found in _YEAR.finditer(text))
    texts = (line.text, *(f"{line.text} năm {year}" for year in years))
    lines = (_label_of(spec, replace(line, text=text, is_value=True)) for text in texts)
    return next(filter(None, (read(name, spec, "heading", one, context) for one in lines)), None)


def _label_of(spec: FieldSpec, line: Line) -> Line:
    """The label of an enum that a title begins with; any other line as it is."""
    return next(title_block.labels(spec, line), line) if spec.type == "enum" else line


def read(name: str, spec: FieldSpec, place: str, line: Line, context: ColumnContext) -> Value | None:
    """What a text says of a field; None where it says nothing."""
    if spec.type == "period":
        # only as the whole of a value a bare year, or `III/2025`, is a period
        whole = parse_period(line.text, context.basis) if line.is_value else None
        period = of_month(whole, False, context) or period_in_text(line.text, context.basis)
        if period is None:
            return None
        typed = {
            f"{name}_start": period.start,
            f"{name}_end": period.end,
            f"{name}_kind": period.kind,
            f"{name}_label": label(period),
        }
        return Value(place, line.text, line.cell, typed, _NO_PROBLEMS)
    if spec.type == "date" and (day := day_in_name(line.text) if place == "file_name" else day_in_line(line.text)):
        return Value(place, line.text, line.cell, {name: day}, _NO_PROBLEMS)
    result = type_column(name, spec, pl.DataFrame({"raw": [line.text]}, schema={"raw": pl.String()}), context)
    typed = result.columns.row(0, named=True)
    # a text is no evidence that it is the value: of free text only what stands behind its own title is one
    return (
        Value(place, line.text, line.cell, typed, result.problems)
        if typed[result.columns.columns[0]] is not None
        else None
    )


def of_sender(scope: Sender, day: str) -> pl.Expr:
    """The one territory that a sender stands for on the day in a column; null where it stands for several then."""
    after, before = (
        pl.lit(one[0] if len(one) == 1 and one[0] != "*" else None, pl.String)
        for one in (scope.territories, scope.territories_until_2025_06_30)
    )
    return pl.when(pl.col(day) < REFORM).then(before).otherwise(after)


def label(period: Period) -> str:
    """What a period is called in Vietnamese."""
    year, month = period.end.year, period.end.month
    match period.kind:
        case "quarter":
            return f"Quý {('I', 'II', 'III', 'IV')[(month - 1) // 3]}/{year}"
        case "month":
            return f"Tháng {month}/{year}"
        case "half":
            return f"6 tháng {'đầu' if month <= 6 else 'cuối'} năm {year}"
        case "nine_months":
            return f"9 tháng năm {year}"
        case "year":
            return f"Năm {year}"
        case "point":
            return f"{period.end:%d/%m/%Y}"
        case _:
            return f"{period.start:%d/%m/%Y}–{period.end:%d/%m/%Y}"


def disagree(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    """Whether two typed periods of a field contradict each other: neither lies within the other."""
    start, end = f"{name}_start", f"{name}_end"
    if any(period.get(key) is None for period in (one, other) for key in (start, end)):
        return False
    inside = one[start] >= other[start] and one[end] <= other[end]
    return not (inside or (other[start] >= one[start] and other[end] <= one[end]))


def _candidates(place: str, spec: FieldSpec, around: Surroundings, context: ColumnContext) -> Iterator[Line]:
    if place == "title":
        others = {fold(title) for one in context.contract.fields.values() if one != spec for title in one.titles}
        others -= {fold(title) for title in spec.titles}
        own = [line for line in around.lines if fold(line.text.partition(":")[0]) not in others]
        yield from title_block.candidates(spec, own)
    elif place in ("sheet_name", "file_name"):
        is_sheet = place == "sheet_name"
        line = Line(around.sheet_name if is_sheet else around.file_name, is_value=is_sheet)
        yield from title_block.labels(spec, line) if spec.type == "enum" else (line,)
    elif place == "sender" and around.sender is not None and spec.type == "enum":
        yield from title_block.labels(spec, Line(around.sender.title.vi))
    elif place == "sender" and around.sender is not None and spec.type == "territory":
        is_new = context.received_on >= REFORM
        scope = around.sender.territories if is_new else around.sender.territories_until_2025_06_30
        if len(scope) == 1 and scope[0] != "*":
            yield Line(scope[0])

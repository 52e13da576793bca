"""What stands in a cell with a number: footnote mark, comparator, sign, digits, unit."""

from __future__ import annotations

from collections.abc import Container

import polars as pl

from kho.reading.values.comparators import comparator_before, split_comparator_behind
from kho.reading.values.font_encodings import known_in_font
from kho.reading.values.text import MISSING
from kho.reading.values.units import Units, unit_key

#: A cell that is digits and marks alone: the common path.
PLAIN = r"^-?\d[\d.,]*$"
_ERROR = r"^#(?:REF!|VALUE!|DIV/0!|N/A|NAME\?|NUM!|NULL!)$"
_MARK = r"\(\d{1,2}\)|\(\*{1,3}\)|\[\d{1,2}\]|[*†]{1,3}"
#: A footnote mark and nothing else; `(1)` may also be a negative number, which the column decides.
_LONE_MARK = rf"^(?:{_MARK}|[¹²³⁴⁵⁶⁷⁸⁹]+)$"
_CELL = (
    rf"^(?:(?P<mark>{_MARK})\s*)?"
    r"(?P<before>[^\d(+\-−–.,*†]*?)\s*"
    r"(?P<sign>[+\-−–(]?)\s*"
    r"(?P<body>\d[\d., ]*)(?P<close>\)?)\s*"
    r"(?P<behind>[^\d\s(*†)¹²³⁴⁵⁶⁷⁸⁹][^(*†)]*?)?\s*"
    rf"(?P<tail>{_MARK}|[¹²³⁴⁵⁶⁷⁸⁹]+)?$"
)
#: A unit in brackets behind the digits (`1.250 (tr.đ)`), and a percentage in those of a negative number (`(2,5%)`).
_UNIT_IN_BRACKETS = r"(?P<body>\d)\s*\((?P<unit>[^\d()*†][^()]*)\)$"
_NEGATIVE_PERCENT = r"^\((?P<body>\d[\d.,]*)\s*%\)$"
_SPACES = r"[\s\u00a0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]+"

#: The columns of a dissection. `body` is null where the cell holds no number.
PARTS: dict[str, pl.DataType] = {
    "body": pl.String(),
    "is_negative": pl.Boolean(),
    "comparator": pl.String(),
    "cell_unit": pl.String(),
    "mark": pl.String(),
    "is_lone_mark": pl.Boolean(),
    "is_missing": pl.Boolean(),
    "is_error": pl.Boolean(),
}


def dissect(raw: pl.Series, units: Units, agreed: Container[str]) -> pl.DataFrame:
    """Take every cell apart; cells of plain digits directly, all others once for each distinct text.

    Args:
        raw: Cells as written (String).
        units: The list of units.
        agreed: Keys (`unit_key`) of the units that were agreed or found outside the cells.

    Returns:
        The columns of `PARTS`, row by row.
    """
    frame = raw.alias("raw").to_frame()
    simple = frame.select(
        pl.col("raw").str.strip_prefix("-").alias("body"), pl.col("raw").str.starts_with("-").alias("is_negative")
    )
    plain = raw.str.contains(PLAIN).fill_null(False)
    others = raw.filter(~plain).drop_nulls().unique()
    if others.is_empty():
        return simple.select(_part(name, dtype, simple.columns) for name, dtype in PARTS.items())
    parts = _dissect_distinct(others, units, agreed)
    joined = frame.join(parts, on="raw", how="left", maintain_order="left")
    return joined.with_columns(plain=plain, simple=simple["body"], minus=simple["is_negative"]).select(
        pl.when("plain").then("simple").otherwise("body").alias("body"),
        pl.when("plain").then("minus").otherwise("is_negative").alias("is_negative"),
        *(pl.col(name) for name in PARTS if name not in {"body", "is_negative"}),
    )


def _part(name: str, dtype: pl.DataType, present: list[str]) -> pl.Expr:
    return pl.col(name) if name in present else pl.lit(None, dtype).alias(name)


def _dissect_distinct(raw: pl.Series, units: Units, agreed: Container[str]) -> pl.DataFrame:
    """The parts of distinct cells, with `raw` as their key."""
    text = raw.str.normalize("NFC").str.replace_all(_SPACES, " ").str.strip_chars(" ")
    text = text.str.replace(_UNIT_IN_BRACKETS, "$body $unit").str.replace(_NEGATIVE_PERCENT, "($body)%")
    parts = pl.DataFrame({"raw": raw, "text": text, "cell": text.str.extract_groups(_CELL)}).unnest("cell")
    before, behind = _before(parts["before"], units), _behind(parts["behind"], units, agreed)
    parts = parts.join(before, on="before", how="left", maintain_order="left")
    parts = parts.join(behind, on="behind", how="left", maintain_order="left")
    brackets = pl.col("sign") == "("
    is_number = (
        pl.col("body").is_not_null()
        & ((pl.col("close") == ")") == brackets)
        & pl.col("before_fits").fill_null(True)
        & pl.col("behind_fits").fill_null(True)
    )
    lone = pl.col("text").str.contains(_LONE_MARK)
    return parts.select(
        "raw",
        pl.when(is_number).then(pl.col("body").str.strip_chars_end(" ")).alias("body"),
        pl.col("sign").is_in(["-", "−", "–", "("]).alias("is_negative"),
        pl.coalesce("comparator", "comparator_behind").alias("comparator"),
        pl.coalesce("cell_unit", "currency").alias("cell_unit"),
        pl.when(lone).then("text").otherwise(pl.coalesce("mark", "tail")).alias("mark"),
        lone.alias("is_lone_mark"),
        ((pl.col("text") == "") | pl.col("text").str.contains(MISSING)).alias("is_missing"),
        pl.col("text").str.contains(_ERROR).alias("is_error"),
    )


def _before(words: pl.Series, units: Units) -> pl.DataFrame:
    """What stands before the digits: nothing, a comparator or a currency (`$ 5`)."""
    rows = []
    for text in words.drop_nulls().unique():
        comparator = comparator_before(text) if text else None
        unit = None if comparator or not text else units.parse(text)
        currency = text if unit and unit.known and unit.dimension in {"VND", "USD", "EUR"} else None
        rows.append((text, comparator, currency, not text or comparator is not None or currency is not None))
    schema = {"before": pl.String(), "comparator": pl.String(), "currency": pl.String(), "before_fits": pl.Boolean()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _is_unit(text: str, units: Units, agreed: Container[str]) -> bool:
    return unit_key(text) in agreed or units.parse(text).known


def _behind(words: pl.Series, units: Units, agreed: Container[str]) -> pl.DataFrame:
    """What stands behind the digits: a unit that is known or agreed, and perhaps a comparator."""
    rows = []
    for text in words.drop_nulls().unique():
        unit, comparator = split_comparator_behind(text)
        fits = not unit or _is_unit(unit, units, agreed)
        if not fits and (plain := known_in_font(unit, lambda decoded: _is_unit(decoded, units, agreed))):
            unit, fits = plain, True
        rows.append((text, comparator, unit or None, fits))
    schema = {
        "behind": pl.String(),
        "comparator_behind": pl.String(),
        "cell_unit": pl.String(),
        "behind_fits": pl.Boolean(),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")

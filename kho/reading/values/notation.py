"""Digits with dots, commas and spaces into numbers, by one convention for the whole column."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kho.contract import DECIMAL, FieldType
from kho.reading.values.column import Convention

#: 1.234.567,89 – and 1,234,567.89. A group of thousands never begins with zero: `0.125` is a fraction.
FORMS: dict[Convention, str] = {
    "comma": r"^(?:[1-9]\d{0,2}(?:[. ]\d{3})+|\d+)(?:,\d+)?$",
    "point": r"^(?:[1-9]\d{0,2}(?:[, ]\d{3})+|\d+)(?:\.\d+)?$",
}
#: Types whose values seldom have three decimals: a single group of three digits behind a mark is thousands.
_WHOLE: frozenset[FieldType] = frozenset({"count", "integer", "money"})
_THOUSAND = 1000
#: A group of three digits behind the mark of decimals: `950,000` may be a number that someone wrote in English.
_GROUP: dict[Convention, str] = {"comma": r"^[1-9]\d{0,2},\d{3}$", "point": r"^[1-9]\d{0,2}\.\d{3}$"}


@dataclass(frozen=True)
class Notation:
    """How a column writes its numbers.

    Attributes:
        convention: What separates decimals.
        ambiguous: Nothing told which of the two it is: cells that both can read have two values.
        doubtful: What cells look like that are probably not meant in the convention; None for no such cells.
    """

    convention: Convention
    ambiguous: bool = False
    doubtful: str | None = None


def notation_of(
    bodies: pl.Series,
    kind: FieldType,
    agreed: Convention | None,
    elsewhere: Convention | None,
    is_scaled: bool = False,
) -> Notation:
    """The notation of a column, from all of its cells together.

    Args:
        bodies: Digits with their marks, without sign and unit (String).
        kind: The field's type.
        agreed: The convention of the contract, which decides.
        elsewhere: The convention of the other columns of the file, which decides last.
        is_scaled: The cells are in thousands or millions of what is counted: `48,149` tỷ đồng may be a fraction.
    """
    is_whole = kind in _WHOLE and not is_scaled
    if agreed:
        return Notation(agreed, doubtful=_doubtful(bodies, kind, is_whole, agreed, elsewhere))
    marked = bodies.filter(bodies.str.contains(r"[.,]"))
    if marked.is_empty():
        return Notation("comma")
    # nobody writes `1.000` tỷ đồng for one
    is_whole = is_whole or (kind in _WHOLE and marked.str.ends_with("000").all())
    as_comma, as_point = (marked.str.contains(FORMS[convention]) for convention in ("comma", "point"))
    commas, points = int((as_comma & ~as_point).sum()), int((as_point & ~as_comma).sum())
    if commas or points:
        return _told("comma" if commas >= points else "point", kind, is_whole)
    if is_whole:
        dotted = int(marked.str.contains(".", literal=True).sum())
        return _told("comma" if dotted * 2 >= marked.len() else "point", kind, is_whole)
    return Notation(elsewhere) if elsewhere else Notation("comma", ambiguous=bool((as_comma & as_point).any()))


def _told(convention: Convention, kind: FieldType, is_whole: bool) -> Notation:
    """A notation that the cells tell: what it makes thousandths of a đồng (`950,000`) is not meant in it."""
    return Notation(convention, doubtful=_GROUP[convention] if is_whole and kind == "money" else None)


def within(bodies: pl.Series, notation: Notation, least: float | None, most: float | None) -> Notation:
    """The notation of a column that its cells leave open, where the bounds of its field fit one reading alone.

    Args:
        bodies: Digits with their marks, without sign and unit.
        notation: What the cells tell.
        least: Smallest value allowed; a negative one bounds nothing, for the sign is not among the digits.
        most: Largest value allowed.
    """
    if not notation.ambiguous or least is None or most is None or least < 0:
        return notation
    read = {one: parse_bodies(bodies, Notation(one)).drop_nulls() for one in FORMS}
    fitting = [one for one, values in read.items() if values.is_between(least, most).all()]
    return Notation(fitting[0]) if len(fitting) == 1 else notation


def fractions(bodies: pl.Series) -> pl.Series:
    """The digits of a column that holds no thousands, with a comma before the decimals, however they were marked."""
    return bodies.str.replace(r"^(\d+)[.,](\d+)$", "${1},${2}")


def has_no_thousands(least: float | None, most: float | None) -> bool:
    """Whether the bounds of a field (degrees of latitude) leave no room for a mark of thousands."""
    return least is not None and most is not None and max(abs(least), abs(most)) < _THOUSAND


def _doubtful(
    bodies: pl.Series, kind: FieldType, is_whole: bool, agreed: Convention, elsewhere: Convention | None
) -> str | None:
    """Cells that the agreed convention reads as a fraction although thousands are likelier.

    One cell that only the agreed convention can read clears the column, as do the other columns of the file, unless
    the fraction would be thousandths of a đồng; a decimal is only doubted where its fraction is nothing but zeros.
    """
    if is_whole and kind == "money":
        return _GROUP[agreed]
    if elsewhere == agreed:
        return None
    other: Convention = "point" if agreed == "comma" else "comma"
    marked = bodies.filter(bodies.str.contains(r"[.,]"))
    if (marked.str.contains(FORMS[agreed]) & ~marked.str.contains(FORMS[other])).any():
        return None
    return _GROUP[agreed] if kind in _WHOLE else _GROUP[agreed].replace(r"\d{3}$", "000$")


def convention_of(texts: pl.Series) -> Convention | None:
    """What separates decimals in a column of any kind, where its own cells tell; None where they do not."""
    bodies = texts.filter(texts.str.contains(r"^[+-]?\d[\d.,]*$").fill_null(False)).str.strip_chars_start("+-")
    found = notation_of(bodies, "decimal", None, None)
    either = bodies.str.contains(FORMS["comma"]) & bodies.str.contains(FORMS["point"])
    return None if found.ambiguous or bool(either.all()) else found.convention


def parse_bodies(bodies: pl.Series, notation: Notation) -> pl.Series:
    """The numbers as Decimal(38, 6); null where the digits do not follow the notation or have two readings."""
    thousands, decimals = (".", ",") if notation.convention == "comma" else (",", ".")
    body = pl.col(bodies.name)
    plain = body.str.replace_all(thousands, "", literal=True).str.replace_all(" ", "", literal=True)
    value = plain.str.replace(decimals, ".", literal=True).cast(DECIMAL, strict=False)
    fits = body.str.contains(FORMS[notation.convention])
    if notation.ambiguous:
        fits &= ~is_ambiguous(body)
    if notation.doubtful:
        fits &= ~body.str.contains(notation.doubtful)
    return bodies.to_frame().select(pl.when(fits).then(value).alias(bodies.name)).to_series()


def is_ambiguous(body: pl.Expr) -> pl.Expr:
    """Whether both conventions can read the digits, and read different numbers."""
    return body.str.contains(r"[.,]") & body.str.contains(FORMS["comma"]) & body.str.contains(FORMS["point"])

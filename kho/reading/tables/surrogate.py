"""Codes for records that have none: what the values of other fields say together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import polars as pl

from kho.contract import Contract

_MARK = "[\u0300\u0301\u0303\u0309\u0323]"
#: `hòa`, `khỏe` and `thủy` bear on the first vowel the tone mark that `hoà`, `khoẻ` and `thuỷ` bear on the last.
_EARLY_TONE = re.compile(rf"(?<=o)({_MARK})([ae])(?!\w)|(?<=u)({_MARK})(y)(?!\w)")


def add_surrogates(contract: Contract, columns: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The columns of every field, with codes where the contract declares a `surrogate` for blank ones.

    Args:
        contract: The feed's contract.
        columns: Field → its physical columns, typed.
    """
    given = dict(columns)
    for name, spec in contract.fields.items():
        if not spec.surrogate:
            continue
        parts = pl.DataFrame({part: columns[part].to_series().cast(pl.String) for part in spec.surrogate})
        keys = parts.with_columns(pl.all().replace_strict(_keys(parts), default=None, return_dtype=pl.String))
        together = keys.select(pl.concat_str(pl.all(), separator="/")).to_series()
        given[name] = columns[name].with_columns(pl.col(name).fill_null(together), together.alias(f"{name}_surrogate"))
    return given


def _keys(parts: pl.DataFrame) -> dict[str, str]:
    """Each value → what its spellings have in common; marks tell names apart, so they stay."""
    distinct = {value for column in parts for value in column.drop_nulls().unique()}
    return {value: _key(value) for value in distinct}


def _key(value: str) -> str:
    apart = unicodedata.normalize("NFD", value.casefold())
    late = _EARLY_TONE.sub(lambda found: "".join(part for part in found.groups()[::-1] if part), apart)
    return " ".join(unicodedata.normalize("NFC", late).split())

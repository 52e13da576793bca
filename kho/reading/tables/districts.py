"""Rows of a table of communes that stand for a district or a province: groups with their sums, no data.

Districts ended on 2025-07-01, and some offices still report by them.
"""

from __future__ import annotations

import re

import polars as pl

from kho.contract import Contract
from kho.reading.fold import fold
from kho.reading.tables.matching import Layout

#: Text as a program wrote it that may name a group; `is_group` decides.
_MAYBE = r"(?i)^\s*(?:(?:địa bàn|khu vực|cụm|công an|ubnd)\b.*)?(?:quận|huyện|thị xã|thành phố|tỉnh|tx|tp)[\s.]"
_GROUP = re.compile(
    r"(?:(?:dia ban|khu vuc|cum)(?: \d+)? )*(?:(?:cong an|ubnd) )?"
    r"(?:quan|huyen|thi xa|thanh pho|tinh|tx|tp) (?P<name>.+)"
)
#: Districts without communes: the code list has them among the communes.
WITHOUT_COMMUNES = frozenset({"bach long vi", "con co", "con dao", "hoang sa", "ly son"})


def commune_column(contract: Contract, layout: Layout) -> str | None:
    """The position of the communes where nothing else in words tells rows apart; None in any other table."""
    worded = {
        spec.type: index
        for name, index in layout.columns.items()
        if (spec := contract.fields[name]).required and spec.type in ("text", "code", "enum", "date", "commune")
    }
    return str(worded["commune"]) if set(worded) == {"commune"} else None


def maybe_groups(texts: pl.Series) -> pl.Series:
    """Which cells may name a district or a province."""
    return texts.str.normalize("NFC").str.contains(_MAYBE).fill_null(False)


def is_group(label: str) -> bool:
    """Whether a label names a district or a province, as no commune is named."""
    found = _GROUP.fullmatch(fold(label))
    return found is not None and re.sub(r"^dao ", "", found["name"]) not in WITHOUT_COMMUNES

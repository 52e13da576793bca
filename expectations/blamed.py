"""What reading has found is not found a second time: a cell that it could make nothing of is empty, and told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa


def unexcused(meta: Mapping[str, Any]) -> Any:
    """The rows on which a rule is not silent, as a condition on `kho.landing.REMARKS`.

    Every rule is silent on a field that was not read; a field that was read with a remark is not called empty either.

    Args:
        meta: The `meta` of the expectation.
    """
    if meta["field"] is None:
        return sa.true()
    marks = ["blocked_fields", *(["doubted_fields"] if meta["rule"] == "cell.required" else [])]
    told = (sa.literal(meta["field"]) == sa.any_(sa.column(mark, sa.ARRAY(sa.Text))) for mark in marks)
    return sa.and_(*(sa.func.coalesce(one, sa.false()).is_(sa.false()) for one in told))


def unread_columns(findings: pl.DataFrame) -> frozenset[str]:
    """The fields of which something is wrong with the column as a whole, so that its values were not taken.

    Args:
        findings: What reading has found (a frame of `kho.finding.SCHEMA`).
    """
    about = findings.filter(
        pl.col("row").is_null(),
        pl.col("standing").is_in(["block", "hold"]),
        pl.col("params").str.json_path_match("$.further").is_null(),
    )
    return frozenset(about["field"].drop_nulls())

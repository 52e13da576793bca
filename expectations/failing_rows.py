"""Every row that an expectation failed on, fetched with the condition that Great Expectations itself made.

GX's result lists at most twenty rows, and its ready-made query forgets the delivery. So the condition is asked from
GX as a metric, put over the rows of GX's batch, and the rows are copied out in chunks: a million failing rows never
become a million Python objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import psycopg
from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator
from psycopg.conninfo import make_conninfo
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import make_url

from expectations.blamed import unexcused
from expectations.unique_key import ExpectKeyToIdentifyRows, doubled_rows
from kho.contract import Contract

#: Columns of a frame of failing rows, in the order of `kho.finding.SCHEMA`.
SCHEMA: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "tier": pl.String(),
    "standing": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "field": pl.String(),
    "raw": pl.String(),
    "expected": pl.String(),
    "params": pl.String(),
}
_FETCHED = {name: SCHEMA[name] for name in ("sheet", "row", "raw", "params")}
_CHUNK_BYTES = 16_000_000


def select_failing(batch: Batch, expectation: Any, contract: Contract) -> str:
    """The query for all rows that a failed expectation names: `sheet`, `row`, `raw`, `params`, in their order."""
    if isinstance(expectation, ExpectKeyToIdentifyRows):
        rows = batch.data.execution_engine.get_domain_records(domain_kwargs={"batch_id": batch.id})
        query = _select_doubled(rows, expectation, contract)
    else:
        query = _select_where(*failing(batch, expectation), expectation.meta, contract)
    return _sql(query)


def count_in_error(batch: Batch, failed: Sequence[Any]) -> str:
    """The query for the number of rows that something blocks, each counted once: in reading, or by a rule.

    Rules are asked of every row in one pass. Only keys need rows compared with others, so the rows whose key is doubled
    are counted apart, without those that are counted already.

    Args:
        batch: The delivery.
        failed: The expectations that failed, of any standing.
    """
    rows = batch.data.execution_engine.get_domain_records(domain_kwargs={"batch_id": batch.id})
    blocking = [item for item in failed if item.meta["standing"] == "block"]
    keys = [item for item in blocking if isinstance(item, ExpectKeyToIdentifyRows)]
    rules = (sa.and_(failing(batch, item)[1], unexcused(item.meta)) for item in blocking if item not in keys)
    is_wrong = sa.func.coalesce(sa.or_(sa.column("blocked_fields").is_not(None), *rules), sa.false())
    counts = [sa.select(sa.func.count()).select_from(_as_table(rows)).where(is_wrong)]
    for item in keys:
        named = doubled_rows(rows, item.key, item.required, [is_wrong.label("is_wrong")])
        counts.append(sa.select(sa.func.count()).where(named.c.other_row.is_not(None), ~named.c.is_wrong))
    return _sql(sa.select(sum(count.scalar_subquery() for count in counts)))


def fetch(engine_url: str, query: str, meta: dict[str, Any]) -> Iterator[pl.DataFrame]:
    """Run one of the queries of `select_failing` and give its rows in frames of `SCHEMA`.

    Args:
        engine_url: SQLAlchemy address; its role and other options hold for this connection too.
        query: The query.
        meta: The `meta` of the expectation: what is the same for all rows.
    """
    constants = [pl.lit(meta[name], SCHEMA[name]).alias(name) for name in SCHEMA if name not in _FETCHED]
    with (
        _connected(engine_url) as connection,
        connection.cursor().copy(f"copy ({query}) to stdout (format csv)".encode()) as copy,
    ):
        for chunk in _chunks(copy):
            frame = pl.read_csv(chunk, has_header=False, schema=_FETCHED)
            yield frame.with_columns(constants).select(list(SCHEMA))


def fetch_number(engine_url: str, query: str) -> int:
    """Run the query of `count_in_error`."""
    with _connected(engine_url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None  # a count gives a row
    return int(row[0])


def _connected(engine_url: str) -> psycopg.Connection:
    address = make_url(engine_url).translate_connect_args(username="user", database="dbname")
    options = {name: str(value) for name, value in make_url(engine_url).query.items()}
    return psycopg.connect(make_conninfo("", **address, **options))


def _sql(query: Any) -> str:
    # the dialect of no driver: that of psycopg2 would write every % twice
    dialect = PGDialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _as_table(rows: Any) -> Any:
    return rows.subquery() if isinstance(rows, sa.Select) else rows


def _chunks(copy: psycopg.Copy) -> Iterator[bytes]:
    """Whole rows, joined until a chunk is worth a frame; the server sends each row in one message."""
    parts: list[bytes] = []
    size = 0
    for part in copy:
        parts.append(bytes(part))
        size += len(part)
        if size >= _CHUNK_BYTES:
            yield b"".join(parts)
            parts, size = [], 0
    if parts:
        yield b"".join(parts)


def failing(batch: Batch, expectation: Any) -> tuple[Any, Any]:
    """The rows that a map expectation is about, and the clause by which GX counts those that fail."""
    engine = batch.data.execution_engine
    counted = f"{expectation.map_metric}.unexpected_count"
    configured = expectation.get_validation_dependencies(engine, {"result_format": {"result_format": "BOOLEAN_ONLY"}})
    metric = configured.metric_configurations[counted]
    domain = {"batch_id": batch.id, **metric.metric_domain_kwargs}
    values = {name: value for name, value in metric.metric_value_kwargs.items() if name != "result_format"}
    asked = MetricConfiguration(f"{expectation.map_metric}.condition", domain, values)
    condition, about, _ = MetricsCalculator(engine).get_metric(asked)
    rows = engine.get_domain_records(domain_kwargs=about)
    return _as_table(rows), condition


def _select_where(rows: Any, condition: Any, meta: dict[str, Any], contract: Contract) -> Any:
    kinds = {column.name: column.sql_type for column in contract.columns}
    raw = sa.null()
    if meta["field"]:
        raw = _raw(meta["field"], contract)
    place = [sa.column("sheet_name").label("sheet"), sa.column("row_number").label("row")]
    # where a row was one cell of a matrix, the letter of its column leads back to it
    columns = [*meta["columns"], *cell_letter(contract)]
    params = _json(list(dict.fromkeys(columns)), kinds)
    return (
        sa.select(*place, raw.label("raw"), params).select_from(rows).where(condition, unexcused(meta)).order_by(*place)
    )


def cell_letter(contract: Contract) -> tuple[str, ...]:
    """The column that holds the letter of a row's own cell, where the feed is laid out as a matrix."""
    layout = contract.delivery.layout
    return (layout.column,) if layout else ()


def _raw(field: str, contract: Contract) -> Any:
    """What stands in a field: a period as the report writes it, a number that is given in words in words."""
    spec = contract.fields[field]
    if spec.type == "period":
        return sa.func.coalesce(sa.column(f"{field}_label"), _as_text(f"{field}_end", "date"))
    value = _as_text(field, spec.columns(field)[0].sql_type)
    return sa.func.coalesce(value, sa.column(f"{field}_text")) if spec.keeps_text else value


def _select_doubled(rows: Any, expectation: ExpectKeyToIdentifyRows, contract: Contract) -> Any:
    key = [_raw(name, contract) for name in contract.key]
    columns = [
        sa.column("sheet_name").label("sheet"),
        sa.column("row_number").label("row"),
        sa.func.concat_ws(" / ", *key).label("raw"),
    ]
    named = doubled_rows(rows, expectation.key, expectation.required, columns)
    c = named.c
    other = sa.case((c.other_sheet == c.sheet, c.other_row), else_=c.other_sheet + "!" + c.other_row)
    params = sa.cast(sa.func.jsonb_build_object("other", other), sa.Text)
    return sa.select(c.sheet, c.row, c.raw, params).where(c.other_row.is_not(None)).order_by(c.sheet, c.row)


def _json(columns: Sequence[str], kinds: dict[str, str]) -> Any:
    pairs = [part for name in columns for part in (sa.literal(name), _as_text(name, kinds[name]))]
    return sa.cast(sa.func.jsonb_build_object(*pairs), sa.Text) if pairs else sa.literal("{}")


def _as_text(column: str, kind: str) -> Any:
    """A stored value as text; numbers without the zeros that fill their scale."""
    value = sa.column(column)
    return sa.cast(sa.func.trim_scale(value) if kind == "numeric" else value, sa.Text)

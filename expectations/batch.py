"""Rows of the warehouse as batches of Great Expectations, in a context that lives as long as the validation."""

# great_expectations gives its base classes no types that mypy could follow
# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import great_expectations as gx
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.datasource.fluent.interfaces import Batch, TestConnectionError
from great_expectations.datasource.fluent.sql_datasource import TableAsset

from expectations.outcome import GateError, WarehouseUnavailable, one_line


class SchemaTable(TableAsset):
    """A table with its schema; GX wants one schema for all tables of a PostgreSQL source.

    Attributes:
        schema_of_table: Schema that the table lies in.
    """

    schema_of_table: str

    @property
    def _effective_schema_name(self) -> str:
        return self.schema_of_table


class DeliveryRows(SchemaTable):
    """The part of a table that one delivery has filled.

    A query asset would do, but GX learns the columns of a query by fetching all its rows; and its own partitioning
    by a column's value looks for every value the column has. Both cost more than the validation itself.

    Attributes:
        delivery_id: The delivery.
    """

    delivery_id: int

    def _create_batch_spec_kwargs(self) -> dict[str, Any]:
        return {
            **super()._create_batch_spec_kwargs(),
            "partitioner_method": "partition_on_column_value",
            "partitioner_kwargs": {"column_name": "delivery_id"},
            "batch_identifiers": {"delivery_id": self.delivery_id},
        }


def context() -> Any:
    """A context of Great Expectations that lives in memory only, without progress bars and data docs."""
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


@contextmanager
def source(engine_url: str) -> Iterator[Any]:
    """A database as a GX data source; its connections are closed afterwards.

    Raises:
        WarehouseUnavailable: The database does not answer.
    """
    try:
        made = context().data_sources.add_postgres("warehouse", connection_string=engine_url, create_temp_table=False)
    except TestConnectionError as error:
        raise WarehouseUnavailable(f"The warehouse does not answer: {one_line(error)}") from error
    try:
        yield made
    finally:
        made.get_execution_engine().close()
        made.get_engine().dispose()


def batch_of(made: Any, asset: SchemaTable) -> Batch:
    """The rows of an asset of ours, as a batch.

    Raises:
        GateError: The table is not there, or the role may not read it.
    """
    try:
        made._add_asset(asset)
    except TestConnectionError as error:
        table = f"{asset.schema_of_table}.{asset.table_name}"
        raise GateError(f"The table {table} cannot be read: {one_line(error)}") from error
    return asset.add_batch_definition_whole_table(asset.name).get_batch()

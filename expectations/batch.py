"""The rows of one delivery as a batch of Great Expectations, in a context that lives as long as the validation."""

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
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.datasource.fluent.sql_datasource import TableAsset


class DeliveryAsset(TableAsset):
    """The part of a table that one delivery has filled.

    A query asset would do, but GX learns the columns of a query by fetching all its rows; and its own partitioning
    by a column's value looks for every value the column has. Both cost more than the validation itself.

    Attributes:
        schema_of_table: Schema that the table lies in.
        delivery_id: The delivery.
    """

    schema_of_table: str
    delivery_id: int

    @property
    def _effective_schema_name(self) -> str:
        return self.schema_of_table

    def _create_batch_spec_kwargs(self) -> dict[str, Any]:
        return super()._create_batch_spec_kwargs() | {
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
def delivery_batch(engine_url: str, table: tuple[str, str], name: str, delivery_id: int) -> Iterator[Batch]:
    """The rows of one delivery, read where they lie; the connections are closed afterwards.

    Args:
        engine_url: SQLAlchemy address.
        table: Schema and table.
        name: What the asset is called: the feed.
        delivery_id: The delivery.
    """
    source = context().data_sources.add_postgres("warehouse", connection_string=engine_url, create_temp_table=False)
    asset = DeliveryAsset(name=name, table_name=table[1], schema_of_table=table[0], delivery_id=delivery_id)
    try:
        source._add_asset(asset)
        yield asset.add_batch_definition_whole_table("delivery").get_batch()
    finally:
        source.get_execution_engine().close()
        source.get_engine().dispose()

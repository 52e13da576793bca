"""An expectation of ours: a query over the rows of a release finds nothing.

GX's `UnexpectedRowsExpectation` runs its query twice and brings all rows it finds into memory; this one counts them
in the database and keeps a few.
"""

# great_expectations gives its base classes no types that mypy could follow
# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

_METRIC = "table.found_rows"


class FoundRows(TableMetricProvider):
    """The metric behind `ExpectNothingFound`: how many rows a query finds, and the first of them."""

    metric_name = _METRIC
    value_keys = ("query", "sample_size")

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805 - GX calls it on the class
        execution_engine: SqlAlchemyExecutionEngine,
        metric_value_kwargs: dict[str, Any],
        **kwargs: Any,
    ) -> dict[str, Any]:
        query, size = metric_value_kwargs["query"], metric_value_kwargs["sample_size"]
        counted = f"select count(*) over () as kho_found, found.* from ({query}) as found limit {size:d}"  # noqa: S608
        # the colon of a time or a cast is no parameter
        rows = execution_engine.execute_query(sa.text(counted.replace(":", r"\:"))).mappings().all()
        found = int(rows[0]["kho_found"]) if rows else 0
        return {"count": found, "sample": [{k: v for k, v in row.items() if k != "kho_found"} for row in rows]}


class ExpectNothingFound(BatchExpectation):
    """Expect a query to find no row.

    Attributes:
        query: A select of the rows that must not be.
        sample_size: How many of them are kept.
    """

    query: str
    sample_size: int
    metric_dependencies: ClassVar[tuple[str, ...]] = (_METRIC,)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)
    success_keys: ClassVar[tuple[str, ...]] = ("query", "sample_size")

    def _validate(self, metrics: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        found = metrics[_METRIC]
        return {
            "success": found["count"] == 0,
            "result": {"observed_value": found["count"], "details": {"sample": found["sample"]}},
        }

"""An expectation of ours: every row meets a SQL condition.

Great Expectations has one of its own for SQL (`UnexpectedRowsExpectation`), but that one runs a query for each rule
and returns a sample. This one is a map expectation, so all rules of a suite are counted in a single pass over the
rows, together with the built-in expectations.
"""

# great_expectations gives its base classes no types that mypy could follow
# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics import ColumnMapMetricProvider, column_condition_partial


class RowCondition(ColumnMapMetricProvider):
    """The metric behind `ExpectRowsToMeetCondition`: a row where the condition is null is as expected."""

    condition_metric_name = "row.condition"
    condition_value_keys = ("condition",)
    filter_column_isnull = False

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, condition: str, **kwargs: Any) -> Any:  # noqa: N805 - GX calls it on the class
        return sa.literal_column(f"({condition})", sa.Boolean())


class ExpectRowsToMeetCondition(ColumnMapExpectation):
    """Expect a condition to be true or null in every row.

    Attributes:
        column: Any column; GX wants one to count rows by.
        condition: The condition as PostgreSQL, already checked and quoted (`kho.conditions`).
    """

    condition: str
    map_metric: ClassVar[str] = "row.condition"
    success_keys: ClassVar[tuple[str, ...]] = ("condition", "mostly")

    def _validate(self, metrics: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As in every map expectation, but a column that is all null does not make everything pass."""
        result: dict[str, Any] = super()._validate(metrics, *args, **kwargs)
        return {**result, "success": not metrics[f"{self.map_metric}.unexpected_count"]}

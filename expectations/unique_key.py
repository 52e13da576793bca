"""An expectation of ours: a key identifies one row.

The built-in `ExpectCompoundColumnsToBeUnique` joins the rows with their groups and takes nulls as different. This one
compares nulls as equal, as a contract's key wants it, and groups by a 64-bit hash, which costs a third. Two keys with
the same hash can only make it look closer: which rows are doubled is decided on the values (`doubled_rows`).
"""

# great_expectations gives its base classes no types that mypy could follow
# mypy: disallow-subclassing-any=False, disallow-untyped-decorators=False

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from great_expectations.compatibility.sqlalchemy import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

_METRIC = "table.doubled_key_count"


class DoubledKeyCount(TableMetricProvider):
    """The metric behind `ExpectKeyToIdentifyRows`: how many keys stand in more than one row."""

    metric_name = _METRIC
    value_keys = ("key", "required")

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805 - GX calls it on the class
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **kwargs: Any,
    ) -> int:
        rows, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        doubled = doubled_hashes(rows, **metric_value_kwargs).subquery()
        return int(execution_engine.execute_query(sa.select(sa.func.count()).select_from(doubled)).scalar_one())


class ExpectKeyToIdentifyRows(BatchExpectation):
    """Expect no two rows to have the same key; nulls are equal.

    Attributes:
        key: The columns that make the key.
        required: Those of them that must not be null: a row without one is another rule's concern.
    """

    key: list[str]
    required: list[str]
    metric_dependencies: ClassVar[tuple[str, ...]] = (_METRIC,)
    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)
    success_keys: ClassVar[tuple[str, ...]] = ("key", "required")

    def _validate(self, metrics: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return {"success": metrics[_METRIC] == 0, "result": {"observed_value": metrics[_METRIC]}}


def doubled_hashes(rows: Any, key: Sequence[str], required: Sequence[str]) -> Any:
    """A select of the hashes that stand in more than one of `rows`."""
    hashed = _hash(key).label("hashed")
    complete = [sa.column(name).is_not(None) for name in required]
    return sa.select(hashed).select_from(rows).where(*complete).group_by(hashed).having(sa.func.count() > 1)


def doubled_rows(rows: Any, key: Sequence[str], required: Sequence[str], columns: Sequence[Any]) -> Any:
    """A select of `columns` of every row whose key stands in another row too, and of that `other` row's number.

    The first row of a key names the second, the others name the first; a row of another sheet is named with it.
    """
    sheet, row = sa.column("sheet_name"), sa.column("row_number")
    candidates = (
        sa.select(sa.text("*"))
        .select_from(rows)
        .where(
            _hash(key).in_(doubled_hashes(rows, key, required)), *(sa.column(name).is_not(None) for name in required)
        )
        .subquery("candidates")
    )
    window = {"partition_by": [sa.column(name) for name in key], "order_by": [sheet, row]}
    first = sa.func.row_number().over(**window) == 1
    other_sheet = sa.case((first, sa.func.lead(sheet).over(**window)), else_=sa.func.first_value(sheet).over(**window))
    other_row = sa.case((first, sa.func.lead(row).over(**window)), else_=sa.func.first_value(row).over(**window))
    return (
        sa.select(*columns, other_sheet.label("other_sheet"), sa.cast(other_row, sa.Text).label("other_row"))
        .select_from(candidates)
        .subquery("named")
    )


def _hash(key: Sequence[str]) -> Any:
    return sa.func.hash_record_extended(sa.func.row(*(sa.column(name) for name in key)), sa.literal_column("0"))

"""The gate of a delivery: does every row keep to the contract?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from expectations.batch import DeliveryRows, batch_of, source
from expectations.blamed import unread_columns
from expectations.failing_rows import SCHEMA, count_in_error, fetch, fetch_number, select_failing
from expectations.outcome import outcomes
from expectations.suite import suite_of
from kho.contract import Contract


@dataclass(frozen=True)
class Statistics:
    """What a run of the gate comes to, for the log.

    Attributes:
        expectations: Number of expectations that were evaluated.
        failed: The rules that failed, one entry an expectation, as `rule` or `rule field`.
        seconds: Time that Great Expectations took; fetching the failing rows is not in it.
    """

    expectations: int
    failed: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Validation:
    """The verdict of Great Expectations on one delivery.

    Attributes:
        statistics: What was evaluated, what failed, how long it took.
    """

    statistics: Statistics
    _engine_url: str
    _failed: tuple[tuple[dict[str, Any], str], ...]
    _in_error: str

    def rows_in_error(self) -> int:
        """How many rows something blocks, in reading or by a rule, each counted once."""
        return fetch_number(self._engine_url, self._in_error)

    def batches(self) -> Iterator[pl.DataFrame]:
        """The failing rows, rule by rule, in frames of bounded size; each call asks the database again.

        Yields:
            Frames with the columns rule, tier, standing, sheet, row, field, raw (the typed value as text), expected
            and params (JSON: the physical columns that the rule names, as text). A row stands once for each
            expectation that it fails.
        """
        for meta, query in self._failed:
            yield from fetch(self._engine_url, query, meta)

    @cached_property
    def failures(self) -> pl.DataFrame:
        """All failing rows in one frame, with the columns of `batches`."""
        return pl.concat([pl.DataFrame(schema=SCHEMA), *self.batches()])


def validate(
    engine_url: str,
    table: tuple[str, str],
    contract: Contract,
    delivery_id: int,
    already: pl.DataFrame | None = None,
) -> Validation:
    """Validate one delivery where its rows lie.

    All rules are counted in one pass over the rows, keys in a second one; failing rows are fetched only for the
    expectations that failed, and then every one of them.

    Args:
        engine_url: SQLAlchemy address with the driver psycopg2; the role may stand in its `options`. The rows must
            be committed: this makes connections of its own.
        table: Schema and table of the rows (`raw.<feed>`), with the columns of `kho.landing.PLACE` and `REMARKS` and
            those of the contract.
        contract: The feed.
        delivery_id: The delivery.
        already: What reading has found (a frame of `kho.finding.SCHEMA`): a column that it could make nothing of is not
            reported a second time as empty.

    Raises:
        expectations.outcome.GateError: An expectation could not be evaluated, or there is no such table.
        expectations.outcome.WarehouseUnavailable: The database does not answer, or stopped answering.
        kho.conditions.ConditionError: A rule's condition is none.
    """
    started = time.perf_counter()
    suite = suite_of(contract)
    unread = unread_columns(already) if already is not None else frozenset()
    rows = DeliveryRows(name=contract.feed, schema_of_table=table[0], table_name=table[1], delivery_id=delivery_id)
    with source(engine_url) as warehouse:
        batch = batch_of(warehouse, rows)
        result = batch.validate(suite, result_format="BOOLEAN_ONLY")
        failed = [item for item, outcome in outcomes(result) if not outcome.success and not _is_told(item, unread)]
        queries = tuple((dict(item.meta), select_failing(batch, item, contract)) for item in failed)
        in_error = count_in_error(batch, failed)
    names = tuple(" ".join(filter(None, (item.meta["rule"], item.meta["field"]))) for item in failed)
    statistics = Statistics(len(suite.expectations), names, time.perf_counter() - started)
    return Validation(statistics, engine_url, queries, in_error)


def _is_told(expectation: Any, unread: frozenset[str]) -> bool:
    return expectation.meta["rule"] == "cell.required" and expectation.meta["field"] in unread

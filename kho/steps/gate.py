"""Gate: Great Expectations judges the rows of a delivery where they lie."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polars as pl

from kho import ledger
from kho.catalog import catalog
from kho.contract import Contract
from kho.database import connect, sqlalchemy_url
from kho.finding import SCHEMA, Findings, marked_numbers
from kho.reading import raw_cells
from kho.reading.tables.matching import NUMERIC
from kho.scales import mistaken
from kho.settings import Settings
from kho.steps.errors import step
from kho.steps.read import archived

log = logging.getLogger(__name__)

#: A receipt that quotes more cells than this as they were written helps nobody; the rest show the typed value.
QUOTED_CELLS = 5_000


@dataclass(frozen=True)
class Judged:
    """What the gate says of the rows of a delivery.

    Attributes:
        rows_in_error: Rows that reading or a rule blocks, all of them, however many findings are told.
        failures: Every failing row, led back to its cell, in frames of bounded size with the columns of
            `finding.SCHEMA`; can be consumed once.
    """

    rows_in_error: int
    failures: Iterator[pl.DataFrame]


@step
def gate(delivery_id: int) -> None:
    """Judge a delivery that has been read; its findings and its new state are there together."""
    settings = Settings.from_environment()
    with connect() as conn:
        delivery = ledger.get(conn, delivery_id, lock=True)
        if delivery.is_past("read"):
            log.info("%s was gated before", delivery)
            return
        failures, in_error = Findings(), delivery.rows_in_error
        if delivery.rows_read:
            contract = catalog(settings).contract(delivery.feed)
            already = ledger.findings(conn, delivery_id, "read")
            table, file = ("raw", contract.feed), archived(delivery, settings)
            judged = judge_rows(contract, delivery_id, table, delivery.layout, already, file, delivery.sender)
            in_error = judged.rows_in_error
            for frame in judged.failures:
                failures.extend(frame)
        ledger.record_findings(conn, delivery_id, "gate", [failures.frame()])
        ledger.advance(conn, delivery_id, "gated", rows_in_error=in_error)
        log.info("%s: %s failures of expectations", delivery, len(failures))


def judge_rows(
    contract: Contract,
    delivery_id: int,
    table: tuple[str, str],
    layout: dict[str, dict[str, str]],
    already: pl.DataFrame,
    file: Path,
    sender: str | None = None,
) -> Judged:
    """Judge the rows of a delivery, those that were committed.

    Args:
        contract: The feed.
        delivery_id: Whose rows are judged.
        table: Schema and table that they lie in.
        layout: Sheet → field → column letter.
        already: What the reading found: a column that could not be read is not reported as missing too.
        file: The delivered bytes, to quote a cell as it was written.
        sender: Whose last accepted report the figures are compared with; None for no comparison.
    """
    # Great Expectations takes seconds to import, and a delivery that was gated before does not need it
    from expectations.delivery import validate

    validation = validate(sqlalchemy_url(role="kho_loader"), table, contract, delivery_id, already)
    statistics = validation.statistics
    failed = ", ".join(statistics.failed) or "none"
    log.info("%s expectations in %.1f s, failed: %s", statistics.expectations, statistics.seconds, failed)
    failures = _led_back(validation.batches(), layout, contract, file)
    compared = _compared(contract, (delivery_id, sender), table, layout) if sender else ()
    return Judged(validation.rows_in_error(), chain(compared, failures))


def _compared(
    contract: Contract, delivery: tuple[int, str], table: tuple[str, str], layout: dict[str, dict[str, str]]
) -> Iterator[pl.DataFrame]:
    """What the sender's last accepted report says of this one."""
    findings = Findings()
    with connect() as conn:
        for one in mistaken(conn, contract, delivery, table, layout, catalog(Settings.from_environment())):
            findings.add(one)
    yield findings.frame()


def _led_back(
    frames: Iterable[pl.DataFrame], layout: dict[str, dict[str, str]], contract: Contract, file: Path
) -> Iterator[pl.DataFrame]:
    """Failing rows with their cells, and so many of these as they were written."""
    quotable = QUOTED_CELLS
    for frame in frames:
        yield _quoted(
            _located(_with_keys(frame, layout, contract, file, quotable), layout, contract), contract, file, quotable
        )
        quotable = max(0, quotable - frame.height)


def _located(failures: pl.DataFrame, layout: dict[str, dict[str, str]], contract: Contract) -> pl.DataFrame:
    """Name the cell of each failure where the file has cells: by its field's column, or as a cell of a matrix."""
    places = [(sheet, field, letter) for sheet, columns in layout.items() for field, letter in columns.items()]
    letters = pl.DataFrame(places, schema={"sheet": pl.String, "field": pl.String, "letter": pl.String}, orient="row")
    joined = failures.join(letters, on=["sheet", "field"], how="left", nulls_equal=True, maintain_order="left")
    if contract.delivery.layout:
        own = pl.col("params").str.json_path_match(f"$.{contract.delivery.layout.column}")
        joined = joined.with_columns(letter=pl.coalesce(own, "letter"))
    is_letter = pl.col("letter").str.contains(r"^[A-Z]{1,3}$")
    cell = pl.when(is_letter).then(pl.concat_str("letter", "row"))
    return joined.with_columns(cell=cell).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def _with_keys(
    failures: pl.DataFrame, layout: dict[str, dict[str, str]], contract: Contract, file: Path, most: int
) -> pl.DataFrame:
    """Quote doubled keys as they were written; one that is not whole in its row keeps the stored values."""
    doubled = failures.filter(pl.col("rule") == "key.double").select("sheet", "row").unique().head(most)
    places = {
        (sheet, row): [(sheet, f"{at[name]}{row}") for name in contract.key if at.get(name, "").isupper()]
        for sheet, row in doubled.rows()
        if (at := layout.get(sheet))
    }
    written = raw_cells(file, [cell for cells in places.values() for cell in cells]) if places else {}
    quotes = [
        (sheet, row, " / ".join(texts))
        for (sheet, row), cells in places.items()
        if (texts := [written[cell].text for cell in cells]) and all(text.strip(' "”') for text in texts)
    ]
    schema = {"sheet": pl.String(), "row": pl.Int64(), "key": pl.String()}
    known = pl.DataFrame(quotes, schema=schema, orient="row").with_columns(rule=pl.lit("key.double"))
    joined = failures.join(known, on=["rule", "sheet", "row"], how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(raw=pl.coalesce("key", "raw")).drop("key")


def _quoted(failures: pl.DataFrame, contract: Contract, file: Path, most: int) -> pl.DataFrame:
    """Put the text as it was written where the gate only knows the typed value, for so many cells."""
    cells = failures.filter(pl.col("cell").is_not_null()).select("sheet", "cell").unique(maintain_order=True).head(most)
    written = raw_cells(file, cells.rows()) if cells.height else {}
    quotes = pl.DataFrame(
        [(*place, *found) for place, found in written.items()],
        schema={"sheet": pl.String, "cell": pl.String, "written": pl.String, "is_number": pl.Boolean},
        orient="row",
    )
    joined = failures.join(quotes, on=["sheet", "cell"], how="left", nulls_equal=True, maintain_order="left")
    # a value that is not quoted is the stored one
    stored = pl.col("field").is_in([name for name, spec in contract.fields.items() if spec.type in NUMERIC])
    return joined.with_columns(
        raw=pl.coalesce("written", "raw"), params=marked_numbers(pl.col("params"), pl.coalesce("is_number", stored))
    ).select(list(SCHEMA))

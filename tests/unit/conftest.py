"""What unit tests share: a column read as the reader reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import settings

from kho.contract import Contract, Delivery, FieldSpec, Text
from kho.reading.values import ColumnContext, Typed, type_column
from tests.fixtures.mess import Reader, reader

# A busy machine is no failure, and a run of the unit tests takes seconds, not minutes.
settings.register_profile("kho", deadline=None, max_examples=40)
settings.load_profile("kho")

#: The code lists of the house.
CODES = Path(__file__).parents[2] / "contracts" / "codes"
_ABOUT = ("row_units", "on", "territory", "fallback", "decimal", "sender", "scope", "received_on")


@pytest.fixture(scope="session")
def codes() -> Path:
    """The folder of code lists."""
    return CODES


@pytest.fixture(scope="session")
def read_column() -> Callable[..., Typed]:
    """Read one column called `value`.

    The fixture is a function of the type, the cells (texts, or native columns by name) and anything that a
    `FieldSpec`, a `Delivery` (`agreed` for its decimal, `frequency`, `basis`) or a `ColumnContext` (`found` for its
    unit) takes.
    """

    def read(kind: str, cells: Sequence[str | None] | dict[str, Sequence[Any]], **more: Any) -> Typed:
        delivery = Delivery(
            formats=("csv",),
            frequency=more.pop("frequency", "quarter"),
            decimal=more.pop("agreed", "evidence"),
            period_basis=more.pop("basis", "calendar"),
        )
        about = {name: more.pop(name) for name in _ABOUT if name in more} | {"unit": more.pop("found", None)}
        spec = FieldSpec(**({"header": "Giá trị", "type": kind} | more))
        contract = Contract(
            feed="feed", title=Text(vi="v", en="e", fr="f"), grain="row", key=("value",), replaces=("value",),
            delivery=delivery, fields={"value": spec},
        )  # fmt: skip
        context = ColumnContext(contract, CODES, **({"received_on": dt.date(2025, 11, 1)} | about))
        frame = pl.DataFrame(cells if isinstance(cells, dict) else {"raw": pl.Series(list(cells), dtype=pl.String)})
        return type_column("value", spec, frame, context)

    return read


@pytest.fixture
def deliver(tmp_path: Path) -> Reader:
    """Write a file, read it as its feed's sender sent it, and give rows and reading."""
    return reader(tmp_path)

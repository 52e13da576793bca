"""A long column that is read through its distinct cells reads as it does row by row."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from kho.contract import Contract, FieldSpec
from kho.reading.values import _READERS, ColumnContext
from kho.reading.values.by_distinct import MANY_ROWS, read_distinct
from kho.settings import PROJECT

CONTRACT = Contract.model_validate(
    {
        "feed": "toy",
        "title": {"vi": "a", "en": "b", "fr": "c"},
        "grain": "one row a thing",
        "key": ["x"],
        "replaces": ["sender"],
        "delivery": {"formats": ["csv"], "frequency": "month"},
        "fields": {"x": {"header": "X", "type": "text"}},
    }
)
CONTEXT = ColumnContext(CONTRACT, PROJECT / "contracts" / "codes", date(2025, 10, 20))
SPECS = {
    "boolean": (FieldSpec(header="X", type="boolean"), ["Có", "không", "x", "", None]),
    "code": (FieldSpec(header="X", type="code", length=5), ["00123", "123", "9999", " 00001 ", "-", None]),
    "date": (FieldSpec(header="X", type="date"), ["01/02/2025", "2025-03-04", "31/12/2024", "", None]),
    "enum": (FieldSpec(header="X", type="enum", codes={"a": ("Đang hoạt động",)}), ["đang hoạt động", "a", None]),
}


@pytest.mark.parametrize("kind", sorted(SPECS))
def test_both_ways_give_the_same_column(kind: str) -> None:
    spec, cells = SPECS[kind]
    texts = pl.DataFrame({"raw": (cells * MANY_ROWS)[:MANY_ROWS]}, schema={"raw": pl.String})
    quick, plain = (
        read_distinct(_READERS[spec.type], "x", spec, texts, CONTEXT),
        _READERS[spec.type]("x", spec, texts, CONTEXT),
    )
    assert quick is not None
    assert quick.columns.equals(plain.columns)
    assert plain.problems.is_empty()


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["01/02/2025"] * (MANY_ROWS - 1), id="short"),
        pytest.param(["01/02/2025", '"'] * MANY_ROWS, id="ditto marks"),
        pytest.param(["01/02/2025", "31/02/2025"] * MANY_ROWS, id="a cell that is no date"),
        pytest.param([str(number) for number in range(MANY_ROWS)], id="hardly a cell twice"),
    ],
)
def test_what_depends_on_its_row_is_read_row_by_row(texts: list[str]) -> None:
    frame = pl.DataFrame({"raw": texts})
    assert read_distinct(_READERS["date"], "x", SPECS["date"][0], frame, CONTEXT) is None

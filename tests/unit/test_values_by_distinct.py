"""A long column that is read through its distinct cells reads as it does row by row."""

from __future__ import annotations

from dataclasses import replace
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
    "territory": (FieldSpec(header="X", type="territory"), ["01", "Tp. Hà Nội", "hanoi", "Quảng Ninh", "22", None]),
    "commune": (FieldSpec(header="X", type="commune"), ["00004", "phường ba đình", "Phường Hoàn Kiếm", "", None]),
    "department": (FieldSpec(header="X", type="department"), ["Sở KH&CN", "Sở Khoa học và Công nghệ Hà Nội", None]),
}
#: What else decides the meaning of a cell, the same for every row.
SURROUNDINGS = {
    "nothing": (None, None),
    "a day": (date(2025, 9, 30), None),
    "a day and a province": (date(2025, 9, 30), "01"),
    "no day": (pl.Series([None], dtype=pl.Date), pl.Series([None], dtype=pl.String)),
}


def around(height: int, on: date | pl.Series | None, territory: str | pl.Series | None) -> ColumnContext:
    days, places = (
        one if one is None else pl.Series([one] if not isinstance(one, pl.Series) else one).new_from_index(0, height)
        for one in (on, territory)
    )
    return replace(CONTEXT, on=days, territory=places)


@pytest.mark.parametrize("surroundings", sorted(SURROUNDINGS))
@pytest.mark.parametrize("kind", sorted(SPECS))
def test_both_ways_give_the_same_column(kind: str, surroundings: str) -> None:
    spec, cells = SPECS[kind]
    texts = pl.DataFrame({"raw": (cells * MANY_ROWS)[:MANY_ROWS]}, schema={"raw": pl.String})
    context = around(MANY_ROWS, *SURROUNDINGS[surroundings])
    plain = _READERS[spec.type]("x", spec, texts, context)
    quick = read_distinct(_READERS[spec.type], "x", spec, texts, context)
    if not plain.problems.is_empty():
        # without a province the name of a department means none
        assert kind == "department"
        assert quick is None
        return
    assert quick is not None
    assert quick.columns.equals(plain.columns)


@pytest.mark.parametrize("what", ["on", "territory"])
def test_rows_of_several_days_or_provinces_are_read_one_by_one(what: str) -> None:
    texts = pl.DataFrame({"raw": ["00004"] * MANY_ROWS})
    other = {"on": pl.Series([date(2025, 9, 30), date(2025, 6, 30)]), "territory": pl.Series(["01", "22"])}[what]
    context = replace(CONTEXT, **{what: other.gather([0, 1] * (MANY_ROWS // 2))})
    assert read_distinct(_READERS["commune"], "x", SPECS["commune"][0], texts, context) is None


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

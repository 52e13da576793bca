"""What is read at once where every cell is plain, is what the full readers read; with one other cell they read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kho.contract import Contract, FieldSpec
from kho.reading.values import _READERS, ColumnContext, plain
from kho.reading.values.legacy import decode_legacy
from kho.reading.values.text import _cleaned, nfc, tidy
from kho.settings import PROJECT

SPECS = {
    "code": FieldSpec(header="X", type="code"),
    "code of ten": FieldSpec(header="X", type="code", length=10),
    "code of five": FieldSpec(header="X", type="code", length=5),
    "count": FieldSpec(header="X", type="count"),
    "thousands": FieldSpec(header="X", type="count", unit="nghìn giao dịch"),
    "integer": FieldSpec(header="X", type="integer"),
    "decimal": FieldSpec(header="X", type="decimal", unit="ha"),
    "percent": FieldSpec(header="X", type="percent"),
    "money": FieldSpec(header="X", type="money", unit="đồng"),
    "billions": FieldSpec(header="X", type="money", unit="nghìn tỷ đồng"),
    "dollars": FieldSpec(header="X", type="money", unit="triệu USD"),
    "comparator": FieldSpec(header="X", type="decimal", comparator=True),
    "in words": FieldSpec(header="X", type="decimal", text_allowed=True),
}
#: Units that a title may give, which are those that were agreed or not.
UNITS = (None, "đồng", "triệu đồng", "USD", "nghìn", "%", "hộp")
#: What makes a cell anything but plain.
ODD = (
    "", " ", "-", "…", "12.34", "1,5", "1,234", "0.125", "007", "(1)", "(35)", "-5", "+5", "5 ", "1.2e5", "1E5", "5%",
    "3 tỷ", "> 5", "gần 10", '"', "nt", "'00123", "123.0", "1_000", "12.345.67", "٣", "9" * 16, "9" * 25, "#REF!",
    "x", "1.000.000.000.000.000", "0.000", "00.000",
)  # fmt: skip
WORDS = (
    "Công ty", "ABC", "Hà", "Đồng Tháp", "Tæng s¶n phÈm", "Hé", "nhá", "Quaûn lyù", "café", "où", "  ", "\u00a0", "-",
    "…", "e\u0302\u0301", "\u200b", "Ký hiệu", "Số", "µm", "", "TP.HCM", "Bắc\u00adNinh",
)  # fmt: skip
DIGITS = st.integers(0, 10**12).map(str)
GROUPED = st.integers(1000, 10**13).map(lambda number: f"{number:,}".replace(",", "."))
CODES = st.from_regex(r"[0-9]{5}|[0-9]{10}", fullmatch=True)
CELLS = st.one_of(
    st.lists(st.one_of(DIGITS, GROUPED, st.none()), min_size=1, max_size=8),
    st.lists(st.one_of(CODES, st.none()), min_size=1, max_size=8),
    st.lists(st.one_of(DIGITS, GROUPED, CODES, st.sampled_from(ODD), st.none()), min_size=1, max_size=8),
    st.builds(lambda cells, odd: [*cells, odd], st.lists(st.one_of(DIGITS, GROUPED), max_size=3), st.sampled_from(ODD)),
)
TEXTS = st.lists(st.one_of(st.none(), st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)), max_size=10)


def context(decimal: str, unit: str | None) -> ColumnContext:
    feed: dict[str, Any] = {
        "feed": "toy",
        "title": {"vi": "a", "en": "b", "fr": "c"},
        "grain": "one row a thing",
        "key": ["x"],
        "replaces": ["sender"],
        "delivery": {"formats": ["csv"], "frequency": "month", "decimal": decimal},
        "fields": {"x": {"header": "X", "type": "text"}},
    }
    found = ColumnContext(Contract.model_validate(feed), PROJECT / "contracts" / "codes", date(2025, 10, 20))
    return replace(found, unit=unit)


CONTEXTS = {(way, unit): context(way, unit) for way in ("comma", "point", "evidence") for unit in UNITS}


@pytest.fixture(scope="module", autouse=True)
def _short_columns_too() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "MANY_ROWS", 0)
        yield


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(SPECS)), CELLS, st.sampled_from(sorted(CONTEXTS, key=str)))
def test_a_plain_column_is_what_the_full_reader_reads(
    kind: str, cells: list[str | None], about: tuple[str, str | None]
) -> None:
    spec, texts = SPECS[kind], pl.DataFrame({"raw": cells}, schema={"raw": pl.String})
    quick = plain.read_plain("x", spec, texts, CONTEXTS[about])
    if quick is None:
        return
    full = _READERS[spec.type]("x", spec, texts, CONTEXTS[about])
    assert quick.columns.schema == full.columns.schema
    assert quick.columns.equals(full.columns)
    assert full.problems.is_empty()


@pytest.mark.parametrize(
    ("kind", "cells", "way"),
    [
        ("code of ten", ["0101000022", None], "comma"),
        ("code", ["4711", "62010"], "comma"),
        ("count", ["1.204", "85", None], "comma"),
        ("count", ["1,204", "85"], "point"),
        ("money", ["13.000", "8.718.000"], "comma"),
        ("decimal", ["5", "12"], "evidence"),
    ],
)
def test_plain_columns_are_read_at_once(kind: str, cells: list[str | None], way: str) -> None:
    texts = pl.DataFrame({"raw": cells}, schema={"raw": pl.String})
    assert plain.read_plain("x", SPECS[kind], texts, CONTEXTS[way, None]) is not None


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_text_that_needs_no_care_is_left_as_it_is(cells: list[str | None]) -> None:
    texts = pl.Series("x", cells, dtype=pl.String)
    assert tidy(texts).to_list() == _cleaned(decode_legacy(nfc(texts))).to_list()
    assert texts.to_list() == cells

"""What a matrix is about: the indicator of each row and the part of it, the measure of its columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kho.catalog import Catalog
from kho.reading.crosstab.headings import Heading
from kho.reading.crosstab.subject import Subject
from kho.reading.values.indicators import Indicators
from kho.settings import PROJECT

CONTRACT = Catalog.load(PROJECT / "contracts").contracts["socioeconomic_indicators"]


@pytest.fixture
def subject(codes: Path) -> Any:
    """Make the subject of a matrix with a title and the unit above its columns."""

    def make(title: str, unit: str | None = None) -> Subject:
        layout = CONTRACT.delivery.layout
        assert layout is not None
        return Subject(CONTRACT, layout, title, unit, Indicators.load(codes))

    return make


@pytest.mark.parametrize(
    ("title", "path", "label", "expected"),
    [
        ("Thu ngân sách nhà nước", None, "Tổng thu", ("STATE_BUDGET_REVENUE", None)),
        ("Thu ngân sách nhà nước", "Tổng thu", "Thu nội địa", ("STATE_BUDGET_REVENUE", "Thu nội địa")),
        ("Một số chỉ tiêu", None, "GRDP (giá hiện hành)", ("GRDP", None)),
        ("Một số chỉ tiêu", "I. GRDP › Trong đó:", "1. Dịch vụ", ("GRDP", "Dịch vụ")),
        ("Một số chỉ tiêu", None, "Số đám cưới", (None, "Số đám cưới")),
        ("Một số chỉ tiêu", "GRDP", "Quý I năm 2024", ("GRDP", None)),
        ("GRDP", None, None, ("GRDP", None)),
    ],
)
def test_the_innermost_label_that_names_an_indicator_is_it(
    subject: Any, title: str, path: str | None, label: str | None, expected: tuple[str | None, str | None]
) -> None:
    labels = pl.DataFrame({"label": [label], "path": [path]}, dict.fromkeys(("label", "path"), pl.String))
    about = subject(title)
    told = about.named(labels)
    fields = about.fields(Heading(None, None, ""), ["Năm 2024"])
    assert told.select(fields["indicator_code"], fields["breakdown"]).row(0) == expected


def test_columns_may_name_the_indicators_of_rows_that_are_periods(subject: Any) -> None:
    about = subject("Thu ngân sách và GRDP")
    told = about.named(pl.DataFrame({"label": ["Năm 2024"], "path": [None]}, {"label": pl.String, "path": pl.String}))
    for titles, code in ((["GRDP (Tỷ đồng)"], "GRDP"), (["Kinh tế", "Thu ngân sách nhà nước"], "STATE_BUDGET_REVENUE")):
        assert told.select(about.fields(Heading(None, None, ""), titles)["indicator_code"]).item() == code


def test_in_a_table_of_shares_the_title_says_what_they_are_shares_of(subject: Any) -> None:
    plain = Heading(None, None, "Tháng 9")
    index = subject("Chỉ số sản xuất công nghiệp so với cùng kỳ năm trước", "%")
    assert index.heading(plain).comparison == "year_on_year"
    assert subject("Thu ngân sách nhà nước", "Tỷ đồng").heading(plain).comparison is None
    assert index.heading(Heading(None, "of_plan", "")).comparison == "of_plan"


def test_columns_fill_the_fields_that_their_titles_name(subject: Any) -> None:
    fields = subject("GRDP").fields(Heading(None, None, "Ước tính quý III theo giá so sánh 2010"), ["Quý III"])
    frame = pl.DataFrame({"indicator": ["GRDP"], "breakdown": ["Dịch vụ"]})
    told = frame.select(part.alias(name) for name, part in fields.items()).row(0, named=True)
    assert (told["indicator_code"], told["breakdown"], told["comparison"]) == ("GRDP", "Dịch vụ", None)
    assert (told["vintage"], told["scenario"]) == ("Ước tính", None)

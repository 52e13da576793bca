"""What the title of a matrix's column says: its period, what it compares with, and its words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.contract import FieldSpec
from kho.reading.crosstab.headings import heading, said
from kho.reading.tables.places import label
from kho.reading.values import Period, period_in_text

WHOLE = period_in_text("9 tháng năm 2025")


@pytest.mark.parametrize(
    ("title", "period", "comparison"),
    [
        ("Thực hiện tháng 9/2025", "Tháng 9/2025", None),
        ("Ước tính 9 tháng 2025 so với cùng kỳ năm trước (%)", "9 tháng năm 2025", "year_on_year"),
        ("Quý III so với quý II năm 2025 (%)", "Quý III/2025", "other"),
        ("Tháng 9 so với tháng trước (%)", "Tháng 9/2025", "previous_period"),
        ("Tháng 9 năm 2025 so với tháng 9 năm 2024", "Tháng 9/2025", "year_on_year"),
        ("Tốc độ tăng so với cùng kỳ (%)", None, "growth"),
        ("Tốc độ phát triển so với 9 tháng năm 2024 (%)", None, "growth"),
        ("Thực hiện cùng kỳ năm trước", "9 tháng năm 2024", None),
        ("So sánh (%) Dự toán", None, "of_plan"),
        ("So sánh (%) Cùng kỳ", None, "year_on_year"),
        ("Đạt kế hoạch (%)", None, "of_plan"),
        ("Theo giá so sánh 2010", None, None),
        ("Cơ cấu (%)", None, "share"),
        ("Năm 2024 Quý II", "Quý II/2024", None),
        ("2024 6 tháng đầu năm", "6 tháng đầu năm 2024", None),
        ("Năm 2024 Tổng số", "Năm 2024", None),
        ("Kỳ gốc năm 2019", "Năm 2019", None),
        ("Thời điểm 30/9/2025", "30/09/2025", None),
    ],
)
def test_a_title_says_its_period_and_its_comparison(title: str, period: str | None, comparison: str | None) -> None:
    told = heading(title, WHOLE, "calendar")
    assert (told.period and label(told.period), told.comparison) == (period, comparison)


@pytest.mark.parametrize(
    ("title", "vintage"),
    [
        ("Ước tính quý III", "Ước tính"),
        ("Ước thực hiện 2025 so với ước tính năm 2024", "Ước"),
        ("Quý III so với ước tính", None),
        ("Dự toán năm 2025", "Dự toán"),
        ("Tỷ lệ đạt dự toán (%)", None),
    ],
)
def test_words_of_what_it_is_compared_with_are_not_its_own(title: str, vintage: str | None) -> None:
    spec = FieldSpec(header="Loại", type="enum", codes={"estimate": ("Ước tính", "Ước"), "target": ("Dự toán",)})
    assert said(spec, heading(title, WHOLE, "calendar").plain) == vintage


@given(
    st.integers(2000, 2030),
    st.integers(1, 12),
    st.sampled_from(["Tháng {m} năm {y}", "Năm {y} Tháng {m}", "{y} Tháng {m}"]),
)
def test_a_month_is_the_month_however_its_year_stands(year: int, month: int, form: str) -> None:
    told = heading(form.format(y=year, m=month), None, "calendar")
    assert told.period is not None
    assert (told.period.start, told.period.kind) == (dt.date(year, month, 1), "month")


@given(st.dates(dt.date(2001, 1, 1), dt.date(2030, 12, 31)))
def test_the_same_time_of_the_year_before(day: dt.date) -> None:
    told = heading("Cùng kỳ năm trước", Period(day, day, "point"), "calendar")
    assert told.period is not None
    assert told.period.end.year == day.year - 1
    assert told.period.end.month == day.month

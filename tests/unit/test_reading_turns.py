"""Rows between those of a table that say of which period, or in which unit, the rows below them are."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.mess import ACCOUNT_TITLES, ACCOUNTS, Reader, findings, xlsx

HEAD = [title for title in ACCOUNT_TITLES if title != "Quý"]


def row(place: str, value: int = 5) -> list[Any]:
    return [place, "15+", 3, 2, 4, 1, value]


HAI_PHONG, QUANG_NINH = row("Hải Phòng"), row("Quảng Ninh")

#: Rows → period and value in tỷ đồng of each row of data.
CASES: dict[str, tuple[list[list[Any]], list[tuple[str, int]]]] = {
    "a period for each section": (
        [["Tài khoản năm 2025"], HEAD, ["Quý II/2025"], HAI_PHONG, QUANG_NINH, ["II. Quý III"], HAI_PHONG],
        [("Quý II/2025", 5), ("Quý II/2025", 5), ("Quý III/2025", 5)],
    ),
    "a title and a header for each period": (
        [["Tài khoản quý II/2025"], HEAD, HAI_PHONG, [], ["Tài khoản quý III/2025"], HEAD, HAI_PHONG],
        [("Quý II/2025", 5), ("Quý III/2025", 5)],
    ),
    "a unit for each table": (
        [["Tài khoản quý II/2025"], ["Đơn vị tính: tỷ đồng"], HEAD, HAI_PHONG, ["Đơn vị tính: nghìn tỷ đồng"], HEAD,
         HAI_PHONG],
        [("Quý II/2025", 5), ("Quý II/2025", 5000)],
    ),
    "a table that goes on over the page": (
        [["Tài khoản quý II/2025"], HEAD, HAI_PHONG, ["Biểu 1 (tiếp theo)"], HEAD, QUANG_NINH],
        [("Quý II/2025", 5), ("Quý II/2025", 5)],
    ),
    "the title of a page is none of the next one": (
        [["Tài khoản quý II/2025"], HEAD, ["Quý III/2025"], HAI_PHONG, HEAD, QUANG_NINH],
        [("Quý III/2025", 5), ("Quý III/2025", 5)],
    ),
    "words around a period are no period": (
        [["Tài khoản quý II/2025"], HEAD, ["Nhóm mở từ quý I/2025"], HAI_PHONG], [("Quý II/2025", 5)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_stands_between_rows_holds_for_those_below(deliver: Reader, name: str) -> None:
    table, expected = CASES[name]
    frame, reading = deliver(xlsx(table), ACCOUNTS)
    told = [
        (period, int(value) // 10**9) for period, value in frame.select("period_label", "transaction_value_vnd").rows()
    ]
    assert told == expected
    assert [found for found in findings(reading) if found[0] != "cell.unit"] == []
    assert frame.height + sum(run.row_count for run in reading.ignored) == len(table)


def test_a_column_of_periods_is_trusted_whatever_stands_between(deliver: Reader) -> None:
    whole = ["Hải Phòng", "Quý I/2025", "15+", 3, 2, 4, 1, 5]
    frame, _ = deliver(xlsx([["Tài khoản"], ACCOUNT_TITLES, ["Quý II/2025"], whole]), ACCOUNTS)
    assert frame["period_label"].to_list() == ["Quý I/2025"]

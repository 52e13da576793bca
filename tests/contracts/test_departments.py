"""The list of departments holds together, and knows every sender."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from kho.catalog import Catalog
from kho.reading.fold import fold
from kho.settings import PROJECT

FOREVER = date.max
DAYS = [date(2025, 2, 28), date(2025, 3, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 2, 28)]


def _rows(name: str) -> list[dict[str, str]]:
    with (PROJECT / "contracts" / "codes" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


DEPARTMENTS = _rows("departments")


def _span(row: dict[str, str]) -> tuple[date, date]:
    ends = date.fromisoformat(row["valid_to"]) if row["valid_to"] else FOREVER
    return date.fromisoformat(row["valid_from"]), ends


def _on(day: date) -> Iterator[dict[str, str]]:
    for row in DEPARTMENTS:
        begins, ends = _span(row)
        if begins <= day <= ends:
            yield row


def test_every_sender_is_a_department_under_the_same_name() -> None:
    today = {row["sender"]: row for row in _on(date(2026, 2, 28)) if row["sender"]}
    senders = Catalog.load(PROJECT / "contracts").senders
    known = {name: {key: today[name][f"name_{key}"] for key in ("vi", "en", "fr")} for name in senders if name in today}
    assert known == {name: sender.title.model_dump() for name, sender in senders.items()}


def test_the_territory_of_a_department_is_within_the_scope_of_its_sender() -> None:
    senders = Catalog.load(PROJECT / "contracts").senders
    outside = [
        (row["department_code"], day)
        for day in DAYS
        for row in _on(day)
        if row["sender"] and row["territory_code"] not in ("", "VN")
        if not senders[row["sender"]].may_report_for(row["territory_code"], day)
    ]
    assert outside == []


def test_the_spans_of_a_code_follow_each_other() -> None:
    spans = defaultdict(list)
    for row in DEPARTMENTS:
        spans[row["department_code"]].append(_span(row))
    assert [code for code, found in spans.items() if any(begins > ends for begins, ends in found)] == []
    overlapping = [
        code for code, found in spans.items() if any(one[1] >= next_one[0] for one, next_one in pairwise(sorted(found)))
    ]
    assert overlapping == []


def test_a_successor_is_there_on_the_day_after() -> None:
    merged = [row for row in DEPARTMENTS if row["successor_code"]]
    assert merged
    for row in merged:
        day_after = date.fromisoformat(row["valid_to"]) + timedelta(days=1)
        assert row["successor_code"] in {other["department_code"] for other in _on(day_after)}, row["department_code"]


def test_no_alias_stands_for_two_departments_of_a_province_on_one_day() -> None:
    for day in DAYS:
        meant = defaultdict(set)
        for row in _on(day):
            for name in (row["name_vi"], *filter(None, row["aliases"].split("|"))):
                meant[row["territory_code"], fold(name)].add(row["department_code"])
        assert {key: codes for key, codes in meant.items() if len(codes) > 1} == {}, day


def test_a_territory_means_something_on_the_days_of_the_department() -> None:
    provinces = _rows("provinces")
    for day in DAYS:
        known = {row["code"] for row in provinces if _span(row)[0] <= day <= _span(row)[1]} | {"", "VN"}
        assert {row["territory_code"] for row in _on(day)} <= known, day


def test_every_row_names_its_source_and_three_names() -> None:
    needed = ("name_vi", "name_en", "name_fr", "source")
    assert [row["department_code"] for row in DEPARTMENTS if not all(row[name] for name in needed)] == []

"""Titles that print the period of their figures: `Thực hiện quý III/2025`, `Dự toán năm 2026`."""

from __future__ import annotations

import re
from functools import lru_cache

from kho.reading.values.periods import parse_period, plain
from kho.reading.values.spans import Period

#: A period is told in no more words.
_MOST_WORDS = 7
#: A period whose year the report says elsewhere.
_YEARLESS = re.compile(
    r"(?:quy|qui|q\.?) ?(?:iv|iii|ii|i|[1-4])|thang ?(?:0?[1-9]|1[0-2])|0?[1-9] thang(?: (?:dau|cuoi) nam)?"
)


@lru_cache(maxsize=4096)
def without_period(title: str) -> tuple[tuple[str, Period | None], ...]:
    """What a title says before the period that it ends in, the longest period first.

    Args:
        title: `Kế hoạch năm 2025`.

    Returns:
        `Kế hoạch` and `Kế hoạch năm`, each with the period, which is None where no year is told; empty where the title
        ends in no period.
    """
    words = title.split()
    found = []
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        head, tail = " ".join(words[:-count]), " ".join(words[-count:]).strip("()[],;:–- ")
        period = parse_period(tail) if any(mark.isdigit() for mark in tail) else None
        if head and (period or is_yearless(tail)):
            found.append((head.rstrip(" (-–:,"), period))
    return tuple(found)


def is_yearless(text: str) -> bool:
    """Whether a text is a period whose year is told elsewhere: `Quý III`."""
    return bool(_YEARLESS.fullmatch(plain(text)))

"""Columns that no title names as it stands: by the period that a title prints, in other words, by resemblance."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence

from kho.contract import Contract
from kho.reading.fold import fold, split_unit
from kho.reading.tables.dated_titles import without_period
from kho.reading.tables.matching import NUMERIC, Layout, Title, names, take
from kho.reading.titles import Titles, abbreviates, is_about
from kho.reading.values.spans import Period

#: Two titles that are at least so alike (of 1) and match nothing else are probably meant to be the same.
_ALIKE = 0.8


def match_dated(layout: Layout, known: Titles, contract: Contract) -> None:
    """Give columns that are left to fields whose titles they are but for the period that they print.

    Of several periods of one figure the latest is the report's.
    """
    found: dict[str, list[tuple[Period | None, Title, str | None]]] = {}
    for title in layout.unknown:
        told, unit = [], split_unit(title.own[-1])[1]
        for whole in dict.fromkeys((title.own[-1], " ".join(title.own))):
            told += [(known.fields(text), period) for text, period in without_period(split_unit(whole)[0])]
        fits = (
            (meant[0], period)
            for meant, period in told
            if len(meant) == 1 and contract.fields[meant[0]].type in NUMERIC and meant[0] not in layout.columns
        )
        if first := next(fits, None):
            found.setdefault(first[0], []).append((first[1], title, unit))
    for name, columns in found.items():
        last = max(columns, key=lambda column: column[0].end if column[0] else dt.date.min)
        if sum(period == last[0] for period, _, _ in columns) > 1:
            continue
        take(layout, contract, name, last[1], last[2])
        layout.unknown.remove(last[1])
        if last[0]:
            layout.dated[name] = last[0]
            same = [(period, title, unit) for period, title, unit in columns if period and period.end == last[0].end]
            layout.rivals |= {name: same} if len(same) > 1 else {}


def settle_rivals(layout: Layout, own: Period | None, contract: Contract) -> None:
    """Leave a field with columns for a quarter and for the year so far to the one that the report is on.

    Args:
        layout: Where the columns stand.
        own: The period that the report says it is on; without one such columns stand there twice.
        contract: The feed's contract.
    """
    for name, columns in layout.rivals.items():
        fit = next((one for one in columns if own and (one[0].start, one[0].end) == (own.start, own.end)), None)
        others = [title for _, title, _ in columns if title.index != layout.columns[name]]
        if fit is None:
            layout.unknown = [title for title in layout.unknown if title not in others]
            layout.double += [(name, title) for title in others]
        elif fit[1] in others:
            layout.unknown[layout.unknown.index(fit[1])] = layout.titles[layout.columns.pop(name)]
            layout.units.pop(name, None)
            take(layout, contract, name, fit[1], fit[2])
            layout.dated[name] = fit[0]


def _match_reworded(layout: Layout, left: Sequence[tuple[str, str]], contract: Contract) -> None:
    """Give columns to the one field that is left whose title they are in other opening words, or abbreviated.

    `Đơn vị` beside `Mã đơn vị` is no second code where `Tên đơn vị` is left.
    """
    for is_same in (is_about, abbreviates):
        for title in [*layout.unknown, *(title for _, title in layout.double)]:
            own, unit = split_unit(title.own[-1])
            meant = {name for key, name in left if is_same(fold(own), key) and name not in layout.columns}
            if len(meant) == 1 and take(layout, contract, meant.pop(), title, unit):
                layout.unknown = [one for one in layout.unknown if one != title]
                layout.double = [one for one in layout.double if one[1] != title]


def match_similar(layout: Layout, known: Titles, contract: Contract) -> None:
    """Give columns that are left to fields that are left where the titles resemble each other, the closest first.

    A title that abbreviates that of one field only (`so-ho-kd`), or opens with another word for it, needs no proposal.
    """
    left = [
        (key, name)
        for key, name in known.items()
        if name not in layout.columns and "column" in contract.fields[name].found_in
    ]
    _match_reworded(layout, left, contract)
    pairs = []
    for title in layout.unknown:
        for own in dict.fromkeys(fold(text) for text, _ in names(title, ())[:2]):
            matcher = difflib.SequenceMatcher(b=own)
            for key, name in left:
                matcher.set_seq1(key)
                if matcher.quick_ratio() >= _ALIKE and (ratio := matcher.ratio()) >= _ALIKE:
                    pairs.append((ratio, title, name))
    for _, title, name in sorted(pairs, key=lambda pair: -pair[0]):
        if title in layout.unknown and name not in layout.columns:
            layout.columns[name] = title.index
            layout.similar[name] = title
            if unit := split_unit(title.text)[1]:
                layout.units.setdefault(name, unit)
            layout.unknown.remove(title)

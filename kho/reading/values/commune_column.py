"""A column of communes into the codes that hold on each row's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed
from kho.reading.values.commune_names import without_street, written
from kho.reading.values.commune_search import Search
from kho.reading.values.communes import Area, Communes
from kho.reading.values.resolved import Answer, labels_of, may_report_for, out_of_scope, resolve
from kho.reading.values.territories import Territories


def type_commune(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of communes into the codes that hold on each row's day.

    Names are looked for in the province of the row, where the feed has one, else in those that the sender may report
    for; a commune beyond them is a finding.
    """
    frame = labels_of(texts)
    frame = frame.with_columns(without_street(frame["label"]))
    days = context.on if context.on is not None else pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    place = context.territory
    if place is None:
        place = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    frame = frame.with_columns(day=days.fill_null(context.received_on), place=place)
    labels = frame["label"].drop_nulls().unique().to_list()
    texts_of = dict(zip(labels, written(labels), strict=True))
    finder = Finder(context)

    def answer(label: str, day: date, place: str | None) -> Answer:
        where = finder.province(place, day)
        search = finder.search(day, where)
        found = search.find(texts_of[label])
        if found.commune is None and found.successor and spec.follows_changes:
            moved = finder.checked(found.successor.code, found.successor.province_code, day, where)
            return moved if moved.rule else replace(moved, rule="cell.commune_old", expected=found.expected)
        if found.rule == "cell.commune" and spec.follows_changes == "or_kept":
            return Answer(texts_of[label].code or label, found.rule, found.expected, found.params)
        if found.commune is None:
            return Answer(None, found.rule, found.expected, found.params)
        return finder.checked(found.commune.code, found.commune.province_code, day, where)

    return resolve(name, spec, frame, ["label", "day", "place"], answer)


class Finder:
    """The searches of one column, one for each day and area."""

    def __init__(self, context: ColumnContext) -> None:
        self._context = context
        self._communes = Communes.load(context.codes)
        self._territories = Territories.load(context.codes)
        self._searches: dict[tuple[date, str | None], Search] = {}

    def province(self, place: str | None, day: date) -> str | None:
        """The province that a row is about; None for a row about the whole country, or that does not say."""
        territory = self._territories.by_code(place, day) if place else None
        if territory is None or territory.parent_code is None:
            return None
        return territory.code if territory.parent_code == "VN" else territory.parent_code

    def search(self, day: date, province: str | None) -> Search:
        """The search for rows of a day, in their province or in the sender's."""
        if (day, province) not in self._searches:
            area = frozenset([province]) if province else self._scope(day)
            self._searches[day, province] = Search(self._communes, self._territories, day, area)
        return self._searches[day, province]

    def checked(self, code: str, lies_in: str, day: date, province: str | None) -> Answer:
        """The code of a commune, and a problem where it lies in another province than it should."""
        if province is None:
            if may_report_for(lies_in, day, self._context):
                return Answer(code)
            return out_of_scope(code, self._territories, day, self._context)
        if lies_in == province:
            return Answer(code)
        actual, meant = (self._territories.by_code(one, day) for one in (lies_in, province))
        return Answer(code, "cell.commune_province", str(meant), {"province": str(actual)})

    def _scope(self, day: date) -> Area:
        if self._context.scope is None:
            return None
        codes = (one.code for one in self._territories.on(day))
        return frozenset(code for code in codes if self._context.scope.may_report_for(code, day))

"""A column of organisations: departments, communes and firms, by code or by name."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from kho.contract import FieldSpec
from kho.reading.values.column import ColumnContext, Typed
from kho.reading.values.commune_column import Finder
from kho.reading.values.commune_names import written
from kho.reading.values.departments import Departments, in_unicode
from kho.reading.values.nearest import listed
from kho.reading.values.resolved import Answer, labels_of, resolve, scope_on

#: A firm or a business household goes by its tax code.
_TAX_CODE = re.compile(r"\d{10}|\d{12}|\d{10}-?\d{3}")


def type_organisation(name: str, spec: FieldSpec, texts: pl.DataFrame, context: ColumnContext) -> Typed:
    """Read a column of organisations into codes of departments and communes, and tax codes of firms.

    Names are looked for in the province of the row, else in those that the sender may report for, on the row's day.
    What is none of these is kept as written and reported as new.
    """
    departments = Departments.load(context.codes)
    finder = Finder(context)
    frame = labels_of(texts)
    days = context.on if context.on is not None else pl.repeat(None, frame.height, dtype=pl.Date, eager=True)
    places = context.territory if context.territory is not None else pl.repeat(None, frame.height, eager=True)
    frame = frame.with_columns(
        in_unicode(frame["label"], departments), day=days.fill_null(context.received_on), place=places.cast(pl.String)
    )

    def answer(label: str, day: date, place: str | None) -> Answer:
        provinces = {place} if place else scope_on(day, context)
        meant = departments.find(label, day, provinces)
        if len(meant) == 1:
            return Answer(meant[0].code)
        if _TAX_CODE.fullmatch(label):
            return Answer(label)
        found = finder.search(day, finder.province(place, day)).find(written([label])[0])
        if found.commune is not None and found.rule is None:
            # the committee of some communes is on the list of departments
            listed_as = departments.find(found.commune.full_name, day, {found.commune.province_code})
            return Answer(listed_as[0].code if len(listed_as) == 1 else found.commune.code)
        names = [one.name for one in meant] or departments.proposals(label, day, provinces)
        return Answer(label, "cell.code_new", listed(names) or "organisation", departments.suggestion(label, names))

    return resolve(name, spec, frame, ["label", "day", "place"], answer)

"""What rows between those of a table say of the rows below them.

A section that is nothing but a period (`Quý II/2025`), or the titles above a header that is printed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from kho.contract import FieldSpec
from kho.reading.tables import places, title_block
from kho.reading.tables.aside import says
from kho.reading.tables.body import Special
from kho.reading.tables.nesting import within
from kho.reading.tables.places import Surroundings, Value
from kho.reading.tables.title_block import Line
from kho.reading.values import ColumnContext

#: Lines above a header that is printed again.
_MOST_LINES = 20


@dataclass(frozen=True)
class Turn:
    """What holds from a row on.

    Attributes:
        row: Number of the row that says it.
        values: Field → its value.
        unit: The unit of the whole table, where it is said again.
    """

    row: int
    values: Mapping[str, Value]
    unit: Line | None = None


@dataclass
class Turns:
    """Finds what rows between those of one table say, batch after batch.

    Attributes:
        fields: Fields that have no column and may stand above a table.
        around: What surrounds the table.
        context: What is known about every column.
        heeded: Numbers of the rows that said something.
    """

    fields: Mapping[str, FieldSpec]
    around: Surroundings
    context: ColumnContext
    heeded: set[int] = field(default_factory=set)
    _sections: list[Special] = field(default_factory=list)
    _last: int = 0

    def of(self, specials: Sequence[Special], headers: Sequence[int], data: pl.Series) -> list[Turn]:
        """The turns among the rows of a batch, from the top down.

        Args:
            specials: Its section and total rows.
            headers: Numbers of rows that repeat the header.
            data: Numbers of its data rows.
        """
        found = [turn for special in specials if special.kind == "section" for turn in self._section(special)]
        if headers:
            self._sections += specials
            found += [turn for row in headers for turn in self._header(row, data)]
        self._sections = [*(() if headers else self._sections), *specials][-_MOST_LINES:]
        self._last = int(data[-1]) if len(data) else self._last
        return sorted(found, key=lambda turn: turn.row)

    def _section(self, special: Special) -> Iterator[Turn]:
        """What a section says that is the name of a period, or a day, and nothing else.

        A year in the report of a quarter is no period of its figures: it may as well say since when its rows run.
        """
        label = within([special.label]) or ""
        told = {name: spec for name, spec in self.fields.items() if spec.type != "enum" and says(spec, label)}
        line = Line(label, special.row, 0)
        found = {name: places.whole(name, spec, line, self.around, self.context) for name, spec in told.items()}
        if values := {name: value for name, value in found.items() if value and self._may_be(name, value)}:
            self.heeded.add(special.row)
            yield Turn(special.row, values)

    def _may_be(self, name: str, value: Value) -> bool:
        stated = places.values(name, self.fields[name], self.around, self.context)[:1]
        kind = f"{name}_kind"
        return all(
            one.typed.get(kind) == value.typed.get(kind) or not places.disagree(one.typed, value.typed, name)
            for one in stated
        )

    def _header(self, row: int, data: pl.Series) -> Iterator[Turn]:
        """What the lines above a header say that is printed again."""
        before = data.filter(data < row)
        last = int(before[-1]) if len(before) else self._last
        own = [special for special in self._sections if special.kind == "section" and last < special.row < row]
        lines = [Line(special.label, special.row, 0) for special in own]
        around = replace(self.around, lines=lines)
        read = {name: places.values(name, spec, around, self.context) for name, spec in self.fields.items()}
        values = {name: found[0] for name, found in read.items() if found and found[0].place == "title"}
        unit = title_block.unit(lines)
        if values or unit:
            self.heeded |= {special.row for special in own}
            yield Turn(row, values, unit)

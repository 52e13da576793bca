"""`xl/worksheets/sheet*.xml`: cells in another style, and the reference to their comments."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kho.receipt.styles_part import Styles
from kho.receipt.xml_edit import Edits, Element, Unmarkable, elements, only

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_PLACES = ("mergeCell", "legacyDrawing", "col")
#: What comes behind `legacyDrawing` in a worksheet, by ECMA-376 part 1, 18.3.1.99.
_BEHIND = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
    | {"AlternateContent"}
)


def split(ref: str) -> tuple[int, int] | None:
    """Row and column of a cell name, both from 1 (`C7` → 7, 3); None if it names no cell."""
    match = _REF.fullmatch(ref)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)), column


class SheetPart:
    """One worksheet in which cells are marked."""

    def __init__(self, data: bytes, standings: Mapping[str, str], styles: Styles) -> None:
        """Find the places to change.

        Args:
            data: The part.
            standings: Cell → the standing whose colour it gets.
            styles: The workbook's styles.

        Raises:
            Unmarkable: Cells or rows do not say where they are.
        """
        self._styles = styles
        self._edits = Edits(data)
        self._wanted = {place: standing for ref, standing in standings.items() if (place := split(ref))}
        rows = {row for row, _ in self._wanted}
        self._found = elements(data, lambda name, attributes: self._is_wanted(name, attributes, rows))
        self._root = self._found[0]
        if self._root.name != "worksheet" or "purl.oclc.org" in str(self._root.attributes.get("xmlns", "")):
            raise Unmarkable("the sheet is no worksheet of the usual kind")

    def _is_wanted(self, name: str, attributes: Mapping[str, str], rows: set[int]) -> bool:
        if name == "row":
            return _number(attributes) in rows
        if name == "c":
            place = split(attributes.get("r", ""))
            if place is None:
                raise Unmarkable("a cell does not say where it is")
            return place[0] in rows or self._styles.is_marked(int(attributes.get("s", "0")))
        return name in _PLACES or name in _BEHIND

    @property
    def merges(self) -> list[str]:
        """The merged ranges."""
        return [element.attributes["ref"] for element in self._found if element.name == "mergeCell"]

    @property
    def drawing(self) -> str | None:
        """Id of the relationship to the sheet's comments and controls as drawn."""
        element = only(self._found, "legacyDrawing")
        return next((v for k, v in element.attributes.items() if k.endswith(":id")), None) if element else None

    def refer_to_drawing(self, relationship: str) -> None:
        """Add the reference that makes the comments visible."""
        behind = next((e for e in self._found if e.depth == 1 and e.name in _BEHIND), None)
        at = behind.start if behind else self._root.close
        self._edits.insert(at, f'<{self._root.prefix}legacyDrawing xmlns:r="{RELATIONSHIPS}" r:id="{relationship}"/>')

    def apply(self) -> bytes:
        """The part with the cells in their colours, and colours of earlier marks taken away."""
        todo = dict(self._wanted)
        cells = [element for element in self._found if element.name == "c"]
        for cell in cells:
            place = split(cell.attributes["r"])
            style = int(cell.attributes.get("s", "0"))
            if place in todo:
                self._edits.set(cell, s=str(self._styles.marked(style, todo.pop(place))))
            elif self._styles.is_marked(style):
                self._edits.set(cell, s=str(self._styles.plain(style)))
        self._add_cells(todo, cells)
        return self._edits.apply()

    def _add_cells(self, missing: Mapping[tuple[int, int], str], cells: list[Element]) -> None:
        """Write the cells that are empty and therefore not in the part, in their order."""
        rows = {_number(element.attributes): element for element in self._found if element.name == "row"}
        by_row: dict[int, list[tuple[int, str]]] = {}
        for (row, column), standing in sorted(missing.items()):
            by_row.setdefault(row, []).append((column, standing))
        for row, wanted in by_row.items():
            if row in rows:
                self._add_to_row(rows[row], wanted, [c for c in cells if rows[row].start < c.start < rows[row].end])

    def _add_to_row(self, row: Element, wanted: list[tuple[int, str]], cells: list[Element]) -> None:
        places = [(place[1], cell) for cell in cells if (place := split(cell.attributes["r"]))]
        at_end = ""
        for column, standing in wanted:
            style = self._styles.marked(self._style_of_empty(row, column), standing)
            xml = f'<{row.prefix}c r="{_letters(column)}{row.attributes["r"]}" s="{style}"/>'
            behind = next((cell for position, cell in places if position > column), None)
            if behind:
                self._edits.insert(behind.start, xml)
            else:
                at_end += xml
        if at_end:
            self._edits.append(row, at_end)

    def _style_of_empty(self, row: Element, column: int) -> int:
        """The style that a cell would have if it were there: its row's, else its column's."""
        if row.attributes.get("customFormat") in {"1", "true"}:
            return int(row.attributes.get("s", "0"))
        for element in self._found:
            if element.name == "col" and int(element.attributes["min"]) <= column <= int(element.attributes["max"]):
                return int(element.attributes.get("style", "0"))
        return 0


def _number(attributes: Mapping[str, str]) -> int:
    if "r" not in attributes:
        raise Unmarkable("a row does not say where it is")
    return int(attributes["r"])


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name

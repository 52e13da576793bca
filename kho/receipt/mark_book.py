"""Marks in a workbook: cells in colour, comments at them, and the list of findings as a sheet of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from kho.receipt.judgement import Judgement
from kho.receipt.listing import NAME, sheet_xml
from kho.receipt.marks import MOST_LISTED, Line, SheetMarks, marks
from kho.receipt.notes_part import Notes
from kho.receipt.package import Package
from kho.receipt.sheet_part import RELATIONSHIPS, SheetPart, split
from kho.receipt.styles_part import COLOURS, Styles
from kho.receipt.xml_edit import Edits, Unmarkable, elements, named, xml_attribute

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
#: A worksheet with more XML than this is not edited in memory.
LARGEST_SHEET = 150 << 20


def sheet_parts(package: Package) -> dict[str, str]:
    """Name of each worksheet → its part, in the order of the workbook.

    Raises:
        Unmarkable: The workbook's parts are not where they should be.
    """
    book = book_part(package)
    targets = {one.id: one.target for one in package.relations(book) if one.kind == "worksheet"}
    sheets = {}
    for element in elements(package.read(book), named("sheet"))[1:]:
        relation = next((v for k, v in element.attributes.items() if k.endswith(":id")), "")
        if (part := targets.get(relation)) and part in package:
            sheets[element.attributes.get("name", "")] = part
    return sheets


def book_part(package: Package) -> str:
    """The part that lists the sheets."""
    book = package.related("", "officeDocument")
    if book is None:
        raise Unmarkable("the file has no workbook part")
    return book


def mark(source: Path, target: Path, judgement: Judgement, lines: Sequence[Line], notes: Sequence[str]) -> None:
    """Write a copy of a workbook with the findings marked in it.

    Args:
        source: The workbook.
        target: Where the copy goes.
        judgement: What was decided.
        lines: The findings, with their places in this workbook.
        notes: What the list says about the workbook itself.

    Raises:
        Unmarkable: The workbook is built in a way that cannot be edited in place; nothing was written.
    """
    with Package(source) as package:
        sheets = sheet_parts(package)
        book = book_part(package)
        style_part = package.related(book, "styles")
        if style_part is None:
            raise Unmarkable("the workbook has no styles")
        styles = Styles(package.read(style_part))
        wanted = marks(list(lines), judgement)
        for name, part in sheets.items():
            if name != NAME:
                _mark_sheet(package, part, wanted.get(name, SheetMarks()), styles)
        by_standing = {standing: styles.wrapped(standing) for standing in COLOURS}
        listing = sheet_xml(judgement, lines[:MOST_LISTED], notes, by_standing | {"text": styles.wrapped()})
        _put_listing(package, book, sheets.get(NAME), listing)
        package.put(style_part, styles.apply())
        package.write(target)


def _mark_sheet(package: Package, part: str, wanted: SheetMarks, styles: Styles) -> None:
    if package.size(part) > LARGEST_SHEET:
        raise Unmarkable(f"the part {part} is too large")
    data = package.read(part)
    sheet = SheetPart(data, wanted.standings, styles)
    anchors = _anchors(sheet.merges, wanted.standings)
    if anchors:
        wanted = _moved(wanted, anchors)
        sheet = SheetPart(data, wanted.standings, styles)
    comments = package.related(part, "comments")
    if wanted.comments or comments:
        _comment(package, part, sheet, comments, wanted.comments)
    package.put(part, sheet.apply())


def _comment(package: Package, part: str, sheet: SheetPart, comments: str | None, texts: Mapping[str, str]) -> None:
    drawings = {one.id: one.target for one in package.relations(part) if one.kind == "vmlDrawing"}
    drawing = drawings.get(sheet.drawing or "")
    notes = Notes(package.read(comments) if comments else None, package.read(drawing) if drawing else None)
    said, drawn = notes.write(texts)
    if comments is None:
        comments = package.new_name("xl/comments_kho{}.xml")
        package.relate(part, "comments", comments)
        package.declare(_COMMENTS, part=comments)
    if drawing is None:
        drawing = package.new_name("xl/drawings/vmlDrawing_kho{}.vml")
        sheet.refer_to_drawing(package.relate(part, "vmlDrawing", drawing))
        package.declare(_VML, extension="vml")
    package.put(comments, said)
    package.put(drawing, drawn)


def _put_listing(package: Package, book: str, part: str | None, content: bytes) -> None:
    """Add the list as the last sheet, or renew the one of an earlier receipt."""
    if part is None:
        part = package.new_name("xl/worksheets/kho{}.xml")
        relation = package.relate(book, "worksheet", part)
        package.declare(_SHEET, part=part)
        data = package.read(book)
        found = elements(data, named("sheets", "sheet"))
        ids = [int(element.attributes.get("sheetId", "0")) for element in found if element.name == "sheet"]
        sheets = next(element for element in found if element.name == "sheets")
        edits = Edits(data)
        edits.append(
            sheets,
            f'<{sheets.prefix}sheet xmlns:r="{RELATIONSHIPS}" name={xml_attribute(NAME)} '
            f'sheetId="{max(ids, default=0) + 1}" r:id="{relation}"/>',
        )
        package.put(book, edits.apply())
    package.put(part, content)


def _anchors(merges: Sequence[str], standings: Mapping[str, str]) -> dict[str, str]:
    """Cells to mark that lie under a merged one → the cell that shows."""
    anchors = {}
    for merge in merges:
        first, _, last = merge.partition(":")
        top_left, bottom_right = split(first), split(last or first)
        if top_left is None or bottom_right is None:
            continue
        for ref in standings:
            place = split(ref)
            if place and ref != first and _is_within(place, top_left, bottom_right):
                anchors[ref] = first
    return anchors


def _is_within(place: tuple[int, int], top_left: tuple[int, int], bottom_right: tuple[int, int]) -> bool:
    return all(low <= value <= high for low, value, high in zip(top_left, place, bottom_right, strict=True))


def _moved(wanted: SheetMarks, anchors: Mapping[str, str]) -> SheetMarks:
    moved = SheetMarks()
    for ref, standing in wanted.standings.items():
        moved.standings.setdefault(anchors.get(ref, ref), standing)
    for ref, comment in wanted.comments.items():
        there = anchors.get(ref, ref)
        moved.comments[there] = f"{moved.comments[there]}\n\n{comment}" if there in moved.comments else comment
    return moved

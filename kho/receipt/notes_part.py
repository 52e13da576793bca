"""Comments of a worksheet: what they say (`xl/comments*.xml`) and how they are drawn (`xl/drawings/*.vml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kho.receipt.sheet_part import split
from kho.receipt.xml_edit import Edits, Element, elements, named, only, xml_text

AUTHOR = "kho"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NO_COMMENTS = f'<?xml version="1.0" encoding="UTF-8"?>\n<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
_NO_SHAPES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
    "</o:shapelayout></xml>"
)
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;margin-left:60pt;margin-top:1.5pt;width:260pt;height:{height}pt;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 9</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_LINE_LENGTH, _ROW_POINTS, _LINE_POINTS = 46, 15, 13
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d+)")


class Notes:
    """The comments of one worksheet, to which kho adds its own; those of an earlier receipt are taken away."""

    def __init__(self, comments: bytes | None, drawing: bytes | None) -> None:
        self._comments = comments or _NO_COMMENTS.encode()
        self._drawing = drawing or _NO_SHAPES.encode()

    def write(self, texts: Mapping[str, str]) -> tuple[bytes, bytes]:
        """Both parts with a comment for each cell.

        Args:
            texts: Cell → what to say there. A cell that the department has commented itself keeps its words, and kho's
                stand under them.
        """
        found = elements(self._comments, named("authors", "author", "commentList", "comment", "text"))
        authors = [element for element in found if element.name == "author"]
        mine = {index for index, author in enumerate(authors) if self._content(author) == AUTHOR}
        edits, theirs, gone = Edits(self._comments), {}, set()
        for comment in (element for element in found if element.name == "comment"):
            if int(comment.attributes.get("authorId", "-1")) in mine:
                edits.remove(comment)
                gone.add(split(comment.attributes["ref"]))
            else:
                theirs[comment.attributes["ref"]] = comment
        new = {ref: text for ref, text in texts.items() if ref not in theirs}
        for ref in texts.keys() & theirs.keys():
            self._add_under(edits, found, theirs[ref], texts[ref])
        self._add(edits, found, new, min(mine, default=len(authors)), is_new_author=not mine)
        return edits.apply(), self._draw(new, gone)

    def _content(self, element: Element) -> str:
        return self._comments[element.inside : element.close].decode()

    def _add(
        self, edits: Edits, found: list[Element], texts: Mapping[str, str], author: int, *, is_new_author: bool
    ) -> None:
        authors, comments = only(found, "authors"), only(found, "commentList")
        prefix = found[0].prefix
        if authors and is_new_author:
            edits.append(authors, f"<{prefix}author>{AUTHOR}</{prefix}author>")
        if comments:
            listed = (
                f'<{prefix}comment ref="{ref}" authorId="{author}"><{prefix}text>{_runs(text, prefix)}</{prefix}text>'
                f"</{prefix}comment>"
                for ref, text in texts.items()
            )
            edits.append(comments, "".join(listed))

    def _add_under(self, edits: Edits, found: list[Element], comment: Element, text: str) -> None:
        body = next((e for e in found if e.name == "text" and comment.start < e.start < comment.end), None)
        if body and AUTHOR + ": " not in self._content(body):
            edits.append(body, _runs(f"\n—\n{AUTHOR}: {text}", comment.prefix))

    def _draw(self, texts: Mapping[str, str], gone: set[tuple[int, int] | None]) -> bytes:
        found = elements(self._drawing, named("shapetype", "shape", "Row", "Column"))
        edits = Edits(self._drawing)
        for shape in (element for element in found if element.name == "shape"):
            place = [
                int(self._drawing[e.inside : e.close])
                for e in found
                if e.name in {"Row", "Column"} and shape.start < e.start < shape.end
            ]
            if len(place) == 2 and (place[0] + 1, place[1] + 1) in gone:
                edits.remove(shape)
        number = max((int(n) for n in _SHAPE_NUMBER.findall(self._drawing)), default=1024)
        has_type = any(e.name == "shapetype" and e.attributes.get("id") == "_x0000_t202" for e in found)
        shapes = "" if has_type else _SHAPE_TYPE
        shapes += "".join(_shape(ref, text, number + step) for step, (ref, text) in enumerate(texts.items(), 1))
        edits.append(found[0], shapes)
        return edits.apply()


def _runs(text: str, prefix: str) -> str:
    return f'<{prefix}r><{prefix}t xml:space="preserve">{xml_text(text)}</{prefix}t></{prefix}r>'


def _shape(ref: str, text: str, number: int) -> str:
    row, column = split(ref) or (1, 1)
    lines = sum(1 + len(line) // _LINE_LENGTH for line in text.splitlines())
    height = max(4, lines + 1) * _LINE_POINTS
    return _SHAPE.format(
        number=number,
        height=height,
        left=column,
        right=column + 4,
        top=max(row - 2, 0),
        bottom=max(row - 2, 0) + height // _ROW_POINTS + 1,
        row=row - 1,
        column=column - 1,
    )

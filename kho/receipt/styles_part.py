"""`xl/styles.xml`: the styles that cells have, once more with a colour."""

from __future__ import annotations

from kho.receipt.xml_edit import Edits, Element, Unmarkable, elements, named, only, with_attributes

#: Colour of a cell by standing; none of Excel's palette, so that marks can be told from a department's own colours.
COLOURS = {"block": "FFFFC9C4", "hold": "FFFFDFA6", "warn": "FFFFF5B5"}


class Styles:
    """The styles of one workbook, to which coloured ones are added as they are asked for."""

    def __init__(self, data: bytes) -> None:
        """Read the styles.

        Raises:
            Unmarkable: They lack what every workbook has.
        """
        self._data = data
        found = elements(data, named("fills", "fill", "fgColor", "cellXfs", "xf"))
        fills, formats = only(found, "fills"), only(found, "cellXfs")
        if fills is None or formats is None:
            raise Unmarkable("the workbook has no styles")
        self._fills, self._formats = fills, formats
        self._known = [e for e in found if e.name == "xf" and formats.start < e.start < formats.end]
        own = [e for e in found if e.name == "fill" and fills.start < e.start < fills.end]
        self._fill_count = len(own)
        self._marked = self._styles_of_marks(found, own)
        self._new: dict[tuple[int, str], int] = {}
        self._added: list[str] = []

    def marked(self, style: int, standing: str) -> int:
        """Index of the style that is like `style`, in the colour of a standing."""
        return self._variant(style, standing, self._fill_count + list(COLOURS).index(standing))

    def plain(self, style: int) -> int:
        """Index of the style that a cell had before an earlier mark coloured it; the same one if none did."""
        return self._variant(style, "", 0) if self.is_marked(style) else style

    def is_marked(self, style: int) -> bool:
        """Whether a style carries the colour of a mark of an earlier receipt."""
        return style in self._marked

    def wrapped(self, standing: str = "") -> int:
        """Index of a style for long text, from the top of the cell, in the colour of a standing if one is given."""
        fill = self._fill_count + list(COLOURS).index(standing) if standing else 0
        return self._add(
            (-1, standing),
            f'<{{p}}xf numFmtId="0" fontId="0" fillId="{fill}" borderId="0" xfId="0" applyFill="1" applyAlignment="1">'
            '<{p}alignment vertical="top" wrapText="1"/></{p}xf>',
        )

    def apply(self) -> bytes:
        """The part with the added styles."""
        edits = Edits(self._data)
        prefix = self._fills.prefix
        colours = "".join(
            f'<{prefix}fill><{prefix}patternFill patternType="solid"><{prefix}fgColor rgb="{colour}"/>'
            f'<{prefix}bgColor indexed="64"/></{prefix}patternFill></{prefix}fill>'
            for colour in COLOURS.values()
        )
        edits.append(self._fills, colours)
        edits.set(self._fills, count=str(self._fill_count + len(COLOURS)))
        edits.append(self._formats, "".join(self._added))
        edits.set(self._formats, count=str(len(self._known) + len(self._added)))
        return edits.apply()

    def _variant(self, style: int, standing: str, fill: int) -> int:
        key = (style, standing)
        if key in self._new:
            return self._new[key]
        if not 0 <= style < len(self._known):
            raise Unmarkable(f"a cell has the style {style}, which is not there")
        element = self._known[style]
        tag = with_attributes(self._tag(element), {"fillId": str(fill), "applyFill": "1"})
        return self._add(key, tag + self._data[element.inside : element.end].decode())

    def _add(self, key: tuple[int, str], xml: str) -> int:
        if key not in self._new:
            self._new[key] = len(self._known) + len(self._added)
            self._added.append(xml.replace("{p}", self._formats.prefix))
        return self._new[key]

    def _tag(self, element: Element) -> bytes:
        return self._data[element.start : element.inside]

    def _styles_of_marks(self, found: list[Element], own: list[Element]) -> frozenset[int]:
        colours = [e for e in found if e.name == "fgColor" and e.attributes.get("rgb") in COLOURS.values()]
        fills = {str(index) for index, fill in enumerate(own) if any(fill.start < c.start < fill.end for c in colours)}
        return frozenset(index for index, xf in enumerate(self._known) if xf.attributes.get("fillId") in fills)

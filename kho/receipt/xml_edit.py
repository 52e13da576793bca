"""Changes to an XML part that leave every other byte of it as it was.

A department's workbook holds charts, pictures, drop-downs and extensions that no library writes back whole. So
the parts are not parsed into a model and written again: the places to change are found, and only they are changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_NO_XML_TEXT = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unmarkable(Exception):
    """A workbook that is built in a way that cannot be edited in place."""


@dataclass(slots=True)
class Element:
    """An element of a part and where its bytes are.

    Attributes:
        name: Its name without prefix.
        prefix: Its prefix with the colon, or nothing.
        attributes: Its attributes, as written.
        depth: 0 for the root.
        start: Offset of its start tag.
        inside: Offset behind its start tag.
        close: Offset of its end tag; equal to `inside` for an element without content.
        end: Offset behind it.
    """

    name: str
    prefix: str
    attributes: Mapping[str, str]
    depth: int
    start: int
    inside: int
    close: int = -1
    end: int = -1

    @property
    def is_empty_tag(self) -> bool:
        """Written as `<x/>`."""
        return self.inside == self.end


def elements(data: bytes, wanted: Callable[[str, Mapping[str, str]], bool]) -> list[Element]:
    """The elements of a part for which `wanted(name, attributes)` holds, in document order, the root always first.

    Raises:
        Unmarkable: The part is no XML, not in UTF-8, or brings a document type of its own.
    """
    parser = expat.ParserCreate()
    found: list[Element] = []
    open_: list[Element | None] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if open_ and not wanted(local, attributes):
            open_.append(None)
            return
        at = parser.CurrentByteIndex
        tag = _TAG.match(data, at)
        if tag is None:
            raise Unmarkable("a tag is not where it should be")
        element = Element(local, f"{prefix}:" if prefix else "", attributes, len(open_), at, tag.end())
        found.append(element)
        open_.append(element)

    def end(_: str) -> None:
        element = open_.pop()
        if element is None:
            return
        if data[element.inside - 2 : element.inside] == b"/>":
            element.close = element.end = element.inside
        else:
            element.close = parser.CurrentByteIndex
            element.end = data.index(b">", element.close) + 1

    def refuse(*_: object) -> None:
        raise Unmarkable("the part has a document type")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse
    if b"encoding=" in data[:100] and b"utf-8" not in data[:100].lower():
        raise Unmarkable("the part is not in UTF-8")
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unmarkable(str(error)) from error
    return found


def named(*names: str) -> Callable[[str, Mapping[str, str]], bool]:
    """A condition for `elements`: the element has one of these names."""
    return lambda name, _: name in names


class Edits:
    """Changes to one part, applied together."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._changes: list[tuple[int, bool, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Put other text in the place of the bytes from `start` to `end`."""
        # what is put in front of an element goes before the change of the element itself
        self._changes.append((start, end > start, len(self._changes), end, new.encode()))

    def insert(self, at: int, new: str) -> None:
        """Put text in front of the byte at `at`; several at one place stay in the order of their coming."""
        self.replace(at, at, new)

    def append(self, element: Element, new: str) -> None:
        """Put text at the end of an element's content."""
        if not element.is_empty_tag:
            self.insert(element.close, new)
            return
        self.replace(element.inside - 2, element.inside, f">{new}</{element.prefix}{element.name}>")

    def set(self, element: Element, **attributes: str) -> None:
        """Give an element other values for some of its attributes."""
        self.replace(
            element.start, element.inside, with_attributes(self._data[element.start : element.inside], attributes)
        )

    def remove(self, element: Element) -> None:
        """Take an element out."""
        self.replace(element.start, element.end, "")

    def apply(self) -> bytes:
        """The part with all changes made."""
        parts, at = [], 0
        for start, _, _, end, new in sorted(self._changes):
            parts += [self._data[at:start], new]
            at = max(at, end)
        return b"".join([*parts, self._data[at:]])


def with_attributes(tag: bytes, attributes: Mapping[str, str]) -> str:
    """A start tag with some attributes set, everything else in it unchanged."""
    text = tag.decode()
    for name, value in attributes.items():
        new = f" {name}={quoteattr(value)}"
        there = re.search(rf"""\s{name}\s*=\s*("[^"]*"|'[^']*')|(?=\s*/?>$)""", text)
        start, end = there.span() if there else (len(text), len(text))
        text = text[:start] + new + text[end:]
    return text


def xml_text(value: str) -> str:
    """Text that may stand in an element; what XML cannot hold becomes `�`."""
    return escape(_NO_XML_TEXT.sub("�", value))


def xml_attribute(value: str) -> str:
    """Text in quotes that may stand in an attribute."""
    return quoteattr(_NO_XML_TEXT.sub("�", value))


def only(found: Iterable[Element], name: str) -> Element | None:
    """The first of these elements with a name."""
    return next((element for element in found if element.name == name), None)

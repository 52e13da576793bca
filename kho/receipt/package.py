"""An xlsx file as the zip of parts that it is."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from kho.reading.files.packages import DAMAGED
from kho.receipt.xml_edit import Edits, Unmarkable, elements, named

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NO_RELATIONS = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode()
_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Relation:
    """A reference from one part to another."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a workbook; changed ones are kept in memory until it is written."""

    def __init__(self, path: Path) -> None:
        """Open a workbook.

        Raises:
            Unmarkable: It is no zip.
        """
        try:
            self._zip = zipfile.ZipFile(path)
        except DAMAGED as error:
            raise Unmarkable(str(error)) from error
        self._changed: dict[str, bytes] = {}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._changed or part in self._zip.NameToInfo

    def size(self, part: str) -> int:
        """Bytes of a part, unpacked."""
        return self._zip.getinfo(part).file_size if part in self._zip.NameToInfo else 0

    def read(self, part: str) -> bytes:
        """The content of a part.

        Raises:
            Unmarkable: It is not there, or damaged.
        """
        if part in self._changed:
            return self._changed[part]
        try:
            return self._zip.read(part)
        except DAMAGED as error:
            raise Unmarkable(f"the part {part} cannot be read") from error

    def put(self, part: str, content: bytes) -> None:
        """Give a part new content; it need not have been there."""
        self._changed[part] = content

    def new_name(self, pattern: str) -> str:
        """A name for a part that is not taken yet; `{}` is replaced by a number."""
        return next(name for number in range(1, 100_000) if (name := pattern.format(number)) not in self)

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to, with targets as names of parts."""
        name = _relations_of(part)
        if name not in self:
            return []
        found = [e.attributes for e in elements(self.read(name), named("Relationship"))[1:]]
        folder = posixpath.dirname(part)
        return [
            Relation(
                one.get("Id", ""), one.get("Type", "").rsplit("/", 1)[-1], _resolved(folder, one.get("Target", ""))
            )
            for one in found
            if one.get("TargetMode") != "External" and {"Id", "Type", "Target"} <= one.keys()
        ]

    def related(self, part: str, kind: str) -> str | None:
        """The part that another refers to as its `kind`."""
        return next((one.target for one in self.relations(part) if one.kind == kind and one.target in self), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Make one part refer to another; the id of the reference is returned."""
        name = _relations_of(part)
        data = self.read(name) if name in self else _NO_RELATIONS
        found = elements(data, named("Relationship"))
        taken = {element.attributes.get("Id") for element in found[1:]}
        new = next(f"rIdKho{number}" for number in range(1, 100_000) if f"rIdKho{number}" not in taken)
        edits = Edits(data)
        attributes = f'Id="{new}" Type="{_OFFICE}/{kind}" Target={quoteattr("/" + target)}'
        edits.append(found[0], f"<{found[0].prefix}Relationship {attributes}/>")
        self.put(name, edits.apply())
        return new

    def declare(self, content_type: str, *, part: str | None = None, extension: str | None = None) -> None:
        """Say what a new part, or every part with an extension, is."""
        data = self.read(_TYPES)
        found = elements(data, named("Default", "Override"))
        attribute, value = ("Extension", extension) if extension else ("PartName", f"/{part}")
        if any(str(e.attributes.get(attribute)).lower() == str(value).lower() for e in found[1:]):
            return
        tag = "Default" if extension else "Override"
        edits = Edits(data)
        new = f'<{found[0].prefix}{tag} {attribute}="{value}" ContentType="{content_type}"/>'
        # a schema-minded reader wants the defaults first
        if extension and len(found) > 1:
            edits.insert(found[1].start, new)
        else:
            edits.append(found[0], new)
        self.put(_TYPES, edits.apply())

    def has_macros(self) -> bool:
        """Whether the workbook is of the kind that carries macros, and must be named so."""
        return b"macroEnabled" in self.read(_TYPES)

    def write(self, path: Path) -> None:
        """Write the workbook; parts that were not changed are the same bytes as before."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
            for info in self._zip.infolist():
                content = self._changed.get(info.filename)
                out.writestr(_like(info), self.read(info.filename) if content is None else content)
            for part, content in self._changed.items():
                if part not in self._zip.NameToInfo:
                    out.writestr(_like(zipfile.ZipInfo(part)), content)


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    new = zipfile.ZipInfo(info.filename, info.date_time)
    new.compress_type = zipfile.ZIP_DEFLATED
    return new


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))

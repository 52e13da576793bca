"""What a file is, by its content; its name is only compared with it."""

from __future__ import annotations

import mmap
import zipfile
from pathlib import Path, PurePosixPath

from kho.reading.files.packages import DAMAGED
from kho.reading.refusal import Refused, unreadable

#: Extensions under which each format may be sent without a remark.
EXTENSIONS: dict[str, frozenset[str]] = {
    "xlsx": frozenset({"xlsx", "xlsm", "xltx", "xltm"}),
    "xlsb": frozenset({"xlsb"}),
    "xls": frozenset({"xls", "xlt", "et"}),
    "ods": frozenset({"ods", "ots"}),
    "csv": frozenset({"csv", "txt", "tsv", "tab"}),
    "json": frozenset({"json", "geojson"}),
    "zip": frozenset({"zip"}),
}

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_STRANGERS = {
    b"%PDF": "pdf",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"{\\rtf": "rtf",
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book\0".encode("utf-16-le"))
_WORD = "WordDocument".encode("utf-16-le")


def recognise(path: Path, file_name: str | None = None) -> str:
    """The format of a file: a key of `EXTENSIONS`, or the name of a format that no report may have.

    Args:
        path: The file.
        file_name: The name it was sent under, by which an archive is called that cannot be opened.

    Raises:
        Refused: The file is empty, cut off, or protected by a password.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _inside_zip(path, file_name or path.name)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _inside_ole(path)
    for magic, name in _STRANGERS.items():
        if start.startswith(magic):
            return name
    return _inside_text(start)


def named(file_name: str) -> str:
    """The extension of a file name, lower case and without its dot."""
    return PurePosixPath(file_name.lower()).suffix.lstrip(".")


def _inside_zip(path: Path, file_name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(info.flag_bits & 0x1 for info in archive.infolist()):
                raise Refused("file.encrypted")
            mimetype = archive.open("mimetype").read(200) if "mimetype" in names else b""
    except DAMAGED as error:
        known = named(file_name)
        raise unreadable(known if known in EXTENSIONS else "zip", "the file is cut off or damaged") from error
    lower = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.xml" in lower:
        return "xlsx"
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if any(name.startswith("word/") for name in lower):
        return "docx"
    if any(name.startswith("ppt/") for name in lower):
        return "pptx"
    return "odf" if mimetype else "zip"


def _inside_ole(path: Path) -> str:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(_ENCRYPTED) >= 0:
            raise Refused("file.encrypted")
        if any(content.find(name) >= 0 for name in _WORKBOOK):
            return "xls"
        return "doc" if content.find(_WORD) >= 0 else "ole"


def _inside_text(start: bytes) -> str:
    text = start
    for bom in _BOMS:
        text = text.removeprefix(bom)
    if is_utf16(start):
        text = start.decode(is_utf16(start) or "utf-16", "ignore").lstrip("\ufeff").encode()
    if not text.strip():
        raise Refused("file.empty")
    if b"\0" in text or sum(byte < 9 or 13 < byte < 32 for byte in text) > len(text) // 50:
        return "binary"
    opening = text.lstrip()[:200].lower()
    if opening[:1] in b"{[":
        return "json"
    if opening.startswith((b"<html", b"<!doctype html", b"<table")) or b"<html" in opening:
        return "html"
    return "xml" if opening.startswith(b"<?xml") else "csv"


def is_utf16(start: bytes) -> str | None:
    """The UTF-16 codec that a text is in, by its mark or by the zeros that Latin letters leave."""
    if start.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if start.startswith(b"\xfe\xff"):
        return "utf-16-be"
    even, odd = start[0::2].count(0), start[1::2].count(0)
    share = max(len(start) // 2, 1) // 4
    if odd > share and even <= odd // 20:
        return "utf-16-le"
    return "utf-16-be" if even > share and odd <= even // 20 else None

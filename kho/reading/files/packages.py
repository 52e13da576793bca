"""Packages: the zip of parts that a workbook is, and the archive that several files are sent in."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers import expat

from kho.reading.refusal import unreadable

#: What reading a package, or a part of it, raises where it is cut off or damaged.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError, EOFError, OSError, LookupError,
    ValueError, RuntimeError,
)  # fmt: skip

_MOST_BYTES = 4 << 30
_MOST_RATIO = 400


@contextmanager
def opened(path: Path, kind: str) -> Iterator[zipfile.ZipFile]:
    """A workbook as the zip that it is; what goes wrong within the context is the workbook's fault.

    Args:
        path: The workbook.
        kind: Its format, as refusals name it.

    Raises:
        Refused: It is cut off or damaged, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_size(archive, kind)
            yield archive
    except DAMAGED as error:
        raise unreadable(kind, "the workbook is cut off or damaged") from error


def check_size(archive: zipfile.ZipFile, kind: str) -> None:
    """Refuse a package that would unpack to more than any report needs.

    Raises:
        Refused: It unpacks to more than 4 GB, or to 400 times its size and more than 100 MB.
    """
    unpacked = sum(info.file_size for info in archive.infolist())
    packed = sum(info.compress_size for info in archive.infolist()) or 1
    if unpacked > _MOST_BYTES or (unpacked > 100 << 20 and unpacked / packed > _MOST_RATIO):
        raise unreadable(kind, f"it would unpack to {unpacked >> 20} MB")

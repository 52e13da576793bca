"""One stream out of an OLE compound file, the container of xls workbooks ([MS-CFB])."""

from __future__ import annotations

import struct
from collections.abc import Sequence

_FREE = 0xFFFFFFFA
_ENTRY = 128


def stream(content: bytes, names: Sequence[str]) -> bytes | None:
    """The first stream that has one of the names, or None.

    Args:
        content: The compound file.
        names: Names of the stream, any letter case.

    Raises:
        ValueError: A chain of sectors leads in a circle or out of the file.
        struct.error: The header is cut off.
    """
    (shift,) = struct.unpack_from("<H", content, 30)
    size = 1 << shift
    directory_start, _, cutoff, mini_start = struct.unpack_from("<IIII", content, 48)
    table = _table(content, size)
    directory = _chain(content, table, directory_start, size, size)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    wanted = {name.lower() for name in names}
    for entry in entries:
        if _name(entry).lower() not in wanted:
            continue
        start, length = struct.unpack_from("<II", entry, 116)
        if length >= cutoff:
            return _chain(content, table, start, size, size)[:length]
        root_start, _ = struct.unpack_from("<II", entries[0], 116)
        mini = _chain(content, table, root_start, size, size)
        mini_table = _numbers(_chain(content, table, mini_start, size, size))
        return _chain(mini, mini_table, start, 64, 0)[:length]
    return None


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _table(content: bytes, size: int) -> list[int]:
    """Sector → the next sector of its chain."""
    first, count = struct.unpack_from("<II", content, 68)
    sectors = list(struct.unpack_from("<109I", content, 76))
    while first < _FREE and count:
        if len(sectors) > len(content) // size + 109:
            raise ValueError("a chain of sectors leads in a circle")
        block = _numbers(content[size * (first + 1) : size * (first + 2)])
        sectors += block[:-1]
        first, count = block[-1], count - 1
    return [
        number
        for sector in sectors
        if sector < _FREE
        for number in _numbers(content[size * (sector + 1) : size * (sector + 2)])
    ]


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _chain(content: bytes, table: Sequence[int], start: int, size: int, offset: int) -> bytes:
    """The sectors of a chain; `offset` is what stands before the first sector."""
    parts: list[bytes] = []
    while start < _FREE:
        if start >= len(table) or len(parts) > len(table):
            raise ValueError("a chain of sectors leads nowhere")
        parts.append(content[offset + start * size : offset + (start + 1) * size])
        start = table[start]
    return b"".join(parts)

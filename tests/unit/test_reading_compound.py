"""Compound files whose chains of sectors lead nowhere."""

from __future__ import annotations

import struct

import pytest

from kho.reading.files.compound import stream


def test_a_table_of_sectors_that_leads_in_a_circle_is_told() -> None:
    head = bytearray(512)
    struct.pack_into("<H", head, 30, 9)
    # the table goes on in sector 0, which names itself as its own continuation, four thousand million times
    struct.pack_into("<II", head, 68, 0, 0xFFFFFFFF)
    with pytest.raises(ValueError, match="in a circle"):
        stream(bytes(head) + bytes(512), ("Workbook",))

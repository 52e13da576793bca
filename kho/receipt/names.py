"""Names of the files of a receipt: always the same for one delivery, and safe in every folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from kho.receipt.judgement import Judgement
from kho.vietnam import ZONE

#: File systems allow 255 bytes; a Vietnamese letter has up to three, and an ending comes on top.
LONGEST_BYTES = 150
_UNSAFE = re.compile(r"[^\w .,()\-]+")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")


def safe_name(file_name: str) -> str:
    """The stem of a file name without anything a folder, a shell or a web page could stumble over.

    Letters with Vietnamese marks stay; separators, quotes, control characters and leading dots do not.
    """
    last = unicodedata.normalize("NFC", file_name).replace("\\", "/").rsplit("/", 1)[-1]
    stem = _UNSAFE.sub("_", Path(last).stem).strip(" .")
    if not stem or _RESERVED.match(stem):
        stem = f"_{stem}"
    return stem.encode()[:LONGEST_BYTES].decode(errors="ignore").rstrip(" .")


def stem(judgement: Judgement) -> str:
    """What the names of all files of one receipt begin with: time, number and original name."""
    time = judgement.received_at.astimezone(ZONE).strftime("%Y-%m-%d_%H%M%S")
    number = "check" if judgement.delivery_id is None else str(judgement.delivery_id)
    return f"{time}_{number}__{safe_name(judgement.file_name)}"

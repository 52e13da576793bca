"""Every file ever taken, kept under the name of its SHA-256 and never changed."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Archived:
    """A file in the archive: its identity and its size in bytes."""

    sha256: str
    size: int


def digest(path: Path) -> Archived:
    """The identity of a file, without keeping it."""
    with path.open("rb") as source:
        sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        return Archived(sha256, source.tell())


def store(path: Path, archive: Path, claim_id: uuid.UUID) -> Archived:
    """Copy a file into the archive, whole or not at all; the same bytes again change nothing.

    It is copied, not moved, so that a sender who still holds the file open cannot alter what was taken.

    Args:
        path: The file.
        archive: The archive's folder; made if it is missing.
        claim_id: Names the copy that is under way: a second attempt writes over what a killed one has left.
    """
    archive.mkdir(parents=True, exist_ok=True, mode=0o700)  # names and telephone numbers are in it
    beside = archive / f".{claim_id}.part"
    sha256 = hashlib.sha256()
    size = 0
    try:
        with path.open("rb") as source, beside.open("wb") as target:
            while chunk := source.read(CHUNK):
                sha256.update(chunk)
                size += len(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        final = locate(sha256.hexdigest(), archive)
        if not final.exists():
            final.parent.mkdir(exist_ok=True)
            beside.chmod(0o444)
            beside.rename(final)
    finally:
        beside.unlink(missing_ok=True)
    return Archived(sha256.hexdigest(), size)


def locate(sha256: str, archive: Path) -> Path:
    """Where the file with this identity lies, or would lie."""
    return archive / sha256[:2] / sha256

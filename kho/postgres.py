"""The embedded PostgreSQL: a server of kho's own for machines that have none.

One folder holds the server's files, one record (password, port, place) tells every process how to reach it. Starting
is idempotent and safe from several processes at once; a server that was killed is started again on the same data.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from kho import ports, postgres_processes
from kho.postgres_programs import Account, PostgresError, programs, reachable
from kho.postgres_settings import HOST_BASED_AUTHENTICATION, configuration
from kho.private_file import write_private
from kho.settings import Settings

__all__ = ["EmbeddedPostgres", "PostgresError", "embedded", "running_url"]

USER = "kho"

#: The warehouse, and Airflow's metadata.
DATABASES = ("kho", "airflow")

#: Taken when it is free; 5432 is left to the machine's own server.
PREFERRED_PORT = 54329

#: How long a server may take until it answers: a restart after a crash reads its log first.
START_SECONDS = 120


class EmbeddedPostgres:
    """One server, its files and its record.

    Args:
        data: Folder for the server's files. As root the files lie elsewhere when no unprivileged account gets there.
        port: TCP port on 127.0.0.1; None takes the recorded one, else the preferred one, else a free one.
        record: File with password, port and place, for the owner only; default `<data>.json`.
        settings: PostgreSQL settings that go before kho's own.
    """

    def __init__(
        self,
        data: Path,
        *,
        port: int | None = None,
        record: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.data = data
        self.record = record or data.with_name(data.name + ".json")
        self._port = port
        self._settings = settings or {}

    @property
    def url(self) -> str | None:
        """`postgresql://kho:<password>@127.0.0.1:<port>/kho` as recorded; None before the first start."""
        known = self._recorded()
        if "port" not in known:
            return None
        return f"postgresql://{USER}:{known['password']}@127.0.0.1:{known['port']}/{DATABASES[0]}"

    @property
    def folder(self) -> Path:
        """Where the files really lie."""
        place = self._recorded().get("folder")
        return Path(place) if place else self.data

    def is_running(self) -> bool:
        """Whether the server answers and takes the recorded password."""
        return self.url is not None and answers(self.url)

    def is_alive(self) -> bool:
        """Whether the server's main process lives, though it may be too busy to answer."""
        return postgres_processes.postmaster(self._cluster) is not None

    def start(self) -> str:
        """Start the server unless it runs, making its files at the first start.

        Returns:
            The libpq URL of the warehouse's database.

        Raises:
            PostgresError: It cannot be made or started.
        """
        if not self.is_running():
            with self._alone():
                if not self.is_running():
                    self._start()
        return self.url or ""

    def stop(self) -> None:
        """Stop the server and wait until it is gone; open connections are ended."""
        with self._alone():
            if self.is_alive():
                account = Account.for_folder(self.folder)
                pg_ctl = programs(account, self.folder) / "pg_ctl"
                for mode in ("fast", "immediate"):
                    command = (pg_ctl, "stop", "-D", self._cluster, "-m", mode, "-w", "-t", "20")
                    if account.run(command).returncode == 0:
                        return
            self._clear_leftovers()

    def destroy(self) -> None:
        """Stop the server and remove its files and its record: for throwaway servers."""
        folder = self.folder
        self.stop()
        shutil.rmtree(folder, ignore_errors=True)
        for path in (self.record, self._lock_file):
            path.unlink(missing_ok=True)

    @property
    def _cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def _lock_file(self) -> Path:
        return self.record.with_suffix(".lock")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes, starts or stops this server; the lock ends with its holder."""
        self.record.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._lock_file.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _recorded(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self.record.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return known

    def _note(self, **facts: str) -> None:
        """Add facts to the record, which is replaced whole: a reader sees the old one or the new one."""
        write_private(self.record, json.dumps(self._recorded() | facts, indent=2))

    def _start(self) -> None:
        if self.is_alive():
            self._wait()
            return
        is_new = "password" not in self._recorded()
        folder = reachable(self.data) if is_new else self.folder
        account = Account.for_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if is_new:
            _set_aside(folder / "cluster")
            self._note(password=secrets.token_urlsafe(24), folder=str(folder))
        account.owns(folder)
        bin_folder = programs(account, folder)
        if not self._cluster.exists():
            self._make(account, bin_folder)
        self._clear_leftovers()
        self._launch(account, bin_folder)
        self._make_databases()

    def _wait(self) -> None:
        """A server that lives and does not answer recovers or is overrun: it is never started a second time."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_running():
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL runs and does not answer: see {self.folder / 'server.log'}.")
            time.sleep(0.2)

    def _make(self, account: Account, bin_folder: Path) -> None:
        """Make the server's files beside, then rename: a kill leaves all of them or nothing."""
        beside = self.folder / "cluster.new"
        shutil.rmtree(beside, ignore_errors=True)
        password = self.folder / "password.new"
        password.write_text(self._recorded()["password"], encoding="utf-8")
        account.owns(password)
        command: list[str | Path] = [
            bin_folder / "initdb",
            "-D",
            beside,
            "-U",
            USER,
            "--pwfile",
            password,
            "--auth=scram-sha-256",
        ]
        # PostgreSQL's own C.UTF-8 is on every machine, and sorts the same on all of them
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            done = account.run([*command, "--no-instructions"])
        finally:
            password.unlink(missing_ok=True)
        if done.returncode != 0:
            raise PostgresError(f"PostgreSQL's files could not be made in {beside}: {_last_line(done.stderr)}")
        (beside / "pg_hba.conf").write_text(HOST_BASED_AUTHENTICATION, encoding="ascii")
        with (beside / "postgresql.conf").open("a", encoding="utf-8") as main:
            main.write("\ninclude_if_exists = 'kho.conf'\n")
        beside.rename(self._cluster)

    def _launch(self, account: Account, bin_folder: Path) -> None:
        """Start the server on the first port that it gets: another program may take one at the same moment."""
        log = self.folder / "server.log"
        for port in self._free_ports():
            settings = self._cluster / "kho.conf"
            settings.write_text(configuration(port, self._settings), encoding="utf-8")
            account.owns(settings)
            self._note(port=str(port))
            command = (bin_folder / "pg_ctl", "start", "-D", self._cluster, "-l", log, "-w", "-t", str(START_SECONDS))
            if account.run(command, timeout=START_SECONDS + 30).returncode == 0:
                return
            if not ports.is_taken(port):
                break
        raise PostgresError(f"PostgreSQL does not start on port {port}: see {log}.")

    def _free_ports(self) -> Iterator[int]:
        """Ports to try: the wanted or recorded one, the preferred one, then any."""
        recorded = int(self._recorded().get("port", PREFERRED_PORT))
        for port in dict.fromkeys((self._port or recorded, PREFERRED_PORT)):
            if not ports.is_taken(port):
                yield port
        for _ in range(5):
            yield ports.any_free()

    def _make_databases(self) -> None:
        """Airflow's first: a process that reaches the warehouse finds both. Nobody is let in who is not told to be."""
        admin = (self.url or "").rpartition("/")[0] + "/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            for name in reversed(DATABASES):
                if not connection.execute("select from pg_database where datname = %s", [name]).rowcount:
                    connection.execute(f"create database {name}")
            for name in (*DATABASES, "postgres", "template1"):
                connection.execute(f"revoke connect on database {name} from public")

    def _clear_leftovers(self) -> None:
        if not self.is_alive():
            postgres_processes.clear(self._cluster)


def answers(url: str) -> bool:
    """Whether a server takes connections at a libpq address."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _set_aside(cluster: Path) -> None:
    """Move away the files of a home that was removed: a new home begins empty, and the old files are not lost."""
    if cluster.exists():
        cluster.rename(cluster.with_name(f"left-{datetime.now():%Y%m%dT%H%M%S}"))


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def embedded(settings: Settings) -> EmbeddedPostgres:
    """The embedded server of an installation, whether it runs or not."""
    return EmbeddedPostgres(settings.home / "postgres", record=settings.secrets / "postgres.json")


def running_url(settings: Settings) -> str | None:
    """The URL of the installation's embedded server if it answers, else None."""
    server = embedded(settings)
    return server.url if server.is_running() else None

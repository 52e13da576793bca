"""Times how fast a million rows are read, landed and gated, against a bare COPY on the same server."""

from __future__ import annotations

import datetime as dt
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from kho import landing
from kho.bench import register
from kho.catalog import Catalog, Sender
from kho.contract import Contract, Text
from kho.database import connect, sqlalchemy_url
from kho.reading import Source, read
from kho.settings import Settings

SENDER = "benchmark/register"
#: COPY and reading are timed so often, and the best of each counts: other work on the machine only makes them slower.
TURNS = 3


@dataclass(frozen=True, slots=True)
class Loads:
    """Seconds of each load, and the most memory that the process held, in megabytes."""

    rows: int
    megabytes: float
    copy: float
    read: float
    land: float
    gate: float
    peak_memory: float

    def ratios(self) -> dict[str, float]:
        """Each load against COPY; `land` includes reading, `gate` includes both."""
        return {name: round(getattr(self, name) / self.copy, 2) for name in ("read", "land", "gate")}


def measure(sent: Path, clean: Path, rows: int, progress: Callable[[str], None]) -> Loads:
    """Time the loads on the database of the environment.

    Args:
        sent: The department's file.
        clean: The same rows as COPY takes them.
        rows: How many there are.
        progress: Told what is being timed.
    """
    from expectations import delivery, preload

    folder = Settings.from_environment().contracts
    feed = Catalog.load(folder).contracts[register.FEED]
    title = Text(vi="Đo tốc độ", en="Benchmark", fr="Mesure")
    sender = Sender(title=title, feeds=(feed.feed,), territories=(register.TERRITORY,))
    catalog = Catalog({feed.feed: feed}, {SENDER: sender}, folder)
    source = Source(sent, sent.name, SENDER, dt.date.today())
    preload()
    progress("bare COPY of the clean file and read, in turn")
    with connect(None, autocommit=True) as conn:
        turns = [
            (_copy(conn, feed, clean, f"clean_{turn}"), _read(source, feed, catalog, rows)) for turn in range(TURNS)
        ]
    copied, reading = (min(seconds) for seconds in zip(*turns, strict=True))
    progress("read and land")
    with connect() as conn, _timed() as landing_too:
        landing.ensure_table(conn, feed)
        landing.land(conn, feed, 1, read(source, feed, catalog).batches())
        conn.commit()
    progress("gate")
    with _timed() as gating:
        failures = delivery.validate(sqlalchemy_url(role="kho_loader"), ("raw", feed.feed), feed, 1).failures
    assert failures.is_empty(), f"the register breaks its own contract: {failures.head(3)}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    landed = landing_too[0]
    return Loads(rows, sent.stat().st_size / 1e6, copied, reading, landed, landed + gating[0], peak)


def _copy(conn: psycopg.Connection, feed: Contract, clean: Path, name: str) -> float:
    """Seconds that COPY takes for the clean file: nothing is checked and nothing is read; the limit."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} " + column.sql_type).format(sql.Identifier(column.name))
        for column in feed.columns
        if column.name in register.COLUMNS
    )
    table = sql.Identifier("raw", name)
    conn.execute(sql.SQL("create table {} ({})").format(table, columns))
    statement = sql.SQL("copy {} from stdin (format csv)").format(table)
    with _timed() as seconds, clean.open("rb") as file, conn.cursor() as cursor, cursor.copy(statement) as copy:
        while chunk := file.read(1 << 20):
            copy.write(chunk)
    conn.execute(sql.SQL("drop table {}").format(table))
    return seconds[0]


def _read(source: Source, feed: Contract, catalog: Catalog, rows: int) -> float:
    """Seconds in which the department's file is parsed and typed."""
    with _timed() as seconds:
        counted = sum(batch.height for batch in read(source, feed, catalog).batches())
    assert counted == rows, f"{counted} rows were read of {rows}"
    return seconds[0]


@contextmanager
def _timed() -> Iterator[list[float]]:
    seconds: list[float] = []
    start = time.perf_counter()
    yield seconds
    seconds.append(time.perf_counter() - start)

"""Files with some of their bytes changed, and what reading them must keep to whatever they hold."""

from __future__ import annotations

import datetime as dt
import random
import time
from functools import lru_cache
from pathlib import Path

from kho.catalog import Catalog
from kho.reading import Reading, Source, read
from kho.settings import PROJECT

CORPUS = Path(__file__).with_name("corpus")
#: Seconds that a file of some kilobytes may take on a busy machine.
LONGEST = 20.0
_LARGEST = 200_000
_BYTES = (
    b"\0",
    b"\xff",
    b'"',
    b";",
    b",",
    b"\n",
    b"\r",
    b"<",
    b">",
    b"&",
    b"{",
    b"[",
    b"9" * 20,
    b"\x1f",
    b"\xcc\x81",
    b"-",
)


@lru_cache(maxsize=1)
def house() -> Catalog:
    """The contracts and senders of the house."""
    return Catalog.load(PROJECT / "contracts")


@lru_cache(maxsize=1)
def seeds() -> tuple[tuple[str, str, bytes], ...]:
    """Feed, name and content of every small sample, and of what once broke a reader."""
    found = [
        (path.parent.name, path)
        for path in sorted((PROJECT / "samples").rglob("*"))
        if path.is_file() and path.parent.name in house().contracts and path.stat().st_size < _LARGEST
    ]
    found += [(path.parent.name, path) for path in sorted(CORPUS.glob("*/*"))]
    return tuple((feed, path.name, path.read_bytes()) for feed, path in found)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with up to eight changes: bytes replaced, put in, cut out, repeated or swapped."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        length = min(chance.choice((1, 1, 2, 4, 16, 256)), len(data) - at)
        match chance.randrange(5):
            case 0:
                data[at : at + length] = chance.randbytes(length)
            case 1:
                data[at:at] = chance.choice(_BYTES) * chance.choice((1, 1, 2, 50))
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = data[at : at + length] * chance.choice((1, 2, 100))
            case _ if length:
                data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


def examine(content: bytes, feed: str, name: str, folder: Path) -> Reading:
    """Read a file to its end.

    Raises:
        AssertionError: kho failed by itself, took too long, or counted other rows than it handed out.
    """
    path = folder / "fuzzed"
    path.write_bytes(content)
    contract = house().contracts[feed]
    sender = next(name for name, one in house().senders.items() if feed in one.feeds)
    reading = read(Source(path, name, sender, dt.date(2025, 10, 20)), contract, house())
    begun = time.perf_counter()
    rows = sum(frame.height for frame in reading.batches())
    took = time.perf_counter() - begun
    assert took < LONGEST, f"{took:.0f} s"
    assert rows == reading.rows_read
    assert "file.failed" not in set(reading.findings.frame()["rule"]), "kho itself failed"
    return reading

"""Fuzz the readers until stopped: `python -m tests.fuzz.run [SECONDS]`; what breaks one is kept in the corpus."""

from __future__ import annotations

import hashlib
import logging
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.mutation import CORPUS, examine, mutated, seeds


def main(seconds: float) -> int:
    """Mutate seeds for a while; the number of files that broke a reader."""
    logging.disable()
    chance, broken, runs, end = random.Random(), 0, 0, time.monotonic() + seconds
    with TemporaryDirectory() as folder:
        while time.monotonic() < end:
            feed, name, content = chance.choice(seeds())
            content = mutated(content, chance)
            runs += 1
            try:
                examine(content, feed, name, Path(folder))
            except AssertionError as error:
                broken += 1
                target = CORPUS / feed / f"{hashlib.sha256(content).hexdigest()[:12]}_{name}"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                sys.stderr.write(f"{target}: {error}\n")
    sys.stdout.write(f"{runs} files read, {broken} broke a reader\n")
    return broken


if __name__ == "__main__":
    sys.exit(bool(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600)))

"""Write the sample deliveries: `python samples/make.py`, or into another folder with `--into`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from making import (
    accounts,
    assessments,
    booths,
    budget,
    business_support,
    enterprises,
    exchange,
    identity,
    indicators,
    listings,
    park,
    registers,
    science_budget,
    services,
    signals,
    socioeconomic,
    streets,
    tables,
    uptake,
)


def deliveries() -> Iterator[tuple[str, bytes]]:
    """Every sample: its place under `samples/` and its bytes."""
    for feed in (
        indicators,
        park,
        accounts,
        exchange,
        listings,
        streets,
        booths,
        uptake,
        budget,
        science_budget,
        business_support,
        registers,
        tables,
        enterprises,
        services,
        identity,
        assessments,
        signals,
        socioeconomic,
    ):
        yield from feed.deliveries()


def main() -> None:
    """Write every sample that is missing or differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder to write to")
    folder: Path = parser.parse_args().into
    for place, content in deliveries():
        path = folder / place
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(path)


if __name__ == "__main__":
    main()

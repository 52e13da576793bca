"""The sample deliveries, and what should become of each."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from kho import archive, inbox, ledger
from kho.database import connect
from kho.settings import PROJECT, Settings

FOLDER = PROJECT / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample delivery.

    Attributes:
        path: The file.
        sender: Who sends it.
        feed: For which feed.
        verdict: The verdict it should get.
        portal: It does not come as a file: the sample portal has its records.
    """

    path: Path
    sender: str
    feed: str
    verdict: str
    portal: bool


def load() -> list[Sample]:
    """The samples of the demonstration, in the order in which they are delivered."""
    entries = yaml.safe_load((FOLDER / "expected.yml").read_text(encoding="utf-8"))
    return [
        Sample(FOLDER / one["file"], one["sender"], one["feed"], one["verdict"], bool(one.get("portal")))
        for one in entries
        if one["demo"]
    ]


def delivery_of(sample: Sample) -> ledger.Delivery | None:
    """The delivery that a sample has become, or None.

    A file is known by its bytes; what came from the portal is whatever its sender has delivered to the feed.
    """
    with connect() as conn:
        if not sample.portal:
            number = ledger.original(conn, sample.sender, sample.feed, archive.digest(sample.path).sha256)
        else:
            row = conn.execute(
                "select min(delivery_id) from control.delivery where sender = %s and feed = %s",
                [sample.sender, sample.feed],
            ).fetchone()
            number = row[0] if row else None
        return ledger.get(conn, number) if number else None


def deliver(sample: Sample, settings: Settings) -> None:
    """Drop a sample into the inbox; one that still waits there is not dropped twice."""
    if (settings.inbox / sample.sender / sample.feed / sample.path.name).exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        # a checkout gives every file the time of the checkout, which may be this moment: the copy is at rest
        copy = Path(shutil.copy(sample.path, folder))
        inbox.deliver(copy, sample.sender, sample.feed, settings)

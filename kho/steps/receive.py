"""Receive: a complete file becomes a row of the ledger, exactly once."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from kho import archive, inbox, ledger
from kho.catalog import Catalog, catalog
from kho.database import connect
from kho.finding import Finding, Findings
from kho.machine import is_ours
from kho.rules import finding
from kho.settings import Settings
from kho.steps.errors import Permanent, step

log = logging.getLogger(__name__)

#: A file that cannot be taken for so long is told: what is being copied or mended just now is not.
PATIENCE_SECONDS = 300.0


@step
def receive(feed: str) -> list[int]:
    """Take every file of a feed that is at rest, and what killed workers left behind.

    Args:
        feed: A feed of the catalog.

    Returns:
        The deliveries of the feed that still need work, oldest first.

    Raises:
        Transient: The feed's contract cannot be used; its files wait in the inbox until it is mended.
    """
    settings = Settings.from_environment()
    known = catalog(settings)
    known.find(feed)
    _take(settings, known, {feed})
    with connect() as conn:
        return [number for number, _ in ledger.unfinished(conn, feed)]


@step
def receive_strays() -> list[int]:
    """Take the files that lie in folders of no known feed, so that they get a verdict too."""
    settings = Settings.from_environment()
    known = catalog(settings)
    strays = {one.feed for one in inbox.scan(settings, known)} | {one.feed for one in inbox.leftovers(settings, known)}
    _take(settings, known, strays - set(known.feeds))
    with connect() as conn:
        return [number for number, feed in ledger.unfinished(conn) if feed not in known.feeds]


@step
def waiting() -> set[str]:
    """Feeds of the catalog that have a file at rest, a leftover claim or an unfinished delivery to go on with."""
    settings = Settings.from_environment()
    known = catalog(settings)
    files = [one for one in inbox.scan(settings, known) if inbox.is_at_rest(one, settings.rest_seconds)]
    found: list[inbox.Waiting | inbox.Claim] = [*files, *inbox.leftovers(settings, known)]
    feeds = {one.feed for one in found if not _must_wait(one, known)}
    with connect() as conn:
        feeds |= {feed for _, feed in ledger.unfinished(conn)}
    return feeds & set(known.contracts)


@step
def stuck() -> None:
    """Tell of files that cannot be taken before somebody does something about it.

    Raises:
        Permanent: There are some; a sentence each.
    """
    if sentences := hindered(Settings.from_environment()):
        raise Permanent(" ".join(sentences))


def hindered(settings: Settings) -> list[str]:
    """What keeps files in the inbox that have been there for a while, a sentence each reason."""
    known = catalog(settings)
    files = [one for one in inbox.scan(settings, known) if time.time() - one.came_at > PATIENCE_SECONDS]
    reasons = (known.obstacle(one.sender, one.feed) or inbox.hindrance(one) for one in files)
    return list(dict.fromkeys(filter(None, reasons)))


def _take(settings: Settings, known: Catalog, feeds: set[str]) -> None:
    for claimed in inbox.leftovers(settings, known):
        if claimed.feed in feeds and not _must_wait(claimed, known):
            with _stopping_no_other(claimed):
                _enter(claimed, settings, known, wait=False)
    for one in inbox.scan(settings, known):
        at_rest = one.feed in feeds and inbox.is_at_rest(one, settings.rest_seconds)
        if at_rest and not _must_wait(one, known):
            with _stopping_no_other(one):
                mine = inbox.claim(one, settings)
                if mine is not None:
                    _enter(mine, settings, known, wait=True)


@contextmanager
def _stopping_no_other(file: inbox.Waiting | inbox.Claim) -> Iterator[None]:
    """Let a file that cannot be taken, whatever it is, hold up none of the others; the next run tries it again."""
    try:
        yield
    except Exception as error:
        if isinstance(error, psycopg.OperationalError) or is_ours(error):
            raise
        log.exception("%r cannot be taken", str(file.path))


def _must_wait(file: inbox.Waiting | inbox.Claim, known: Catalog) -> bool:
    """Whether a file stays in the inbox: its contract or its sender's entry must be mended first, or its rights."""
    obstacle = known.obstacle(file.sender, file.feed) or inbox.hindrance(file)
    if obstacle:
        log.warning("%r waits in the inbox: %s", str(file.path), obstacle)
    return obstacle is not None


def _enter(claimed: inbox.Claim, settings: Settings, known: Catalog, *, wait: bool) -> None:
    """Enter a claimed file into the archive and the ledger, then forget the claim.

    Killed before the commit, the claim is found again as a leftover; killed after it, the ledger knows the claim.
    """
    with connect() as conn:
        if not ledger.try_claim(conn, claimed.claim_id, wait=wait):
            return
        if ledger.of_claim(conn, claimed.claim_id) is None:
            if not claimed.path.exists():  # entered and forgotten by another worker meanwhile
                return
            stored = archive.store(claimed.path, settings.archive, claimed.claim_id)
            refusals = admission(claimed.sender, claimed.feed, known)
            number = ledger.enter(
                conn, claimed.claim_id, claimed.sender, claimed.feed, claimed.file_name, stored.sha256, stored.size,
                admitted=not refusals,
            )  # fmt: skip
            found = Findings()
            for refusal in refusals:
                found.add(refusal)
            ledger.record_findings(conn, number, "receive", [found.frame()])
            log.info("received %s as delivery %s, sha256 %s", claimed.file_name, number, stored.sha256)
    inbox.release(claimed, settings)


def admission(sender: str, feed: str, known: Catalog) -> list[Finding]:
    """Why a sender's file for a feed is refused before it is read; empty when it may come in."""
    if sender not in known.senders:
        return [finding("sender.unknown", raw=sender)]
    if feed not in known.senders[sender].feeds:
        allowed = ", ".join(known.senders[sender].feeds)
        rule = "sender.feed" if allowed else "sender.nothing"
        return [finding(rule, raw=feed, expected=allowed or None, sender=sender)]
    return []

"""Company: a release waits a moment for deliveries that are under way, and takes them along.

Reports come in heaps, on the day that they are due. Built at the first verdict of a heap, a release would be followed
by another for those that come while it is built, and would take the machine from what is still being read.
"""

from __future__ import annotations

import logging
import time

from kho import inbox, ledger
from kho.catalog import catalog
from kho.database import connect
from kho.settings import Settings

log = logging.getLogger(__name__)

#: How long a release waits at most, however many deliveries follow each other.
PATIENCE_SECONDS = 15.0

#: What came longer ago and has no verdict yet is stuck: nobody waits for it.
RECENT_SECONDS = 60.0

POLL_SECONDS = 0.2


def wait_for_company(patience: float = PATIENCE_SECONDS) -> float:
    """Wait until every file that came lately has its verdict; one that comes alone waits for nobody.

    Args:
        patience: Seconds to wait at most.

    Returns:
        The seconds waited.
    """
    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < patience and _others_are_under_way():
        time.sleep(POLL_SECONDS)
    if waited > POLL_SECONDS:
        log.info("waited %.1f s for deliveries that were under way", waited)
    return waited


def _others_are_under_way() -> bool:
    with connect() as conn:
        if ledger.is_any_under_way(conn, RECENT_SECONDS):
            return True
    settings = Settings.from_environment()
    since = time.time() - RECENT_SECONDS
    known = catalog(settings)
    return any(
        one.came_at > since and known.obstacle(one.sender, one.feed) is None for one in inbox.scan(settings, known)
    )

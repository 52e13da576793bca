"""Pull: a portal's answer becomes a file in the inbox."""

from __future__ import annotations

import logging
from pathlib import Path

from kho import portals
from kho.catalog import catalog
from kho.settings import Settings
from kho.steps.errors import Permanent, Transient, step

log = logging.getLogger(__name__)


@step
def pull(feed: str) -> Path | None:
    """Ask the portal of a feed.

    Returns:
        The file that now waits in the inbox; None when the portal has nothing new.

    Raises:
        Transient: The portal did not answer in time, or is busy.
        Permanent: The feed has no portal, its address is not set, or its answer is no answer.
    """
    settings = Settings.from_environment()
    known = catalog(settings)
    contract = known.contracts.get(feed)
    if contract is None or contract.pull is None:
        raise Permanent(f"The feed {feed!r} has no portal: its contract declares no `pull`.")
    try:
        path = portals.pull(contract, known, settings)
    except portals.PortalTransient as error:
        raise Transient(str(error)) from error
    except portals.PortalError as error:
        raise Permanent(str(error)) from error
    log.info("%s: %s", feed, path or "nothing new")
    return path

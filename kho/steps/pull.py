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
def senders(feed: str) -> list[str]:
    """In whose names the portals of a feed are asked.

    Raises:
        Permanent: The feed has no portal.
    """
    found = [portal.sender for portal in catalog().contract(feed).pull]
    if not found:
        raise Permanent(f"The feed {feed!r} has no portal: its contract declares no `pull`.")
    return found


@step
def pull(feed: str, sender: str) -> Path | None:
    """Ask the portal of a feed that answers in a sender's name.

    Returns:
        The file that now waits in the inbox; None when the portal has nothing new.

    Raises:
        Transient: The portal did not answer in time, or is busy.
        Permanent: There is no such portal, its address is not set, or its answer is no answer.
    """
    settings = Settings.from_environment()
    known = catalog(settings)
    portal = next((one for one in known.usable(sender, feed).pull if one.sender == sender), None)
    if portal is None:
        raise Permanent(f"{sender} has no portal for {feed!r}: its contract declares no such `pull`.")
    try:
        path = portals.pull(feed, portal, known, settings)
    except portals.PortalTransient as error:
        raise Transient(str(error)) from error
    except portals.PortalError as error:
        raise Permanent(str(error)) from error
    log.info("%s: %s", feed, path or "nothing new")
    return path

"""What a portal answered last time: the pages with what makes the next request for them conditional."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kho.private_file import write_private

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Page:
    """One page as the portal gave it.

    Attributes:
        url: The address that was asked.
        etag: The answer's `ETag`.
        last_modified: The answer's `Last-Modified`.
        records: Its records, in the portal's order.
        remark: The operator's remark on them.
        next_url: The address of the next page; None on the last.
    """

    url: str
    etag: str | None
    last_modified: str | None
    records: list[dict[str, Any]]
    remark: str | None
    next_url: str | None


def recall(state: Path) -> dict[str, Page]:
    """The pages of the last pull by address; none where there was no pull, or its trace is damaged."""
    try:
        pages = [Page(**page) for page in json.loads(state.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError) as error:
        log.warning("%s cannot be read (%s): every page is asked for again", state, error)
        return {}
    return {page.url: page for page in pages}


def remember(state: Path, pages: list[Page]) -> None:
    """Keep the pages for the next pull, for the owner only: an address may hold a key."""
    write_private(state, json.dumps([asdict(page) for page in pages], ensure_ascii=False))

"""Tells Airflow within a second that a department has dropped a file.

One walk of the inbox serves every feed: the triggers share its listings. What is new is decided by the ledger
when the file is received, so an event too many costs a run that finds nothing, and an event too few is made good
by the DAG `sweep_inbox`.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Hashable
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from kho.catalog import catalog
from kho.inbox import Waiting, is_at_rest, scan
from kho.settings import Settings

log = logging.getLogger(__name__)

POLL_SECONDS = 0.3
#: Pause after a listing that failed: the folder is on a share that comes and goes, or a contract is being edited.
PAUSE_SECONDS = 5.0
#: A file that was announced and still waits after so long is remembered beyond a restart of the triggerer.
LINGER_SECONDS = 10.0
#: Older files beyond this number are announced again after a restart, which the ledger makes harmless.
REMEMBERED = 2000


class InboxTrigger(BaseEventTrigger):
    """Fires once for every file of a feed that is complete.

    Attributes:
        feed: The feed whose folders are watched, whoever sends.
    """

    def __init__(self, feed: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.feed = feed
        self._fired: set[str] = set()
        self._remembered: set[str] = set()
        self._remember_at = 0.0

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The class and arguments from which another triggerer makes the same trigger."""
        return f"{type(self).__module__}.{type(self).__qualname__}", {"feed": self.feed}

    def shared_stream_key(self) -> Hashable:
        """One walk of the inbox for all feeds."""
        return ("kho inbox",)

    @classmethod
    async def open_shared_stream(cls, kwargs: dict[str, Any]) -> AsyncIterator[list[Waiting]]:
        """List the inbox again and again; a listing that fails is logged and tried again, never the end.

        Yields:
            Every file that waits, of every feed, complete or not.
        """
        while True:
            try:
                listing = await asyncio.to_thread(_list)
            except Exception as error:  # whatever it is, the watch goes on
                log.warning("The inbox cannot be listed: %s", error)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                yield listing
                await asyncio.sleep(POLL_SECONDS)

    async def filter_shared_stream(self, shared_stream: AsyncIterator[list[Waiting]]) -> AsyncIterator[TriggerEvent]:
        """Turn listings into one event a complete file of this feed."""
        await self._recall()
        async for listing in shared_stream:
            present = {_fingerprint(file): file for file in listing if file.feed == self.feed}
            for fingerprint in await asyncio.to_thread(_complete, present, self._fired):
                file = present[fingerprint]
                yield TriggerEvent({"sender": file.sender, "feed": file.feed, "file": file.file_name})
                self._fired.add(fingerprint)
            self._fired &= present.keys()
            await self._remember(list(present))

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """The same with a walk of its own, for a triggerer that shares nothing."""
        async for event in self.filter_shared_stream(self.open_shared_stream({})):
            yield event

    async def _recall(self) -> None:
        if self.asset_state_store is not None:
            stored = await self.asset_state_store.aget("fired", default=[])
            self._remembered = {str(one) for one in stored} if isinstance(stored, list) else set()
            self._fired |= self._remembered

    async def _remember(self, present: list[str]) -> None:
        """Store what was announced and lingers; a file that is taken at once costs no call."""
        now = time.monotonic()
        if self.asset_state_store is None or now < self._remember_at:
            return
        self._remember_at = now + LINGER_SECONDS
        lingering = [one for one in present if one in self._fired][-REMEMBERED:]
        if set(lingering) != self._remembered:
            await self.asset_state_store.aset("fired", lingering)
            self._remembered = set(lingering)


def _list() -> list[Waiting]:
    settings = Settings.from_environment()
    return scan(settings, catalog(settings))


def _complete(present: dict[str, Waiting], fired: set[str]) -> list[str]:
    """Fingerprints of the files that are complete and not yet announced, oldest first."""
    rest = Settings.from_environment().rest_seconds
    return [one for one, file in present.items() if one not in fired and is_at_rest(file, rest)]


def _fingerprint(file: Waiting) -> str:
    """Names one state of one file: written again under the same name, it is another."""
    state = f"{file.path}\0{file.size}\0{file.mtime_ns}"
    return hashlib.blake2b(state.encode(errors="surrogateescape"), digest_size=8).hexdigest()

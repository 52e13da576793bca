"""The inbox trigger: one event a complete file, whatever happens around it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kho.settings import Settings

SENDER, FEED = "nhnn/khu_vuc_1", "payment_accounts"


@pytest.fixture
def trigger_module(home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The plugin, watching an empty inbox without patience."""
    import inbox_trigger

    monkeypatch.setattr(inbox_trigger, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(inbox_trigger, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(inbox_trigger, "LINGER_SECONDS", 0.0)
    monkeypatch.setenv("KHO_REST_SECONDS", "0")
    return inbox_trigger


def drop(name: str, text: str = "x", *, sender: str = SENDER, feed: str = FEED, age: float = 60.0) -> Path:
    """A file in the inbox that was last changed `age` seconds ago."""
    import os

    folder = Settings.from_environment().inbox / sender / feed
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text)
    changed = time.time() - age
    os.utime(path, (changed, changed))
    return path


def fired(trigger: Any, *acts: Callable[[], object]) -> list[dict[str, str]]:
    """Run a trigger, do one thing after another, and give the events it fired."""
    events: list[dict[str, str]] = []

    async def listen() -> None:
        async for event in trigger.run():
            events.append(event.payload)

    async def play() -> None:
        task = asyncio.create_task(listen())
        for act in (*acts, lambda: None):
            await asyncio.sleep(0.25)
            act()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(play())
    return events


class Store:
    """Stands for the state of an asset, which outlives a triggerer."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def aget(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    async def aset(self, key: str, value: Any) -> None:
        self.values[key] = value


def test_a_file_fires_once_and_says_who_sent_what(trigger_module: Any) -> None:
    events = fired(trigger_module.InboxTrigger(FEED), lambda: drop("Quý III 2025.csv"))
    assert events == [{"sender": SENDER, "feed": FEED, "file": "Quý III 2025.csv"}]


def test_the_same_name_written_again_fires_again(trigger_module: Any) -> None:
    events = fired(trigger_module.InboxTrigger(FEED), lambda: drop("a.csv"), lambda: drop("a.csv", "longer"))
    assert [event["file"] for event in events] == ["a.csv", "a.csv"]


def test_unfinished_files_and_other_feeds_do_not_fire(trigger_module: Any) -> None:
    def others() -> None:
        drop("a.csv.part")
        drop("~$b.xlsx")
        drop("c.xlsx", feed="hightech_park_projects", sender="hanoi/bql_khu_cnc")

    assert fired(trigger_module.InboxTrigger(FEED), others) == []


def test_a_young_file_waits_until_it_rests(trigger_module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHO_REST_SECONDS", "30")
    events = fired(trigger_module.InboxTrigger(FEED), lambda: drop("young.csv", age=0), lambda: drop("old.csv", age=60))
    assert [event["file"] for event in events] == ["old.csv"]


def test_a_missing_inbox_is_waited_for(trigger_module: Any) -> None:
    assert not Settings.from_environment().inbox.exists()
    assert len(fired(trigger_module.InboxTrigger(FEED), lambda: None, lambda: drop("a.csv"))) == 1


def test_a_listing_that_fails_does_not_end_the_watch(
    trigger_module: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drop("a.csv")
    listings = iter([PermissionError("the share is away")])
    real = trigger_module._list

    def sometimes() -> Any:
        for error in listings:
            raise error
        return real()

    monkeypatch.setattr(trigger_module, "_list", sometimes)
    assert len(fired(trigger_module.InboxTrigger(FEED))) == 1
    assert "The inbox cannot be listed: the share is away" in caplog.text


def test_a_file_that_lingers_is_not_announced_again_after_a_restart(trigger_module: Any) -> None:
    store = Store()
    first = trigger_module.InboxTrigger(FEED)
    first.asset_state_store = store
    assert len(fired(first, lambda: drop("a.csv"))) == 1

    second = trigger_module.InboxTrigger(FEED)
    second.asset_state_store = store
    events = fired(second, lambda: drop("b.csv"))
    assert [event["file"] for event in events] == ["b.csv"]


def test_what_was_taken_is_forgotten(trigger_module: Any) -> None:
    store = Store()
    trigger = trigger_module.InboxTrigger(FEED)
    trigger.asset_state_store = store
    path = drop("a.csv")
    assert len(fired(trigger, path.unlink)) == 1
    assert store.values["fired"] == []


def test_all_feeds_share_one_walk_of_the_inbox(trigger_module: Any) -> None:
    keys = {trigger_module.InboxTrigger(feed).shared_stream_key() for feed in ("a", "b")}
    assert len(keys) == 1


def test_a_trigger_is_made_again_from_what_it_serialises(trigger_module: Any) -> None:
    from airflow.sdk.module_loading import import_string

    path, arguments = trigger_module.InboxTrigger(FEED).serialize()
    assert import_string(path)(**arguments).serialize() == (path, arguments)


def test_the_event_loop_is_never_blocked(trigger_module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listing of a slow share takes a thread, not the loop that every other trigger lives in."""
    monkeypatch.setattr(trigger_module, "_list", lambda: time.sleep(0.5) or [])

    async def longest_pause() -> float:
        stream: AsyncIterator[Any] = trigger_module.InboxTrigger.open_shared_stream({})
        listing = asyncio.ensure_future(anext(stream))
        pauses = []
        while not listing.done():
            before = time.monotonic()
            await asyncio.sleep(0.01)
            pauses.append(time.monotonic() - before)
        return max(pauses)

    assert asyncio.run(longest_pause()) < 0.4

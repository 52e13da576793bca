"""The assets that tie the DAGs together: what waits in the inbox, what was accepted, what is published."""

from __future__ import annotations

from airflow.sdk import Asset, AssetAlias, AssetWatcher

from inbox_trigger import InboxTrigger

#: The published release, as analysts read it.
MARTS = Asset("marts")

#: Stands for the folders that the sweep found files in.
FORGOTTEN = AssetAlias("forgotten")


def inbox(feed: str) -> Asset:
    """The folders `inbox/<sender>/<feed>/`: an event for every file that was dropped and is complete."""
    return Asset(f"inbox/{feed}", watchers=[AssetWatcher(name=f"inbox/{feed}", trigger=InboxTrigger(feed=feed))])


def raw(feed: str) -> Asset:
    """The rows of accepted deliveries of a feed: an event for every run that accepted one."""
    return Asset(f"raw/{feed}")

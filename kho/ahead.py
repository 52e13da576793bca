"""One step ahead: the next of several things is made while the caller is busy with this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, the next one made in a thread while the caller is busy with this one.

    Reading keeps one core busy and the database, or the typing of columns, another: one batch ahead they work at the
    same time. What making an item raises is raised where it is asked for.
    """
    iterator = iter(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as worker:
        coming = worker.submit(next, iterator, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, iterator, None)
            yield item

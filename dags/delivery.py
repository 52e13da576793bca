"""The way of one delivery, from received to acknowledged: the same whoever sent it and whatever the feed."""

from __future__ import annotations

from airflow.sdk import XComArg, get_current_context, task, task_group

from kho.steps.describe import describe

#: How a mapped task is called in the grid; `_label` fills it.
LABEL = "{{ delivery }}"


#: Deliveries of one run. Airflow refuses to map a task over more than 1,024 (`[core] max_map_length`), and would refuse
#: the same list for ever; the sweep goes on with what is left.
MOST_AT_ONCE = 500


@task(map_index_template=LABEL)
def read(delivery_id: int) -> None:
    """Bytes become typed rows and findings."""
    from kho.steps.read import read as step

    _label(delivery_id)
    step(delivery_id)


@task(map_index_template=LABEL)
def gate(delivery_id: int) -> None:
    """Great Expectations judges the rows."""
    from kho.steps.gate import gate as step

    _label(delivery_id)
    step(delivery_id)


@task(map_index_template=LABEL)
def settle(delivery_id: int) -> str:
    """What was found decides: accepted, held or rejected."""
    from kho.steps.settle import settle as step

    _label(delivery_id)
    return step(delivery_id)


@task(map_index_template=LABEL)
def acknowledge(delivery_id: int) -> list[str]:
    """The sender gets a receipt."""
    from kho.steps.acknowledge import acknowledge as step

    _label(delivery_id)
    return step(delivery_id)


@task_group
def deliver(delivery_id: int) -> XComArg:
    """Read, gate, settle and acknowledge one delivery; gives its verdict."""
    verdict = settle(delivery_id)
    read(delivery_id) >> gate(delivery_id) >> verdict >> acknowledge(delivery_id)
    return verdict


def _label(delivery_id: int) -> None:
    get_current_context()["delivery"] = describe(delivery_id)

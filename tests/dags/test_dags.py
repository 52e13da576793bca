"""What the DAGs are: names, order, schedules, outlets, retries; and what their files do not do."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kho.catalog import catalog

PROJECT = Path(__file__).resolve().parents[2]
FEEDS = sorted(catalog().contracts)
WAY = ["deliver.read", "deliver.gate", "deliver.settle", "deliver.acknowledge"]


def edges(dag: Any) -> dict[str, list[str]]:
    """Each task with those that follow it."""
    return {task.task_id: sorted(task.downstream_task_ids) for task in dag.tasks}


def test_every_file_is_imported_without_an_error(bag: Any) -> None:
    assert bag.import_errors == {}


def test_one_dag_a_feed_and_a_portal_beside_the_sweep_and_the_build(dags: dict[str, Any]) -> None:
    ingest = {f"ingest__{feed}" for feed in FEEDS}
    pull = {f"pull__{feed}" for feed, contract in catalog().contracts.items() if contract.pull}
    assert set(dags) == ingest | pull | {"sweep_inbox", "build_warehouse"}
    assert "pull__dtmarket_exchange" in dags


@pytest.mark.parametrize("feed", FEEDS)
def test_a_delivery_goes_its_way_in_order(dags: dict[str, Any], feed: str) -> None:
    assert edges(dags[f"ingest__{feed}"]) == {
        "receive": sorted(WAY),
        "deliver.read": ["deliver.gate"],
        "deliver.gate": ["deliver.settle"],
        "deliver.settle": ["announce", "deliver.acknowledge"],
        "deliver.acknowledge": [],
        "announce": [],
    }


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_is_scheduled_by_its_folders_and_announces_its_rows(dags: dict[str, Any], feed: str) -> None:
    dag = dags[f"ingest__{feed}"]
    (inbox,) = dag.timetable.asset_condition.objects
    assert inbox.name == f"inbox/{feed}"
    (watcher,) = inbox.watchers
    assert watcher.trigger.serialize() == ("inbox_trigger.InboxTrigger", {"feed": feed})
    assert [asset.name for asset in dag.get_task("announce").outlets] == [f"raw/{feed}"]
    assert dag.max_active_runs == 1
    assert dag.catchup is False


@pytest.mark.parametrize("feed", FEEDS)
def test_the_page_of_a_dag_has_the_title_in_three_languages(dags: dict[str, Any], feed: str) -> None:
    title = catalog().contracts[feed].title
    assert all(text in dags[f"ingest__{feed}"].doc_md for text in (title.vi, title.en, title.fr))


def test_mapped_tasks_are_called_after_their_file(dags: dict[str, Any]) -> None:
    dag = dags["ingest__payment_accounts"]
    assert {dag.get_task(name).map_index_template for name in WAY} == {"{{ delivery }}"}


def test_the_warehouse_is_built_once_at_a_time_from_any_feed(dags: dict[str, Any]) -> None:
    dag = dags["build_warehouse"]
    assert edges(dag) == {
        "build": ["gate"],
        "gate": ["publish"],
        "publish": ["look_for_unbuilt"],
        "look_for_unbuilt": [],
    }
    assert dag.get_task("look_for_unbuilt").trigger_rule == "none_failed", "it looks too where nothing had to be built"
    condition = dag.timetable.asset_condition
    assert type(condition).__name__ == "AssetAny"
    assert sorted(asset.name for asset in condition.objects) == [f"raw/{feed}" for feed in FEEDS]
    assert dag.timetable.timetable.expression == "*/15 * * * *"
    assert [asset.name for asset in dag.get_task("publish").outlets] == ["marts"]
    assert dag.max_active_runs == 1


def test_the_sweep_looks_every_two_minutes_for_strays_and_lost_events(dags: dict[str, Any]) -> None:
    dag = dags["sweep_inbox"]
    assert edges(dag)["receive_strays"] == sorted(WAY)
    assert [alias.name for alias in dag.get_task("remind").outlets] == ["forgotten"]
    assert dag.timetable.expression == "*/2 * * * *"
    assert dag.catchup is False


def test_a_portal_is_asked_by_the_clock_of_ha_noi(dags: dict[str, Any]) -> None:
    dag = dags["pull__dtmarket_exchange"]
    (portal,) = catalog().contracts["dtmarket_exchange"].pull
    assert edges(dag) == {"pull": []}
    ask = dag.get_task("pull")
    assert ask.op_kwargs_expand_input.value == {"sender": ["hanoi/bva"]}, (
        "a task a portal: one that is away holds up no other"
    )
    assert ask.map_index_template == "{{ sender }}"
    assert dag.timetable.expression == portal.schedule
    assert str(dag.timetable.timezone) == "Asia/Ho_Chi_Minh"


def test_every_task_has_an_owner_a_limit_an_alert_and_retries_by_kind_of_error(dags: dict[str, Any]) -> None:
    from defaults import BY_KIND_OF_ERROR

    for dag in dags.values():
        for task in dag.tasks:
            assert task.owner == "kho", task
            # what looks for stuck files looks again in two minutes
            assert task.retries == (0 if task.task_id.startswith("look_for_") else 5), task
            assert task.execution_timeout is not None, task
            assert task.retry_policy.serialize() == BY_KIND_OF_ERROR.serialize(), task
            # by name: Airflow may have loaded the plugin as a module of its own; a mapped task keeps what was given
            told = task.on_failure_callback
            callbacks = told if isinstance(told, Sequence) else [told]
            assert [type(callback).__name__ for callback in callbacks] == ["AlertNotifier"], task


def _failure(kind: str) -> Exception:
    import psycopg
    import sqlalchemy.exc

    from kho.steps.errors import Permanent, Transient

    return {
        "permanent": Permanent("the contract names no such column"),
        "transient": Transient("the database did not answer"),
        "psycopg": psycopg.OperationalError("server closed the connection"),
        "sqlalchemy": sqlalchemy.exc.OperationalError("select 1", {}, Exception("server closed the connection")),
        "unknown": KeyError("territory_code"),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("permanent", "fail"),
        ("transient", "retry"),
        ("psycopg", "retry"),
        ("sqlalchemy", "retry"),
        ("unknown", "default"),
    ],
)
def test_what_lasts_fails_at_once_and_what_passes_is_tried_again(kind: str, action: str) -> None:
    from defaults import BY_KIND_OF_ERROR

    assert BY_KIND_OF_ERROR.evaluate(_failure(kind), try_number=1, max_tries=5).action.value == action


@pytest.mark.parametrize(
    ("verdicts", "accepted"),
    [
        ("accepted", 1),  # a single mapped result comes bare
        (["accepted", "rejected", "accepted_with_warnings"], 2),
        (["accepted", None], 1),
    ],
)
def test_accepted_deliveries_are_announced(dags: dict[str, Any], verdicts: object, accepted: int) -> None:
    assert dags["ingest__payment_accounts"].get_task("announce").python_callable(verdicts) == accepted


@pytest.mark.parametrize("verdicts", [None, [], "rejected", ["held", "duplicate", "rejected"]])
def test_nothing_accepted_is_not_announced(dags: dict[str, Any], verdicts: object) -> None:
    from airflow.sdk.exceptions import AirflowSkipException

    with pytest.raises(AirflowSkipException, match="No delivery of payment_accounts was accepted"):
        dags["ingest__payment_accounts"].get_task("announce").python_callable(verdicts)


def test_every_dag_can_be_written_to_the_metadata(dags: dict[str, Any]) -> None:
    from airflow.serialization.serialized_objects import DagSerialization

    for dag in dags.values():
        assert DagSerialization.from_dict(DagSerialization.to_dict(dag)).dag_id == dag.dag_id


def _imports(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("file", sorted((PROJECT / "dags").glob("*.py")), ids=lambda file: file.name)
def test_dag_files_hold_no_sql_and_read_no_files(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    banned = {"psycopg", "sqlalchemy", "great_expectations", "dbt", "polars", "pandas", "openpyxl", "csv", "json"}
    assert not _imports(ast.parse(text)) & banned
    assert not [word for word in ("select ", "insert into", "read_csv") if word in text.lower()]


def test_parsing_the_dags_loads_neither_dbt_nor_great_expectations(airflow_home: Path) -> None:
    script = f"""
import sys
sys.path += [{str(PROJECT)!r}, {str(PROJECT / "dags")!r}, {str(PROJECT / "plugins")!r}]
import ingest, sweep_inbox, build_warehouse, pull
print(sorted({{"dbt", "great_expectations", "openpyxl"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


def test_a_broken_contract_is_an_import_error_by_its_sentence_and_takes_no_dag_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from airflow.dag_processing.dagbag import DagBag

    contracts = tmp_path / "contracts"
    shutil.copytree(PROJECT / "contracts", contracts)
    (contracts / "payment_accounts.yml").write_text("feed: payment_accounts\n", encoding="utf-8")
    monkeypatch.setenv("KHO_CONTRACTS", str(contracts))
    bag = DagBag(dag_folder=PROJECT / "dags")
    (error,) = bag.import_errors.values()
    assert [Path(name).name for name in bag.import_errors] == ["contracts.py"]
    assert error.strip().endswith(f"{contracts}/payment_accounts.yml: title: it is missing; write it.")
    assert {f"ingest__{feed}" for feed in FEEDS} <= set(bag.dags)
    assert bag.dags["ingest__payment_accounts"].tags >= {"broken contract"}
    shape = edges(bag.dags["ingest__payment_accounts"])
    assert shape == edges(bag.dags["ingest__signal_gaps"]), "what runs when a file is half saved finds its task again"


def test_more_files_than_airflow_can_map_are_taken_in_several_runs(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.configuration import conf

    from kho.steps import receive as steps

    monkeypatch.setattr(steps, "receive", lambda feed: list(range(3000)))
    taken = dags["ingest__payment_accounts"].get_task("receive").python_callable("payment_accounts")
    assert taken == list(range(500))
    assert len(taken) < conf.getint("core", "max_map_length")

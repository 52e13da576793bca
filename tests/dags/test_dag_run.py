"""Whole runs of DAGs in this process, on a real database: from a dropped file to its receipt and the next release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kho import ledger
from kho.database import connect
from kho.inbox import deliver
from kho.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
SENDER, FEED = "nhnn/khu_vuc_1", "payment_accounts"
SAMPLES = PROJECT / "samples" / SENDER / FEED

pytestmark = pytest.mark.usefixtures("airflow_database", "database")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file counts as complete at once."""
    monkeypatch.setenv("KHO_REST_SECONDS", "0")


def states(run: Any) -> dict[str, set[str]]:
    """The states that each task of a run ended in."""
    ended: dict[str, set[str]] = {}
    for instance in run.get_task_instances():
        ended.setdefault(instance.task_id, set()).add(str(instance.state))
    return ended


def drop(*files: Path) -> None:
    """Put samples into the sender's folder."""
    for file in files:
        deliver(file, SENDER, FEED, Settings.from_environment())


def delivered() -> list[ledger.Delivery]:
    """Every delivery that the ledger knows."""
    with connect() as conn:
        numbers = [row[0] for row in conn.execute("select delivery_id from control.delivery order by delivery_id")]
        return [ledger.get(conn, number) for number in numbers]


def test_a_sample_goes_from_the_inbox_to_its_receipt(dags: dict[str, Any]) -> None:
    (sample,) = SAMPLES.glob("*.csv")
    drop(sample)
    ended = states(dags[f"ingest__{FEED}"].test())
    assert set().union(*ended.values()) == {"success"}, ended

    (delivery,) = delivered()
    assert (delivery.state, delivery.verdict) == ("acknowledged", "accepted")
    outbox = Settings.from_environment().outbox / SENDER / FEED
    assert sorted(path.suffix for path in outbox.iterdir())[:2] == [".html", ".json"]


def test_the_same_bytes_again_are_a_duplicate_and_nothing_is_announced(dags: dict[str, Any], tmp_path: Path) -> None:
    (sample,) = SAMPLES.glob("*.csv")
    again = tmp_path / "another name.csv"
    again.write_bytes(sample.read_bytes())
    drop(sample)
    dags[f"ingest__{FEED}"].test()
    drop(again)
    ended = states(dags[f"ingest__{FEED}"].test())
    assert ended["announce"] == {"skipped"}
    assert [delivery.verdict for delivery in delivered()] == ["accepted", "duplicate"]


def test_a_run_too_many_finds_nothing_and_does_nothing(dags: dict[str, Any]) -> None:
    ended = states(dags[f"ingest__{FEED}"].test())
    assert ended.pop("receive") == {"success"}
    assert set().union(*ended.values()) == {"skipped"}
    assert delivered() == []


def test_a_delivery_that_fails_holds_up_no_other(dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from kho.steps import gate
    from kho.steps.errors import Permanent

    (sample,) = SAMPLES.glob("*.csv")
    drop(sample)
    other = PROJECT / "samples/nhnn/khu_vuc_6" / FEED / "tai_khoan_KV6_Quy_III_2025.csv"
    deliver(other, "nhnn/khu_vuc_6", FEED, Settings.from_environment())
    real = gate.gate

    def refuse(delivery_id: int) -> None:
        if delivery_id == min(one.delivery_id for one in delivered()):
            raise Permanent("The suite of this feed is broken.")
        real(delivery_id)

    monkeypatch.setattr(gate, "gate", refuse)
    ended = states(dags[f"ingest__{FEED}"].test())
    assert ended["deliver.gate"] == {"success", "failed"}
    assert ended["announce"] == {"success"}
    assert sorted(one.state for one in delivered()) == ["acknowledged", "read"]


def test_the_sweep_gives_strays_a_verdict_and_reminds_of_forgotten_files(dags: dict[str, Any]) -> None:
    settings = Settings.from_environment()
    (sample,) = SAMPLES.glob("*.csv")
    drop(sample)
    deliver(sample, "nobody", "nothing", settings)
    run = dags["sweep_inbox"].test()
    assert {name for name, ended in states(run).items() if ended != {"success"}} == set()
    assert run.get_task_instance("remind").xcom_pull(task_ids="remind") == [FEED]
    assert [one.verdict for one in delivered()] == ["rejected"]


def test_the_warehouse_is_built_gated_and_published(dags: dict[str, Any]) -> None:
    (sample,) = SAMPLES.glob("*.csv")
    drop(sample)
    dags[f"ingest__{FEED}"].test()
    ended = states(dags["build_warehouse"].test())
    done = ("build", "gate", "publish")
    assert ended == {task: {"success"} for task in (*done, "look_for_unbuilt")}
    with connect() as conn:
        published = conn.execute("select count(*) from control.release where status = 'published'").fetchone()
    assert published == (1,)

    again = states(dags["build_warehouse"].test())
    assert again == {task: {"skipped"} for task in done} | {"look_for_unbuilt": {"success"}}


def test_a_release_that_fails_its_gate_fails_its_task_and_is_not_published(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kho.steps import publish

    (sample,) = SAMPLES.glob("*.csv")
    drop(sample)
    dags[f"ingest__{FEED}"].test()
    monkeypatch.setattr(publish, "gate_release", lambda release_id: False)
    ended = states(dags["build_warehouse"].test())
    left = {"upstream_failed"}
    assert ended == {"build": {"success"}, "gate": {"failed"}, "publish": left, "look_for_unbuilt": left}

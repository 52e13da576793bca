"""What cannot be built holds up nothing else: changed models that fail, and a feed whose rows break a table."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from kho import releases
from kho.database import connect
from kho.steps import models
from kho.steps.build import BuildFailed, build
from kho.steps.errors import Permanent
from kho.steps.publish import publish
from kho.steps.unbuilt import look_for_unbuilt, unbuilt
from tests.integration.entries import deliver, indicator, publish_next, year

FEED, OTHER = "digital_economy_indicators", "payment_accounts"

#: Breaks what it reads; the models that it stands in parse.
NONSENSE = "select nonsense from nowhere"


@pytest.fixture
def project(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the models that may be broken."""
    folder = tmp_path / "dbt_project"
    shutil.copytree(models.FOLDER, folder, ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(models, "FOLDER", folder)
    return folder


@pytest.fixture
def analyst(database: str) -> Iterator[psycopg.Connection]:
    """What a reader sees."""
    with connect("kho_analyst", autocommit=True) as conn:
        yield conn


def shown(conn: psycopg.Connection) -> list[Decimal]:
    return [row[0] for row in conn.execute("select value from marts.mart_observation order by 1").fetchall()]


def views(conn: psycopg.Connection, schema: str) -> set[str]:
    query = "select relname from pg_class where relnamespace = %s::regnamespace and relkind = 'v'"
    return {name for (name,) in conn.execute(query, [schema])}


def told() -> list[str]:
    with connect() as conn:
        return list(unbuilt(conn))


def test_broken_models_leave_readers_theirs_and_what_is_reported_is_released_with_them(
    project: Path, analyst: psycopg.Connection
) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    first = publish_next()
    marts = views(analyst, "marts")
    assert {"release", "mart_observation"} < marts
    model = project / "models/staging/stg_payment_accounts.sql"
    sound = model.read_text("utf-8")
    model.write_text(NONSENSE, encoding="utf-8")
    deliver(FEED, [indicator(actual_value=18.5)])

    second = publish_next()

    assert (views(analyst, "marts"), shown(analyst)) == (marts, [Decimal("18.5")])
    with connect() as conn:
        failed = releases.get(conn, first + 1)
        assert (failed.status, releases.get(conn, second).definition) == (
            "failed",
            releases.get(conn, first).definition,
        )
    reason = (
        f"Release {first + 1} was not built: model stg_payment_accounts failed: Database Error in model "
        "stg_payment_accounts (models/staging/stg_payment_accounts.sql) "
    )
    (sentence,) = told()
    assert sentence.startswith(f'{reason}relation "nowhere" does not exist')
    assert sentence.endswith(
        f"Readers keep the models of release {second}: mend what it names, and the next build takes the changed models "
        "in; if it lay at something else, `kho build` tries them again."
    )
    with pytest.raises(Permanent, match="nowhere"):
        look_for_unbuilt()
    assert build() is None, "what was refused and did not change is not tried again"
    with connect() as conn:
        assert len(releases.releases(conn)) == 3
    assert build(again=True) is None
    with connect() as conn:
        assert len(releases.releases(conn)) == 4

    model.write_text(sound, encoding="utf-8")
    assert told() == []


def test_changed_models_are_seen_with_their_release(project: Path, analyst: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    publish_next()
    marts = views(analyst, "marts")
    # with another name of a column, as no view can have that takes the place of one
    for path in (project / "models/marts").glob("mart_sectors.*"):
        text = path.read_text("utf-8").replace("sector_group,", "sector_group as grouped_as,")
        path.write_text(text.replace("name: sector_group", "name: grouped_as"), encoding="utf-8")
    candidate = build()
    assert candidate is not None
    analyst.execute("select sector_group from marts.mart_sectors")
    with connect() as conn:
        releases.record_gate(conn, candidate, [], passed=True)
    publish(candidate)
    analyst.execute("select grouped_as from marts.mart_sectors")
    assert (views(analyst, "marts"), views(analyst, "marts_next")) == (marts, set())


def test_rows_that_a_table_refuses_hold_up_their_feed_only(analyst: psycopg.Connection) -> None:
    deliver(FEED, [indicator(actual_value=17.5)])
    publish_next()
    broken = deliver(OTHER, [{"territory_code": None, "age_group": "15+"} | year(2025)], sender="nhnn/khu_vuc_1")
    with pytest.raises(BuildFailed, match=r"model fct_payment_account failed: .*null value"):
        build()
    deliver(FEED, [indicator(actual_value=18.5)])

    publish_next()

    assert shown(analyst) == [Decimal("18.5")]
    (sentence,) = told()
    assert sentence.startswith(f"{OTHER} waits (1 of its deliveries): Release ")
    assert "model fct_payment_account failed: " in sentence
    with connect(None) as conn:
        conn.execute("update raw.payment_accounts set territory_code = '01' where delivery_id = %s", [broken])
    publish_next()
    assert told() == []

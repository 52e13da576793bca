"""dbt, run in this process: parsed once for as long as models and contracts stay as they are."""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from kho import dbt_sources
from kho.catalog import catalog
from kho.database import DatabaseUnavailable, url
from kho.next_views import BESIDE, SUFFIX
from kho.settings import Settings
from kho.steps.models import FOLDER, Models, digest, of_checkout

log = logging.getLogger(__name__)

#: The last project that was parsed, with what it was parsed from: the models, and the database that its nodes name.
_parsed: tuple[tuple[Models, str], Any] | None = None


#: What PostgreSQL and its driver say when it is they who went away, and not the model that is wrong.
_INTERRUPTIONS = re.compile(
    r"connection to server|server closed the connection|connection already closed|terminating connection"
    r"|the database system is|deadlock detected|too many clients|could not connect",
    re.IGNORECASE,
)
#: What PostgreSQL quotes of a row that a table refuses: it would leave the warehouse in an alert.
_ROW = re.compile(r"DETAIL:\s+Failing row contains .*?(?=CONTEXT:|HINT:|compiled code at|\Z)", re.DOTALL)


class DbtFailed(Exception):
    """dbt refused the project, or one of its nodes failed; the text is one sentence."""


class DbtInterrupted(DbtFailed):
    """The database went away, or was too busy, while dbt ran."""


def definition(contracts: Path) -> str:
    """What the checkout would build the warehouse with, as one hash."""
    return digest(FOLDER, contracts / "codes")


def preload() -> None:
    """Import dbt and parse the project, which takes seconds: for a process that forks others which build.

    What stands in the way of parsing is left to the build that meets it.
    """
    settings = Settings.from_environment()
    try:
        # a feed that is new since the last build is in the contracts, and not yet among the sources
        dbt_sources.write(catalog(settings))
        models = of_checkout(settings)
        with _environment(settings, models), _quiet():
            _manifest(models, settings)
    except (DatabaseUnavailable, DbtFailed) as error:
        log.warning("dbt could not be prepared: %s", error)


def run(current: str, *arguments: str, settings: Settings | None = None) -> list[str]:
    """Run dbt on the project of the checkout, quietly.

    Args:
        current: The definition that the project has now.
        *arguments: Command and options, as on dbt's command line.
        settings: The installation; that of the environment by default.

    Returns:
        The names of the nodes that ran.

    Raises:
        DbtInterrupted: The database went away; it may work in a moment.
        DbtFailed: It says which node failed, and dbt's reason.
    """
    settings = settings or Settings.from_environment()
    return run_with(_of_checkout(current, settings), *arguments, settings=settings)


def run_with(models: Models, *arguments: str, settings: Settings | None = None, beside: bool = False) -> list[str]:
    """Run dbt with other models than those of the checkout, or beside those that readers see.

    Args:
        models: The project and its code lists.
        *arguments: Command and options, as on dbt's command line.
        settings: The installation; that of the environment by default.
        beside: Whether views and code lists are those of `kho.next_views`.

    Returns:
        The names of the nodes that ran.

    Raises:
        DbtInterrupted: The database went away; it may work in a moment.
        DbtFailed: It says which node failed, and dbt's reason.
    """
    from dbt.cli.main import dbtRunner

    settings = settings or Settings.from_environment()
    with _environment(settings, models), _quiet():
        manifest = _manifest(models, settings)
        _place(manifest, beside=beside)
        ran = _checked(dbtRunner(manifest=manifest).invoke([*arguments, *_options(settings)]))
    return [str(result.node.name) for result in ran.results]


def document(target: Path, settings: Settings | None = None) -> None:
    """Write the documentation of every model, column and lineage as one HTML page that needs no server.

    Args:
        target: The page.
        settings: The installation; that of the environment by default.

    Raises:
        DbtFailed: The project does not parse, or the warehouse is not built yet.
    """
    settings = settings or Settings.from_environment()
    with written(settings, "docs", "generate", "--static"):
        pass
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(settings.home / "dbt" / "target" / "static_index.html", target)


@contextmanager
def written(settings: Settings, *command: str) -> Iterator[None]:
    """Run a command that leaves its artifacts in the target folder, and stay in dbt's environment to read them."""
    from dbt.cli.main import dbtRunner

    options = [option for option in _options(settings) if option != "--no-write-json"]
    with _environment(settings), _quiet():
        _checked(dbtRunner().invoke([*command, *options]))
        yield


def _of_checkout(current: str, settings: Settings) -> Models:
    return Models(FOLDER, settings.contracts / "codes", current)


def _manifest(models: Models, settings: Settings) -> Any:
    """The parsed project: the one at hand, if nothing that it was parsed from has changed."""
    global _parsed
    from dbt.cli.main import dbtRunner

    origin = (models, os.environ["KHO_DBT_NAME"])
    if _parsed is None or _parsed[0] != origin:
        _parsed = (origin, _checked(dbtRunner().invoke(["parse", *_options(settings)])))
    return _parsed[1]


def _place(manifest: Any, *, beside: bool) -> None:
    """Have views and code lists made beside those that readers see, or in their place, without parsing them anew."""
    for node in manifest.nodes.values():
        shown = node.schema.removesuffix(SUFFIX)
        if shown in BESIDE:
            node.schema = shown + SUFFIX if beside else shown
            if node.relation_name:
                database, _, name = node.relation_name.split(".")
                node.relation_name = f'{database}."{node.schema}".{name}'


def _options(settings: Settings) -> list[str]:
    home = settings.home / "dbt"
    return [
        *("--target-path", str(home / "target"), "--log-path", str(home / "logs")),
        *("--quiet", "--log-level", "none", "--log-level-file", "warn", "--no-print", "--no-use-colors"),
        *("--no-version-check", "--no-write-json", "--no-send-anonymous-usage-stats"),
        # its library waits for ever in a process that was forked from one that has used it, as Airflow's tasks are
        "--no-static-parser",
    ]


def environment(settings: Settings, models: Models | None = None) -> dict[str, str]:
    """What dbt's and MetricFlow's own commands need to work on an installation, in whatever folder they are called.

    Args:
        settings: The installation.
        models: Other models than those of the checkout.

    Returns:
        Variables by name, the password of the warehouse among them: the address where `profiles.yml` looks for it, the
        project, and that nothing is reported to anybody.

    Raises:
        DatabaseUnavailable: There is no database to talk to.
    """
    parts = conninfo_to_dict(url(settings))
    models = models or _of_checkout("", settings)
    return {
        "KHO_DBT_HOST": str(parts.get("host") or ""),
        "KHO_DBT_PORT": str(parts.get("port") or "5432"),
        "KHO_DBT_USER": str(parts.get("user") or ""),
        "DBT_ENV_SECRET_KHO_PASSWORD": str(parts.get("password") or ""),
        "KHO_DBT_NAME": str(parts.get("dbname") or ""),
        "KHO_DBT_SSLMODE": str(parts.get("sslmode") or "prefer"),
        "KHO_CODES": os.path.relpath(models.codes, models.folder),
        "DBT_PROJECT_DIR": str(models.folder),
        "DBT_PROFILES_DIR": str(models.folder),
        "DBT_LOG_PATH": str(settings.home / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


@contextmanager
def _environment(settings: Settings, models: Models | None = None) -> Iterator[None]:
    """The environment of dbt in this process, for as long as it runs; what it writes goes below the home."""
    own = environment(settings, models) | {"DBT_TARGET_PATH": str(settings.home / "dbt" / "target")}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what dbt's adapter logs out of the task's own log."""
    noisy = [logging.getLogger(name) for name in ("dbt", "dbt.adapters", "snowplow_tracker")]
    levels = [logger.level for logger in noisy]
    for logger in noisy:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(noisy, levels, strict=True):
            logger.setLevel(level)


def _checked(result: Any) -> Any:
    """What dbt returned, or its failure as one sentence."""
    if result.exception is not None:
        reason = _line(result.exception)
        raise _kind([reason])(f"dbt stopped: {reason}") from result.exception
    if not result.success:
        bad = [node for node in result.result.results if node.status in ("error", "fail", "runtime error")]
        first = bad[0]
        others = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        sentence = f"{first.node.resource_type} {first.node.name}{others} failed: {_line(first.message)}"
        raise _kind([str(node.message) for node in bad])(sentence)
    return result.result


def _kind(reasons: list[str]) -> type[DbtFailed]:
    return DbtInterrupted if any(_INTERRUPTIONS.search(reason) for reason in reasons) else DbtFailed


def _line(reason: object) -> str:
    """The reason in one line, without the address of a file that only dbt knows, and without the values of a row."""
    lines = [line.strip() for line in _ROW.sub("", str(reason or "")).splitlines() if line.strip()]
    told = " ".join(line for line in lines[:8] if not line.startswith("compiled code at"))
    return " ".join(told.split()) or "no reason was given"

"""Airflow's configuration: the one place where it is written, as environment variables.

Keys, password and port are made once and kept in `secrets/airflow.json`, so that every start is the same installation.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from kho import database, ports
from kho.private_file import write_private
from kho.services.errors import ServicesError
from kho.settings import PROJECT, Settings

#: Where Airflow answers when the port is free.
PREFERRED_PORT = 8080

USER = "admin"

#: Tasks at once: two a core of the smallest machine, since tasks wait for the database half of the time.
TASKS_AT_ONCE = 4

#: LocalExecutor's workers. More than tasks at once: a worker is held until the next beat after its task has ended, and
#: what waits for a worker is taken in the order of arrival, not by its weight.
WORKERS = 12

#: Airflow's components and how each is started. Their logs are files that the pages read: no log servers are needed.
COMPONENTS: dict[str, tuple[str, ...]] = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "dag-processor": ("dag-processor",),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}

#: Nothing of the stack reports to its makers.
SILENCE = {
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}


#: What is the same for every installation: short waits where nothing is gained by long ones.
ALWAYS = {
    "scheduler": {
        # a hop from task to task costs one sleep
        "scheduler_idle_sleep_time": "0.2",
        "max_tis_per_query": "0",
        "orphaned_tasks_check_interval": "30",
        "task_instance_heartbeat_timeout": "60",
        "task_queued_timeout": "120",
        "task_queued_timeout_check_interval": "30",
    },
    # a worker's slot is held until the next beat when the task's end was just missed
    "workers": {"min_heartbeat_interval": "1"},
    "dag_processor": {
        "refresh_interval": "10",
        "min_file_process_interval": "15",
        "parsing_processes": "2",
    },
    "logging": {"colored_console_log": "False", "uvicorn_logging_level": "WARNING"},
}


def airflow_home(settings: Settings) -> Path:
    """Airflow's own folder: logs of tasks, and what it generates."""
    return settings.home / "airflow"


def airflow_environment(settings: Settings) -> dict[str, str]:
    """The whole environment for a process of Airflow.

    An option that this process's environment sets itself (`AIRFLOW__SMTP__SMTP_HOST=…`) goes before the one here.
    """
    given = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW__")}
    return surroundings(settings) | SILENCE | _configuration(settings) | given


def airflow_command(*arguments: str) -> list[str]:
    """The command line of one of Airflow's programs."""
    return [str(Path(sys.executable).with_name("airflow")), *arguments]


def airflow_version() -> str:
    """The installed version, without importing Airflow."""
    return version("apache-airflow")


def metadata_url(settings: Settings) -> str:
    """Libpq's address of Airflow's metadata: `KHO_AIRFLOW_DATABASE_URL`, or a database beside the warehouse's."""
    if given := os.environ.get("KHO_AIRFLOW_DATABASE_URL"):
        return given
    warehouse = database.url(settings)
    name = f"{conninfo_to_dict(warehouse)['dbname']}_airflow" if settings.database_url else "airflow"
    return make_conninfo(warehouse, dbname=name)


def ensure_metadata_database(settings: Settings) -> None:
    """Create the metadata's database beside an external warehouse unless it exists.

    Raises:
        ServicesError: The server does not let this user create it.
    """
    if os.environ.get("KHO_AIRFLOW_DATABASE_URL") or not settings.database_url:
        return
    name = str(conninfo_to_dict(metadata_url(settings))["dbname"])
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        try:
            if not connection.execute("select from pg_database where datname = %s", [name]).rowcount:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
            # connections and keys lie in it; whoever else logs in at the server has no business there
            connection.execute(sql.SQL("revoke connect on database {} from public").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise ServicesError(
                f"Airflow needs a database of its own: create {name} on the server, "
                "or name another one with KHO_AIRFLOW_DATABASE_URL."
            ) from error


def login(settings: Settings) -> tuple[str, str]:
    """User and password of Airflow's pages."""
    return USER, _kept(settings)["password"]


def port(settings: Settings) -> int:
    """The port of Airflow's pages, as chosen last."""
    return int(_kept(settings)["port"])


def choose_port(settings: Settings) -> int:
    """Choose the port for the next start, with nothing of ours running: the last one, the preferred one, any."""
    kept = _kept(settings)
    wanted = (port for port in (int(kept["port"]), PREFERRED_PORT) if not ports.is_taken(port))
    chosen = next(wanted, None) or ports.any_free()
    _keep(settings, kept | {"port": str(chosen)})
    return chosen


def address(settings: Settings) -> str:
    """Where Airflow's pages are."""
    return f"http://127.0.0.1:{port(settings)}"


def surroundings(settings: Settings) -> dict[str, str]:
    """This process's environment with what every process needs: programs, project, and no proxy to itself."""
    paths = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    local = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1,localhost"]))
    return (
        dict(os.environ)
        | {
            "PATH": os.pathsep.join(paths),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])),
            "NO_PROXY": local,
            "no_proxy": local,
            "KHO_HOME": str(settings.home),
            "KHO_CONTRACTS": str(settings.contracts),
            "AIRFLOW_HOME": str(airflow_home(settings)),
        }
        | ({"KHO_DATABASE_URL": settings.database_url} if settings.database_url else {})
    )


def _configuration(settings: Settings) -> dict[str, str]:
    kept = _kept(settings)
    options = {
        "core": {
            "dags_folder": str(PROJECT / "dags"),
            "plugins_folder": str(PROJECT / "plugins"),
            "load_examples": "False",
            "dags_are_paused_at_creation": "False",
            "executor": "LocalExecutor",
            "parallelism": str(WORKERS),
            "default_pool_task_slot_count": str(TASKS_AT_ONCE),
            "fernet_key": kept["fernet_key"],
            "execution_api_server_url": f"{address(settings)}/execution/",
            # a look-up of the full name waits seconds for a name server that is not there
            "hostname_callable": "socket.gethostname",
            "simple_auth_manager_users": f"{USER}:admin",
            "simple_auth_manager_passwords_file": str(_passwords_file(settings)),
            "min_serialized_dag_update_interval": "5",
        },
        "database": _databases(metadata_url(settings)),
        "api": {
            "host": "127.0.0.1",
            "port": kept["port"],
            "base_url": address(settings),
            "secret_key": kept["api_secret_key"],
            "workers": "1",
            "instance_name": "kho",
        },
        "api_auth": {"jwt_secret": kept["jwt_secret"]},
    }
    return {
        f"AIRFLOW__{section.upper()}__{name.upper()}": value
        for section, values in (options | ALWAYS).items()
        for name, value in values.items()
    }


def _databases(url: str) -> dict[str, str]:
    """Airflow's two addresses of one database: its drivers spell encryption differently."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    user = ":".join(quote(parts[key], safe="") for key in ("user", "password") if key in parts)
    host = parts.get("host", "")
    is_socket = host.startswith("/")
    place = f"{user}@{'' if is_socket else host}:{parts.get('port', '5432')}/{quote(parts['dbname'])}"
    both = {"host": host} if is_socket else {}
    tls = parts.get("sslmode")
    return {
        "sql_alchemy_conn": _with_query(f"postgresql+psycopg2://{place}", both | ({"sslmode": tls} if tls else {})),
        "sql_alchemy_conn_async": _with_query(f"postgresql+asyncpg://{place}", both | ({"ssl": tls} if tls else {})),
    }


def _with_query(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


def _kept(settings: Settings) -> dict[str, str]:
    """Keys, password and port; made at the first call."""
    path = settings.secrets / "airflow.json"
    try:
        kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        kept = {
            "fernet_key": base64.urlsafe_b64encode(os.urandom(32)).decode(),
            "jwt_secret": secrets.token_urlsafe(96),
            "api_secret_key": secrets.token_urlsafe(48),
            "password": secrets.token_urlsafe(12),
            "port": str(PREFERRED_PORT),
        }
        _keep(settings, kept)
    return kept


def _keep(settings: Settings, kept: dict[str, str]) -> None:
    write_private(settings.secrets / "airflow.json", json.dumps(kept, indent=2))
    write_private(_passwords_file(settings), json.dumps({USER: kept["password"]}))


def _passwords_file(settings: Settings) -> Path:
    return settings.secrets / "airflow_users.json"

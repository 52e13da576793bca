"""docker-compose.yml: valid for both validators that need no engine, and strict about secrets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kho.catalog import Catalog
from kho.settings import PROJECT

FILE = PROJECT / "docker-compose.yml"
COMPONENTS = {"api-server", "scheduler", "dag-processor", "triggerer"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """An env file as .env.example asks for it, every line filled in."""
    file = tmp_path / "env"
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(f"{line}0123abcd" if line.endswith("=") else line for line in lines), encoding="utf-8")
    return file


def command() -> list[str]:
    """The compose command that is here; skips when there is none."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return ["docker", "compose"]
    pytest.skip("Neither `docker-compose` nor `docker compose` is installed (Debian: apt-get install docker-compose).")


def config(env_file: Path) -> subprocess.CompletedProcess[str]:
    """What the compose command makes of the file with nothing but the env file around it."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(env_file.parent)}
    arguments = ["--env-file", str(env_file), "--file", str(FILE), "config"]
    return subprocess.run([*command(), *arguments], capture_output=True, text=True, env=bare, check=False)


def test_the_file_follows_the_compose_specification() -> None:
    tool = str(Path(sys.executable).with_name("check-jsonschema"))
    arguments = ["--builtin-schema", "vendor.compose-spec", "--output-format", "json", str(FILE)]
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["status"] == "ok"


def test_compose_accepts_the_file_with_a_filled_env_file(filled: Path) -> None:
    done = config(filled)

    assert done.returncode == 0, done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    assert set(services) == COMPONENTS | {"postgres", "migrate"}
    assert services["scheduler"]["environment"]["KHO_DATABASE_URL"] == "postgresql://kho:0123abcd@postgres:5432/kho"


def test_a_missing_secret_stops_compose_with_a_sentence(filled: Path) -> None:
    text = filled.read_text(encoding="utf-8")
    filled.write_text(re.sub(r"(?m)^KHO_DATABASE_PASSWORD=.*$", "", text), encoding="utf-8")

    done = config(filled)

    assert done.returncode != 0
    assert "Set KHO_DATABASE_PASSWORD in .env" in done.stderr


def test_every_variable_without_default_is_in_the_example_and_no_secret_has_one() -> None:
    text = FILE.read_text(encoding="utf-8")
    demanded = set(re.findall(r"\$\{(\w+):\?", text))
    optional = set(re.findall(r"\$\{(\w+):-", text))
    example = re.findall(r"(?m)^(\w+)=(.*)$", (PROJECT / ".env.example").read_text(encoding="utf-8"))

    assert {name for name, _ in example} == demanded
    pulls = [pull for contract in Catalog.load(PROJECT / "contracts").contracts.values() for pull in contract.pull]
    portals = {name for pull in pulls for name in (pull.url_variable, pull.token_variable) if name}
    assert optional == portals | {"KHO_ALERT_WEBHOOK"}
    assert re.findall(r"\$\{?(\w+)\}?(?![\w:}])", text) == []
    secrets = {name: value for name, value in example if re.search(r"PASSWORD|KEY|SECRET|ADMIN", name)}
    assert set(secrets.values()) == {""}


def test_every_service_restarts_and_says_whether_it_is_well(compose: dict[str, Any]) -> None:
    lasting = {name: one for name, one in compose["services"].items() if name != "migrate"}

    assert set(lasting) == COMPONENTS | {"postgres"}
    assert {one["restart"] for one in lasting.values()} == {"unless-stopped"}
    assert all(one["healthcheck"]["test"][0] == "CMD" for one in lasting.values())
    assert compose["services"]["migrate"]["restart"] == "no"


def test_the_image_runs_as_an_account_without_rights() -> None:
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]


def test_ports_are_published_on_addresses_that_are_asked_for(compose: dict[str, Any]) -> None:
    ports = [port for one in compose["services"].values() for port in one.get("ports", [])]

    assert len(ports) == 2
    assert all(port.startswith("${KHO_") and ":?" in port for port in ports)


def test_components_run_what_the_supervisor_runs(compose: dict[str, Any]) -> None:
    from kho.services.airflow_config import COMPONENTS as SUPERVISED

    commands = {name: tuple(compose["services"][name]["command"][1:]) for name in COMPONENTS}

    assert commands == SUPERVISED

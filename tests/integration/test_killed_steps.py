"""A step that is killed with SIGKILL, wherever it is, and run again ends as if it had not been killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("kill_points.py")
STEPS = ("receive", "read", "gate", "settle", "acknowledge", "build", "gate_release", "publish")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("step", STEPS)
def test_a_killed_step_run_again_ends_as_if_it_had_not_been_killed(
    step: str, postgres_server: str, migrated_template: str, tmp_path: Path
) -> None:
    command = [sys.executable, str(PROGRAM), migrated_template, postgres_server, str(tmp_path), step]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert len(result["attempts"]) >= 3, f"{step} passes {result['points']} points"
    for attempt in result["attempts"]:
        assert attempt["killed"] == -signal.SIGKILL, attempt["point"]
        assert attempt["again"] == 0, f"{attempt['point']}: {done.stderr[-3000:]}"
        assert attempt["state"] == result["expected"], attempt["point"]

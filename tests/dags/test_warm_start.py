"""The warm start: the scheduler loads the heavy libraries, and only loads them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys, time
from pathlib import Path
sys.path += [{project!r}, {plugins!r}]
sys.argv = ["airflow", {component!r}]
from warm_start import WarmStart
WarmStart().on_starting(None)
threads = [Path("/proc/self/task", one.name, "comm").read_text().strip() for one in Path("/proc/self/task").iterdir()]
print(sorted({{"dbt", "great_expectations"}} & set(sys.modules)), [one for one in threads if one == "polars-0"])
"""


def warm(component: str) -> str:
    """What a component has loaded when it starts, and whether polars has started its threads."""
    script = SCRIPT.format(project=str(PROJECT), plugins=str(PROJECT / "plugins"), component=component)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc, which only Linux has")
@pytest.mark.usefixtures("database")
def test_the_scheduler_loads_what_tasks_need_and_computes_nothing() -> None:
    assert warm("scheduler") == "['dbt', 'great_expectations'] []"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc, which only Linux has")
def test_other_components_stay_light() -> None:
    assert warm("triggerer") == "[] []"

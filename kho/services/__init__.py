"""The services of an installation: the embedded PostgreSQL and Airflow, started, stopped and looked at.

`up` prepares what Airflow needs in this process, where a failure can be told, and leaves a supervisor behind that keeps
everything running. What runs is known from notes in the home, so any process can look, stop, or clean up after a kill.
"""

from __future__ import annotations

from kho.services.airflow_config import airflow_environment
from kho.services.errors import ServicesError
from kho.services.start import Endpoints, up
from kho.services.status import as_text, status
from kho.services.stop import down

__all__ = ["Endpoints", "ServicesError", "airflow_environment", "as_text", "down", "status", "up"]

"""The gates: contracts and release rules as Great Expectations suites, validated where the rows lie.

The only package that imports `great_expectations`, whose import takes seconds: `preload` pays for it once, before a
worker forks.
"""

from __future__ import annotations

import logging
import os

# before the first import of great_expectations: it phones home, and it logs a line for every function it skips
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
logging.getLogger("great_expectations").setLevel(logging.WARNING)


def preload() -> None:
    """Import the gates and what they need, so that the first validation does not wait for it."""
    import expectations.delivery
    import expectations.release  # noqa: F401

"""The command line: one command, one call.

Exit codes: 0 done or accepted, 1 rejected or fallen short, 2 wrong use or a broken environment.
"""

from kho.cli import aliases, deliveries, feeds, installation, releases
from kho.cli.group import main

__all__ = ["aliases", "deliveries", "feeds", "installation", "main", "releases"]

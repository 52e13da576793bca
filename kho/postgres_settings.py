"""The embedded server's settings: for bulk loads on a small machine, and never at the price of durability."""

from __future__ import annotations

import os
from collections.abc import Mapping

import psutil

MEGABYTE = 1024 * 1024

#: Every connection gives the password; nothing but this machine is listened to.
HOST_BASED_AUTHENTICATION = "host all all 127.0.0.1/32 scram-sha-256\n"


def configuration(port: int, overrides: Mapping[str, str]) -> str:
    """The text of the server's configuration file.

    Args:
        port: TCP port on 127.0.0.1.
        overrides: Settings that go before the ones chosen here.
    """
    chosen = _chosen(port) | dict(overrides)
    return "".join(f"{name} = '{value}'\n" for name, value in chosen.items())


def _chosen(port: int) -> dict[str, str]:
    memory = psutil.virtual_memory().total // MEGABYTE
    return {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        # a socket's path is limited to about 100 characters, a home's is not
        "unix_socket_directories": "",
        "max_connections": "150",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "shared_buffers": f"{min(max(memory // 8, 128), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": f"{min(max(memory // 256, 8), 64)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 512)}MB",
        "dynamic_shared_memory_type": _shared_memory(),
        # a load of a million rows writes about 300 MB of log: no checkpoint in the middle of it
        "max_wal_size": "4GB",
        "min_wal_size": "512MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "wal_buffers": "16MB",
        # no standby reads the log: tables filled in the transaction that made them are not written twice
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # release-versioned tables never update in place: vacuum by changed rows, however large the table
        "autovacuum_vacuum_max_threshold": "50000",
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "autovacuum_naptime": "20s",
        "default_statistics_target": "200",
        "random_page_cost": "1.1",
        # the programs are built without a compiler of queries
        "jit": "off",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "log_checkpoints": "off",
        "log_lock_waits": "on",
    }


def _shared_memory() -> str:
    """Containers often give a few megabytes of shared memory, which parallel queries overrun; then files serve."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108 - measured, not written to
    except OSError:
        return "posix"
    return "posix" if room.f_bsize * room.f_blocks >= 256 * MEGABYTE else "mmap"

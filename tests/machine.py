"""What the tests need of the machine, installed where that is possible: python -m tests.machine."""

import os
import shutil
import subprocess
from glob import glob
from pathlib import Path

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""How Chromium is started: without a display, and without calling home."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str | None:
    """Return the path of a Chromium: $CHROMIUM, or the machine's own."""
    chosen = os.environ.get("CHROMIUM")
    return chosen or next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def postgres_bin() -> Path | None:
    """Return the folder of PostgreSQL's server programs (initdb, postgres)."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda p: float(p.split("/")[-2]))
    return Path(folders[-1]) if folders and Path(folders[-1], "initdb").exists() else None


def redis_server() -> str | None:
    """Return the path of redis-server, or of Valkey's."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


def missing() -> list[str]:
    """Return the Debian packages that this machine lacks."""
    wanted = {
        "chromium": chromium(),
        "postgresql": postgres_bin(),
        "redis-server": redis_server(),
        "iproute2": shutil.which("ip"),
        "gcc": shutil.which("cc"),
        "libc6-dev": next(iter(glob("/usr/include/stdio.h")), None),
    }
    return [package for package, found in wanted.items() if found is None]


def main() -> None:
    """Install what is missing with apt-get; say plainly what cannot be installed."""
    packages = missing()
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print(f"The tests need {names}; please install it. Without it they are skipped here.")
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {names} …", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        subprocess.run(
            ["apt-get", *command], env=environment, check=False, stdout=subprocess.DEVNULL
        )
    if left := missing():
        print(f"Could not be installed: {' '.join(left)}")


if __name__ == "__main__":
    main()

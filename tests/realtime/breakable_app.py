"""The engine in two processes, whose next version can be broken: python -m …breakable_app.

A file `broken-upgrade` or `broken-start` in the instance's folder breaks it.
"""

import asyncio
import sys
from pathlib import Path

from app import leash, processes
from app.config import read_settings
from tests.realtime import engine_app


def main() -> None:
    """Be the parent, the upgrade or one of the processes."""
    settings = read_settings()
    settings.instance.mkdir(parents=True, exist_ok=True)
    itself = [sys.executable, "-m", "tests.realtime.breakable_app"]
    if sys.argv[1:] == ["upgrade"]:
        _break(settings.instance / "broken-upgrade")
    elif leash.is_held():
        _break(settings.instance / "broken-start")
        engine_app.main()
    else:
        asyncio.run(engine_app.prepare(settings))
        processes.serve(settings, itself, 2, upgrade=[*itself, "upgrade"])


def _break(flag: Path) -> None:
    if flag.exists():
        sys.exit("No paper.")


if __name__ == "__main__":
    main()

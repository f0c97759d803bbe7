"""The whole demo studio, made by every feature's own actions, on PostgreSQL."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from app.db import database


async def test_the_demo_studio_also_lives_in_postgresql(postgres_url: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "SANGGAR_DATABASE_URL": postgres_url,
        "SANGGAR_INSTANCE": str(tmp_path),
        "SANGGAR_UPLOADS": str(tmp_path / "uploads"),
        "SANGGAR_DEMO_PASSWORD": "kertas-dan-tinta",
    }
    command = [sys.executable, "-m", "app", "demo"]
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    await database.open(postgres_url)
    try:
        rows = await database.fetch_all(text("SELECT count(*) FROM orders"))
        assert rows[0][0] > 0
    finally:
        await database.close()

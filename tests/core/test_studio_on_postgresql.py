"""The whole demo studio, made by every feature's own actions, on PostgreSQL."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from quart import Quart
from sqlalchemy import text

from app.config import read_settings
from app.db import database
from app.storage import disk
from bench.pages.plan import pages_of, people


async def unanswered(app: Quart) -> dict[str, int]:
    """Open every page as everybody who may; return those that fail."""
    failed = {}
    for person in await people(app):
        client = app.test_client()
        if person.cookie is not None:
            client.set_cookie("localhost", *person.cookie)
        async for page in pages_of(app, person.viewer):
            status = (await client.get(page.path)).status_code
            if status not in {200, 303}:
                failed[f"{person.viewer.role} {page.path}"] = status
    return failed


async def test_the_demo_studio_also_lives_in_postgresql(
    one_app: Quart, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
    monkeypatch.setitem(one_app.config, "SETTINGS", read_settings(environment))
    await database.open(postgres_url)
    disk.use(tmp_path / "uploads")
    try:
        assert await database.fetch_val(text("SELECT count(*) FROM orders")) > 0
        assert await unanswered(one_app) == {}
    finally:
        await database.close()

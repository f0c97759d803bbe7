"""A PostgreSQL cluster of the tests' own: started on a unix socket, gone with the session."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.machine import postgres_bin

START_SECONDS = 60


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The address of a server of our own; never skipped in CI."""
    programs = postgres_bin()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed (Debian package postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="sanggar-pg-", dir="/tmp"))
    user = _unprivileged(folder)
    data = folder / "data"
    _run(
        user,
        programs / "initdb",
        "-D",
        data,
        "-U",
        "sanggar",
        "-A",
        "trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    _start(user, programs, folder)
    try:
        yield f"postgresql://sanggar@/postgres?host={folder}"
    finally:
        _run(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


async def new_database(cluster: str, name: str) -> str:
    """Make an empty database beside the one that tests empty, and return its address."""
    import asyncpg

    connection = await asyncpg.connect(cluster)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    return cluster.replace("/postgres?", f"/{name}?")


@pytest.fixture
async def postgres_url(postgres_cluster: str) -> str:
    """The address of an empty database."""
    import asyncpg

    connection = await asyncpg.connect(postgres_cluster)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    finally:
        await connection.close()
    return postgres_cluster


@contextmanager
def pause_postgres(url: str) -> Iterator[None]:
    """Kill the server as a crash would, and start it again at the end of the block."""
    programs, folder = postgres_bin(), Path(url.partition("?host=")[2])
    assert programs is not None
    user = _unprivileged(folder)
    _run(user, programs / "pg_ctl", "-D", folder / "data", "-w", "-m", "immediate", "stop")
    try:
        yield
    finally:
        _start(user, programs, folder)


def _start(user: str, programs: Path, folder: Path) -> None:
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = [programs / "pg_ctl", "-D", folder / "data", "-w", "-t", START_SECONDS]
    _run(user, *control, "-o", options, "-l", folder / "log", "start")


def _unprivileged(folder: Path) -> str:
    """Return the user to run the server as: root may not, so it takes postgres or nobody."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, name)
    return name


def _run(user: str, *command: object) -> None:
    words = [str(word) for word in command]
    if user:
        words = ["runuser", "-u", user, "--", *words]
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()

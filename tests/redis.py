"""A Redis of the tests' own, which they may stop, freeze and kill."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import redis_server
from tests.process import free_port

START_SECONDS = 30


class RedisServer:
    """One server on a port of its own, without files."""

    def __init__(self, program: str, home: Path) -> None:
        self.program, self.home, self.port = program, home, free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """Start it, and return once it accepts connections."""
        words = [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            [*words, "--dir", str(self.home), *options], stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError("redis-server does not answer")

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def freeze(self) -> None:
        """Stop it without closing a connection."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    async def command(self, *words: str, password: str = "") -> str:
        """Run one command and return the first line of its answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            if password:
                writer.write(_packed("AUTH", password))
                assert await reader.readline() == b"+OK\r\n"
            writer.write(_packed(*words))
            return (await reader.readline()).decode().strip()
        finally:
            writer.close()


def _packed(*words: str) -> bytes:
    parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
    return (f"*{len(words)}\r\n" + "".join(parts)).encode()


def server_in(home: Path) -> RedisServer:
    """Return a server that is not started yet; never skipped in CI."""
    program = redis_server()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Redis is not installed: apt-get install redis-server")
        pytest.skip("Redis is not installed (Debian package redis-server)")
    return RedisServer(program, home)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A running server."""
    server = server_in(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.kill()

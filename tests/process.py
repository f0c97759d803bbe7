"""The real server as a process of its own, as a studio runs it."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent
PASSWORD = "kertas-dan-tinta"
CROWD = {
    "SANGGAR_LIVE_RATE": "0",
    "SANGGAR_LIVE_SOCKETS_PER_SESSION": "0",
    "SANGGAR_LIVE_SOCKETS_PER_USER": "0",
    "SANGGAR_LIVE_SOCKETS_PER_IP": "0",
}
"""Test clients come from one address, as few people, in a hurry."""


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """`python -m app …` in folders of its own; started, killed and started again at will."""

    program: tuple[str, ...] = ("app", "serve")
    launcher: tuple[str, ...] = ()
    """A program that becomes the server, after it has prepared the ground."""

    def __init__(self, home: Path, *, host: str = "127.0.0.1", **environ: str) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://{host}:{self.port}"
        self.environ = {
            "PATH": os.environ.get("PATH", ""),
            "SANGGAR_BIND": f"{host}:{self.port}",
            "SANGGAR_INSTANCE": str(home / "instance"),
            "SANGGAR_UPLOADS": str(home / "uploads"),
            "SANGGAR_DEMO_PASSWORD": PASSWORD,
            **environ,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = home / "server.log"

    def run(self, *arguments: str) -> str:
        """Run another command of the application to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout

    async def start(self, *arguments: str) -> None:
        """Serve, and return once the server is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 (returns at once)
                [*self.launcher, sys.executable, "-m", *self.program, *arguments],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + 60
        async with httpx.AsyncClient() as client:
            while time.monotonic() < deadline:
                if self.process.poll() is not None:
                    raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}")
                try:
                    if (await client.get(self.url + "/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)
        raise TimeoutError(self.log.read_text()[-2000:])

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """End it properly; returns the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(20)

    def memory(self) -> int:
        """Return the resident memory in bytes."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024


class EngineProcess(ServerProcess):
    """The live engine alone, with the rooms of its tests."""

    program = ("tests.realtime.engine_app",)

    def __init__(self, home: Path, *, host: str = "127.0.0.1", **environ: str) -> None:
        super().__init__(home, host=host, **{**CROWD, **environ})

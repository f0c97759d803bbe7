"""Servers as child processes on one core: started, waited for, watched, ended."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.apps.studio import SECRET
from bench.live.generator import program
from bench.machine import PEERS, nchan_folder, nginx
from tests.process import free_port

ROOT = Path(__file__).parent.parent.parent
CORE = min(os.sched_getaffinity(0))
"""The servers' core; the generator has the last one."""
START_WITHIN = 30
NO_BOUNDS = {
    "SANGGAR_LIVE_RATE": "0",
    "SANGGAR_LIVE_SOCKETS_PER_SESSION": "0",
    "SANGGAR_LIVE_SOCKETS_PER_USER": "0",
    "SANGGAR_LIVE_SOCKETS_PER_IP": "0",
}
"""A generator is one machine and few people; every other bound stays as in production."""

Command = Callable[[int, Path], list[str]]
"""Returns the words of a server's command for its port and a folder of its own."""


class Server:
    """A server that accepts connections on `port` of 127.0.0.1."""

    def __init__(self, command: Command, *, home: Path, core: int = CORE) -> None:
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.words = ["taskset", "-c", str(core), *command(self.port, home)]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it on its core, and wait until it accepts connections."""
        with (self.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(self.words, cwd=ROOT, stdout=log, stderr=log)
        deadline = time.monotonic() + START_WITHIN
        while not self._accepts():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.home / "server.log").read_text()[-2000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)

    def stop(self) -> None:
        """End it properly, or at once if that takes too long."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def cpu_seconds(self) -> float:
        """Return the processor time, user and system, of the process and its children."""
        ticks = 0
        for pid in self._pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Return the resident memory of the process and its children, in bytes."""
        kib = 0
        for pid in self._pids():
            found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            kib += int(found[1]) if found else 0
        return kib * 1024

    def _pids(self) -> list[int]:
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]

    def _accepts(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


@contextmanager
def running(command: Command, *, core: int = CORE) -> Iterator[Server]:
    """Run a server in a folder of its own for the length of a block."""
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        server = Server(command, home=Path(folder), core=core)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def ours(*arguments: str, **environ: str) -> Command:
    """The engine of bench/apps/ours.py."""

    def command(port: int, home: Path) -> list[str]:
        settings = _settings(port, home) | environ
        return [*_environ(settings), sys.executable, "-m", "bench.apps.ours", *arguments]

    return command


def studio(instance: Path) -> Command:
    """The whole product, in a folder that bench/apps/studio.py has furnished."""

    def command(port: int, home: Path) -> list[str]:
        words = _environ(_settings(port, instance) | {"SANGGAR_SECRET_KEY": SECRET})
        return [*words, sys.executable, "-m", "app", "serve"]

    return command


def _settings(port: int, instance: Path) -> dict[str, str]:
    return NO_BOUNDS | {
        "SANGGAR_BIND": f"127.0.0.1:{port}",
        "SANGGAR_INSTANCE": str(instance),
        "SANGGAR_UPLOADS": str(instance / "uploads"),
    }


def _environ(settings: dict[str, str]) -> list[str]:
    return ["env", *(f"{name}={value}" for name, value in settings.items())]


def node(script: str, *arguments: str, with_file: bool = False) -> Command:
    """A peer in Node."""

    def command(port: int, home: Path) -> list[str]:
        files = [str(home / "chat.db")] if with_file else []
        return ["node", str(PEERS / script), str(port), *files, *arguments]

    return command


def uvicorn(app: str) -> Command:
    """A Python peer under uvicorn with uvloop, without compression."""

    def command(port: int, home: Path) -> list[str]:
        words = ["--loop", "uvloop", "--log-level", "warning", "--no-access-log"]
        words += ["--ws-per-message-deflate", "false", "--port", str(port)]
        return [sys.executable, "-m", "uvicorn", f"bench.peers.{app}", *words]

    return command


def hypercorn(app: str) -> Command:
    """A Python peer under hypercorn's own command, with uvloop."""

    def command(port: int, home: Path) -> list[str]:
        words = ["--worker-class", "uvloop", "--bind", f"127.0.0.1:{port}"]
        return [sys.executable, "-m", "hypercorn", *words, f"bench.peers.{app}"]

    return command


def nchan(port: int, home: Path) -> list[str]:
    """nginx with nchan."""
    text = (PEERS / "nginx.conf").read_text()
    values = {"modules": nchan_folder(), "home": home, "port": port}
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    (home / "nginx.conf").write_text(text)
    return [nginx() or "nginx", "-e", "stderr", "-c", str(home / "nginx.conf")]


def raw(batch: int) -> Command:
    """The fan-out of bench/generator/raw.c, `batch` messages with one write."""
    return lambda port, home: [str(program("raw")), str(port), str(batch)]


def redis(port: int, home: Path) -> list[str]:
    """A Redis that keeps nothing."""
    words = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(home)]
    return ["redis-server", *words, "--save", "", "--appendonly", "no"]

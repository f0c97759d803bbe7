"""The load generator of bench/generator as a child process: compiled, pinned, told what to do."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer
from typing import Any

SOURCES = Path(__file__).parent.parent / "generator"
CORE = max(os.sched_getaffinity(0))
"""The generator's core; the servers have the first one."""
ASK_WITHIN = 180.0


@dataclass(frozen=True, slots=True)
class Speech:
    """How the generator talks to a kind of server; see bench/generator/main.c."""

    path: str
    message: str = ""
    greeting: tuple[str, ...] = ()
    """Lines "send …" and "expect …"."""
    headers: tuple[str, ...] = ()
    ack: str = ""
    ping: str = ""
    pong: str = ""

    def lines(self, port: int, sources: int) -> list[str]:
        """Return the commands that describe it."""
        found = [f"peer {port} {self.path}", f"sources {sources}"]
        found += [f"header {header}" for header in self.headers]
        found += self.greeting
        for name in ("message", "ack", "ping", "pong"):
            if text := getattr(self, name):
                found.append(f"{name} {text}")
        return found

    def with_headers(self, *headers: str) -> "Speech":
        """Return the same with these headers in its upgrade."""
        return replace(self, headers=headers)


class GeneratorFailed(Exception):
    """Messages were lost, doubled or out of order, or a socket was refused or closed."""


class Generator:
    """A running generator."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.opened = 0

    def describe(self, speech: Speech, port: int, *, sources: int = 8) -> None:
        """Say how the sockets that are opened next talk."""
        self._tell(*speech.lines(port, sources))

    def open(self, group: int, count: int = 1) -> int:
        """Open sockets and wait until all are ready; returns the number of the first."""
        first, self.opened = self.opened, self.opened + count
        self._ask(f"open {group} {count}")
        return first

    def flow(
        self,
        label: str,
        sender: int,
        group: int,
        *,
        window: int,
        by_ack: bool = False,
        every: float = 0,
    ) -> None:
        """Let a socket send to a group (-1: to all others), `window` messages under way.

        The next follows when the last listener has heard one or, `by_ack`, at its answer, and not
        sooner than `every` seconds after the one before.
        """
        pause = round(every * 1_000_000)
        self._tell(f"flow {label} {sender} {group} {window} {pause} {int(by_ack)}")

    def window(self, label: str, window: int) -> None:
        """Change how many messages of the flows of this label are under way."""
        self._tell(f"window {label} {window}")

    def run(self, *, warm: float, seconds: float, limit: int = 0) -> dict[str, Any]:
        """Let the flows run and return what was measured; times are milliseconds.

        Fails when a message is lost, doubled or out of order anywhere.
        """
        found = self._ask(f"run {round(warm * 1000)} {round(seconds * 1000)} {limit}")
        return found

    def idle(self, seconds: float) -> None:
        """Do nothing but answer pings."""
        self._ask(f"idle {round(seconds * 1000)}")

    def _tell(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines))

    def _ask(self, line: str) -> dict[str, Any]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        self._tell(line)
        process.stdin.flush()
        watchdog = Timer(ASK_WITHIN, process.kill)
        watchdog.start()
        try:
            answer = process.stdout.readline()
        finally:
            watchdog.cancel()
        found: dict[str, Any] = json.loads(answer or '{"error": "the generator ended"}')
        if "error" in found:
            raise GeneratorFailed(found["error"])
        return found


@contextmanager
def generator() -> Iterator[Generator]:
    """Run a generator on its core; closing it resets its sockets."""
    words = ["taskset", "-c", str(CORE), str(program("generator"))]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Generator(process)
        finally:
            process.kill()


_built: dict[str, Path] = {}


def program(name: str) -> Path:
    """Compile `generator` or `raw` once for this process; returns its path."""
    if name not in _built:
        folder = Path(tempfile.mkdtemp(prefix="sanggar-bench-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        alone = name == "raw"
        files = (
            [SOURCES / "raw.c"] if alone else sorted(set(SOURCES.glob("*.c")) - {SOURCES / "raw.c"})
        )
        compiler = shutil.which("cc") or "cc"
        subprocess.run(
            [compiler, "-O2", "-Wall", "-Wextra", "-o", folder / name, *files],
            check=True,
            timeout=120,
        )
        _built[name] = folder / name
    return _built[name]

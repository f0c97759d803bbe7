"""One file of 2 GiB in and out, beside `sha256sum` and nginx on the same core.

The file goes in by tus in 8-MiB pieces, hashed, each piece durable before it is acknowledged. It
comes out through the authorisation of every download. All of a run happens in turns, so that a
noisy minute of the machine meets everybody.
"""

import asyncio
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from app.config import read_settings
from bench.big_upload import MIB, PIECE, baseline, declare, make_file, peak, signed_in
from bench.live.plan import Plan
from bench.live.results import Section
from bench.live.servers import CORE
from bench.machine import nginx
from bench.raw_http import Line
from tests import cast
from tests.process import ServerProcess, free_port

SIZE = 2048 * MIB
OF_SHA256SUM = 0.5
OF_NGINX = 0.3
GROWTH = 32.0
TURNS = 3
"""Downloads of each, in turns; the best one counts, as it was disturbed least."""
NGINX = """daemon off; master_process off; worker_processes 1; pid {home}/nginx.pid;
error_log {home}/nginx.log; events {{}}
http {{ access_log off; sendfile on; tcp_nopush on; client_body_temp_path {home}/t1;
proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3; uwsgi_temp_path {home}/t4;
scgi_temp_path {home}/t5; server {{ listen 127.0.0.1:{port}; root {home}; }} }}
"""


def measure(plan: Plan) -> Iterator[Section]:
    """Send and fetch, as often as was asked for."""
    section = Section("i", "One file of 2 GiB, in and out")
    for _ in range(plan.runs):
        with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
            asyncio.run(_run(Path(folder), plan.count(SIZE), section))
    upload, download = section.of("upload"), section.of("download")
    section.promise("upload : sha256sum", upload / section.of("sha256sum"), OF_SHA256SUM, unit=" x")
    section.promise(
        "download : nginx's sendfile", download / section.of("nginx"), OF_NGINX, unit=" x"
    )
    grown = section.of("memory growth")
    section.promise("memory growth", grown, GROWTH, at_most=True, unit=" MiB")
    yield section


async def _run(home: Path, size: int, section: Section) -> None:
    source = home / "source.pdf"
    make_file(source, size)
    server, peer = ServerProcess(home), Nginx(home)
    await cast.hire(read_settings(server.environ))
    await server.start()
    pin(server)
    try:
        http = await signed_in(server.url)
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        location = await declare(http, size)
        before = baseline(server)
        section.add("sha256sum", sha256sum(source, size), "MiB/s")
        section.add("upload", send(server.url, cookie, location, source, size), "MiB/s")
        url = await _ready(http, location)
        ours, theirs = [], []
        for _ in range(TURNS):
            theirs.append(fetch(peer.url, "", f"/{source.name}", size))
            ours.append(fetch(server.url, cookie, url, size))
        section.add("nginx", max(theirs), "MiB/s")
        section.add("download", max(ours), "MiB/s")
        section.add("memory growth", (peak(server) - before) / MIB, "MiB")
        await http.aclose()
    finally:
        peer.stop()
        server.stop()


class Nginx:
    """nginx, which sends a folder's files by the kernel and asks nobody."""

    def __init__(self, home: Path) -> None:
        port = free_port()
        chosen = home / "nginx.conf"
        chosen.write_text(NGINX.format(home=home, port=port))
        self.url = f"http://127.0.0.1:{port}"
        words = [nginx() or "nginx", "-c", str(chosen), "-p", str(home)]
        self.process = subprocess.Popen(words)
        os.sched_setaffinity(self.process.pid, {CORE})
        deadline = time.monotonic() + 10
        while True:
            try:
                Line(self.url, "").close()
                return
            except ConnectionRefusedError:
                assert time.monotonic() < deadline, "nginx did not start"
                time.sleep(0.05)

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(10)


def pin(server: ServerProcess) -> None:
    """Keep all threads of a server on the servers' core."""
    assert server.process is not None
    for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {CORE})


def send(url: str, cookie: str, location: str, source: Path, size: int) -> float:
    """Upload in pieces; returns MiB/s."""
    line, began = Line(url, cookie), time.perf_counter()
    for offset in range(0, size, PIECE):
        answer = line.put(location, source, offset, min(PIECE, size - offset))
        assert answer.status == 204, answer
    line.close()
    return size / MIB / (time.perf_counter() - began)


def fetch(url: str, cookie: str, path: str, size: int) -> float:
    """Download; returns MiB/s."""
    line = Line(url, cookie)
    answer = line.get(path)
    line.close()
    assert (answer.status, answer.size) == (200, size)
    return size / MIB / answer.seconds


def sha256sum(source: Path, size: int) -> float:
    """Return how fast the file is only hashed, in MiB/s."""
    began = time.perf_counter()
    subprocess.run(
        ["taskset", "-c", str(CORE), "sha256sum", source],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return size / MIB / (time.perf_counter() - began)


async def _ready(http: httpx.AsyncClient, location: str) -> str:
    told = (await http.get(location)).json()
    assert told["state"] == "ready", told
    return str(told["url"])

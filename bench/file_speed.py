"""One large file in and out over loopback, against `sha256sum` and nginx on the same core.

    python -m bench.file_speed --mib 2048

Upload in 8-MiB pieces must reach half the speed of `sha256sum` of the same file, download 0.3 of
nginx's sendfile; the server may grow by 32 MiB.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from app.config import read_settings
from bench.big_upload import MIB, PIECE, baseline, declare, make_file, peak, signed_in
from bench.raw_http import Line
from tests import cast
from tests.process import ServerProcess, free_port

OF_SHA256SUM = 0.5
OF_NGINX = 0.3
GROWTH = 32 * MIB
NGINX = """daemon off; master_process off; worker_processes 1; pid {home}/nginx.pid;
error_log {home}/nginx.log; events {{}}
http {{ access_log off; sendfile on; tcp_nopush on; client_body_temp_path {home}/t1;
proxy_temp_path {home}/t2; fastcgi_temp_path {home}/t3; uwsgi_temp_path {home}/t4;
scgi_temp_path {home}/t5; server {{ listen 127.0.0.1:{port}; root {home}; }} }}
"""


def main() -> None:
    """Read the size and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=2048)
    size = parser.parse_args().mib * MIB
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        asyncio.run(bench(Path(folder), size))


async def bench(home: Path, size: int) -> None:
    """Send, fetch, and compare with the two programs that do only that."""
    source = home / "source.pdf"
    make_file(source, size)
    mine, servers = cores()
    os.sched_setaffinity(0, mine)
    server = ServerProcess(home)
    await cast.hire(read_settings(server.environ))
    await server.start()
    assert server.process is not None
    os.sched_setaffinity(server.process.pid, servers)
    try:
        http = await signed_in(server.url)
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        location = await declare(http, size)
        before = baseline(server)
        upload = send(server.url, cookie, location, source, size)
        told = (await http.get(location)).json()
        assert told["state"] == "ready", told
        download = fetch(server.url, cookie, told["url"], size)
        growth = peak(server) - before
        await http.aclose()
    finally:
        server.stop()
    hashed = max(sha256sum(source, size, servers) for _ in range(2))
    nginx = max(of_nginx(home, source, size, servers) for _ in range(2))
    print(
        f"upload              {upload:.0f} MiB/s, {upload / hashed:.2f} of sha256sum ({hashed:.0f})"
    )
    print(
        f"download            {download:.0f} MiB/s, {download / nginx:.2f} of nginx ({nginx:.0f})"
    )
    print(f"memory growth       {growth / MIB:.1f} MiB (allowed {GROWTH // MIB})")
    assert upload >= OF_SHA256SUM * hashed
    assert download >= OF_NGINX * nginx
    assert growth <= GROWTH


def cores() -> tuple[set[int], set[int]]:
    """Return one core for us and one for whoever serves; the same where there is only one."""
    usable = sorted(os.sched_getaffinity(0))
    return {usable[-1]}, {usable[0]}


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


def sha256sum(source: Path, size: int, core: set[int]) -> float:
    """Return how fast the file is only hashed, in MiB/s."""
    began = time.perf_counter()
    subprocess.run(
        ["taskset", "-c", ",".join(map(str, core)), "sha256sum", source],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return size / MIB / (time.perf_counter() - began)


def of_nginx(home: Path, source: Path, size: int, core: set[int]) -> float:
    """Return how fast nginx sends the same file, in MiB/s."""
    program, port = shutil.which("nginx") or "/usr/sbin/nginx", free_port()
    chosen = home / "nginx.conf"
    chosen.write_text(NGINX.format(home=home, port=port))
    process = subprocess.Popen([program, "-c", str(chosen), "-p", str(home)])
    os.sched_setaffinity(process.pid, core)
    try:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                return fetch(f"http://127.0.0.1:{port}", "", f"/{source.name}", size)
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise TimeoutError("nginx did not start")
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()

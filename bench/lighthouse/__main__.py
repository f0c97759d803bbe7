"""Lighthouse, as a phone sees them, on the home, product, sign-in and order pages.

    python -m bench.lighthouse [--instance FOLDER] [--write]

Each page is visited three times and the middle score counts. A folder is that of an instance that
is there already; without it a demo studio is made. `--write` puts the scores into
bench/LIGHTHOUSE.md.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import strftime
from typing import Any

from app import create_app
from app.accounts.access import Role
from app.config import read_settings
from app.db import database
from app.orders.queries import own_orders
from bench.live.facts import machine
from bench.pages.plan import people
from tests.machine import chromium
from tests.process import ServerProcess

HERE = Path(__file__).parent
RESULTS = HERE.parent / "LIGHTHOUSE.md"
PUBLIC = ("/", "/products/brosur", "/login")
OWN = ("/orders/new?product=brosur", "/orders/{order}")
"""Pages of a customer who is signed in, and has an order that runs."""
PROMISED = 95
VISITS = 3
TRIES = 3
"""Chromium now and then loses the trace of a visit; what it says then is no score."""
MEASURES = {
    "first-contentful-paint": "FCP ms",
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "bytes",
}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run"


@dataclass(frozen=True, slots=True)
class Score:
    """A page: its four scores, some measures, and what Lighthouse would mend."""

    path: str
    scores: dict[str, int]
    measures: dict[str, float]
    findings: list[str]


def main() -> None:
    """Visit, print, and exit with 1 when a score is lower than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", type=Path)
    parser.add_argument("--visits", type=int, default=VISITS)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    install()
    with tempfile.TemporaryDirectory(prefix="sanggar-lighthouse-") as folder:
        server = _server(Path(folder), given.instance)
        server.run("migrate")
        cookie, order = asyncio.run(_customer(server))
        pages = dict.fromkeys(PUBLIC, "") | {path.format(order=order): cookie for path in OWN}
        asyncio.run(server.start())
        try:
            found = [_page(server, path, who, given.visits) for path, who in pages.items()]
        finally:
            server.stop()
    print(_told(found))
    if given.write:
        RESULTS.write_text(_told(found))
    sys.exit(any(min(score.scores.values()) < PROMISED for score in found))


def install() -> None:
    """Install the locked Lighthouse once."""
    lock, stamp = HERE / "package-lock.json", HERE / "node_modules" / ".stamp"
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--loglevel=error"], cwd=HERE, check=True)
        stamp.touch()


def _server(folder: Path, instance: Path | None) -> ServerProcess:
    if instance is None:
        server = ServerProcess(folder)
        server.run("demo")
        return server
    folders = {"SANGGAR_INSTANCE": str(instance), "SANGGAR_UPLOADS": str(instance / "uploads")}
    return ServerProcess(folder, **folders)


async def _customer(server: ServerProcess) -> tuple[str, int]:
    """Return the cookie of a customer who is signed in, and their newest order."""
    settings = read_settings(server.environ)
    app = create_app(settings)
    await database.open(settings.database_url)
    try:
        customer = next(p for p in await people(app) if p.viewer.role is Role.CUSTOMER)
        newest = (await own_orders(customer.viewer, 1))[0].order
    finally:
        await database.close()
    return "=".join(customer.cookie or ()), newest.id


def _page(server: ServerProcess, path: str, cookie: str, visits: int) -> Score:
    reports = [_visit(server.url + path, cookie) for _ in range(visits)]
    categories = reports[0]["categories"]
    scores = {
        name: round(100 * median(report["categories"][name]["score"] for report in reports))
        for name in categories
    }
    measures = {
        words: median(report["audits"][name]["numericValue"] for report in reports)
        for name, words in MEASURES.items()
    }
    return Score(path, scores, measures, _findings(reports[-1]))


def _visit(url: str, cookie: str) -> dict[str, Any]:
    command = [
        "node", "node_modules/lighthouse/cli/index.js", url, "--quiet", "--output=json",
        "--form-factor=mobile", f"--chrome-flags={FLAGS}",
    ]  # fmt: skip
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = {**os.environ, "CHROME_PATH": chromium() or "", "NODE_NO_WARNINGS": "1"}
    for _ in range(TRIES):
        done = subprocess.run(
            command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=180,
            check=False,
        )  # fmt: skip
        if not done.returncode:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise SystemExit(done.stderr)


def _findings(report: dict[str, Any]) -> list[str]:
    """Return what costs points."""
    weighty = {
        ref["id"]
        for category in report["categories"].values()
        for ref in category["auditRefs"]
        if ref["weight"]
    }
    found = []
    for name in sorted(weighty):
        audit = report["audits"][name]
        if audit["score"] is not None and audit["score"] < 0.9:
            found.append(f"{audit['title']} {audit.get('displayValue', '')}".strip())
    return found


def _told(found: list[Score]) -> str:
    names = list(found[0].scores)
    measures = list(found[0].measures)
    lines = [
        "# What Lighthouse says",
        "",
        "Written by `make lighthouse`: Lighthouse 12.8.2 as a phone on a slow line (its simulated",
        f"4G, a processor four times slower), the median of {VISITS} visits to a demo studio.",
        f"Promised: {PROMISED} in each.",
        "",
        f"On {machine()[0]}, {strftime('%Y-%m-%d')}.",
        "",
        f"| page | {' | '.join([*names, *measures])} |",
        "|---|" + "--:|" * (len(names) + len(measures)),
    ]
    for score in found:
        cells = [str(score.scores[name]) for name in names]
        cells += [f"{score.measures[name]:,.{3 if name == 'CLS' else 0}f}" for name in measures]
        lines.append(f"| `{score.path}` | {' | '.join(cells)} |")
    lines += ["", *(f"- `{s.path}`: {finding}" for s in found for finding in s.findings)]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    main()

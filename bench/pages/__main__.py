"""Every GET page for every role, in the demo studio and in the large one, beside /healthz.

    python -m bench.pages [--rounds 100] [--demo FOLDER] [--large FOLDER] [--write]

A folder is that of an instance which is there already; without it a studio is made first. The
time of a page is that from the first byte of the request to the last one of the answer, over a
connection that stays open. Pages take turns, as people ask for them: all of a role's pages once,
then all of them again, so that a moment in which the machine does something else is spread over
many pages and is not taken for the slowness of one. `--write` puts the figures into bench/PAGES.md.
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep, strftime

from app import create_app
from app.config import read_settings
from app.db import database
from app.storage import disk
from bench.pages.asking import Caller
from bench.pages.plan import Page, Person, pages_of, people
from bench.pages.report import Studio, as_markdown, summary
from tests.process import ServerProcess

PROMISED = {"demo": 50.0, "large": 100.0}
"""Milliseconds that the 95th of a hundred requests for a page may take."""
SETTLING = 6.0
"""Seconds after the start in which all timed work has its first turn."""
WARM = 3
"""Rounds before the clock counts: templates are compiled, the database is read once."""
RESULTS = Path(__file__).parent.parent / "PAGES.md"


@dataclass
class _Found:
    people: list[Person] = field(default_factory=list)
    pages: dict[str, list[Page]] = field(default_factory=dict)


def main() -> None:
    """Measure, print, and exit with 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--demo", type=Path)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--only", choices=sorted(PROMISED))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    studios = []
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        for name, most in PROMISED.items():
            if given.only in {None, name}:
                home = getattr(given, name) or _made(Path(folder) / name, large=name == "large")
                studios.append(_measured(name, home, given.rounds, most))
                print(summary(studios[-1]), flush=True)
    if given.write:
        before = RESULTS.read_text() if RESULTS.exists() else ""
        RESULTS.write_text(as_markdown(studios, strftime("%Y-%m-%d"), before))
    sys.exit(any(studio.broken for studio in studios))


def _made(home: Path, *, large: bool) -> Path:
    process = ServerProcess(home)
    process.run("demo", *(["--large"] if large else []))
    return home / "instance"


def _measured(name: str, instance: Path, rounds: int, most: float) -> Studio:
    folders = {"SANGGAR_INSTANCE": str(instance), "SANGGAR_UPLOADS": str(instance / "uploads")}
    server = ServerProcess(instance.parent, **folders)
    server.run("migrate")
    found = asyncio.run(_planned(server))
    asyncio.run(server.start())
    sleep(SETTLING)
    studio = Studio(name, most, rounds)
    try:
        for person in found.people:
            caller = Caller(server.url, person.cookie)
            role = str(person.viewer.role)
            pages = [Page("/healthz", "/healthz"), *found.pages[role]]
            taken = [[caller.time(page.path) for page in pages] for _round in range(WARM + rounds)]
            for page, times in zip(pages, zip(*taken[WARM:], strict=True), strict=True):
                studio.add(role, page.route, times)
            caller.close()
    finally:
        server.stop()
    return studio


async def _planned(server: ServerProcess) -> _Found:
    """Sign everybody in and list their pages, before the server is there."""
    settings = read_settings(server.environ)
    app = create_app(settings)
    await database.open(settings.database_url)
    disk.use(settings.uploads)
    try:
        found = _Found(await people(app))
        for person in found.people:
            listed = [page async for page in pages_of(app, person.viewer)]
            found.pages[str(person.viewer.role)] = listed
    finally:
        await database.close()
    return found


if __name__ == "__main__":
    main()

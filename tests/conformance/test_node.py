"""centrifuge-js in Node, with the `ws` transport, holds every behaviour in both lanes."""

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conformance.conftest import BEHAVIOURS, NAMES, SECRET, Site, serving

PROGRAMS = Path(__file__).parents[2] / ".make" / "node-path"
"""Where `make` found Node, when it is not the machine's own."""


def node() -> str:
    """Return the program that runs the clients."""
    found = PROGRAMS.read_text().strip() if PROGRAMS.exists() else ""
    program = shutil.which("node", path=f"{found}:{os.environ['PATH']}")
    assert program is not None, "Node is needed: make test installs it"
    return program


async def run_all(site: Site) -> dict[str, str]:
    """Return what went wrong by behaviour; they run together, each on its own channels."""
    command = [node(), str(BEHAVIOURS / "node.mjs"), site.url, SECRET, *NAMES]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(process.communicate(), 150)
    found: dict[str, str] = json.loads(out)
    return found


@pytest.fixture(scope="session")
async def problems(site: Site) -> dict[str, str]:
    return await run_all(site)


@pytest.mark.parametrize("behaviour", NAMES)
def test_in_node(behaviour: str, problems: dict[str, str]) -> None:
    assert problems.get(behaviour, "it was not run") == ""


async def test_in_node_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    async with serving(tmp_path, "fast", SANGGAR_DATABASE_URL=postgres_url) as site:
        found = await run_all(site)
    assert {name: problem for name, problem in found.items() if problem} == {}
    assert set(found) == set(NAMES)

"""centrifuge-js in Node, with the `ws` transport, holds every behaviour in both lanes."""

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conformance.conftest import BEHAVIOURS, NAMES, SECRET, Site

PROGRAMS = Path(__file__).parents[2] / ".make" / "node-path"
"""Where `make` found Node, when it is not the machine's own."""


def node() -> str:
    """Return the program that runs the clients."""
    found = PROGRAMS.read_text().strip() if PROGRAMS.exists() else ""
    program = shutil.which("node", path=f"{found}:{os.environ['PATH']}")
    assert program is not None, "Node is needed: make test installs it"
    return program


@pytest.fixture(scope="session")
async def problems(site: Site) -> dict[str, str]:
    """What went wrong, by the behaviour's name: they run together, each on its own channels."""
    process = await asyncio.create_subprocess_exec(
        node(),
        str(BEHAVIOURS / "node.mjs"),
        site.url,
        SECRET,
        *NAMES,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 150)
    found: dict[str, str] = json.loads(out)
    return found


@pytest.mark.parametrize("behaviour", NAMES)
def test_in_node(behaviour: str, problems: dict[str, str]) -> None:
    assert problems.get(behaviour, "it was not run") == ""

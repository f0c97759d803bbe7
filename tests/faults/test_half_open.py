"""A pulled cable: the server finds the half-open connection, shows the person gone, and resumes."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.far import Cable, FarClient
from tests.faults.kernel import only
from tests.faults.sizes import SOAK, sized
from tests.faults.stage import CHANNEL, PROBES, Stage
from tests.listener import Listener

SETTINGS = sized(
    {
        "SANGGAR_LIVE_PING_EVERY": "1",
        "SANGGAR_LIVE_PONG_WITHIN": "3",
        "SANGGAR_LIVE_WRITE_WITHIN": "3",
        "SANGGAR_LIVE_PRESENCE_GRACE": "1",
    },
    {},
)
FOUND_WITHIN = 60.0
OFFLINE = (15.0, 45.0)
"""Seconds between the death of the socket and the person shown offline; the settings of CI are
shorter, so only the soak asserts the lower bound."""
PATIENCE = sized(2.0, 10.0)
"""How long the client waits for a late ping."""


@pytest.fixture
def cable() -> Iterator[Cable]:
    """A veth pair; without the right to make one the test is skipped, never in CI."""
    found = _cable()
    if isinstance(found, str):
        if os.environ.get("CI"):
            pytest.fail(found)
        pytest.skip(found)
    yield found
    found.remove()


def _cable() -> Cable | str:
    if shutil.which("ip") is None:
        return "ip is not installed (Debian package iproute2)"
    try:
        return Cable()
    except subprocess.CalledProcessError as error:
        return f"no network interface can be made here: {error.stderr.decode().strip()}"


@pytest.mark.parametrize(
    "every", sized([0.1], [0.1, 3600]), ids=lambda every: "quiet" if every > 1 else "data pending"
)
async def test_a_client_behind_a_pulled_cable_is_dropped_and_resumes(
    every: float, cable: Cable, tmp_path: Path
) -> None:
    async with Stage.opened(tmp_path, host=cable.address, **SETTINGS) as stage:
        far = FarClient(cable, stage.server.url, CHANNEL, patience=PATIENCE)
        watching = Listener(stage.server.url, CHANNEL, cookie="who=sari")
        async with far.subscribed() as client, watching as watch:
            async with stage.served(every=every):
                await far.unplug()
                found_after = await only(stage.server.port, PROBES + 1, FOUND_WITHIN)
                offline_after = await gone(watch, "2")
                await far.plug_in()
                await far.run(client.returned())
            await far.run(client.until(stage.said))
            await stage.judge(client)
        print(f"dropped after {found_after:.1f} s, offline {offline_after:.1f} s later")
        assert offline_after <= OFFLINE[1]
        assert offline_after >= OFFLINE[0] or not SOAK


async def gone(watch: Listener, user: str) -> float:
    """Wait until a person is shown to have left; returns how long it took in seconds."""
    begun = time.monotonic()
    async with asyncio.timeout(OFFLINE[1] + 15):
        while (await watch.joins.get()).get("leave", {}).get("info", {}).get("user") != user:
            pass
    return time.monotonic() - begun

"""Peers that fall silent without a FIN are found, dropped, and can resume."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.follower import Follower, following
from tests.faults.kernel import only
from tests.faults.proxy import Proxy, Way
from tests.faults.sizes import sized
from tests.faults.stage import CHANNEL, PROBES, Stage

IMPATIENT_WRITER = sized({"SANGGAR_LIVE_WRITE_WITHIN": "3"}, {})
IMPATIENT = IMPATIENT_WRITER | sized(
    {"SANGGAR_LIVE_PING_EVERY": "1", "SANGGAR_LIVE_PONG_WITHIN": "3"}, {}
)
FOUND_WITHIN = sized(30.0, 60.0)
"""A bound for CI: what the settings ask for, and time for a loaded machine."""
EACH = 5


def black_hole(proxy: Proxy) -> None:
    """Everything is accepted and nothing arrives: only the missing pong tells (L17)."""
    proxy.swallow()


def deaf_server(proxy: Proxy) -> None:
    """The client hears the pings, its pongs are lost."""
    proxy.swallow({Way.TO_SERVER})


def full_pipe(proxy: Proxy) -> None:
    """The kernel takes no more of what the server writes (L14)."""
    proxy.hold({Way.TO_CLIENT})


def half_closed_by_the_client(proxy: Proxy) -> None:
    """The server hears the end of a client that would still listen."""
    proxy.half_close(Way.TO_SERVER)


def half_closed_by_the_server(proxy: Proxy) -> None:
    """The client hears an end that the server never sent."""
    proxy.half_close(Way.TO_CLIENT)


FAULTS = {
    black_hole: IMPATIENT,
    full_pipe: IMPATIENT_WRITER,
    half_closed_by_the_client: {},
} | sized({}, {deaf_server: IMPATIENT, half_closed_by_the_server: {}})


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
async def test_a_silent_peer_is_dropped_and_resumes(
    fault: Callable[[Proxy], None], tmp_path: Path
) -> None:
    async with Stage.opened(tmp_path, **FAULTS[fault]) as stage:
        clients = [Follower(stage.proxy.url, CHANNEL, cookie="who=ani") for _ in range(EACH)]
        async with following(*clients):
            async with stage.served(size=20_000):
                await stage.proxy.down()
                fault(stage.proxy)
                found_after = await only(stage.server.port, PROBES, FOUND_WITHIN)
                print(f"dropped after {found_after:.1f} s")
                stage.proxy.reset()
                stage.proxy.heal()
                await stage.proxy.up()
                for each in clients:
                    await each.returned()
            await stage.judge(*clients)

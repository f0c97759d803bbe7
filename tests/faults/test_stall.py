"""Code that blocks the event loop is named in the log, and costs nobody the connection."""

import asyncio
from pathlib import Path

from tests.faults.follower import Follower, following
from tests.faults.stage import CHANNEL, Stage
from tests.listener import Listener
from tests.process import ServerProcess

SECONDS = 2.0
CLIENTS = 10


class StallingEngine(ServerProcess):
    """The engine with a command that blocks."""

    program = ("tests.faults.stalling_app",)


async def test_a_stalled_loop_names_its_culprit_and_loses_nobody(tmp_path: Path) -> None:
    settings = {"SANGGAR_LIVE_PING_EVERY": "1"}
    async with Stage.opened(tmp_path, program=StallingEngine, **settings) as stage:
        url = stage.server.url
        crowd = [Follower(url, CHANNEL, cookie="who=ani") for _ in range(CLIENTS)]
        async with following(*crowd):
            async with stage.served(), Listener(url, cookie="who=budi") as culprit:
                await culprit.rpc("stall", {"seconds": SECONDS})
                await asyncio.sleep(1.5)  # a ping and its answer
            await stage.judge(*crowd)
        assert not any(each.recoveries for each in crowd)
    log = stage.server.log.read_text()
    assert "the event loop is held up" in log
    assert "the event loop runs again" in log
    assert "stalling_app.py" in log
    assert "time.sleep(params.seconds)" in log

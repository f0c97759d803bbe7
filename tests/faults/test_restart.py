"""A crowd is cut off at once by a restart: all resume, at one read of the log each."""

import asyncio
from pathlib import Path

from tests.faults.follower import following
from tests.faults.light import Light
from tests.faults.sizes import sized
from tests.faults.stage import CHANNEL, Stage
from tests.process import ServerProcess

SOCKETS = sized(500, 2000)
MISSED = 5
SHUTDOWN = 3001


class CountingEngine(ServerProcess):
    """The engine, noting its reads of the log."""

    program = ("tests.faults.counting_app",)

    def __init__(self, home: Path, **options: str) -> None:
        super().__init__(home, **options)
        self.reads = home / "instance" / "reads"
        self.reads.parent.mkdir()

    def count(self) -> int:
        """Return how often the log was read so far."""
        return self.reads.stat().st_size


async def test_a_crowd_resumes_after_kill_and_after_shutdown(tmp_path: Path) -> None:
    async with Stage.opened(tmp_path, program=CountingEngine) as stage:
        server = stage.server
        assert isinstance(server, CountingEngine)
        crowd = [Light(server.url, CHANNEL, cookie="who=ani") for _ in range(SOCKETS)]
        async with following(*crowd):
            await stage.say(MISSED)
            for times, end in enumerate((server.kill, server.stop), 1):
                before = sum(len(each.closes) for each in crowd)
                await asyncio.to_thread(end)
                read_before = server.count()
                await server.start()
                await stage.say(MISSED)
                for each in crowd:
                    await each.returned(times)
                reads = server.count() - read_before
                reconnects = sum(len(each.closes) for each in crowd) - before
                print(f"{SOCKETS} sockets, {reconnects} reconnects, {reads} reads of the log")
                assert 0 < reads <= reconnects
            await stage.judge(*crowd)
        assert {each.closes[0] for each in crowd} == {0}
        assert all(SHUTDOWN in each.closes for each in crowd)

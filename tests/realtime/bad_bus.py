"""A server on a bus that loses, doubles and delays: python -m tests.realtime.bad_bus MODULE …

`SANGGAR_TEST_BUS` holds three numbers: the shares of the others' messages that are lost and that
come twice, and the seconds by which one may be late. Our own heartbeat always comes through.
"""

import asyncio
import os
import random
import runpy
import sys
from collections.abc import Callable
from typing import Any

from app.realtime import hub
from app.realtime.bus import Bus, open_bus
from app.realtime.bus_remote import RemoteBus, Wire


class BadWire:
    """A wire between us and the others."""

    def __init__(self, wire: Wire, is_mine: Callable[[bytes], bool], faults: list[float]) -> None:
        self.wire, self.is_mine = wire, is_mine
        self.lost, self.doubled, self.late = faults
        self.send, self.close = wire.send, wire.close

    async def listen(self, heard: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()

        def take(message: bytes) -> None:
            if self.is_mine(message):
                heard(message)
            elif random.random() >= self.lost:
                for _ in range(2 if random.random() < self.doubled else 1):
                    loop.call_later(random.uniform(0, self.late), heard, message)

        await self.wire.listen(take)


class BadDialer:
    """Opens bad wires."""

    def __init__(self, dialer: Any, is_mine: Callable[[bytes], bool], faults: list[float]) -> None:
        self.dialer, self.is_mine, self.faults = dialer, is_mine, faults

    async def dial(self) -> BadWire:
        return BadWire(await self.dialer.dial(), self.is_mine, self.faults)


def main() -> None:
    """Run the module that the arguments name, as `python -m` would."""
    faults = [float(each) for each in os.environ["SANGGAR_TEST_BUS"].split(",")]

    def open_bad(url: str, *, secret: str) -> Bus:
        bus = open_bus(url, secret=secret)
        assert isinstance(bus, RemoteBus)
        bus.dialer = BadDialer(bus.dialer, bus._envelopes.is_mine, faults)
        return bus

    hub.open_bus = open_bad  # type: ignore[attr-defined]
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

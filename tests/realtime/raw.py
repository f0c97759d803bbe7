"""A socket without manners: sends what it is told and shows every answer as it came."""

import asyncio
import json
from collections import deque
from types import TracebackType
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


class Raw:
    """`async with Raw(url, who="ani") as raw:`; `connect=False` leaves the greeting out."""

    def __init__(
        self,
        url: str,
        *,
        who: str = "",
        connect: bool = True,
        origin: str | None = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        self.url, self.who, self.greets = url, who, connect
        self.origin = url if origin == "" else origin
        self.headers = dict(headers or {})
        self.lines: deque[dict[str, Any]] = deque()
        self.socket: ClientConnection

    async def __aenter__(self) -> "Raw":
        cookies = {"Cookie": f"who={self.who}"} if self.who else {}
        self.socket = await connect(
            self.url.replace("http", "ws") + "/connection/websocket",
            origin=self.origin,  # type: ignore[arg-type]
            additional_headers=self.headers | cookies,
            compression=None,
            max_size=None,
        )
        if self.greets:
            await self.ask({"id": 1, "connect": {}})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.socket.close()

    async def send(self, *commands: object) -> None:
        """Send objects as one frame, one a line; text goes as it is."""
        lines = [each if isinstance(each, str) else json.dumps(each) for each in commands]
        await self.socket.send("\n".join(lines))

    async def next(self, timeout: float = 5) -> dict[str, Any]:
        """Return the next line that the server wrote."""
        while not self.lines:
            frame = await asyncio.wait_for(self.socket.recv(), timeout)
            self.lines.extend(json.loads(line) for line in str(frame).split("\n"))
        return self.lines.popleft()

    async def ask(self, command: object) -> dict[str, Any]:
        """Send one command and return its reply, or whatever comes next to a broken one."""
        await self.send(command)
        number = command.get("id") if isinstance(command, dict) else None
        while True:
            line = await self.next()
            if number is None or line.get("id") == number:
                return line

    async def closed(self, timeout: float = 5) -> int:
        """Read until the server closes; returns its code."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code or 0

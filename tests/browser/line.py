"""The line between a page's live connection and the server, which the tests may spoil."""

import asyncio
import re

from playwright.async_api import BrowserContext, WebSocketRoute


class Line:
    """Carries frames both ways until it is told otherwise."""

    def __init__(self) -> None:
        self.is_down = False
        self.is_slow = False
        self._carries = asyncio.Event()
        self._open: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        self._late: list[tuple[WebSocketRoute, str | bytes]] = []

    async def lay(self, context: BrowserContext) -> None:
        """Stand between the pages of a context and the server, from their next load on."""
        await context.route_web_socket(re.compile("/connection/websocket$"), self._carry)

    async def carries(self) -> None:
        """Wait until a socket is open."""
        await asyncio.wait_for(self._carries.wait(), 15)

    async def cut(self) -> None:
        """Close every socket and refuse new ones until `mend`."""
        self.is_down = True
        await self.end(3001)

    def die(self) -> None:
        """Swallow every frame of the open sockets without closing them, as sleep does."""
        for page, server in self._open:
            page.on_message(_swallow)
            server.on_message(_swallow)

    def slow(self) -> None:
        """Hold back what channels answer, until `mend`."""
        self.is_slow = True

    def mend(self) -> None:
        """Let new sockets in, and deliver what was held back."""
        self.is_down = self.is_slow = False
        late, self._late = self._late, []
        for page, frame in late:
            page.send(frame)

    async def end(self, code: int) -> None:
        """Close every open socket on the page's side with a code of the server."""
        self._carries.clear()
        ended, self._open = self._open, []
        for page, server in ended:
            await page.close(code=code, reason="for the test")
            await server.close()

    async def _carry(self, page: WebSocketRoute) -> None:
        if self.is_down:
            await page.close(code=3001, reason="for the test")
            return
        server = page.connect_to_server()
        self._open.append((page, server))
        self._carries.set()

        def hear(frame: str | bytes) -> None:
            if self.is_slow and "subscribe" in str(frame):
                self._late.append((page, frame))
            else:
                page.send(frame)

        page.on_message(server.send)
        server.on_message(hear)


def _swallow(frame: str | bytes) -> None:
    pass

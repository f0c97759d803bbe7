"""A small live client for the tests: one socket, one channel, the events it received."""

import asyncio
import json
from types import TracebackType
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed


class Event(NamedTuple):
    """One publication: its offset (0 when it is not durable) and the event itself."""

    offset: int
    type: str
    data: Any
    actor: Any
    id: str


class Refusal(Exception):
    """The server answered a command with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['code']}: {error.get('message', '')}")
        self.code: int = error["code"]


class Listener:
    """`async with Listener(url, cookie=…) as page:` then `page.next()`, `page.rpc(…)`."""

    def __init__(
        self,
        url: str,
        channel: str = "",
        *,
        cookie: str = "",
        token: str = "",
        since: dict[str, Any] | None = None,
    ) -> None:
        self.url = url.replace("http://", "ws://") + "/connection/websocket"
        self.origin = url if not token else None
        self.channel, self.cookie, self.token, self.since = channel, cookie, token, since
        self.events: asyncio.Queue[Event] = asyncio.Queue()
        self.joins: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.subscription: dict[str, Any] = {}
        self._replies: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self.close_code = 0

    async def __aenter__(self) -> "Listener":
        headers = {"Cookie": self.cookie} if self.cookie else {}
        self._socket = await connect(
            self.url, origin=self.origin, additional_headers=headers, compression=None
        )
        self._reader = asyncio.create_task(self._read())
        try:
            await self.command("connect", {"token": self.token} if self.token else {})
            if self.channel:
                self.subscription = await self.subscribe(self.channel, self.since)
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.wait({self._reader}, timeout=3)
            self._reader.cancel()

    async def subscribe(self, channel: str, since: dict[str, Any] | None = None) -> dict[str, Any]:
        """Listen to one more channel; `since` is {"epoch","offset"} of an earlier position."""
        recover = {"recover": True, **since} if since else {}
        return await self.command("subscribe", {"channel": channel, **recover})

    async def rpc(self, method: str, data: object) -> Any:
        """Call a method; raises Refusal."""
        return (await self.command("rpc", {"method": method, "data": data})).get("data")

    async def command(self, name: str, body: dict[str, Any], timeout: float = 10) -> dict[str, Any]:
        """Send one command and wait for its reply; raises Refusal."""
        assert self._socket is not None
        self._last += 1
        number = self._last
        reply = self._replies[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, name: body}))
        answer = await asyncio.wait_for(reply, timeout)
        if "error" in answer:
            raise Refusal(answer["error"])
        found: dict[str, Any] = answer.get(name) or {}
        return found

    async def next(self, type: str | None = None, timeout: float = 5) -> Event:
        """Return the next event (of a type, skipping others)."""
        async with asyncio.timeout(timeout):
            while True:
                event = await self.events.get()
                if type in {None, event.type}:
                    return event

    async def quiet(self, seconds: float = 0.3) -> bool:
        """Tell whether nothing arrives for a while."""
        try:
            await self.next(timeout=seconds)
        except TimeoutError:
            return True
        return False

    async def closed(self, timeout: float = 5) -> int:
        """Wait until the server closes the socket and return the close code."""
        assert self._reader is not None
        await asyncio.wait_for(asyncio.shield(self._reader), timeout)
        return self.close_code

    async def _read(self) -> None:
        assert self._socket is not None
        try:
            async for frame in self._socket:
                for line in str(frame).split("\n"):
                    await self._take(json.loads(line))
        except ConnectionClosed:
            pass  # the code says why
        finally:
            self.close_code = self._socket.close_code or 0
            for reply in self._replies.values():
                if not reply.done():
                    reply.set_exception(ConnectionError(f"closed with {self.close_code}"))
                    reply.exception()

    async def _take(self, message: dict[str, Any]) -> None:
        if not message:
            assert self._socket is not None
            await self._socket.send("{}")
        elif "id" in message:
            for publication in message.get("subscribe", {}).get("publications") or []:
                self._keep(publication)  # before the pushes that follow in the same frame
            reply = self._replies.get(message["id"])
            if reply is not None and not reply.done():
                reply.set_result(message)
        elif "pub" in (push := message.get("push", {})):
            self._keep(push["pub"])
        elif "join" in push or "leave" in push:
            self.joins.put_nowait(push)
        elif "unsubscribe" in push:
            self._keep({"data": {"type": "unsubscribed", "data": push["unsubscribe"]}})

    def _keep(self, publication: dict[str, Any]) -> None:
        body = publication["data"]
        self.events.put_nowait(
            Event(
                publication.get("offset", 0),
                body.get("type", ""),
                body.get("data"),
                body.get("actor"),
                body.get("id", ""),
            )
        )

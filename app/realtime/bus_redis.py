"""The bus over Redis or Valkey: PUBLISH on one connection, SUBSCRIBE on another.

We use redis-py's connections, not its PubSub: that one connects again by itself, without a word
about what was lost meanwhile, and has been seen to fall silent (redis-py#2417, #2089).
"""

from collections.abc import Callable
from typing import Any

from redis.asyncio.connection import AbstractConnection, Connection, parse_url

LARGEST = 256 * 1024


class Redis:
    """A server by its URL, redis:// or rediss://, with its own query parameters."""

    def __init__(self, url: str, name: str) -> None:
        self.options: dict[str, Any] = dict(parse_url(url))
        self.kind: type[AbstractConnection] = self.options.pop("connection_class", Connection)
        self.name = name

    async def dial(self) -> "RedisWire":
        """Connect twice and subscribe."""
        wire = RedisWire(self._connection(), self._connection(), self.name)
        try:
            await wire.open()
        except BaseException:
            await wire.close()
            raise
        return wire

    def _connection(self) -> AbstractConnection:
        """Return a connection without timeouts and retries: the bus watches over it."""
        plain = {"protocol": 2, "socket_timeout": None, "health_check_interval": 0, "retry": None}
        return self.kind(**{**self.options, **plain, "decode_responses": False})


class RedisWire:
    """Two connections to one server."""

    def __init__(
        self, speaking: AbstractConnection, listening: AbstractConnection, name: str
    ) -> None:
        self.speaking, self.listening, self.name = speaking, listening, name

    async def open(self) -> None:
        """Connect, and return once the server has taken the subscription."""
        await self.speaking.connect()  # type: ignore[no-untyped-call]
        await self.listening.connect()  # type: ignore[no-untyped-call]
        await self.listening.send_command("SUBSCRIBE", self.name, check_health=False)
        await self.listening.read_response()

    async def send(self, message: bytes) -> None:
        """Publish, and wait for the server's answer: meanwhile the next batch gathers."""
        await self.speaking.send_command("PUBLISH", self.name, message, check_health=False)
        await self.speaking.read_response()

    async def listen(self, heard: Callable[[bytes], None]) -> None:
        """Read until the connection fails."""
        while True:
            answer = await self.listening.read_response(disable_decoding=True)
            if answer[0] == b"message":
                heard(answer[2])

    async def close(self) -> None:
        """Drop both connections."""
        await self.speaking.disconnect(nowait=True)
        await self.listening.disconnect(nowait=True)

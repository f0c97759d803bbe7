"""The bus of several processes on one machine: a mesh of unix sockets in a folder of their own.

Each process has a socket in the folder and dials every other's. There is no relay that could die,
and nobody to start one: whoever has the folder is in the mesh. Links go one way, from who dialled.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

LARGEST = 256 * 1024
WAITING_BYTES = 4 * 1024 * 1024
"""Who does not take more is dropped and dialled again: then it knows that it missed some."""
LOOK_EVERY = 1.0
"""Seconds between two looks into the folder."""
SIZE = 4
SUFFIX = ".sock"


class Mesh:
    """The folder; only its owner may enter, so only our own processes can speak."""

    def __init__(self, folder: str, name: str) -> None:
        self.folder, self.name = Path(folder), name

    async def dial(self) -> "MeshWire":
        """Put our socket into the folder and dial all that are there."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.folder.stat().st_uid != os.geteuid():
            raise PermissionError(f"{self.folder} belongs to somebody else")
        self.folder.chmod(0o700)
        wire = MeshWire(self.folder, self.name)
        try:
            await wire.open()
        except BaseException:
            await wire.close()
            raise
        return wire


class MeshWire:
    """Our socket, the links that we dialled, and those on which the others speak to us."""

    def __init__(self, folder: Path, topic: str) -> None:
        self.folder, self.topic = folder, topic
        self.name = f"{topic}-{os.getpid()}-{uuid4().hex[:12]}{SUFFIX}"
        self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._links: dict[str, asyncio.WriteTransport] = {}
        self._incoming: set[_Incoming] = set()
        self._server: asyncio.Server | None = None
        self._heard: Callable[[bytes], None] | None = None
        self._looking = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen, then appear in the folder: who does not answer there is dead. Dial the others."""
        loop = asyncio.get_running_loop()
        ours = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setblocking(False)
        hidden = "." + self.name
        ours.bind(self._path(hidden))
        self._server = await loop.create_unix_server(lambda: _Incoming(self), sock=ours)
        os.rename(self.folder / hidden, self.folder / self.name)
        await self.look()

    async def listen(self, heard: Callable[[bytes], None]) -> None:
        """Take in what arrives, and keep a link to everyone who is there."""
        self._heard = heard
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if not (self.folder / self.name).exists():
                raise FileNotFoundError("our socket has been removed from the folder")
            await self.look()

    async def send(self, message: bytes) -> None:
        """Write to every link; nobody is waited for."""
        framed = len(message).to_bytes(SIZE) + message
        for name, link in list(self._links.items()):
            if link.is_closing() or link.get_write_buffer_size() > WAITING_BYTES:
                link.abort()
                del self._links[name]
            else:
                link.write(framed)

    async def look(self) -> None:
        """Dial who is new in the folder; remove the socket of who has died."""
        async with self._looking:
            present = {path.name for path in self.folder.glob(f"{self.topic}-*{SUFFIX}")}
            for name in self._links.keys() - present:
                self._links.pop(name).close()
            for name in sorted(present - self._links.keys()):
                await self._dial(name)

    async def close(self) -> None:
        """Leave the folder and end every link."""
        for task in self._tasks:
            task.cancel()
        with suppress(FileNotFoundError):
            (self.folder / self.name).unlink()
        if self._server is not None:
            self._server.close()
        for link in [*self._links.values(), *(each.transport for each in self._incoming)]:
            link.close()
        self._links.clear()
        os.close(self._handle)

    def took(self, message: bytes) -> None:
        """Pass on a message of somebody."""
        if self._heard is not None:
            self._heard(message)

    def entered(self, link: "_Incoming") -> None:
        """Somebody has dialled us: what they said before is lost; we dial them, then we listen."""
        self._incoming.add(link)
        self.took(b"")
        task = asyncio.get_running_loop().create_task(self.look())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: link.begin())

    def left(self, link: "_Incoming") -> None:
        """Forget a link on which somebody spoke."""
        self._incoming.discard(link)

    async def _dial(self, name: str) -> None:
        loop = asyncio.get_running_loop()
        try:
            link, _ = await loop.create_unix_connection(asyncio.Protocol, self._path(name))
        except ConnectionRefusedError:
            with suppress(FileNotFoundError):
                (self.folder / name).unlink()
        except (FileNotFoundError, BlockingIOError):
            return  # gone meanwhile, or too busy to answer: the next look finds out
        else:
            self._links[name] = link

    def _path(self, name: str) -> str:
        """Return a short way to a socket: the kernel takes 107 bytes, a folder may need more."""
        short = f"/proc/self/fd/{self._handle}"
        return f"{short}/{name}" if os.path.exists(short) else str(self.folder / name)


class _Incoming(asyncio.Protocol):
    """Cuts the stream of one link into messages; those that come before `begin` wait."""

    transport: asyncio.BaseTransport

    def __init__(self, wire: MeshWire) -> None:
        self.wire = wire
        self.rest = b""
        self.is_heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take in somebody who has dialled us."""
        self.transport = transport
        self.wire.entered(self)

    def begin(self) -> None:
        """Pass on what has arrived so far, and from now on everything at once."""
        self.is_heard = True
        self.data_received(b"")

    def data_received(self, data: bytes) -> None:
        """Take the next piece of the stream."""
        data = self.rest + data
        start = 0
        while self.is_heard and len(data) - start >= SIZE:
            end = start + SIZE + int.from_bytes(data[start : start + SIZE])
            if len(data) < end:
                break
            self.wire.took(data[start + SIZE : end])
            start = end
        self.rest = data[start:]

    def connection_lost(self, error: Exception | None) -> None:
        """Forget who has gone."""
        self.wire.left(self)

"""The listening socket, and who takes the connections that arrive at it.

Several processes may listen on one socket that all of them inherited. The kernel wakes all of them
and whoever is quickest gets the connection, which may be the same one most of the time; live
sockets stay for hours, so those who have many wait for a moment.
"""

import asyncio
import logging
import mmap
import os
import resource
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress

BACKLOG = 2048
RESERVED = 256
"""File descriptors that connections leave to the database, files and uploads; a quarter at most."""
BREATH = 0.5
"""Seconds without accepting after an accept failed."""
COURTESY = 0.003
"""Seconds for which a process with more connections lets the others go first."""
ENDING = 1.0
"""Seconds that a connection gets to end by itself, and again when it is cut."""
COMPLAIN_EVERY = 10.0
SLACK = 2
"""So many connections more than another are no difference."""

log = logging.getLogger("sanggar")

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def listening_socket(bind: str) -> socket.socket:
    """Bind and listen; the options are inherited by every accepted socket."""
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_USER_TIMEOUT", 30_000)):
        if hasattr(socket, name):  # Linux
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    listening.bind((host, int(port)))
    listening.listen(BACKLOG)
    listening.setblocking(False)
    return listening


def most_connections() -> int:
    """Raise the limit of file descriptors as far as we may; return how many connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):  # a hard limit beyond what the kernel gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            soft = hard
    if soft == resource.RLIM_INFINITY:
        soft = 1024 * 1024
    return soft - min(RESERVED, soft // 4)


class Board:
    """How many connections each process has, in memory that all of them share.

    A process writes its own place only; a negative number means that it takes none.
    """

    AWAY = -1

    def __init__(self, file: int, place: int) -> None:
        self.place = place
        self._memory = mmap.mmap(file, 0)

    @staticmethod
    def prepare(file: int, places: int) -> None:
        """Give an empty file the size of a board with nobody on it."""
        os.ftruncate(file, places * 4)
        os.pwrite(file, struct.pack(f"{places}i", *[Board.AWAY] * places), 0)

    @staticmethod
    def clear(file: int, place: int) -> None:
        """Take a process that has ended off the board."""
        os.pwrite(file, struct.pack("i", Board.AWAY), place * 4)

    def note(self, connections: int) -> None:
        """Tell the others how many connections we have."""
        struct.pack_into("i", self._memory, self.place * 4, connections)

    def is_ahead(self, connections: int) -> bool:
        """Tell whether another process has markedly fewer connections."""
        found = struct.unpack(f"{len(self._memory) // 4}i", self._memory[:])
        fewest = min((each for each in found if each >= 0), default=connections)
        return connections > fewest + max(SLACK, fewest // 8)


class Acceptor:
    """Takes connections from the listening socket and serves each in a task of its own."""

    def __init__(self, listening: socket.socket, serve: Serve, board: Board | None = None) -> None:
        self.connections: set[asyncio.Task[None]] = set()
        self.most = most_connections()
        self._listening = listening
        self._serve = serve
        self._board = board
        self._resuming: asyncio.TimerHandle | None = None
        self._is_open = False
        self._is_full = False
        self._complained_at = -COMPLAIN_EVERY

    def start(self) -> None:
        """Begin to accept."""
        self._is_open = True
        self._note()
        self._listen()

    def close(self) -> None:
        """Accept nothing more; who is connected stays, who waits at a shared socket is not lost."""
        if not self._is_open:
            return
        if self._resuming is not None:
            self._resuming.cancel()
        asyncio.get_running_loop().remove_reader(self._listening)
        if self._board is None:
            self._accept_rest()
        else:
            self._board.note(Board.AWAY)
        self._is_open = False
        self._listening.close()

    async def end(self) -> None:
        """Cut the connections that do not end by themselves."""
        if self.connections:
            await asyncio.wait(self.connections, timeout=ENDING)
        for connection in self.connections:
            connection.cancel()
        if self.connections:
            await asyncio.wait(self.connections, timeout=ENDING)

    def _listen(self) -> None:
        self._resuming = None
        asyncio.get_running_loop().add_reader(self._listening, self._arrived)

    def _pause(self, seconds: float, then: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listening)
        self._resuming = loop.call_later(seconds, then)

    def _arrived(self) -> None:
        if self._board is not None and self._board.is_ahead(len(self.connections)):
            self._pause(COURTESY, self._after_courtesy)
        else:
            self._accept()

    def _after_courtesy(self) -> None:
        self._listen()
        self._accept()

    def _accept_rest(self) -> None:
        """Take those whose connection the kernel has made already: closing would cut them."""
        with suppress(OSError):
            while len(self.connections) < self.most and self._accepted():
                pass

    def _accept(self) -> None:
        """Take one connection, so that others get theirs; what still waits calls us again."""
        if len(self.connections) >= self.most:
            self._is_full = True
            asyncio.get_running_loop().remove_reader(self._listening)
            self._complain(f"all {self.most} connections are taken: the next have to wait")
            return
        try:
            self._accepted()
        except OSError as error:  # no descriptors, no memory: not the caller's fault, nor lasting
            self._complain(f"no connection can be accepted for a moment: {error}")
            self._pause(BREATH, self._listen)

    def _accepted(self) -> bool:
        """Serve the next connection; False if none is waiting."""
        try:
            accepted, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError):
            return False
        except ConnectionAbortedError:
            return True
        task = asyncio.get_running_loop().create_task(self._serve_one(accepted))
        self.connections.add(task)
        task.add_done_callback(self._ended)
        self._note()
        return True

    async def _serve_one(self, accepted: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        accepted.setblocking(False)
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, accepted)
        except OSError:  # it is gone already
            accepted.close()
            return
        await self._serve(reader, asyncio.StreamWriter(transport, protocol, reader, loop))

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self.connections.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a connection failed", exc_info=error)
        if self._is_open:
            self._note()
            if self._is_full:
                self._is_full = False
                self._listen()

    def _complain(self, sentence: str) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._complained_at >= COMPLAIN_EVERY:
            self._complained_at = now
            log.error(sentence)

    def _note(self) -> None:
        if self._board is not None:
            self._board.note(len(self.connections))

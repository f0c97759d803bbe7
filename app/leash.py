"""Between the parent and one of its processes: what is handed down, and a line to each other.

The line is a socket pair. The process says on it that it serves; the parent says on it when to
retire; and when the parent's end closes, for whatever reason, the process stops.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from app.leaving import Leave
from app.listening import Board

VARIABLE = "SANGGAR_INHERITED"
READY, RETIRE = b"+", b"-"


@dataclass(frozen=True, slots=True)
class Handed:
    """The descriptors that a process is started with."""

    listening: int
    line: int
    board: int
    place: int
    """Its place on the board."""

    ORDER: ClassVar = ("listening", "line", "board", "place")

    @property
    def files(self) -> tuple[int, int, int]:
        """Return what must stay open across the exec."""
        return (self.listening, self.line, self.board)

    def environ(self) -> dict[str, str]:
        """Return the variable that tells the process about it."""
        return {VARIABLE: ",".join(str(getattr(self, name)) for name in self.ORDER)}


class Leash:
    """The process's side."""

    def __init__(self, handed: Handed) -> None:
        for file in handed.files:
            os.set_inheritable(file, False)
        self.listening = socket.socket(fileno=handed.listening)
        self.board = Board(handed.board, handed.place)
        self._line = socket.socket(fileno=handed.line)
        self._line.setblocking(False)

    def hold(self, told: Callable[[Leave], None]) -> None:
        """Tell the parent that we serve, and call back when it wants us to leave or is gone."""
        loop = asyncio.get_running_loop()

        def heard() -> None:
            try:
                word = self._line.recv(1)
            except BlockingIOError:
                return
            except OSError:
                word = b""
            if not word:
                loop.remove_reader(self._line)
            told(Leave.RETIRE if word == RETIRE else Leave.STOP)

        loop.add_reader(self._line, heard)
        try:
            self._line.send(READY)
        except OSError:  # the parent is gone: `heard` comes at once
            return


def is_held() -> bool:
    """Tell whether a parent started this process."""
    return VARIABLE in os.environ


def inherited() -> Leash | None:
    """Take what a parent handed to this process; None where it serves alone."""
    text = os.environ.pop(VARIABLE, "")
    return Leash(Handed(*map(int, text.split(",")))) if text else None

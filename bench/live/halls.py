"""Chat servers with their rooms: started, and how each member of a room speaks."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.apps.studio import Seat, furnish
from bench.live import servers, speeches
from bench.live.generator import Speech
from bench.live.servers import Server

MEMBERS = 2
BODY = "Apakah warna sampulnya bisa sedikit lebih tua? Terima kasih. #{digits}#"


@dataclass(frozen=True, slots=True)
class Hall:
    """A running server; `seat(room, member)` is how that member speaks."""

    server: Server
    seat: Callable[[int, int], Speech]


@contextmanager
def engine(rooms: int) -> Iterator[Hall]:
    """Our engine: {conn} is a person, {group} the room."""
    say = f'{{"room":{{group}},"id":"m{{digits}}","body":"{BODY}"}}'
    speech = speeches.ours("room:{group}", message=speeches.rpc("say", say))
    command = servers.ours("--rooms", str(rooms), "--members", str(MEMBERS))
    with servers.running(command) as server:
        yield Hall(server, lambda room, member: speech)


@contextmanager
def studio(rooms: int) -> Iterator[Hall]:
    """The whole product: customers' general rooms, each with an operator."""
    with tempfile.TemporaryDirectory(prefix="sanggar-bench-") as folder:
        seats = furnish(Path(folder), rooms)
        with servers.running(servers.studio(Path(folder))) as server:
            yield Hall(server, lambda room, member: _in_studio(seats[room][member], server.port))


def _in_studio(seat: Seat, port: int) -> Speech:
    words = f'{{"room":{seat.room},"id":"{{uuid}}","body":"{BODY}"}}'
    speech = speeches.ours(f"room:{seat.room}", message=speeches.rpc("chat.send", words), who="")
    return speech.with_headers(f"Cookie: {seat.cookie}", f"Origin: http://127.0.0.1:{port}")


@contextmanager
def node(*mode: str) -> Iterator[Hall]:
    """Node's ws and better-sqlite3: the path is the room."""
    message = f'{{"id":{{id}},"body":"{BODY}"}}'
    speech = speeches.plain("/{group}", message, ack='{"ack":')
    with servers.running(servers.node("ws_chat.mjs", *mode, with_file=True)) as server:
        yield Hall(server, lambda room, member: speech)

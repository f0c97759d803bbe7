"""HTTP over one blocking socket, with as little work as possible: the peer of a file server."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Answer:
    """What came back; `first` and `seconds` count from the request to the first and last byte."""

    status: int
    headers: dict[str, str]
    size: int
    first: float
    seconds: float


class Line:
    """One connection to a server."""

    def __init__(self, url: str, cookie: str) -> None:
        place = urlsplit(url)
        self.host = place.netloc
        self.cookie = cookie
        self.socket = socket.create_connection((place.hostname or "", place.port or 80), timeout=60)
        self._rest = b""

    def put(self, path: str, source: Path, offset: int, length: int) -> Answer:
        """Send a piece of a file as a tus PATCH."""
        began = time.perf_counter()
        self._begin(
            "PATCH",
            path,
            f"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Length: {length}\r\n"
            "Content-Type: application/offset+octet-stream\r\n",
        )
        with source.open("rb") as file:
            self.socket.sendfile(file, offset, length)
        return self._answer(began)

    def get(self, path: str) -> Answer:
        """Fetch and throw away."""
        began = time.perf_counter()
        self._begin("GET", path, "")
        return self._answer(began)

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _begin(self, method: str, path: str, more: str) -> None:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {self.cookie}\r\n{more}\r\n"
        )
        self.socket.sendall(head.encode())

    def _answer(self, began: float) -> Answer:
        while b"\r\n\r\n" not in self._rest:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("the server hung up")
            self._rest += part
        head, _, body = self._rest.partition(b"\r\n\r\n")
        self._rest = b""
        first, *lines = head.decode("latin1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (x.partition(": ") for x in lines)}
        size = int(headers.get("content-length", "0"))
        left, arrived = size - len(body), time.perf_counter() if body else 0.0
        buffer = bytearray(1024 * 1024)
        while left > 0:
            taken = self.socket.recv_into(buffer, min(left, len(buffer)))
            if not taken:
                raise ConnectionError("the answer was cut")
            arrived = arrived or time.perf_counter()
            left -= taken
        now = time.perf_counter()
        return Answer(int(first.split()[1]), headers, size, (arrived or now) - began, now - began)

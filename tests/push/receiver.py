"""A push service on our own machine, and the devices that read what comes there.

The devices decrypt as a browser does (RFC 8291, receiver's side), written apart from the sender.
"""

import asyncio
import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import h11
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


@dataclass
class Received:
    """One request of the studio."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Keeps what it takes; `answers` are given first, then 201."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def endpoint(self, name: str) -> str:
        return f"http://{self.host}/push/{name}"

    async def next(self, seconds: float) -> Received:
        """Wait for the only request."""
        async with asyncio.timeout(seconds):
            await self._came.wait()
        (received,) = self.received
        return received

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = h11.Connection(h11.SERVER)
        request, body = None, b""
        while True:
            event = line.next_event()
            if event is h11.NEED_DATA:
                line.receive_data(await reader.read(65536))
            elif isinstance(event, h11.Request):
                request = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._keep(request, body)
                status = self.answers.pop(0) if self.answers else 201
                answer = h11.Response(status_code=status, headers=[("Content-Length", "0")])
                writer.write(line.send(answer) + line.send(h11.EndOfMessage()))
                await writer.drain()
                line.start_next_cycle()
                request, body = None, b""
            else:
                writer.close()
                return

    def _keep(self, request: h11.Request, body: bytes) -> None:
        headers = {name.decode().lower(): value.decode() for name, value in request.headers}
        self.received.append(Received(request.target.decode(), headers, body))
        self._came.set()


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()


class Device:
    """A browser's half of a subscription."""

    def __init__(self, number: int | None = None, auth: bytes = b"sixteen bytes!!!") -> None:
        curve = ec.SECP256R1()
        self.key = (
            ec.generate_private_key(curve)
            if number is None
            else ec.derive_private_key(number, curve)
        )
        self.auth = auth
        self.point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    def subscription(self, endpoint: str) -> dict[str, object]:
        keys = {"p256dh": base64url(self.point), "auth": base64url(self.auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> bytes:
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), peer)
        info = b"WebPush: info\0" + self.point + theirs
        material = expand(extract(self.auth, shared), info, 32)
        root = extract(salt, material)
        key = expand(root, b"Content-Encoding: aes128gcm\0", 16)
        nonce = expand(root, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded.endswith(b"\2")
        return padded[:-1]

    def note(self, received: Received) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.read(received.body))
        return found


def extract(salt: bytes, material: bytes) -> bytes:
    return hmac.new(salt, material, hashlib.sha256).digest()


def expand(root: bytes, info: bytes, length: int) -> bytes:
    return hmac.new(root, info + b"\1", hashlib.sha256).digest()[:length]


def base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()

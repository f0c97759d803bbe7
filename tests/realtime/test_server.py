"""The server below the engine: socket options, closed gaps of hypercorn, and a clean end."""

import asyncio
import socket
from pathlib import Path

import pytest
from hypercorn.protocol.ws_stream import FrameTooLargeError
from websockets.asyncio.client import connect
from wsproto.events import TextMessage

from app import hardening, server
from app.listening import listening_socket
from app.realtime.hub import hub
from tests.realtime.conftest import Engine
from tests.realtime.engine_app import settings_in
from tests.realtime.raw import Raw

OFFER = "permessage-deflate; client_max_window_bits"


async def answer_to(engine: Engine, request: str) -> bytes:
    host, port = engine.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request.replace("\n", "\r\n").format(host=f"{host}:{port}").encode())
    try:
        return await asyncio.wait_for(reader.read(4096), 5)
    finally:
        writer.close()
        await writer.wait_closed()


def test_the_listening_socket_hands_its_options_down() -> None:
    with (
        listening_socket("127.0.0.1:0") as listening,
        socket.create_connection(listening.getsockname()),
    ):
        listening.setblocking(True)
        accepted, _ = listening.accept()
        with accepted:
            tcp = socket.IPPROTO_TCP
            assert accepted.getsockopt(tcp, socket.TCP_USER_TIMEOUT) == 30_000
            assert accepted.getsockopt(tcp, socket.TCP_KEEPIDLE) == 60
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 128 * 1024


def test_hypercorn_is_configured_for_us(tmp_path: Path) -> None:
    chosen = server.config(settings_in(str(tmp_path)), 8123)
    assert chosen.keep_alive_timeout == 5
    assert chosen.websocket_max_message_size == 65536
    assert chosen.websocket_ping_interval is None
    assert chosen.h11_max_incomplete_size == 16384
    assert chosen.alpn_protocols == ["http/1.1"]
    assert chosen.include_server_header is False
    assert {"studio.test", "127.0.0.1:8123"} <= set(chosen.server_names)


async def test_compression_is_not_negotiated(engine: Engine) -> None:
    address = engine.url.replace("http", "ws") + "/connection/websocket"
    async with connect(address, compression="deflate") as client:
        assert client.response is not None
        assert "Sec-WebSocket-Extensions" not in client.response.headers


def test_the_handshake_ignores_extensions() -> None:
    headers = [(b"upgrade", b"websocket"), (b"sec-websocket-extensions", OFFER.encode())]
    assert hardening.PlainHandshake(headers, "1.1").extensions is None


def test_a_message_that_grows_for_ever_is_not_kept() -> None:
    buffer = hardening.BoundedBuffer(10)
    buffer.extend(TextMessage(data="éééé", message_finished=False))
    for _ in range(3):
        with pytest.raises(FrameTooLargeError):
            buffer.extend(TextMessage(data="ééé", message_finished=False))
        assert buffer.value is None


async def test_h2c_is_not_upgraded_to(engine: Engine) -> None:
    answer = await answer_to(
        engine,
        "GET /readyz HTTP/1.1\nHost: {host}\nConnection: Upgrade, HTTP2-Settings\n"
        "Upgrade: h2c\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\n\n",
    )
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"server:" not in answer.lower()


async def test_http2_by_prior_knowledge_is_refused(engine: Engine) -> None:
    answer = await answer_to(engine, "PRI * HTTP/2.0\n\nSM\n\n")
    assert answer.startswith(b"HTTP/1.1 505") or answer == b""


async def test_an_unknown_host_is_not_served(engine: Engine) -> None:
    answer = await answer_to(engine, "GET /readyz HTTP/1.1\nHost: evil.test\n\n")
    assert answer.startswith(b"HTTP/1.1 404")


async def test_stopping_tells_every_socket(engine: Engine) -> None:
    async with Raw(engine.url, who="ani") as raw:
        closing = asyncio.create_task(hub.close_all())
        assert await raw.closed() == 3001
        await closing
        assert not hub.connections
    hub.is_closing = False


async def test_plain_requests_to_the_endpoint_are_no_upgrade(engine: Engine) -> None:
    answer = await answer_to(engine, "GET /connection/websocket HTTP/1.1\nHost: {host}\n\n")
    assert answer.startswith(b"HTTP/1.1 404")

"""Whose word about the client's address counts."""

from ipaddress import ip_network
from typing import Any

import pytest

from app.proxies import Proxies

TRUSTED = [ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")]


async def client(peer: str, *forwarded: str) -> str:
    """Return the address that the application sees."""
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"X-Forwarded-For", each.encode()) for each in forwarded]
    scope = {"type": "http", "client": (peer, 4711), "headers": headers}
    await Proxies(app, TRUSTED)(scope, None, None)  # type: ignore[arg-type]
    assert scope["client"] == (peer, 4711)
    return str(seen[0])


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", ["198.51.100.1"], "192.0.2.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["203.0.113.9", "198.51.100.1, 10.2.3.4"], "198.51.100.1"),
        ("10.0.0.1", ["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, <script>, 10.2.3.4"], "10.2.3.4"),
        ("10.0.0.1", ["198.51.100.1:50123"], "198.51.100.1"),
        ("2001:db8::1", ["[2001:db9::5]:443"], "2001:db9::5"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("", ["198.51.100.1"], ""),
    ],
)
async def test_the_chain_is_followed_as_far_as_it_is_trusted(
    peer: str, forwarded: list[str], expected: str
) -> None:
    assert await client(peer, *forwarded) == expected


async def test_what_is_no_request_passes_untouched() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    await Proxies(app, TRUSTED)({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    assert seen == [{"type": "lifespan"}]

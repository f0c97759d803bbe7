"""For whom a proxy asks: its X-Forwarded-For counts when a setting names it, and only then."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

from app.config import Network
from app.guard import App, Receive, Scope, Send

Address = IPv4Address | IPv6Address


class Proxies:
    """ASGI: gives each scope the address of the client instead of that of a trusted proxy."""

    def __init__(self, app: App, trusted: Iterable[Network]) -> None:
        self.app = app
        self.trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one scope."""
        if scope["type"] in {"http", "websocket"}:
            host, port = scope.get("client") or ("", 0)
            client = self._client(host, scope["headers"])
            if client != host:
                scope = {**scope, "client": (client, port)}
        await self.app(scope, receive, send)

    def _client(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Follow the chain from its near end, as far as those who wrote it are trusted."""
        client, present = peer, _address(peer)
        chain = b",".join(value for name, value in headers if name.lower() == b"x-forwarded-for")
        for hop in reversed(chain.decode("latin1").split(",")):
            if present is None or not any(present in network for network in self.trusted):
                break
            present = _address(hop)
            client = str(present) if present is not None else client
        return client


def _address(text: str) -> Address | None:
    """Read an address as proxies write it: some add the port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found

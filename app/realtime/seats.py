"""How many sockets are open at once, in all and for each address, session and user.

Counted in this process. A place is taken before the upgrade, so that of many who come at the same
moment only as many get in as there are places.
"""

from collections import Counter
from collections.abc import Hashable
from ipaddress import IPv6Address, ip_address

from app.realtime.channels import Listener
from app.realtime.limits import Limits

Place = tuple[str, Hashable]


class Seats:
    """The places of one process; `Seat` takes them and gives them back."""

    def __init__(self) -> None:
        self.held: Counter[Place] = Counter()


class Seat:
    """What one socket holds, from before its upgrade to its end."""

    def __init__(self, seats: Seats, limits: Limits) -> None:
        self._held = seats.held
        self._limits = limits
        self._mine: list[Place] = []
        self._viewer: list[Place] = []

    def take(self, address: str) -> str:
        """Take a place in all and of an address; return what is full ("full", "ip"), or ""."""
        return self._take("full", "", self._limits.sockets, self._mine) or self._take(
            "ip", network(address), self._limits.sockets_per_ip, self._mine
        )

    def sit(self, viewer: Listener) -> str:
        """Take the places of a viewer for those of an earlier one; return what is full, or ""."""
        self._give_back(self._viewer)
        if not viewer.id:
            return ""
        return self._take(
            "session", viewer.session, self._limits.sockets_per_session, self._viewer
        ) or self._take("user", viewer.id, self._limits.sockets_per_user, self._viewer)

    def leave(self) -> None:
        """Give everything back; twice is once."""
        self._give_back(self._viewer)
        self._give_back(self._mine)

    def _take(self, kind: str, key: Hashable, most: int, into: list[Place]) -> str:
        place = (kind, key)
        if most and self._held[place] >= most:
            return kind
        self._held[place] += 1
        into.append(place)
        return ""

    def _give_back(self, places: list[Place]) -> None:
        while places:
            place = places.pop()
            self._held[place] -= 1
            if not self._held[place]:
                del self._held[place]


def network(address: str) -> str:
    """Return what counts as one address: all of IPv4's, the 64 bits that a home has of IPv6's."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:  # a unix socket, or nothing
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return found.packed[:8].hex()

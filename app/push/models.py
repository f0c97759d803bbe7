"""What may be pushed, to which addresses, and in which words a lock screen shows it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.accounts.access import Can, Role, Viewer
from app.errors import Invalid
from app.i18n import gettext as _
from app.i18n import zone_or

EVENING, MORNING = time(21), time(7)
"""Between these no lock screen lights up, unless its owner wants it."""
ENDPOINT_LIMIT = 1000
DEVICES_LIMIT = 10
Words = Callable[[], str]
"""Says something in the language of whoever reads it."""


class Topic(StrEnum):
    """What a person can switch on and off."""

    CHAT = "chat"
    ORDERS = "orders"
    PROMOS = "promos"


@dataclass(frozen=True, slots=True)
class Note:
    """What a lock screen shows: never what somebody wrote, a price, or a name.

    `tag` names the matter: a newer note about it takes the place of an older one.
    `url` is the path that a tap opens.
    """

    topic: Topic
    title: Words
    body: Words
    url: str
    tag: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which topics a person wants; before a choice those about their own affairs."""

    chat: bool = True
    orders: bool = True
    promos: bool = False
    nights: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody with a device that hears a topic."""

    id: int
    role: Role

    @property
    def viewer(self) -> Viewer:
        """Return them as they would look at a page."""
        return Viewer(self.id, self.role, "")

    def can(self, capability: Can) -> bool:
        """Tell whether their role has the capability."""
        return self.viewer.can(capability)


def after_the_night(now: datetime, zone: str) -> datetime:
    """Return the moment itself, or the next seven in the morning where it is night."""
    local = now.astimezone(ZoneInfo(zone_or(zone)))
    if MORNING <= local.time() < EVENING:
        return now
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, local.tzinfo).astimezone(UTC)


def check_endpoint(address: str, trusted: Collection[str]) -> str:
    """Return the address of a push service, or refuse what no browser would name.

    `trusted` are host:port pairs that may be anything. Where a name leads is checked again at each
    connection (`posting`): this one only keeps nonsense out of the table.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _bad() from None
    if parts.netloc in trusted and parts.scheme in {"http", "https"}:
        return address
    if len(address) > ENDPOINT_LIMIT or not address.isascii() or "@" in parts.netloc:
        raise _bad()
    host = parts.hostname or ""
    if parts.scheme != "https" or port not in {None, 443} or "." not in host or _is_number(host):
        raise _bad()
    return address


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()
    return True


def _bad() -> Invalid:
    return Invalid(_("This is not the address of a push service."), code="bad_endpoint")

"""The studio's mailbox: addresses by which the answer to a mail finds its conversation.

Such an address is sealed with the installation's key, so that nothing is kept for it; it says which
room and whose answer, ends after a while, and opens nothing else.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from app import clock, signing

PURPOSE = "answer by mail"
LASTS = timedelta(days=90)
"""How long a mail can be answered."""
_PLACE = re.compile(r"((\d{1,12})-(\d{1,12})-(\d{6}))-([a-z2-7]{26})")
_address = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer belongs, and whose it must be."""

    room_id: int
    user_id: int
    last_day: int
    """The day until which the address works, counted as `date.toordinal` does."""

    @property
    def is_over(self) -> bool:
        """Tell whether the address has ended."""
        return clock.now().toordinal() > self.last_day


def use(address: str) -> None:
    """Let answers come to this mailbox from now on; nothing: to none."""
    global _address
    _address = address


def is_open() -> bool:
    """Tell whether the studio reads answers at all."""
    return bool(_address)


def answers_to(room_id: int, user_id: int) -> str:
    """Return the address for somebody's answer in a room; nothing without a mailbox."""
    if not _address:
        return ""
    name, _at, domain = _address.partition("@")
    place = f"{room_id}-{user_id}-{(clock.now() + LASTS).toordinal()}"
    return f"{name}+{place}-{signing.seal(PURPOSE, place)}@{domain}"


def place_behind(address: str) -> Place | None:
    """Return where an address of ours leads; None for a mistyped or made-up one."""
    name, _at, domain = address.lower().partition("@")
    wanted, _at, ours = _address.lower().partition("@")
    found = _PLACE.fullmatch(name.removeprefix(f"{wanted}+"))
    if not wanted or domain != ours or found is None:
        return None
    text, room_id, user_id, last_day, given = found.groups()
    if not signing.is_sealed(PURPOSE, text, given):
        return None
    return Place(int(room_id), int(user_id), int(last_day))

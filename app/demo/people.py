"""The people of the demo studio: one of each role to sign in as, and customers with a history."""

from datetime import timedelta

from app import clock
from app.accounts import actions
from app.accounts.access import Role, Viewer
from app.admin import erasure

STAFF = (
    ("admin", "Adi Nugroho", Role.ADMIN),
    ("manager", "Mira Anggraini", Role.MANAGER),
    ("marketing", "Maya Kusuma", Role.MARKETING),
    ("operator", "Sari Wulandari", Role.OPERATOR),
    ("operator2", "Rina Hapsari", Role.OPERATOR),
    ("designer", "Dodi Pratama", Role.DESIGNER),
)
MEMBERS = (
    ("customer", "Ani Lestari"),
    ("customer2", "Budi Santoso"),
    ("customer3", "Citra Maharani"),
)
WALK_INS = (
    ("081234567801", "Kopi Senja, Bu Ratna"),
    ("081234567802", "SMP Harapan Bangsa"),
    ("081234567803", "Wayan Sudiarta"),
    ("081234567804", "Toko Batik Parang"),
    ("081234567805", "Masjid Al-Ikhlas, Pak Hasan"),
    ("081234567806", "Putri & Reza"),
    ("081234567807", "Klinik Sehat Depok"),
    ("081234567808", "Sambal Mak Ijah"),
    ("081234567809", "Eko Prabowo"),
)
SINCE = timedelta(days=60)
"""Everybody was there before the first order came."""
LEAVING = "081234567809"
"""Who has deleted their account since: the studio keeps the figures of an order without a name."""


async def hire(password: str) -> dict[str, Viewer]:
    """Make the accounts; returns who can act, by the name before the @ or the phone number."""
    with clock.shifted(-SINCE):
        return await _hire(password)


async def _hire(password: str) -> dict[str, Viewer]:
    found: dict[str, Viewer] = {}
    for name, full_name, role in STAFF:
        user = await actions.create_staff(
            email=f"{name}@sanggar.test", name=full_name, role=role, password=password, strict=False
        )
        found[name] = user.as_viewer()
    for name, full_name in MEMBERS:
        user = await actions.register(
            f"{name}@sanggar.test", name=full_name, password=password, strict=False
        )
        found[name] = user.as_viewer()
    for phone, full_name in WALK_INS:
        user = await actions.register(phone, name=full_name, password=password, strict=False)
        found[phone] = user.as_viewer()
    return found


async def leave(actors: dict[str, Viewer], password: str) -> None:
    """Let somebody delete their account, who is no customer any more."""
    with clock.shifted(-timedelta(days=12)):
        await erasure.erase_own(actors[LEAVING], password=password)


def emails() -> list[str]:
    """Return the addresses that a visitor of the demo may sign in with."""
    return [f"{entry[0]}@sanggar.test" for entry in (*STAFF, *MEMBERS)]

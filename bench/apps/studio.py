"""A studio with many customers, each in their general room with an operator: made in a folder."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from quart import Quart

from app import create_app
from app.accounts import queries, sessions, users
from app.accounts.access import Role
from app.accounts.models import Contact, User
from app.chat.actions import general_room
from app.config import Settings, read_settings
from app.db import database, transaction
from app.storage import disk
from tests import cast

SECRET = "a secret key of the measurements, long enough"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody in a room, with the cookie of their session."""

    room: int
    cookie: str


def settings_in(home: Path) -> Settings:
    """Return the settings of a studio in a folder."""
    return read_settings(environ_in(home))


def environ_in(home: Path) -> dict[str, str]:
    """Return the same for a process of its own."""
    return {
        "SANGGAR_INSTANCE": str(home),
        "SANGGAR_UPLOADS": str(home / "uploads"),
        "SANGGAR_SECRET_KEY": SECRET,
    }


def furnish(home: Path, rooms: int) -> list[tuple[Seat, Seat]]:
    """Make the studio; returns the customer's and the operator's seat for each room."""
    return asyncio.run(_furnish(settings_in(home), rooms))


async def _furnish(settings: Settings, rooms: int) -> list[tuple[Seat, Seat]]:
    await cast.hire(settings)
    app = create_app(settings)
    await database.open(settings.database_url)
    disk.use(settings.uploads)
    try:
        sari = await queries.user_with(Contact(cast.email("sari"), None))
        assert sari is not None
        operator = await _cookie(app, sari)
        found = []
        for number in range(rooms):
            customer = await _customer(number)
            room = await general_room(customer.id)
            found.append((Seat(room, await _cookie(app, customer)), Seat(room, operator)))
        return found
    finally:
        await database.close()


async def _customer(number: int) -> User:
    contact = Contact(f"pelanggan{number}@sanggar.test", None)
    async with transaction():
        return await users.insert(
            contact, name=f"Pelanggan {number}", role=Role.CUSTOMER, kept="", locale="id"
        )


async def _cookie(app: Quart, user: User) -> str:
    session = await sessions.start(user, ip="127.0.0.1", user_agent="bench")
    auth = app.extensions["QUART_AUTH"][0]
    return f"{auth.cookie_name}={auth.dump_token(session.token, app)}"

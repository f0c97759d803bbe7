"""A tiny application around the live engine: rooms where people say things, nothing else.

Runs inside the tests, and as processes of its own: python -m tests.realtime.engine_app [count].
"""

import asyncio
import sys
from dataclasses import dataclass
from typing import Any

import msgspec
import uvloop
from quart import Quart
from sqlalchemy import Column, Integer, MetaData, Table, Text, UniqueConstraint, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from app import audit, errors, leash, processes, server
from app.config import Settings, read_settings
from app.db import database, transaction
from app.realtime import log, revocations, routes
from app.realtime.actor import Actor
from app.realtime.channels import (
    BadToken,
    Handshake,
    TokenExpired,
    channel,
    identify,
    registry,
    rpc,
)
from app.realtime.counters import counters
from app.realtime.publish import publish, publish_ephemeral
from tests.process import CROWD

said = Table(
    "engine_said",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("room", Text, nullable=False),
    Column("author", Integer, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("offset", Integer, nullable=False),
    UniqueConstraint("author", "client_id", name="uq_engine_said_client"),
)


@dataclass(frozen=True)
class Person:
    """A viewer as the engine needs one."""

    id: int
    name: str
    role: str = "customer"
    session: int = 0
    locale: str = "en"
    zone: str = "Asia/Jakarta"


class World:
    """Who exists and who is in which room; tests change it."""

    def __init__(self) -> None:
        self.people = {name: Person(n, name, session=n) for n, name in enumerate(NAMES, 1)}
        self.barred: set[tuple[str, str]] = set()
        self.ended: set[int] = set()

    def bar(self, name: str, room: str) -> None:
        self.barred.add((name, room))


NAMES = ("ani", "budi", "sari", "rina")
world = World()


class Say(msgspec.Struct):
    room: str
    id: str
    body: str


class Fail(msgspec.Struct):
    kind: str


FAILURES: dict[str, Exception] = {
    "missing": errors.NotFound("There is no such room."),
    "refused": errors.Refused("This is not yours."),
    "sign-in": errors.SignInNeeded("Please sign in first."),
    "invalid": errors.Invalid("Please write something."),
    "conflict": errors.Conflict("Somebody was faster."),
    "too-large": errors.TooLarge("Too long."),
    "too-many": errors.TooMany("Slower, please.", retry_after=3),
    "unavailable": errors.Unavailable("Not now."),
    "bug": RuntimeError("secret detail"),
}


def register() -> None:
    """Take the registries over, for this process or for one test."""
    identify(cookie=_by_cookie, token=_by_token, still_valid=_still_valid)
    channel("room", presence=True)(_in_room)
    channel("promos", anonymous=True)(_anyone)
    channel("scratch", client_publish=True)(_anyone)
    channel("locked", client_publish=True)(_nobody)
    rpc("say", Say)(_say)
    rpc("fail", Fail)(_fail)
    rpc("typing", Say)(_typing)
    rpc("counted", Fail)(_counted)


async def _by_cookie(handshake: Handshake) -> Person | None:
    person = world.people.get(handshake.cookies.get("who", ""))
    return None if person is None or person.session in world.ended else person


async def _by_token(text: str) -> Person:
    if text == "expired":
        raise TokenExpired
    person = world.people.get(text.removeprefix("token-"))
    if person is None or person.session in world.ended:
        raise BadToken
    return person


async def _still_valid(person: Person) -> bool:
    return person.session not in world.ended


async def _in_room(person: Person, key: str) -> bool:
    return int(key) < 1000 and (person.name, key) not in world.barred


async def _anyone(person: Person, key: str) -> bool:
    return True


async def _nobody(person: Person, key: str) -> bool:
    return False


async def _say(person: Person, params: Say) -> dict[str, Any]:
    async with transaction():
        known = await database.fetch_one(
            select(said).where(said.c.author == person.id, said.c.client_id == params.id)
        )
        if known is not None:
            return {"offset": known["offset"], "repeated": True}
        by = Actor(id=person.id, name=person.name, role=person.role)
        data = {"id": params.id, "body": params.body}
        place = await publish(f"room:{params.room}", "message.posted", data, by=by)
        await database.execute(
            said.insert().values(
                room=params.room,
                author=person.id,
                client_id=params.id,
                body=params.body,
                offset=place.offset,
            )
        )
    return {"offset": place.offset, "repeated": False}


async def _fail(person: Person, params: Fail) -> None:
    raise FAILURES[params.kind]


async def _counted(person: Person, params: Fail) -> int:
    return int(getattr(counters, params.kind))


async def _typing(person: Person, params: Say) -> None:
    publish_ephemeral(f"room:{params.room}", "typing", {"who": person.name})


def settings_in(home: str, bind: str = "127.0.0.1:0") -> Settings:
    """Return settings with everything below one folder."""
    return read_settings(
        {
            "SANGGAR_INSTANCE": home,
            "SANGGAR_UPLOADS": home + "/uploads",
            "SANGGAR_SECRET_KEY": "a secret key of the tests, long enough",
            "SANGGAR_BIND": bind,
            "SANGGAR_PUBLIC_URL": "http://studio.test",
            **CROWD,
        }
    )


async def create_tables() -> None:
    """Make the engine's tables in the open database; the log alone, without a studio."""
    dialect = postgresql.dialect() if database.dialect == "postgresql" else sqlite.dialect()
    for each in (log.stream, log.event, revocations.revocation, audit.audit, said):
        ddl = CreateTable(each, if_not_exists=True).compile(dialect=dialect)
        await database.execute(text(str(ddl)))


def make_app(settings: Settings) -> Quart:
    """Build the application; serving opens the database."""
    app = Quart("engine")
    app.config["SETTINGS"] = settings
    routes.install(app)

    @app.get("/readyz")
    async def ready() -> str:
        return "ready"

    @app.before_serving
    async def begin() -> None:
        if not database.is_open:
            await database.open(settings.database_url)
        await create_tables()

    @app.after_serving
    async def end() -> None:
        await database.close()

    return app


async def prepare(settings: Settings) -> None:
    """Make the tables before several processes look for them."""
    await database.open(settings.database_url)
    await create_tables()
    await database.close()


def main() -> None:
    """Serve as a process of its own, or as several."""
    settings = read_settings()
    settings.instance.mkdir(parents=True, exist_ok=True)
    if sys.argv[1:] and not leash.is_held():
        asyncio.run(prepare(settings))
        itself = [sys.executable, "-m", "tests.realtime.engine_app"]
        processes.serve(settings, itself, int(sys.argv[1]))
    registry.channels.clear()
    registry.commands.clear()
    register()
    uvloop.run(server.serve(make_app(settings), settings))


if __name__ == "__main__":
    main()

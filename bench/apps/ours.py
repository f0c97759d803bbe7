"""The live engine as in production, with promos and rooms and nothing else of the studio.

    SANGGAR_BIND=… python -m bench.apps.ours [--rooms 100 --members 2]

Served by app/server.py with the durable log; a message is authorised, idempotent and committed
before it is answered, together with those of the same moment.
"""

import argparse
import time
from dataclasses import dataclass
from functools import partial
from os import environ

import msgspec
import uvloop
from quart import Quart
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    create_engine,
    insert,
    select,
)

from app import clock, server
from app.config import Settings, read_settings
from app.db import UtcDateTime, after_commit, commit_together, database, prepared, upsert
from app.errors import Conflict, Refused
from app.migrations import migrate
from app.realtime import routes
from app.realtime.actor import Actor
from app.realtime.channels import BadToken, Handshake, channel, identify, rpc
from app.realtime.publish import publish, publish_ephemeral

CROWD = {
    "SANGGAR_LIVE_RATE": "0",
    "SANGGAR_LIVE_SOCKETS_PER_SESSION": "0",
    "SANGGAR_LIVE_SOCKETS_PER_USER": "0",
    "SANGGAR_LIVE_SOCKETS_PER_IP": "0",
}
"""A load generator is one address with many sockets in a hurry."""

tables = MetaData()
members = Table(
    "bench_member",
    tables,
    Column("room", Integer, nullable=False),
    Column("user", Integer, nullable=False),
    PrimaryKeyConstraint("room", "user"),
)
messages = Table(
    "bench_message",
    tables,
    Column("id", Integer, primary_key=True),
    Column("room", Integer, nullable=False),
    Column("author", Integer, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("author", "client_id", name="uq_bench_message_client"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever says so: the number in the token or the cookie."""

    id: int
    name: str = "Ani Lestari"
    role: str = "customer"
    session: int = 0
    locale: str = "id"
    zone: str = "Asia/Jakarta"

    @property
    def actor(self) -> Actor:
        """Return how events show the person."""
        return Actor(id=self.id, name=self.name, role=self.role)


class Say(msgspec.Struct, frozen=True):
    """A message to a room, with an id that the client made."""

    room: int
    id: str
    body: str


@dataclass(slots=True)
class Moment:
    """When a transaction was committed, in nanoseconds of CLOCK_MONOTONIC."""

    at: int = 0

    def note(self) -> None:
        """Note it, before the listeners are told."""
        self.at = time.monotonic_ns()


def register() -> None:
    """Register who may listen and what may be said."""
    identify(cookie=_by_cookie, token=_by_token, still_valid=_is_valid)
    channel("promos", anonymous=True)(_may_hear_promos)
    channel("room")(_may_enter)
    rpc("promo", msgspec.Raw, overlaps=True)(_promo)
    rpc("promo.once", msgspec.Raw)(_promo_once)
    rpc("say", Say, overlaps=True)(_say)


async def _by_cookie(handshake: Handshake) -> Person | None:
    return _person(handshake.cookies.get("who", ""))


async def _by_token(token: str) -> Person:
    person = _person(token)
    if person is None:
        raise BadToken
    return person


async def _is_valid(person: Person | None) -> bool:
    return True


def _person(number: str) -> Person | None:
    return Person(int(number) + 1) if number.isdecimal() else None


async def _may_hear_promos(person: Person, key: str) -> bool:
    return key == ""


async def _may_enter(person: Person, key: str) -> bool:
    return key.isdecimal() and await _is_member(person, int(key))


async def _promo(person: Person, data: msgspec.Raw) -> dict[str, int]:
    moment = Moment()
    await commit_together(partial(_store_promo, person, data, moment))
    return {"committed_ns": moment.at}


async def _store_promo(person: Person, data: msgspec.Raw, moment: Moment) -> None:
    after_commit(moment.note)
    await publish("promos", "promo.published", data, by=person.actor)


async def _promo_once(person: Person, data: msgspec.Raw) -> None:
    publish_ephemeral("promos", "promo.published", data, by=person.actor)


async def _say(person: Person, said: Say) -> dict[str, int]:
    return {"message": await commit_together(partial(_store_message, person, said))}


async def _store_message(person: Person, said: Say) -> int:
    if not await _is_member(person, said.room):
        raise Refused("This is not your room.")
    message = await _new_message.fetch_val(
        room=said.room, author=person.id, client_id=said.id, body=said.body, at=clock.now()
    )
    if message is None:
        return await _message_before(person, said)
    facts = {"id": message, "client_id": said.id, "body": said.body}
    await publish(f"room:{said.room}", "message.posted", facts, by=person.actor)
    return int(message)


async def _message_before(person: Person, said: Say) -> int:
    before = await _known_message.fetch_one(author=person.id, client_id=said.id)
    if before is None or (before["room"], before["body"]) != (said.room, said.body):
        raise Conflict("Something else was said with this id.")
    return int(before["id"])


async def _is_member(person: Person, room: int) -> bool:
    return bool(await _membership.fetch_all(room=room, user=person.id))


_membership = prepared(
    lambda: select(members.c.room).where(
        members.c.room == bindparam("room"), members.c.user == bindparam("user")
    )
)
_known_message = prepared(
    lambda: select(messages).where(
        messages.c.author == bindparam("author"), messages.c.client_id == bindparam("client_id")
    )
)
_VALUES = ("room", "author", "client_id", "body", "at")
_new_message = prepared(
    lambda: upsert(
        messages,
        {name: bindparam(name, type_=messages.c[name].type) for name in _VALUES},
        key=["author", "client_id"],
        change=None,
    ).returning(messages.c.id)
)


def prepare(url: str, *, rooms: int, each: int) -> None:
    """Make the tables, and fill the rooms: person number n, from 0 on, is in room n // each."""
    migrate(url)
    engine = create_engine(url)
    tables.create_all(engine)
    with engine.begin() as connection:
        if rooms and connection.execute(select(members).limit(1)).first() is None:
            people = [{"room": n // each, "user": n + 1} for n in range(rooms * each)]
            connection.execute(insert(members), people)
    engine.dispose()


def make_app(settings: Settings) -> Quart:
    """Build the application; serving opens the database."""
    app = Quart("ours")
    app.config["SETTINGS"] = settings
    routes.install(app)

    @app.before_serving
    async def begin() -> None:
        await database.open(settings.database_url)

    @app.after_serving
    async def end() -> None:
        await database.close()

    return app


def main() -> None:
    """Serve as a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, default=0)
    parser.add_argument("--members", type=int, default=2)
    given = parser.parse_args()
    settings = read_settings({**CROWD, **environ})
    settings.instance.mkdir(parents=True, exist_ok=True)
    prepare(settings.database_url, rooms=given.rooms, each=given.members)
    register()
    uvloop.run(server.serve(make_app(settings), settings))


if __name__ == "__main__":
    main()

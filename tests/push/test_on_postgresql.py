"""Pushes on PostgreSQL: two processes share the outbox, and each note goes out once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
from quart import Quart

from app import clock
from app.chat import actions as chat
from app.chat import pushes
from app.config import Settings
from app.db import database, transaction
from app.push import actions, outbox
from app.push.models import Note, Topic, Wishes
from tests import cast
from tests.postgres import postgres_cluster, postgres_url
from tests.push.receiver import Device, PushService, push_service

__all__ = ["postgres_cluster", "postgres_url"]


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as found:
        yield found


@pytest.fixture
async def shop(
    one_app: Quart, plain_settings: Settings, postgres_url: str, service: PushService
) -> AsyncIterator[Settings]:
    await cast.hire(replace(plain_settings, database_url=postgres_url))
    await database.open(postgres_url)
    yield replace(plain_settings, database_url=postgres_url, push_trusted=(service.host,))
    await database.close()


async def test_each_note_goes_out_once_however_many_deliver(
    one_app: Quart, shop: Settings, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    ani, _ = await cast.sign_in(one_app, "ani")
    sari, _ = await cast.sign_in(one_app, "sari")
    device = Device()
    made = device.subscription(service.endpoint("ani"))
    keys = made["keys"]
    assert isinstance(keys, dict)
    await actions.subscribe(ani, endpoint=service.endpoint("ani"), settings=shop, **keys)
    await actions.choose(ani, Wishes(promos=True, nights=True))
    await pushes.tell_unread()
    room = await chat.general_room(ani.id)
    await chat.post_message(sari, room, str(uuid4()), "Sudah siap")
    async with transaction():
        for number in range(20):
            note = Note(Topic.PROMOS, lambda: "Promo", lambda: "", "/", f"promo:{number}")
            await outbox.enqueue(note, None)
    later = clock.now() + pushes.PATIENCE * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    await pushes.tell_unread()
    await asyncio.gather(*(outbox.deliver_with(shop) for _ in range(3)))
    tags = [device.note(received)["tag"] for received in service.received]
    assert sorted(map(str, tags)) == sorted([f"room:{room}", *(f"promo:{n}" for n in range(20))])
    await outbox.forget_ended()
    await outbox.forget_old()

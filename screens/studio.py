"""The demo studio that sits for the pictures, and where in it the screens are found."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pyotp
from sqlalchemy import insert, select

from app import clock, signing
from app.accounts import codes, resets, second_steps
from app.accounts import queries as accounts
from app.accounts.access import Viewer
from app.accounts.models import Contact
from app.accounts.tables import throttles, users
from app.chat.views import message_page
from app.config import read_settings
from app.db import database
from app.feedback import queries as feedback
from app.files import queries as files
from app.orders import links
from app.orders import queries as orders
from app.orders.feeds import FeedFilter, feed_view
from app.promos import queries as promos
from app.promos.status import Status
from tests.process import CROWD, PASSWORD, ServerProcess


@asynccontextmanager
async def studio(home: Path) -> AsyncIterator[tuple[ServerProcess, dict[str, str]]]:
    """Serve a fresh demo studio in `home`; gives the server and the places by their names."""
    server = ServerProcess(home, **CROWD)
    server.run("demo")
    places = await _places(server)
    await server.start()
    try:
        yield server, places
    finally:
        server.stop()


async def _places(server: ServerProcess) -> dict[str, str]:
    settings = read_settings(server.environ)
    signing.use(settings.secret_key)
    await database.open(settings.database_url)
    try:
        customer = await _viewer("customer")
        await _heard_enough()
        await _has_second_step("operator2")
        own = await orders.own_orders(customer, 20)
        running, over = own[0].order, own[-1].order
        feed = await feed_view(await _viewer("operator"), FeedFilter())
        told = (await feedback.own(customer))[0]
        others = await orders.own_orders(await _viewer("customer2"), 20)
        lines = (await message_page(customer, running.room_id)).messages
        return {
            "customer": str(customer.id),
            "customer3": str((await _viewer("customer3")).id),
            "erased": str(await _erased()),
            "order": str(running.id),
            "link": links.path_of(running).removeprefix("/t/"),
            "order_over": str(over.id),
            "order_held": str(next(each.order.id for each in others if each.order.hold)),
            "order_waiting": str(feed.waiting[0].order.id),
            "room": str(running.room_id),
            "message": str(lines[-1].id),
            "said": str(next(line for line in reversed(lines) if line.author.id == customer.id).id),
            "file": str((await files.folder_files(customer, running.folder_id))[0].id),
            "feedback": str(told.id),
            "reference": told.reference,
            "draft": str((await promos.all_promos(status=Status.DRAFT))[0].id),
            "promo": str((await promos.live_promos(customer))[0].id),
            "user": str((await _viewer("operator2")).id),
            "reset": await resets.make((await _viewer("customer2")).id),
        }
    finally:
        await database.close()


async def _erased() -> int:
    found: int = await database.fetch_val(select(users.c.id).where(users.c.erased_at.is_not(None)))
    return found


async def _heard_enough() -> None:
    """Fill the bucket of one kind of request from this machine, for the page that says so."""
    later = clock.now() + timedelta(minutes=20)
    await database.execute(
        insert(throttles).values(name="contact:127.0.0.1", tries=60, updated_at=later)
    )


async def _has_second_step(name: str) -> None:
    viewer, seed = await _viewer(name), codes.fresh_seed()
    code = pyotp.TOTP(codes.key_of(viewer.id, seed)).now()
    await second_steps.begin(viewer, seed=seed, code=code, password=PASSWORD)


async def _viewer(name: str) -> Viewer:
    found = await accounts.user_with(Contact(f"{name}@sanggar.test", None))
    assert found is not None, name
    return found.as_viewer()

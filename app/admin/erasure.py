"""Deleting a customer's account: what names them goes from every feature in one transaction.

Figures of orders stay in the books under "Deleted customer"; docs/decisions/0019 says what else
stays, and for how long.
"""

from collections.abc import Sequence
from dataclasses import replace

from app import audit
from app.accounts import erasure as accounts
from app.accounts import second_steps
from app.accounts.access import Can, Viewer, check
from app.accounts.proofs import confirm_password
from app.accounts.queries import people_who_can
from app.catalogue import erasure as catalogue
from app.chat import erasure as chat
from app.db import transaction
from app.erased import MARK
from app.errors import Conflict
from app.feedback import erasure as feedback
from app.files import erasure as files
from app.i18n import gettext as _
from app.orders import erasure as orders
from app.orders.erasure import Running
from app.promos import erasure as promos
from app.push import erasure as push
from app.realtime import log


async def erase_own(viewer: Viewer, *, password: str, code: str = "") -> None:
    """Delete the viewer's own account, if it is really they."""
    await confirm_password(viewer, password, "password")
    await second_steps.confirm(viewer, code)
    await _erase(viewer.id, by=replace(viewer, name=MARK))


async def erase_for(customer_id: int, *, by: Viewer, password: str, code: str = "") -> None:
    """Delete the account of a customer who asked the studio for it."""
    check(by, Can.MANAGE_USERS)
    await confirm_password(by, password, "password")
    await second_steps.confirm(by, code)
    await _erase(customer_id, by=by)


async def running(customer_id: int) -> list[Running]:
    """Return the orders that have to be over first."""
    return await orders.running(customer_id)


async def _erase(customer_id: int, *, by: Viewer) -> None:
    async with transaction():
        person = await accounts.held(customer_id)
        _check_over(await orders.running(customer_id))
        await push.erase(customer_id)
        await accounts.erase(person)
        await catalogue.erase(customer_id)
        given = await files.erase(customer_id, keep=await orders.folders(customer_id))
        await promos.erase(customer_id)
        rooms = await chat.erase(customer_id)
        order_ids = await orders.erase(customer_id)
        await feedback.erase(customer_id)
        await audit.record(by, "erased", f"user:{customer_id}")
        await audit.forget(customer_id, given.ids)
        await _blank_events(customer_id, rooms, order_ids)
    await files.free(given)


async def _blank_events(customer_id: int, rooms: list[int], order_ids: list[int]) -> None:
    """Take the words out of the live log: all of their own channels, and theirs of the desk's."""
    own = [f"user:{customer_id}", *chat.channels(rooms), *orders.channels(order_ids)]
    await log.blank(own)
    colleagues = await people_who_can(Can.ACCOUNT)
    desk = [*chat.DESK, *orders.DESK, *feedback.DESK, *(f"user:{each.id}" for each in colleagues)]
    spoken_of = [f'"room":{room_id}{after}' for room_id in rooms for after in ",}"]
    await log.blank(desk, actor_id=customer_id, telling=spoken_of)


def _check_over(found: Sequence[Running]) -> None:
    if found:
        codes = ", ".join(order.code for order in found)
        words = _("There are orders that are not finished yet: %(codes)s.", codes=codes)
        raise Conflict(words, code="orders_running")

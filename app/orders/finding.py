"""Finding by a few letters what the viewer's lists would show: orders, customers and rooms."""

from asyncio import get_running_loop
from urllib.parse import urlencode

import msgspec

from app.accounts.access import Can, Viewer
from app.accounts.models import Person
from app.accounts.queries import customers_matching
from app.chat.lists import rooms_of
from app.chat.models import Kind, Summary
from app.errors import TooMany
from app.i18n import gettext as _
from app.orders import labels, queries
from app.orders.models import Filter
from app.orders.models import Summary as OrderSummary
from app.realtime.rate import Bucket
from app.text import clean_line

SHORTEST, LONGEST = 2, 80
EACH = 6
RATE, BURST = 4, 20
"""Searches a second of one person, and how many at once."""
SEARCHERS = 10_000

_buckets: dict[int, Bucket] = {}


class Found(msgspec.Struct, frozen=True):
    """One thing to go to; `kind` is order, person or room."""

    kind: str
    title: str
    detail: str
    url: str


async def find(viewer: Viewer, text: str) -> list[Found]:
    """Return what fits, each kind by the policy of its own list; TooMany when asked too fast."""
    words = clean_line(text, LONGEST)
    if len(words) < SHORTEST:
        return []
    _count(viewer)
    orders = await queries.orders_page(viewer, Filter(search=words))
    rooms = await rooms_of(viewer, words, EACH) if viewer.can(Can.NOTES) else []
    people = await customers_matching(viewer, words, EACH)
    return [
        *(_order(summary) for summary in orders[:EACH]),
        *(_room(summary) for summary in rooms),
        *(_person(viewer, person) for person in people),
    ]


def _count(viewer: Viewer) -> None:
    if len(_buckets) > SEARCHERS:
        _buckets.clear()
    bucket = _buckets.setdefault(viewer.id, Bucket(RATE, BURST))
    if not bucket.take(get_running_loop().time()):
        raise TooMany(_("You are searching very fast. Please wait a moment."), retry_after=1)


def _order(summary: OrderSummary) -> Found:
    order = summary.order
    detail = f"{summary.customer} · {labels.order_status(order.status)}"
    return Found("order", order.code, detail, f"/orders/{order.id}")


def _room(summary: Summary) -> Found:
    room = summary.room
    about = _("General questions") if room.kind is Kind.GENERAL else room.title
    return Found("room", summary.customer.name, about, f"/inbox?room={room.id}")


def _person(viewer: Viewer, person: Person) -> Found:
    listed = f"/orders?{urlencode({'query': person.name})}"
    account = f"/users/{person.id}"
    where = account if viewer.can(Can.MANAGE_USERS) else listed
    return Found("person", person.name, person.number, where)

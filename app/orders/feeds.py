"""The operators' feed: what waits for somebody, what is in hand, and what is on its way."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_, exists, select, true

from app import clock
from app.accounts.access import Viewer
from app.catalogue.queries import all_branches
from app.chat.tables import rooms
from app.db import snapshot
from app.files.models import Upload
from app.files.queries import live_uploads
from app.i18n import today
from app.orders import queries
from app.orders.models import Summary
from app.orders.routing import DESK
from app.orders.search import found_by
from app.orders.status import OPEN, OrderStatus, WaitingOn
from app.orders.tables import orders
from app.realtime.log import Position, position

CHANNEL = f"orders:{DESK}"
SHOWN = 60
"""Orders that each half of the feed lists at most."""
VIEWS = ("", "mine", "late", "price", "rush", "unanswered", "held")
"""The saved views; "" shows everything."""


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """Which orders the feed shows, and how; all of it stands in the address."""

    view: str = ""
    search: str = ""
    oldest_first: bool = False
    is_dense: bool = False

    def address(self, path: str = "/feed", **changes: object) -> str:
        """Return the address of this feed, with some of it changed."""
        values = {
            "view": self.view,
            "query": self.search,
            "sort": "oldest" if self.oldest_first else "",
            "density": "compact" if self.is_dense else "",
        }
        wanted = {name: value for name, value in {**values, **changes}.items() if value}
        return f"{path}?{urlencode(wanted)}" if wanted else path


@dataclass(frozen=True, slots=True)
class FeedView:
    """The operators' feed at one moment."""

    waiting: list[Summary]
    taken: list[Summary]
    uploads: list[tuple[Upload, str]]
    channel: str
    position: Position
    wanted: FeedFilter
    at: datetime
    more_waiting: bool = False
    more_taken: bool = False
    shows_branch: bool = False
    """Whether the branch of an order says anything: there is more than one."""


async def feed_view(viewer: Viewer, wanted: FeedFilter) -> FeedView:
    """Gather the desk's feed, which has the orders of every branch, with its position."""
    parts = [_in_view(viewer, wanted.view)]
    if wanted.search:
        parts.append(await found_by(viewer, wanted.search))
    chosen = select(orders.c.id).where(orders.c.status.in_(sorted(OPEN)), *parts)
    free = orders.c.operator_id.is_(None)
    by_age = orders.c.id if wanted.oldest_first else orders.c.id.desc()
    by_change = orders.c.updated_at.desc(), orders.c.id.desc()
    async with snapshot():
        waiting = await queries.ids_of(chosen.where(free).order_by(by_age).limit(SHOWN + 1))
        taken = await queries.ids_of(chosen.where(~free).order_by(*by_change).limit(SHOWN + 1))
        rings, in_hand = waiting[:SHOWN], taken[:SHOWN]
        rows = await queries.summaries_of(rings + in_hand)
        return FeedView(
            waiting=rows[: len(rings)],
            taken=rows[len(rings) :],
            more_waiting=len(waiting) > SHOWN,
            more_taken=len(taken) > SHOWN,
            uploads=await live_uploads(),
            channel=CHANNEL,
            position=await position(CHANNEL),
            wanted=wanted,
            shows_branch=len(await all_branches()) > 1,
            at=clock.now(),
        )


def _in_view(viewer: Viewer, view: str) -> ColumnElement[bool]:
    match view:
        case "mine":
            return orders.c.operator_id == viewer.id
        case "late":
            overdue = orders.c.promised_date < today()
            return and_(overdue, orders.c.status != OrderStatus.READY)
        case "price":
            return orders.c.status == OrderStatus.QUOTING
        case "held":
            return orders.c.waiting_on.in_(sorted(WaitingOn))
        case "rush":
            return orders.c.rush.is_(True)
        case "unanswered":
            waits = rooms.c.id == orders.c.room_id, rooms.c.waiting_since.is_not(None)
            return exists().where(*waits)
        case _:
            return true()

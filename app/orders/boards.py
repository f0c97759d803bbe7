"""The board: the jobs of open orders by stage, and where each may go from there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import select

from app import clock
from app.accounts.access import Can, Scope, Thing, Viewer, scope
from app.accounts.models import Person
from app.accounts.queries import people
from app.catalogue.queries import opening
from app.chat.tables import rooms
from app.db import Row, database, snapshot
from app.files.queries import unopened
from app.orders import clocks, limits, queries
from app.orders.assembly import with_jobs
from app.orders.models import Job, Order
from app.orders.pages import asks_why, may_move
from app.orders.routing import DESK
from app.orders.status import OPEN, STAGES, JobStatus, WaitingOn, job_moves
from app.orders.tables import jobs, orders
from app.realtime.log import Position, position

SHOWN = 120
"""Orders whose jobs one board holds."""
WITH_CUSTOMER = {JobStatus.AWAITING_FILES, JobStatus.PROOFING}
"""Stages in which the studio waits for the customer."""

HELD, HOLDS = "held", sorted(WaitingOn)
"""The filters of orders on hold: all of them, or those that wait for one thing."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board shows: one designer's jobs or all (0), in columns or as a list."""

    designer: int = 0
    is_list: bool = False
    hold: str = ""
    """"held" for orders on hold alone, or whom or what they wait for."""
    after: int = 0
    """The last order of the board before this one; 0 is the first board."""

    def address(self, path: str = "/board", **changes: object) -> str:
        """Return the address of this board, with some of it changed."""
        values: dict[str, object] = {
            "designer": self.designer,
            "view": "list" if self.is_list else "",
            "hold": self.hold,
            "after": self.after,
        }
        wanted = {name: value for name, value in {**values, **changes}.items() if value}
        return f"{path}?{urlencode(wanted)}" if wanted else path


@dataclass(frozen=True, slots=True)
class Card:
    """One job on the board."""

    order: Order
    job: Job
    customer: str
    designer: str
    unopened: int
    waits_since: datetime | None
    worked: timedelta
    """Open time in the studio's work so far."""
    movable: bool
    """Whether the viewer may bring it to another stage."""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the viewer may bring a job from one stage: the same for all of its cards."""

    targets: list[JobStatus]
    explained: list[JobStatus]
    """Those that ask for a reason."""

    @property
    def plain(self) -> list[JobStatus]:
        """List those that ask for nothing."""
        return [end for end in self.targets if end not in self.explained]


@dataclass(frozen=True, slots=True)
class BoardView:
    """The whole board for one viewer."""

    stages: dict[JobStatus, list[Card]]
    ways: dict[JobStatus, Ways]
    designers: list[Person]
    wanted: BoardFilter
    channel: str
    position: Position
    last: int = 0
    """The last order of this board when there are later ones, else 0."""
    limits: dict[JobStatus, int] = field(default_factory=dict)
    in_work: dict[JobStatus, int] = field(default_factory=dict)
    """Items of the whole studio by stage, where a limit asks for it."""

    @property
    def holds(self) -> list[WaitingOn]:
        """List what orders on hold can wait for, to choose from."""
        return list(WaitingOn)

    @property
    def cards(self) -> list[Card]:
        """List all cards, stage by stage."""
        return [card for cards in self.stages.values() for card in cards]

    def waits_for_customer(self, stage: JobStatus) -> bool:
        """Tell whether work at this stage waits for the customer."""
        return stage in WITH_CUSTOMER


async def board_view(viewer: Viewer, wanted: BoardFilter) -> BoardView:
    """Gather the board, the earliest promise of each stage first; a designer's own jobs alone."""
    channel = f"orders:{DESK}" if viewer.can(Can.SEE_FEED) else f"user:{viewer.id}"
    only = viewer.id if scope(viewer, Thing.ORDERS) is Scope.ASSIGNED else wanted.designer
    async with snapshot():
        place = await position(channel)
        found = await _open_orders(only, wanted)
        cards = await _cards(viewer, only, found[:SHOWN])
        hands_out = viewer.can(Can.ASSIGN_DESIGNER)
        designers = await queries.designers() if hands_out else []
        agreed = await limits.limits()
        counted = await limits.in_work() if agreed else {}
    stages: dict[JobStatus, list[Card]] = {
        stage: [card for card in cards if card.job.status is stage] for stage in STAGES
    }
    last = found[SHOWN - 1].id if len(found) > SHOWN else 0
    return BoardView(
        stages=stages,
        ways={stage: _ways(viewer, stage) for stage in stages},
        designers=designers,
        wanted=wanted,
        channel=channel,
        position=place,
        last=last,
        limits=agreed,
        in_work=counted,
    )


async def _cards(viewer: Viewer, only: int, found: Sequence[Row]) -> list[Card]:
    pairs = await _open_jobs(only, found)
    names = await queries.names([order.customer_id for order, _job in pairs])
    designers = await people({job.designer_id for _order, job in pairs if job.designer_id})
    folders = sorted({order.folder_id for order, job in pairs if job.designer_id})
    unseen = await unopened(folders, sorted(designers))
    hours, now = await opening(), clock.now()
    waits = await _waiting([order.room_id for order, _job in pairs])
    return [
        Card(
            order=order,
            job=job,
            customer=names.get(order.customer_id, ""),
            designer=designers[job.designer_id].name if job.designer_id in designers else "",
            unopened=len(unseen.get(order.folder_id, ())),
            waits_since=waits.get(order.room_id),
            worked=clocks.worked(job, hours, now),
            movable=may_move(viewer, order, job),
        )
        for order, job in pairs
    ]


def _ways(viewer: Viewer, stage: JobStatus) -> Ways:
    ends = job_moves(stage, viewer.role)
    return Ways(ends, explained=[end for end in ends if asks_why(viewer, stage, end)])


async def _open_orders(only: int, wanted: BoardFilter) -> Sequence[Row]:
    """Return the next of the open orders, and one more if there are more."""
    query = select(orders).where(orders.c.status.in_(sorted(OPEN)))
    if wanted.after:
        query = query.where(orders.c.id > wanted.after)
    if wanted.hold:
        on = HOLDS if wanted.hold == HELD else [wanted.hold]
        query = query.where(orders.c.waiting_on.in_(on))
    if only:
        # From the open orders to their jobs: of the designer's own jobs most are long done.
        handed = jobs.c.order_id == orders.c.id, jobs.c.designer_id == only
        query = query.where(select(jobs.c.id).where(*handed).correlate(orders).exists())
    return await database.fetch_all(query.order_by(orders.c.id).limit(SHOWN + 1))


async def _open_jobs(only: int, rows: Sequence[Row]) -> list[tuple[Order, Job]]:
    found = await with_jobs(rows)
    pairs = [(o, job) for o in found for job in o.jobs if not only or job.designer_id == only]
    return sorted(pairs, key=lambda pair: (str(pair[0].promised_date or "9999"), pair[0].id))


async def _waiting(room_ids: list[int]) -> dict[int, datetime]:
    query = select(rooms.c.id, rooms.c.waiting_since).where(
        rooms.c.id.in_(room_ids), rooms.c.waiting_since.is_not(None)
    )
    return {row.id: row.waiting_since for row in await database.fetch_all(query)}

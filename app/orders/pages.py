"""What the pages of orders show, gathered in one place: an order, the form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app import clock
from app.accounts.access import Can, Viewer
from app.accounts.models import Contact, Person
from app.accounts.queries import contact_for
from app.catalogue.models import Branch, Product, Sample, Turnaround
from app.catalogue.queries import (
    all_branches,
    products,
    sample_for,
    sheets_of,
    studio_opening,
)
from app.catalogue.sheets import Sheet
from app.chat.models import RoomView
from app.chat.views import room_view
from app.db import snapshot
from app.errors import NotFound
from app.files.models import File, Taken, Twin
from app.files.queries import folder_files, removed_files, twins, unopened
from app.files.takings import takings
from app.orders import clocks, queries
from app.orders.again import Again, again
from app.orders.branching import Choice, choice
from app.orders.delivery import Delivery
from app.orders.drafts import DraftView, preview
from app.orders.milestones import step_moments
from app.orders.models import Entry, Job, Order, TypedLine
from app.orders.spoken import Spoken, spoken
from app.orders.status import (
    AGREED,
    JOB_MOVES,
    STAGES,
    Guard,
    JobStatus,
    OrderStatus,
    job_moves,
    order_moves,
)
from app.orders.undoing import undoable
from app.orders.work import check_files
from app.realtime.log import Position, positions

FILES = 60
"""Files of an order that one page lists."""


@dataclass(frozen=True, slots=True)
class Button:
    """A move that the viewer may try; `explained` ones ask for a reason."""

    to: JobStatus
    explained: bool
    forward: bool
    needs: str = ""
    """What has to be there first and is not: a designer, or the order's confirmation."""


@dataclass(frozen=True, slots=True)
class OrderView:
    """Everything on the page of one order, for one viewer."""

    order: Order
    names: dict[int, str]
    timeline: list[Entry]
    files: list[File]
    shown: list[File]
    """Those of the files that this page lists."""
    position: Position
    staff_position: Position | None
    moves: dict[int, list[Button]]
    order_moves: list[OrderStatus]
    missing_slots: list[dict[str, object]] = field(default_factory=list)
    unopened: set[int] = field(default_factory=set)
    twins: dict[int, Twin] = field(default_factory=dict)
    removed: list[File] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    takings: dict[int, list[Taken]] = field(default_factory=dict)
    room: RoomView | None = None
    designers: list[Person] = field(default_factory=list)
    contact: Contact | None = None
    branch: Branch | None = None
    branches: list[Branch] = field(default_factory=list)
    """The branches to which the viewer may give the order."""
    sees_address: bool = False
    sample: Sample | None = None
    moments: dict[int, datetime] = field(default_factory=dict)
    """When each of the seven steps was reached."""
    usual: Turnaround | None = None
    """How long such an order takes, while no day is promised."""
    worked: dict[int, timedelta] = field(default_factory=dict)
    """Open time in the studio's work so far, by line."""
    undo: Entry | None = None
    """The viewer's own last step, while it can be taken back."""


@dataclass(frozen=True, slots=True)
class FormView:
    """The form of a new order."""

    draft: DraftView
    products: list[Product]
    delivery: Delivery
    choice: Choice
    on_behalf: bool
    sample: Sample | None = None
    again: Again | None = None
    spoken: Spoken | None = None


async def order_view(
    viewer: Viewer, order_id: int, *, with_room: bool = True, skip_files: int = 0
) -> OrderView:
    """Gather an order's page and its positions, all of one moment.

    Lines that wait for files which have come meanwhile are moved on first.
    """
    view = await _gathered(viewer, order_id, with_room, skip_files)
    if await check_files(view.order) is view.order:
        return view
    return await _gathered(viewer, order_id, with_room, skip_files)


async def _gathered(viewer: Viewer, order_id: int, with_room: bool, skip_files: int) -> OrderView:
    async with snapshot():
        order = await queries.order_for(viewer, order_id)
        inside = f"order-staff:{order.id}" if viewer.is_staff else ""
        heads = await positions([name for name in (order.channel, inside) if name])
        branches = await all_branches()
        found = await folder_files(viewer, order.folder_id)
        shown = found[skip_files : skip_files + FILES]
        ids = [order.customer_id, order.operator_id, *(job.designer_id for job in order.jobs)]
        ids += {file.uploaded_by for file in shown}
        told = await queries.timeline_for(viewer, order.id)
        return OrderView(
            order=order,
            names=await queries.names(ids),
            timeline=told,
            moments=step_moments(order, told),
            usual=await queries.usual_time(order),
            undo=undoable(viewer, told, order),
            worked=_worked(order, branches),
            files=found,
            shown=shown,
            missing_slots=_missing(order, {file.slot for file in found}),
            unopened=await _unopened(viewer, order),
            twins=await twins(shown),
            sheets=await _sheets(order),
            takings=await takings(viewer, shown),
            removed=await removed_files(viewer, order.folder_id),
            position=heads[order.channel],
            staff_position=heads.get(inside),
            moves={job.id: moves(viewer, order, job) for job in order.jobs},
            order_moves=order_moves(order.status, viewer.role),
            room=await room_view(viewer, order.room_id) if with_room else None,
            designers=await queries.designers() if viewer.can(Can.ASSIGN_DESIGNER) else [],
            contact=await contact_for(viewer, order.customer_id) if viewer.is_staff else None,
            branch=next((branch for branch in branches if branch.id == order.branch_id), None),
            branches=_others(viewer, order, branches),
            sees_address=viewer.can(Can.SEE_CONTACT) or viewer.id == order.customer_id,
            sample=await shown_sample(viewer, order.sample_id),
        )


async def form_view(
    viewer: Viewer,
    typed: Sequence[TypedLine],
    promo_code: str,
    *,
    rush: bool = False,
    delivery: Delivery,
    branch_id: int | None = None,
    sample_id: int | None = None,
    again_id: int | None = None,
    message_id: int | None = None,
) -> FormView:
    """Gather the order form with the prices of what is typed so far."""
    draft = await preview(viewer, typed or [TypedLine()], promo_code, rush=rush)
    chosen = [line.product for line in draft.lines if line.product is not None]
    return FormView(
        draft=draft,
        delivery=delivery,
        choice=await choice(delivery, chosen, branch_id),
        sample=await shown_sample(viewer, sample_id),
        products=await products(viewer),
        on_behalf=viewer.can(Can.ORDER_ON_BEHALF),
        again=await again(viewer, again_id),
        spoken=await spoken(viewer, message_id),
    )


async def shown_sample(viewer: Viewer, sample_id: int | None) -> Sample | None:
    """Return the sample that an order refers to, while it is shown."""
    try:
        found = await sample_for(viewer, sample_id) if sample_id else None
    except NotFound:
        return None
    return found if found is not None and found.published else None


def moves(viewer: Viewer, order: Order, job: Job) -> list[Button]:
    """Return the buttons of a line: none on a closed or resting order, or in other hands."""
    if not may_move(viewer, order, job):
        return []
    stage = job.status
    return [
        Button(
            to,
            explained=asks_why(viewer, stage, to),
            forward=to in STAGES[STAGES.index(stage) :],
            needs=_needs(order, job, to),
        )
        for to in job_moves(stage, viewer.role)
    ]


def may_move(viewer: Viewer, order: Order, job: Job) -> bool:
    """Tell whether the viewer may move a line now; where to is its stage's affair."""
    if order.hold or order.progress.over or not viewer.can(Can.MOVE_JOBS):
        return False
    return viewer.can(Can.CLAIM_ORDERS) or job.designer_id == viewer.id


def asks_why(viewer: Viewer, stage: JobStatus, to: JobStatus) -> bool:
    """Tell whether the viewer gives a reason for a move."""
    move = JOB_MOVES[stage, to]
    return viewer.role in move.explained_by or Guard.FILES_COMPLETE in move.guards


def _others(viewer: Viewer, order: Order, branches: Sequence[Branch]) -> list[Branch]:
    if order.progress.over or not viewer.can(Can.CLAIM_ORDERS):
        return []
    return [each for each in branches if each.active and each.id != order.branch_id]


def _needs(order: Order, job: Job, to: JobStatus) -> str:
    guards = JOB_MOVES[job.status, to].guards
    if Guard.DESIGNER_ASSIGNED in guards and job.designer_id is None:
        return "designer"
    if Guard.ORDER_CONFIRMED in guards and order.status not in AGREED:
        return "confirmation"
    return ""


def _worked(order: Order, branches: Sequence[Branch]) -> dict[int, timedelta]:
    hours, now = studio_opening(branches), clock.now()
    return {job.id: clocks.worked(job, hours, now) for job in order.jobs}


async def _sheets(order: Order) -> dict[str, Sheet]:
    """Return by slot what the products of an order ask of its files."""
    wanted = await sheets_of({job.product_id for job in order.jobs})
    return {
        str(slot["code"]): wanted[job.product_id].at(job.width_cm, job.height_cm)
        for job in order.jobs
        for slot in job.slots
        if job.product_id in wanted
    }


async def _unopened(viewer: Viewer, order: Order) -> set[int]:
    """Return the files that no designer of the order has downloaded: the studio's own affair."""
    designers = [job.designer_id for job in order.jobs if job.designer_id]
    if not viewer.is_staff:
        return set()
    return (await unopened([order.folder_id], designers)).get(order.folder_id, set())


def _missing(order: Order, there: set[str]) -> list[dict[str, object]]:
    """Return the required slots that have no file yet, each once."""
    waiting = [job for job in order.jobs if job.status is JobStatus.AWAITING_FILES]
    slots = {
        str(slot["code"]): slot for job in waiting for slot in job.slots if slot.get("required")
    }
    return [slot for code, slot in slots.items() if code not in there]

"""A customer's start: what waits for them, what is running, and what they ordered before."""

from dataclasses import dataclass

from app.accounts.access import Viewer
from app.chat.lists import room_list
from app.orders import queries
from app.orders.models import Order, Summary
from app.orders.status import CLOSED, JobStatus, OrderStatus, WaitingOn

EARLIER = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that the customer has to do.

    `kind` is "quote", "files", "turn", "answers", or "hold": what their order rests for.
    """

    kind: str
    url: str
    code: str
    order: Order | None = None
    answers: int = 0


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything on a customer's start page."""

    tasks: list[Task]
    running: list[Summary]
    earlier: list[Summary]


async def home_view(viewer: Viewer) -> HomeView:
    """Gather what waits for a customer: prices to accept, files to send, answers to read."""
    running = await queries.running_orders(viewer)
    tasks = [task for summary in running if (task := _task_of(summary.order)) is not None]
    tasks += [
        Task("answers", row.room.url or f"/rooms/{row.room.id}", row.room.title, None, row.unread)
        for row in await room_list(viewer)
        if row.unread
    ]
    own = await queries.own_orders(viewer, 20)
    earlier = [summary for summary in own if summary.order.status in CLOSED][:EARLIER]
    return HomeView(tasks, running, earlier)


def _task_of(order: Order) -> Task | None:
    url = f"/orders/{order.id}"
    if order.hold and order.hold.is_on_customer:
        place = "send-files" if order.hold.waiting_on is WaitingOn.FILES else "room"
        return Task("hold", f"{url}#{place}", order.code, order)
    if order.status is OrderStatus.QUOTED:
        return Task("quote", f"{url}#actions", order.code, order)
    if any(job.status is JobStatus.AWAITING_FILES for job in order.jobs):
        return Task("files", f"{url}#send-files", order.code, order)
    return Task("turn", url, order.code, order) if order.progress.turn == "customer" else None

"""Every look at orders: what the viewer may see, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from app.accounts.access import Role, Scope, Thing, Viewer, scope
from app.accounts.models import Contact, Person
from app.accounts.tables import users
from app.catalogue.models import Turnaround
from app.catalogue.queries import turnaround_of
from app.db import Row, database
from app.errors import NotFound
from app.files.models import State
from app.files.tables import files
from app.i18n import gettext as _
from app.orders import statements
from app.orders.assembly import with_jobs
from app.orders.models import Entry, Filter, Job, Order, Summary
from app.orders.search import found_by
from app.orders.status import ON_CUSTOMER, OPEN, JobStatus, OrderStatus
from app.orders.tables import history, jobs, orders

PAGE = 20
INSIDE = {"override", "branch"}
"""Kinds of entries whose reasons only the studio reads."""


async def order_for(viewer: Viewer, order_id: int, *, lock: bool = False) -> Order:
    """Return an order the viewer may see; `lock` keeps other writers away until the commit."""
    query = statements.order(scope(viewer, Thing.ORDERS), lock=lock)
    row = await query.fetch_one(order_id=order_id, viewer_id=viewer.id)
    if row is None:
        raise NotFound(_("This order does not exist."))
    return (await with_jobs([row]))[0]


async def order_of_job(viewer: Viewer, job_id: int, *, lock: bool = False) -> tuple[Order, Job]:
    """Return a job the viewer may see, with its order."""
    order_id = await database.fetch_val(select(jobs.c.order_id).where(jobs.c.id == job_id))
    if order_id is None:
        raise NotFound(_("This job does not exist."))
    order = await order_for(viewer, order_id, lock=lock)
    return order, next(job for job in order.jobs if job.id == job_id)


async def may_see(viewer: Viewer, order_id: int) -> bool:
    """Tell whether the viewer may see the order."""
    query = select(orders.c.id).where(orders.c.id == order_id, reach(viewer))
    return await database.fetch_val(query) is not None


async def orders_page(viewer: Viewer, wanted: Filter) -> list[Summary]:
    """Return one page of orders, newest first; one more than a page tells that there is more."""
    if wanted.search:
        query = select(orders.c.id).where(reach(viewer), *_matching(wanted))
        query = query.where(await found_by(viewer, wanted.search))
    else:
        query = _reached_by(viewer).where(*_matching(wanted))
    return await summaries(query.order_by(query.selected_columns.id.desc()).limit(PAGE + 1))


async def own_orders(viewer: Viewer, limit: int) -> list[Summary]:
    """Return the viewer's own newest orders as a customer."""
    query = select(orders.c.id).where(orders.c.customer_id == viewer.id)
    return await summaries(query.order_by(orders.c.id.desc()).limit(limit))


async def running_orders(viewer: Viewer) -> list[Summary]:
    """Return the viewer's own orders that are not over."""
    query = select(orders.c.id).where(
        orders.c.customer_id == viewer.id, orders.c.status.in_(sorted(OPEN))
    )
    return await summaries(query.order_by(orders.c.id.desc()).limit(PAGE))


async def timeline(order_id: int) -> list[Entry]:
    """Return the whole history of an order, newest first."""
    return [_entry(row) for row in await statements.timeline.fetch_all(order_id=order_id)]


async def timeline_for(viewer: Viewer, order_id: int) -> list[Entry]:
    """Return the history as the viewer may read it: what concerns the studio stays inside."""
    entries = await timeline(order_id)
    if viewer.is_staff:
        return entries
    return [
        replace(entry, reason="" if entry.kind in INSIDE else entry.reason, skipped=[], via="")
        for entry in entries
        if entry.kind != "priced" and not _is_inner_hold(entry)
    ]


async def last_move(order_id: int, job_id: int | None = None) -> Entry | None:
    """Return who moved the order or one of its jobs last."""
    query = select(history).where(history.c.order_id == order_id)
    if job_id is not None:
        query = query.where(history.c.job_id == job_id)
    row = await database.fetch_one(query.order_by(history.c.id.desc()).limit(1))
    return _entry(row) if row else None


async def usual_time(order: Order) -> Turnaround | None:
    """Return how long such an order takes, while no day is promised."""
    if order.promised_date or order.rush or order.progress.over:
        return None
    return await turnaround_of({job.product_id for job in order.jobs})


async def fresh_slots(order: Order, job: Job) -> list[str]:
    """Return the slots of the order's files that came after the job was last sent back."""
    sent_back = select(func.max(history.c.at)).where(
        history.c.order_id == order.id,
        history.c.job_id == job.id,
        history.c.to_status == JobStatus.AWAITING_FILES,
    )
    since = await database.fetch_val(sent_back)
    query = select(files.c.slot).where(
        files.c.folder_id == order.folder_id, files.c.state == State.READY
    )
    if since is not None:
        query = query.where(
            or_(files.c.created_at > since, files.c.slot.in_(_chosen(order, since)))
        )
    return [row.slot or "" for row in await database.fetch_all(query)]


async def orders_awaiting_files() -> list[int]:
    """Return open orders with a line that waits for files though the folder has some."""
    query = (
        select(orders.c.id)
        .join(jobs, jobs.c.order_id == orders.c.id)
        .where(
            jobs.c.status == JobStatus.AWAITING_FILES,
            orders.c.status.in_(sorted(OPEN)),
            exists().where(files.c.folder_id == orders.c.folder_id, files.c.state == State.READY),
        )
    )
    return [row.id for row in await database.fetch_all(query.distinct())]


async def contact_of(customer_id: int) -> tuple[Contact, str]:
    """Return how mails reach a customer, and in which language; for the system's own mails."""
    query = select(users.c.email, users.c.phone, users.c.locale).where(users.c.id == customer_id)
    row = await database.fetch_one(query)
    return (Contact(row.email, row.phone), row.locale) if row else (Contact(None, None), "id")


async def names(ids: Sequence[int | None]) -> dict[int, str]:
    """Return the names of people by id."""
    return {row.id: row.name for row in await statements.names.fetch_all(ids={i for i in ids if i})}


async def designers() -> list[Person]:
    """Return everyone to whom a job can be handed."""
    rows = await statements.designers.fetch_all()
    return [Person(row.id, row.name, Role(row.role), row.number) for row in rows]


async def customer_by_contact(contact: Contact) -> Person | None:
    """Find a customer by phone or e-mail, for an order taken at the counter."""
    column = users.c.email if contact.email else users.c.phone
    query = select(users.c.id, users.c.name, users.c.role, users.c.number).where(
        column == (contact.email or contact.phone), users.c.role == Role.CUSTOMER
    )
    row = await database.fetch_one(query)
    return Person(row.id, row.name, Role(row.role), row.number) if row else None


def _chosen(order: Order, since: datetime) -> Select[Any]:
    """Return the slots into which a file of the order was put since, by hand."""
    return select(history.c.to_status).where(
        history.c.order_id == order.id, history.c.kind == "artwork", history.c.at > since
    )


def reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition of the one policy: which orders the viewer may see."""
    return statements.reach(scope(viewer, Thing.ORDERS), viewer.id)


def _reached_by(viewer: Viewer) -> Select[Any]:
    """Select the ids of the same orders for a list: a designer's along their own jobs."""
    if scope(viewer, Thing.ORDERS) is not Scope.ASSIGNED:
        return select(orders.c.id).where(reach(viewer))
    handed = select(jobs.c.order_id.label("id")).join(orders, orders.c.id == jobs.c.order_id)
    return handed.where(jobs.c.designer_id == viewer.id).distinct()


def _matching(wanted: Filter) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if wanted.status in set(OrderStatus):
        parts.append(orders.c.status == wanted.status)
    elif wanted.status == "open":
        parts.append(orders.c.status.in_(sorted(OPEN)))
    if wanted.before is not None:
        parts.append(orders.c.id < wanted.before)
    return parts


async def summaries(query: Select[Any]) -> list[Summary]:
    """Return what a list shows of the orders whose ids a query gives, in its order.

    Only these are joined and counted, not all those among which the query chose.
    """
    return await summaries_of(await ids_of(query))


async def ids_of(query: Select[Any]) -> list[int]:
    """Return the ids that a query gives, in its order."""
    return [row.id for row in await database.fetch_all(query)]


async def summaries_of(ids: Sequence[int]) -> list[Summary]:
    """Return what a list shows of orders, in the order of their ids."""
    if not ids:
        return []
    found = {row.id: row for row in await statements.summaries.fetch_all(ids=list(ids))}
    rows = [found[order_id] for order_id in ids]
    return [
        Summary(
            order=order,
            customer=row.customer_name,
            operator=row.operator_name or "",
            files=row.file_count,
            branch=row.branch_name,
            waits_since=row.waiting_since,
        )
        for order, row in zip(await with_jobs(rows), rows, strict=True)
    ]


def _is_inner_hold(entry: Entry) -> bool:
    """Tell whether an order rested, or went on, for reasons that are the studio's own."""
    of_hold = entry.kind in {"held", "resumed"}
    return of_hold and not ON_CUSTOMER.intersection({entry.from_status, entry.to_status})


def _entry(row: Row) -> Entry:
    return Entry(**{key: value for key, value in row._mapping.items() if key != "order_id"})

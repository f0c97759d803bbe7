"""The statements of an order's page and of every change: compiled once, values bound by name."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, false, func, select, true

from app.accounts.access import Role, Scope
from app.accounts.tables import users
from app.catalogue.tables import branches
from app.chat.tables import rooms
from app.db import Prepared, among, prepared
from app.files.models import State
from app.files.tables import files
from app.orders.tables import history, jobs, orders


def reach(of: Scope, user_id: Any) -> ColumnElement[bool]:
    """Tell which orders a person may see whose role reaches so far."""
    match of:
        case Scope.ALL:
            return true()
        case Scope.OWN:
            own: ColumnElement[bool] = orders.c.customer_id == user_id
            return own
        case Scope.ASSIGNED:
            return exists().where(jobs.c.order_id == orders.c.id, jobs.c.designer_id == user_id)
        case _:
            return false()


@cache
def order(of: Scope, *, lock: bool) -> Prepared:
    """An order that a viewer may see; `lock` keeps other writers away until the commit."""

    def build() -> Any:
        seen = reach(of, bindparam("viewer_id"))
        query = select(orders).where(orders.c.id == bindparam("order_id"), seen)
        return query.with_for_update() if lock else query

    return prepared(build)


@prepared
def timeline() -> Any:
    """The history of an order, newest first."""
    of_order = history.c.order_id == bindparam("order_id")
    return select(history).where(of_order).order_by(history.c.id.desc())


@prepared
def names() -> Any:
    """The names of people."""
    return select(users.c.id, users.c.name).where(among(users.c.id, "ids"))


@prepared
def designers() -> Any:
    """Everyone to whom a job can be handed."""
    at_work = users.c.role == Role.DESIGNER, users.c.disabled_at.is_(None)
    columns = users.c.id, users.c.name, users.c.role, users.c.number
    return select(*columns).where(*at_work).order_by(users.c.name)


@prepared
def summaries() -> Any:
    """What a list shows of orders, beside their lines."""
    customers, operators = users.alias("customers"), users.alias("operators")
    ready = files.c.folder_id == orders.c.folder_id, files.c.state == State.READY
    count = select(func.count()).where(*ready).scalar_subquery()
    columns = (
        customers.c.name.label("customer_name"),
        operators.c.name.label("operator_name"),
        count.label("file_count"),
        branches.c.name.label("branch_name"),
        rooms.c.waiting_since,
    )
    return (
        select(orders, *columns)
        .join(customers, customers.c.id == orders.c.customer_id)
        .join(branches, branches.c.id == orders.c.branch_id)
        .outerjoin(rooms, rooms.c.id == orders.c.room_id)
        .outerjoin(operators, operators.c.id == orders.c.operator_id)
        .where(among(orders.c.id, "ids"))
    )

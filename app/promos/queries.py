"""Reading promos: staff see all of them, everybody else only what is live for them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select

from app import clock
from app.accounts.access import Can, Viewer
from app.accounts.tables import users
from app.db import Row, UtcDateTime, count_up_to, database, prepared
from app.errors import NotFound
from app.i18n import gettext as _
from app.promos.models import Audience, Kind, Promo, Result
from app.promos.status import Status
from app.promos.tables import promo_dismissals, promo_products, promos, redemptions

PAGE = 50
_scopes = select(promo_products.c.promo_id, promo_products.c.product_id).order_by(
    promo_products.c.product_id
)


async def promo(promo_id: int) -> Promo:
    """Return one promo for those who manage them."""
    found = await _read(select(promos).where(promos.c.id == promo_id))
    if not found:
        raise NotFound(_("This promo does not exist."))
    return found[0]


async def promo_with_code(code: str) -> Promo | None:
    """Return the promo with a code, however it is written."""
    found = await _read(select(promos).where(promos.c.code == code.strip().upper()))
    return found[0] if found else None


async def all_promos(status: Status | None = None, before: int = 0) -> list[Promo]:
    """Return a page of promos, or of those of one state, newest first, and one more."""
    query = select(promos).order_by(promos.c.id.desc()).limit(PAGE + 1)
    if status is not None:
        query = query.where(promos.c.status == status)
    return await _read(query.where(promos.c.id < before) if before else query)


async def counts() -> dict[Status, int]:
    """Return how many promos stand in each state; the counting stops at `app.db.ENOUGH`."""
    each = [
        count_up_to(select(promos).where(promos.c.status == status)).label(status)
        for status in Status
    ]
    row = await database.fetch_one(select(*each))
    return {status: int(row[status]) if row else 0 for status in Status}


async def live_promos(viewer: Viewer) -> list[Promo]:
    """Return what is live for this viewer at this moment, newest first."""
    now = clock.now()
    rows = await _running_now.fetch_all(now=now)
    scopes = _by_promo(await _running_products.fetch_all(now=now)) if rows else {}
    found = [_promo(row, scopes.get(row.id, ())) for row in rows]
    return [promo for promo in found if promo.is_live(now) and _is_for(viewer, promo)]


async def promo_shown_to(viewer: Viewer, promo_id: int) -> Promo:
    """Return a promo that was ever shown to the viewer."""
    found = await promo(promo_id)
    if found.published_at is None or not _is_for(viewer, found):
        raise NotFound(_("This promo does not exist."))
    return found


async def results(promo_ids: Sequence[int]) -> dict[int, Result]:
    """Return what promos have brought: how often used, for how much, how often put away."""
    used = (
        select(
            redemptions.c.promo_id,
            func.count().label("times"),
            func.coalesce(func.sum(redemptions.c.amount), 0).label("given"),
            func.coalesce(func.sum(redemptions.c.spent), 0).label("revenue"),
        )
        .where(redemptions.c.released_at.is_(None), redemptions.c.promo_id.in_(promo_ids))
        .group_by(redemptions.c.promo_id)
    )
    gone = (
        select(promo_dismissals.c.promo_id, func.count().label("times"))
        .where(promo_dismissals.c.promo_id.in_(promo_ids))
        .group_by(promo_dismissals.c.promo_id)
    )
    away = {row.promo_id: row.times for row in await database.fetch_all(gone)}
    rows = {row.promo_id: row for row in await database.fetch_all(used)}
    return {
        promo_id: Result(
            used=rows[promo_id].times if promo_id in rows else 0,
            given=int(rows[promo_id].given) if promo_id in rows else 0,
            revenue=int(rows[promo_id].revenue) if promo_id in rows else 0,
            dismissed=away.get(promo_id, 0),
        )
        for promo_id in {*rows, *away}
    }


async def on_show(promo_ids: Collection[int]) -> set[int]:
    """Return those of the promos that are published and not over."""
    query = select(promos.c.id).where(promos.c.id.in_(promo_ids))
    query = query.where(promos.c.status.in_([Status.LIVE, Status.SCHEDULED, Status.PAUSED]))
    return {row.id for row in await database.fetch_all(query)}


async def members() -> int:
    """Return how many people have an account that is open."""
    query = select(func.count()).where(users.c.disabled_at.is_(None))
    return int(await database.fetch_val(query.select_from(users)))


async def automatic(now: datetime) -> list[Promo]:
    """Return the running discounts that need no code, the oldest first."""
    found = await _read(select(promos).where(_runs(now), promos.c.code.is_(None)))
    return sorted((p for p in found if p.is_live(now) and p.is_discount), key=lambda p: p.id)


async def promos_for(viewer: Viewer, before: int = 0) -> list[Promo]:
    """Return a page of all promos to who manages them, and the live ones to everyone else."""
    if viewer.can(Can.MANAGE_PROMOS):
        return (await all_promos(before=before))[:PAGE]
    return [] if before else await live_promos(viewer)


async def promo_for(viewer: Viewer, promo_id: int) -> Promo:
    """Return a promo that the viewer may see."""
    if viewer.can(Can.MANAGE_PROMOS):
        return await promo(promo_id)
    for found in await live_promos(viewer):
        if found.id == promo_id:
            return found
    raise NotFound(_("This promo does not exist."))


async def due(now: datetime) -> tuple[list[Promo], list[Promo]]:
    """Return the scheduled promos whose time has come, and the running ones whose end has."""
    open_ = promos.c.status.in_([Status.SCHEDULED, Status.LIVE, Status.PAUSED])
    found = await _read(select(promos).where(open_).order_by(promos.c.id))
    ended = [promo for promo in found if promo.has_ended(now)]
    started = [
        promo
        for promo in found
        if promo.status is Status.SCHEDULED
        and not promo.has_ended(now)
        and not promo.has_not_started(now)
    ]
    return started, ended


def _is_for(viewer: Viewer, promo: Promo) -> bool:
    return promo.audience is Audience.EVERYONE or viewer.is_member


def _runs(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(
        or_(promos.c.status == Status.LIVE, promos.c.status == Status.SCHEDULED),
        or_(promos.c.ends_at.is_(None), promos.c.ends_at > now),
        or_(promos.c.starts_at.is_(None), promos.c.starts_at <= now),
    )


@prepared
def _running_now() -> Any:
    newest = promos.c.published_at.desc(), promos.c.id.desc()
    return select(promos).where(_runs(bindparam("now", type_=UtcDateTime()))).order_by(*newest)


@prepared
def _running_products() -> Any:
    query = _scopes.join(promos, promos.c.id == promo_products.c.promo_id)
    return query.where(_runs(bindparam("now", type_=UtcDateTime())))


async def _read(query: Select[Any]) -> list[Promo]:
    rows = await database.fetch_all(query)
    scopes = await _products([row.id for row in rows])
    return [_promo(row, scopes.get(row.id, ())) for row in rows]


async def _products(ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    if not ids:
        return {}
    return _by_promo(await database.fetch_all(_scopes.where(promo_products.c.promo_id.in_(ids))))


def _by_promo(rows: Sequence[Row]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        found[row.promo_id] = (*found.get(row.promo_id, ()), row.product_id)
    return found


def _promo(row: Row, products: tuple[int, ...]) -> Promo:
    typed = {
        "kind": Kind(row.kind),
        "audience": Audience(row.audience),
        "status": Status(row.status),
    }
    return Promo(**row._mapping | typed, products=products)

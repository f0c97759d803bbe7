"""Making, changing and publishing promos; each change is audited and told to every open page."""

from dataclasses import fields

from sqlalchemy import delete, insert, select, update

from app import audit, clock
from app.accounts.access import SYSTEM, Can, Viewer, check
from app.catalogue.tables import products
from app.db import database, transaction
from app.errors import Conflict, Invalid
from app.i18n import gettext as _
from app.promos import live, pushes, queries
from app.promos.drafts import cleaned
from app.promos.models import Draft, Promo
from app.promos.redemptions import preview, redeem, release
from app.promos.status import DELETABLE, EDITABLE, Status, may_move
from app.promos.tables import promo_dismissals, promo_products, promo_sightings, promos

__all__ = [
    "change",
    "create",
    "end",
    "keep_time",
    "pause",
    "preview",
    "publish",
    "redeem",
    "release",
    "remove",
    "try_out",
]
COLUMNS = tuple(field.name for field in fields(Draft) if field.name != "products")


async def create(draft: Draft, *, by: Viewer) -> Promo:
    """Write down a promo that nobody sees yet."""
    check(by, Can.MANAGE_PROMOS)
    draft = cleaned(draft, Status.DRAFT, clock.now())
    async with transaction():
        await _check_references(draft)
        row = await database.fetch_one(
            insert(promos)
            .values(
                **_columns(draft),
                status=Status.DRAFT,
                rev=1,
                created_by=by.id or None,
                created_at=clock.now(),
            )
            .returning(promos.c.id)
        )
        promo_id = int(row.id) if row else 0
        await _write_products(promo_id, draft)
        await audit.record(by, "promo.created", f"promo:{promo_id}", **_facts(draft))
        return await queries.promo(promo_id)


async def change(promo_id: int, draft: Draft, *, rev: int, by: Viewer) -> Promo:
    """Change a promo that nobody else changed since `rev`; open pages follow at once."""
    check(by, Can.MANAGE_PROMOS)
    async with transaction():
        before = await queries.promo(promo_id)
        if before.status not in EDITABLE:
            raise _not_now(before)
        draft = cleaned(draft, before.status, clock.now())
        await _check_references(draft, promo_id)
        await _take(before, rev, _columns(draft))
        await _write_products(promo_id, draft)
        after = await queries.promo(promo_id)
        await audit.record(
            by, "promo.changed", f"promo:{promo_id}", before=_facts(before), after=_facts(after)
        )
        await _tell(before, after, by)
        return after


async def publish(promo_id: int, *, rev: int, by: Viewer) -> Promo:
    """Show a promo now, or plan it when its beginning is still to come."""
    check(by, Can.MANAGE_PROMOS)
    async with transaction():
        before, now = await queries.promo(promo_id), clock.now()
        if before.has_ended(now):
            words = _("The end has passed already.")
            raise Invalid(words, code="promo_expired", fields={"ends_at": words})
        there = Status.SCHEDULED if before.has_not_started(now) else Status.LIVE
        return await _move(before, there, rev, by)


async def pause(promo_id: int, *, rev: int, by: Viewer) -> Promo:
    """Take a promo off every page for now; a planned one becomes a draft again."""
    check(by, Can.MANAGE_PROMOS)
    async with transaction():
        before = await queries.promo(promo_id)
        there = Status.DRAFT if before.status is Status.SCHEDULED else Status.PAUSED
        return await _move(before, there, rev, by)


async def end(promo_id: int, *, rev: int, by: Viewer) -> Promo:
    """Take a promo off every page for good."""
    check(by, Can.MANAGE_PROMOS)
    async with transaction():
        return await _move(await queries.promo(promo_id), Status.ENDED, rev, by)


async def try_out(promo_id: int, *, by: Viewer) -> int:
    """Send a promo's notification to the editor's own devices; returns how many that are."""
    check(by, Can.MANAGE_PROMOS)
    async with transaction():
        return await pushes.try_out(await queries.promo(promo_id), by.id)


async def remove(promo_id: int, *, rev: int, by: Viewer) -> Promo | None:
    """Forget a draft; what was ever published is ended and kept for the orders that used it."""
    check(by, Can.MANAGE_PROMOS)
    async with transaction():
        before = await queries.promo(promo_id)
        if before.status not in DELETABLE or before.published_at is not None:
            return await _move(before, Status.ENDED, rev, by)
        await _take(before, rev, {})
        for rows in (promo_products, promo_dismissals, promo_sightings):
            await database.execute(delete(rows).where(rows.c.promo_id == promo_id))
        await database.execute(delete(promos).where(promos.c.id == promo_id))
        await audit.record(by, "promo.deleted", f"promo:{promo_id}", **_facts(before))
        return None


async def keep_time() -> None:
    """Begin the planned promos whose time has come, and end those whose time is over."""
    async with transaction():
        started, ended = await queries.due(clock.now())
        for promo in started:
            await _move(promo, Status.LIVE, promo.rev, SYSTEM)
        for promo in ended:
            await _move(promo, Status.ENDED, promo.rev, SYSTEM)


async def _move(before: Promo, there: Status, rev: int, by: Viewer) -> Promo:
    if before.rev == rev and not may_move(before.status, there):
        raise _not_now(before)
    now = clock.now()
    shown = {"published_at": before.published_at or now} if there is Status.LIVE else {}
    await _take(before, rev, {"status": there, **shown})
    after = await queries.promo(before.id)
    await audit.record(
        by, f"promo.{there}", f"promo:{before.id}", before=before.status, after=there
    )
    await _tell(before, after, by)
    return after


async def _tell(before: Promo, after: Promo, by: Viewer) -> None:
    """Say on the right channel what has become visible, has changed, or is gone."""
    was, now_is = before.status is Status.LIVE, after.status is Status.LIVE
    moved = before.audience is not after.audience
    if was and (not now_is or moved):
        await live.promo_withdrawn(before, by)
        await pushes.withdraw(before)
    if now_is and (not was or moved):
        await live.promo_published(after, by)
        await pushes.announce(after)
    elif now_is:
        await live.promo_changed(after, by)


async def _take(before: Promo, rev: int, values: dict[str, object]) -> None:
    row = await database.fetch_one(
        update(promos)
        .where(promos.c.id == before.id, promos.c.rev == rev)
        .values(**values, rev=rev + 1)
        .returning(promos.c.id)
    )
    if row is None:
        words = _("Somebody else has changed this promo. Load the page again to see it.")
        raise Conflict(words, code="stale").with_facts(rev=before.rev, status=before.status)


async def _check_references(draft: Draft, promo_id: int = 0) -> None:
    same = select(promos.c.id).where(promos.c.code == draft.code, promos.c.id != promo_id)
    if draft.code and await database.fetch_val(same):
        words = _("Another promo has this code already.")
        raise Invalid(words, fields={"code": words})
    found = await database.fetch_all(select(products.c.id).where(products.c.id.in_(draft.products)))
    if len(found) < len(draft.products):
        words = _("This product does not exist.")
        raise Invalid(words, fields={"products": words})


async def _write_products(promo_id: int, draft: Draft) -> None:
    await database.execute(delete(promo_products).where(promo_products.c.promo_id == promo_id))
    for product_id in draft.products:
        await database.execute(
            insert(promo_products).values(promo_id=promo_id, product_id=product_id)
        )


def _not_now(promo: Promo) -> Conflict:
    words = _("This is not possible for a promo in this state.")
    refused = Conflict(words, code="bad_move")
    refused.with_facts(rev=promo.rev, status=promo.status)
    return refused


def _columns(draft: Draft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in COLUMNS}


def _facts(promo: Draft | Promo) -> dict[str, object]:
    names = ("title_id", "code", "kind", "value", "cap", "min_spend", "audience")
    limits = ("quota", "per_person")
    times = {name: getattr(promo, name) for name in ("starts_at", "ends_at")}
    return {name: getattr(promo, name) for name in (*names, *limits)} | {
        name: moment.isoformat() if moment else None for name, moment in times.items()
    }

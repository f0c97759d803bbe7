"""Discounts on an order: the one promo that applies, or the reason why it does not."""

from datetime import datetime

from sqlalchemy import func, insert, select, update

from app import clock
from app.db import database, transaction
from app.errors import Invalid
from app.i18n import gettext as _
from app.promos import queries
from app.promos.models import Audience, Discount, Promo, amount_off, eligible
from app.promos.status import Status
from app.promos.tables import promos, redemptions
from app.text import rupiah

Lines = list[tuple[int, int]]


async def redeem(viewer_id: int, code: str, lines: Lines, subject: str) -> Discount | None:
    """Apply a promo to an order inside the order's transaction; `lines` are (product id, amount).

    With a code: its discount, or Invalid with the reason. Without one: the best automatic promo
    that is live, or None.
    """
    async with transaction():
        found = await _held(viewer_id, code, lines)
        if found is not None:
            await database.execute(
                insert(redemptions).values(
                    promo_id=found.promo_id,
                    user_id=viewer_id,
                    subject=subject,
                    amount=found.amount,
                    spent=max(0, sum(amount for _product, amount in lines) - found.amount),
                    created_at=clock.now(),
                )
            )
        return found


async def release(subject: str) -> None:
    """Give back what an order had redeemed, because the order will not happen."""
    await database.execute(
        update(redemptions)
        .where(redemptions.c.subject == subject, redemptions.c.released_at.is_(None))
        .values(released_at=clock.now())
    )


async def preview(viewer_id: int, code: str, lines: Lines) -> Discount | None:
    """Tell what `redeem` would do, without writing anything."""
    if code.strip():
        return await _with_code(viewer_id, code, lines)
    return await _automatic(viewer_id, lines)


async def used_up(promo: Promo, viewer_id: int) -> str:
    """Return the reason why nobody ("promo_used_up") or this person may use it again, or ""."""
    if promo.quota is None and promo.per_person is None:
        return ""
    kept = redemptions.c.promo_id == promo.id, redemptions.c.released_at.is_(None)
    mine = func.count().filter(redemptions.c.user_id == viewer_id)
    query = select(func.count().label("all"), mine.label("mine")).where(*kept)
    row = await database.fetch_one(query.select_from(redemptions))
    if row is None:
        return ""
    if promo.quota is not None and row[0] >= promo.quota:
        return "promo_used_up"
    if promo.per_person is not None and viewer_id and row[1] >= promo.per_person:
        return "promo_used_by_you"
    return ""


async def _held(viewer_id: int, code: str, lines: Lines) -> Discount | None:
    """Return what applies once its promo is locked: of two who want the last use, one gets it."""
    found = await preview(viewer_id, code, lines)
    while found is not None:
        mine = promos.c.id == found.promo_id
        await database.fetch_val(select(promos.c.id).where(mine).with_for_update())
        now = await preview(viewer_id, code, lines)
        if now == found:
            break
        found = now
    return found


async def _with_code(viewer_id: int, code: str, lines: Lines) -> Discount:
    promo = await queries.promo_with_code(code)
    if promo is None or not promo.is_discount or promo.status is Status.DRAFT:
        raise refusal("promo_unknown", _("We do not know this promo code."))
    _check(promo, viewer_id, lines, clock.now())
    match await used_up(promo, viewer_id):
        case "promo_used_up":
            raise refusal("promo_used_up", _("This promo has been used up."))
        case "promo_used_by_you":
            words = _("You have used this promo as often as it may be used.")
            raise refusal("promo_used_by_you", words)
    return _discount(promo, lines)


def _check(promo: Promo, viewer_id: int, lines: Lines, now: datetime) -> None:
    if promo.status is Status.ENDED or promo.has_ended(now):
        raise refusal("promo_expired", _("This promo has ended."))
    if promo.status is Status.PAUSED:
        raise refusal("promo_paused", _("This promo is paused at the moment."))
    if not promo.is_live(now):
        raise refusal("promo_not_started", _("This promo has not started yet."))
    if promo.audience is Audience.MEMBERS and not viewer_id:
        raise refusal("promo_members_only", _("This promo is for members. Please sign in first."))
    spend = eligible(promo, lines)
    if promo.products and not any(product in promo.products for product, _amount in lines):
        raise refusal("promo_not_for_product", _("This promo is not for the products you chose."))
    if spend < promo.min_spend:
        short = rupiah(promo.min_spend - spend)
        words = _("This promo needs %(short)s more in your order.", short=short)
        raise refusal("promo_min_spend", words)


async def _automatic(viewer_id: int, lines: Lines) -> Discount | None:
    now = clock.now()
    best: Discount | None = None
    for promo in await queries.automatic(now):
        try:
            _check(promo, viewer_id, lines, now)
        except Invalid:
            continue
        if await used_up(promo, viewer_id):
            continue
        found = _discount(promo, lines)
        if found.amount and (best is None or found.amount > best.amount):
            best = found
    return best


def _discount(promo: Promo, lines: Lines) -> Discount:
    amount = amount_off(promo, lines)
    return Discount(promo.id, promo.code or "", amount, promo.title_id, promo.title_en)


def refusal(code: str, words: str) -> Invalid:
    """Return the error of a promo code: its stable reason, and the words beside the field."""
    return Invalid(words, code=code, fields={"code": words})

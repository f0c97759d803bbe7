"""What a running promo takes off one product, for its page: the price already includes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.access import Viewer
from app.catalogue import pricing
from app.catalogue.models import Product
from app.promos import queries
from app.promos.models import Promo, amount_off
from app.promos.redemptions import preview


@dataclass(frozen=True, slots=True)
class Offer:
    """A price with the promo that applies by itself; `until` is when that promo ends."""

    total: int
    off: int
    title_id: str
    title_en: str
    until: datetime | None


async def offer_for(viewer: Viewer, product_id: int, amount: int) -> Offer | None:
    """Return what an amount of one product costs now if a promo without a code applies."""
    found = await preview(viewer.id, "", [(product_id, amount)]) if amount > 0 else None
    if found is None or not found.amount:
        return None
    off = min(found.amount, amount)
    until = (await queries.promo(found.promo_id)).ends_at
    return Offer(amount - off, off, found.title_id, found.title_en, until)


def example_of(promo: Promo, known: Iterable[Product]) -> tuple[Product, Offer] | None:
    """Return a product whose page has the promo in its price, with that price of the least of it.

    None: it changes no price by itself, or none of a smallest order.
    """
    if promo.code or not promo.is_discount:
        return None
    for product in known:
        if product.by_area or not product.published:
            continue
        amount = pricing.price(product, product.min_quantity, {}).amount
        off = amount_off(promo, [(product.id, amount)])
        if off and amount >= promo.min_spend:
            words = promo.title_id, promo.title_en
            return product, Offer(amount - off, off, *words, promo.ends_at)
    return None

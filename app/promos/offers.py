"""What a running promo takes off one product, for its page: the price already includes it."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.access import Viewer
from app.promos import queries
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

"""What the crowd orders: products of the catalogue at usual quantities, each priced once."""

from dataclasses import dataclass
from random import Random
from typing import Any

from app.accounts.access import SYSTEM
from app.catalogue import pricing, queries
from app.catalogue.models import Product, Size
from app.orders.status import JobStatus

BANNERS = (Size(300, 100), Size(200, 100), Size(400, 150))


@dataclass(frozen=True, slots=True)
class Goods:
    """A product in a quantity, as the columns of a job have it."""

    job: dict[str, Any]
    amount: int
    name: str


async def goods(draw: Random) -> list[Goods]:
    """Return what can be ordered, the popular quantities as often as they are asked for."""
    found = []
    for product in await queries.products(SYSTEM):
        if product.priced and product.published:
            steps = [step.min_quantity for step in product.breaks]
            found += [_priced(product, quantity, draw) for quantity in steps for _ in range(2)]
    return found


def _priced(product: Product, quantity: int, draw: Random) -> Goods:
    size = draw.choice(BANNERS) if product.by_area else None
    quantity = max(quantity, product.min_quantity)
    price = pricing.price(product, quantity, {}, size=size)
    picked = [value for _option, value in pricing.choices(product, {})]
    job = {
        "product_id": product.id,
        "product_name_id": product.name_id,
        "product_name_en": product.name_en,
        "unit_id": product.unit_id,
        "unit_en": product.unit_en,
        "quantity": quantity,
        "width_cm": size.width_cm if size else None,
        "height_cm": size.height_cm if size else None,
        "options": {},
        "options_label_id": " · ".join(value.name_id for value in picked)[:400],
        "options_label_en": " · ".join(value.name_en for value in picked)[:400],
        "unit_price": price.unit_price,
        "amount": price.amount,
        "breakdown": [
            {"label_id": part.label_id, "label_en": part.label_en, "amount": part.amount}
            for part in price.lines
        ],
        "priced": price.priced,
        "slots": [dict(slot) for slot in product.slots],
        "status": JobStatus.DONE,
        "rev": 1,
    }
    return Goods(job, price.amount, product.name_id)

"""An order while it is typed: each line with its product, its price or what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.accounts.access import Viewer
from app.catalogue import pricing
from app.catalogue.models import Product
from app.catalogue.queries import product_by_slug
from app.errors import Invalid, NotFound
from app.orders.models import TypedLine, quantity_of, size_of
from app.promos.models import Discount
from app.promos.redemptions import preview as preview_promo


@dataclass(frozen=True, slots=True)
class LineView:
    """One typed line; without a product there is nothing to choose from yet."""

    place: int
    typed: TypedLine
    product: Product | None = None
    price: pricing.Price | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DraftView:
    """All lines with their sum, as the form shows it while it is typed."""

    lines: list[LineView]
    subtotal: int
    discount: Discount | None
    promo_error: str
    rush: bool = False

    @property
    def total(self) -> int:
        """Return what the order will cost, as far as prices are known."""
        return self.subtotal - (min(self.discount.amount, self.subtotal) if self.discount else 0)

    @property
    def rush_days(self) -> int:
        """Return in how many days a rush is ready; 0 when a line cannot be made in one."""
        days = [line.product.rush_days for line in self.lines if line.product is not None]
        return max(days) if days and all(days) else 0

    @property
    def rush_percent(self) -> str:
        """Return what a rush adds to the lines, from the least to the most."""
        added = {line.product.rush_percent for line in self.lines if line.product is not None}
        return "–".join(str(percent) for percent in sorted({min(added), max(added)}))

    @property
    def needs_quote(self) -> bool:
        """Tell whether the studio has to price a line by hand."""
        return any(line.price is not None and not line.price.priced for line in self.lines)


async def preview(
    viewer: Viewer, typed: Sequence[TypedLine], promo_code: str, *, rush: bool = False
) -> DraftView:
    """Price what is typed so far; nothing is written, and errors stay beside their line."""
    lines = [await _line(viewer, place, line, rush) for place, line in enumerate(typed)]
    known = [
        (line.product.id, line.price.amount)
        for line in lines
        if line.product is not None and line.price is not None and line.price.priced
    ]
    discount, promo_error = None, ""
    try:
        discount = await preview_promo(viewer.id, promo_code, known) if known else None
    except Invalid as error:
        promo_error = error.message
    subtotal = sum(amount for _product, amount in known)
    return DraftView(lines, subtotal, discount, promo_error, rush)


async def _line(viewer: Viewer, place: int, typed: TypedLine, rush: bool) -> LineView:
    if not typed.product:
        return LineView(place, typed)
    try:
        product = await product_by_slug(viewer, typed.product)
    except NotFound:
        return LineView(place, TypedLine())
    known = {option.code for option in product.options}
    options = {code: value for code, value in typed.options.items() if code in known}
    quantity = typed.quantity or str(product.min_quantity)
    sides = (typed.width, typed.height) if product.by_area else ("", "")
    kept = TypedLine(typed.product, quantity, options, *sides)
    try:
        count, size = quantity_of(quantity), size_of(kept)
        price = pricing.price(product, count, options, size=size, rush=rush)
    except Invalid as error:
        return LineView(place, kept, product, None, error.fields)
    return LineView(place, kept, product, price)

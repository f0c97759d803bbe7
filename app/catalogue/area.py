"""Products sold by the square metre: what a piece measures, and what of it is charged.

Areas are whole square centimetres. A piece counts at least the product's smallest chargeable area;
the total of all pieces is rounded up to 0.01 m², and that total decides which break is reached.
"""

from decimal import Decimal

from babel.numbers import format_decimal

from app.catalogue.models import Product, Size
from app.errors import Invalid
from app.i18n import gettext as _
from app.i18n import locale

SMALLEST, LARGEST = 1, 2000
STEP = 100
"""A hundredth of a square metre, in square centimetres."""
MOST = 100_000
"""No order is larger than this, in square metres."""
EXAMPLE = Size(100, 100)


def check_size(product: Product, size: Size | None) -> None:
    """Refuse a size that is missing, impossible, or not asked for, naming the side."""
    if not product.by_area:
        if size is not None:
            words = _("This product is not sold by size.")
            raise Invalid(words, code="bad_size", fields={"width": words})
        return
    sides = {"width": size.width_cm if size else 0, "height": size.height_cm if size else 0}
    wrong = {name for name, side in sides.items() if not SMALLEST <= side <= LARGEST}
    if wrong:
        words = _(
            "Write width and height in whole centimetres, from %(least)s to %(most)s.",
            least=SMALLEST,
            most=LARGEST,
        )
        raise Invalid(words, code="bad_size", fields=dict.fromkeys(sorted(wrong), words))


def charged(product: Product, size: Size) -> int:
    """Return what one piece is charged for, in square centimetres."""
    return max(size.width_cm * size.height_cm, product.minimum_area_cm2)


def hundredths(product: Product, size: Size, quantity: int) -> int:
    """Return the charged total in hundredths of a square metre, rounded up."""
    total = -(-charged(product, size) * quantity // STEP)
    if total > MOST * 100:
        words = _("Order at most %(most)s m².", most=format_decimal(MOST, locale=locale()))
        raise Invalid(words, code="bad_quantity", fields={"quantity": words})
    return total


def square_metres(area_cm2: int) -> str:
    """Write an area as people read it: 0,96 (id), 0.96 (en)."""
    metres = Decimal(area_cm2) / 10_000
    return str(format_decimal(metres, format="#,##0.####", locale=locale()))

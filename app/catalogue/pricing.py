"""What an order costs, line by line: pure, in whole rupiah, the same on every door.

Quantity breaks give the price of a piece; whoever orders just below a break never pays more than
the break itself costs. Options add per piece, per order, or a percentage of the pieces. One
rounding rule: half up to whole rupiah, at the line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue.models import Kind, Option, Product, Value
from app.errors import Invalid
from app.i18n import Lazy, lazy, localized, use_locale
from app.i18n import gettext as _
from app.text import rupiah

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One reason why the total is what it is."""

    label_id: str
    label_en: str
    amount: int


@dataclass(frozen=True, slots=True)
class Price:
    """A total with its reasons; not `priced` means that the studio has to quote first."""

    unit_price: int
    lines: tuple[PriceLine, ...]
    amount: int
    priced: bool


def price(product: Product, quantity: int, chosen: Mapping[str, str]) -> Price:
    """Count the price; raises Invalid naming the quantity or the option that is wrong."""
    _check_quantity(product, quantity)
    values = choices(product, chosen)
    if not product.priced or not product.breaks:
        return Price(0, (), 0, priced=False)
    unit = unit_price(product, quantity)
    lines = list(_pieces(product, quantity, unit))
    pieces = sum(line.amount for line in lines)
    lines += [
        _surcharge(option, value, quantity, pieces) for option, value in values if value.surcharge
    ]
    if product.setup_fee:
        lines.append(PriceLine(*_both(lazy("Setup")), product.setup_fee))
    subtotal = sum(line.amount for line in lines)
    if subtotal < product.minimum_amount:
        lines.append(
            PriceLine(*_both(lazy("Up to the minimum order")), product.minimum_amount - subtotal)
        )
    return Price(unit, tuple(lines), max(subtotal, product.minimum_amount), priced=True)


def choices(product: Product, chosen: Mapping[str, str]) -> list[tuple[Option, Value]]:
    """Return the value of every option, the default where nothing was chosen."""
    known = {option.code for option in product.options}
    for code in chosen:
        if code not in known:
            raise _wrong_option(code)
    return [(option, _chosen(option, chosen.get(option.code, ""))) for option in product.options]


def unit_price(product: Product, quantity: int) -> int:
    """Return the price of one piece at this quantity."""
    reached = [b for b in product.breaks if b.min_quantity <= quantity]
    return (reached[-1] if reached else product.breaks[0]).unit_price


def from_price(product: Product) -> int | None:
    """Return what the smallest order costs, or None when the studio has to quote."""
    smallest = price(product, product.min_quantity, {})
    return smallest.amount if smallest.priced else None


def _check_quantity(product: Product, quantity: int) -> None:
    if product.min_quantity <= quantity <= MOST:
        return
    if quantity > MOST:
        words = _("Order at most %(most)s.", most=MOST)
    else:
        words = _("Order at least %(least)s.", least=product.min_quantity)
    raise Invalid(words, code="bad_quantity", fields={"quantity": words})


def _chosen(option: Option, code: str) -> Value:
    if not code:
        return option.default
    for value in option.values:
        if value.code == code:
            return value
    raise _wrong_option(option.code)


def _wrong_option(code: str) -> Invalid:
    words = _("This choice does not exist for this product.")
    return Invalid(words, code="bad_option", fields={code: words})


def _pieces(product: Product, quantity: int, unit: int) -> Iterator[PriceLine]:
    amount = quantity * unit
    labels = []
    for language, name in (("id", product.unit_id), ("en", product.unit_en)):
        with use_locale(language):
            each = rupiah(unit)
            labels.append(
                _("%(quantity)s %(unit)s at %(each)s", quantity=quantity, unit=name, each=each)
            )
    yield PriceLine(labels[0], labels[1], amount)
    above = (b for b in product.breaks if b.min_quantity > quantity)
    better = min(above, key=lambda b: b.min_quantity * b.unit_price, default=None)
    if better is not None and better.min_quantity * better.unit_price < amount:
        label = _both(lazy("No more than %(quantity)s would cost"), quantity=better.min_quantity)
        yield PriceLine(*label, better.min_quantity * better.unit_price - amount)


def _surcharge(option: Option, value: Value, quantity: int, pieces: int) -> PriceLine:
    match value.kind:
        case Kind.UNIT:
            amount = value.surcharge * quantity
        case Kind.PERCENT:
            amount = (pieces * value.surcharge + 50) // 100
        case Kind.ORDER:
            amount = value.surcharge
    labels = []
    for language in ("id", "en"):
        with use_locale(language):
            labels.append(f"{localized(option, 'name')}: {localized(value, 'name')}")
    return PriceLine(labels[0], labels[1], amount)


def _both(message: Lazy, **values: object) -> tuple[str, str]:
    labels = []
    for language in ("id", "en"):
        with use_locale(language):
            labels.append(message % values)
    return labels[0], labels[1]

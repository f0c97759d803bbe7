"""What an order costs, line by line: pure, in whole rupiah, the same on every door.

Quantity breaks give the price of a piece; whoever orders just below a break never pays more than
the break itself costs. By area the breaks count the square metres of all pieces together, rounded
up to 0.01 m², and give the price of one square metre. Options add per piece, per order, or a
percentage of the pieces; a rush adds a percentage of pieces and options. One rounding rule: half
up to whole rupiah, at the line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.catalogue import area
from app.catalogue.models import Break, Kind, Option, Product, Size, Value
from app.errors import Invalid
from app.i18n import Lazy, lazy, localized, ngettext, unit_of, use_locale
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


def price(
    product: Product,
    quantity: int,
    chosen: Mapping[str, str],
    *,
    size: Size | None = None,
    rush: bool = False,
) -> Price:
    """Count the price; raises Invalid naming the quantity, side, option or rush that is wrong."""
    _check_quantity(product, quantity)
    area.check_size(product, size)
    measured = _Measured(product, quantity, size)
    values = choices(product, chosen)
    if rush and not product.rush_days:
        words = _("%(name)s cannot be made in a rush.", name=localized(product, "name"))
        raise Invalid(words, code="no_rush", fields={"rush": words})
    if not product.priced or not product.breaks:
        return Price(0, (), 0, priced=False)
    lines = list(_pieces(measured))
    pieces = sum(line.amount for line in lines)
    lines += [
        _surcharge(option, value, quantity, pieces) for option, value in values if value.surcharge
    ]
    if rush and product.rush_percent:
        lines.append(_rush(product, sum(line.amount for line in lines)))
    if product.setup_fee:
        lines.append(PriceLine(*_both(lazy("Setup")), product.setup_fee))
    subtotal = sum(line.amount for line in lines)
    if subtotal < product.minimum_amount:
        lines.append(
            PriceLine(*_both(lazy("Up to the minimum order")), product.minimum_amount - subtotal)
        )
    return Price(measured.unit, tuple(lines), max(subtotal, product.minimum_amount), priced=True)


def choices(product: Product, chosen: Mapping[str, str]) -> list[tuple[Option, Value]]:
    """Return the value of every option, the default where nothing was chosen."""
    known = {option.code for option in product.options}
    for code in chosen:
        if code not in known:
            raise _wrong_option(code)
    return [(option, _chosen(option, chosen.get(option.code, ""))) for option in product.options]


def each(amount: int, quantity: int) -> str:
    """Say what one piece comes to: "about" unless so many pieces are exactly the amount."""
    share = rupiah((amount * 2 + quantity) // (2 * quantity))
    if amount % quantity:
        return _("about %(amount)s each", amount=share)
    return _("%(amount)s each", amount=share)


def from_price(product: Product) -> int | None:
    """Return what the smallest order costs, of pieces of one square metre if sold by area.

    None means that the studio has to quote.
    """
    size = area.EXAMPLE if product.by_area else None
    smallest = price(product, product.min_quantity, {}, size=size)
    return smallest.amount if smallest.priced else None


class _Measured:
    """What is charged: pieces, or hundredths of a square metre."""

    def __init__(self, product: Product, quantity: int, size: Size | None) -> None:
        self.product, self.quantity, self.size = product, quantity, size
        self.scale = 100 if size else 1
        self.count = area.hundredths(product, size, quantity) if size else quantity

    @property
    def unit(self) -> int:
        """Return the price of one piece or one square metre at this count."""
        breaks = self.product.breaks
        reached = [b for b in breaks if b.min_quantity * self.scale <= self.count]
        return (reached[-1] if reached else breaks[0]).unit_price

    @property
    def amount(self) -> int:
        """Return what the count costs at that price, rounded half up."""
        return (self.count * self.unit * 2 + self.scale) // (2 * self.scale)

    @property
    def better(self) -> Break | None:
        """Return the larger count that costs less, if there is one."""
        above = (b for b in self.product.breaks if b.min_quantity * self.scale > self.count)
        best = min(above, key=_cost, default=None)
        return best if best is not None and _cost(best) < self.amount else None

    def capped(self, better: Break) -> tuple[str, str]:
        """Say in both languages that the pieces cost no more than a larger count."""
        metres = lazy("No more than %(quantity)s m² would cost")
        pieces = lazy("No more than %(quantity)s %(unit)s would cost")
        labels = []
        for language in ("id", "en"):
            with use_locale(language):
                unit = unit_of(self.product, better.min_quantity)
                words = metres if self.size else pieces
                labels.append(words % {"quantity": better.min_quantity, "unit": unit})
        return labels[0], labels[1]

    def label(self) -> str:
        """Say in the present language how many at what price."""
        each = rupiah(self.unit)
        if self.size is None:
            unit = unit_of(self.product, self.quantity)
            return _(
                "%(quantity)s %(unit)s at %(each)s", quantity=self.quantity, unit=unit, each=each
            )
        piece = area.charged(self.product, self.size)
        parts = {"quantity": self.quantity, "area": area.square_metres(piece), "each": each}
        if piece * self.quantity == self.count * area.STEP:
            return _("%(quantity)s × %(area)s m² at %(each)s", **parts)
        total = area.square_metres(self.count * area.STEP)
        return _("%(quantity)s × %(area)s m², so %(total)s m² at %(each)s", total=total, **parts)


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


def _cost(step: Break) -> int:
    return step.min_quantity * step.unit_price


def _pieces(measured: _Measured) -> Iterator[PriceLine]:
    labels = []
    for language in ("id", "en"):
        with use_locale(language):
            labels.append(measured.label())
    yield PriceLine(labels[0], labels[1], measured.amount)
    better = measured.better
    if better is not None:
        yield PriceLine(*measured.capped(better), _cost(better) - measured.amount)


def _rush(product: Product, amount: int) -> PriceLine:
    labels = []
    for language in ("id", "en"):
        with use_locale(language):
            labels.append(
                ngettext(
                    "Rush, ready in %(num)s day (+%(percent)s%%)",
                    "Rush, ready in %(num)s days (+%(percent)s%%)",
                    product.rush_days,
                    percent=product.rush_percent,
                )
            )
    return PriceLine(labels[0], labels[1], (amount * product.rush_percent + 50) // 100)


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

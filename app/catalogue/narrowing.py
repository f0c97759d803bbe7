"""What narrows the catalogue beside its categories: price, time and theme, all in the address."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.catalogue.models import Product, Sample
from app.catalogue.pricing import from_price

PRICES: dict[str, tuple[int, int | None]] = {
    "low": (0, 100_000),
    "middle": (100_000, 500_000),
    "high": (500_000, None),
}
"""Bands of what the smallest order costs, in rupiah: from, and up to but without."""
BY_QUOTATION = "quote"
DAYS = (1, 3, 7)
"""Working days within which a product can be ready."""
THEMES = 12
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; everything empty is everything."""

    words: str = ""
    price: str = ""
    days: int = 0
    theme: str = ""

    @property
    def is_narrow(self) -> bool:
        """Tell whether more than words narrow the list."""
        return bool(self.price or self.days or self.theme)

    def address(self, path: str = "/catalogue", **changes: object) -> str:
        """Return the address of this list, with some of it changed."""
        values: dict[str, object] = {
            "q": self.words,
            "price": self.price,
            "days": self.days,
            "theme": self.theme,
        }
        wanted = {name: value for name, value in {**values, **changes}.items() if value}
        return f"{path}?{urlencode(wanted)}" if wanted else path


def wanted(words: str, price: str, days: str, theme: str) -> Wanted:
    """Read what an address asks for; what it cannot ask for is left out."""
    return Wanted(
        words=words,
        price=price if price in {*PRICES, BY_QUOTATION} else "",
        days=int(days) if days in {str(day) for day in DAYS} else 0,
        theme=theme,
    )


def narrowed(
    products: Iterable[Product], wanted: Wanted, themes: Mapping[int, frozenset[str]]
) -> list[Product]:
    """Return those products that fit; `themes` are the words of each one's samples."""
    return [
        product
        for product in products
        if _costs(product, wanted.price)
        and (not wanted.days or product.turnaround_max <= wanted.days)
        and (not wanted.theme or wanted.theme in themes.get(product.id, frozenset()))
    ]


def themes_of(samples: Sequence[Sample]) -> dict[int, frozenset[str]]:
    """Return by product the words that its sample designs are tagged with."""
    found: dict[int, set[str]] = {}
    for sample in samples:
        found.setdefault(sample.product_id, set()).update(sample.tags.split())
    return {product: frozenset(words) for product, words in found.items()}


def common(themes: Mapping[int, frozenset[str]], chosen: str = "") -> list[str]:
    """Return the themes that several products share, the most common first, and the chosen one."""
    counted = Counter(word for words in themes.values() for word in words if len(word) >= SHORTEST)
    shared = [(word, count) for word, count in counted.items() if count > 1]
    found = [word for word, _ in sorted(shared, key=lambda one: (-one[1], one[0]))][:THEMES]
    return found if chosen in {"", *found} else [*found, chosen]


def _costs(product: Product, band: str) -> bool:
    if not band:
        return True
    amount = from_price(product)
    if band == BY_QUOTATION or amount is None:
        return band == BY_QUOTATION and amount is None
    least, most = PRICES[band]
    return amount >= least and (most is None or amount < most)

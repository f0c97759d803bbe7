"""What a promo is, and the discount that it gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.promos.status import Status


class Kind(StrEnum):
    """How the discount is counted."""

    PERCENT = "percent"
    FIXED = "fixed"
    ANNOUNCEMENT = "announcement"


class Audience(StrEnum):
    """Whom a promo is for."""

    EVERYONE = "everyone"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Promo:
    """A promo as the studio keeps it; `products` empty means every product."""

    id: int
    title_id: str
    title_en: str
    body_id: str
    body_en: str
    code: str | None
    kind: Kind
    value: int
    cap: int | None
    min_spend: int
    quota: int | None
    per_person: int | None
    audience: Audience
    status: Status
    starts_at: datetime | None
    ends_at: datetime | None
    rev: int
    created_by: int | None
    created_at: datetime
    published_at: datetime | None
    seen: int = 0
    """How many customers it was shown to."""
    products: tuple[int, ...] = ()

    @property
    def is_discount(self) -> bool:
        """Tell whether it takes something off an order."""
        return self.kind is not Kind.ANNOUNCEMENT

    def is_live(self, at: datetime) -> bool:
        """Tell whether it counts at this moment, even when the clock's job is late."""
        if self.status not in {Status.LIVE, Status.SCHEDULED}:
            return False
        if self.status is Status.SCHEDULED and self.starts_at is None:
            return False
        return not self.has_not_started(at) and not self.has_ended(at)

    def has_not_started(self, at: datetime) -> bool:
        """Tell whether its beginning is still to come."""
        return self.starts_at is not None and at < self.starts_at

    def has_ended(self, at: datetime) -> bool:
        """Tell whether its end has passed."""
        return self.ends_at is not None and at >= self.ends_at


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor says about a promo; `products` are ids."""

    title_id: str
    title_en: str
    body_id: str = ""
    body_en: str = ""
    code: str | None = None
    kind: Kind = Kind.ANNOUNCEMENT
    value: int = 0
    cap: int | None = None
    min_spend: int = 0
    quota: int | None = None
    per_person: int | None = None
    audience: Audience = Audience.EVERYONE
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    products: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What a promo has brought so far: discounts given, and what was paid all the same."""

    used: int = 0
    given: int = 0
    revenue: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class Discount:
    """What a promo takes off an order."""

    promo_id: int
    code: str
    amount: int
    title_id: str
    title_en: str


def eligible(promo: Promo, lines: list[tuple[int, int]]) -> int:
    """Sum the lines (product id, amount) that the promo is for."""
    return sum(
        amount for product, amount in lines if not promo.products or product in promo.products
    )


def amount_off(promo: Promo, lines: list[tuple[int, int]]) -> int:
    """Count the discount in whole rupiah, rounded half up; never more than the lines cost."""
    base = eligible(promo, lines)
    match promo.kind:
        case Kind.PERCENT:
            off = (base * promo.value + 50) // 100
        case Kind.FIXED:
            off = promo.value
        case _:
            off = 0
    return max(0, min(off, base, off if promo.cap is None else promo.cap))

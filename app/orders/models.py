"""What an order is to the rest of the product: frozen facts and the customer's view of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.catalogue.models import Size
from app.errors import Invalid
from app.i18n import gettext as _
from app.i18n import localized
from app.orders.delivery import COLLECTED, Delivery
from app.orders.progress import Progress, progress
from app.orders.status import ON_CUSTOMER, JobStatus, OrderStatus, WaitingOn

SPACE = "\N{NO-BREAK SPACE}"
UNDO_OFFERED = timedelta(seconds=10)
"""How long a page offers to take a step back."""
UNDO_TIME = UNDO_OFFERED + timedelta(seconds=5)
"""How long it can be taken back: the way to the server takes a little."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an order rests: it waits for somebody or something, wherever it is."""

    waiting_on: WaitingOn
    reason: str
    since: datetime

    @property
    def is_on_customer(self) -> bool:
        """Tell whether the customer alone can end it, and so reads about it."""
        return self.waiting_on in ON_CUSTOMER


@dataclass(frozen=True, slots=True)
class Job:
    """One line of an order: a product, how much of it, and where it is."""

    id: int
    order_id: int
    position: int
    product_id: int
    product_name_id: str
    product_name_en: str
    unit_id: str
    unit_en: str
    quantity: int
    width_cm: int | None
    height_cm: int | None
    options: dict[str, str]
    options_label_id: str
    options_label_en: str
    unit_price: int
    amount: int
    breakdown: list[dict[str, object]]
    priced: bool
    slots: list[dict[str, object]]
    status: JobStatus
    rev: int
    designer_id: int | None
    rounds: int = 0
    """How often its proof came back to be changed."""
    worked: int = 0
    """Open seconds in the studio's work until its clock stood last."""
    clock_since: datetime | None = None
    """Since when its clock runs; None while it stands."""

    @property
    def size(self) -> str:
        """Write what one piece measures; nothing where that is not asked."""
        return f"{self.width_cm} × {self.height_cm}{SPACE}cm" if self.width_cm else ""

    @property
    def chosen(self) -> str:
        """Name what was chosen in the reader's language; no line begins with a dot."""
        return localized(self, "options_label").replace(" ·", f"{SPACE}·")

    @property
    def required(self) -> list[str]:
        """List the codes of the files without which the line cannot begin."""
        return [str(slot["code"]) for slot in self.slots if slot.get("required")]


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its lines."""

    id: int
    code: str
    customer_id: int
    branch_id: int
    status: OrderStatus
    rev: int
    source: str
    operator_id: int | None
    claimed_at: datetime | None
    notes: str
    rush: bool
    sample_id: int | None
    requested_date: date | None
    promised_date: date | None
    subtotal: int
    discount: int
    total: int
    promo_id: int | None
    promo_code: str
    room_id: int
    folder_id: int
    created_by: int
    submitted_at: datetime
    updated_at: datetime
    link_issue: int
    """How many short links were made for it: the last one works."""
    branch_reason: str
    branch_km: int | None
    """How far the branch is from the customer in a straight line, when it was chosen."""
    delivery: Delivery
    hold: Hold | None = None
    jobs: tuple[Job, ...] = ()

    @property
    def channel(self) -> str:
        """Name the channel of the customer and the studio."""
        return f"order:{self.id}"

    @property
    def stages(self) -> list[JobStatus]:
        """List where the lines are."""
        return [job.status for job in self.jobs]

    @property
    def slots(self) -> list[dict[str, object]]:
        """List the files that its living lines can be given, each code once."""
        alive = [job for job in self.jobs if job.status is not JobStatus.CANCELLED]
        named = {str(slot["code"]): slot for job in reversed(alive) for slot in reversed(job.slots)}
        return list(named.values())[::-1]

    @property
    def priced(self) -> bool:
        """Tell whether every living line has its price."""
        return all(job.priced for job in self.jobs if job.status is not JobStatus.CANCELLED)

    @property
    def progress(self) -> Progress:
        """Show the order as its customer sees it."""
        held = self.hold.waiting_on if self.hold else None
        return progress(self.status, self.stages, held, is_delivered=self.delivery.is_delivered)


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody asks for; nothing in it sets a price."""

    product: str
    quantity: int
    options: dict[str, str]
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line of the form as it was typed."""

    product: str = ""
    quantity: str = ""
    options: dict[str, str] = field(default_factory=dict)
    width: str = ""
    height: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order as it was typed, before the studio has it."""

    lines: tuple[Line, ...]
    notes: str = ""
    rush: bool = False
    sample_id: int | None = None
    requested_date: date | None = None
    promo_code: str = ""
    uploads: tuple[str, ...] = ()
    reused: tuple[int, ...] = ()
    """Files of an earlier order that this one takes over."""
    customer_id: int | None = None
    customer: str = ""
    customer_name: str = ""
    source: str = "web"
    delivery: Delivery = COLLECTED
    branch_id: int | None = None
    """The branch that was chosen; None leaves it to the studio's rules."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history; it never changes."""

    id: int
    job_id: int | None
    actor_id: int | None
    actor_name: str
    kind: str
    from_status: str
    to_status: str
    reason: str
    skipped: list[str]
    via: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of a list of orders."""

    order: Order
    customer: str
    operator: str
    files: int
    branch: str = ""
    waits_since: datetime | None = None
    """Since when the customer waits for an answer in the order's room."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of orders is narrowed to; `before` is the last id of the page above."""

    status: str = ""
    search: str = ""
    before: int | None = None


def quantity_of(text: str) -> int:
    """Read a quantity as people write it: 1000, 1.000 or 1 000."""
    digits = text.replace(".", "").replace(" ", "").replace("\u00a0", "")
    if not digits.isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 15:
        words = _("Write a whole number.")
        raise Invalid(words, code="bad_quantity", fields={"quantity": words})
    return int(digits)


def size_of(typed: TypedLine) -> Size | None:
    """Read the size of a line; None when neither side was typed, 0 for what cannot be read."""
    if not typed.width and not typed.height:
        return None
    sides = (
        int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
        for text in (typed.width, typed.height)
    )
    return Size(*sides)


def line_of(place: int, typed: TypedLine) -> Line:
    """Turn a typed line into what is ordered."""
    try:
        quantity = quantity_of(typed.quantity)
        return Line(typed.product, quantity, typed.options, size_of(typed))
    except Invalid as error:
        named = {f"lines-{place}-{name}": words for name, words in error.fields.items()}
        raise Invalid(error.message, code=error.code, fields=named) from error

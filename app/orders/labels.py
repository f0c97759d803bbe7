"""The words for the codes of orders: statuses, the seven steps, turns, guards."""

from datetime import date
from functools import lru_cache

from babel.numbers import format_decimal

from app.i18n import gettext as _
from app.i18n import lazy, locale, today
from app.orders.delivery import Method
from app.orders.routing import Reason
from app.orders.status import CLOSED, Guard, JobStatus, OrderStatus, WaitingOn

SOURCES = ("phone", "walk_in", "whatsapp", "chat")
QUANTITIES = 1024
"""Quantities that are kept as they were written: Babel takes long, and a board has hundreds."""
TONES = {
    "submitted": "accent",
    "quoting": "warn",
    "quoted": "warn",
    "awaiting_files": "warn",
    "proofing": "warn",
    "ready": "good",
    "done": "good",
    "completed": "good",
    "approved": "good",
    "cancelled": "neutral",
    "withdrawn": "neutral",
    "declined": "neutral",
    "expired": "neutral",
}
_ORDER_STATUS = {
    OrderStatus.DRAFT: lazy("Draft"),
    OrderStatus.SUBMITTED: lazy("Received"),
    OrderStatus.QUOTING: lazy("Price being prepared"),
    OrderStatus.QUOTED: lazy("Price sent"),
    OrderStatus.CONFIRMED: lazy("Confirmed"),
    OrderStatus.IN_WORK: lazy("In work"),
    OrderStatus.READY: lazy("Ready to collect"),
    OrderStatus.DELIVERED: lazy("Delivered"),
    OrderStatus.COMPLETED: lazy("Completed"),
    OrderStatus.WITHDRAWN: lazy("Withdrawn"),
    OrderStatus.DECLINED: lazy("Price declined"),
    OrderStatus.EXPIRED: lazy("Price expired"),
    OrderStatus.CANCELLED: lazy("Cancelled"),
}
_JOB_STATUS = {
    JobStatus.AWAITING_FILES: lazy("Waiting for files"),
    JobStatus.PREFLIGHT: lazy("Checking files"),
    JobStatus.DESIGN: lazy("Design"),
    JobStatus.PROOFING: lazy("Proof"),
    JobStatus.APPROVED: lazy("Approved for printing"),
    JobStatus.IN_PRODUCTION: lazy("In production"),
    JobStatus.QUALITY_CHECK: lazy("Quality check"),
    JobStatus.DONE: lazy("Finished"),
    JobStatus.CANCELLED: lazy("Cancelled"),
}
_NEVER_LATE = {OrderStatus.READY, OrderStatus.DELIVERED} | CLOSED
_JOB_MOVES = {
    JobStatus.AWAITING_FILES: lazy("Ask for new files"),
    JobStatus.PREFLIGHT: lazy("Check the files"),
    JobStatus.DESIGN: lazy("Start design"),
    JobStatus.PROOFING: lazy("Proof is with the customer"),
    JobStatus.APPROVED: lazy("Proof approved"),
    JobStatus.IN_PRODUCTION: lazy("Start production"),
    JobStatus.QUALITY_CHECK: lazy("Check the quality"),
    JobStatus.DONE: lazy("Finish"),
    JobStatus.CANCELLED: lazy("Cancel this item"),
}
_WAITING_ON = {
    WaitingOn.CUSTOMER: lazy("waiting for the customer"),
    WaitingOn.FILES: lazy("waiting for the customer’s files"),
    WaitingOn.PAYMENT: lazy("waiting for the payment"),
    WaitingOn.STOCK: lazy("waiting for material"),
    WaitingOn.VENDOR: lazy("waiting for a supplier"),
    WaitingOn.MACHINE: lazy("waiting for a machine"),
}
_NEEDED = {
    WaitingOn.CUSTOMER: lazy("Your turn: we go on as soon as we have your answer."),
    WaitingOn.FILES: lazy("Your turn: we go on as soon as we have your files."),
    WaitingOn.PAYMENT: lazy("Your turn: we go on as soon as your payment is here."),
}


def tone(status: str) -> str:
    """Return the colour of a status badge."""
    return TONES.get(status, "info")


def order_status(status: str, way: str = "") -> str:
    """Say where an order is; what is brought to its customer does not wait to be collected."""
    if status == OrderStatus.READY and way == Method.DELIVERY:
        return _("Ready to be delivered")
    return str(_ORDER_STATUS[OrderStatus(status)])


def job_status(status: str) -> str:
    """Say where a line is."""
    return str(_JOB_STATUS[JobStatus(status)])


def job_statuses() -> dict[str, str]:
    """Say of every stage how it is called, for pages that name them over and over."""
    return {str(code): str(words) for code, words in _JOB_STATUS.items()}


def job_move(status: str) -> str:
    """Say what the button does that brings a line to a stage."""
    return str(_JOB_MOVES[JobStatus(status)])


def steps() -> list[str]:
    """Name the customer's seven steps."""
    return [
        _("Received"),
        _("Confirmed"),
        _("Files checked"),
        _("Design & proof"),
        _("Approved"),
        _("In production"),
        _("Ready"),
    ]


def turn(status: str, stages: list[str], whose: str) -> str:
    """Say to the customer who acts next, and what is expected."""
    if whose == "customer":
        return _your_turn(status, stages)
    if whose == "designer":
        return _("Our designer is working on it.")
    if whose == "nobody":
        return _("Nothing more to do.")
    if status == OrderStatus.SUBMITTED:
        return _("The studio will answer shortly.")
    if status == OrderStatus.QUOTING:
        return _("The studio is preparing your price.")
    if status == OrderStatus.READY:
        return _("Ready: we bring it to you. Please have the payment at hand.")
    return _("The studio is working on it.")


def needed(waiting_on: str) -> str:
    """Say to the customer what their order on hold waits for."""
    return str(_NEEDED[WaitingOn(waiting_on)])


def waiting_on(code: str) -> str:
    """Say to the studio for whom or what an order on hold waits."""
    return str(_WAITING_ON[WaitingOn(code)])


def on_hold(code: str) -> str:
    """Say that an order is on hold, and for whom or what."""
    return _("On hold: %(what)s", what=waiting_on(code))


def rests(code: str, reason: str) -> str:
    """Say to the customer in their room that the order rests, and what it needs of them."""
    return {
        WaitingOn.CUSTOMER: _("Your order rests until we have your answer: %(why)s", why=reason),
        WaitingOn.FILES: _("Your order rests until we have your files: %(why)s", why=reason),
        WaitingOn.PAYMENT: _("Your order rests until your payment is here: %(why)s", why=reason),
    }[WaitingOn(code)]


def turn_for_staff(status: str, whose: str) -> str:
    """Say to the studio who acts next."""
    if status == OrderStatus.SUBMITTED and whose == "studio":
        return _("Nobody has taken this order yet.")
    return {
        "customer": _("Waiting for the customer."),
        "designer": _("With the designer."),
        "studio": _("The desk is next."),
    }.get(whose, _("Nothing more to do."))


def method(code: str) -> str:
    """Say how the customer gets the order."""
    return _("Delivered, paid on delivery") if code == Method.DELIVERY else _("To be collected")


def distance(km: int) -> str:
    """Say how far a branch is."""
    if km == 0:
        return _("less than 1 km in a straight line")
    return _("±%(km)s km in a straight line", km=thousands(km))


def branch_reason(reason: str, km: int | None) -> str:
    """Say why a branch makes the order, and how far it is; nothing when there is only one."""
    words = {
        Reason.MAKES: _("It makes everything in this order."),
        Reason.OPEN: _("It is open now, the others are closed."),
        Reason.NEAREST: _("It is the nearest."),
        Reason.HOME: _("Our home branch."),
        Reason.CHOSEN: _("Chosen with the order."),
        Reason.STUDIO: _("Chosen by the studio."),
    }.get(Reason(reason), "")
    way = "" if km is None else _("Distance: %(distance)s.", distance=distance(km))
    return f"{words} {way}".strip()


def is_late(promised: date | None, status: str) -> bool:
    """Tell whether the promised day has passed where the viewer is, and the work is not ready."""
    return promised is not None and status not in _NEVER_LATE and today() > promised


def guard(failed: str) -> str:
    """Say which condition is missing, and what to do."""
    return {
        Guard.ORDER_OPEN: _("This order is closed, so nothing in it moves any more."),
        Guard.NOT_ON_HOLD: _("This order is on hold. Let it go on first."),
        Guard.ORDER_CONFIRMED: _("Production starts only after the order is confirmed."),
        Guard.ALL_PRICED: _("Every line needs its price first."),
        Guard.NO_JOB_APPROVED: _(
            "Something is already approved for printing. Please talk to us in the room."
        ),
        Guard.OWN_JOB: _("This job is in the hands of another designer."),
        Guard.FILES_COMPLETE: _("Required files are still missing."),
        Guard.DESIGNER_ASSIGNED: _("Hand the job to a designer first."),
    }[Guard(failed)]


def source(code: str) -> str:
    """Say through which door an order came."""
    return {
        "web": _("Website"),
        "phone": _("Phone"),
        "walk_in": _("At the counter"),
        "whatsapp": "WhatsApp",
        "chat": _("In a conversation here"),
    }.get(code, code)


def via(door: str) -> str:
    """Say through which door a change came."""
    return {
        "ui": _("through the pages"),
        "api": _("through the API"),
        "socket": _("through the live connection"),
        "system": _("by itself"),
        "demo": _("demo data"),
    }.get(door, door)


def entry(kind: str) -> str:
    """Say what a line of the history is about."""
    return {
        "submitted": _("Order sent"),
        "claimed": _("Taken over by the studio"),
        "released": _("Given back: waiting for the studio"),
        "undone": _("Taken back"),
        "moved": _("Order"),
        "job_moved": _("Item"),
        "override": _("Moved by a manager's decision"),
        "assigned": _("Handed to a designer"),
        "priced": _("Price set"),
        "due": _("Promised date"),
        "branch": _("Given to another branch"),
        "promo": _("The promo code could not be used"),
        "artwork": _("Used as artwork"),
        "reminded": _("Reminded of the missing files"),
        "held": _("On hold"),
        "resumed": _("Goes on again"),
    }.get(kind, kind)


def thousands(number: int) -> str:
    """Write a quantity: 1.000 (id), 1,000 (en)."""
    return _thousands(number, locale())


@lru_cache(QUANTITIES)
def _thousands(number: int, language: str) -> str:
    return str(format_decimal(number, locale=language))


def _your_turn(status: str, stages: list[str]) -> str:
    if status == OrderStatus.QUOTED:
        return _("Your turn: please answer our price.")
    if JobStatus.AWAITING_FILES in stages:
        return _("Your turn: please send us your files.")
    if status == OrderStatus.READY:
        return _("Your turn: your order is ready to collect.")
    return _("Your turn: please look at the proof and tell us in the room whether it is right.")

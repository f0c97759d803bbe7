"""What a customer is told beside the page: mails at the key steps, and lines in the room."""

from collections.abc import Callable, Mapping, Sequence

from app import mail, mailbox
from app.accounts.access import Can
from app.chat.actions import post_event
from app.chat.queries import newest_message
from app.i18n import gettext as _
from app.i18n import localized, use_locale
from app.orders import labels, links, queries
from app.orders.models import UNDO_TIME, Hold, Order
from app.orders.status import JobStatus, OrderStatus
from app.push.models import Note, Topic
from app.push.outbox import enqueue, withdraw
from app.push.queries import listeners

Words = Callable[[], str]

SUBJECTS: dict[str, Callable[[str], str]] = {
    "received": lambda code: _("We have your order %(code)s", code=code),
    "quoted": lambda code: _("Our price for order %(code)s", code=code),
    "confirmed": lambda code: _("Order %(code)s is confirmed", code=code),
    "ready": lambda code: _("Order %(code)s is ready", code=code),
    "files": lambda code: _("Please send us new files for order %(code)s", code=code),
    "missing": lambda code: _("Order %(code)s is waiting for your files", code=code),
    "hold": lambda code: _("Order %(code)s is waiting for you", code=code),
}
"""Each mail by the name of its template; the same words ring on the customer's devices."""


async def received(order: Order) -> None:
    """Confirm a new order by mail, and ring on the devices of those who may claim it."""
    await _mail(order, "received")
    await _ring(order)


async def claimed(order: Order, name: str) -> None:
    """Say in the room who looks after the order; its bell is silent from now on."""
    await withdraw(_new_order(order).tag)
    await _say(order, lambda: _("%(name)s from the studio looks after your order.", name=name))


async def moved(order: Order, reason: str) -> None:
    """Tell about a step of the whole order; steps without words stay silent."""
    words = _order_words(order, reason)
    if words is not None:
        await _say(order, words)
    if order.status in {OrderStatus.QUOTED, OrderStatus.CONFIRMED, OrderStatus.READY}:
        sent = await _mail(order, order.status.value)
        if order.status is not OrderStatus.QUOTED:
            await _hold(sent)
        await _push(order, order.status.value)


async def rerouted(order: Order, branch: str) -> None:
    """Say in the room which branch has the order now."""
    await _say(order, lambda: _("Your order is now with our branch %(branch)s.", branch=branch))


async def released(order: Order) -> None:
    """Say that a claim was a slip, and ring again: nobody looks after the order yet."""
    await _say(order, lambda: _("The order is waiting for the studio again."))
    await _unsay(order, "confirmed")
    await _ring(order)


async def unsaid(order: Order, to: JobStatus) -> None:
    """Take back the mail about a step that was undone; `order` is as it was before that."""
    if to is JobStatus.AWAITING_FILES:
        await _unsay(order, "files")
    if order.status is OrderStatus.READY:
        await _unsay(order, "ready")


async def job_moved(order: Order, to: JobStatus, product_id: str, product_en: str) -> None:
    """Say in the room where an item is now."""
    for_language = {"id": product_id, "en": product_en}
    words = {}
    for language in ("id", "en"):
        with use_locale(language):
            words[language] = _(
                "%(product)s: %(state)s.",
                product=for_language[language],
                state=labels.job_status(to),
            )
    await post_event(order.room_id, words["id"], words["en"])


async def files_needed(order: Order, reason: str) -> None:
    """Ask by mail, and on the customer's devices, for files that can be printed."""
    await _hold(await _mail(order, "files", reason=reason))
    await _push(order, "files")


async def held(order: Order) -> None:
    """Ask the customer for what they alone can bring; of other holds they hear nothing."""
    hold = order.hold
    if hold is None or not hold.is_on_customer:
        return
    await _say(order, lambda: labels.rests(hold.waiting_on, hold.reason))
    needs = {"waiting_on": hold.waiting_on, "reason": hold.reason}
    await _hold(await _mail(order, "hold", **needs))
    await _push(order, "hold")


async def resumed(order: Order, before: Hold) -> None:
    """Say that the order goes on, and take back what has not been sent yet."""
    if before.is_on_customer:
        await _say(order, lambda: _("Thank you, we are going on with your order."))
        await _unsay(order, "hold")


async def files_missing(order: Order, slots: Sequence[Mapping[str, object]]) -> None:
    """Remind in the room, by mail and on the customer's devices of files that have not come."""

    def said() -> str:
        names = ", ".join(localized(slot, "name") for slot in slots)
        return _("We are still waiting for your files: %(names)s.", names=names)

    await _say(order, said)
    await _mail(order, "missing", slots=slots)
    await _push(order, "missing")


async def promised(order: Order, day: str, reason: str) -> None:
    """Say in the room when the order will be ready, and why the day changed."""
    await _say(
        order, lambda: _("Promised date: %(day)s. %(reason)s", day=day, reason=reason).strip()
    )


def _order_words(order: Order, reason: str) -> Words | None:
    words: dict[OrderStatus, Words] = {
        OrderStatus.QUOTED: lambda: _("The studio has sent its price."),
        OrderStatus.CONFIRMED: lambda: _("The order is confirmed."),
        OrderStatus.DECLINED: lambda: _("The price was declined."),
        OrderStatus.READY: lambda: _("The order is ready."),
        OrderStatus.COMPLETED: lambda: _("The order was handed over. Thank you!"),
        OrderStatus.WITHDRAWN: lambda: _("The order was withdrawn."),
        OrderStatus.CANCELLED: lambda: _(
            "The order was cancelled. %(reason)s", reason=reason
        ).strip(),
    }
    return words.get(order.status)


def _new_order(order: Order) -> Note:
    return Note(
        Topic.ORDERS,
        title=lambda: _("New order %(code)s", code=order.code),
        body=lambda: _("Nobody has claimed it yet."),
        url=f"/orders/{order.id}",
        tag=f"new:{order.id}",
    )


async def _ring(order: Order) -> None:
    desk = [each.id for each in await listeners(Topic.ORDERS) if each.can(Can.CLAIM_ORDERS)]
    if desk:
        await enqueue(_new_order(order), desk)


async def _push(order: Order, name: str) -> None:
    """Tell the customer's devices, unless the room shows that the page was seen."""
    note = Note(
        Topic.ORDERS,
        title=lambda: SUBJECTS[name](order.code),
        body=lambda: _("Open the order to see what is next."),
        url=f"/orders/{order.id}",
        tag=f"order:{order.id}",
    )
    said = await newest_message(order.room_id)
    await enqueue(note, [order.customer_id], unless_read=(order.room_id, said))


async def _say(order: Order, words: Words) -> None:
    said = {}
    for language in ("id", "en"):
        with use_locale(language):
            said[language] = words()
    await post_event(order.room_id, said["id"], said["en"])


async def _unsay(order: Order, name: str) -> None:
    await withdraw(f"order:{order.id}")
    contact, language = await queries.contact_of(order.customer_id)
    if contact.email:
        with use_locale(language):
            title = SUBJECTS[name](order.code)
        await mail.withdraw(to=contact.email, subject=title)


async def _hold(message_id: str) -> None:
    if message_id:
        await mail.hold(message_id, UNDO_TIME)


async def _mail(order: Order, name: str, **context: object) -> str:
    """Enqueue a mail and return its message id; nothing for somebody without an address."""
    contact, language = await queries.contact_of(order.customer_id)
    if not contact.email:
        return ""
    with use_locale(language):
        title = SUBJECTS[name](order.code)
    return await mail.enqueue(
        to=contact.email,
        subject=title,
        template=f"orders/{name}.mail",
        locale=language,
        answers_to=mailbox.answers_to(order.room_id, order.customer_id),
        code=order.code,
        path=f"/orders/{order.id}",
        link=links.path_of(order),
        total=order.total,
        is_delivered=order.delivery.is_delivered,
        **context,
    )

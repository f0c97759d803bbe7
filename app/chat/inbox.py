"""The desk's inbox: piles, a list and a conversation side by side, and the buttons above it."""

from urllib.parse import urlencode

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.accounts.queries import contact_for
from app.chat import handling, labelling, lists, notes, queries, queues, replies, timers, views
from app.chat.forms import HandlingForm, ReplyForm
from app.chat.room_labels import labels_of
from app.chat.standing import Pause, Queue, Standing
from app.errors import AppError, Conflict, Invalid, NotFound
from app.web import page, query, read_form, see_other

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@requires(Can.NOTES)
async def show() -> Response:
    """Show a pile of conversations, and the one that is open."""
    return await inbox_page()


@blueprint.post("/rooms/<int:room_id>/handling")
@requires(Can.NOTES)
async def handle(room_id: int) -> Response:
    """Take, hand on, put aside, end or lift a conversation: the pressed button says which."""
    form = await read_form(HandlingForm)
    queue, only, was = _queue(form.queue.data or ""), form.only.data or 0, ""
    try:
        match form.do.data:
            case "take":
                await handling.take(viewer(), room_id)
            case "assign":
                await handling.assign(viewer(), room_id, form.assignee.data or None)
            case "urgent" | "calm":
                await handling.set_urgent(viewer(), room_id, form.do.data == "urgent")
            case "label":
                new = form.new_label.data or ""
                await labelling.choose(viewer(), room_id, form.label_ids, new)
            case _:
                room = await queries.room_for(viewer(), room_id)
                was = (await queues.handling_of([room]))[room.id].standing
                standing = _standing(form.do.data or "")
                await handling.mark(viewer(), room_id, standing, _pause(form.pause.data or ""))
    except (Conflict, Invalid) as error:
        return await inbox_page(error, queue=queue, room_id=room_id, label=only)
    away = was and form.do.data in {Standing.RESOLVED, Standing.SNOOZED}
    where = {"queue": queue, "label": only} if only else {"queue": queue}
    more = {"left": room_id, "was": was} if away else {"room": room_id}
    return see_other(f"/inbox?{urlencode({**where, **more})}")


@blueprint.get("/inbox/replies")
@requires(Can.NOTES)
async def ready_replies() -> Response:
    """List the ready answers, with a form for one more."""
    return await _replies_page(ReplyForm())


@blueprint.post("/inbox/replies")
@requires(Can.NOTES)
async def keep_reply() -> Response:
    """Keep a ready answer."""
    form = await read_form(ReplyForm)
    try:
        await replies.keep(viewer(), form.shortcut.data or "", form.body.data or "")
    except Invalid as error:
        form.take(error)
        return await _replies_page(form, error)
    return see_other("/inbox/replies")


@blueprint.post("/inbox/replies/<int:reply_id>/removal")
@requires(Can.NOTES)
async def forget_reply(reply_id: int) -> Response:
    """Delete a ready answer."""
    await replies.forget(viewer(), reply_id)
    return see_other("/inbox/replies")


async def inbox_page(
    error: AppError | None = None,
    *,
    queue: Queue | None = None,
    room_id: int = 0,
    label: int = 0,
) -> Response:
    """Show the inbox, with what was refused if anything was."""
    who = viewer()
    pile = queue or _queue(query("queue"))
    only = label or _number("label")
    shown = await queues.inbox(who, pile, lists.place_of(query("after")), only)
    chosen = room_id or _number("room")
    room = await views.room_view(who, chosen) if chosen else None
    if room is not None:
        await notes.see_mentions(who, chosen)
    return await page(
        "chat/inbox.html",
        error.status if error else 200,
        inbox=shown,
        listing=shown.listing,
        following=shown.address(after=shown.listing.following) if shown.listing.following else "",
        room=room,
        held=(await queues.handling_of([room.room]))[chosen] if room else None,
        labelled=(await labels_of([chosen])).get(chosen, []) if room else [],
        timer=(await timers.timers_of([room.room])).get(chosen) if room else None,
        first_answer=await timers.first_answer(room.room) if room else None,
        contact=await contact_for(who, room.room.customer_id) if room else None,
        ready=await replies.replies(who) if room else [],
        problem=error.message if error else "",
        left=_number("left"),
        was=query("was") if query("was") in set(Standing) else "",
    )


async def _replies_page(form: ReplyForm, error: AppError | None = None) -> Response:
    status = error.status if error else 200
    ready = await replies.replies(viewer())
    return await page("chat/replies.html", status, ready=ready, form=form)


def _queue(text: str) -> Queue:
    return Queue(text) if text in set(Queue) else Queue.ALL


def _standing(text: str) -> Standing:
    if text not in set(Standing):
        raise NotFound()
    return Standing(text)


def _pause(text: str) -> Pause:
    return Pause(text) if text in set(Pause) else Pause.TOMORROW


def _number(name: str) -> int:
    text = query(name)
    return int(text) if text.isdecimal() and len(text) < 18 else 0

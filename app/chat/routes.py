"""Pages of the rooms: the lists, a room, its history, and the forms without JavaScript."""

from datetime import datetime
from typing import Any

from quart import Blueprint, Response, request

from app.accounts.access import Can, check, requires, viewer
from app.chat import actions, lists, moving, notes, queries
from app.chat.forms import MessageForm, MoveForm, NoteForm
from app.chat.mentions import marked
from app.chat.models import clock_time, day_name, linked, local_day, short_moment
from app.errors import AppError, Conflict, Invalid, NotFound
from app.files.actions import add_small
from app.i18n import gettext as _
from app.web import fragment, local_path, page, read_form, see_other

blueprint = Blueprint("chat", __name__)
blueprint.app_template_filter("linked")(linked)
blueprint.app_template_filter("marked")(marked)
blueprint.app_template_filter("clock")(clock_time)
blueprint.app_template_filter("day_name")(day_name)
blueprint.app_template_filter("short_moment")(short_moment)


@blueprint.app_template_filter("local_day")
def _local_day(moment: datetime) -> str:
    return local_day(moment, viewer().zone)


@blueprint.app_context_processor
async def _badge() -> dict[str, int]:
    who = viewer()
    return {"unread_rooms": await queries.unread(who) if who.is_member else 0}


@blueprint.get("/rooms")
@requires(Can.CHAT)
async def index() -> Response:
    """Show a customer's conversations; staff have the inbox."""
    if viewer().is_staff:
        return see_other("chat.inbox")
    return await page("chat/list.html", **await _listing())


@blueprint.get("/inbox")
@requires(Can.NOTES)
async def inbox() -> Response:
    """Show staff the conversations they work on, those waiting for an answer first."""
    return await page("chat/inbox.html", **await _listing())


@blueprint.get("/rooms/general")
@requires(Can.CHAT)
async def general() -> Response:
    """Lead a customer to their one general room, made on the first visit."""
    if viewer().is_staff:
        return see_other("chat.inbox")
    return see_other("chat.show", room_id=await actions.general_room(viewer().id))


@blueprint.get("/rooms/<int:room_id>")
@requires(Can.CHAT)
async def show(room_id: int) -> Response:
    """Show one room, at its end or beside a message."""
    view = await queries.room_view(viewer(), room_id, *_beside())
    await notes.see_mentions(viewer(), room_id)
    return await page("chat/room.html", room=view)


@blueprint.get("/rooms/<int:room_id>/messages")
@requires(Can.CHAT)
async def history(room_id: int) -> Response:
    """Give a stretch of the log for the page to put in place while scrolling."""
    view = await queries.room_view(viewer(), room_id, *_beside())
    return await fragment("chat/_entries.html", room=view)


@blueprint.post("/rooms/<int:room_id>/messages")
@requires(Can.CHAT)
async def create_message(room_id: int) -> Response:
    """Send a message from the plain form; the id in the page makes a double submit one message."""
    form = await read_form(MessageForm)
    body = form.body.data or ""
    if form.picked and await queries.is_sent(viewer(), room_id, form.id.data or ""):
        return _back(room_id, form.next.data)
    try:
        await actions.post_message(
            viewer(),
            room_id,
            form.id.data or "",
            body,
            await _attach(room_id, form),
            upload_ids=form.upload_ids,
        )
    except (Invalid, Conflict) as error:
        return await _again(room_id, error, draft=body)
    return _back(room_id, form.next.data)


@blueprint.post("/rooms/<int:room_id>/notes")
@requires(Can.NOTES)
async def create_note(room_id: int) -> Response:
    """Write an internal note."""
    form = await read_form(NoteForm)
    try:
        await notes.write_note(viewer(), room_id, form.id.data or "", form.body.data or "")
    except (Invalid, Conflict) as error:
        return await _again(room_id, error, note=form.body.data or "")
    return _back(room_id, form.next.data)


@blueprint.post("/messages/<int:message_id>/room")
@requires(Can.NOTES)
async def move_message(message_id: int) -> Response:
    """Move a message to the room of the order that it is about."""
    form = await read_form(MoveForm)
    room = await queries.room_of_message(viewer(), message_id)
    try:
        await moving.move_message(viewer(), message_id, form.room.data or 0)
    except (Invalid, Conflict) as error:
        return await _again(room.id, error)
    return see_other(local_path(form.next.data, f"/rooms/{room.id}"))


async def _attach(room_id: int, form: MessageForm) -> list[int]:
    """Keep the files picked in the form and return their ids."""
    if not form.picked:
        return []
    check(viewer(), Can.UPLOAD)
    folder_id = (await queries.room_for(viewer(), room_id)).folder_id
    kept = []
    for picked in form.picked:
        name = picked.filename or ""
        kept.append(await add_small(picked.stream, name=name, by=viewer(), folder_id=folder_id))
    return [file.id for file in kept]


def _back(room_id: int, path: str | None) -> Response:
    return see_other(local_path(path, f"/rooms/{room_id}") + "#composer")


async def _again(room_id: int, error: AppError, draft: str = "", note: str = "") -> Response:
    view = await queries.room_view(viewer(), room_id)
    return await page(
        "chat/room.html", error.status, room=view, error=error.message, draft=draft, note=note
    )


async def _listing() -> dict[str, Any]:
    """Return the page of the list that the address names, and the address of the next one."""
    found = await lists.listing(viewer(), lists.place_of(request.args.get("after", "")))
    following = f"{request.path}?after={found.following}" if found.following else ""
    return {"listing": found, "following": following}


def _beside() -> tuple[int | None, int | None]:
    return _message_id("before"), _message_id("after")


def _message_id(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise NotFound(_("There is no such message."))
    return int(text)

"""Pages of the rooms: the lists, a room, its history, and the forms without JavaScript."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from quart import Blueprint, Quart, Response, request

from app import clock
from app.accounts.access import Can, Viewer, check, requires, viewer
from app.catalogue.queries import product_by_slug
from app.chat import (
    actions,
    archive,
    corrections,
    history,
    inbox,
    lists,
    moving,
    notes,
    queries,
    views,
)
from app.chat.forms import BackForm, MessageForm, MoveForm, NoteForm, WordsForm
from app.chat.layout import clock_time, day_name, local_day, short_moment, wait_words
from app.chat.mentions import marked
from app.chat.models import DELETE_WITHIN, EDIT_WITHIN, Message
from app.chat.words import hits, linked
from app.errors import AppError, Conflict, Invalid, NotFound
from app.files.actions import add_small
from app.i18n import gettext as _
from app.i18n import localized
from app.templating import before_page
from app.web import fragment, local_path, page, query, read_form, see_other, settings

blueprint = Blueprint("chat", __name__)
blueprint.register_blueprint(archive.blueprint)
blueprint.register_blueprint(inbox.blueprint)
blueprint.app_template_filter("linked")(linked)
blueprint.app_template_filter("hits")(hits)
blueprint.app_template_filter("wait")(wait_words)
blueprint.app_template_filter("marked")(marked)
blueprint.app_template_filter("clock")(clock_time)
blueprint.app_template_filter("day_name")(day_name)
blueprint.app_template_filter("short_moment")(short_moment)


@blueprint.app_template_filter("local_day")
def _local_day(moment: datetime) -> str:
    return local_day(moment, viewer().zone)


def install(app: Quart) -> None:
    """Count the unread rooms for every page's menu."""
    before_page(app, _unread)
    app.jinja_env.globals.update(
        edit_within=EDIT_WITHIN.seconds, delete_within=DELETE_WITHIN.seconds
    )


async def _unread(page: Mapping[str, Any]) -> dict[str, object]:
    who = viewer()
    return {"unread_rooms": await queries.unread(who) if who.is_member else 0}


@blueprint.get("/rooms")
@requires(Can.CHAT)
async def index() -> Response:
    """Show a customer's conversations; staff have the inbox."""
    if viewer().is_staff:
        return see_other("/inbox")
    return await page("chat/list.html", **await _listing())


@blueprint.get("/rooms/general")
@requires(Can.CHAT)
async def general() -> Response:
    """Lead a customer to their one general room, made on the first visit."""
    if viewer().is_staff:
        return see_other("/inbox")
    known = await queries.general_room_id(viewer().id)
    if known is None and viewer().watcher:
        return see_other("/rooms")
    room_id = known or await actions.general_room(viewer().id)
    about = f"?product={quote(query('product'))}#composer" if query("product") else ""
    return see_other(f"/rooms/{room_id}{about}")


@blueprint.get("/rooms/<int:room_id>")
@requires(Can.CHAT)
async def show(room_id: int) -> Response:
    """Show one room, at its end or beside a message."""
    view = await views.room_view(viewer(), room_id, _beside())
    await notes.see_mentions(viewer(), room_id)
    return await page("chat/room.html", room=view, **await _composed(room_id))


@blueprint.get("/rooms/<int:room_id>/messages")
@requires(Can.CHAT)
async def stretch(room_id: int) -> Response:
    """Give a stretch of the log for the page to put in place while scrolling."""
    view = await views.room_view(viewer(), room_id, _beside())
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
            reply_to=form.reply_to.data,
        )
    except (Invalid, Conflict) as error:
        quoted = await history.quoted_in(room_id, form.reply_to.data)
        return await _again(room_id, error, draft=body, quoted=quoted)
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


@blueprint.post("/messages/<int:message_id>")
@requires(Can.CHAT)
async def edit_message(message_id: int) -> Response:
    """Change the words of one's own message from the plain form."""
    form = await read_form(WordsForm)
    body = form.body.data or ""
    room = await queries.room_of_message(viewer(), message_id)
    try:
        await corrections.edit_message(viewer(), message_id, body)
    except (Invalid, Conflict) as error:
        return await _again(room.id, error, draft=body)
    return see_other(local_path(form.next.data, f"/rooms/{room.id}"))


@blueprint.post("/messages/<int:message_id>/deletion")
@requires(Can.CHAT)
async def delete_message(message_id: int) -> Response:
    """Take one's own message out of everybody's pages."""
    return await _corrected(message_id, corrections.delete_message)


@blueprint.post("/messages/<int:message_id>/restoration")
@requires(Can.CHAT)
async def restore_message(message_id: int) -> Response:
    """Undo a deletion."""
    return await _corrected(message_id, corrections.restore_message)


async def _corrected(
    message_id: int, correct: Callable[[Viewer, int], Awaitable[Message]]
) -> Response:
    form = await read_form(BackForm)
    room = await queries.room_of_message(viewer(), message_id)
    try:
        await correct(viewer(), message_id)
    except (Invalid, Conflict) as error:
        return await _again(room.id, error)
    return see_other(local_path(form.next.data, f"/rooms/{room.id}"))


async def _composed(room_id: int) -> dict[str, Any]:
    """Return what the composer answers or changes, as the links of a message's menu ask."""
    quoted = await history.quoted_in(room_id, _message_id("reply"))
    edited = await history.quoted_in(room_id, _message_id("edit"))
    if edited is not None and edited.is_editable(viewer().id, clock.now()):
        return {"edited": edited, "draft": edited.body}
    return {"quoted": quoted, "draft": await _question() if query("product") else ""}


async def _question() -> str:
    """Return the first words of a question about the product that the address names."""
    try:
        product = await product_by_slug(viewer(), query("product"))
    except NotFound:
        return ""
    link = f"{settings().public_url}/products/{product.slug}"
    return _("About %(product)s (%(link)s):", product=localized(product, "name"), link=link)


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


async def _again(room_id: int, error: AppError, **composed: Any) -> Response:
    view = await views.room_view(viewer(), room_id)
    return await page("chat/room.html", error.status, room=view, error=error.message, **composed)


async def _listing() -> dict[str, Any]:
    """Return the page of the list that the address names, and the address of the next one."""
    found = await lists.listing(viewer(), lists.place_of(request.args.get("after", "")))
    following = f"{request.path}?after={found.following}" if found.following else ""
    return {"listing": found, "following": following}


def _beside() -> views.Beside:
    return views.Beside(_message_id("before"), _message_id("after"), _message_id("around"))


def _message_id(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise NotFound(_("There is no such message."))
    return int(text)

"""Criticism, suggestions, complaints and praise: the form, one's own list, the studio's inbox."""

import re
import secrets
from typing import Any

from quart import Blueprint, Response, url_for

from app import clock
from app.accounts.access import Can, requires, viewer
from app.accounts.queries import people, people_who_can
from app.errors import AppError, Invalid, NotFound
from app.feedback import actions, forms, handling, labels, live, queries
from app.feedback.models import Feedback, Status
from app.files.queries import folder_files
from app.orders import queries as order_queries
from app.realtime.log import position
from app.web import Form, client_ip, page, query, read_form, see_other

blueprint = Blueprint("feedback", __name__)
REFERENCE = re.compile(r"FB-\d{4}-\d{4,8}")


@blueprint.app_context_processor
def words() -> dict[str, object]:
    """Let every page name kinds and states of feedback."""
    return {"feedback_words": labels}


@blueprint.get("/feedback")
@requires(Can.GIVE_FEEDBACK)
async def index() -> Response:
    """Show what the viewer has told the studio, or how to."""
    found = await queries.own(viewer(), _number(query("before")) or 0)
    shown, older = _page_of(found, "feedback.index")
    return await page("feedback/list.html", found=shown, older=older)


@blueprint.get("/feedback/new")
@requires(Can.GIVE_FEEDBACK)
async def new() -> Response:
    """Show the form, from the site, an order or a room."""
    form = forms.FeedbackForm(
        data={
            "kind": query("kind"),
            "order": _number(query("order")),
            "room": _number(query("room")),
            "idempotency_key": secrets.token_hex(16),
            "severity": "normal",
            "wanted": "answer",
        }
    )
    return await _form_page(form)


@blueprint.post("/feedback")
@requires(Can.GIVE_FEEDBACK)
async def create() -> Response:
    """Keep the message; the reference number is on the page that follows."""
    form = await read_form(forms.FeedbackForm)
    try:
        if not form.validate():
            raise Invalid()
        found = await actions.give(
            form.told(), by=viewer(), photos=form.chosen_photos(), ip=client_ip()
        )
    except NotFound:
        raise
    except AppError as error:
        form.take(error)
        return await _form_page(form, error)
    return see_other("feedback.sent", reference=found.reference)


@blueprint.get("/feedback/sent/<reference>")
@requires(Can.GIVE_FEEDBACK)
async def sent(reference: str) -> Response:
    """Say thank you and show the number; nothing else is told here."""
    if not REFERENCE.fullmatch(reference):
        raise NotFound()
    return await page("feedback/sent.html", reference=reference)


@blueprint.get("/feedback/inbox")
@requires(Can.SEE_FEEDBACK)
async def inbox() -> Response:
    """Show the studio's inbox, live."""
    status = Status(query("status")) if query("status") in set(Status) else None
    mine = query("mine") == "1"
    place = await position(live.INBOX)
    found = await queries.inbox(viewer(), status, _number(query("before")) or 0, mine=mine)
    shown, older = _page_of(found, "feedback.inbox", status=status, mine=1 if mine else None)
    return await page(
        "feedback/inbox.html",
        found=shown,
        chosen=status,
        mine=mine,
        owners=await people({item.owner_id for item in shown if item.owner_id}),
        counts=await queries.counts(),
        older=older,
        position=place,
    )


@blueprint.get("/feedback/<int:feedback_id>")
@requires(Can.ACCOUNT)
async def show(feedback_id: int) -> Response:
    """Show one message with what became of it, to its author and to the studio."""
    found = await queries.feedback_for(viewer(), feedback_id)
    return await _show(found, forms.MoveForm(data={"rev": found.rev}))


@blueprint.post("/feedback/<int:feedback_id>/status")
@requires(Can.ANSWER_FEEDBACK)
async def move(feedback_id: int) -> Response:
    """Acknowledge, resolve or open again."""
    found = await queries.feedback_for(viewer(), feedback_id)
    form = await read_form(forms.MoveForm)
    try:
        if not form.validate():
            raise Invalid()
        await actions.move(
            feedback_id,
            Status(form.to.data),
            note=form.note.data or "",
            rev=form.rev.data,
            by=viewer(),
        )
    except Invalid as error:
        form.take(error)
        return await _show(found, form, error)
    return see_other("feedback.show", feedback_id=feedback_id)


@blueprint.post("/feedback/<int:feedback_id>/owner")
@requires(Can.ANSWER_FEEDBACK)
async def assign(feedback_id: int) -> Response:
    """Take a message, hand it to a colleague, or give it back."""
    form = await read_form(forms.OwnerForm)
    await handling.assign(feedback_id, form.owner.data or None, by=viewer())
    return see_other("feedback.show", feedback_id=feedback_id)


@blueprint.post("/feedback/<int:feedback_id>/answers")
@requires(Can.GIVE_FEEDBACK)
async def answer(feedback_id: int) -> Response:
    """Let the author add something; it opens again what was resolved lately."""
    found = await queries.feedback_for(viewer(), feedback_id)
    form = await read_form(forms.AnswerForm)
    try:
        if not form.validate():
            raise Invalid()
        photos = form.chosen_photos()
        await handling.answer(feedback_id, form.note.data or "", by=viewer(), photos=photos)
    except Invalid as error:
        form.take(error)
        return await _show(found, forms.MoveForm(data={"rev": found.rev}), error, answer=form)
    return see_other("feedback.show", feedback_id=feedback_id)


async def _form_page(form: forms.FeedbackForm, error: AppError | None = None) -> Response:
    order = form.order.data
    about = await order_queries.order_for(viewer(), order) if order else None
    return await page(
        "feedback/new.html",
        error.status if error else 200,
        form=form,
        order=about,
        refusal=error.message if error and not form.errors else "",
    )


async def _show(
    found: Feedback, form: Form, error: AppError | None = None, *, answer: Form | None = None
) -> Response:
    photos = await folder_files(viewer(), found.folder_id) if found.folder_id else []
    return await page(
        "feedback/feedback.html",
        error.status if error else 200,
        found=found,
        moves=await queries.moves_of(found.id),
        photos=photos,
        form=form,
        answer=answer or forms.AnswerForm(),
        is_author=viewer().is_member and found.author_id == viewer().id,
        takes_answers=found.takes_answers(clock.now()),
        owner=(await people([found.owner_id])).get(found.owner_id) if found.owner_id else None,
        owners=await people_who_can(Can.ANSWER_FEEDBACK) if _answers() else [],
    )


def _page_of(found: list[Feedback], endpoint: str, **wanted: Any) -> tuple[list[Feedback], str]:
    """Return the rows of one page, and the address of the older ones if there are any."""
    shown = found[: queries.PAGE]
    more = len(found) > queries.PAGE
    return shown, url_for(endpoint, before=shown[-1].id, **wanted) if more else ""


def _answers() -> bool:
    return viewer().can(Can.ANSWER_FEEDBACK)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None

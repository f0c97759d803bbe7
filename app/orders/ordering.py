"""The form of a new order: begun, kept while it is typed, resumed, sent once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from quart import Blueprint, Response
from werkzeug.datastructures import MultiDict

from app.accounts.access import Can, requires, viewer
from app.catalogue.models import Sample
from app.catalogue.queries import sample_for
from app.errors import AppError, Conflict, Invalid, NotFound, Refused, TooLarge
from app.files.actions import add_small
from app.files.queries import still_loose
from app.i18n import gettext as _
from app.i18n import localized
from app.orders import actions, saved
from app.orders.addresses import usual_address
from app.orders.again import again
from app.orders.delivery import COLUMNS
from app.orders.forms import (
    OrderForm,
    file_ids,
    lines_fields,
    saved_fields,
    typed_lines,
    upload_ids,
    with_lines_changed,
)
from app.orders.models import TypedLine
from app.orders.pages import form_view, shown_sample
from app.orders.spoken import SOURCE, Spoken, spoken
from app.text import clean_line
from app.web import (
    form_fields,
    form_files,
    fragment,
    number_asked,
    page,
    query,
    query_fields,
    read_form,
    see_other,
)

blueprint = Blueprint("ordering", __name__)
SHOWN_ERRORS = (Invalid, Conflict, TooLarge, NotFound, Refused)


@blueprint.get("/orders/new")
@requires(Can.ORDER)
async def new() -> Response:
    """Show the form: what was left unfinished, and what the page that led here adds."""
    said = await spoken(viewer(), number_asked("message"))
    begun, leaves = await _left_unfinished(said)
    kept = begun.fields if begun else []
    earlier = await again(viewer(), number_asked("again"))
    asked = typed_lines(query_fields()) or [_from_product_page()]
    typed = typed_lines(kept)
    begun_with = {"", *(line.product for line in typed)}  # a reload adds nothing twice
    coming = [*asked, *(earlier.lines if earlier else ())]
    typed += [line for line in coming if line.product not in begun_with]
    form = await _begun_form(kept)
    reused = file_ids(value for name, value in kept if name == "reused")
    if said is not None and not kept:
        reused = _begin_with(form, said)
    if earlier is not None:
        form.again.data = earlier.order.id
        form.notes.data = form.notes.data or earlier.order.notes
        reused = tuple(file.id for file in earlier.files)
    sent = upload_ids(value for name, value in kept if name == "uploads")
    uploads = await still_loose(viewer(), sent)
    at = begun.at if begun else None
    return await _form_page(form, typed, uploads=uploads, reused=reused, begun=at, leaves=leaves)


@blueprint.post("/orders/form")
@requires(Can.ORDER)
async def edit() -> Response:
    """Draw the form anew with a line more or less; works without scripts, writes no order."""
    form = await read_form(OrderForm)
    fields = await form_fields()
    typed = with_lines_changed(typed_lines(fields.items(multi=True)), fields.get("change", ""))
    uploads = await _uploads(await plain_files())
    return await _form_page(form, typed, uploads=uploads, reused=await _reused())


@blueprint.post("/orders/draft")
@requires(Can.ORDER)
async def draft() -> Response:
    """Keep what is typed, and give lines and summary with prices; a script puts them in place."""
    fields = await form_fields()
    typed = with_lines_changed(typed_lines(fields.items(multi=True)), fields.get("change", ""))
    rest = [field for field in fields.items(multi=True) if not field[0].startswith("lines-")]
    kept = await saved.keep(viewer(), saved_fields([*lines_fields(typed), *rest]))
    form = OrderForm(fields)
    view = await form_view(
        viewer(),
        typed,
        clean_line(fields.get("promo_code", ""), 40),
        rush="rush" in fields,
        delivery=form.delivery,
        branch_id=form.branch.data,
    )
    return await fragment("orders/_draft.html", view=view, form=form, errors={}, kept=kept)


@blueprint.post("/orders/draft/deletion")
@requires(Can.ORDER)
async def delete_draft() -> Response:
    """Begin anew: what was typed is dropped."""
    await saved.forget(viewer())
    return see_other("/orders/new")


@blueprint.post("/orders")
@requires(Can.ORDER)
async def create() -> Response:
    """Place the order once, however often the button was pressed."""
    form = await read_form(OrderForm)
    fields = await form_fields()
    typed = typed_lines(fields.items(multi=True))
    if not form.validate():
        kept, reused = await _uploads(()), await _reused()
        return await _form_page(form, typed, status=422, uploads=kept, reused=reused)
    uploads: tuple[str, ...] = ()
    try:
        uploads = await _uploads(await plain_files())
        body = repr((sorted(fields.items(multi=True)), await _file_names())).encode()
        stored = await actions.place_once(
            viewer(),
            form.draft(typed, uploads, await _reused()),
            key=form.idempotency_key.data or "",
            body=body,
            answer=lambda order: str(order.id).encode(),
        )
        await saved.forget(viewer())
    except SHOWN_ERRORS as error:
        return await _form_page(
            form,
            typed,
            error=error,
            status=error.status,
            uploads=uploads,
            reused=await _reused(),
        )
    return see_other("orders.show", order_id=int(stored.body), placed=1)


async def _form_page(
    form: OrderForm,
    typed: list[TypedLine],
    *,
    error: AppError | None = None,
    status: int = 200,
    uploads: tuple[str, ...] = (),
    reused: tuple[int, ...] = (),
    begun: datetime | None = None,
    leaves: bool = False,
) -> Response:
    form.take(error)
    view = await form_view(
        viewer(),
        typed,
        form.promo_code.data or "",
        rush=bool(form.rush.data),
        delivery=form.delivery,
        branch_id=form.branch.data,
        sample_id=form.sample.data,
        again_id=form.again.data,
        message_id=form.message.data,
    )
    return await page(
        "orders/new.html",
        status,
        form=form,
        view=view,
        uploads=uploads,
        reused=reused,
        error=error,
        errors=error.fields if error else {},
        begun=begun,
        kept=begun,
        leaves=leaves,
    )


async def plain_files(folder_id: int | None = None, slot: str = "") -> list[str]:
    """Keep what came in plain file fields, and return the ids under which it can be adopted."""
    found = []
    for file in await form_files("files"):
        if file.filename:
            kept = await add_small(
                file.stream, name=file.filename, by=viewer(), folder_id=folder_id, slot=slot
            )
            found.append(kept.upload_id)
    return found


async def _file_names() -> list[str]:
    return [file.filename or "" for file in await form_files("files")]


async def _uploads(more: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of finished uploads that the form carries, with `more` of them."""
    return upload_ids([*(await form_fields()).getlist("uploads"), *more])


async def _reused() -> tuple[int, ...]:
    """Return the files of an earlier order that the form takes over."""
    return file_ids((await form_fields()).getlist("reused"))


async def _begun_form(kept: list[tuple[str, str]]) -> OrderForm:
    """Return the form as it was left, with what the address adds."""
    form = OrderForm(MultiDict(kept))
    form.idempotency_key.data = form.idempotency_key.data or uuid4().hex
    if not any(name in COLUMNS for name, _value in kept) and not viewer().is_staff:
        form.fill(await usual_address(viewer()))
    form.promo_code.data = query("promo") or form.promo_code.data
    form.rush.data = form.rush.data or query("rush") == "1"
    sample = await _wanted_sample()
    if sample is not None:
        form.sample.data = sample.id
        note = _("Like the sample “%(title)s”.", title=localized(sample, "title"))
        form.notes.data = form.notes.data or note
    return form


async def _left_unfinished(said: Spoken | None) -> tuple[saved.Saved | None, bool]:
    """Return what was left, unless it is about something else than the message; tells that too."""
    begun = await saved.resume(viewer())
    if begun is None or said is None or begun.message == said.message_id:
        return begun, False
    return None, True


def _begin_with(form: OrderForm, said: Spoken) -> tuple[int, ...]:
    """Write down whose order it is and what they asked for; returns the files of the message."""
    form.message.data = said.message_id
    form.customer.data = said.contact
    form.source.data = SOURCE
    form.notes.data = said.body
    return tuple(file.id for file in said.files)


def _from_product_page() -> TypedLine:
    """Read the product, quantity and options with which a product page led here."""
    own = {"product", "quantity", "width", "height", "rush", "sample", "promo", "again", "message"}
    options = {
        name.removeprefix("option-"): value
        for name, value in query_fields()
        if name not in own and value
    }
    sides = (query(side).strip() for side in ("width", "height"))
    return TypedLine(query("product"), query("quantity"), options, *sides)


async def _wanted_sample() -> Sample | None:
    """Return the sample that the address names; one that is not shown does not exist."""
    sample_id = number_asked("sample")
    if sample_id is None:
        return None
    await sample_for(viewer(), sample_id)
    return await shown_sample(viewer(), sample_id)

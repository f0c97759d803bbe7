"""The studio's pages of promos, and the strip on everybody's."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quart import Blueprint, Quart, Response, request, url_for
from wtforms.fields.choices import SelectChoice

from app.accounts.access import Can, public, requires, viewer
from app.catalogue.models import Product
from app.catalogue.queries import products
from app.errors import AppError, Conflict, Invalid
from app.i18n import LOCALES, ZONES, localized, today, use_locale
from app.i18n import gettext as _
from app.promos import actions, dismissals, live, offers, pushes, queries
from app.promos.forms import DismissForm, PromoForm, StepForm, values
from app.promos.labels import label, tone
from app.promos.models import Promo
from app.promos.status import MOVES, Status
from app.push.keys import is_available as push_available
from app.push.models import Topic
from app.push.queries import audience as push_audience
from app.realtime.log import Position, positions
from app.templating import before_page
from app.web import local_path, page, query, read_form, see_other, settings

blueprint = Blueprint("promos", __name__)
Step = Callable[..., Awaitable[Promo | None]]


@dataclass(frozen=True, slots=True)
class Strip:
    """What the strip shows, and from where its channels go on."""

    promos: list[Promo]
    channels: list[tuple[str, Position]]


def install(app: Quart) -> None:
    """Add what runs to every page, and to a product what it saves."""
    before_page(app, _strip)
    before_page(app, _offer, "catalogue/product.html")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


async def _strip(page: Mapping[str, Any]) -> dict[str, object]:
    # The positions are read first, so that nothing is missed.
    names = live.channels_of(viewer())
    heads = await positions(names)
    cookie = request.cookies.get(dismissals.COOKIE, "") if request else ""
    running = await queries.live_promos(viewer())
    shown = await dismissals.not_dismissed(viewer(), running, cookie)
    return {
        "strip": Strip(shown, [(name, heads[name]) for name in names]),
        "running_promos": running,
    }


async def _offer(page: Mapping[str, Any]) -> dict[str, object]:
    price = page["price"]
    if not price or not price.priced:
        return {"offer": None}
    return {"offer": await offers.offer_for(viewer(), page["product"].id, price.amount)}


@blueprint.get("/promos")
@requires(Can.MANAGE_PROMOS)
async def index() -> Response:
    """List the promos by state."""
    asked = query("status")
    status = Status(asked) if asked in set(Status) else None
    found = await queries.all_promos(status, _number(query("before")))
    shown, older = found[: queries.PAGE], ""
    if len(found) > queries.PAGE:
        older = url_for("promos.index", status=status, before=shown[-1].id)
    return await page(
        "promos/list.html",
        promos=shown,
        older=older,
        counts=await queries.counts(),
        results=await queries.results([promo.id for promo in shown]),
        here=status,
        label=label,
        tone=tone,
    )


@blueprint.get("/promos/new")
@requires(Can.MANAGE_PROMOS)
async def new() -> Response:
    """Show an empty promo."""
    return await _form_page(PromoForm(), None)


@blueprint.post("/promos")
@requires(Can.MANAGE_PROMOS)
async def create() -> Response:
    """Write down a promo; nobody sees it before it is published."""
    form = await read_form(PromoForm)
    _offer_products(form, await products(viewer()))
    try:
        _check(form)
        promo = await actions.create(form.draft(viewer().zone), by=viewer())
    except Invalid as error:
        return await _form_page(form, None, error)
    return see_other("promos.edit", promo_id=promo.id)


@blueprint.get("/promos/<int:promo_id>")
@requires(Can.MANAGE_PROMOS)
async def edit(promo_id: int) -> Response:
    """Show a promo with its form and the steps that it can take."""
    promo = await queries.promo(promo_id)
    return await _form_page(PromoForm(data=values(promo, viewer().zone)), promo)


@blueprint.post("/promos/<int:promo_id>")
@requires(Can.MANAGE_PROMOS)
async def change(promo_id: int) -> Response:
    """Change a promo unless somebody else changed it meanwhile."""
    promo = await queries.promo(promo_id)
    form = await read_form(PromoForm)
    _offer_products(form, await products(viewer()))
    try:
        _check(form)
        draft = form.draft(viewer().zone)
        await actions.change(promo_id, draft, rev=form.rev.data or 0, by=viewer())
    except (Invalid, Conflict) as error:
        return await _form_page(form, promo, error)
    return see_other("promos.edit", promo_id=promo_id)


@blueprint.post("/promos/<int:promo_id>/publication")
@requires(Can.MANAGE_PROMOS)
async def publish(promo_id: int) -> Response:
    """Show a promo on every open page, or plan it."""
    return await _step(promo_id, actions.publish)


@blueprint.post("/promos/<int:promo_id>/pause")
@requires(Can.MANAGE_PROMOS)
async def pause(promo_id: int) -> Response:
    """Take a promo off every page for now."""
    return await _step(promo_id, actions.pause)


@blueprint.post("/promos/<int:promo_id>/end")
@requires(Can.MANAGE_PROMOS)
async def end(promo_id: int) -> Response:
    """Take a promo off every page for good."""
    return await _step(promo_id, actions.end)


@blueprint.post("/promos/<int:promo_id>/trial")
@requires(Can.MANAGE_PROMOS)
async def try_out(promo_id: int) -> Response:
    """Send the notification to the editor's own devices, before or after anybody else has it."""
    devices = await actions.try_out(promo_id, by=viewer())
    return see_other("promos.edit", promo_id=promo_id, tried=devices)


@blueprint.post("/promos/<int:promo_id>/removal")
@requires(Can.MANAGE_PROMOS)
async def remove(promo_id: int) -> Response:
    """Forget a draft."""
    return await _step(promo_id, actions.remove)


@blueprint.post("/promos/<int:promo_id>/dismissal")
@public
async def dismiss(promo_id: int) -> Response:
    """Put a promo away: on every device of a member, in the browser of a visitor."""
    form = await read_form(DismissForm)
    await dismissals.dismiss(viewer(), promo_id)
    response = see_other(local_path(form.next.data, "/"))
    if not viewer().is_member:
        known = request.cookies.get(dismissals.COOKIE, "")
        response.set_cookie(
            dismissals.COOKIE,
            dismissals.remembered(known, promo_id),
            max_age=dismissals.COOKIE_LIFE,
            samesite="Lax",
            httponly=True,
            secure=settings().secure,
        )
    return response


async def _step(promo_id: int, step: Step) -> Response:
    form = await read_form(StepForm)
    try:
        _check(form)
        after = await step(promo_id, rev=form.rev.data, by=viewer())
    except (Invalid, Conflict) as error:
        promo = await queries.promo(promo_id)
        return await _form_page(PromoForm(data=values(promo, viewer().zone)), promo, error)
    return see_other("promos.edit", promo_id=after.id) if after else see_other("promos.index")


async def _form_page(
    form: PromoForm, promo: Promo | None, error: AppError | None = None
) -> Response:
    known = await products(viewer())
    _offer_products(form, known)
    for name, words in error.fields.items() if error else ():
        form._fields.get(name, form.title_id).errors = [words]
    return await page(
        "promos/edit.html",
        status=error.status if error else 200,
        form=form,
        promo=promo,
        error=error,
        moves=MOVES[promo.status] if promo else frozenset(),
        zone=ZONES[viewer().zone],
        members=await queries.members(),
        reached=await push_audience(Topic.PROMOS),
        has_push=push_available(),
        room_for=pushes.BODY,
        tried=_number(query("tried")) if query("tried") else None,
        result=(await queries.results([promo.id])).get(promo.id) if promo else None,
        example=offers.example_of(promo, known) if promo else None,
        until={language: _until(language) for language in LOCALES},
        today=today().isoformat(),
        label=label,
        tone=tone,
    )


def _until(language: str) -> tuple[str, str]:
    """Return how a language names an end, for a script to fill, and an end of today."""
    with use_locale(language):
        return _("until %(moment)s", moment="{moment}"), _("Today").lower()


def _offer_products(form: PromoForm, known: Sequence[Product]) -> None:
    form.products.choices = [
        SelectChoice(one.id, f"{localized(one, 'name')} ({one.sku})") for one in known
    ]


def _check(form: PromoForm | StepForm) -> None:
    if not form.validate():
        raise Invalid(_("Please check the form."))

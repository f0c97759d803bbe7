"""Deleting an account: by its owner, or by an administrator whom the owner asked."""

from quart import Blueprint, Response
from quart_auth import logout_user

from app.accounts import second_steps
from app.accounts.access import Can, Role, Viewer, public, requires, viewer
from app.accounts.cookies import DEVICE
from app.accounts.models import User
from app.accounts.queries import user
from app.admin import erasure
from app.admin.forms import ErasureForm
from app.errors import AppError, Conflict, Invalid, TooMany
from app.i18n import gettext as _
from app.web import page, read_form, see_other, settings

blueprint = Blueprint("farewell", __name__)
FORGET = '"cache", "storage"'
"""What the browser clears with the account: pages that it keeps for when there is no connection."""


@blueprint.get("/account/erasure")
@requires(Can.ACCOUNT)
async def ask() -> Response:
    """Say what is removed and what is kept before an account is deleted."""
    if viewer().role is not Role.CUSTOMER:
        return see_other("account.show")
    return await _own_page(_form_of(viewer(), ErasureForm()))


@blueprint.post("/account/erasure")
@requires(Can.ACCOUNT)
async def erase() -> Response:
    """Delete one's own account: every device is signed out at once."""
    form = _form_of(viewer(), await read_form(ErasureForm))
    password = "" if form.password is None else form.password.data
    try:
        if not form.validate():
            raise Invalid()
        await erasure.erase_own(viewer(), password=password, code=form.code.data or "")
    except (Invalid, TooMany, Conflict) as error:
        return await _own_page(form, error)
    logout_user()
    response = see_other("farewell.done")
    response.headers["Clear-Site-Data"] = FORGET
    response.delete_cookie(DEVICE, samesite="Lax", secure=settings().secure)
    return response


@blueprint.get("/goodbye")
@public
async def done() -> Response:
    """Say goodbye to somebody who deleted their account."""
    return await page("admin/goodbye.html")


@blueprint.get("/users/<int:user_id>/erasure")
@requires(Can.MANAGE_USERS)
async def ask_for(user_id: int) -> Response:
    """Say what is removed and what is kept before a customer's account is deleted."""
    person = await user(user_id)
    if person.role is not Role.CUSTOMER or person.erased_at is not None:
        return see_other("admin.person", user_id=user_id)
    return await _page(person, ErasureForm())


@blueprint.post("/users/<int:user_id>/erasure")
@requires(Can.MANAGE_USERS)
async def erase_for(user_id: int) -> Response:
    """Delete the account of a customer who asked for it."""
    person = _customer(await user(user_id))
    form = await read_form(ErasureForm)
    try:
        if not form.validate():
            raise Invalid()
        await erasure.erase_for(
            user_id, by=viewer(), password=form.password.data, code=form.code.data or ""
        )
    except (Invalid, TooMany, Conflict) as error:
        return await _page(person, form, error)
    return see_other("admin.person", user_id=user_id, done="erased")


def _form_of(who: Viewer, form: ErasureForm) -> ErasureForm:
    """Ask guests for no password: they have none."""
    if who.is_guest:
        del form.password
    return form


async def _own_page(form: ErasureForm, error: AppError | None = None) -> Response:
    return await _page(_customer(await user(viewer().id)), form, error)


async def _page(person: User, form: ErasureForm, error: AppError | None = None) -> Response:
    form.take(error)
    return await page(
        "admin/erasure.html",
        error.status if error else 200,
        person=person,
        is_own=person.id == viewer().id,
        running=await erasure.running(person.id),
        artwork_days=settings().keep_artwork_days,
        asks_code=await second_steps.since(viewer().id) is not None,
        raw_days=settings().keep_raw_days,
        form=form,
        refusal="" if error is None or error.fields else error.message,
    )


def _customer(person: User) -> User:
    if person.role is not Role.CUSTOMER:
        raise Conflict(
            _("Only a customer's account can be deleted; those of the studio's people are shut."),
            code="not_a_customer",
        )
    if person.erased_at is not None:
        raise Conflict(_("This account has been deleted."), code="erased")
    return person

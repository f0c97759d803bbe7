"""Guests: customers without a password. How they begin, keep what is theirs, and leave."""

from uuid import uuid4

from quart import Blueprint, Response

from app import i18n
from app.accounts import changes, customers, forms, queries, sessions
from app.accounts.access import Can, Viewer, public, requires, viewer
from app.accounts.actions import account_key
from app.accounts.welcome import ORDER_FORM, again, greet, home_of, leads_to_order, mark_device
from app.errors import AppError, Invalid
from app.web import (
    client_ip,
    local_path,
    page,
    query,
    read_form,
    see_other,
    user_agent,
    wants_json,
)

blueprint = Blueprint("guests", __name__)
blueprint.app_template_test("for_ordering")(leads_to_order)


@blueprint.app_context_processor
def _offer() -> dict[str, object]:
    """Give the pages of a guest the form that makes an account of what they have."""
    return {"first_password": forms.FirstPasswordForm() if viewer().is_guest else None}


def would_be_lost(who: Viewer) -> bool:
    """Tell whether somebody who signs out has no way to come back; programs know what they do."""
    return who.is_guest and not who.watcher and not wants_json()


@blueprint.get("/guest")
@public
async def ask() -> Response:
    """Show the form for those who order without an account."""
    going_to = query("next")
    if viewer().is_member:
        return see_other(local_path(going_to, home_of(viewer())))
    form = forms.GuestForm(data={"next": going_to, "idempotency_key": uuid4().hex})
    return await page("accounts/guest.html", form=form, refusal="", is_known=False)


@blueprint.post("/guest")
@public
async def begin() -> Response:
    """Let somebody in without a password, to where they were going: mostly the order form."""
    form = await read_form(forms.GuestForm)
    try:
        if not form.validate():
            raise Invalid()
        user = await customers.begin_as_guest(
            form.identifier.data,
            name=form.name.data,
            locale=i18n.locale(),
            ip=client_ip(),
            key=form.idempotency_key.data or "",
        )
    except AppError as error:
        form.idempotency_key.data = uuid4().hex
        return await again("accounts/guest.html", form, error, is_known=error.code == "taken")
    signed_in = await sessions.start(
        user,
        ip=client_ip(),
        user_agent=user_agent(),
        replaces=viewer().session,
    )
    return await greet(signed_in, form.next.data or ORDER_FORM)


@blueprint.get("/account/first-password")
@requires(Can.ACCOUNT)
async def choose() -> Response:
    """Offer a guest a password; whoever has one finds it on the account page."""
    if not viewer().is_guest:
        return see_other("account.show", _anchor="password-title")
    return await page("accounts/first_password.html", form=forms.FirstPasswordForm(), refusal="")


@blueprint.post("/account/first-password")
@requires(Can.ACCOUNT)
async def create_password() -> Response:
    """Make an ordinary account of a guest's; a password that is there already is not touched."""
    if not viewer().is_guest:
        return see_other("account.show", _anchor="password-title")
    form = await read_form(forms.FirstPasswordForm)
    try:
        if not form.validate():
            raise Invalid()
        await changes.change_password(viewer(), current="", password=form.password.data)
    except AppError as error:
        return await again("accounts/first_password.html", form, error)
    user = await queries.user(viewer().id)
    response = see_other("account.show", done="kept")
    mark_device(response, account_key(user.phone or user.email or ""))
    return response


@blueprint.get("/guest/leaving")
@requires(Can.ACCOUNT)
async def leaving() -> Response:
    """Warn a guest who signs out that no password brings them back."""
    if not viewer().is_guest:
        return see_other("account.show")
    return await page("accounts/leaving.html", user=await queries.user(viewer().id))

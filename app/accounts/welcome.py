"""What follows a form that lets somebody in: the form once more, or the page where they begin."""

from quart import Response
from quart_auth import AuthUser, login_user

from app.accounts import changes, cookies
from app.accounts.access import Can, Viewer
from app.accounts.models import SignedIn
from app.errors import AppError, TooMany
from app.web import (
    Form,
    cookie,
    json_reply,
    local_path,
    page,
    remember,
    see_other,
    settings,
    wants_json,
)

ORDER_FORM = "/orders/new"


def leads_to_order(going_to: str | None) -> bool:
    """Tell whether somebody may be on the way to an order, which needs no account."""
    return (going_to or ORDER_FORM).partition("?")[0] == ORDER_FORM


async def again(template: str, form: Form, error: AppError, **context: object) -> Response:
    """Show a form once more, with what was typed and why it was refused."""
    form.take(error)
    general = "" if form.errors else error.message
    response = await page(template, error.status, form=form, refusal=general, done="", **context)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


async def greet(signed_in: SignedIn, going_to: str | None) -> Response:
    """Give the browser its session; programs get JSON, people go where they wanted to go."""
    await changes.settle_zone(signed_in.user, cookie("zone"))
    login_user(AuthUser(signed_in.token), remember=True)
    person = signed_in.user.person
    if wants_json():
        return json_reply({"id": person.id, "name": person.name, "role": person.role})
    return see_other(local_path(going_to, home_of(signed_in.user.as_viewer())))


def home_of(who: Viewer) -> str:
    """Return the page where this person's work begins."""
    if who.can(Can.SEE_FEED):
        return "/feed"
    if who.can(Can.MOVE_JOBS):
        return "/board"
    return "/promos" if who.is_staff else "/home"


def device_of(account: str) -> str:
    """Return the throttle's name of this browser, if the account has signed in with it before."""
    return cookies.device_turn(settings(), account, cookie(cookies.DEVICE))


def mark_device(response: Response, account: str) -> None:
    """Let the browser know that the account has signed in with it."""
    remember(response, cookies.DEVICE, cookies.device_mark(settings(), account))

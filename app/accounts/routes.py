"""Signing in and out, becoming a member, a forgotten password, language and colours."""

from dataclasses import replace

from quart import Blueprint, Quart, Response, current_app, g, request
from quart_auth import logout_user

from app import audit, i18n
from app.accounts import (
    actions,
    authenticator,
    changes,
    cookies,
    forms,
    guests,
    looking,
    profile,
    resets,
    sessions,
    watching,
)
from app.accounts.access import VISITOR, Viewer, public, viewer
from app.accounts.authenticator import keep_halfway
from app.accounts.models import SignedIn
from app.accounts.welcome import again, device_of, greet, home_of, mark_device
from app.errors import AppError, Invalid, Refused, SignInNeeded
from app.web import (
    client_ip,
    local_path,
    page,
    query,
    read_form,
    remember,
    see_other,
    settings,
    user_agent,
    wants_json,
)

blueprint = Blueprint("accounts", __name__)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LEAVING = frozenset({"looking.stop", "accounts.sign_out", "accounts.choose_theme"})
"""What a colleague who looks as a customer may still press."""


def install(app: Quart) -> None:
    """Carry the session in a cookie, and know the viewer of every request."""
    cookies.install(app)
    app.register_blueprint(profile.blueprint)
    app.register_blueprint(guests.blueprint)
    app.register_blueprint(looking.blueprint)
    app.register_blueprint(authenticator.blueprint)
    app.before_request(load_viewer)
    app.before_request(refuse_to_act)


async def load_viewer() -> None:
    """Find out who asks, in which language and in which time zone."""
    found: Viewer | None = None
    if request.endpoint != "static":
        token = cookies.token_in(current_app, request.cookies)
        found = await sessions.viewer_with_token(token) if token else None
    g.viewer = _as_here(found or VISITOR)
    if found and (text := request.cookies.get(watching.COOKIE)):
        g.viewer = await watching.seen_as(settings(), g.viewer, text) or g.viewer
    audit.set_hand(g.viewer.watcher, g.viewer.watcher_name)
    i18n.set_locale(g.viewer.locale, g.viewer.zone)


async def refuse_to_act() -> None:
    """Let a colleague who looks through a customer's eyes read, and stop, but nothing else."""
    if viewer().watcher and request.method not in SAFE and request.endpoint not in LEAVING:
        i18n.set_locale(viewer().watcher_locale, viewer().zone)  # no customer ever sees this
        words = i18n.gettext(
            "You are looking as %(name)s: here nothing can be done in their place.",
            name=viewer().name,
        )
        raise Refused(words, code="only_looking")


def _as_here(who: Viewer) -> Viewer:
    """Let the browser say what somebody has not chosen: their language, and where they are."""
    asked = request.cookies.get("locale") or request.accept_languages.best_match(i18n.LOCALES)
    who = replace(who, locale=who.locale or asked or "id")
    zone = request.cookies.get("zone", "")
    if who.has_zone or zone not in i18n.ZONES:
        return who
    return replace(who, zone=zone, has_zone=True)


@blueprint.get("/login")
@public
async def sign_in() -> Response:
    """Show the sign-in form, or go on when somebody is signed in already."""
    going_to = query("next")
    if viewer().is_member:
        return see_other(local_path(going_to, home_of(viewer())))
    return await page(
        "accounts/sign_in.html",
        form=forms.SignInForm(data={"next": going_to}),
        refusal="",
        done=query("done"),
    )


@blueprint.post("/login")
@public
async def create_session() -> Response:
    """Open a session; programs get JSON, people go where they wanted to go."""
    form = await read_form(forms.SignInForm)
    try:
        if not form.validate():
            raise Invalid(i18n.gettext("Write your e-mail or phone number and your password."))
        found = await actions.sign_in(
            form.email.data,
            form.password.data,
            code=form.code.data or "",
            step_for=settings().second_step_for,
            ip=client_ip(),
            user_agent=user_agent(),
            device=device_of(actions.account_key(form.email.data)),
            replaces=viewer().session,
        )
        if not isinstance(found, SignedIn):
            return _halfway(found, form.next.data)
    except AppError as error:
        if wants_json():
            raise
        return await again("accounts/sign_in.html", form, error)
    response = await greet(found, form.next.data)
    mark_device(response, actions.account_key(form.email.data))
    return response


def _halfway(mark: str, going_to: str | None) -> Response:
    """Lead somebody whose password was right to the code; programs send both at once."""
    if wants_json():
        why = i18n.gettext("Send the code of your authenticator app as well.")
        raise SignInNeeded(why, code="code_needed")
    response = see_other("authenticator.ask", next=going_to or None)
    return keep_halfway(response, mark)


@blueprint.post("/logout")
@public
async def sign_out() -> Response:
    """End the session; its cookie is worth nothing from now on. Guests are warned first."""
    if guests.would_be_lost(viewer()) and "anyway" not in await request.form:
        return see_other("guests.leaving")
    if viewer().is_member:
        await actions.sign_out(viewer())
    logout_user()
    response = Response("", 204) if wants_json() else see_other("/")
    response.delete_cookie(watching.COOKIE, samesite="Lax", secure=settings().secure)
    return response


@blueprint.get("/register")
@public
async def registration() -> Response:
    """Show the form that makes a member."""
    going_to = query("next")
    if viewer().is_member:
        return see_other(local_path(going_to, home_of(viewer())))
    form = forms.RegisterForm(data={"next": going_to})
    return await page("accounts/register.html", form=form, refusal="")


@blueprint.post("/register")
@public
async def register() -> Response:
    """Make a member and sign them in; the membership number is on the page that follows."""
    form = await read_form(forms.RegisterForm)
    try:
        if not form.validate():
            raise Invalid()
        user = await actions.register(
            form.identifier.data,
            name=form.name.data,
            password=form.password.data,
            locale=i18n.locale(),
            marketing=form.marketing.data,
            ip=client_ip(),
        )
    except AppError as error:
        return await again("accounts/register.html", form, error)
    signed_in = await sessions.start(
        user,
        ip=client_ip(),
        user_agent=user_agent(),
        replaces=viewer().session,
    )
    response = await greet(signed_in, form.next.data or "/account?done=welcome")
    mark_device(response, actions.account_key(form.identifier.data))
    return response


@blueprint.get("/password-reset")
@public
async def ask_for_reset() -> Response:
    """Show the form that asks for a reset link."""
    return await page("accounts/reset.html", form=forms.ResetForm(), sent=False, refusal="")


@blueprint.post("/password-reset")
@public
async def create_reset() -> Response:
    """Mail a link; the answer is the same whether or not there is such an account."""
    form = await read_form(forms.ResetForm)
    try:
        if not form.validate():
            raise Invalid()
        await actions.ask_for_reset(
            form.email.data, ip=client_ip(), public_url=settings().public_url
        )
    except AppError as error:
        return await again("accounts/reset.html", form, error, sent=False)
    return await page("accounts/reset.html", form=form, sent=True)


@blueprint.get("/password-reset/<token>")
@public
async def new_password(token: str) -> Response:
    """Show the form that sets the password; the link itself never leaves as a Referer."""
    await resets.owner(token)
    response = await page("accounts/new_password.html", form=forms.NewPasswordForm())
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/password-reset/<token>")
@public
async def set_new_password(token: str) -> Response:
    """Set the password; every session ends, so people sign in with the new one."""
    form = await read_form(forms.NewPasswordForm)
    try:
        if not form.validate():
            raise Invalid()
        await actions.reset_password(token, form.password.data)
    except Invalid as error:
        response = await again("accounts/new_password.html", form, error)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
    logout_user()
    return see_other("accounts.sign_in", done="password")


@blueprint.post("/locale")
@public
async def choose_locale() -> Response:
    """Change the language of this browser, and of the account when somebody is signed in."""
    form = await request.form
    locale = form.get("locale", "")
    response = see_other(local_path(form.get("next")))
    if locale in i18n.LOCALES:
        remember(response, "locale", locale)
        if viewer().is_member:
            await changes.choose_language(viewer(), locale=locale)
    return response


@blueprint.post("/theme")
@public
async def choose_theme() -> Response:
    """Remember light or dark colours in this browser; anything else follows the system."""
    form = await request.form
    theme = form.get("theme", "")
    response = see_other(local_path(form.get("next")))
    if theme in {"light", "dark"}:
        remember(response, "theme", theme, readable=True)
    else:
        response.delete_cookie("theme", samesite="Lax", secure=settings().secure)
    return response

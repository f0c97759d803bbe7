"""The account page: who I am, how I sign in, where I am signed in, language and consent."""

from quart import Blueprint, Response

from app import i18n
from app.accounts import actions, changes, forms, queries, second_steps
from app.accounts.access import Can, requires, viewer
from app.clock import now
from app.errors import AppError, Invalid
from app.web import Form, page, query, read_form, remember, see_other

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@requires(Can.ACCOUNT)
async def show() -> Response:
    """Show everything about one's own account."""
    return await _page(done=query("done"))


@blueprint.post("/account")
@requires(Can.ACCOUNT)
async def change_profile() -> Response:
    """Change name, e-mail address and phone number."""
    form = await read_form(forms.ProfileForm, prefix="profile-")
    try:
        _check(form)
        await changes.change_profile(
            viewer(),
            name=form.name.data,
            email=form.email.data,
            phone=form.phone.data,
            current=form.current.data,
        )
    except AppError as error:
        return await _page(error, profile=form)
    return see_other("account.show", done="profile")


@blueprint.post("/account/password")
@requires(Can.ACCOUNT)
async def change_password() -> Response:
    """Set a new password; the other devices are signed out."""
    form = await read_form(forms.PasswordForm, prefix="password-")
    try:
        _check(form)
        await changes.change_password(
            viewer(), current=form.current.data, password=form.password.data
        )
    except AppError as error:
        return await _page(error, password=form)
    return see_other("account.show", done="password")


@blueprint.post("/account/settings")
@requires(Can.ACCOUNT)
async def change_settings() -> Response:
    """Set language, time zone, what Enter does, and the consent to marketing."""
    form = await read_form(
        forms.SettingsForm, prefix="settings-", data={"enter": _enter(viewer().enter_sends)}
    )
    try:
        _check(form)
    except AppError as error:
        return await _page(error, settings=form)
    await changes.choose_language(viewer(), locale=form.locale.data, zone=form.zone.data)
    await changes.choose_enter(viewer(), sends=form.enter.data == "sends")
    if not viewer().is_staff:
        await changes.choose_mails(viewer(), unread=form.unread.data)
    await changes.consent_to_marketing(viewer(), form.marketing.data)
    return remember(see_other("account.show", done="settings"), "locale", form.locale.data)


@blueprint.post("/account/enter")
@requires(Can.ACCOUNT)
async def choose_enter() -> Response:
    """Set what Enter does, from the menu of a conversation."""
    form = await read_form(forms.EnterForm)
    await changes.choose_enter(viewer(), sends=form.sends.data)
    return Response("", 204)


@blueprint.post("/account/sessions/<int:session_id>/end")
@requires(Can.ACCOUNT)
async def end_session(session_id: int) -> Response:
    """Sign one device out."""
    await actions.end_session(viewer(), session_id)
    return see_other("account.show", done="session", _anchor="devices")


@blueprint.post("/account/sessions/end-others")
@requires(Can.ACCOUNT)
async def end_other_sessions() -> Response:
    """Sign every other device out."""
    await actions.end_other_sessions(viewer())
    return see_other("account.show", done="sessions", _anchor="devices")


async def _page(error: AppError | None = None, *, done: str = "", **bound: Form) -> Response:
    user = await queries.user(viewer().id)
    for form in bound.values():
        form.take(error)
    defaults = {"name": user.name, "email": user.email or "", "phone": user.phone or ""}
    shown: dict[str, Form] = {
        "profile": forms.ProfileForm(data=defaults, prefix="profile-"),
        "password": forms.PasswordForm(prefix="password-"),
        "settings": forms.SettingsForm(
            data={
                "locale": i18n.locale(),
                "zone": viewer().zone,
                "enter": _enter(user.enter_sends),
                "unread": user.wants_unread_mail,
                "marketing": user.marketing_consent_at is not None,
            },
            prefix="settings-",
        ),
    }
    return await page(
        "accounts/account.html",
        error.status if error else 200,
        user=user,
        second_step=await second_steps.since(user.id) is not None,
        sessions=await queries.open_sessions(user.id, user.role, now()),
        forms=shown | bound,
        done=done,
        refusal=error.message if error and not error.fields else "",
    )


def _enter(sends: bool) -> str:
    return "sends" if sends else "breaks"


def _check(form: Form) -> None:
    if not form.validate():
        raise Invalid()

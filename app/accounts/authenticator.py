"""The second step: its page of the account, and the code that is asked for at sign-in."""

from quart import Blueprint, Response

from app.accounts import codes, entrances, forms, halfway, second_steps
from app.accounts.access import Can, public, requires, viewer
from app.accounts.models import User
from app.accounts.queries import user
from app.accounts.welcome import again, device_of, greet, mark_device
from app.errors import AppError, Conflict, Invalid, SignInNeeded, TooMany
from app.identity import identity
from app.web import (
    Form,
    client_ip,
    cookie,
    page,
    query,
    read_form,
    see_other,
    settings,
    user_agent,
)

blueprint = Blueprint("authenticator", __name__)
PATH = "/login"
"""Where the mark of a right password goes, and nowhere else."""


@blueprint.get("/account/second-step")
@requires(Can.ACCOUNT)
async def show() -> Response:
    """Show how to begin with a second step, or that there is one."""
    return await _page(done=query("done"))


@blueprint.post("/account/second-step")
@requires(Can.ACCOUNT)
async def begin() -> Response:
    """Ask for a code from now on; the recovery codes are shown this once."""
    form = await read_form(forms.BeginForm)
    try:
        _check(form)
        made = await second_steps.begin(
            viewer(), seed=form.seed.data, code=form.code.data, password=form.password.data
        )
    except (Invalid, TooMany, Conflict) as error:
        return await _page(error, begun=form)
    return await page(
        "accounts/recovery_codes.html", recovery_codes=made, is_new=True, going_to="/account"
    )


@blueprint.post("/account/second-step/codes")
@requires(Can.ACCOUNT)
async def renew_codes() -> Response:
    """Show ten new recovery codes; the old ones stop working."""
    form = await read_form(forms.ProofForm)
    try:
        _check(form)
        made = await second_steps.renew_recovery_codes(
            viewer(), code=form.code.data, password=form.password.data
        )
    except (Invalid, TooMany, Conflict) as error:
        return await _page(error, proof=form)
    return await page(
        "accounts/recovery_codes.html", recovery_codes=made, is_new=False, going_to="/account"
    )


@blueprint.post("/account/second-step/removal")
@requires(Can.ACCOUNT)
async def end() -> Response:
    """Ask for no code any more."""
    form = await read_form(forms.ProofForm)
    try:
        _check(form)
        await second_steps.end(
            viewer(),
            code=form.code.data,
            password=form.password.data,
            step_for=settings().second_step_for,
        )
    except (Invalid, TooMany, Conflict) as error:
        return await _page(error, proof=form)
    return see_other("authenticator.show", done="off")


@blueprint.get("/login/code")
@public
async def ask() -> Response:
    """Ask for the code of somebody whose password was right a moment ago."""
    try:
        who = await entrances.expected(cookie(halfway.COOKIE))
    except SignInNeeded:
        return see_other("accounts.sign_in", next=query("next") or None)
    if await second_steps.since(who.id) is None:
        return see_other("authenticator.ask_first", next=query("next") or None)
    form = forms.CodeForm(data={"next": query("next")})
    return await page("accounts/sign_in_code.html", form=form, refusal="")


@blueprint.post("/login/code")
@public
async def create_session() -> Response:
    """Open the session when the code is right."""
    form = await read_form(forms.CodeForm)
    mark = cookie(halfway.COOKIE)
    found = halfway.read(mark)
    account = found.account if found else ""
    try:
        _check(form)
        signed_in = await entrances.sign_in_with_code(
            mark,
            code=form.code.data or "",
            recovery=form.recovery.data or "",
            ip=client_ip(),
            user_agent=user_agent(),
            device=device_of(account),
            replaces=viewer().session,
        )
    except SignInNeeded:
        return see_other("accounts.sign_in", next=form.next.data or None, done="late")
    except AppError as error:
        return await again("accounts/sign_in_code.html", form, error)
    response = await greet(signed_in, form.next.data)
    mark_device(response, account)
    return _drop_halfway(response)


@blueprint.get("/login/second-step")
@public
async def ask_first() -> Response:
    """Let somebody set the second step up whose role needs one, before they come in."""
    form = forms.FirstForm(data={"seed": codes.fresh_seed(), "next": query("next")})
    return await _first_page(form)


@blueprint.post("/login/second-step")
@public
async def create_first_session() -> Response:
    """Switch the second step on and open the session; the recovery codes are shown this once."""
    form = await read_form(forms.FirstForm)
    mark = cookie(halfway.COOKIE)
    found = halfway.read(mark)
    try:
        _check(form)
        signed_in, made = await entrances.sign_in_for_the_first_time(
            mark,
            seed=form.seed.data,
            code=form.code.data,
            ip=client_ip(),
            user_agent=user_agent(),
            replaces=viewer().session,
        )
    except (Invalid, Conflict) as error:
        return await _first_page(form, error)
    except SignInNeeded:
        return see_other("accounts.sign_in", next=form.next.data or None, done="late")
    going_to = (await greet(signed_in, form.next.data)).location
    response = await page(
        "accounts/recovery_codes.html", recovery_codes=made, is_new=True, going_to=going_to
    )
    mark_device(response, found.account if found else "")
    return _drop_halfway(response)


def keep_halfway(response: Response, mark: str) -> Response:
    """Let the browser keep for five minutes that the password was right."""
    response.set_cookie(
        halfway.COOKIE,
        mark,
        max_age=int(halfway.LIFE.total_seconds()),
        path=PATH,
        samesite="Lax",
        httponly=True,
        secure=settings().secure,
    )
    return response


def _drop_halfway(response: Response) -> Response:
    response.delete_cookie(
        halfway.COOKIE, path=PATH, samesite="Lax", secure=settings().secure, httponly=True
    )
    return response


async def _first_page(form: forms.FirstForm, error: AppError | None = None) -> Response:
    try:
        who = await entrances.expected(cookie(halfway.COOKIE))
    except SignInNeeded:
        return see_other("accounts.sign_in", next=form.next.data or None)
    form.take(error)
    key = codes.key_of(who.id, form.seed.data or "")
    return await page(
        "accounts/sign_in_first.html",
        error.status if error else 200,
        form=form,
        key=codes.grouped(key),
        address=await _address(who, key),
        refusal="" if error is None or error.fields else error.message,
    )


async def _page(
    error: AppError | None = None,
    *,
    begun: forms.BeginForm | None = None,
    proof: forms.ProofForm | None = None,
    done: str = "",
) -> Response:
    who = await user(viewer().id)
    since = await second_steps.since(who.id)
    form = begun or forms.BeginForm(data={"seed": codes.fresh_seed()})
    for bound in filter(None, (begun, proof)):
        bound.take(error)
    key = codes.key_of(who.id, form.seed.data or "")
    return await page(
        "accounts/second_step.html",
        error.status if error else 200,
        since=since,
        is_needed=who.role in settings().second_step_for,
        codes_left=await second_steps.recovery_codes_left(who.id),
        form=form,
        proof=proof or forms.ProofForm(),
        key=codes.grouped(key),
        address=await _address(who, key),
        done=done,
        refusal="" if error is None or error.fields else error.message,
    )


async def _address(who: User, key: str) -> str:
    name = who.email or who.phone or who.number
    return codes.address(key, name=name, studio=(await identity()).name)


def _check(form: Form) -> None:
    if not form.validate():
        raise Invalid()

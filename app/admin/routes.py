"""The studio's people, the trail of what everybody did, and the numbers of the server."""

from quart import Blueprint, Quart, Response, url_for

from app.accounts import actions, second_steps
from app.accounts.access import Can, Role, check, public, requires, viewer
from app.accounts.models import INVITATION_LIFE
from app.accounts.queries import user
from app.admin import (
    exports,
    facts,
    farewell,
    forms,
    health,
    labels,
    look,
    mails,
    metrics,
    own_data,
    queries,
    styleguide,
)
from app.admin.queries import Filter, Trail
from app.clock import now
from app.errors import AppError, Invalid
from app.web import Form, is_from_here, page, query, read_form, see_other, settings

blueprint = Blueprint("admin", __name__)


def install(app: Quart) -> None:
    """Add the pages beside these: look, design system, health, one's own data and its end."""
    app.register_blueprint(look.blueprint)
    app.register_blueprint(own_data.blueprint)
    app.register_blueprint(farewell.blueprint)
    app.register_blueprint(styleguide.blueprint)
    app.register_blueprint(mails.blueprint)
    app.register_blueprint(health.blueprint)


@blueprint.get("/users")
@requires(Can.MANAGE_USERS)
async def people() -> Response:
    """List and search people."""
    return await _people_page(forms.StaffForm())


@blueprint.post("/users")
@requires(Can.MANAGE_USERS)
async def create() -> Response:
    """Make a colleague's account; a link to set the password goes out by mail."""
    form = await read_form(forms.StaffForm)
    try:
        if not form.validate():
            raise Invalid()
        made = await actions.create_staff(
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            by=viewer(),
            public_url=settings().public_url,
            mailed=form.way.data != "link",
        )
    except Invalid as error:
        form.take(error)
        return await _people_page(form, error)
    if form.way.data == "link":
        link = await actions.make_reset_link(
            made.id, by=viewer(), public_url=settings().public_url, life=INVITATION_LIFE
        )
        return await _person_page(made.id, link=link, done="invited")
    return see_other("admin.person", user_id=made.id, done="created")


@blueprint.get("/users/<int:user_id>")
@requires(Can.MANAGE_USERS)
async def person(user_id: int) -> Response:
    """Show one person and what an administrator may change."""
    return await _person_page(user_id, done=query("done"))


@blueprint.post("/users/<int:user_id>/role")
@requires(Can.MANAGE_USERS)
async def change_role(user_id: int) -> Response:
    """Give somebody another role; they have to sign in again."""
    form = await read_form(forms.RoleForm)
    if not form.validate():
        return await _person_page(user_id, form=form, status=422)
    await actions.change_role(user_id, Role(form.role.data), by=viewer())
    return see_other("admin.person", user_id=user_id, done="role")


@blueprint.post("/users/<int:user_id>/disable")
@requires(Can.MANAGE_USERS)
async def disable(user_id: int) -> Response:
    """Shut an account: its sessions and sockets end now."""
    await actions.disable(user_id, by=viewer())
    return see_other("admin.person", user_id=user_id, done="disabled")


@blueprint.post("/users/<int:user_id>/enable")
@requires(Can.MANAGE_USERS)
async def enable(user_id: int) -> Response:
    """Open an account again."""
    await actions.enable(user_id, by=viewer())
    return see_other("admin.person", user_id=user_id, done="enabled")


@blueprint.post("/users/<int:user_id>/reset-link")
@requires(Can.MANAGE_USERS)
async def create_reset_link(user_id: int) -> Response:
    """Show a link that sets a password, once, for somebody who cannot get mail."""
    link = await actions.make_reset_link(user_id, by=viewer(), public_url=settings().public_url)
    return await _person_page(user_id, link=link)


@blueprint.post("/users/<int:user_id>/second-step/removal")
@requires(Can.MANAGE_USERS)
async def reset_second_step(user_id: int) -> Response:
    """Take away the second step of somebody who lost phone and codes; they sign in again."""
    await second_steps.reset(user_id, by=viewer())
    return see_other("admin.person", user_id=user_id, done="second_step")


@blueprint.get("/audit")
@requires(Can.READ_AUDIT)
async def trail() -> Response:
    """Show who did what, the latest first."""
    wanted = Trail(query("actor"), query("verb"), query("subject"), _number(query("before")))
    found = await queries.trail(viewer(), wanted)
    shown = found[: queries.PAGE]
    older = ""
    if len(found) > queries.PAGE:
        older = url_for(
            "admin.trail",
            before=shown[-1].id,
            actor=wanted.actor or None,
            verb=wanted.verb or None,
            subject=wanted.subject or None,
        )
    return await page(
        "admin/audit.html",
        lines=shown,
        wanted=wanted,
        words=labels,
        facts=facts.facts,
        titles=await queries.titles(viewer(), shown),
        verbs=sorted(
            ((verb, labels.deed(verb)) for verb in await queries.verbs(viewer())),
            key=lambda pair: pair[1],
        ),
        older=older,
        exported=url_for(
            "admin.exported_trail",
            actor=wanted.actor or None,
            verb=wanted.verb or None,
            subject=wanted.subject or None,
        ),
        most=exports.MOST,
    )


@blueprint.get("/audit.csv")
@requires(Can.READ_AUDIT)
async def exported_trail() -> Response:
    """Give what the filter finds as a table for a spreadsheet."""
    wanted = Trail(query("actor"), query("verb"), query("subject"))
    response = Response(await exports.trail(viewer(), wanted), mimetype="text/csv")
    name = f"audit-{now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/metrics")
@public
async def numbers() -> Response:
    """Show what the server counts to an administrator, and to a monitor on this very machine."""
    if not is_from_here():
        check(viewer(), Can.SEE_METRICS)
    response = Response(await metrics.exposition(), content_type=metrics.CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


async def _people_page(form: Form, error: AppError | None = None) -> Response:
    role = Role(query("role")) if query("role") in set(Role) else None
    wanted = Filter(query("q")[:120], role, _number(query("after")))
    found = await queries.people(viewer(), wanted)
    shown = found[: queries.PAGE]
    older = ""
    if len(found) > queries.PAGE:
        older = url_for("admin.people", q=wanted.words or None, role=role, after=shown[-1].id)
    return await page(
        "admin/users.html",
        error.status if error else 200,
        people=shown,
        wanted=wanted,
        roles=forms.ROLES,
        form=form,
        older=older,
    )


async def _person_page(
    user_id: int, *, form: Form | None = None, status: int = 200, done: str = "", link: str = ""
) -> Response:
    found = await user(user_id)
    return await page(
        "admin/user.html",
        status,
        person=found,
        form=form or forms.RoleForm(data={"role": found.role}),
        second_step=await second_steps.since(found.id),
        devices=await queries.devices(viewer(), found, now()),
        done=done,
        link=link,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0

"""The page on which an administrator chooses the studio's colours and logo."""

from quart import Blueprint, Response
from werkzeug.datastructures import FileStorage

from app.accounts.access import Can, requires, viewer
from app.admin.forms import LookForm
from app.catalogue.look import Logo, keep_logo, read_colour, save_look
from app.catalogue.queries import studio
from app.colours import OURS, shade
from app.errors import AppError, Invalid
from app.web import page, query, read_form, see_other

blueprint = Blueprint("look", __name__)


@blueprint.get("/settings/look")
@requires(Can.SET_LOOK)
async def edit() -> Response:
    """Show the studio's colours and logo; colours in the address are tried, not kept."""
    now = await studio()
    kept = {"colour": now.colour, "second": now.second, "rev": now.rev}
    tried = {name: query(name) for name in OURS if query(name)}
    form = LookForm(data=kept | tried)
    try:
        _colours(form)
    except Invalid as error:
        return await _look_page(form, error)
    return await _look_page(form)


@blueprint.post("/settings/look")
@requires(Can.SET_LOOK)
async def change() -> Response:
    """Keep colours and logo unless somebody else changed them meanwhile."""
    form = await read_form(LookForm)
    try:
        if not form.validate():
            raise Invalid()
        colours = _colours(form)
        await save_look(
            colours["colour"], colours["second"], await _logo(form), rev=form.rev.data, by=viewer()
        )
    except AppError as error:
        return await _look_page(form, error)
    return see_other("look.edit", done="1")


async def _logo(form: LookForm) -> Logo | None:
    chosen = form.logo.data
    if isinstance(chosen, FileStorage) and chosen.filename:
        return await keep_logo(chosen.stream)
    return Logo() if form.without_logo.data else None


def _colours(form: LookForm) -> dict[str, str]:
    """Return what was typed, empty where it is our own colour anyway."""
    typed = {name: read_colour(form[name].data or "", name) for name in OURS}
    return {name: "" if typed[name] == ours else typed[name] for name, ours in OURS.items()}


def _readable(form: LookForm) -> dict[str, str]:
    """Return the colours to show: those that were typed, ours for what is no colour."""
    try:
        return _colours(form)
    except Invalid:
        return dict.fromkeys(OURS, "")


async def _look_page(form: LookForm, error: AppError | None = None) -> Response:
    form.take(error)
    shown = _readable(form)
    return await page(
        "admin/look.html",
        error.status if error else 200,
        form=form,
        error=error,
        ours=OURS,
        shown=shown,
        shades={
            name: [shade(chosen, theme) for theme in ("light", "dark")]
            for name, chosen in shown.items()
            if chosen
        },
        done=bool(query("done")),
    )

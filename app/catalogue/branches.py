"""The pages on which the studio keeps its branches and the places from which people order."""

from quart import Blueprint, Response
from wtforms.fields.choices import SelectChoice

from app.accounts.access import Can, requires, viewer
from app.catalogue import profile, queries
from app.catalogue.branch_forms import BranchForm, PlacesForm, branch_values, place_values
from app.catalogue.locations import all_places, branch_for
from app.catalogue.models import Branch
from app.errors import AppError, Invalid
from app.i18n import gettext as _
from app.i18n import localized
from app.web import page, query, read_form, see_other

blueprint = Blueprint("branches", __name__)
NEW = Branch(0, "", "", "", "", "", "", "", "")


@blueprint.get("/settings/branches")
@requires(Can.EDIT_CATALOGUE)
async def index() -> Response:
    """List the branches, and the places whose distance is known."""
    form = PlacesForm(data={"places": place_values(await all_places())})
    return await _index_page(form)


@blueprint.post("/settings/places")
@requires(Can.EDIT_CATALOGUE)
async def change_places() -> Response:
    """Keep the places; the nearest branch is counted from them at once."""
    form = await read_form(PlacesForm)
    try:
        is_whole = form.validate()
        found = form.written()
        if not is_whole:
            raise Invalid(_("Please check the form."))
        await profile.save_places(found, by=viewer())
    except AppError as error:
        return await _index_page(form, error)
    return see_other("branches.index", done="1")


@blueprint.get("/settings/branches/new")
@requires(Can.EDIT_CATALOGUE)
async def new() -> Response:
    """Show an empty branch."""
    return await _branch_page(BranchForm(), NEW)


@blueprint.post("/settings/branches")
@requires(Can.EDIT_CATALOGUE)
async def create() -> Response:
    """Open another branch."""
    form = await read_form(BranchForm)
    await _offer_products(form)
    try:
        _check(form)
        branch_id = await profile.add_branch(form.branch(NEW), by=viewer())
    except AppError as error:
        return await _branch_page(form, NEW, error)
    return see_other("branches.edit", branch_id=branch_id, done="1")


@blueprint.get("/settings/branches/<int:branch_id>")
@requires(Can.EDIT_CATALOGUE)
async def edit(branch_id: int) -> Response:
    """Show a branch as a form."""
    branch = await branch_for(branch_id)
    return await _branch_page(BranchForm(data=branch_values(branch)), branch)


@blueprint.post("/settings/branches/<int:branch_id>")
@requires(Can.EDIT_CATALOGUE)
async def change(branch_id: int) -> Response:
    """Change a branch; one has to go on taking orders."""
    branch, form = await branch_for(branch_id), await read_form(BranchForm)
    await _offer_products(form)
    try:
        _check(form)
        await profile.save_branch(form.branch(branch), by=viewer())
    except AppError as error:
        return await _branch_page(form, branch, error)
    return see_other("branches.edit", branch_id=branch_id, done="1")


async def _index_page(form: PlacesForm, error: AppError | None = None) -> Response:
    if error is None:
        form.add_spares()
    return await page(
        "catalogue/branches.html",
        error.status if error else 200,
        form=form,
        error=error,
        branches=await queries.all_branches(),
        done=bool(query("done")),
    )


async def _branch_page(form: BranchForm, branch: Branch, error: AppError | None = None) -> Response:
    form.take(error)
    await _offer_products(form)
    return await page(
        "catalogue/branch.html",
        error.status if error else 200,
        form=form,
        branch=branch,
        done=bool(query("done")),
    )


async def _offer_products(form: BranchForm) -> None:
    offered = await queries.products(viewer())
    form.lacks.choices = [SelectChoice(each.id, localized(each, "name")) for each in offered]


def _check(form: BranchForm) -> None:
    if not form.validate():
        raise Invalid(_("Please check the form."))

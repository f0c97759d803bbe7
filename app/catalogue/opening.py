"""The page on which the studio says when it is open."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from quart import Blueprint, Response

from app.accounts.access import Can, requires, viewer
from app.catalogue import profile
from app.catalogue.forms import HoursForm
from app.catalogue.hours import read_dates, read_day, read_week, write_dates, write_day, write_week
from app.catalogue.locations import branch_for
from app.catalogue.models import Branch
from app.errors import AppError, Invalid
from app.i18n import gettext as _
from app.text import clean_line
from app.web import number_asked, page, query, read_form, see_other

T = TypeVar("T")
blueprint = Blueprint("opening", __name__)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@blueprint.get("/settings/hours")
@requires(Can.EDIT_CATALOGUE)
async def edit() -> Response:
    """Show the studio's hours as a form."""
    branch = await branch_for(number_asked("branch"))
    days = (write_day(spans) for spans in read_week(branch.opening))
    names = ("hours_id", "hours_en", "holidays", "zone")
    kept = {name: getattr(branch, name) for name in names}
    return await _hours_page(HoursForm(data=kept | dict(zip(WEEK, days, strict=True))), branch)


@blueprint.post("/settings/hours")
@requires(Can.EDIT_CATALOGUE)
async def change() -> Response:
    """Keep the hours; waiting is counted by them from now on."""
    branch, form = await branch_for(number_asked("branch")), await read_form(HoursForm)
    try:
        if not form.validate():
            raise Invalid()
        await profile.save_branch(_written(branch, form), by=viewer())
    except AppError as error:
        return await _hours_page(form, branch, error)
    return see_other("opening.edit", branch=branch.id, done="1")


def _written(branch: Branch, form: HoursForm) -> Branch:
    wrong: dict[str, str] = {}
    spans = [_read(form, name, read_day, _example(), wrong) or () for name in WEEK]
    closed = _read(form, "holidays", read_dates, _("Write days like 2026-12-25."), wrong)
    if wrong:
        raise Invalid(_("Please check the form."), fields=wrong)
    return replace(
        branch,
        hours_id=clean_line(form.hours_id.data or "", 160),
        hours_en=clean_line(form.hours_en.data or form.hours_id.data or "", 160),
        opening=write_week(tuple(spans)),
        holidays=write_dates(closed or frozenset()),
        zone=form.zone.data,
    )


def _read(
    form: HoursForm, name: str, reader: Callable[[str], T], words: str, wrong: dict[str, str]
) -> T | None:
    try:
        return reader(form[name].data or "")
    except ValueError:
        wrong[name] = words
        return None


def _example() -> str:
    return _("Write times like 08.00-12.00, 13.00-17.00; nothing for a closed day.")


async def _hours_page(form: HoursForm, branch: Branch, error: AppError | None = None) -> Response:
    form.take(error)
    return await page(
        "catalogue/hours.html",
        error.status if error else 200,
        form=form,
        branch=branch,
        days=[form[name] for name in WEEK],
        done=bool(query("done")),
    )

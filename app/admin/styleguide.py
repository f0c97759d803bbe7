"""The living page of the design system: every component in every state, in both themes."""

import re

from quart import Blueprint, Response
from wtforms import BooleanField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.accounts.access import Can, requires
from app.fields import SelectField
from app.i18n import gettext as _
from app.i18n import lazy
from app.web import STATIC, Form, page

blueprint = Blueprint("styleguide", __name__)
STATES = {
    "hover": re.compile(r":hover(?![\w-])"),
    "focus": re.compile(r":focus(?:-visible|-within)?(?![\w-])"),
    "active": re.compile(r":active(?![\w-])"),
}
"""What a pointer or a keyboard does, for the elements that the page shows as if it had."""


class SpecimenForm(Form):
    """One field of each kind."""

    name = StringField(lazy("Name"))
    notes = TextAreaField(lazy("Notes for the studio"))
    password = PasswordField(lazy("Password"))
    role = SelectField(lazy("Role"), choices=[SelectChoice("operator", lazy("Operator"))])
    marketing = BooleanField(lazy("Send me promos and news. I can stop this at any time."))
    theme = RadioField(
        lazy("Colours"),
        choices=[SelectChoice("light", lazy("Light")), SelectChoice("dark", lazy("Dark"))],
        default="light",
    )


@blueprint.get("/styleguide")
@requires(Can.SEE_STYLEGUIDE)
async def show() -> Response:
    """Show the components."""
    forms = {}
    for theme in ("light", "dark"):
        plain = SpecimenForm(prefix=f"{theme}-", data={"name": "Ani Lestari"})
        wrong = SpecimenForm(prefix=f"{theme}-wrong-", data={"name": "", "notes": "A5"})
        for field in (wrong.name, wrong.notes, wrong.role, wrong.marketing):
            field.errors = [_("Please fill this in.")]
        forms[theme] = {"plain": plain, "wrong": wrong}
    return await page("admin/styleguide.html", forms=forms)


@blueprint.get("/styleguide/states.css")
@requires(Can.SEE_STYLEGUIDE)
async def states() -> Response:
    """Send the site's own rules once more, with `[data-show~=hover]` in the place of `:hover`."""
    return Response(shown_states((STATIC / "dist" / "app.css").read_text()), mimetype="text/css")


def shown_states(css: str) -> str:
    """Return a stylesheet whose states of pointer and keyboard are attributes."""
    for state, found in STATES.items():
        css = found.sub(f"[data-show~={state}]", css)
    return css

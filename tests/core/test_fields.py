"""Attributes of form fields, beside the library's own."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import Select
from wtforms.widgets.core import html_params

from app.fields import SelectField, attributes
from app.i18n import lazy
from app.web import Form

NAMES = st.from_regex(r"(data_|aria_)?[a-z]{1,8}_?", fullmatch=True)
VALUES = st.booleans() | st.integers() | st.text() | st.text().map(Markup)


@given(st.dictionaries(NAMES, VALUES))
def test_attributes_are_those_of_the_library(wanted: dict[str, object]) -> None:
    ours, theirs = attributes(**wanted), html_params(**wanted)
    assert ours.unescape() == theirs.unescape()
    assert ours.count('"') == theirs.count('"')


async def test_a_menu_is_that_of_the_library() -> None:
    class Paper(Form):
        gloss = SelectField(
            lazy("Colours"),
            [InputRequired()],
            choices=[
                SelectChoice("matt", '<Matt> & "plain"'),
                SelectChoice("none", "", render_kw={"disabled": True}),
                SelectChoice("7", lazy("Language")),
            ],
            default="7",
        )

    field = Paper().gloss
    ours, theirs = (
        field(class_="field__input", lang="id"),
        Select()(field, class_="field__input", lang="id"),
    )
    assert set(ours.replace(">", " >").split()) == set(theirs.replace(">", " >").split())
    assert ours.count("<option") == 3
    assert 'selected value="7"' in ours


async def test_a_field_says_its_language_and_where_its_error_stands() -> None:
    class Sheet(Form):
        title_id = StringField(lazy("Choice (Indonesian)"))
        bleed_mm = StringField(lazy("Amount"))

    form = Sheet()
    assert 'lang="id"' in form.title_id()
    assert 'lang="en"' in form.title_id(lang="en")
    assert "lang=" not in form.bleed_mm()
    assert "aria-" not in form.bleed_mm()
    form.bleed_mm.errors = ["Terlalu kecil."]
    assert 'aria-describedby="bleed_mm-error" aria-invalid="true"' in form.bleed_mm()
    hinted = form.bleed_mm(**{"aria-describedby": "bleed_mm-hint"})
    assert 'aria-describedby="bleed_mm-hint bleed_mm-error"' in hinted

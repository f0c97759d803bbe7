"""Form fields that read what people write as our values, and the attributes of all of them."""

from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup, escape
from wtforms import Field, SelectMultipleField, StringField
from wtforms import SelectField as PlainSelectField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget, Select
from wtforms.widgets.core import clean_key

from app.i18n import LOCALES
from app.i18n import gettext as _
from app.text import parse_rupiah

_name = lru_cache(200)(clean_key)


def attributes(**given: object) -> Markup:
    """Write an element's attributes as WTForms does (`html_params`), and faster.

    The form of a product has two hundred fields; WTForms sends each attribute through
    `Markup.format`, which was a fifth of that page's time.
    """
    parts = []
    for key, value in sorted(given.items()):
        name = _name(key)
        if value is True:
            parts.append(name)
        elif value is not False:
            words = str(escape(value)).replace('"', "&quot;")
            parts.append(f'{name}="{words}"')
    return Markup(" ".join(parts))  # noqa: S704


def described(field: Field, given: Mapping[str, object]) -> dict[str, object]:
    """Return an element's attributes with its language, and its error's place when it has one."""
    known: dict[str, object] = {}
    language = field.short_name.rpartition("_")[2]
    if language in LOCALES and field.type in {"StringField", "TextAreaField"}:
        known["lang"] = language
    if field.errors:
        places = (given.get("aria-describedby"), f"{field.id}-error")
        known["aria-invalid"] = "true"
        given = {**given, "aria-describedby": " ".join(str(place) for place in places if place)}
    return {**known, **given}


class Menu(Select):  # type: ignore[misc]
    """Writes a menu of choices without groups, with our attributes; the library's are its own."""

    def __call__(self, field: PlainSelectField, **given: object) -> Markup:
        """Write the menu and its choices."""
        asked = {name: True for name in self.validation_attrs if getattr(field.flags, name)}
        about = attributes(**{"id": field.id, "name": field.name, **asked, **given})
        choices = "".join(self.render_option(choice) for choice in field.iter_choices())
        return Markup(f"<select {about}>{choices}</select>")  # noqa: S704

    @classmethod
    def render_option(cls, choice: SelectChoice, **given: object) -> Markup:
        """Write one choice."""
        known = {"value": choice.value, "selected": choice.selected, **(choice.render_kw or {})}
        label = escape(choice.label or choice.value)
        return Markup(f"<option {attributes(**known, **given)}>{label}</option>")  # noqa: S704


class SelectField(PlainSelectField):  # type: ignore[misc]
    """One of some choices, in a menu."""

    widget = Menu()


class AmountField(StringField):  # type: ignore[misc]
    """A whole number as people write money: 20, 100000 or Rp 100.000; nothing written is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what cannot be read stays in the field."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: int | str | None = None
        if not text:
            return
        try:
            self.data = parse_rupiah(text)
        except ValueError as error:
            self.data = text
            raise ValueError(_("Write a whole number.")) from error

    @property
    def amount(self) -> int | None:
        """Return the number, or None."""
        return self.data if isinstance(self.data, int) else None


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several of some choices, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

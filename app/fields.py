"""Form fields that read what people write as our values, and the attributes of all of them."""

from markupsafe import Markup, escape
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget
from wtforms.widgets.core import clean_key

from app.i18n import gettext as _
from app.text import parse_rupiah


def attributes(**given: object) -> Markup:
    """Write an element's attributes as WTForms does (`html_params`), and faster.

    The form of a product has two hundred fields; WTForms sends each attribute through
    `Markup.format`, which was a fifth of that page's time.
    """
    parts = []
    for key, value in sorted(given.items()):
        name = clean_key(key)
        if value is True:
            parts.append(name)
        elif value is not False:
            words = str(escape(value)).replace('"', "&quot;")
            parts.append(f'{name}="{words}"')
    return Markup(" ".join(parts))  # noqa: S704


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

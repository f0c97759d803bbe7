"""Form fields that read what people write as our values."""

from wtforms import StringField

from app.i18n import gettext as _
from app.text import parse_rupiah


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

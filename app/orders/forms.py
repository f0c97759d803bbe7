"""What people type into the forms of orders."""

import re
from collections.abc import Iterable, Sequence

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from app.errors import Invalid
from app.fields import SelectField
from app.i18n import gettext as _
from app.i18n import lazy
from app.orders.delivery import COLUMNS, Delivery, Method
from app.orders.labels import SOURCES, source
from app.orders.models import Draft, TypedLine, line_of
from app.text import parse_rupiah
from app.web import Form

LINE = re.compile(r"lines-(\d{1,3})-(product|quantity|width|height|option-[\w-]{1,60})")
UPLOAD = re.compile(r"[0-9a-f]{32}")
MOST_UPLOADS = 200
MOST_FIELDS = 600
NOTES_KEPT = 4000
SAVED = {
    "notes",
    "rush",
    "sample",
    "requested_date",
    "promo_code",
    "customer",
    "customer_name",
    "source",
    "idempotency_key",
    "uploads",
    "again",
    "message",
    "reused",
    "branch",
    *COLUMNS,
}
"""The fields of the form beside its lines."""


class OrderForm(Form):
    """The parts of a new order that are the same for every product."""

    notes = TextAreaField(validators=[Optional(), Length(max=4000)])
    rush = BooleanField()
    sample = IntegerField(validators=[Optional()], widget=HiddenInput())
    again = IntegerField(validators=[Optional()], widget=HiddenInput())
    message = IntegerField(validators=[Optional()], widget=HiddenInput())
    requested_date = DateField(validators=[Optional()])
    promo_code = StringField(validators=[Optional(), Length(max=40)])
    customer = StringField(validators=[Optional(), Length(max=254)])
    customer_name = StringField(validators=[Optional(), Length(max=120)])
    source = SelectField(validators=[Optional()], validate_choice=False)
    idempotency_key = HiddenField(validators=[Optional(), Length(max=255)])
    method = RadioField(
        lazy("How do you want to have it?"),
        choices=[
            SelectChoice(Method.PICKUP, lazy("I collect it")),
            SelectChoice(Method.DELIVERY, lazy("Bring it to me")),
        ],
        default=Method.PICKUP,
        validate_choice=False,
    )
    recipient = StringField(lazy("Name of who receives it"), [Optional(), Length(max=120)])
    recipient_phone = StringField(lazy("Phone number"), [Optional(), Length(max=40)])
    street = StringField(lazy("Street and number"), [Optional(), Length(max=240)])
    city = StringField(lazy("District and town"), [Optional(), Length(max=120)])
    postcode = StringField(lazy("Postcode"), [Optional(), Length(max=10)])
    branch = IntegerField(lazy("Branch"), [Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.notes.label.text = _("Notes for the studio")
        self.requested_date.label.text = _("When do you need it?")
        self.promo_code.label.text = _("Promo code")
        self.customer.label.text = _("Phone number or e-mail")
        self.customer_name.label.text = _("Name")
        self.source.label.text = _("How did the order come in?")
        self.source.choices = [(code, source(code)) for code in SOURCES]

    def draft(
        self,
        typed: Sequence[TypedLine],
        uploads: tuple[str, ...],
        reused: tuple[int, ...] = (),
    ) -> Draft:
        """Return what is ordered; Invalid names the line that cannot be read."""
        lines = [line_of(place, line) for place, line in enumerate(typed) if line.product]
        return Draft(
            lines=tuple(lines),
            notes=self.notes.data or "",
            rush=self.rush.data,
            sample_id=self.sample.data,
            requested_date=self.requested_date.data,
            promo_code=self.promo_code.data or "",
            uploads=uploads,
            reused=reused,
            customer=(self.customer.data or "").strip(),
            customer_name=self.customer_name.data or "",
            source=self.source.data or "web",
            delivery=self.delivery,
            branch_id=self.branch.data,
        )

    @property
    def delivery(self) -> Delivery:
        """Return what is written of how and where the goods are wanted."""
        return Delivery(**{name: (self[name].data or "").strip() for name in COLUMNS})

    def fill(self, address: Delivery) -> None:
        """Write an address that is known into the form."""
        for name in COLUMNS:
            self[name].data = getattr(address, name)


def typed_lines(fields: Iterable[tuple[str, str]]) -> list[TypedLine]:
    """Gather `lines-<n>-product`, `-quantity`, `-width`, `-height`, `-option-<code>` by `n`."""
    found: dict[int, dict[str, str]] = {}
    for name, value in fields:
        if match := LINE.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = value
    return [_typed(found[number]) for number in sorted(found)]


def lines_fields(typed: Iterable[TypedLine]) -> list[tuple[str, str]]:
    """Write lines as the fields from which `typed_lines` reads them."""
    fields: list[tuple[str, str]] = []
    for place, line in enumerate(typed):
        parts = {"product": line.product, "quantity": line.quantity, "width": line.width}
        parts |= {"height": line.height}
        parts |= {f"option-{code}": value for code, value in line.options.items()}
        fields += [(f"lines-{place}-{name}", value) for name, value in parts.items() if value]
    return fields


def saved_fields(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those fields of an unfinished order that are worth keeping."""
    kept = [
        (name, value[:NOTES_KEPT])
        for name, value in fields
        if value and (name in SAVED or LINE.fullmatch(name))
    ]
    return kept[:MOST_FIELDS]


def with_lines_changed(typed: list[TypedLine], change: str) -> list[TypedLine]:
    """Apply the button that was pressed: `add`, or `remove-<n>`."""
    if change == "add":
        return [*typed, TypedLine()]
    if change.startswith("remove-") and change[7:].isdecimal():
        return [line for place, line in enumerate(typed) if place != int(change[7:])]
    return typed


def amounts_in(fields: Iterable[tuple[str, str]]) -> dict[int, int]:
    """Read `amount-<job>` fields as whole rupiah; empty ones are left out."""
    found: dict[int, int] = {}
    for name, text in fields:
        number = name.removeprefix("amount-")
        if name == number or not number.isdecimal() or not text.strip():
            continue
        try:
            found[int(number)] = parse_rupiah(text)
        except ValueError as error:
            words = _("Write a price in whole rupiah.")
            raise Invalid(words, code="bad_amount", fields={name: words}) from error
    return found


def file_ids(values: Iterable[str]) -> tuple[int, ...]:
    """Read the ids of files that are to be used once more."""
    ids = [int(value) for value in values if value.isascii() and value.isdigit()]
    return tuple(dict.fromkeys(i for i in ids if i < 2**53))[:MOST_UPLOADS]


def upload_ids(values: Iterable[str]) -> tuple[str, ...]:
    """Read the ids of finished uploads: one a field, or several parted by spaces or commas."""
    ids = [part for value in values for part in re.split(r"[\s,]+", value) if part]
    return tuple(dict.fromkeys(i for i in ids if UPLOAD.fullmatch(i)))[:MOST_UPLOADS]


def _typed(parts: dict[str, str]) -> TypedLine:
    options = {
        name.removeprefix("option-"): value
        for name, value in parts.items()
        if name.startswith("option-") and value
    }
    product = parts.get("product", "").strip()
    sides = (parts.get(side, "").strip() for side in ("width", "height"))
    return TypedLine(product, parts.get("quantity", "").strip(), options, *sides)

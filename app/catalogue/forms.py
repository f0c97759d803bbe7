"""The forms of the catalogue's editors; rows left empty do not count."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.catalogue.models import Break, Kind, Option, Product, ProductDraft, Slot, Studio, Value
from app.fields import AmountField, SelectField
from app.i18n import ZONES, lazy
from app.web import Form

NEEDED = InputRequired(lazy("Please fill this in."))
SHEET = (
    "trim_width_mm",
    "trim_height_mm",
    "bleed_mm",
    "safe_mm",
    "min_dpi",
    "good_dpi",
    "pages",
)
WHOLE = ("position", "minimum_area_cm2", "rush_percent", "rush_days", *SHEET)
MAY_BE_EMPTY = ("minimum_area_cm2", "setup_fee", "minimum_amount", "rush_percent", *SHEET)
SPARE_BREAKS, SPARE_OPTIONS, SPARE_VALUES, SPARE_SLOTS = 2, 1, 2, 1


class BreakForm(Form):
    """From a quantity on, a price for one piece."""

    min_quantity = IntegerField(lazy("From quantity"), [Optional()])
    unit_price = AmountField(lazy("Price of one (Rp)"))


class ValueForm(Form):
    """One choice of an option."""

    code = HiddenField()
    name_id = StringField(lazy("Choice (Indonesian)"), [Length(max=80)])
    name_en = StringField(lazy("Choice (English)"), [Length(max=80)])
    kind = SelectField(
        lazy("Surcharge"),
        choices=[
            SelectChoice(Kind.UNIT, lazy("rupiah for each piece")),
            SelectChoice(Kind.ORDER, lazy("rupiah for the order")),
            SelectChoice(Kind.PERCENT, lazy("percent of the pieces")),
        ],
        default=Kind.UNIT,
    )
    surcharge = AmountField(lazy("Amount"))


class OptionForm(Form):
    """Something to choose, with its choices; the first one is the default."""

    code = HiddenField()
    name_id = StringField(lazy("Option (Indonesian)"), [Length(max=80)])
    name_en = StringField(lazy("Option (English)"), [Length(max=80)])
    values = FieldList(FormField(ValueForm), max_entries=22)


class SlotForm(Form):
    """A file that the studio asks for."""

    code = HiddenField()
    name_id = StringField(lazy("File (Indonesian)"), [Length(max=80)])
    name_en = StringField(lazy("File (English)"), [Length(max=80)])
    required = BooleanField(lazy("needed"))


class ProductForm(Form):
    """A whole product."""

    rev = HiddenField()
    name_id = StringField(lazy("Name (Indonesian)"), [NEEDED, Length(max=120)])
    name_en = StringField(lazy("Name (English)"), [Length(max=120)])
    sku = StringField(lazy("Product code"), [NEEDED, Length(max=20)])
    category_id = SelectField(lazy("Category"), coerce=int)
    summary_id = StringField(lazy("In one line (Indonesian)"), [Length(max=240)])
    summary_en = StringField(lazy("In one line (English)"), [Length(max=240)])
    description_id = TextAreaField(lazy("Description (Indonesian)"), [Length(max=8000)])
    description_en = TextAreaField(lazy("Description (English)"), [Length(max=8000)])
    unit_id = StringField(lazy("Unit (Indonesian)"), [NEEDED, Length(max=40)])
    unit_en = StringField(lazy("Unit (English)"), [Length(max=40)])
    min_quantity = IntegerField(lazy("Minimum quantity"), [NEEDED], default=1)
    turnaround_min = IntegerField(lazy("Shortest time in days"), [NEEDED], default=1)
    turnaround_max = IntegerField(lazy("Longest time in days"), [NEEDED], default=1)
    accepted = StringField(lazy("Accepted files"), [Length(max=200)])
    tags = StringField(lazy("Search words"), [Length(max=400)])
    priced = BooleanField(lazy("The price is counted from the table below"), default=True)
    setup_fee = AmountField(lazy("Setup fee for each order (Rp)"))
    minimum_amount = AmountField(lazy("Smallest total (Rp)"))
    by_area = BooleanField(lazy("Sold by size: the prices are for a square metre"))
    minimum_area_cm2 = IntegerField(lazy("Least charged for a piece (cm²)"), [Optional()])
    rush_percent = IntegerField(lazy("Rush surcharge (%)"), [Optional()])
    rush_days = IntegerField(lazy("Rush ready in days"), [Optional()])
    trim_width_mm = IntegerField(lazy("Trimmed width (mm)"), [Optional()])
    trim_height_mm = IntegerField(lazy("Trimmed height (mm)"), [Optional()])
    bleed_mm = IntegerField(lazy("Bleed (mm)"), [Optional()])
    safe_mm = IntegerField(lazy("Safe distance from the edge (mm)"), [Optional()])
    colour = SelectField(
        lazy("Colours"),
        choices=[SelectChoice(name, name or "–") for name in ("", "CMYK", "RGB")],
        default="",
    )
    min_dpi = IntegerField(lazy("Least resolution (dpi)"), [Optional()], default=150)
    good_dpi = IntegerField(lazy("Good resolution (dpi)"), [Optional()], default=300)
    pages = IntegerField(lazy("Pages"), [Optional()])
    position = IntegerField(lazy("Place in the list"), [Optional()], default=0)
    breaks = FieldList(FormField(BreakForm), label=lazy("Prices by quantity"), max_entries=24)
    options = FieldList(FormField(OptionForm), label=lazy("Options"), max_entries=14)
    slots = FieldList(FormField(SlotForm), label=lazy("Files that we ask for"), max_entries=10)

    def add_spares(self) -> None:
        """Offer empty rows after the filled ones."""
        for _number in range(SPARE_BREAKS):
            self.breaks.append_entry()
        for option in self.options:
            for _number in range(SPARE_VALUES):
                option.form.values.append_entry()
        for _number in range(SPARE_OPTIONS):
            option = self.options.append_entry()
            for _value in range(SPARE_VALUES + 1):
                option.form.values.append_entry()
        for _number in range(SPARE_SLOTS):
            self.slots.append_entry()

    def draft(self, slug: str = "") -> ProductDraft:
        """Return what was written, without the empty rows."""
        names = set(ProductDraft.__slots__) & set(self.data)
        parts = {"breaks", "options", "slots", "accepted", "setup_fee", "minimum_amount"}
        plain = {name: self.data[name] for name in names - parts}
        plain |= {name: "" for name, value in plain.items() if value is None}
        return ProductDraft(
            **plain | {name: self.data[name] or 0 for name in WHOLE},
            slug=slug,
            accepted=tuple((self.accepted.data or "").replace(",", " ").split()),
            setup_fee=self.setup_fee.amount or 0,
            minimum_amount=self.minimum_amount.amount or 0,
            breaks=tuple(_breaks(self.breaks)),
            options=tuple(_options(self.options)),
            slots=tuple(_slots(self.slots)),
        )

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """Show the action's objections beside their fields."""
        for name, words in wrong.items():
            field = self._fields.get(name, self.name_id)
            if isinstance(field, FieldList):
                self.form_errors.append(words)
            else:
                field.errors = [words]


class ClickForm(Form):
    """Which link was followed, and where."""

    channel = StringField()
    product = StringField()
    page = StringField()


class PublicationForm(Form):
    """Which version of the product the editor saw."""

    rev = IntegerField(validators=[NEEDED])


class SampleForm(Form):
    """A picture of finished work, shown with its owner's consent."""

    picture = FileField(lazy("Picture"))
    title_id = StringField(lazy("What it shows (Indonesian)"), [NEEDED, Length(max=160)])
    title_en = StringField(lazy("What it shows (English)"), [Length(max=160)])
    tags = StringField(lazy("Search words"), [Length(max=240)])
    consent = BooleanField(
        lazy("The owner of this design agrees that we show it."),
        [InputRequired(lazy("Only designs whose owner agrees may be shown."))],
    )


class StudioForm(Form):
    """The studio's profile."""

    rev = IntegerField(validators=[NEEDED])
    name = StringField(lazy("Name of the studio"), [NEEDED, Length(max=120)])
    tagline_id = StringField(lazy("Motto (Indonesian)"), [Length(max=200)])
    tagline_en = StringField(lazy("Motto (English)"), [Length(max=200)])
    about_id = TextAreaField(lazy("About the studio (Indonesian)"), [Length(max=8000)])
    about_en = TextAreaField(lazy("About the studio (English)"), [Length(max=8000)])
    whatsapp = StringField(lazy("WhatsApp number"), [Length(max=40)])
    instagram = StringField(lazy("Instagram account"), [Length(max=80)])
    facebook = StringField(lazy("Facebook page"), [Length(max=80)])

    def profile(self) -> Studio:
        """Return what was written."""
        words: dict[str, Any] = {
            name: value or "" for name, value in self.data.items() if name != "rev"
        }
        return Studio(**words, rev=self.rev.data)


class HoursForm(Form):
    """When the studio is open: what customers read, and the week by which waiting is counted."""

    hours_id = StringField(lazy("What customers read (Indonesian)"), [Length(max=160)])
    hours_en = StringField(lazy("What customers read (English)"), [Length(max=160)])
    monday = StringField(lazy("Monday"), [Length(max=80)])
    tuesday = StringField(lazy("Tuesday"), [Length(max=80)])
    wednesday = StringField(lazy("Wednesday"), [Length(max=80)])
    thursday = StringField(lazy("Thursday"), [Length(max=80)])
    friday = StringField(lazy("Friday"), [Length(max=80)])
    saturday = StringField(lazy("Saturday"), [Length(max=80)])
    sunday = StringField(lazy("Sunday"), [Length(max=80)])
    holidays = TextAreaField(lazy("Closed on these days"), [Length(max=1000)])
    zone = SelectField(
        lazy("Time zone"), choices=[SelectChoice(zone, words) for zone, words in ZONES.items()]
    )


def product_values(product: Product) -> dict[str, Any]:
    """Return a product as the initial values of its form; what does not apply stays empty."""
    blank = {name: getattr(product, name) or None for name in MAY_BE_EMPTY}
    return (
        asdict(product)
        | blank
        | {
            "accepted": ", ".join(product.accepted),
            "breaks": [asdict(step) for step in product.breaks],
            "options": [asdict(option) for option in product.options],
            "slots": list(product.slots),
        }
    )


def _breaks(rows: FieldList) -> Iterable[Break]:
    for row in rows:
        quantity, price = row.form.min_quantity.data, row.form.unit_price.amount
        if quantity is not None or price:
            yield Break(quantity or 0, price or 0)


def _options(rows: FieldList) -> Iterable[Option]:
    for row in rows:
        form = row.form
        values = tuple(_values(form.values))
        if form.name_id.data or values:
            yield Option(
                form.code.data or "", form.name_id.data or "", form.name_en.data or "", values
            )


def _values(rows: FieldList) -> Iterable[Value]:
    for place, row in enumerate(rows):
        form = row.form
        if form.name_id.data:
            names = (form.code.data or "", form.name_id.data, form.name_en.data or "")
            yield Value(*names, Kind(form.kind.data), form.surcharge.amount or 0, place == 0)


def _slots(rows: FieldList) -> Iterable[Slot]:
    for row in rows:
        form = row.form
        if form.name_id.data:
            yield Slot(
                code=form.code.data or "",
                name_id=form.name_id.data,
                name_en=form.name_en.data or "",
                required=bool(form.required.data),
            )

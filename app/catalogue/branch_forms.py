"""The forms of branches and of the places from which people order."""

from dataclasses import replace

from wtforms import BooleanField, FieldList, FormField, StringField
from wtforms.validators import InputRequired, Length

from app.catalogue.models import Branch
from app.catalogue.places import Place, Point, read_point, write_point
from app.errors import Invalid
from app.fields import CheckboxesField
from app.i18n import gettext as _
from app.i18n import lazy
from app.text import clean_line, fold, phone_e164
from app.web import Form

NEEDED = InputRequired(lazy("Please fill this in."))
SPARE = 3
MOST = 200


class PointField(StringField):  # type: ignore[misc]
    """A point as maps give it: "-7.7829, 110.3671"; nothing written is None."""

    point: Point | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the point; what cannot be read stays in the field."""
        self.data = valuelist[0].strip() if valuelist else ""
        if not self.data:
            return
        try:
            self.point = read_point(self.data)
        except ValueError as error:
            words = _("Copy the coordinates from a map, like -7.7829, 110.3671.")
            raise ValueError(words) from error


class BranchForm(Form):
    """A branch: where it is, how to reach it, and what it does not make."""

    name = StringField(lazy("Name of the branch"), [NEEDED, Length(max=120)])
    code = StringField(lazy("Short code"), [NEEDED, Length(max=20)])
    address = StringField(lazy("Address"), [NEEDED, Length(max=240)])
    city = StringField(lazy("Town"), [NEEDED, Length(max=80)])
    point = PointField(lazy("Coordinates"), [Length(max=60)])
    phone = StringField(lazy("Phone number"), [Length(max=40)])
    whatsapp = StringField(lazy("WhatsApp number"), [Length(max=40)])
    lacks = CheckboxesField(lazy("Not made here"), coerce=int, validate_choice=False)
    active = BooleanField(lazy("This branch takes orders"), default=True)

    def branch(self, kept: Branch) -> Branch:
        """Return what was written over what is kept; Invalid names the fields."""
        wrong: dict[str, str] = {}
        phone, whatsapp = (_number(self, name, wrong) for name in ("phone", "whatsapp"))
        if wrong:
            raise Invalid(_("Please check the form."), fields=wrong)
        point = self.point.point
        offered = {choice.value for choice in self.lacks.choices or ()}
        return replace(
            kept,
            name=clean_line(self.name.data or "", 120),
            code=clean_line(self.code.data or "", 20).upper(),
            address=clean_line(self.address.data or "", 240),
            city=clean_line(self.city.data or "", 80),
            latitude=point.latitude if point else None,
            longitude=point.longitude if point else None,
            lacks=tuple(sorted(offered & set(self.lacks.data or ()))),
            active=bool(self.active.data),
            phone=phone,
            whatsapp=whatsapp,
        )


class PlaceForm(Form):
    """A place whose distance can be told."""

    name = StringField(lazy("Town or district"), [Length(max=80)])
    postcodes = StringField(lazy("Postcodes begin with"), [Length(max=200)])
    point = PointField(lazy("Coordinates"), [Length(max=60)])


class PlacesForm(Form):
    """All places; rows left empty do not count."""

    places = FieldList(FormField(PlaceForm), max_entries=MOST + SPARE)

    def add_spares(self) -> None:
        """Offer empty rows after the filled ones."""
        for _number in range(SPARE):
            self.places.append_entry()

    def written(self) -> list[Place]:
        """Return the places; Invalid when a row is not whole, with the words beside its field."""
        found: dict[str, Place] = {}
        for row in self.places:
            form = row.form
            name = clean_line(form.name.data or "", 80)
            if not name and not form.point.data and not form.postcodes.data:
                continue
            self._check(form, name, found)
            if form.point.point is not None and name:
                codes = " ".join((form.postcodes.data or "").replace(",", " ").split())
                found[fold(name)] = Place(
                    name, codes, form.point.point.latitude, form.point.point.longitude
                )
        if any(row.form.errors for row in self.places):
            raise Invalid(_("Please check the form."))
        return list(found.values())

    def _check(self, form: PlaceForm, name: str, found: dict[str, Place]) -> None:
        if not name:
            form.name.errors = [_("Please fill this in.")]
        elif fold(name) in found:
            form.name.errors = [_("This place stands here twice.")]
        if not form.point.data:
            form.point.errors = [_("Copy the coordinates from a map, like -7.7829, 110.3671.")]
        codes = (form.postcodes.data or "").replace(",", " ").split()
        if any(not code.isascii() or not code.isdigit() or len(code) > 5 for code in codes):
            form.postcodes.errors = [_("Postcodes are up to five digits, like 552 55281.")]


def branch_values(branch: Branch) -> dict[str, object]:
    """Return a branch as the initial values of its form."""
    names = ("name", "code", "address", "city", "phone", "whatsapp", "lacks", "active")
    point = branch.point
    return {name: getattr(branch, name) for name in names} | {"point": write_point(point)}


def place_values(places: list[Place]) -> list[dict[str, str]]:
    """Return places as the initial values of their form."""
    return [
        {"name": each.name, "postcodes": each.postcodes, "point": write_point(each.point)}
        for each in places
    ]


def _number(form: BranchForm, name: str, wrong: dict[str, str]) -> str:
    text = (form[name].data or "").strip()
    try:
        return phone_e164(text) if text else ""
    except ValueError:
        wrong[name] = _("This is not a phone number.")
        return ""

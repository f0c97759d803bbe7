"""The form of a promo; times are written in the editor's own zone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from app.fields import AmountField, CheckboxesField, SelectField
from app.i18n import lazy
from app.promos.models import Audience, Draft, Kind, Promo
from app.web import Form

NEEDED = InputRequired(lazy("Please fill this in."))


class PromoForm(Form):
    """A promo in both languages."""

    rev = IntegerField(validators=[Optional()])
    title_id = StringField(lazy("Title (Indonesian)"), [NEEDED, Length(max=120)])
    title_en = StringField(lazy("Title (English)"), [Length(max=120)])
    body_id = TextAreaField(lazy("Words (Indonesian)"), [Length(max=600)])
    body_en = TextAreaField(lazy("Words (English)"), [Length(max=600)])
    kind = SelectField(
        lazy("Kind"),
        choices=[
            SelectChoice(Kind.PERCENT, lazy("Percent off")),
            SelectChoice(Kind.FIXED, lazy("Rupiah off")),
            SelectChoice(Kind.ANNOUNCEMENT, lazy("Announcement, no discount")),
        ],
    )
    value = AmountField(lazy("How much off"))
    cap = AmountField(lazy("At most (Rp)"))
    min_spend = AmountField(lazy("From a spend of (Rp)"))
    quota = IntegerField(lazy("Uses altogether"), [Optional()])
    per_person = IntegerField(lazy("Uses by each customer"), [Optional()])
    code = StringField(lazy("Code"), [Length(max=40)])
    audience = SelectField(
        lazy("For whom"),
        choices=[
            SelectChoice(Audience.EVERYONE, lazy("Everyone")),
            SelectChoice(Audience.MEMBERS, lazy("Members")),
        ],
    )
    products = CheckboxesField(lazy("Only for these products"), coerce=int)
    starts_at = DateTimeLocalField(lazy("Begins"), [Optional()], format="%Y-%m-%dT%H:%M")
    ends_at = DateTimeLocalField(lazy("Ends"), [Optional()], format="%Y-%m-%dT%H:%M")

    def draft(self, zone: str) -> Draft:
        """Return what was written; its times are meant in `zone`."""
        words = {name: self.data[name] or "" for name in ("title_id", "title_en", "body_id")}
        return Draft(
            **words,
            body_en=self.body_en.data or "",
            code=self.code.data or None,
            kind=Kind(self.kind.data),
            value=self.value.amount or 0,
            cap=self.cap.amount,
            min_spend=self.min_spend.amount or 0,
            quota=self.quota.data,
            per_person=self.per_person.data,
            audience=Audience(self.audience.data),
            starts_at=_utc(self.starts_at.data, zone),
            ends_at=_utc(self.ends_at.data, zone),
            products=tuple(self.products.data or ()),
        )


class StepForm(Form):
    """Which version of the promo the editor saw."""

    rev = IntegerField(validators=[NEEDED])


class DismissForm(Form):
    """Where somebody was who put a promo away."""

    next = HiddenField()


def values(promo: Promo, zone: str) -> dict[str, Any]:
    """Return a promo as the initial values of its form."""
    names = set(Draft.__slots__) | {"rev"}
    return {name: getattr(promo, name) for name in names} | {
        "value": promo.value or None,
        "min_spend": promo.min_spend or None,
        "starts_at": _local(promo.starts_at, zone),
        "ends_at": _local(promo.ends_at, zone),
        "products": list(promo.products),
    }


def _utc(moment: datetime | None, zone: str) -> datetime | None:
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if moment else None


def _local(moment: datetime | None, zone: str) -> datetime | None:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment else None

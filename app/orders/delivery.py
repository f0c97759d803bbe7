"""How the goods reach the customer: collected at a branch, or brought to an address."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from app.errors import Invalid
from app.i18n import gettext as _
from app.text import clean_line, phone_e164

POSTCODE = re.compile(r"[1-9]\d{4}")


class Method(StrEnum):
    """The two ways."""

    PICKUP = "pickup"
    DELIVERY = "delivery"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The way, and the address if there is one.

    Whoever collects may still have told town and postcode: the branch was proposed by them.
    """

    method: str = Method.PICKUP
    recipient: str = ""
    recipient_phone: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""

    @property
    def is_delivered(self) -> bool:
        """Tell whether the studio brings the goods."""
        return self.method == Method.DELIVERY


COLLECTED = Delivery()
COLUMNS = tuple(Delivery.__slots__)


def checked(asked: Delivery) -> Delivery:
    """Return it as it is kept; Invalid names every field that needs another look."""
    wrong: dict[str, str] = {}
    if asked.method not in set(Method):
        wrong["method"] = _("Choose how you want to have it.")
    found = replace(
        asked,
        recipient=clean_line(asked.recipient, 120),
        street=clean_line(asked.street, 240),
        city=clean_line(asked.city, 120),
        postcode=asked.postcode.replace(" ", ""),
    )
    if found.postcode and not POSTCODE.fullmatch(found.postcode):
        wrong["postcode"] = _("A postcode has five digits, like 55224.")
    if asked.is_delivered:
        found = replace(found, recipient_phone=_phone(asked.recipient_phone, wrong))
        wrong |= _lacking(found)
    else:
        found = replace(found, recipient="", recipient_phone="", street="")
    if wrong:
        raise Invalid(_("Please check how and where you want to have it."), fields=wrong)
    return found


def _lacking(found: Delivery) -> dict[str, str]:
    words = {
        "recipient": _("Who receives it? Please write a name."),
        "street": _("Please write street and number, so that the courier finds you."),
        "city": _("Please write the district and the town."),
    }
    return {name: why for name, why in words.items() if not getattr(found, name)}


def _phone(text: str, wrong: dict[str, str]) -> str:
    try:
        return phone_e164(text)
    except ValueError:
        wrong["recipient_phone"] = _(
            "The courier calls before coming: please write a phone number."
        )
        return ""

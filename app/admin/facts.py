"""How the facts of a deed read: people, money, days and codes in the reader's own words."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from app.admin.forms import ROLES
from app.admin.labels import deed, thing
from app.chat.standing import Standing
from app.i18n import Lazy, format_date, format_datetime, lazy
from app.i18n import gettext as _
from app.orders import labels as orders
from app.orders.status import Guard, JobStatus, OrderStatus
from app.promos import labels as promos
from app.promos.models import Audience, Kind
from app.text import rupiah

FACTS = {
    "after": lazy("after"),
    "audience": lazy("for whom"),
    "before": lazy("before"),
    "breaks": lazy("prices"),
    "by_area": lazy("by area"),
    "by_name": lazy("new file"),
    "cap": lazy("at most"),
    "chat": lazy("messages"),
    "code": lazy("code"),
    "colour": lazy("main colour"),
    "contact": lazy("contact changed"),
    "deed": lazy("deed"),
    "designer": lazy("designer"),
    "discount": lazy("discount"),
    "ended": lazy("devices"),
    "ends_at": lazy("ends"),
    "file": lazy("file"),
    "files": lazy("files"),
    "given": lazy("agreed"),
    "labels": lazy("labels"),
    "logo": lazy("logo"),
    "looking_as": lazy("looking as"),
    "min_spend": lazy("from a spend of"),
    "minimum_amount": lazy("smallest total"),
    "minimum_area_cm2": lazy("smallest area (cm²)"),
    "name": lazy("name"),
    "nights": lazy("at night"),
    "options": lazy("options"),
    "orders": lazy("orders"),
    "per_person": lazy("uses by one customer"),
    "person": lazy("person"),
    "promos": lazy("promos"),
    "quota": lazy("uses altogether"),
    "reason": lazy("reason"),
    "role": lazy("role"),
    "room": lazy("conversation"),
    "rush": lazy("rush"),
    "sample": lazy("sample"),
    "second": lazy("second colour"),
    "session": lazy("device"),
    "setup_fee": lazy("set-up fee"),
    "sha256": lazy("fingerprint"),
    "skipped": lazy("skipped"),
    "slot": lazy("used as"),
    "slug": lazy("address"),
    "source": lazy("through"),
    "standing": lazy("stands"),
    "starts_at": lazy("begins"),
    "status": lazy("status"),
    "thing": lazy("thing"),
    "title_id": lazy("title"),
    "to": lazy("to"),
    "total": lazy("total"),
    "untold": lazy("more of the same"),
    "works": lazy("works"),
}
CODES: dict[str, Lazy] = {
    **{str(role): words for role, words in ROLES.items()},
    **{str(status): words for status, words in promos.LABELS.items()},
    Standing.OPEN: lazy("open"),
    Standing.PENDING: lazy("waiting for the customer"),
    Standing.SNOOZED: lazy("put aside"),
    Standing.RESOLVED: lazy("done"),
    Kind.ANNOUNCEMENT: lazy("no discount"),
    Audience.EVERYONE: lazy("Everyone"),
    Audience.MEMBERS: lazy("Members"),
}
MONEY = {"cap", "min_spend", "minimum_amount", "setup_fee", "total"}
PEOPLE = {"designer", "to"}
"""Facts whose numbers are people."""
LONGEST = 48
"""Letters of a word that is shown whole: fingerprints are not."""
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+\d\d:\d\d")


def facts(found: Mapping[str, object], titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say what else is known of a deed: names and values for reading, nothing empty.

    Of two whole states only what differs is said.
    """
    before, after = found.get("before"), found.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        rest = {name: value for name, value in found.items() if name not in ("before", "after")}
        return _changes(_plain(before), _plain(after), titles) + facts(rest, titles)
    return [
        (_name(name), _value(name, value, titles))
        for name, value in _plain(found).items()
        if value not in (None, "", [], {})
    ]


def _changes(
    before: Mapping[str, object], after: Mapping[str, object], titles: Mapping[str, str]
) -> list[tuple[str, str]]:
    return [
        (_name(name), f"{_value(name, before.get(name), titles)} → {_value(name, value, titles)}")
        for name, value in after.items()
        if value != before.get(name)
    ]


def _plain(found: Mapping[str, object]) -> dict[str, object]:
    """Write the kind and the number of a discount as one fact."""
    plain = dict(found)
    if "kind" in plain and "value" in plain:
        kind, value = plain.pop("kind"), plain.pop("value")
        shown = {Kind.PERCENT: f"{value}%", Kind.FIXED: rupiah(int(str(value)))}
        plain["discount"] = shown.get(Kind(str(kind)), str(kind))
    return plain


def _name(name: str) -> str:
    return str(FACTS.get(name, name.replace("_", " ")))


def _value(name: str, value: object, titles: Mapping[str, str]) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return _("yes") if value else _("no")
        case int() if name in MONEY:
            return rupiah(value)
        case int() if name in PEOPLE:
            return titles.get(f"user:{value}", str(value))
        case list():
            return ", ".join(_value(name, part, titles) for part in value)
        case dict():
            return ", ".join(
                f"{_name(key)}: {_value(key, part, titles)}" for key, part in value.items()
            )
    return _words(name, str(value), titles)


def _words(name: str, text: str, titles: Mapping[str, str]) -> str:
    """Return a code, a day or another thing in words, and everything else as it is, but short."""
    spoken = {"source": orders.source, "deed": deed}.get(name)
    if spoken:
        return spoken(text)
    for codes, words in (
        (OrderStatus, orders.order_status), (JobStatus, orders.job_status), (Guard, orders.guard)
    ):  # fmt: skip
        if text in set(codes):
            return words(text)
    if text in CODES:
        return str(CODES[text])
    if DAY.fullmatch(text):
        return format_date(date.fromisoformat(text))
    if MOMENT.fullmatch(text):
        return format_datetime(datetime.fromisoformat(text))
    if text in titles or re.fullmatch(r"room:\d+", text):
        return thing(text, titles)[0]
    return text if " " in text or len(text) <= LONGEST else f"{text[:12]}…"

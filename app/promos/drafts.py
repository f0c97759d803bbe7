"""What makes a promo complete: an editor's words cleaned, and each mistake named by its field."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.errors import Invalid
from app.i18n import gettext as _
from app.promos.models import Draft, Kind
from app.promos.status import Status
from app.text import clean_line, clean_text

MOST = 1_000_000_000
USES = 1_000_000
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}")


def cleaned(draft: Draft, status: Status, now: datetime) -> Draft:
    """Return the draft ready to be kept; raises Invalid with every field that is wrong."""
    draft = _tidy(draft)
    wrong = dict(_mistakes(draft, status, now))
    if wrong:
        raise Invalid(_("Please check the form."), fields=wrong)
    return draft


def _tidy(draft: Draft) -> Draft:
    titles = clean_line(draft.title_id, 120), clean_line(draft.title_en, 120)
    bodies = clean_text(draft.body_id, 600), clean_text(draft.body_en, 600)
    told = draft.kind is Kind.ANNOUNCEMENT
    return replace(
        draft,
        title_id=titles[0] or titles[1],
        title_en=titles[1] or titles[0],
        body_id=bodies[0] or bodies[1],
        body_en=bodies[1] or bodies[0],
        code=None if told else (draft.code or "").strip().upper() or None,
        value=0 if told else draft.value,
        cap=draft.cap if draft.kind is Kind.PERCENT else None,
        min_spend=0 if told else draft.min_spend,
        quota=None if told else draft.quota,
        per_person=None if told else draft.per_person,
        products=() if told else tuple(sorted(set(draft.products))),
    )


def _mistakes(draft: Draft, status: Status, now: datetime) -> Iterable[tuple[str, str]]:
    if not draft.title_id:
        yield "title_id", _("Please fill this in.")
    if draft.code and not CODE.fullmatch(draft.code):
        yield "code", _("Write 3 to 40 letters, digits or hyphens.")
    if draft.kind is Kind.PERCENT and not 1 <= draft.value <= 100:
        yield "value", _("Write a percentage from 1 to 100.")
    if draft.kind is Kind.FIXED and not 1 <= draft.value <= MOST:
        yield "value", _("Write an amount in rupiah.")
    if draft.cap is not None and not 1 <= draft.cap <= MOST:
        yield "cap", _("Write an amount in rupiah.")
    if not 0 <= draft.min_spend <= MOST:
        yield "min_spend", _("Write an amount in rupiah.")
    for name, limit in (("quota", draft.quota), ("per_person", draft.per_person)):
        if limit is not None and not 1 <= limit <= USES:
            yield name, _("Write a whole number, at least 1.")
    yield from _wrong_times(draft, status, now)


def _wrong_times(draft: Draft, status: Status, now: datetime) -> Iterable[tuple[str, str]]:
    for name, moment in (("starts_at", draft.starts_at), ("ends_at", draft.ends_at)):
        if moment is not None and moment.tzinfo is None:
            yield name, _("Write the time with its zone.")
            return
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        yield "ends_at", _("The end lies before the beginning.")
    elif draft.ends_at and draft.ends_at <= now and status is not Status.DRAFT:
        yield "ends_at", _("The end has passed already.")
    if status in {Status.LIVE, Status.PAUSED} and draft.starts_at and draft.starts_at > now:
        yield "starts_at", _("This promo has already begun.")
    if status is Status.SCHEDULED and draft.starts_at is None:
        yield "starts_at", _("A planned promo needs its beginning.")

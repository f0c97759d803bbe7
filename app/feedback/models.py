"""Criticism, suggestions, complaints and praise, and the short life of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.errors import Invalid
from app.i18n import gettext as _

BODY_LIMIT = 4000
NOTE_LIMIT = 2000
PHOTOS = 5
REOPENED_WITHIN = timedelta(days=14)
"""So long the author's answer opens again what was resolved; then it is a new message."""
SUNDAY = 6


class Kind(StrEnum):
    """What somebody wants to tell us."""

    CRITICISM = "criticism"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    PRAISE = "praise"


class Severity(StrEnum):
    """How much it hurts."""

    MINOR = "minor"
    NORMAL = "normal"
    SERIOUS = "serious"


class Wanted(StrEnum):
    """What the author hopes for."""

    NOTHING = "nothing"
    ANSWER = "answer"
    REPAIR = "repair"
    REMAKE = "remake"
    REFUND = "refund"


class Status(StrEnum):
    """Where it is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


MOVES = {
    Status.RECEIVED: {Status.ACKNOWLEDGED, Status.RESOLVED},
    Status.ACKNOWLEDGED: {Status.RESOLVED},
    Status.RESOLVED: {Status.ACKNOWLEDGED},
}
"""Resolved may be opened again."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wrote, before it has a number."""

    kind: Kind
    body: str
    severity: Severity = Severity.NORMAL
    wanted: Wanted = Wanted.NOTHING
    name: str = ""
    contact: str = ""
    is_anonymous: bool = False
    order_id: int | None = None
    room_id: int | None = None
    client_key: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One message to the studio; without author and contact it is anonymous."""

    id: int
    reference: str
    kind: Kind
    severity: Severity
    wanted: Wanted
    status: Status
    author_id: int | None
    name: str
    email: str | None
    phone: str | None
    locale: str
    order_id: int | None
    room_id: int | None
    folder_id: int | None
    owner_id: int | None
    body: str
    created_at: datetime
    moved_at: datetime
    rev: int

    @property
    def moves(self) -> list[Status]:
        """Return where it may go from here."""
        return [status for status in Status if status in MOVES[self.status]]

    @property
    def answer_by(self) -> datetime | None:
        """Return until when somebody has to take it up; None once that has happened.

        A complaint waits a working day, everything else three.
        """
        if self.status is not Status.RECEIVED:
            return None
        return working_days_after(self.created_at, 1 if self.kind is Kind.COMPLAINT else 3)

    @property
    def resolve_by(self) -> datetime | None:
        """Return until when a complaint that was taken up is to be resolved: five working days."""
        if self.kind is not Kind.COMPLAINT or self.status is not Status.ACKNOWLEDGED:
            return None
        return working_days_after(self.moved_at, 5)

    @property
    def due(self) -> datetime | None:
        """Return until when the studio has to do something about it."""
        return self.answer_by or self.resolve_by

    def takes_answers(self, at: datetime) -> bool:
        """Tell whether the author may still add something, which opens it again."""
        return self.status is not Status.RESOLVED or at - self.moved_at <= REOPENED_WITHIN


@dataclass(frozen=True, slots=True)
class Move:
    """One step of its life, with what was said."""

    actor_name: str
    from_status: str
    to_status: Status
    note: str
    at: datetime

    @property
    def is_answer(self) -> bool:
        """Tell whether somebody said something and it stayed where it was."""
        return self.from_status == self.to_status


def working_days_after(moment: datetime, days: int) -> datetime:
    """Return the same time of day some working days later; Sundays do not count."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() != SUNDAY
    return moment


def check_told(told: Told, *, is_member: bool, photos: int) -> None:
    """Raise Invalid for what cannot be answered: an anonymous complaint, photos without a name."""
    fields: dict[str, str] = {}
    if not told.body:
        fields["body"] = _("Please write what you want to tell us.")
    if told.kind is Kind.COMPLAINT and told.is_anonymous:
        fields["is_anonymous"] = _("We need to be able to answer a complaint.")
    elif told.kind is Kind.COMPLAINT and not is_member and not told.contact:
        fields["contact"] = _("We need an e-mail address or a phone number to answer a complaint.")
    if photos and (told.is_anonymous or not is_member):
        fields["photos"] = _("Photos can be sent by members only, and not anonymously.")
    if photos > PHOTOS:
        fields["photos"] = _("Send at most %(num)s photos.", num=PHOTOS)
    if fields:
        raise Invalid(next(iter(fields.values())), fields=fields)

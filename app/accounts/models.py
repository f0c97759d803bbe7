"""People and their sessions, and the pure rules about how long a session lives."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from app.accounts.access import STAFF, Role, Viewer
from app.errors import Invalid
from app.i18n import gettext as _
from app.i18n import zone_or
from app.text import clean_line, phone_e164

RESET_LIFE = timedelta(minutes=30)
INVITATION_LIFE = timedelta(days=3)
NAME_LIMIT = 120
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@dataclass(frozen=True, slots=True)
class Person:
    """What anybody may see of somebody: never a phone number or an e-mail address."""

    id: int
    name: str
    role: Role
    number: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody's own account."""

    id: int
    number: str
    email: str | None
    phone: str | None
    name: str
    role: Role
    locale: str
    zone: str
    disabled_at: datetime | None
    erased_at: datetime | None
    marketing_consent_at: datetime | None
    wants_unread_mail: bool
    enter_sends: bool
    created_at: datetime
    rev: int
    is_guest: bool
    """A customer without a password: one who ordered as a guest, or whom the studio wrote down."""

    @property
    def person(self) -> Person:
        """Return the part that others may see."""
        return Person(self.id, self.name, self.role, self.number)

    @property
    def is_staff(self) -> bool:
        """Tell whether this person works for the studio."""
        return self.role in STAFF

    def as_viewer(self, session: int = 0) -> Viewer:
        """Return the viewer that this person is when signed in."""
        zone, chosen = zone_or(self.zone), bool(self.zone)
        return Viewer(
            self.id,
            self.role,
            self.name,
            session,
            self.locale,
            zone,
            chosen,
            enter_sends=self.enter_sends,
            is_guest=self.is_guest,
        )


@dataclass(frozen=True, slots=True)
class Contact:
    """How the studio reaches somebody; a guest does not sign in with it."""

    email: str | None
    phone: str | None
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in device."""

    id: int
    user_id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip: str
    user_agent: str

    @property
    def device(self) -> str:
        """Name the browser and system, for example "Firefox, Android"; empty when unknown."""
        names = (_first(BROWSERS, self.user_agent), _first(SYSTEMS, self.user_agent))
        return ", ".join(name for name in names if name)

    def is_over(self, role: Role, at: datetime) -> bool:
        """Tell whether it has been idle too long or has reached its absolute end."""
        return at >= self.expires_at or at >= self.last_seen_at + idle_life(role)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session; `token` goes into the cookie and is kept nowhere else."""

    user: User
    session_id: int
    token: str


def idle_life(role: Role) -> timedelta:
    """Return how long a session may lie unused."""
    return timedelta(minutes=30) if role in STAFF else timedelta(days=14)


def whole_life(role: Role) -> timedelta:
    """Return how long a session may live at all."""
    return timedelta(hours=12) if role in STAFF else timedelta(days=90)


def membership_number(user_id: int) -> str:
    """Write the membership number: SG-000123."""
    return f"SG-{user_id:06d}"


def email_address(text: str) -> str:
    """Normalise an e-mail address; raises ValueError when it is none."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(text) from error
    return str(found.normalized).lower()


def email_or_invalid(text: str) -> str:
    """Normalise an e-mail address; raises Invalid with words for the form."""
    try:
        return email_address(text)
    except ValueError as error:
        why = _("This is not an e-mail address.")
        raise Invalid(why, fields={"email": why}) from error


def identity(text: str) -> Contact:
    """Read what somebody signs in with: an e-mail address or a phone number."""
    try:
        if "@" in text:
            return Contact(email_address(text), None)
        return Contact(None, phone_e164(text))
    except ValueError as error:
        raise Invalid(
            _("Write an e-mail address or a phone number, for example 0812 3456 7890."),
            fields={"identifier": _("This is neither an e-mail address nor a phone number.")},
        ) from error


def person_name(text: str) -> str:
    """Clean a name; raises Invalid when nothing is left."""
    name = clean_line(text, NAME_LIMIT)
    if not name:
        raise Invalid(
            _("Please tell us your name."), fields={"name": _("Please tell us your name.")}
        )
    return name


def _first(names: dict[str, str], text: str) -> str:
    return next((name for mark, name in names.items() if mark in text), "")

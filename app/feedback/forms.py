"""The form that tells the studio something, and the one that answers."""

from typing import IO

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from app.feedback.labels import KINDS, REMEDIES, SEVERITIES
from app.feedback.models import BODY_LIMIT, NOTE_LIMIT, Kind, Severity, Status, Told, Wanted
from app.fields import SelectField
from app.i18n import lazy
from app.web import Form

NEEDED = InputRequired(lazy("Please fill this in."))


class FeedbackForm(Form):
    """What somebody wants to tell; name and contact are asked of visitors only."""

    kind = RadioField(
        lazy("What is it?"),
        [InputRequired(lazy("Please choose one."))],
        choices=[SelectChoice(kind, words) for kind, words in KINDS.items()],
    )
    body = TextAreaField(lazy("Your words"), [NEEDED, Length(max=BODY_LIMIT)])
    severity = SelectField(
        lazy("How much does it matter?"),
        choices=[SelectChoice(severity, words) for severity, words in SEVERITIES.items()],
        default=Severity.NORMAL,
    )
    wanted = SelectField(
        lazy("What do you wish for?"),
        choices=[SelectChoice(wanted, words) for wanted, words in REMEDIES.items()],
        default=Wanted.ANSWER,
    )
    name = StringField(lazy("Name"), [Length(max=120)])
    contact = StringField(lazy("E-mail or phone number"), [Length(max=254)])
    is_anonymous = BooleanField(lazy("Send without my name"))
    photos = MultipleFileField(lazy("Photos"))
    order = IntegerField(validators=[Optional()], widget=HiddenInput())
    room = IntegerField(validators=[Optional()], widget=HiddenInput())
    idempotency_key = HiddenField(validators=[Length(max=64)])

    def told(self) -> Told:
        """Return what the fields say."""
        return Told(
            kind=Kind(self.kind.data),
            body=self.body.data,
            severity=Severity(self.severity.data),
            wanted=Wanted(self.wanted.data),
            name=self.name.data or "",
            contact=(self.contact.data or "").strip(),
            is_anonymous=self.is_anonymous.data,
            order_id=self.order.data,
            room_id=self.room.data,
            client_key=self.idempotency_key.data or "",
        )

    def chosen_photos(self) -> list[tuple[str, IO[bytes]]]:
        """Return the files that were really chosen."""
        return chosen(self.photos)


class OwnerForm(Form):
    """Who of the studio looks after a message."""

    owner = IntegerField(validators=[Optional()])


class AnswerForm(Form):
    """What the author adds."""

    note = TextAreaField(lazy("Your answer"), [Length(max=NOTE_LIMIT)])
    photos = MultipleFileField(lazy("Photos"))

    def chosen_photos(self) -> list[tuple[str, IO[bytes]]]:
        """Return the files that were really chosen."""
        return chosen(self.photos)


class MoveForm(Form):
    """The studio's answer; `to` is the button that was pressed."""

    to = SelectField(
        validators=[InputRequired()], choices=[SelectChoice(status) for status in Status]
    )
    rev = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    note = TextAreaField(lazy("Answer to the author"), [Length(max=NOTE_LIMIT)])


def chosen(field: MultipleFileField) -> list[tuple[str, IO[bytes]]]:
    """Return name and bytes of the files that were really chosen in a field."""
    return [
        (file.filename, file.stream) for file in field.data or () if getattr(file, "filename", "")
    ]

"""The composer's two forms: a message to the room, and an internal note."""

from quart.datastructures import FileStorage
from wtforms import HiddenField, IntegerField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import Optional

from app.chat.words import BODY_LIMIT
from app.i18n import lazy
from app.web import Form


class MessageForm(Form):
    """What the composer sends without JavaScript; the action checks the words."""

    id = HiddenField()
    next = HiddenField()
    uploads = HiddenField()
    reply_to = IntegerField()
    body = TextAreaField(render_kw={"maxlength": BODY_LIMIT})
    files = MultipleFileField()

    @property
    def picked(self) -> list[FileStorage]:
        """Return the files picked in the plain form."""
        return [file for file in self.files.data or [] if getattr(file, "filename", "")]

    @property
    def upload_ids(self) -> list[str]:
        """Return the ids of finished uploads that the uploader collected."""
        found: list[str] = self.uploads.raw_data or []
        return [part for text in found for part in text.replace(",", " ").split()]


class NoteForm(Form):
    """An internal note."""

    id = HiddenField()
    next = HiddenField()
    body = TextAreaField(render_kw={"maxlength": BODY_LIMIT})


class WordsForm(Form):
    """What a message says instead."""

    next = HiddenField()
    body = TextAreaField(render_kw={"maxlength": BODY_LIMIT})


class BackForm(Form):
    """A button that only says where to go back to."""

    next = HiddenField()


class MoveForm(Form):
    """Which room of the customer a message belongs to."""

    next = HiddenField()
    room = IntegerField()


class HandlingForm(Form):
    """What a button above a conversation does; `queue` and `only` (a label) say where one was."""

    do = StringField()
    queue = HiddenField()
    only = IntegerField(validators=[Optional()])
    new_label = StringField()
    assignee = IntegerField(validators=[Optional()])
    pause = StringField()
    labels = StringField()

    @property
    def label_ids(self) -> set[int]:
        """Return the labels that are ticked."""
        return {int(text) for text in self.labels.raw_data or [] if text.isdecimal()}


class ReplyForm(Form):
    """A ready answer."""

    shortcut = StringField(lazy("Short name"))
    body = TextAreaField(lazy("Words"), render_kw={"maxlength": BODY_LIMIT, "rows": 4})

"""The plain form that sends small files."""

from wtforms import HiddenField, IntegerField, MultipleFileField, StringField
from wtforms.validators import Length, Optional

from app.web import Form


class Back(Form):
    """Where to go afterwards."""

    next = HiddenField()


class Replacement(Form):
    """The file that takes another's place, if it is small and in the form, and where to go."""

    files = MultipleFileField()
    next = HiddenField()


class SmallFiles(Form):
    """A few files, where they belong, and where to go afterwards."""

    files = MultipleFileField()
    slot = StringField(validators=[Optional(), Length(max=64)])
    folder = IntegerField(validators=[Optional()])
    next = HiddenField()

"""What people type into the forms that move an order on."""

from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.fields import SelectField
from app.i18n import gettext as _
from app.orders.labels import job_status, waiting_on
from app.orders.limits import LIMITED, MOST
from app.orders.status import WaitingOn
from app.web import Form

MOST_MARKED = 60


class SlotForm(Form):
    """For what a file is used."""

    slot = StringField()


class DueForm(Form):
    """A promise to the customer."""

    rev = IntegerField(validators=[InputRequired()])
    day = DateField(validators=[InputRequired()])
    reason = StringField(validators=[Optional(), Length(max=500)])


class StepForm(Form):
    """A move of an order or a line: from which revision, where to, and why."""

    rev = IntegerField(validators=[InputRequired()])
    to = StringField(validators=[Optional(), Length(max=20)])
    reason = StringField(validators=[Optional(), Length(max=500)])
    designer = IntegerField(validators=[Optional()])
    origin = HiddenField(validators=[Optional(), Length(max=20)])


class HoldForm(Form):
    """Why an order rests, and whom or what it waits for."""

    rev = IntegerField(validators=[InputRequired()])
    waiting_on = SelectField(validators=[Optional()], validate_choice=False)
    reason = StringField(validators=[Optional(), Length(max=500)])
    origin = HiddenField(validators=[Optional(), Length(max=20)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.waiting_on.label.text = _("What does the order wait for?")
        self.waiting_on.choices = [
            ("", _("Please choose")),
            *((code, _begun(waiting_on(code))) for code in WaitingOn),
        ]
        self.reason.label.text = _("Reason")


class LimitsForm(Form):
    """How many items each stage should hold."""

    awaiting_files = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    preflight = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    design = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    proofing = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    approved = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    in_production = IntegerField(validators=[Optional(), NumberRange(1, MOST)])
    quality_check = IntegerField(validators=[Optional(), NumberRange(1, MOST)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for stage in LIMITED:
            self[stage].label.text = job_status(stage)


class BranchForm(Form):
    """Another branch for an order: which, why, and from which revision."""

    rev = IntegerField(validators=[InputRequired()])
    branch = IntegerField(validators=[Optional()])
    reason = StringField(validators=[Optional(), Length(max=500)])


class ClaimForm(Form):
    """Taking an order over, from its page or from the feed."""

    origin = HiddenField(validators=[Optional(), Length(max=20)])


class ManyForm(Form):
    """Orders that were marked together in a list."""

    def __init__(self, fields: MultiDict[str, str], **kwargs: object) -> None:
        super().__init__(**kwargs)
        marked = (text for text in fields.getlist("order") if text.isdecimal() and len(text) < 16)
        self.ids = list(dict.fromkeys(int(text) for text in marked))[:MOST_MARKED]


class PricesForm(Form):
    """Prices that the studio sets; `typed` are all fields, among them `amount-<job>`."""

    rev = IntegerField(validators=[InputRequired()])

    def __init__(self, fields: MultiDict[str, str], **kwargs: object) -> None:
        super().__init__(fields, **kwargs)
        self.typed = list(fields.items())


def _begun(words: str) -> str:
    """Write words as the beginning of something."""
    return words[:1].upper() + words[1:]

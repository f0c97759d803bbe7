"""The forms about an account: words from a browser, cleaned; the rules are in the actions."""

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from app.accounts import passwords
from app.accounts.models import identity
from app.errors import Invalid
from app.fields import SelectField
from app.i18n import ZONES, Lazy, lazy
from app.web import Form

LANGUAGES = [SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")]
PLACES = [
    SelectChoice(zone, f"{short} ({zone.partition('/')[2]})") for zone, short in ZONES.items()
]
ENTERS = [
    SelectChoice("sends", lazy("Enter sends, Shift+Enter begins a new line")),
    SelectChoice("breaks", lazy("Enter begins a new line, Ctrl+Enter or ⌘+Enter sends")),
]
NEEDED = InputRequired(lazy("Please fill this in."))


class SignInForm(Form):
    """E-mail or phone, and the password exactly as typed; programs may add the code."""

    email = StringField(lazy("E-mail or phone number"), [NEEDED, Length(max=254)])
    password = PasswordField(lazy("Password"), [NEEDED, Length(max=512)])
    code = StringField(validators=[Optional(), Length(max=20)])
    next = HiddenField(validators=[Optional()])


class LookingForm(Form):
    """Where somebody is who begins to look as a customer, to come back to."""

    next = HiddenField(validators=[Optional()])


class CodeForm(Form):
    """The code of the second step, or a recovery code."""

    code = StringField(lazy("Code"), [Length(max=20)])
    recovery = StringField(lazy("Recovery code"), [Length(max=40)])
    next = HiddenField(validators=[Optional()])


class BeginForm(Form):
    """The first code, which proves that the app has the key; `seed` is what the key is made of."""

    seed = HiddenField(validators=[InputRequired(), Length(min=32, max=64)])
    code = StringField(lazy("Code from the app"), [NEEDED, Length(max=20)])
    password = PasswordField(lazy("Your password"), [NEEDED, Length(max=512)])


class FirstForm(Form):
    """The first code of somebody whose role needs a second step, right after the password."""

    seed = HiddenField(validators=[InputRequired(), Length(min=32, max=64)])
    code = StringField(lazy("Code from the app"), [NEEDED, Length(max=20)])
    next = HiddenField(validators=[Optional()])


class ProofForm(Form):
    """Password and code of somebody who changes their second step."""

    password = PasswordField(lazy("Your password"), [NEEDED, Length(max=512)])
    code = StringField(lazy("Code from the app, or a recovery code"), [NEEDED, Length(max=40)])


def _consent(missing: Lazy) -> BooleanField:
    words = lazy("I agree that the studio keeps my data in order to make and deliver my orders.")
    return BooleanField(words, [InputRequired(missing)])


class _NewCustomerForm(Form):
    """What everybody tells who begins here."""

    next = HiddenField(validators=[Optional()])

    def validate_identifier(self, field: Field) -> None:
        """Say early what the action would refuse."""
        try:
            identity(field.data)
        except Invalid as error:
            raise ValidationError(error.fields["identifier"]) from error


class GuestForm(_NewCustomerForm):
    """Somebody who orders without an account."""

    name = StringField(lazy("Name"), [NEEDED, Length(max=120)])
    identifier = StringField(lazy("WhatsApp number or e-mail"), [NEEDED, Length(max=254)])
    consent = _consent(lazy("Without this we may not take your order."))
    idempotency_key = HiddenField(validators=[Optional(), Length(max=255)])


class RegisterForm(_NewCustomerForm):
    """A new member; the two consents are separate, and the second is off."""

    name = StringField(lazy("Name"), [NEEDED, Length(max=120)])
    identifier = StringField(lazy("E-mail or phone number"), [NEEDED, Length(max=254)])
    password = PasswordField(lazy("Password"), [NEEDED, Length(max=512)])
    consent = _consent(lazy("Without this we may not keep your account."))
    marketing = BooleanField(lazy("Send me promos and news. I can stop this at any time."))

    def validate_password(self, field: Field) -> None:
        """Say early why a password is too weak."""
        if why := passwords.problem(field.data, self.name.data, self.identifier.data):
            raise ValidationError(why)


class FirstPasswordForm(Form):
    """The password with which a guest keeps what is theirs."""

    password = PasswordField(lazy("Password"), [NEEDED, Length(max=512)])


class ResetForm(Form):
    """Who wants a new password."""

    email = StringField(lazy("E-mail or phone number"), [NEEDED, Length(max=254)])


class NewPasswordForm(Form):
    """The password that replaces a forgotten one."""

    password = PasswordField(lazy("New password"), [NEEDED, Length(max=512)])


class ProfileForm(Form):
    """Name and addresses; `current` is asked for only when an address changes."""

    name = StringField(lazy("Name"), [NEEDED, Length(max=120)])
    email = StringField(lazy("E-mail"), [Length(max=254)])
    phone = StringField(lazy("Phone number"), [Length(max=40)])
    current = PasswordField(lazy("Current password"), [Length(max=512)])


class PasswordForm(Form):
    """The present password and the next one."""

    current = PasswordField(lazy("Current password"), [NEEDED, Length(max=512)])
    password = PasswordField(lazy("New password"), [NEEDED, Length(max=512)])


class EnterForm(Form):
    """What Enter does in a message, chosen where one writes."""

    sends = BooleanField()


class SettingsForm(Form):
    """Language, time zone, what Enter does in a message and which mails may come."""

    locale = SelectField(lazy("Language"), choices=LANGUAGES)
    zone = SelectField(lazy("Time zone"), choices=PLACES)
    enter = RadioField(lazy("The Enter key in a message"), choices=ENTERS)
    unread = BooleanField(lazy("Send me a mail when messages from the studio wait unread."))
    marketing = BooleanField(lazy("Send me promos and news. I can stop this at any time."))

"""The forms of an administrator, and the one that deletes an account."""

from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    PasswordField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.accounts.access import Role
from app.fields import SelectField
from app.i18n import lazy
from app.web import Form

ROLES = {
    Role.CUSTOMER: lazy("Customer"),
    Role.OPERATOR: lazy("Operator"),
    Role.DESIGNER: lazy("Designer"),
    Role.MARKETING: lazy("Marketing"),
    Role.MANAGER: lazy("Manager"),
    Role.ADMIN: lazy("Admin"),
}
NEEDED = InputRequired(lazy("Please fill this in."))


class StaffForm(Form):
    """A new colleague, who gets a link by mail, or from whoever invites them."""

    way = StringField()
    name = StringField(lazy("Name"), [NEEDED, Length(max=120)])
    email = StringField(lazy("E-mail"), [NEEDED, Length(max=254)])
    role = SelectField(
        lazy("Role"),
        choices=[
            SelectChoice(role, words) for role, words in ROLES.items() if role is not Role.CUSTOMER
        ],
    )


class RoleForm(Form):
    """Somebody's new role."""

    role = SelectField(
        lazy("Role"), choices=[SelectChoice(role, words) for role, words in ROLES.items()]
    )


class ErasureForm(Form):
    """The password of whoever deletes an account, and the code of their second step."""

    password = PasswordField(lazy("Your password"), [NEEDED, Length(max=512)])
    code = StringField(lazy("Code from the app, or a recovery code"), [Length(max=40)])


class LookForm(Form):
    """The studio's colours and logo."""

    rev = IntegerField(validators=[NEEDED])
    colour = StringField(lazy("Main colour"), [Length(max=20)])
    second = StringField(lazy("Second colour"), [Length(max=20)])
    logo = FileField(lazy("Logo"))
    without_logo = BooleanField(lazy("Show Sanggar’s own sign instead"))

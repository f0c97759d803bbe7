"""The switches of the account page."""

from wtforms import BooleanField

from app.i18n import lazy
from app.web import Form


class WishesForm(Form):
    """What a person wants to hear on all of their devices."""

    chat = BooleanField(lazy("New messages"))
    orders = BooleanField(lazy("Steps of my orders: price, confirmed, ready"))
    nights = BooleanField(lazy("At night too, between 21:00 and 07:00"))
    promos = BooleanField(lazy("Promos and news. I can stop this at any time."))

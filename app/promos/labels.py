"""How the states of a promo are called and coloured."""

from app.i18n import gettext, lazy
from app.promos.status import Status

LABELS = {
    Status.DRAFT: lazy("Draft"),
    Status.SCHEDULED: lazy("Planned"),
    Status.LIVE: lazy("Live"),
    Status.PAUSED: lazy("Paused"),
    Status.ENDED: lazy("Ended"),
}
TONES = {
    Status.DRAFT: "neutral",
    Status.SCHEDULED: "info",
    Status.LIVE: "good",
    Status.PAUSED: "warn",
    Status.ENDED: "neutral",
}


def label(status: Status) -> str:
    """Return the name of a state in the viewer's language."""
    return gettext(LABELS[status].message)


def tone(status: Status) -> str:
    """Return the colour of a state."""
    return TONES[status]

"""The words for kinds, severities, remedies and states, in the viewer's language."""

from app import clock
from app.feedback.models import Feedback, Kind, Severity, Status, Wanted
from app.i18n import lazy

KINDS = {
    Kind.SUGGESTION: lazy("Suggestion"),
    Kind.CRITICISM: lazy("Criticism"),
    Kind.COMPLAINT: lazy("Complaint"),
    Kind.PRAISE: lazy("Praise"),
}
SEVERITIES = {
    Severity.MINOR: lazy("A small thing"),
    Severity.NORMAL: lazy("Normal"),
    Severity.SERIOUS: lazy("Serious"),
}
REMEDIES = {
    Wanted.NOTHING: lazy("Nothing, just so that you know"),
    Wanted.ANSWER: lazy("An answer"),
    Wanted.REPAIR: lazy("Please put it right"),
    Wanted.REMAKE: lazy("Please print it again"),
    Wanted.REFUND: lazy("My money back"),
}
STATES = {
    Status.RECEIVED: lazy("Received"),
    Status.ACKNOWLEDGED: lazy("We are on it"),
    Status.RESOLVED: lazy("Resolved"),
}
TONES = {Status.RECEIVED: "warn", Status.ACKNOWLEDGED: "info", Status.RESOLVED: "good"}
SEVERITY_TONES = {Severity.MINOR: "neutral", Severity.NORMAL: "info", Severity.SERIOUS: "bad"}


def is_overdue(item: Feedback) -> bool:
    """Tell whether nobody has taken a message up, or resolved it, in time."""
    return item.due is not None and clock.now() > item.due

"""The words for the audit trail: deeds, things and facts as a person reads them."""

from collections.abc import Mapping

from app.i18n import gettext as _
from app.i18n import lazy
from app.orders.labels import job_status, order_status
from app.orders.status import JobStatus, OrderStatus

DEEDS = {
    "accepted_warnings": lazy("used a file in spite of warnings"),
    "added": lazy("added a file"),
    "asked_for_reset": lazy("asked for a new password"),
    "assigned": lazy("handed over"),
    "branch.changed": lazy("changed a branch"),
    "category.saved": lazy("saved a category"),
    "changed_password": lazy("changed their password"),
    "changed_profile": lazy("changed their profile"),
    "changed_role": lazy("changed a role"),
    "claimed": lazy("took an order"),
    "created": lazy("made an account"),
    "deleted_message": lazy("deleted a message"),
    "disabled": lazy("shut an account"),
    "downloaded": lazy("downloaded a file"),
    "downloaded_archive": lazy("downloaded all files"),
    "enabled": lazy("opened an account again"),
    "ended_looking": lazy("stopped looking as a customer"),
    "ended_other_sessions": lazy("signed out their other devices"),
    "ended_session": lazy("signed out a device"),
    "followed": lazy("moved with its items"),
    "forgot_reply": lazy("deleted a ready answer"),
    "freed": lazy("freed the room of a file"),
    "gave_feedback": lazy("gave feedback"),
    "exported": lazy("took out a table"),
    "feedback_acknowledged": lazy("acknowledged feedback"),
    "feedback_answered": lazy("answered feedback"),
    "feedback_reopened": lazy("opened feedback again"),
    "feedback_resolved": lazy("resolved feedback"),
    "kept_reply": lazy("kept a ready answer"),
    "labelled": lazy("labelled a conversation"),
    "made_reset_link": lazy("made a password link"),
    "marked": lazy("marked a conversation"),
    "marketing_consent": lazy("decided about promos by mail"),
    "moved": lazy("moved"),
    "moved_message": lazy("moved a message"),
    "priced": lazy("set a price"),
    "product.changed": lazy("changed a product"),
    "product.created": lazy("made a product"),
    "product.published": lazy("published a product"),
    "product.withdrawn": lazy("took a product off the shelf"),
    "promised": lazy("promised a date"),
    "promo.changed": lazy("changed a promo"),
    "promo.created": lazy("made a promo"),
    "promo.deleted": lazy("deleted a promo"),
    "promo.published": lazy("published a promo"),
    "promo.withdrawn": lazy("paused a promo"),
    "push_off": lazy("turned notifications off on a device"),
    "push_on": lazy("turned notifications on on a device"),
    "push_topics": lazy("chose what to be notified of"),
    "ran": lazy("ran timed work"),
    "refused_origin": lazy("was refused: strange origin"),
    "registered": lazy("registered"),
    "rejected": lazy("had an upload refused"),
    "released": lazy("gave an order back"),
    "removed": lazy("removed a file"),
    "renewed_link": lazy("made a new link to an order"),
    "replaced": lazy("replaced a file"),
    "reset_password": lazy("set a new password"),
    "restored": lazy("restored"),
    "restored_message": lazy("brought a message back"),
    "retried": lazy("tried a mail again"),
    "sample.added": lazy("added a sample"),
    "sample.removed": lazy("removed a sample"),
    "sign_in_failed": lazy("failed to sign in"),
    "signed_in": lazy("signed in"),
    "signed_out": lazy("signed out"),
    "studio.changed": lazy("changed the studio’s profile"),
    "studio.look_changed": lazy("changed the studio’s look"),
    "submitted": lazy("sent an order"),
    "took_own_data": lazy("took out their own data"),
    "tried": lazy("tried out"),
    "undone": lazy("took a step back"),
    "used_as_artwork": lazy("used a file as artwork"),
    "viewed_as": lazy("looked as a customer"),
}
THINGS = {
    "account": lazy("Account"),
    "audit": lazy("Audit"),
    "branch": lazy("Branch"),
    "category": lazy("Category"),
    "feedback": lazy("Feedback"),
    "file": lazy("File"),
    "folder": lazy("Folder"),
    "job": lazy("Item"),
    "mail": lazy("E-mail"),
    "message": lazy("Message"),
    "order": lazy("Order"),
    "product": lazy("Product"),
    "promo": lazy("Promo"),
    "reply": lazy("Ready answer"),
    "room": lazy("Conversation"),
    "server": lazy("Server"),
    "studio": lazy("Studio"),
    "upload": lazy("Upload"),
    "user": lazy("Person"),
    "work": lazy("Timed work"),
}
PAGES = {
    "order": "/orders/{}",
    "promo": "/promos/{}",
    "room": "/inbox?room={}",
    "user": "/users/{}",
    "feedback": "/feedback/{}",
}
FACTS = {
    "after": lazy("after"),
    "before": lazy("before"),
    "by_name": lazy("new file"),
    "code": lazy("code"),
    "contact": lazy("contact changed"),
    "deed": lazy("deed"),
    "designer": lazy("designer"),
    "ended": lazy("devices"),
    "file": lazy("file"),
    "files": lazy("files"),
    "given": lazy("agreed"),
    "labels": lazy("labels"),
    "looking_as": lazy("looking as"),
    "name": lazy("name"),
    "person": lazy("person"),
    "reason": lazy("reason"),
    "role": lazy("role"),
    "session": lazy("device"),
    "sha256": lazy("fingerprint"),
    "skipped": lazy("skipped"),
    "slot": lazy("used as"),
    "source": lazy("through"),
    "standing": lazy("stands"),
    "status": lazy("status"),
    "thing": lazy("thing"),
    "to": lazy("to"),
    "total": lazy("total"),
    "works": lazy("works"),
}


LONGEST = 48
"""Letters of a word that is shown whole: fingerprints are not."""


def deed(verb: str) -> str:
    """Say what was done; a deed without words of its own is written plainly."""
    return str(DEEDS[verb]) if verb in DEEDS else verb.replace("_", " ").replace(".", " ")


def thing(subject: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """Name what it was done to, by its title where there is one, and give its page's address."""
    kind, _colon, key = subject.partition(":")
    if kind not in THINGS:
        return subject, ""
    shown = titles.get(subject) or (key if len(key) <= 12 else f"{key[:12]}…")
    page = PAGES[kind].format(key) if kind in PAGES and key.isdecimal() else ""
    return f"{THINGS[kind]} {shown}".strip(), page


def facts(found: dict[str, object]) -> list[tuple[str, str]]:
    """Say what else is known of a deed: names and values for reading, nothing empty."""
    return [
        (str(FACTS.get(name, name)), _value(value))
        for name, value in found.items()
        if value not in (None, "", [], {})
    ]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_value(part)}" for name, part in value.items())
    text = str(value)
    if text in set(OrderStatus):
        return order_status(text)
    if text in set(JobStatus):
        return job_status(text)
    return text if " " in text or len(text) <= LONGEST else f"{text[:12]}…"

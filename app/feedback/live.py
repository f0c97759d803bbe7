"""Who hears of feedback: the studio's inbox, and the author on their own channel."""

from app.accounts.access import Can, Viewer, actor
from app.feedback.models import Feedback
from app.realtime.actor import Actor
from app.realtime.channels import channel
from app.realtime.publish import publish

INBOX = "feedback"


@channel(INBOX)
async def may_listen(viewer: Viewer, key: str) -> bool:
    """Let those who see the inbox hear it."""
    return key == "" and viewer.can(Can.SEE_FEEDBACK)


def facts(found: Feedback) -> dict[str, object]:
    """Write what events say: no words of the author, no contact."""
    return {
        "id": found.id,
        "reference": found.reference,
        "kind": found.kind,
        "severity": found.severity,
        "status": found.status,
        "rev": found.rev,
        "url": f"/feedback/{found.id}",
    }


async def received(found: Feedback, *, by: Viewer) -> None:
    """Ring the inbox; an anonymous author stays so."""
    await publish(INBOX, "feedback.received", facts(found), by=_author(found, by))


async def moved(found: Feedback, *, by: Viewer) -> None:
    """Tell the inbox and the author where it is now."""
    await publish(INBOX, "feedback.moved", facts(found), by=actor(by))
    if found.author_id is not None:
        await publish(f"user:{found.author_id}", "feedback.moved", facts(found), by=actor(by))


def _author(found: Feedback, by: Viewer) -> Actor | None:
    return actor(by) if found.author_id is not None else None

"""What happens to a message beside its states: somebody looks after it, its author says more."""

from collections.abc import Sequence

from app import audit, clock
from app.accounts.access import Can, Viewer, check
from app.accounts.queries import people_who_can
from app.db import transaction
from app.errors import Conflict, Invalid, NotFound
from app.feedback import changes, live, queries
from app.feedback.changes import Photo
from app.feedback.models import NOTE_LIMIT, PHOTOS, Feedback, Status
from app.i18n import gettext as _
from app.text import clean_text


async def assign(feedback_id: int, owner_id: int | None, *, by: Viewer) -> Feedback:
    """Give a message to a colleague who answers feedback, or to nobody."""
    check(by, Can.ANSWER_FEEDBACK)
    async with transaction():
        before = await queries.feedback_for(by, feedback_id)
        known = {person.id for person in await people_who_can(Can.ANSWER_FEEDBACK)}
        if owner_id is not None and owner_id not in known:
            words = _("Choose somebody who answers feedback.")
            raise Invalid(words, code="no_colleague", fields={"owner": words})
        if before.owner_id == owner_id:
            return before
        after = await changes.write(before, owner_id=owner_id)
        await audit.record(by, "assigned", f"feedback:{feedback_id}", to=owner_id)
        await live.moved(after, by=by)
    return after


async def answer(
    feedback_id: int, note: str, *, by: Viewer, photos: Sequence[Photo] = ()
) -> Feedback:
    """Let the author say more; what was resolved lately is open again by it."""
    note = clean_text(note, NOTE_LIMIT)
    before = await _own(feedback_id, by)
    if not note:
        why = _("Write something first.")
        raise Invalid(why, fields={"note": why})
    if len(photos) > PHOTOS:
        why = _("Send at most %(num)s photos.", num=PHOTOS)
        raise Invalid(why, fields={"photos": why})
    folder_id = before.folder_id
    if photos:
        folder_id = await changes.store(photos, by, folder_id)
    async with transaction():
        before = await _own(feedback_id, by)
        is_over = before.status is Status.RESOLVED
        opened = {"status": Status.ACKNOWLEDGED, "moved_at": clock.now()} if is_over else {}
        after = await changes.write(before, **opened, folder_id=folder_id)
        await changes.remember(after, before.status, note, by)
        verb = "feedback_reopened" if is_over else "feedback_answered"
        await audit.record(by, verb, f"feedback:{feedback_id}")
        await live.moved(after, by=by)
    return after


async def _own(feedback_id: int, by: Viewer) -> Feedback:
    """Return the viewer's own message while it takes answers."""
    found = await queries.feedback_for(by, feedback_id)
    if not by.is_member or found.author_id != by.id:
        raise NotFound(_("There is no such message."))
    if not found.takes_answers(clock.now()):
        words = _("This was resolved more than two weeks ago. Please write a new message.")
        raise Conflict(words, code="too_late")
    return found

"""What an administrator tries out: whether mail, the storage and a device answer."""

import structlog

from app import audit, jobs
from app import mail as letters
from app.accounts.access import Can, Viewer, check
from app.accounts.queries import user
from app.accounts.throttles import take_token
from app.admin.pulse import probe_storage
from app.db import transaction
from app.i18n import gettext as _
from app.i18n import use_locale
from app.push import outbox
from app.push.models import Note, Topic

log = structlog.get_logger(__name__)


async def mail(viewer: Viewer) -> bool:
    """Send a mail to the viewer's own address; tells whether there is one."""
    await _begin(viewer)
    person = await user(viewer.id)
    if not person.email:
        return False
    with use_locale(person.locale):
        words = subject()
    async with transaction():
        await letters.enqueue(
            to=person.email,
            subject=words,
            template="admin/test.mail",
            locale=person.locale,
            name=person.name,
        )
        await audit.record(viewer, "tried", "server:mail")
    return True


def subject() -> str:
    """Say that it is only a test."""
    return _("A test from the studio’s server")


async def push(viewer: Viewer) -> int:
    """Send a notification to the viewer's own devices; returns how many there are."""
    await _begin(viewer)
    note = Note(
        Topic.ORDERS,
        title=subject,
        body=lambda: _("This device hears us."),
        url="/health",
        tag=f"test:{viewer.id}",
    )
    async with transaction():
        await audit.record(viewer, "tried", "server:push")
        return await outbox.enqueue(note, [viewer.id], asked_for=True)


async def storage(viewer: Viewer) -> int | None:
    """Return in how many milliseconds the storage kept and gave a file; None when it did not."""
    await _begin(viewer)
    try:
        took = await probe_storage()
    except Exception as failure:  # whatever a storage far away raises: it does not work
        log.warning("the storage does not answer", why=repr(failure))
        took = None
    async with transaction():
        await audit.record(viewer, "tried", "server:storage", works=took is not None)
    return took


async def revive(mail_id: int, *, by: Viewer) -> bool:
    """Try a mail again that was given up; tells whether there was one."""
    check(by, Can.SEE_METRICS)
    async with transaction():
        found = await letters.revive(mail_id)
        if found:
            await audit.record(by, "retried", f"mail:{mail_id}")
    return found


async def run(name: str, *, by: Viewer) -> bool:
    """Run a piece of timed work now; tells whether there is one."""
    check(by, Can.SEE_METRICS)
    if not jobs.hurry(name):
        return False
    async with transaction():
        await audit.record(by, "ran", f"work:{name}")
    return True


async def _begin(viewer: Viewer) -> None:
    """Let an administrator try something, not hundreds of times on end; raises TooMany."""
    check(viewer, Can.SEE_METRICS)
    await take_token(f"trial:{viewer.id}")
